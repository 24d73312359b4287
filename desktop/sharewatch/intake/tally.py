"""What a poll's rows add up to, in every scope whose sums are kept with each poll.

The tracked families' official models always; a published list's models too, once one is loaded.
Wider scopes and derivatives need a census, which ``census`` adds up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from sharewatch.core.intervals import Interval, carry_all_time, carry_window
from sharewatch.core.panel import OTHER, panel_sums
from sharewatch.core.plausibility import Doubt
from sharewatch.core.scopes import Counted, Scope
from sharewatch.core.shares import FamilySum, Measure
from sharewatch.core.snapshot import BadRow, ModelRow
from sharewatch.core.words import DAY

if TYPE_CHECKING:
    from sharewatch.core.catalog import Catalog

Kind = tuple[str, str, str]
"""A scope, an attribution and a measure."""

WINDOW_S = 30 * DAY


@dataclass(frozen=True, slots=True)
class Missing:
    """Models that a poll did not see, as they were last seen ``age_s`` seconds ago.

    ``families`` are those they may be of. ``rows`` is ``None`` where nobody knows which they are;
    ``new`` says whether there may be others that were never seen.
    """

    families: frozenset[str]
    rows: tuple[Counted, ...] | None = None
    age_s: int = 0
    new: bool = True


@dataclass(frozen=True, slots=True)
class Doubted:
    """A model whose counts lie between those trusted before and those that were seen."""

    family: str
    doubt: Doubt

    def bounds(self, measure: Measure) -> Interval | None:
        """What its count can be."""
        one = self.doubt
        pair = (
            (one.trusted_30d, one.seen_30d)
            if measure is Measure.D30
            else (one.trusted_all_time, one.seen_all_time)
        )
        known = [count for count in pair if count is not None]
        return Interval(min(known), max(known)) if len(known) == 2 else None


def tally(
    scopes: Sequence[Scope],
    rows: Sequence[Counted],
    as_of: int,
    *,
    missing: Sequence[Missing] = (),
    doubted: Sequence[Doubted] = (),
) -> dict[Kind, tuple[FamilySum, ...]]:
    """Every scope's family sums, by both measures.

    ``missing`` is what the poll did not see. The families it may be of have no exact sum, and
    neither have the models of no family in a scope that counts them. ``doubted`` models count
    with both their bounds.
    """
    unseen = frozenset().union(*(part.families for part in missing))
    doubts = {one.doubt.hub_id: one for one in doubted}
    rows = [row for row in rows if row.hub_id not in doubts]
    sums: dict[Kind, tuple[FamilySum, ...]] = {}
    for one in scopes:
        may_miss = unseen | ({OTHER} if _other_may_miss(one, missing) else frozenset())
        inside = [part for part in doubted if one.place(part.doubt.model_id) is not None]
        for measure in Measure:
            panel = one.panel(rows, measure, as_of, may_miss | {part.family for part in inside})
            carried = {
                family: _with_doubts(
                    _carried(one, family, measure, missing, doubts), family, measure, inside
                )
                for family in panel.unseen
            }
            sums[one.name, one.attribution, measure.value] = panel_sums(panel, carried)
    return sums


def doubted(catalog: Catalog, doubts: Iterable[Doubt]) -> tuple[Doubted, ...]:
    """The doubted models that are of some family."""
    return tuple(
        Doubted(family, one) for one in doubts if (family := catalog.family_of(one.model_id))
    )


def missing_from(
    last_listing: Callable[[str], tuple[int, tuple[Counted, ...]] | None],
    catalog: Catalog,
    missed: Iterable[str],
    skipped: Iterable[BadRow],
    now: int,
) -> tuple[Missing, ...]:
    """What a poll did not see: owners it missed and rows it skipped, as they were last seen.

    ``last_listing`` gives the time of an owner's last whole listing before, and its models.
    """

    @cache  # an owner may have skipped rows by the hundred
    def of_owner(owner: str) -> Missing:
        families = frozenset(catalog.families_of_owner(owner))
        last = last_listing(owner)
        return Missing(families, last[1], max(0, now - last[0])) if last else Missing(families)

    parts = [of_owner(owner) for owner in missed]
    for bad in skipped:
        if bad.model_id is None:  # it may be any model of that owner, even a new one
            parts.append(Missing(frozenset(catalog.families_of_owner(bad.owner))))
        else:
            family, last = catalog.family_of(bad.model_id), of_owner(bad.owner)
            known = tuple(row for row in last.rows or () if row.model_id == bad.model_id)
            rows = known or (ModelRow(bad.model_id, bad.model_id, None, None, None),)
            parts.append(
                Missing(frozenset({family} if family else ()), rows, last.age_s, new=False)
            )
    return tuple(parts)


def _other_may_miss(scope_: Scope, missing: Sequence[Missing]) -> bool:
    """Whether models of no family may be missing from a scope that counts them."""
    return OTHER in scope_.families and any(
        part.new
        or any(scope_.place(row.model_id, row.pipeline_tag) == () for row in part.rows or ())
        for part in missing
    )


def _carried(
    scope_: Scope,
    family: str,
    measure: Measure,
    missing: Sequence[Missing],
    doubts: Mapping[str, Doubted],
) -> Interval | None:
    """What the missing models of a family can add to its sum; ``None`` if that can't be said.

    Of a doubted one that is only what leads beyond the bounds of its doubt.
    """
    bounds = Interval.exactly(0)
    for part in missing:
        if family not in (*part.families, OTHER):
            continue
        if part.rows is None:
            return None
        for row in part.rows:
            families = scope_.place(row.model_id, row.pipeline_tag)
            if families is not None and family in (families or (OTHER,)):
                more = _bounds(row, measure, part.age_s)
                if more is None:
                    return None
                if row.hub_id in doubts:
                    more = _beyond(doubts[row.hub_id].bounds(measure), more)
                bounds = Interval(bounds.low + more.low, bounds.high + more.high)
    return bounds


def _beyond(doubt: Interval | None, by_now: Interval) -> Interval:
    """What a count that went on unseen can add to the bounds of its doubt."""
    if doubt is None:
        return Interval.exactly(0)
    return Interval(min(0, by_now.low - doubt.low), max(0, by_now.high - doubt.high))


def _with_doubts(
    carried: Interval | None, family: str, measure: Measure, doubted: Sequence[Doubted]
) -> Interval | None:
    """The same with what the doubted models of the family can add."""
    for part in doubted:
        if part.family == family and carried is not None:
            more = part.bounds(measure)
            if more is None:
                return None
            carried = Interval(carried.low + more.low, carried.high + more.high)
    return carried


def _bounds(row: Counted, measure: Measure, age_s: int) -> Interval | None:
    """What one model's count can be by now. The Hub's own 30-day count gives its growth."""
    window = row.downloads_30d
    if window is None:
        return None
    if measure is Measure.D30:
        return carry_window(window, age_s)
    if row.downloads_all_time is None:
        return None
    return carry_all_time(row.downloads_all_time, Fraction(window, WINDOW_S), age_s)
