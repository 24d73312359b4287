"""Counters: falls are repaired, rises add up exactly, and nothing is guessed."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import counter_cases
from sharewatch.core.counters import Counter, Increment, Sample, repair

HOUR = 3600
DAY = 24 * HOUR
CASES = counter_cases.read_cases(Path(__file__).with_name("counter_cases.toml"))

sightings = st.lists(
    st.builds(Sample, st.integers(0, 40).map(lambda n: n * 9 * HOUR), st.integers(0, 30)),
    max_size=25,
)
moments = st.lists(st.integers(-5, 45).map(lambda n: n * 8 * HOUR + 7), min_size=2).map(sorted)


def daily(*values: int) -> list[Sample]:
    return [Sample(day * DAY, value) for day, value in enumerate(values)]


@pytest.mark.parametrize("case", CASES.increments, ids=lambda case: case.id)
def test_a_counter_rises_over_an_interval_as_far_as_it_is_known(
    case: counter_cases.Increments,
) -> None:
    counter = repair(case.samples)
    for start, end, rise in case.expected:
        known = counter.known_increment(start, end)
        assert known is not None
        assert known.value == rise
        assert known.estimated == (start < case.samples[0].at)


@pytest.mark.parametrize("case", CASES.repair, ids=lambda case: case.id)
def test_a_fall_adds_nothing(case: counter_cases.Repair) -> None:
    counter = repair(case.samples)
    left = (counter.total, len(counter.segments), len(counter.suspects))
    assert left == (case.total, case.segments, case.suspects)


def test_nothing_seen_is_nothing_known() -> None:
    assert repair([]) == Counter()
    assert Counter().total == Counter().revisions == 0
    assert Counter().first_at is None
    assert Counter().at(0) is None
    assert Counter().climbed(0) is None
    assert Counter().known_increment(0, DAY) is None


def test_only_the_first_sight_of_a_value_is_a_sample() -> None:
    hourly = [Sample(hour * HOUR, 10 + hour // 24) for hour in range(73)]
    assert repair(hourly).segments == (
        (Sample(0, 10), Sample(DAY, 11), Sample(2 * DAY, 12), Sample(3 * DAY, 13)),
    )


def test_a_value_that_stands_for_more_than_36_hours_stood_still() -> None:
    still = repair([Sample(0, 10), Sample(36 * HOUR, 10)])
    assert still.segments == ((Sample(0, 10),),)
    still = repair([Sample(0, 10), Sample(36 * HOUR + 1, 10)])
    assert still.segments == ((Sample(0, 10), Sample(36 * HOUR + 1, 10)),)
    assert still.increment(HOUR, DAY) == Increment(Fraction(0), 0, estimated=False)


def test_a_glitch_is_dropped_and_bridged() -> None:
    counter = repair(daily(100, 110, 60, 130, 140))
    assert counter.segments == ((*daily(100, 110), Sample(3 * DAY, 130), Sample(4 * DAY, 140)),)
    assert (counter.glitches, counter.revisions, counter.suspects) == (1, 0, ())
    assert counter.increment(0, DAY) == Increment(Fraction(10), 10, estimated=False)
    assert counter.increment(DAY, 2 * DAY) == Increment(Fraction(10), 10, estimated=True)
    assert counter.increment(3 * DAY, 4 * DAY) == Increment(Fraction(10), 10, estimated=False)


def test_a_value_that_comes_back_after_a_dip_never_was_away() -> None:
    assert repair(daily(10, 9, 10)).segments == ((Sample(0, 10), Sample(2 * DAY, 10)),)


def test_two_further_lower_values_make_a_revision_whose_step_is_unknown() -> None:
    counter = repair(daily(100, 110, 60, 65, 70, 72))
    assert counter.segments == (tuple(daily(100, 110)), tuple(daily(0, 0, 60, 65, 70, 72)[2:]))
    assert (counter.revisions, counter.glitches, counter.suspects) == (1, 0, ())
    assert counter.total == 10 + 12
    assert counter.at(DAY + HOUR) is None
    assert counter.increment(0, DAY + HOUR) is None
    assert counter.increment(0, 5 * DAY) == Increment(Fraction(22), 22, estimated=True)
    assert counter.increment(2 * DAY, 5 * DAY) == Increment(Fraction(12), 12, estimated=False)
    assert counter.climbed(2 * DAY) == 110
    assert counter.at(2 * DAY) == 60
    assert counter.covered_s(0, 9 * DAY) == 4 * DAY
    assert counter.known_increment(DAY + HOUR, 3 * DAY) == Increment(Fraction(5), 5, estimated=True)
    assert counter.known_increment(DAY + HOUR, DAY + 2 * HOUR) is None


def test_two_lower_values_in_turn_confirm_nothing() -> None:
    counter = repair(daily(100, 60, 61, 60, 61))
    assert counter.segments == ((Sample(0, 100),),)
    assert [one.value for one in counter.suspects] == [60, 61, 60, 61]


def test_a_fall_among_the_fallen_is_judged_like_any_other() -> None:
    counter = repair(daily(100, 60, 55, 61, 70))
    assert [[one.value for one in segment] for segment in counter.segments] == [[100], [60, 61, 70]]
    assert (counter.glitches, counter.total) == (1, 10)


def test_the_highest_of_several_values_at_one_moment_counts() -> None:
    assert repair([Sample(0, 5), Sample(0, 9), Sample(0, 7)]).segments == ((Sample(0, 9),),)


def test_a_model_seen_soon_after_its_creation_began_at_0() -> None:
    seen = [Sample(100 * HOUR, 30)]
    assert repair(seen, 64 * HOUR).segments == ((Sample(64 * HOUR, 0), Sample(100 * HOUR, 30)),)
    assert repair(seen, 64 * HOUR - 1).segments == (tuple(seen),)
    assert repair(seen, 100 * HOUR).segments == (tuple(seen),)
    assert repair(seen, 101 * HOUR).segments == (tuple(seen),)
    assert repair([], 64 * HOUR) == Counter()


def test_growth_across_a_gap_of_more_than_36_hours_is_estimated() -> None:
    counter = repair([Sample(0, 0), Sample(36 * HOUR, 3), Sample(73 * HOUR, 40)])
    assert not counter.bridged(0, 36 * HOUR)
    assert counter.bridged(0, 37 * HOUR)
    assert counter.bridged(40 * HOUR, 41 * HOUR)
    assert counter.increment(36 * HOUR, 37 * HOUR) == Increment(Fraction(1), 1, estimated=True)


def test_an_interval_runs_forward() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        repair(daily(1, 2)).increment(DAY, 0)
    with pytest.raises(ValueError, match="ends before it starts"):
        repair(daily(1, 2)).known_increment(DAY, 0)


@given(sightings, moments)
def test_increments_of_adjoining_intervals_sum_exactly(seen: list[Sample], at: list[int]) -> None:
    counter = repair(seen)
    known = [one for one in at if counter.at(one) is not None]
    parts = [counter.increment(*ends) for ends in pairwise(known)]
    if parts:
        whole = counter.increment(known[0], known[-1])
        assert whole is not None
        assert sum(one.value for one in parts if one) == whole.value
        assert sum(one.whole for one in parts if one) == whole.whole
        # The ends between two parts may lie in a gap that is known in sum, but not the other way.
        assert whole.estimated <= any(one.estimated for one in parts if one)


@given(sightings, moments)
def test_no_increment_is_negative_or_beyond_the_rises_seen(
    seen: list[Sample], at: list[int]
) -> None:
    highest = {one.at: max(two.value for two in seen if two.at == one.at) for one in seen}
    values = [highest[one] for one in sorted(highest)]
    rises = sum(max(0, right - left) for left, right in pairwise(values))
    counter = repair(seen)
    assert 0 <= counter.total <= rises
    for start, end in pairwise(at):
        known = counter.known_increment(start, end)
        assert known is None or 0 <= known.value <= counter.total
        increment = counter.increment(start, end)
        assert increment is None or known in (None, increment)
        assert increment is None or 0 <= increment.whole <= counter.total


@given(sightings, st.randoms(use_true_random=False))
def test_sightings_may_come_in_any_order(seen: list[Sample], chance: Random) -> None:
    mixed = list(seen)
    chance.shuffle(mixed)
    assert repair(mixed) == repair(seen)


@given(sightings)
def test_every_segment_rises_in_time_and_value(seen: list[Sample]) -> None:
    counter = repair(seen)
    samples = [one for segment in counter.segments for one in segment]
    assert all(left.at < right.at for left, right in pairwise(samples))
    for segment in counter.segments:
        assert all(left.value <= right.value for left, right in pairwise(segment))
    assert {(one.at, one.value) for one in (*samples, *counter.suspects)} <= set(map(tuple, seen))
    assert len({one.value for one in counter.suspects}) < 3


def test_a_gap_within_an_interval_leaves_its_sum_known_and_its_days_estimated() -> None:
    counter = repair([Sample(0, 0), Sample(DAY, 10), Sample(5 * DAY, 90), Sample(6 * DAY, 100)])
    whole = counter.increment(0, 6 * DAY)
    assert whole == Increment(Fraction(100), 100, estimated=False)
    inside = counter.increment(2 * DAY, 3 * DAY)
    assert inside == Increment(Fraction(20), 20, estimated=True)
    half = counter.increment(DAY // 2, 3 * DAY)
    assert half is not None
    assert half.estimated
