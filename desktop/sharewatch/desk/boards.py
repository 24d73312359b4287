"""Reads the board from the store: leaders, histories, inbox and rules as one value."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sharewatch.alerting.standings import rule_lines
from sharewatch.answering.stored import scopes_with_numbers
from sharewatch.core.board import (
    Board,
    FamilyModels,
    History,
    Leader,
    ModelLine,
    PollFacts,
    Series,
    Source,
)
from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.condition import Condition
from sharewatch.core.panel import OTHER
from sharewatch.core.shares import TRACKED, Measure, Share, shares
from sharewatch.core.words import DAY
from sharewatch.intake.counting import uncounted

if TYPE_CHECKING:
    from sharewatch.alerting.messages import Silence
    from sharewatch.core.catalog import Catalog
    from sharewatch.core.health import Finding
    from sharewatch.store.reading import DailySums
    from sharewatch.store.store import Store

NEAR_ENOUGH_S = 36 * 3600
GREY = "#808080"


def read_board(
    store: Store,
    catalog: Catalog,
    *,
    source: Source,
    source_now: int,
    made_at: int,
    stale_after_s: int,
    next_poll_at: int | None = None,
    problem: str | None = None,
    silence: Silence | None = None,
    census_due: str = "",
    found: tuple[Finding, ...] = (),
    viewing: str = "",
    condition: Condition | None = None,
) -> Board:
    """Everything there is to show, as of the last complete poll."""
    shown = store.latest_poll(complete_only=True)
    histories = {m: read_history(store, catalog, m) for m in Measure}
    inbox = store.inbox.entries()
    return Board(
        source=source,
        source_now=source_now,
        made_at=made_at,
        families=catalog.facts,
        latest=store.latest_poll(),
        shown=shown,
        leaders={m: read_leaders(store, catalog, shown, m, histories[m]) for m in Measure},
        histories=histories,
        leading_since={m: since for m in Measure if (since := leading_since(histories[m]))},
        inbox=inbox,
        rules=rule_lines(store, source_now),
        next_poll_at=next_poll_at,
        stale_after_s=stale_after_s,
        snoozed_until=silence.snoozed_until if silence else None,
        problem=problem,
        catalog=store.catalog_version(shown.seq) if shown else catalog.version,
        scopes=scopes_with_numbers(store),
        doubts=tuple(one.doubt for one in store.quarantines.open()),
        uncounted=uncounted(store, catalog),
        census_due=census_due,
        censuses=len(store.censuses.whole()),
        findings=found,
        health=store.health.entries(),
        viewing=viewing,
        condition=condition or Condition(),
        unread_before=store.inbox.unread_before(inbox[-1].id) if inbox else 0,
        quiet_until=silence.quiet_until if silence else None,
    )


def read_history(store: Store, catalog: Catalog, measure: Measure, scope: str = TRACKED) -> History:
    """Shares day by day, also of families that the catalog no longer names."""
    days = store.history(measure, scope)
    parts = days.values / np.where(days.totals > 0, days.totals, np.nan)[:, None]
    low, high = _bounds(store, measure, scope, days)
    series = [
        Series(facts_of(catalog, name), parts[:, at], days.values[:, at], low[:, at], high[:, at])
        for at, name in enumerate(days.families)
    ]
    return History(
        measure,
        scope,
        days.times,
        days.totals,
        tuple(by_latest_share(series)),
        estimated=np.isin(days.polls, list(store.recounts.samples())),
    )


def by_latest_share(series: Iterable[Series]) -> list[Series]:
    """The largest first by their latest shares, ``Other`` last."""
    return sorted(series, key=lambda one: (one.facts.name == OTHER, -_latest_share(one)))


def _bounds(
    store: Store, measure: Measure, scope: str, days: DailySums
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What shares are bounded by on the days on which they are not known."""
    low, high = np.full(days.values.shape, np.nan), np.full(days.values.shape, np.nan)
    place = {family: at for at, family in enumerate(days.families)}
    for row in np.flatnonzero(np.isnan(days.totals)):
        for one in shares(store.sums(int(days.polls[row]), measure, scope)):
            if one.low is not None and one.high is not None:
                low[row, place[one.family]] = float(one.low)
                high[row, place[one.family]] = float(one.high)
    return low, high


