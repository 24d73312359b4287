"""Quiet hours hold within a day and over midnight."""

from __future__ import annotations

import pytest

from sharewatch.core.quiet import QuietHours, quiet_hours


@pytest.mark.parametrize(
    ("begin", "end", "at", "left"),
    [
        ("22:00", "07:00", "22:00", 9 * 60),
        ("22:00", "07:00", "23:30", 7 * 60 + 30),
        ("22:00", "07:00", "06:59", 1),
        ("22:00", "07:00", "07:00", 0),
        ("22:00", "07:00", "21:59", 0),
        ("12:00", "13:00", "12:15", 45),
        ("12:00", "13:00", "13:00", 0),
        ("12:00", "13:00", "11:59", 0),
        ("00:00", "23:59", "23:59", 0),
    ],
)
def test_so_much_quiet_is_left(begin: str, end: str, at: str, left: int) -> None:
    hours = quiet_hours(begin, end)
    assert hours is not None
    hour, minute = map(int, at.split(":"))
    assert hours.left_at(hour * 60 + minute) == left


def test_no_times_are_no_quiet_hours_and_equal_ones_no_quiet() -> None:
    assert quiet_hours("", "") is None
    assert QuietHours(60, 60).left_at(60) == 0
