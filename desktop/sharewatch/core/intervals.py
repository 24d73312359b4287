"""Shares of an incomplete poll: what is missing enters as an interval, so does the share then.

A share computed while a rival is missing is wrong, not approximate: with A at 60 and B at 40,
leaving B out makes 100 % of A. A member that was seen not long ago is carried instead, within
bounds it can hardly have left; one not seen for longer leaves the share without a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

CARRY_FOR_S = 36 * 3600
"""A count this old or older is missing."""
GROWTH_ALLOWED = 2
"""An all-time count may have grown at up to so many times its usual rate."""
WINDOW_DRIFT = Fraction(1, 10)
"""How far a 30-day count may have moved, either way, while it was not seen.

Chosen from 30-day counts of real models between February and May 2026, over pairs of dates one to
three days apart and models present on both, changes scaled to 36 hours. Of the namespaces with
three models and 100,000 downloads or more (172 changes) half moved by less than 2 %, nine in ten
by less than 7 %, and 95 % by less than a tenth; of single models with 1,000 downloads or more
(3,170 changes) 88 % did. A model that multiplies within days no bound worth showing would hold.
"""


@dataclass(frozen=True, slots=True)
class Interval:
    """A count known to lie between two bounds, both included."""

    low: int
    high: int

    @classmethod
    def exactly(cls, value: int) -> Interval:
        """A count that was seen."""
        return cls(value, value)


def carried(age_s: int, limit_s: int = CARRY_FOR_S) -> bool:
    """Whether a count seen ``age_s`` seconds ago may still stand in; at the limit it is missing."""
    return age_s < limit_s


def carry_all_time(value: int, growth_per_s: Fraction | float, age_s: int) -> Interval | None:
    """[C, C + 2·growth·age]: an all-time count seen ``age_s`` seconds ago.

    ``growth_per_s`` is its usual rise in downloads a second. ``None`` when it is too old.
    """
    if not carried(age_s):
        return None
    grown = GROWTH_ALLOWED * Fraction(growth_per_s) * age_s
    return Interval(value, value + max(0, ceil(grown)))


def carry_window(value: int, age_s: int) -> Interval | None:
    """[W(1−ε), W(1+ε)] with ε = ``WINDOW_DRIFT``: a 30-day count seen ``age_s`` seconds ago.

    ``None`` when it is too old.
    """
    if not carried(age_s):
        return None
    return Interval(floor(value * (1 - WINDOW_DRIFT)), ceil(value * (1 + WINDOW_DRIFT)))


def share_interval(
    family: Iterable[Interval], others: Iterable[Interval]
) -> tuple[Fraction, Fraction] | None:
    """The least and the greatest share a family can have.

    S_lo = F_lo ÷ (F_lo + O_hi) and S_hi = F_hi ÷ (F_hi + O_lo), where F sums the family's members
    and O all others of the scope. ``None`` where the scope may be zero.
    """
    own, rest = _sum(family), _sum(others)
    if not own.low + rest.high or not own.high + rest.low:
        return None
    return (
        Fraction(own.low, own.low + rest.high),
        Fraction(own.high, own.high + rest.low),
    )


def beneath_cutoff(low: Fraction, high: Fraction, covered: Fraction) -> tuple[Fraction, Fraction]:
    """The bounds of a share of all, from those of its part that was listed down to a cutoff.

    ``covered`` is the listed part c of all downloads. Nothing of the rest may be the family's, or
    everything: S_lo = s_lo · c and S_hi = s_hi · c + (1 − c).
    """
    return low * covered, high * covered + 1 - covered


def _sum(parts: Iterable[Interval]) -> Interval:
    known = tuple(parts)
    return Interval(sum(one.low for one in known), sum(one.high for one in known))
