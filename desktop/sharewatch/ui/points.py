"""Changes of a share in percentage points, as fine as their size asks for."""

from __future__ import annotations

from fractions import Fraction

from sharewatch.core import words


def digits_of(change: Fraction) -> int:
    """As many as tell a small change's parts apart: one from a point on, up to four."""
    size = abs(change) * 100
    return next((digits for digits in (1, 2, 3) if not size or size * 10**digits >= 10), 4)


def fine_points(change: Fraction, digits: int | None = None) -> str:
    """A change (a part of one) with its sign: ``+1.3 pp``, ``−0.047 pp``; none is ``0 pp``."""
    if not change:
        return "0 pp"
    return words.points(change, digits_of(change) if digits is None else digits)
