"""Flows: what a day, a week or a month added, whole, summing exactly and never negative."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.counters import Counter, Sample, repair
from sharewatch.core.flows import (
    DAY_S,
    SETTLED_AFTER_S,
    Flow,
    ModelFlow,
    Period,
    Why,
    Window,
    cross_check,
    last_whole,
    model_flow,
    period_of,
    periods_between,
)

HOUR = 3600


def at(day: str, hour: int = 0) -> int:
    return int(datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00").timestamp())


APRIL, MAY = period_of(Flow.MONTH, at("2026-04-09")), period_of(Flow.MONTH, at("2026-05-09"))


def growing(first: str, days: int, a_day: int, start: int = 1_000) -> list[Sample]:
    """A counter refreshed each day at 10:00 that grows evenly."""
    begin = at(first, 10)
    return [Sample(begin + day * DAY_S, start + day * a_day) for day in range(days)]


@pytest.mark.parametrize(
    ("flow", "day", "start", "end", "label", "iso"),
    [
        (Flow.DAY, "2026-05-09", "2026-05-09", "2026-05-10", "2026-05-09", "2026-05-09"),
        (Flow.WEEK, "2026-05-09", "2026-05-04", "2026-05-11", "week of 2026-05-04", "2026-W19"),
        (Flow.WEEK, "2027-01-03", "2026-12-28", "2027-01-04", "week of 2026-12-28", "2026-W53"),
        (Flow.MONTH, "2026-05-09", "2026-05-01", "2026-06-01", "May 2026", "2026-05"),
        (Flow.MONTH, "2028-02-29", "2028-02-01", "2028-03-01", "February 2028", "2028-02"),
        (Flow.MONTH, "2026-12-31", "2026-12-01", "2027-01-01", "December 2026", "2026-12"),
    ],
)
def test_periods_are_those_of_the_utc_calendar(
    flow: Flow, day: str, start: str, end: str, label: str, iso: str
) -> None:
    period = period_of(flow, at(day, 23) + HOUR - 1)
    assert period == Period(flow, at(start), at(end))
    assert (period.label, period.iso) == (label, iso)


def test_midnight_belongs_to_the_day_it_begins() -> None:
    assert period_of(Flow.DAY, at("2026-05-09")).label == "2026-05-09"
    assert last_whole(Flow.DAY, at("2026-05-09")).label == "2026-05-08"
    assert last_whole(Flow.DAY, at("2026-05-09") - 1).label == "2026-05-07"


def test_the_last_whole_period_is_over() -> None:
    assert last_whole(Flow.WEEK, at("2026-05-09")).label == "week of 2026-04-27"
    assert last_whole(Flow.MONTH, at("2026-05-31", 23)).label == "April 2026"


def test_periods_between_two_moments_are_whole() -> None:
    weeks = periods_between(Flow.WEEK, at("2026-05-05"), at("2026-05-25"))
    assert [one.iso for one in weeks] == ["2026-W20", "2026-W21"]
    assert periods_between(Flow.MONTH, at("2026-05-01"), at("2026-06-01")) == (MAY,)
    assert periods_between(Flow.MONTH, at("2026-05-01", 1), at("2026-06-30", 23)) == ()


@given(st.sampled_from(Flow), st.integers(0, 2**32))
def test_a_moment_lies_in_its_period_and_the_last_whole_one_ends_where_it_begins(
    flow: Flow, moment: int
) -> None:
    period = period_of(flow, moment)
    assert period.start <= moment < period.end
    before = last_whole(flow, moment)
    assert before.end == period.start
    assert periods_between(flow, before.start, period.end) == (before, period)
    assert datetime.fromtimestamp(period.start, UTC).hour == 0


def test_a_model_present_at_both_ends_counts_the_difference() -> None:
    counter = repair(growing("2026-04-28", 40, 2_400))
    assert model_flow(counter, MAY) == ModelFlow(31 * 2_400, estimated=False, why=Why.COUNTED)


def test_a_model_created_inside_the_period_counts_whole() -> None:
    created = at("2026-05-20", 8)
    seen = growing("2026-05-20", 20, 240, start=20)
    counter = repair(seen, created)
    at_end = counter.at(MAY.end)
    assert at_end == 20 + 240 * 12 - 100
    found = model_flow(counter, MAY, created_at=created)
    assert found == ModelFlow(int(at_end), estimated=False, why=Why.CREATED)
    days = periods_between(Flow.DAY, MAY.start, MAY.end)
    assert sum(model_flow(counter, day, created_at=created).value or 0 for day in days) == at_end


def test_a_model_created_inside_the_period_but_seen_later_counts_whole_too() -> None:
    counter = repair(growing("2026-05-20", 20, 240), at("2026-05-02"))
    found = model_flow(counter, MAY, created_at=at("2026-05-02"))
    assert found == ModelFlow(1_000 + 240 * 12 - 100, estimated=False, why=Why.CREATED)


def test_a_period_with_a_revision_is_not_known() -> None:
    values = (40, 100, 30, 31, 32, 33)
    seen = [Sample(at(f"2026-05-{20 + 2 * n}"), value) for n, value in enumerate(values)]
    counter = repair([*seen, Sample(at("2026-06-02"), 33)], at("2026-05-19"))
    found = model_flow(counter, MAY, created_at=at("2026-05-19"))
    assert found == ModelFlow(None, estimated=False, why=Why.UNKNOWN)
    before = model_flow(counter, period_of(Flow.DAY, at("2026-05-21")), created_at=at("2026-05-19"))
    assert before.value == 30


def test_a_newly_tracked_model_adds_nothing() -> None:
    counter = repair(growing("2026-05-20", 20, 240))
    new = ModelFlow(0, estimated=False, why=Why.NEW)
    assert model_flow(counter, MAY) == new
    assert model_flow(counter, MAY, created_at=at("2026-03-01")) == new
    assert model_flow(counter, MAY, created_at=at("2026-06-01")) == new
    assert model_flow(counter, MAY, since=MAY.start, window=Window(MAY.end, 7)) == new


def test_a_model_that_went_adds_nothing() -> None:
    counter = repair(growing("2026-04-20", 20, 240))
    gone = ModelFlow(0, estimated=False, why=Why.GONE)
    assert model_flow(counter, MAY, gone_at=at("2026-05-10")) == gone
    assert model_flow(counter, MAY, gone_at=MAY.end) == gone
    assert model_flow(Counter(), MAY, gone_at=at("2026-05-10")) == gone


def test_a_model_not_seen_since_or_never_counted_is_unknown() -> None:
    unknown = ModelFlow(None, estimated=False, why=Why.UNKNOWN)
    counter = repair(growing("2026-04-20", 20, 240))
    assert model_flow(counter, MAY) == unknown
    assert model_flow(counter, MAY, gone_at=MAY.end + 1) == unknown
    assert model_flow(Counter(), MAY) == unknown


def test_every_count_at_a_periods_end_is_settled_36_hours_later() -> None:
    end = at("2026-05-10")
    hours = range(at("2026-05-08"), end + SETTLED_AFTER_S + 1, HOUR)
    for refreshed in hours:
        counter = repair(Sample(one, 5 + (one >= refreshed)) for one in hours)
        assert counter.at(end) is not None


def test_before_the_history_a_month_is_its_30_day_count() -> None:
    counter = repair([Sample(MAY.end, 5_000)])
    since = MAY.end
    found = model_flow(counter, MAY, since=since, window=Window(MAY.end, 3_000))
    assert found == ModelFlow(3_100, estimated=True, why=Why.WINDOW)
    found = model_flow(counter, MAY, since=since, window=Window(MAY.end + DAY_S, 3_000))
    assert found.value == 3_100
    counter = repair([Sample(APRIL.end, 5_000)])
    found = model_flow(counter, APRIL, since=since, window=Window(APRIL.end, 3_000))
    assert found.value == 3_000


def test_known_days_correct_a_30_day_count() -> None:
    counter = repair(growing("2026-05-01", 40, 240))
    since, window = at("2026-05-01", 10), Window(MAY.end, 3_000)
    # of 1 May, 14 hours are known at 10 an hour, and 10 hours stand for 100 a day
    found = model_flow(counter, MAY, since=since, window=window)
    assert found == ModelFlow(3_000 + 140 + 41, estimated=True, why=Why.WINDOW)
    later = Window(MAY.end + DAY_S, 3_000)
    found = model_flow(counter, MAY, since=since, window=later)
    assert found.value == 3_000 + 140 + 240 + 41 - 240
    assert model_flow(counter, MAY, since=since, window=Window(MAY.end + DAY_S, 0)).value == 140


def test_what_a_30_day_count_cannot_cover_is_not_negative() -> None:
    counter = repair(growing("2026-04-10", 60, 240))
    april = model_flow(counter, APRIL, since=at("2026-04-10"), window=Window(APRIL.end + DAY_S, 0))
    assert april == ModelFlow(0, estimated=True, why=Why.WINDOW)


def test_a_30_day_count_stands_in_for_a_month_only_and_only_at_its_end() -> None:
    counter = repair(growing("2026-05-31", 10, 240))
    since, window = at("2026-05-31", 10), Window(MAY.end, 3_000)
    earlier = ModelFlow(None, estimated=False, why=Why.EARLIER)
    week = period_of(Flow.WEEK, at("2026-05-31"))
    assert model_flow(counter, week, since=since, window=window) == earlier
    assert model_flow(counter, MAY, since=since) == earlier
    far = Window(MAY.end + 36 * HOUR + 1, 3_000)
    assert model_flow(counter, MAY, since=since, window=far) == earlier


def test_the_two_counts_of_the_hub_check_each_other() -> None:
    counter = repair(growing("2026-04-01", 32, 100))
    now = at("2026-05-02", 10)
    assert cross_check(counter, 3_000, now) == 0
    assert cross_check(counter, 2_400, now) == Fraction(1, 4)
    assert cross_check(counter, 4_000, now) == Fraction(-1, 4)
    assert cross_check(counter, 0, now) is None
    assert cross_check(counter, 3_000, now + 1) is None


@given(
    st.lists(
        st.builds(Sample, st.integers(0, 60).map(lambda n: n * 11 * HOUR), st.integers(0, 99)),
        max_size=40,
    ),
    st.one_of(st.none(), st.integers(0, 25 * DAY_S)),
)
def test_the_days_of_a_week_sum_exactly_to_it(seen: list[Sample], created: int | None) -> None:
    counter = repair(seen, created)
    for week in periods_between(Flow.WEEK, 0, 28 * DAY_S):
        days = [
            model_flow(counter, day, created_at=created)
            for day in periods_between(Flow.DAY, week.start, week.end)
        ]
        whole = model_flow(counter, week, created_at=created)
        assert all((one.value or 0) >= 0 for one in days)
        if whole.why is Why.COUNTED and all(one.why is Why.COUNTED for one in days):
            assert sum(one.value or 0 for one in days) == whole.value
