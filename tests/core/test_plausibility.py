"""Quarantine: what is out of proportion waits for a second value."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sharewatch.core.plausibility import Doubt, family_fall, jump_limit, released, suspicious_jump

WEEK = [3_000, 2_000, 4_000, 1_000, 5_000, 6_000, 0]


def test_ten_times_the_median_is_the_limit() -> None:
    assert jump_limit(WEEK) == 30_000
    assert not suspicious_jump(WEEK, 30_000)
    assert suspicious_jump(WEEK, 30_001)


def test_the_median_of_an_even_number_of_days_is_between_the_two_in_the_middle() -> None:
    assert jump_limit([*WEEK, 7_001]) == 35_000
    assert jump_limit([0, 0, 0, 1_500, 2_501, 9_000, 9_000, 9_000]) == 20_005


def test_a_few_days_say_nothing() -> None:
    assert jump_limit(WEEK[:6]) is None
    assert not suspicious_jump(WEEK[:6], 10**9)


def test_a_small_model_may_multiply() -> None:
    assert not suspicious_jump([3] * 30, 10_000)
    assert suspicious_jump([3] * 30, 10_001)


def test_most_members_falling_at_once_is_not_the_members_doing() -> None:
    assert family_fall([1_000] * 5, [799] * 3 + [1_000] * 2)
    assert not family_fall([1_000] * 5, [799] * 2 + [1_000] * 3)
    assert not family_fall([1_000] * 6, [799] * 3 + [1_000] * 3), "a half is not most"
    assert not family_fall([1_000] * 5, [800] * 5), "a fifth is not more than a fifth"


def test_small_members_and_small_families_do_not_count_as_falling() -> None:
    assert not family_fall([1_000] * 4, [0] * 4)
    assert not family_fall([999] * 50 + [1_000] * 4, [0] * 54)
    assert not family_fall([1_000] * 5 + [999] * 50, [1_000] * 5 + [0] * 50)
    assert not family_fall([], [])


def test_a_fall_compares_the_same_members() -> None:
    with pytest.raises(ValueError, match="shorter"):
        family_fall([1, 2], [1])


@pytest.mark.parametrize(
    ("later", "verdict"),
    [
        ([], None),
        ([187, 187], None),
        ([187, 190], True),
        ([150], True),
        ([33], False),
        ([14, 190], False),
    ],
)
def test_the_next_distinct_value_ends_or_refutes_a_quarantined_rise(
    later: list[int], verdict: bool | None
) -> None:
    assert released(13, 187, later, limit=20) is verdict


def test_a_quarantined_fall_is_confirmed_by_another_low_value() -> None:
    limit = Fraction(1_000, 5)
    assert released(1_000, 500, [510], limit) is True
    assert released(1_000, 500, [799], limit) is True
    assert released(1_000, 500, [800], limit) is False
    assert released(1_000, 500, [1_900], limit) is False


JUMPED = Doubt("id", "Qwen/a", "rose", 1_200, 100, 1_000, 900, 9_000)
FALLEN = Doubt("id", "Qwen/a", "fell", None, 1_000, 9_000, 500, 9_000)


@pytest.mark.parametrize(
    ("doubt", "later", "over"),
    [
        (JUMPED, (900, 9_000), False),
        (JUMPED, (950, 9_500), True),
        (JUMPED, (100, 1_030), True),
        (JUMPED, (900, None), True),
        (FALLEN, (500, 9_000), False),
        (FALLEN, (480, 9_010), True),
        (FALLEN, (990, 9_010), True),
        (FALLEN, (None, 9_010), True),
    ],
)
def test_a_doubt_is_over_with_the_next_distinct_count_of_what_it_is_about(
    doubt: Doubt, later: tuple[int | None, int | None], over: bool
) -> None:
    assert doubt.over(*later) is over