def facts_of(catalog: Catalog, name: str) -> FamilyFacts:
    """What the catalog says of a family; one that it no longer names is grey."""
    named = {one.name: one for one in catalog.facts}
    return named.get(name, FamilyFacts(name, "", "", GREY))


def read_leaders(
    store: Store, catalog: Catalog, shown: PollFacts | None, measure: Measure, history: History
) -> tuple[Leader, ...]:
    """All families of one poll, largest share first, with their changes."""
    if shown is None:
        return ()
    sums = store.sums(shown.seq, measure)
    models = {one.family: one.models for one in sums}
    # A change across two definitions of a family would be no change of its share.
    since = store.present_catalog_since()
    week, month = (_shares_near(history, shown.as_of - days * DAY, since) for days in (7, 30))
    known = sorted(shares(sums), key=_by_share)
    return tuple(
        Leader(
            rank,
            facts_of(catalog, one.family),
            one.value,
            one.share,
            _change(one, week),
            _change(one, month),
            models[one.family],
        )
        for rank, one in enumerate(known, 1)
    )


def leading_since(history: History) -> int | None:
    """The time of the first daily point of the present leader's unbroken lead.

    A day whose shares are unknown breaks nothing. ``None`` while nobody is known to lead.
    """
    if not history.series:
        return None
    shares_ = np.stack([one.shares for one in history.series])
    known = np.flatnonzero(~np.isnan(shares_).all(axis=0))
    if not known.size:
        return None
    first = np.nanargmax(shares_[:, known], axis=0)
    others = np.flatnonzero(first != first[-1])
    return int(history.times[known[others[-1] + 1 if others.size else 0]])


def read_models(store: Store, facts: FamilyFacts, shown: PollFacts) -> FamilyModels:
    """The official models of one family at one poll, most downloaded first."""
    rows = store.family_models(facts.name, shown.seq)
    counts = [row.downloads_30d for row in rows]
    known = sum(count for count in counts if count is not None)
    whole = known if known and None not in counts else None
    lines = (
        ModelLine(
            row.model_id,
            row.downloads_30d,
            row.downloads_all_time,
            row.likes,
            _difference(row.downloads_30d, row.downloads_30d_week_before),
            row.created_at,
            Fraction(row.downloads_30d, whole) if whole and row.downloads_30d is not None else None,
        )
        for row in rows
    )
    return FamilyModels(
        facts, shown.as_of, tuple(sorted(lines, key=lambda line: -(line.downloads_30d or 0)))
    )


def _latest_share(series: Series) -> float:
    """The last known share; a family never seen comes last."""
    known = series.shares[~np.isnan(series.shares)]
    return float(known[-1]) if known.size else -1.0


def _by_share(one: Share) -> tuple[bool, Fraction, int, str]:
    """Largest first, unknown last, ties by value and then by name."""
    return (one.share is None, -(one.share or Fraction(0)), -(one.value or 0), one.family)


def _shares_near(history: History, at: int, since: int) -> dict[str, Fraction]:
    """Exact shares of the known daily point nearest to a moment, if one is near enough."""
    known = np.flatnonzero((history.totals > 0) & (history.times >= since))
    if not known.size:
        return {}
    nearest = known[np.abs(history.times[known] - at).argmin()]
    if abs(int(history.times[nearest]) - at) > NEAR_ENOUGH_S:
        return {}
    whole = int(history.totals[nearest])
    return {
        one.facts.name: Fraction(int(one.values[nearest]), whole)
        for one in history.series
        if not np.isnan(one.values[nearest])
    }


def _change(one: Share, before: dict[str, Fraction]) -> Fraction | None:
    if one.share is None or one.family not in before:
        return None
    return one.share - before[one.family]


def _difference(now: int | None, before: int | None) -> int | None:
    return None if now is None or before is None else now - before
