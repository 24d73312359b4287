"""The two counts of the Hub, held against each other."""

from __future__ import annotations

from fractions import Fraction

from sharewatch.core.cross_check import CrossCheck
from sharewatch.core.words import DAY

AT = 20_000 * DAY


def test_a_cross_check_says_how_far_the_two_counts_of_the_hub_are_apart() -> None:
    check = CrossCheck(AT, rose=95_000, window=100_000, models=3, of=3)
    assert check.apart == Fraction(-1, 20)
    assert check.text == (
        "In the 30 days to 2024-10-04 the all-time counts of 3 models rose by 95.0K; their 30-day "
        "counts say 100.0K, 5.0 % apart"
    )


def test_a_cross_check_says_of_how_many_models_it_speaks() -> None:
    check = CrossCheck(AT, rose=5, window=0, models=2, of=7)
    assert check.apart is None
    assert "counts of 2 of 7 models rose by 5; their 30-day counts say 0" in check.text
    assert "apart" not in check.text
