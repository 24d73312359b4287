"""Incomplete polls: what is missing is bounded, or it is missing."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import counter_cases
from sharewatch.core.intervals import (
    CARRY_FOR_S,
    WINDOW_DRIFT,
    Interval,
    beneath_cutoff,
    carried,
    carry_all_time,
    carry_window,
    share_interval,
)
from sharewatch.core.observation import level_of
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure

CASES = counter_cases.read_cases(Path(__file__).with_name("counter_cases.toml"))

intervals = st.builds(
    lambda low, more: Interval(low, low + more), st.integers(0, 10**9), st.integers(0, 10**8)
)


@pytest.mark.parametrize("case", CASES.stale, ids=lambda case: case.id)
def test_a_value_is_missing_once_its_age_reaches_the_limit(case: counter_cases.Stale) -> None:
    assert {age: carried(age, case.limit) for age in case.carried} == case.carried


@pytest.mark.parametrize("case", CASES.share, ids=lambda case: case.id)
def test_a_share_with_a_missing_rival_is_an_interval(case: counter_cases.ShareCase) -> None:
    found = share_interval(case.family, case.others)
    assert found is not None
    low, high = found
    assert (floor(low * 10_000), ceil(high * 10_000)) == case.bounds
    rule = Rule(
        family="A",
        measure=Measure.ALL_TIME,
        direction=Direction.ABOVE,
        threshold=case.threshold,
        margin=case.margin,
    )
    assert level_of(rule, low, high).value == case.level


def test_an_all_time_count_may_have_grown_at_twice_its_rate() -> None:
    assert carry_all_time(1_000, Fraction(1, 7), 0) == Interval(1_000, 1_000)
    assert carry_all_time(1_000, Fraction(1, 7), 10) == Interval(1_000, 1_003)
    assert carry_all_time(1_000, 0.5, 10) == Interval(1_000, 1_010)
    assert carry_all_time(1_000, -1, 10) == Interval.exactly(1_000)


def test_a_30_day_count_may_have_moved_either_way() -> None:
    assert carry_window(1_005, 60) == Interval(904, 1_106)
    assert carry_window(0, 60) == Interval.exactly(0)


def test_nothing_is_carried_for_36_hours() -> None:
    assert carry_all_time(5, 1, CARRY_FOR_S - 1) is not None
    assert carry_all_time(5, 1, CARRY_FOR_S) is None
    assert carry_window(5, CARRY_FOR_S - 1) is not None
    assert carry_window(5, CARRY_FOR_S) is None


def test_a_scope_that_may_be_empty_has_no_share() -> None:
    nothing = [Interval.exactly(0)]
    assert share_interval(nothing, nothing) is None
    assert share_interval([], []) is None
    assert share_interval([Interval(0, 5)], nothing) is None
    assert share_interval(nothing, [Interval(0, 5)]) is None
    assert share_interval([Interval(0, 5)], [Interval.exactly(5)]) == (0, Fraction(1, 2))


@given(st.data(), st.lists(intervals, min_size=1, max_size=4), st.lists(intervals, max_size=4))
def test_no_share_within_the_bounds_lies_outside_the_interval(
    data: st.DataObject, family: list[Interval], others: list[Interval]
) -> None:
    own = sum(data.draw(st.integers(one.low, one.high)) for one in family)
    rest = sum(data.draw(st.integers(one.low, one.high)) for one in others)
    found = share_interval(family, others)
    if found is not None and own + rest:
        low, high = found
        assert 0 <= low <= Fraction(own, own + rest) <= high <= 1


def test_real_namespaces_seldom_move_further_in_36_hours_than_is_allowed(shared: Path) -> None:
    counts: dict[date, dict[str, int]] = defaultdict(dict)
    with (shared / "data/hub_downloads_2026-02_2026-05.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            counts[date.fromisoformat(row["date"])][row["model_id"]] = int(row["downloads_30d"])
    within = []
    for first, last in pairwise(sorted(counts)):
        days = (last - first).days
        owners: dict[str, list[str]] = defaultdict(list)
        for model in counts[first].keys() & counts[last].keys():
            owners[model.partition("/")[0]].append(model)
        for models in owners.values():
            before = sum(counts[first][one] for one in models)
            after = sum(counts[last][one] for one in models)
            if days <= 3 and len(models) >= 3 and before >= 100_000:
                moved = Fraction(abs(after - before), before) / days * Fraction(CARRY_FOR_S, 86_400)
                within.append(moved <= WINDOW_DRIFT)
    assert len(within) == 172
    assert Fraction(sum(within), len(within)) > Fraction(94, 100)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=6), st.lists(st.integers(0, 10**5)))
def test_a_share_of_all_lies_within_what_its_listed_part_allows(
    listed: list[int], rest: list[int]
) -> None:
    """The rest is divided among families in any way; here each may have some, or the first all."""
    top, below = sum(listed), sum(rest)
    if not top:
        return
    covered = Fraction(top, top + below)
    share = Fraction(listed[0], top)
    low, high = beneath_cutoff(share, share, covered)
    for own in {0, below, *rest}:
        assert low <= Fraction(listed[0] + own, top + below) <= high
    assert (low, high) == (
        Fraction(listed[0], top + below),
        Fraction(listed[0] + below, top + below),
    )
