"""A panel adds up to the sums a poll stores, and can be cut down."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.intervals import Interval
from sharewatch.core.panel import OTHER, Member, Panel, fixed, panel_sums
from sharewatch.core.shares import OFFICIAL, TEXT, FamilySum, Measure, shares

FAMILIES = ("A", "B", "C", OTHER)


def member(key: str, value: int | None, *families: str) -> Member:
    return Member(key, f"Owner/{key}", families, value)


def panel(*members: Member, unseen: frozenset[str] = frozenset()) -> Panel:
    return Panel(0, TEXT, OFFICIAL, Measure.D30, FAMILIES, members, unseen)


def values(of: Panel, **carried: Interval) -> Mapping[str, int | None]:
    return {one.family: one.value for one in panel_sums(of, carried)}


def test_each_model_counts_for_its_family_and_the_rest_for_other() -> None:
    of = panel(member("a", 30, "A"), member("b", 10, "B"), member("x", 5), member("y", 6))
    assert panel_sums(of) == (
        FamilySum("A", 30, 1),
        FamilySum("B", 10, 1),
        FamilySum("C", 0),
        FamilySum(OTHER, 11, 2),
    )
    assert of.complete


def test_a_merge_is_divided_equally_and_the_rest_goes_to_those_named_first() -> None:
    merge = member("m", 11, "B", "A", "C")
    assert [merge.part_of(family) for family in ("B", "A", "C", OTHER)] == [4, 4, 3, 0]
    assert [one.models for one in panel_sums(panel(merge))] == [1, 1, 1, 0]


@given(st.integers(0, 2**62), st.lists(st.sampled_from("ABC"), unique=True))
def test_the_parts_of_a_model_sum_to_its_count(count: int, families: list[str]) -> None:
    parts = [member("m", count, *families).part_of(family) for family in FAMILIES]
    assert sum(part or 0 for part in parts) == count


def test_a_model_of_no_family_is_part_of_other_alone() -> None:
    assert member("x", 5).part_of(OTHER) == 5
    assert member("x", 5).part_of("A") == 0
    assert member("x", None).part_of("A") == 0
    assert member("x", None).part_of(OTHER) is None


def test_a_model_without_a_count_leaves_each_of_its_families_unknown() -> None:
    of = panel(member("m", None, "A", "B"), member("c", 3, "C"))
    assert values(of) == {"A": None, "B": None, "C": 3, OTHER: 0}
    assert [one.unknown for one in panel_sums(of)] == [1, 1, 0, 0]
    assert not of.complete


def test_a_family_that_may_miss_models_has_no_sum_and_the_scope_no_shares() -> None:
    of = panel(member("a", 60, "A"), unseen=frozenset({"B"}))
    assert values(of) == {"A": 60, "B": None, "C": 0, OTHER: 0}
    assert not of.complete
    assert [one.share for one in shares(panel_sums(of))] == [None] * 4


def test_what_is_carried_for_missing_models_bounds_their_familys_sum() -> None:
    of = panel(member("a", 60, "A"), member("b", 10, "B"), unseen=frozenset({"B"}))
    carried = {"A": Interval(1, 2), "B": Interval(30, 50)}
    sums = panel_sums(of, carried)
    assert sums[0] == FamilySum("A", 60, 1)
    assert sums[1] == FamilySum("B", None, 1, low=40, high=60)
    low, high = shares(sums)[0].low, shares(sums)[0].high
    assert (low, high) == (Fraction(60, 120), Fraction(60, 100))


def test_a_count_that_is_unknown_itself_is_not_bounded_by_what_is_carried() -> None:
    of = panel(member("b", None, "B"), unseen=frozenset({"B"}))
    assert panel_sums(of, {"B": Interval(30, 50)})[1] == FamilySum("B", None, 1, 1)


@pytest.mark.parametrize("path", ["Owner/a", "OWNER/A"])
def test_models_are_left_out_by_path_in_any_case(path: str) -> None:
    of = panel(member("a", 30, "A"), member("b", 10, "B"))
    assert values(of.without([path, "nobody/nothing"])) == {"A": 0, "B": 10, "C": 0, OTHER: 0}


def test_a_panel_cut_down_keeps_its_order_and_what_it_may_miss() -> None:
    of = panel(
        member("c", 1, "C"), member("a", 2, "A"), member("b", 3, "B"), unseen=frozenset({"B"})
    )
    cut = of.only({"a", "c", "z"})
    assert [one.key for one in cut.members] == ["c", "a"]
    assert cut.unseen == of.unseen
    assert cut.keys == {"a", "c"}


def test_a_fixed_panel_has_the_models_of_both_dates_under_either_path() -> None:
    first = panel(member("a", 1, "A"), member("gone", 2, "B"))
    renamed = Member("a", "Owner/a-new", ("A",), 5)
    before, after = fixed(first, panel(member("new", 9, "A"), renamed))
    assert [one.value for one in before.members] == [1]
    assert after.members == (renamed,)


def test_a_panel_of_fewer_families_keeps_its_models() -> None:
    whole = panel(Member("a", "A/a", ("A",), 1))
    fewer = whole.among(("A",))
    assert fewer.families == ("A",)
    assert fewer.members == whole.members
