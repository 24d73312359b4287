"""A change of share is divided among models to the last bit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.movers import (
    FamilyMove,
    Kind,
    Movers,
    UnknownShare,
    movers,
    on_fixed_panel,
    without_largest,
)
from sharewatch.core.panel import OTHER, Member, Panel, fixed, panel_sums
from sharewatch.core.shares import OFFICIAL, TEXT, Measure, by_family, shares

FAMILIES = ("A", "B", "C", OTHER)
MAY_4, MAY_9 = 1_777_852_800, 1_778_284_800


def member(key: str, value: int | None, *families: str, path: str = "") -> Member:
    return Member(key, path or f"Owner/{key}", families, value)


def panel(*members: Member, as_of: int = MAY_4, unseen: frozenset[str] = frozenset()) -> Panel:
    return Panel(as_of, TEXT, OFFICIAL, Measure.D30, FAMILIES, members, unseen)


def share_of(of: Panel, family: str) -> Fraction:
    share = by_family(shares(panel_sums(of)))[family].share
    assert share is not None
    return share


def summed(found: Movers) -> Fraction:
    return sum((one.contribution for one in found.models()), Fraction(0))


def by_key(found: Movers) -> dict[str, Fraction]:
    return {one.key: one.contribution for one in found.models()}


FIRST = panel(
    member("a1", 30, "A"),
    member("a2", 10, "A"),
    member("b", 40, "B"),
    member("x", 20),
)
LAST = panel(
    member("a1", 80, "A"),
    member("a2", 10, "A", path="Owner/a2-renamed"),
    member("new", 50, "B"),
    member("x", 60),
    as_of=MAY_9,
)


def test_every_model_has_its_part_by_the_formula() -> None:
    found = movers(FIRST, LAST, "A")
    middle, total = (Fraction(40, 100) + Fraction(90, 200)) / 2, 150
    assert found.share_from == Fraction(40, 100)
    assert found.share_to == Fraction(90, 200)
    assert by_key(found) == {
        "a1": (50 - middle * 50) / total,
        "a2": 0,
        "b": middle * 40 / total,
        "new": -middle * 50 / total,
        "x": -middle * 40 / total,
    }
    assert summed(found) == found.change == Fraction(5, 100)


def test_the_largest_mover_comes_first_and_ties_in_the_order_of_keys() -> None:
    found = movers(FIRST, LAST, "A")
    assert [one.key for one in found.models()] == ["a1", "new", "b", "x", "a2"]
    assert found.models(2) == found.models()[:2]
    assert found.models(0) == ()


def test_a_model_stays_is_renamed_is_new_or_is_gone() -> None:
    found = movers(FIRST, LAST, "A")
    seen = {one.key: (one.kind, one.model_id, one.before, one.after) for one in found.models()}
    assert seen == {
        "a1": (Kind.STAYED, "Owner/a1", 30, 80),
        "a2": (Kind.RENAMED, "Owner/a2-renamed", 10, 10),
        "b": (Kind.GONE, "Owner/b", 40, None),
        "new": (Kind.NEW, "Owner/new", None, 50),
        "x": (Kind.STAYED, "Owner/x", 20, 60),
    }


def test_panel_effects_stand_apart_from_growth() -> None:
    found = movers(FIRST, LAST, "A")
    parts = by_key(found)
    assert found.new == parts["new"] < 0
    assert found.gone == parts["b"] > 0
    assert found.growth == parts["a1"] + parts["a2"] + parts["x"]
    assert found.growth + found.new + found.gone == found.change


def test_a_renamed_model_that_grew_counts_as_growth() -> None:
    rival, renamed = member("b", 1, "B"), member("a", 2, "A", path="Owner/other")
    found = movers(panel(member("a", 1, "A"), rival), panel(renamed, rival), "A")
    assert found.kinds[Kind.RENAMED] == by_key(found)["a"] > 0
    assert found.growth == found.kinds[Kind.RENAMED]


def test_an_outside_model_that_grows_pulls_the_share_down() -> None:
    rival = panel(member("a", 50, "A"), member("b", 50, "B"))
    found = movers(rival, panel(member("a", 50, "A"), member("b", 150, "B")), "A")
    assert by_key(found) == {"a": 0, "b": Fraction(-1, 4)}


def test_families_are_listed_with_their_sums_and_a_merge_counts_in_each() -> None:
    first = panel(member("a", 6, "A"), member("m", 4, "A", "B"))
    last = panel(member("a", 6, "A"), member("m", 14, "A", "B"))
    found = movers(first, last, "A")
    middle, total = (Fraction(8, 10) + Fraction(13, 20)) / 2, 15
    assert found.families == (
        FamilyMove("B", 2, 7, -middle * 5 / total),
        FamilyMove("A", 8, 13, (5 - middle * 5) / total),
        FamilyMove("C", 0, 0, Fraction(0)),
        FamilyMove(OTHER, 0, 0, Fraction(0)),
    )
    assert by_key(found) == {"a": 0, "m": found.change}


def test_a_model_says_whose_it_is() -> None:
    of = panel(member("a", 1, "A"), member("m", 2, "A", "B"), member("x", 3))
    named = {one.key: one.family for one in movers(of, of, "A").models()}
    assert named == {"a": "A", "m": "A + B", "x": OTHER}


def test_other_has_movers_too() -> None:
    found = movers(FIRST, LAST, OTHER)
    assert found.change == Fraction(60, 200) - Fraction(20, 100)
    assert summed(found) == found.change
    assert by_key(found)["x"] > 0 > by_key(found)["a1"]


def test_a_model_that_changes_families_moves_with_its_whole_count() -> None:
    first = panel(member("m", 10, "B"), member("a", 10, "A"))
    found = movers(first, panel(member("m", 10, "A"), member("a", 10, "A")), "A")
    assert by_key(found) == {"a": 0, "m": Fraction(1, 2)}
    assert found.models(1)[0].family == "A"


def test_a_share_is_unknown_by_day_and_family() -> None:
    unseen = panel(*LAST.members, as_of=MAY_9, unseen=frozenset({"B", "C"}))
    uncounted = panel(member("a", None, "A"), member("b", 1, "B"))
    with pytest.raises(UnknownShare, match=r"2026-05-09: the count of B and C is incomplete\.$"):
        movers(FIRST, unseen, "A")
    with pytest.raises(UnknownShare, match=r"2026-05-04: the count of A is incomplete\.$"):
        movers(uncounted, LAST, "B")
    with pytest.raises(UnknownShare, match=r"2026-05-09: the count of A, B and C is incomplete"):
        movers(FIRST, replace(unseen, unseen=frozenset("ABC")), "A")


def test_nothing_over_nothing_has_no_movers() -> None:
    with pytest.raises(UnknownShare, match="2026-05-04: the scope text counts nothing"):
        movers(panel(member("a", 0, "A")), LAST, "A")


def test_a_family_outside_the_scope_has_no_share() -> None:
    with pytest.raises(UnknownShare, match="Z is no family of the scope text"):
        movers(FIRST, LAST, "Z")


def test_two_definitions_are_not_compared() -> None:
    with pytest.raises(ValueError, match="not of one scope"):
        movers(FIRST, replace(LAST, measure=Measure.ALL_TIME), "A")


def test_the_largest_mover_is_left_out_of_family_and_scope_on_both_dates() -> None:
    largest, without = without_largest(FIRST, LAST, "A")
    assert largest == movers(FIRST, LAST, "A").models(1)[0]
    assert largest.key == "a1"
    assert (without.share_from, without.share_to) == (Fraction(10, 70), Fraction(10, 120))


def test_a_renamed_mover_is_left_out_under_both_paths() -> None:
    first = panel(member("a", 10, "A"), member("b", 10, "B"))
    last = panel(member("a", 90, "A", path="Owner/other"), member("b", 10, "B"))
    largest, without = without_largest(first, last, "A")
    assert largest.kind is Kind.RENAMED
    assert (without.share_from, without.share_to) == (0, 0)


def test_a_scope_of_the_largest_mover_alone_has_no_share_without_it() -> None:
    with pytest.raises(UnknownShare, match="counts nothing"):
        without_largest(panel(member("a", 1, "A")), panel(member("a", 2, "A")), "A")


def test_shares_without_some_models_are_those_of_the_rest() -> None:
    found = by_family(shares(panel_sums(LAST.without(["owner/A1", "Owner/x"]))))
    assert (found["A"].share, found["B"].share) == (Fraction(1, 6), Fraction(5, 6))


def test_leaving_out_the_one_uncounted_model_makes_the_shares_known() -> None:
    of = panel(member("a", 3, "A"), member("b", None, "B"), member("c", 1, "C"))
    assert by_family(shares(panel_sums(of.without(["Owner/b"]))))["A"].share == Fraction(3, 4)


def test_on_a_fixed_panel_growth_is_all_there_is() -> None:
    found = on_fixed_panel(FIRST, LAST, "A")
    assert (found.share_from, found.share_to) == (Fraction(40, 60), Fraction(90, 150))
    assert found.growth == found.change
    assert found.new == found.gone == 0
    assert {one.key for one in found.models()} == {"a1", "a2", "x"}


COUNTS = st.one_of(st.just(0), st.integers(0, 50), st.integers(0, 2**40))
OF = st.lists(st.sampled_from("ABC"), unique=True, max_size=3).map(tuple)


@st.composite
def panels(draw: st.DrawFn) -> tuple[Panel, Panel]:
    """Two panels with models that stay, come, go, are renamed and change families."""
    sides: tuple[list[Member], list[Member]] = ([], [])
    for index in range(draw(st.integers(1, 8))):
        of = draw(OF)
        for side, members in enumerate(sides):
            if draw(st.integers(0, 3)):
                families = draw(OF) if draw(st.integers(0, 5)) == 0 else of
                path = f"Owner/{index}{'-new' * side * draw(st.booleans())}"
                members.append(member(f"k{index}", draw(COUNTS), *families, path=path))
    for members in sides:
        members.append(member("base", draw(st.integers(1, 2**40)), *draw(OF)))
    return panel(*sides[0]), panel(*draw(st.permutations(sides[1])), as_of=MAY_9)


@given(panels(), st.sampled_from(FAMILIES))
def test_contributions_sum_to_the_change_to_the_last_bit(
    both: tuple[Panel, Panel], family: str
) -> None:
    first, last = both
    found = movers(first, last, family)
    assert found.change == share_of(last, family) - share_of(first, family)
    assert summed(found) == found.change
    assert sum(one.contribution for one in found.families) == found.change
    assert found.growth + found.new + found.gone == found.change
    for kind in Kind:
        of_kind = (one.contribution for one in found.models() if one.kind is kind)
        assert found.kinds[kind] == sum(of_kind)


@given(panels(), st.sampled_from(FAMILIES))
def test_every_contribution_is_that_of_the_formula(both: tuple[Panel, Panel], family: str) -> None:
    first, last = both
    before, after = ({one.key: one for one in side.members} for side in both)
    middle = (share_of(first, family) + share_of(last, family)) / 2
    total = Fraction(sum(one.value or 0 for side in both for one in side.members), 2)

    def weigh(one: Member | None) -> Fraction:
        return (one.part_of(family) or 0) - middle * (one.value or 0) if one else Fraction(0)

    found = movers(first, last, family).models()
    assert {one.key for one in found} == first.keys | last.keys
    for one in found:
        was, now = before.get(one.key), after.get(one.key)
        assert one.contribution == (weigh(now) - weigh(was)) / total
    ranks = [(-abs(one.contribution), one.key) for one in found]
    assert ranks == sorted(ranks)


@given(panels(), st.sampled_from(FAMILIES))
def test_swapping_the_dates_turns_every_sign_and_nothing_else(
    both: tuple[Panel, Panel], family: str
) -> None:
    there, back = movers(*both, family), movers(both[1], both[0], family)
    assert [one.key for one in there.models()] == [one.key for one in back.models()]
    assert [one.contribution for one in there.models()] == [
        -one.contribution for one in back.models()
    ]
    assert [(one.family, one.contribution) for one in there.families] == [
        (one.family, -one.contribution) for one in back.families
    ]
    assert (there.new, there.gone, there.growth) == (-back.gone, -back.new, -back.growth)


@given(panels(), st.sampled_from(FAMILIES))
def test_models_that_did_not_change_take_no_part(both: tuple[Panel, Panel], family: str) -> None:
    before, after = ({one.key: one for one in side.members} for side in both)
    for one in movers(*both, family).models():
        was, now = before.get(one.key), after.get(one.key)
        if was and now and (was.families, was.value) == (now.families, now.value):
            assert one.contribution == 0


@given(panels(), st.sampled_from(FAMILIES))
def test_models_that_count_nothing_on_both_dates_might_as_well_be_missing(
    both: tuple[Panel, Panel], family: str
) -> None:
    counting = {one.key for side in both for one in side.members if one.value}
    found, bare = (
        movers(*both, family),
        movers(both[0].only(counting), both[1].only(counting), family),
    )
    assert bare.families == found.families
    assert bare.models() == tuple(one for one in found.models() if one.key in counting)


@given(panels(), st.sampled_from(FAMILIES))
def test_the_fixed_panel_agrees_with_the_movers_of_the_models_in_both(
    both: tuple[Panel, Panel], family: str
) -> None:
    found = on_fixed_panel(*both, family)
    assert found == movers(*fixed(*both), family)
    assert summed(found) == found.growth == found.change
