"""A milestone is read off the counts, or expected at the pace they had."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core import forecast
from sharewatch.core.forecast import Flow, Milestone, milestone
from sharewatch.core.words import DAY

START = 1_750_000_000


def reach(
    points: dict[float, int | None], number: int, as_of_day: float = 1000
) -> Milestone | None:
    """A milestone over counts by day."""
    times = [START + round(day * DAY) for day in points]
    return milestone(times, list(points.values()), number, START + round(as_of_day * DAY))


def days(at: int | None) -> float | None:
    return None if at is None else (at - START) / DAY


def test_the_published_billion_comes_about_eleven_days_later() -> None:
    found = reach({0: 942_100_000 - 153_600_000, 28: 942_100_000}, 10**9)
    assert found is not None
    assert not found.reached
    assert found.flow_per_day == Flow(Fraction(153_600_000, 28))  # of a line, no week differs
    assert days(found.expected) == pytest.approx(28 + 10.5547, abs=1e-4)
    assert found.based_on == (START, START + 28 * DAY)
    assert found.method == forecast.METHOD
    assert found.notes == (forecast.NO_RANGE,)


def test_the_range_is_that_of_the_fastest_and_the_slowest_week() -> None:
    steps = [10] * 70 + [5] * 7 + [20] * 7 + [10] * 14
    counts = {float(day): sum(steps[:day]) for day in range(len(steps) + 1)}
    found = reach(counts, counts[98] + 100)
    assert found is not None
    mean = Fraction(7 * 5 + 7 * 20 + 14 * 10, 28)
    assert found.flow_per_day == Flow(mean, Fraction(5), Fraction(20))
    assert (days(found.earliest), days(found.latest)) == (98 + 5, 98 + 20)
    assert days(found.expected) == pytest.approx(98 + 100 / mean, abs=1e-4)


def test_what_is_longer_ago_than_91_days_is_forgotten() -> None:
    steps = [1000] * 9 + [10] * 91
    counts = {float(day): sum(steps[:day]) for day in range(len(steps) + 1)}
    found = reach(counts, counts[100] + 100)
    assert found is not None
    assert found.flow_per_day == Flow(Fraction(10), Fraction(10), Fraction(10))
    assert found.earliest == found.expected == found.latest == START + 110 * DAY


def curve(day: float) -> int:
    """A count that bends only at whole weeks."""
    paces = (70, 140, 35, 700, 70, 70, 7, 70)
    whole = int(day // 7)
    return round(sum(paces[:whole]) * 7 + paces[whole] * (day - 7 * whole)) if day < 56 else 8134


def test_how_often_was_polled_makes_no_difference() -> None:
    evenly = {float(day): curve(day) for day in range(57)}
    unevenly = {day: curve(day) for day in (0, 7, 8, 8.5, 9, 14, 20, 21, 28, 35, 42, 43, 49, 56)}
    one, other = reach(evenly, 10_000), reach(unevenly, 10_000)
    assert one == other
    assert one is not None
    assert one.flow_per_day == Flow(Fraction(70 + 70 + 7 + 70, 4), Fraction(7), Fraction(700))


def test_a_gap_at_the_beginning_of_the_28_days_is_bridged() -> None:
    found = reach({0: 0, 12: 1200, 22: 3200, 30: 4000, 50: 6000}, 7000)
    assert found is not None
    assert found.flow_per_day is not None
    assert found.flow_per_day.mean == Fraction(6000 - 3200, 28)


def test_a_short_history_gives_its_mean_and_says_so() -> None:
    found = reach({0: 0, 10: 100}, 200)
    assert found is not None
    assert found.flow_per_day == Flow(Fraction(10))
    assert days(found.expected) == 20
    assert found.earliest is found.latest is None
    assert found.notes == (forecast.SHORT_HISTORY, forecast.NO_RANGE)
    assert found.based_on == (START, START + 10 * DAY)


def test_two_weeks_are_enough_for_a_range() -> None:
    found = reach({0: 0, 7: 70, 14: 210}, 300)
    assert found is not None
    assert found.flow_per_day == Flow(Fraction(15), Fraction(10), Fraction(20))
    assert found.notes == (forecast.SHORT_HISTORY,)


def test_one_count_has_no_flow() -> None:
    found = reach({0: 5, 1: None}, 10)
    assert found is not None
    assert (found.value, found.expected, found.flow_per_day) == (5, None, None)
    assert found.notes == (forecast.ONE_POINT,)
    assert found.based_on == (START, START)


@pytest.mark.parametrize("step", [0, -10, 1])
def test_what_does_not_grow_does_not_get_there(step: int) -> None:
    counts = {float(day): 1000 + step * day for day in range(60)}
    found = reach(counts, 10**9)
    assert found is not None
    assert found.earliest is found.expected is found.latest is None
    assert found.notes == (forecast.NOT_AT_THIS_PACE,)


def test_a_week_that_stood_still_leaves_the_end_open() -> None:
    steps = [10] * 20 + [0] * 7 + [10] * 8
    counts = {float(day): sum(steps[:day]) for day in range(len(steps) + 1)}
    found = reach(counts, 1000)
    assert found is not None
    assert found.expected is not None
    assert found.latest is None
    assert found.notes == (forecast.NOT_AT_THE_SLOWEST,)


def test_a_count_that_fell_of_late_may_still_get_there_at_its_best_pace() -> None:
    found = reach({0: 0, 40: 4000, 70: 3900}, 5000)
    assert found is not None
    assert found.expected is found.latest is None
    assert days(found.earliest) == 81
    assert found.notes == (forecast.NOT_AT_THIS_PACE,)


def test_a_number_that_was_reached_is_dated_between_two_counts() -> None:
    found = reach({0: 0, 10: 900, 20: 1100, 30: 1200}, 1000)
    assert found is not None
    assert found.reached
    assert (days(found.earliest), days(found.expected), days(found.latest)) == (10, 15, 20)
    assert found.based_on == (START + 10 * DAY, START + 20 * DAY)
    assert (found.value, found.as_of) == (1200, START + 30 * DAY)
    assert found.method == forecast.INTERPOLATED


def test_reached_exactly_is_reached() -> None:
    found = reach({0: 0, 10: 1000}, 1000)
    assert found is not None
    assert found.reached
    assert days(found.expected) == 10


def test_what_was_reached_before_the_first_count_has_no_date() -> None:
    found = reach({0: 5000, 10: 6000}, 1000)
    assert found is not None
    assert found.reached
    assert (found.earliest, found.expected, found.latest) == (None, None, START)
    assert found.notes == (forecast.BEFORE_HISTORY,)


def test_a_count_that_fell_back_is_not_there_and_rose_when_it_last_did() -> None:
    counts: dict[float, int | None] = {0: 0, 10: 1200, 20: 800, 30: 1200}
    early, late = reach(counts, 1000, as_of_day=25), reach(counts, 1000)
    assert early is not None
    assert late is not None
    assert not early.reached
    assert days(late.expected) == 25


def test_later_counts_are_not_looked_at() -> None:
    counts: dict[float, int | None] = {0: 0, 10: 100, 20: 5000}
    found = reach(counts, 1000, as_of_day=19)
    assert found is not None
    assert (found.reached, found.value, days(found.as_of)) == (False, 100, 10)


def test_no_count_is_no_milestone() -> None:
    assert reach({0: None}, 10) is None
    assert reach({5: 3}, 10, as_of_day=4) is None


@pytest.mark.parametrize("uneven", [lambda at: at, lambda at: at * at])
def test_moments_are_whole_seconds(uneven: Callable[[int], int]) -> None:
    found = milestone([START + uneven(at) for at in range(40)], list(range(40)), 10**4, 10**10)
    assert found is not None
    assert isinstance(found.expected, int)


STEPS = st.lists(st.tuples(st.integers(1, 20 * DAY), st.integers(0, 10**7)), min_size=1, max_size=9)


@given(STEPS, st.integers(1, 10**9))
def test_the_range_holds_the_expected_moment(steps: list[tuple[int, int]], more: int) -> None:
    times, counts = [START], [0]
    for wait, grown in steps:
        times.append(times[-1] + wait)
        counts.append(counts[-1] + grown)
    found = milestone(times, counts, counts[-1] + more, times[-1])
    assert found is not None
    flow = found.flow_per_day
    assert flow is not None
    if flow.slowest is None or flow.fastest is None:
        assert found.earliest is found.latest is None
    else:
        assert flow.slowest <= flow.mean <= flow.fastest
    if found.earliest and found.expected:
        assert found.as_of < found.earliest <= found.expected
    if found.expected and found.latest:
        assert found.expected <= found.latest


@given(STEPS, st.data())
def test_a_reached_number_lies_between_its_two_counts(
    steps: list[tuple[int, int]], data: st.DataObject
) -> None:
    times, counts = [START], [0]
    for wait, grown in steps:
        times.append(times[-1] + wait)
        counts.append(counts[-1] + grown + 1)
    number = data.draw(st.integers(1, counts[-1]))
    found = milestone(times, counts, number, times[-1])
    assert found is not None
    assert found.earliest is not None
    assert found.expected is not None
    assert found.latest is not None
    assert found.earliest < found.expected <= found.latest
    assert counts[times.index(found.earliest)] < number <= counts[times.index(found.latest)]
