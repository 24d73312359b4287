"""Counts that are too odd to be shown without a second look: quarantined until confirmed.

What is quarantined is kept apart from its counter and shown as such. Sums go on with the last
trusted value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median_high, median_low

JUMP_FACTOR = 10
"""A day's increment beyond so many times the median of the days before is a jump."""
JUMP_NEEDS_DAYS = 7
"""With fewer days before there is no median to speak of."""
JUMP_FLOOR = 10_000
"""No increment up to this is a jump. A model with a handful of downloads a day multiplies them
whenever somebody runs a test, and no family's share feels it."""
FALL = Fraction(1, 5)
"""A member that lost more than this part of its count has fallen."""
FALL_NEEDS_COUNT = 1_000
"""Members with fewer downloads than this say nothing about their family."""
FALL_NEEDS_MEMBERS = 5
"""So many members with enough downloads are needed to speak of most of them."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A model in quarantine: the counts trusted before, and those that were seen.

    ``most`` is the greatest plausible all-time count for a jump, ``None`` where the family fell.
    """

    hub_id: str
    model_id: str
    reason: str
    most: int | None
    trusted_30d: int | None
    trusted_all_time: int | None
    seen_30d: int | None
    seen_all_time: int | None

    def over(self, downloads_30d: int | None, downloads_all_time: int | None) -> bool:
        """Whether a later count ends the doubt, by confirming it or by taking it back."""
        if self.most is not None:
            trusted, seen, later = self.trusted_all_time, self.seen_all_time, downloads_all_time
            limit: Fraction | int = self.most - (trusted or 0)
        else:
            trusted, seen, later = self.trusted_30d, self.seen_30d, downloads_30d
            limit = FALL * (trusted or 0)
        if trusted is None or seen is None or later is None:
            return True
        return released(trusted, seen, [later], limit) is not None


def jump_limit(day_increments: Sequence[int]) -> Fraction | None:
    """The greatest day increment that is still plausible after these, ``None`` if they are few.

    It is ten times their median, and never below ``JUMP_FLOOR``.
    """
    if len(day_increments) < JUMP_NEEDS_DAYS:
        return None
    middle = Fraction(median_low(day_increments) + median_high(day_increments), 2)
    return max(JUMP_FACTOR * middle, Fraction(JUMP_FLOOR))


def suspicious_jump(day_increments: Sequence[int], latest: int) -> bool:
    """Whether one model's latest day increment is out of all proportion to those before it."""
    limit = jump_limit(day_increments)
    return limit is not None and latest > limit


def family_fall(before: Sequence[int], after: Sequence[int]) -> bool:
    """Whether most members of a family fell by more than a fifth at once.

    Both name the same members' counts in the same order. Models go their own ways: when more than
    half of those with enough downloads fall together, it is the counting that changed.

    :raises ValueError: if the two differ in length.
    """
    told = [(old, new) for old, new in zip(before, after, strict=True) if old >= FALL_NEEDS_COUNT]
    fallen = sum(new < old * (1 - FALL) for old, new in told)
    return len(told) >= FALL_NEEDS_MEMBERS and 2 * fallen > len(told)


def released(
    trusted: int, quarantined: int, later: Iterable[int], limit: Fraction | int
) -> bool | None:
    """Whether what came after a quarantined value confirms it.

    ``trusted`` is the last value before it, ``later`` all values after it in time order, and
    ``limit`` the greatest plausible change (``jump_limit``, or a fifth of ``trusted`` for a fall).
    The first value that differs from the quarantined one decides. ``True``: it too lies beyond
    the limit on the same side of ``trusted``, and the quarantine ends. ``False``: it does not, and
    the quarantined value was an error. ``None``: there is no such value yet.
    """
    for value in later:
        if value != quarantined:
            moved = value - trusted if quarantined > trusted else trusted - value
            return moved > limit
    return None
