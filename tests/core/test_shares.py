"""Shares are exact or not at all."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.shares import FamilySum, Measure, by_family, shares, total
from sharewatch.core.snapshot import ModelRow


def row(count: int | None, all_time: int | None = None) -> ModelRow:
    return ModelRow("0" * 24, "A/a", count, all_time, 0)


def test_a_share_is_the_family_over_the_scope() -> None:
    sums = (FamilySum("A", 50, 2), FamilySum("B", 10, 1), FamilySum("C", 0))
    found = by_family(shares(sums))["A"]
    assert found.share == found.low == found.high == Fraction(5, 6)


def test_each_measure_reads_its_own_count() -> None:
    assert Measure.D30.of(row(3, 9)) == 3
    assert Measure.ALL_TIME.of(row(3, 9)) == 9


def test_an_unknown_sum_makes_every_share_unknown() -> None:
    sums = (FamilySum("A", 30, 1), FamilySum("B", None, 1, 1))
    assert total(sums) is None
    assert [(one.share, one.low, one.high) for one in shares(sums)] == [(None, None, None)] * 2


def test_a_rival_known_within_bounds_makes_every_share_an_interval() -> None:
    sums = (FamilySum("A", 60), FamilySum("B", None, 1, 0, low=40, high=44))
    first, second = shares(sums)
    assert (first.share, second.share) == (None, None)
    assert (first.low, first.high) == (Fraction(60, 104), Fraction(60, 100))
    assert (second.low, second.high) == (Fraction(40, 100), Fraction(44, 104))


def test_bounds_of_nothing_over_nothing_are_no_share() -> None:
    sums = (FamilySum("A", 0), FamilySum("B", None, low=0, high=0))
    assert [(one.low, one.high) for one in shares(sums)] == [(None, None)] * 2


def test_nothing_over_nothing_is_no_share() -> None:
    assert [one.share for one in shares((FamilySum("A", 0),))] == [None]


@given(st.lists(st.integers(0, 2**62), min_size=1, max_size=8).filter(any))
def test_all_shares_of_a_scope_add_up_to_one(values: list[int]) -> None:
    sums = tuple(FamilySum(f"F{i}", value, 1) for i, value in enumerate(values))
    assert sum((one.share or Fraction(0) for one in shares(sums)), Fraction(0)) == 1
