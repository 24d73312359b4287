"""Concentration: how much of a scope is in few hands, and by how much the leader leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sharewatch.core.panel import OTHER
from sharewatch.core.shares import FamilySum, total

SCALE = 10_000
"""An index of one in the units competition authorities use: 2,500 of 10,000 is a quarter."""


@dataclass(frozen=True, slots=True)
class Concentration:
    """The Herfindahl–Hirschman index Σ s² over a scope's families, between two bounds.

    Nobody knows how many hands ``Other`` is in: ``low`` takes it as ever so many, each too small
    to count, ``high`` as a single one. Without ``Other`` both are the same. An index is between
    0 and 1; ten families alike have 1/10.
    """

    low: Fraction
    high: Fraction

    @property
    def low_points(self) -> Fraction:
        """The lower bound on the scale of 10,000."""
        return self.low * SCALE

    @property
    def high_points(self) -> Fraction:
        """The upper bound on the scale of 10,000."""
        return self.high * SCALE

    @property
    def fewest(self) -> Fraction:
        """At least so many families alike would be as concentrated: 1/high."""
        return 1 / self.high

    @property
    def most(self) -> Fraction | None:
        """At most so many families alike, 1/low; ``None`` when all of the scope is ``Other``."""
        return 1 / self.low if self.low else None


@dataclass(frozen=True, slots=True)
class Lead:
    """The largest family against the next ones combined.

    ``next`` are their names, largest first: fewer than were asked for where the scope has fewer.
    ``ratio`` is ``value / next_sum``, ``None`` over nothing; ``margin`` is the leader's share of
    the scope less theirs, negative when they have more.
    """

    leader: str
    value: int
    next: tuple[str, ...]
    next_sum: int
    ratio: Fraction | None
    margin: Fraction


def concentration(sums: Iterable[FamilySum]) -> Concentration | None:
    """The index of one scope; ``None`` where a sum is unknown or the scope counts nothing."""
    known = tuple(sums)
    scope_sum = total(known)
    if not scope_sum:
        return None
    squares = {one.family: Fraction(one.value or 0, scope_sum) ** 2 for one in known}
    high = sum(squares.values(), Fraction(0))
    return Concentration(high - squares.get(OTHER, 0), high)


def lead(sums: Iterable[FamilySum], next_n: int) -> Lead | None:
    """The leader against the next ``next_n`` families, at least one, combined.

    ``Other`` is no family: it neither leads nor follows, but the scope includes it. Equal
    families stay in the order of ``sums``. ``None`` where a sum is unknown or no family counts.
    """
    if next_n < 1:
        raise ValueError("a lead is over at least one other family")
    known = tuple(sums)
    scope_sum = total(known)
    ranked = sorted(
        ((one.family, one.value or 0) for one in known if one.family != OTHER),
        key=lambda pair: -pair[1],
    )
    if not scope_sum or not ranked or not ranked[0][1]:
        return None
    leader, value = ranked[0]
    following = ranked[1 : 1 + next_n]
    next_sum = sum(count for _, count in following)
    return Lead(
        leader,
        value,
        tuple(family for family, _ in following),
        next_sum,
        Fraction(value, next_sum) if next_sum else None,
        Fraction(value - next_sum, scope_sum),
    )
