"""Axes: ranges cut to the history, round values, dates in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.ui.charts.axes import opening, whole
from sharewatch.ui.charts.ticks import (
    DAY,
    count_text,
    date_ticks,
    log_ticks,
    percent_text,
    ticks,
)

START = datetime(2025, 5, 9, 12, tzinfo=UTC).timestamp()


def days(count: int) -> np.ndarray:
    return START + np.arange(count) * DAY


@pytest.mark.parametrize(("name", "span"), [("7d", 7), ("30d", 30), ("90d", 90), ("1y", 365)])
def test_a_range_is_the_latest_days(name: str, span: int):
    times = days(800)
    assert opening(whole(times), name) == (times[-1] - span * DAY, times[-1])


def test_a_range_longer_than_the_history_is_the_history():
    times = days(20)
    assert opening(whole(times), "1y") == opening(whole(times), "all") == (times[0], times[-1])


def test_a_single_point_stands_in_the_middle_of_a_day():
    assert opening(whole(days(1)), "90d") == (START - DAY / 2, START + DAY / 2)


@given(st.just(0.0) | st.floats(1e-3, 1e12), st.floats(1e-3, 1e3), st.integers(2, 12))
def test_round_values_cover_the_data_evenly_and_are_few(low: float, part: float, count: int):
    span = (low or 1) * part
    made = ticks(low, low + span, count)
    assert made[0] <= low + span * 1e-6
    assert made[-1] >= (low + span) * (1 - 1e-9) - span * 1e-6
    assert len(made) <= count + 3
    assert all(b > a for a, b in pairwise(made))


@pytest.mark.parametrize("value", [0.0, 0.3, 4.2e11])
def test_a_flat_line_gets_an_axis_as_well(value: float):
    made = ticks(value, value, 5)
    assert made[0] <= value < made[-1]


def test_share_ticks_say_as_many_digits_as_their_step_needs():
    assert [percent_text(t, 0.1) for t in ticks(0, 0.41, 5)] == [
        *("0 %", "10 %", "20 %", "30 %", "40 %", "50 %")
    ]
    assert percent_text(0.025, 0.025) == "2.5 %"
    assert percent_text(0.48125, 0.00125) == "48.125 %"


def test_logarithmic_ticks_are_powers_of_ten_or_parts_of_them():
    assert log_ticks(5.2, 9.1) == [5, 6, 7, 8, 9, 10]
    assert [count_text(10**t) for t in log_ticks(6.1, 6.9)] == ["1M", "2M", "5M", "10M"]


def test_counts_on_an_axis_are_short():
    said = [count_text(v) for v in (0, 950, 1_000, 2.5e6, 1.2e9, 1e6 * 0.99999)]
    assert said == ["0", "950", "1K", "2.5M", "1.2B", "1M"]


def test_a_year_is_marked_by_months_in_utc():
    made = date_ticks(START, START + 365 * DAY, 13)
    assert [t.text for t in made][:2] == ["Jun 2025", "Jul"]
    assert [t.text for t in made if t.strong] == ["Jun 2025", "2026"]
    assert all(datetime.fromtimestamp(t.at, UTC).day == 1 for t in made)
    assert all(datetime.fromtimestamp(t.at, UTC).hour == 0 for t in made)


def test_a_quarter_is_marked_by_mondays_a_week_by_days_a_day_by_hours():
    weeks = date_ticks(START, START + 90 * DAY, 14)
    assert {datetime.fromtimestamp(t.at, UTC).weekday() for t in weeks} == {0}
    assert [t.text for t in date_ticks(START, START + 7 * DAY, 10)][:2] == ["10 May 2025", "11 May"]
    assert [t.text for t in date_ticks(START, START + DAY, 10)][:3] == [
        *("9 May 12:00", "15:00", "18:00")
    ]


def test_decades_are_marked_by_years():
    made = date_ticks(START, START + 30 * 365 * DAY, 10)
    assert [t.text for t in made] == ["2030", "2035", "2040", "2045", "2050", "2055"]


@given(st.floats(0, 4e9), st.floats(3600, 3e9), st.integers(4, 20))
def test_dates_are_in_view_in_order_and_about_as_many_as_fit(start: float, span: float, most: int):
    made = [t.at for t in date_ticks(start, start + span, most)]
    assert all(start - 1 <= at <= start + span for at in made)
    assert made == sorted(set(made))
    assert len(made) <= most * 1.2 + 2
