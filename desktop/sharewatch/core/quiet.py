"""Quiet hours: times of day at which nothing is shown."""

from __future__ import annotations

from dataclasses import dataclass

DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``begin`` to before ``end``, minutes since midnight; over midnight if it ends earlier.

    Where both are equal there is no quiet.
    """

    begin: int
    end: int

    def left_at(self, minute: int) -> int:
        """Minutes of quiet that are left at a minute of the day; 0 outside of it."""
        length = (self.end - self.begin) % DAY_MIN
        passed = (minute - self.begin) % DAY_MIN
        return max(0, length - passed)


def quiet_hours(begin: str, end: str) -> QuietHours | None:
    """Quiet hours from two times such as ``22:00``; ``None`` where they are empty."""
    return QuietHours(_minute(begin), _minute(end)) if begin and end else None


def _minute(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)
