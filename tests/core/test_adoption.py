"""Relative adoption compares models when they were as old, under a definition that is named."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.adoption import (
    DAYS,
    Adoption,
    AdoptionDefinition,
    Launch,
    adoption,
    median_references,
    tenth_references,
)
from sharewatch.core.words import DAY

MEDIAN, TENTH = AdoptionDefinition.MEDIAN, AdoptionDefinition.TENTH


def launch(name: str, a_day: int, days: int = 400, released: int = 0) -> Launch:
    """A model with the same downloads each day, sampled weekly."""
    times = range(7, days + 1, 7)
    samples = tuple((released + one * DAY, a_day * one) for one in times)
    return Launch(name, released, samples)


CLASS = tuple(launch(f"m{nth:02}", nth) for nth in range(1, 13))
"""Twelve models of one size class with 1 to 12 downloads a day: the ten largest have 3 to 12."""


def exactly(*values: Fraction | int | None) -> tuple[Fraction | None, ...]:
    return tuple(None if one is None else Fraction(one) for one in values)


def of(model: Launch, definition: AdoptionDefinition, days: tuple[int, ...] = (7, 30)) -> Adoption:
    return adoption(model, "1-5B", CLASS, definition, days)


def test_a_count_is_linear_between_samples_and_starts_at_nought() -> None:
    model = Launch("m", 100, ((100 + 2 * DAY, 20), (100 + 4 * DAY, 60)))
    counts = [model.on(day) for day in (0, 1, 2, 3, 4)]
    assert [one.value for one in counts if one] == [0, 10, 20, 40, 60]


def test_a_count_is_never_extrapolated() -> None:
    model = Launch("m", 0, ((2 * DAY, 20), (4 * DAY, 60)))
    assert model.on(5) is None
    assert Launch("m", 0, ()).on(1) is None


def test_without_a_known_start_days_before_the_first_sample_are_unknown() -> None:
    model = Launch("m", 0, ((2 * DAY, 20), (4 * DAY, 60)), from_zero=False)
    assert model.on(1) is None
    assert model.on(0) is None
    first = model.on(2)
    assert first is not None
    assert first.value == 20


def test_samples_from_before_the_release_are_kept_as_they_are() -> None:
    model = Launch("m", 2 * DAY, ((0, 10), (4 * DAY, 50)))
    start = model.on(0)
    assert start is not None
    assert start.value == 30


def test_a_count_across_a_long_gap_is_an_estimate() -> None:
    model = Launch("m", 0, ((7 * DAY, 7), (30 * DAY, 30)))
    counts = {day: model.on(day) for day in (5, 7, 10, 30)}
    assert {day: one.estimated for day, one in counts.items() if one} == {
        5: False,
        7: False,
        10: True,
        30: False,
    }


def test_by_the_first_definition_the_reference_is_the_median_of_the_ten_largest() -> None:
    found = of(launch("new", 15, days=35), MEDIAN)
    assert found.downloads == exactly(105, 450)
    assert found.reference == (Fraction(15, 2) * 7, Fraction(15, 2) * 30)
    assert found.scores == exactly(2, 2)
    assert found.reference_models == tuple(f"m{nth:02}" for nth in range(12, 2, -1))
    assert (found.model_id, found.definition, found.size_class) == ("new", MEDIAN, "1-5B")
    assert found.days == (7, 30)


def test_by_the_second_definition_the_reference_is_the_tenth_largest() -> None:
    found = of(launch("new", 15, days=35), TENTH)
    assert found.reference == exactly(21, 90)
    assert found.scores == exactly(5, 5)
    assert found.reference_models == tuple(f"m{nth:02}" for nth in range(12, 2, -1))


def test_the_two_definitions_go_by_different_names() -> None:
    assert MEDIAN.label == "RAM, January 2026: over the median of the top 10"
    assert TENTH.label == "RAM, 2026-Q2: over the 10th, never falling"


def test_a_day_the_model_has_not_reached_has_no_score() -> None:
    found = of(launch("new", 15, days=14), MEDIAN)
    assert found.downloads == exactly(105, None)
    assert found.scores == exactly(2, None)
    assert found.reference[1] is not None


def test_scores_stand_by_the_published_days_unless_others_are_named() -> None:
    found = adoption(CLASS[0], "1-5B", CLASS, MEDIAN)
    assert found.days == DAYS
    assert found.scores[:6] == (Fraction(2, 15),) * 6


@pytest.mark.parametrize("definition", [MEDIAN, TENTH])
def test_a_class_of_fewer_than_ten_gives_no_score(definition: AdoptionDefinition) -> None:
    found = adoption(CLASS[0], "1-5B", CLASS[:9], definition, (7,))
    assert found.reference == (None,)
    assert found.scores == (None,)
    assert found.reference_models == ()


def test_a_reference_of_zero_gives_no_score() -> None:
    still = tuple(launch(f"m{nth}", 0) for nth in range(10))
    for definition in (MEDIAN, TENTH):
        found = adoption(CLASS[0], "1-5B", still, definition, (7,))
        assert found.reference == exactly(0)
        assert found.scores == (None,)


def test_the_first_definition_keeps_its_ten_and_leaves_out_who_is_too_young() -> None:
    young = [launch(f"y{nth}", 1000, days=20) for nth in range(4)]
    [early, late] = median_references((*CLASS, *young), (7, 35))
    assert early.models == ("y0", "y1", "y2", "y3", "m12", "m11", "m10", "m09", "m08", "m07")
    assert late.models == ("m12", "m11", "m10", "m09", "m08", "m07")
    assert late.value == Fraction(19, 2) * 35


def test_the_first_definition_wants_more_than_half_of_its_ten() -> None:
    young = [launch(f"y{nth}", 1000, days=20) for nth in range(5)]
    assert [one.value is None for one in median_references((*CLASS, *young), (7, 35))] == [
        False,
        True,
    ]


def test_the_first_definition_is_unknown_where_one_of_its_ten_has_no_history() -> None:
    late_seen = Launch("seen late", 0, ((100 * DAY, 9000), (110 * DAY, 9900)), from_zero=False)
    [before, after] = median_references((*CLASS, late_seen), (30, 105))
    assert before.value is None
    assert after.value is not None


def test_the_second_definition_ranks_anew_each_day() -> None:
    sprinter = Launch("s", 0, ((7 * DAY, 700), (350 * DAY, 701)))
    [early, late] = tenth_references((*CLASS, sprinter), (7, 350))
    assert early.models[0] == "s"
    assert early.value == 28
    assert late.models[9] == "m03"
    assert "s" not in late.models


def test_the_second_definition_never_falls_when_models_are_too_young_for_a_later_day() -> None:
    young = [launch(f"y{nth}", 1000, days=21) for nth in range(9)]
    early, late = tenth_references((*CLASS, *young), (21, 35))
    assert early.value == late.value == 12 * 21
    assert late.models == early.models


def test_the_second_definition_is_unknown_where_an_unseen_count_might_matter() -> None:
    def seen_late(count: int) -> Launch:
        return Launch("seen late", 0, ((100 * DAY, count),), from_zero=False)

    [small] = tenth_references((*CLASS, seen_late(21)), (7,))
    [large] = tenth_references((*CLASS, seen_late(22)), (7,))
    assert small.value == 21
    assert large.value is None


def test_a_score_read_across_a_gap_on_either_side_is_an_estimate() -> None:
    gap = Launch("gap", 0, ((60 * DAY, 6000),))
    assert of(gap, MEDIAN).estimated == (True, True)
    assert of(CLASS[0], MEDIAN).estimated == (False, False)
    for definition in (MEDIAN, TENTH):
        found = adoption(CLASS[0], "1-5B", (*CLASS, gap), definition, (30,))
        assert found.estimated == (True,)


@given(st.lists(st.integers(0, 1000), min_size=10, max_size=14), st.integers(1, 50))
def test_who_is_among_the_ten_scores_one_or_more_by_the_second_definition(
    rates: list[int], day: int
) -> None:
    peers = tuple(launch(f"m{nth}", rate, days=56) for nth, rate in enumerate(rates))
    scores = {}
    for one in peers:
        [score] = adoption(one, "1-5B", peers, TENTH, (day,)).scores
        if score is not None:
            scores[one.model_id] = score
    if scores:
        assert sum(score >= 1 for score in scores.values()) >= 10
        assert sum(score > 1 for score in scores.values()) < 10
