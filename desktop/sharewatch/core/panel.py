"""A panel: the models of one scope at one time, each with its count and the families it is of.

All that is asked beyond a poll's stored sums (movers, fixed panels, a share without its largest
model, origins, sizes) is computed from panels, exactly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from sharewatch.core.intervals import Interval
from sharewatch.core.shares import FamilySum, Measure

OTHER = "Other"
"""The models of a scope that no family of the catalog may claim."""

_NOTHING: Mapping[str, Interval | None] = {}


@dataclass(frozen=True, slots=True)
class Member:
    """One model of a panel.

    ``key`` is its identity through renames, ``model_id`` its path at the time. ``families`` are
    those it counts for, each once and all of the panel's: one for an official model, several for
    a merge, none for ``Other``. ``value`` is its count, ``None`` where the source gave none.
    """

    key: str
    model_id: str
    families: tuple[str, ...]
    value: int | None

    def part_of(self, family: str) -> int | None:
        """What the model adds to one family's sum; ``None`` if its count is unknown.

        A merge is divided equally among its families, in whole downloads: what is left over goes
        one by one to those named first, so that the parts sum to the count.
        """
        of = self.families or (OTHER,)
        if family not in of:
            return 0
        if self.value is None:
            return None
        each, over = divmod(self.value, len(of))
        return each + (of.index(family) < over)


@dataclass(frozen=True, slots=True)
class Panel:
    """The models of one scope at one time, under one attribution and one measure.

    ``as_of`` is the source's time in UTC seconds; ``families`` are all families of the scope in
    catalog order, also those without a model, and ``Other`` last where the scope has one.
    ``unseen`` are families of which models may be missing. Members are unique by key.
    """

    as_of: int
    scope: str
    attribution: str
    measure: Measure
    families: tuple[str, ...]
    members: tuple[Member, ...]
    unseen: frozenset[str] = frozenset()

    @property
    def complete(self) -> bool:
        """Whether every model of the scope was seen and counted."""
        return not self.unseen and all(one.value is not None for one in self.members)

    def without(self, model_ids: Collection[str]) -> Panel:
        """The same panel without some models, named by path in any case."""
        left_out = {one.lower() for one in model_ids}
        return self._of(one for one in self.members if one.model_id.lower() not in left_out)

    def only(self, keys: Collection[str]) -> Panel:
        """The same panel with these models alone."""
        return self._of(one for one in self.members if one.key in keys)

    def among(self, families: tuple[str, ...]) -> Panel:
        """The same panel where only some of its families were looked at, all its models among
        them."""
        return replace(self, families=families)

    def _of(self, members: Iterable[Member]) -> Panel:
        return replace(self, members=tuple(members))

    @property
    def keys(self) -> frozenset[str]:
        """The identities of all its models."""
        return frozenset(one.key for one in self.members)


def panel_sums(
    panel: Panel, carried: Mapping[str, Interval | None] = _NOTHING
) -> tuple[FamilySum, ...]:
    """Each family's sum over a panel, in the panel's order of families.

    A family's ``value`` is ``None`` when models of it may be missing or one has no count;
    ``models`` counts a merge once for each of its families. ``carried`` bounds what the missing
    models of a family add: then its sum is bounded too, unless a count itself is unknown.
    """
    totals = dict.fromkeys(panel.families, 0)
    models = dict.fromkeys(panel.families, 0)
    unknown = dict.fromkeys(panel.families, 0)
    for one in panel.members:
        of = one.families or (OTHER,)
        for family in of:
            models[family] += 1
            part = one.value if len(of) == 1 else one.part_of(family)
            if part is None:
                unknown[family] += 1
            else:
                totals[family] += part
    return tuple(
        _sum(
            FamilySum(family, total, models[family], unknown[family]),
            family in panel.unseen,
            carried.get(family),
        )
        for family, total in totals.items()
    )


def _sum(seen: FamilySum, missing: bool, carried: Interval | None) -> FamilySum:
    """A family's sum, from what was seen of it and what may be missing."""
    if seen.unknown or seen.value is None:
        return replace(seen, value=None)
    if not missing:
        return seen
    if carried is None:
        return replace(seen, value=None)
    return replace(seen, value=None, low=seen.value + carried.low, high=seen.value + carried.high)


def fixed(first: Panel, last: Panel) -> tuple[Panel, Panel]:
    """Two panels reduced to the models that both have: what moved is then growth alone."""
    both = first.keys & last.keys
    return first.only(both), last.only(both)
