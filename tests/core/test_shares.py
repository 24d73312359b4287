"""Shares are exact or not at all."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.shares import FamilySum, Measure, by_family, family_sums, shares, total
from sharewatch.core.snapshot import ModelRow


def row(count: int | None, all_time: int | None = None) -> ModelRow:
    return ModelRow("0" * 24, "A/a", count, all_time, 0)


def test_a_share_is_the_family_over_the_scope() -> None:
    sums = family_sums(
        [("A", row(30)), ("B", row(10)), ("A", row(20))], Measure.D30, ("A", "B", "C")
    )
    assert sums == (FamilySum("A", 50, 2), FamilySum("B", 10, 1), FamilySum("C", 0))
    assert by_family(shares(sums))["A"].share == Fraction(5, 6)


def test_each_measure_reads_its_own_count() -> None:
    assert Measure.D30.of(row(3, 9)) == 3
    assert Measure.ALL_TIME.of(row(3, 9)) == 9


def test_an_unknown_count_makes_its_family_and_every_share_unknown() -> None:
    sums = family_sums([("A", row(30)), ("B", row(None))], Measure.D30, ("A", "B"))
    assert sums[1] == FamilySum("B", None, 1, 1)
    assert total(sums) is None
    assert [one.share for one in shares(sums)] == [None, None]


def test_a_rival_whose_listing_is_missing_never_makes_a_share_of_one() -> None:
    sums = family_sums([("A", row(60))], Measure.D30, ("A", "B"), frozenset({"B"}))
    assert [one.share for one in shares(sums)] == [None, None]
    assert sums[0].value == 60


def test_nothing_over_nothing_is_no_share() -> None:
    assert [one.share for one in shares((FamilySum("A", 0),))] == [None]


@given(st.lists(st.integers(0, 2**62), min_size=1, max_size=8).filter(any))
def test_all_shares_of_a_scope_add_up_to_one(values: list[int]) -> None:
    sums = tuple(FamilySum(f"F{i}", value, 1) for i, value in enumerate(values))
    assert sum((one.share or Fraction(0) for one in shares(sums)), Fraction(0)) == 1
