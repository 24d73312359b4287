"""How concentrated a scope is, and how far its leader is ahead."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.concentration import Concentration, concentration, lead
from sharewatch.core.panel import OTHER
from sharewatch.core.shares import FamilySum


def sums(**values: int | None) -> list[FamilySum]:
    return [FamilySum(family, value, 1) for family, value in values.items()]


def test_the_index_sums_the_squares_of_the_shares() -> None:
    found = concentration(sums(A=50, B=30, C=20))
    assert found == Concentration(Fraction(38, 100), Fraction(38, 100))
    assert (found.low_points, found.high_points) == (3800, 3800)
    assert found.fewest == found.most == Fraction(100, 38)


def test_other_is_between_many_hands_and_one() -> None:
    found = concentration(sums(A=50, B=30, **{OTHER: 20}))
    assert found == Concentration(Fraction(34, 100), Fraction(38, 100))
    assert (found.fewest, found.most) == (Fraction(100, 38), Fraction(100, 34))


def test_a_scope_of_others_alone_may_be_in_any_number_of_hands() -> None:
    found = concentration(sums(A=0, **{OTHER: 5}))
    assert found == Concentration(Fraction(0), Fraction(1))
    assert (found.fewest, found.most) == (1, None)


def test_one_family_alone_is_the_whole_scale() -> None:
    found = concentration(sums(A=7, B=0))
    assert found is not None
    assert found.high_points == 10_000


@pytest.mark.parametrize("unknown", [sums(A=5, B=None), sums(A=0, B=0), []])
def test_unknown_or_empty_scopes_have_neither_index_nor_leader(unknown: list[FamilySum]) -> None:
    assert concentration(unknown) is None
    assert lead(unknown, 1) is None


@given(st.lists(st.integers(0, 2**50), min_size=1, max_size=12).filter(any), st.integers(0, 2**50))
def test_the_index_is_at_least_that_of_families_alike(values: list[int], other: int) -> None:
    of = sums(**{f"F{index}": value for index, value in enumerate(values)}, **{OTHER: other})
    found = concentration(of)
    assert found is not None
    assert Fraction(1, len(of)) <= found.high <= 1
    assert 0 <= found.high - found.low == Fraction(other, sum(values) + other) ** 2
    assert 1 <= found.fewest <= len(of)


def test_the_leader_stands_against_the_next_ones_combined() -> None:
    found = lead(sums(C=20, A=60, D=5, B=25, **{OTHER: 90}), 2)
    assert found is not None
    assert (found.leader, found.value) == ("A", 60)
    assert (found.next, found.next_sum) == (("B", "C"), 45)
    assert found.ratio == Fraction(60, 45)
    assert found.margin == Fraction(15, 200)


def test_a_leader_may_have_less_than_the_next_ones_combined() -> None:
    found = lead(sums(A=4, B=3, C=3), 8)
    assert found is not None
    assert found.next == ("B", "C")
    assert found.margin == Fraction(-2, 10)


def test_a_leader_without_rivals_is_no_times_larger() -> None:
    alone, idle = lead(sums(A=4, **{OTHER: 4}), 3), lead(sums(A=4, B=0), 3)
    assert alone is not None
    assert idle is not None
    assert (alone.next, alone.ratio, alone.margin) == ((), None, Fraction(1, 2))
    assert (idle.next, idle.ratio, idle.margin) == (("B",), None, 1)


def test_equal_families_stay_in_order() -> None:
    found = lead(sums(B=5, A=5, C=5), 1)
    assert found is not None
    assert (found.leader, found.next) == ("B", ("A",))


def test_nobody_leads_where_only_others_count() -> None:
    assert lead(sums(A=0, **{OTHER: 5}), 1) is None


def test_a_lead_over_nobody_is_not_asked_for() -> None:
    with pytest.raises(ValueError, match="at least one"):
        lead(sums(A=1), 0)


def test_the_published_lead_of_february_2026_is_a_factor_of_2_157() -> None:
    found = lead([FamilySum("Qwen", 153_600_000, 1), FamilySum("next eight", 71_200_000, 8)], 8)
    assert found is not None
    assert found.ratio is not None
    assert round(float(found.ratio), 3) == 2.157
