"""Counts that stand still though the source answers."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest

from sharewatch.core.standstill import FROZEN_S, frozen_since

DAY = 86_400


def since(*sums: tuple[float, ...]) -> int | None:
    """What is found of a day's sums each."""
    return frozen_since(
        np.arange(len(sums), dtype=np.int64) * DAY, np.array(sums, dtype=np.float64)
    )


def test_counts_stand_still_since_they_last_moved() -> None:
    assert since((1, 2), (3, 2), (3, 2), (3, 2), (3, 2)) == DAY
    assert since((3, 2), (3, 2), (3, 2), (3, 2)) == 0


def test_a_day_or_two_without_news_are_nothing_unusual() -> None:
    assert FROZEN_S > 2 * DAY
    assert since((1, 2), (3, 2), (3, 2), (3, 2)) is None
    assert since((1, 2)) is None


def test_one_family_that_moves_is_enough() -> None:
    assert since((1, 2), (1, 3), (1, 4), (1, 5), (1, 6)) is None


def test_a_poll_of_which_nothing_is_known_neither_moves_nor_stands() -> None:
    assert since((1, 2), (nan, nan), (1, 2), (nan, nan), (1, 2)) == 0
    assert since((1, 2), (1, 2), (1, 2), (1, 2), (nan, nan)) == 0


def test_a_family_that_is_not_known_any_more_moved_when_it_was_lost() -> None:
    assert since((1, 2), (1, nan), (1, nan), (1, nan), (1, nan)) == DAY


@pytest.mark.parametrize("sums", [(0.0, 0.0), (nan, nan), ()])
def test_where_nothing_is_downloaded_nothing_stands_still(sums: tuple[float, ...]) -> None:
    assert since(sums, sums, sums, sums, sums) is None


def test_without_a_poll_nothing_stands_still() -> None:
    assert frozen_since(np.zeros(0, dtype=np.int64), np.zeros((0, 3))) is None
