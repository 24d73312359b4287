"""Shares: a family's sum over its scope's sum, of one measure, at one poll.

A share is exact (a fraction of integers) or it is ``None``: nothing is guessed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sharewatch.core.intervals import Interval, share_interval
from sharewatch.core.snapshot import ModelRow

TRACKED = "tracked"
"""The scope of all families' official models: the default denominator."""
TEXT = "text"
"""The scope of all models that write text, whoever published them, down to a cutoff."""
HUB = "hub"
"""The scope of every model that was seen."""

OFFICIAL = "official"
"""The attribution of a model to the family in whose namespace it is published."""
DERIVATIVES = "derivatives"
"""The attribution that also counts models declaring a member as base, however far back."""


class Measure(StrEnum):
    """What is counted.

    ``D30`` is the Hub's ``downloads``, a rolling 30-day window; ``ALL_TIME`` its
    ``downloadsAllTime``, cumulative since creation. Neither may be added up over time.
    """

    D30 = "30d"
    ALL_TIME = "all-time"

    def of(self, row: ModelRow) -> int | None:
        """This measure's count of one model; ``None`` if the Hub did not say."""
        return row.downloads_30d if self is Measure.D30 else row.downloads_all_time


@dataclass(frozen=True, slots=True)
class FamilySum:
    """One family's sum of one measure at one poll.

    ``value`` is ``None`` when it is unknown: an owner's listing did not arrive, or one of the
    ``models`` carries no count (``unknown`` of them). Then ``low`` and ``high`` may still bound
    it, both or neither.
    """

    family: str
    value: int | None
    models: int = 0
    unknown: int = 0
    low: int | None = None
    high: int | None = None

    @property
    def bounds(self) -> Interval | None:
        """The least and the most the sum can be; equal when it is known."""
        if self.value is not None:
            return Interval.exactly(self.value)
        return None if self.low is None or self.high is None else Interval(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Share:
    """A family's part of its scope, ``None`` where it can't be known.

    ``low`` and ``high`` bound it: both equal to a known ``share``, both ``None`` where nothing
    is known.
    """

    family: str
    value: int | None
    share: Fraction | None
    low: Fraction | None = None
    high: Fraction | None = None


def total(sums: Iterable[FamilySum]) -> int | None:
    """The scope's sum, or ``None`` when any family's is unknown."""
    scope_sum = 0
    for one in sums:
        if one.value is None:
            return None
        scope_sum += one.value
    return scope_sum


def shares(sums: Iterable[FamilySum]) -> tuple[Share, ...]:
    """Each family's sum over the scope's sum; no value over an unknown or zero scope.

    Where every sum is at least bounded, so is each share (see ``intervals.share_interval``).
    """
    known = tuple(sums)
    scope_sum = total(known)
    if scope_sum is not None:
        return tuple(_exact(one, scope_sum) for one in known)
    bounds = [one.bounds for one in known]
    if None in bounds:
        return tuple(Share(one.family, one.value, None) for one in known)
    low = sum(own.low for own in bounds if own)
    high = sum(own.high for own in bounds if own)
    return tuple(
        Share(one.family, one.value, None, *_between(own, Interval(low - own.low, high - own.high)))
        for one, own in zip(known, bounds, strict=True)
        if own
    )


def _exact(one: FamilySum, scope_sum: int) -> Share:
    share = Fraction(one.value, scope_sum) if scope_sum and one.value is not None else None
    return Share(one.family, one.value, share, share, share)


def _between(own: Interval, others: Interval) -> tuple[Fraction | None, Fraction | None]:
    return share_interval((own,), (others,)) or (None, None)


def by_family(result: Iterable[Share]) -> Mapping[str, Share]:
    """The same shares, looked up by family."""
    return {one.family: one for one in result}
