"""One family passes another when it was strictly below and is strictly above."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.crossovers import Crossover, crossovers
from sharewatch.core.panel import OTHER

TIMES = (0, 100, 200, 300, 400)


def test_the_moment_is_where_the_lines_meet() -> None:
    found = crossovers(TIMES, {"Llama": (10, 10, 10, 10, 10), "Qwen": (1, 7, 19, 30, 40)})
    assert found == (Crossover("Qwen", "Llama", 100, 200, 125, lasting=True),)


def test_the_order_of_families_makes_no_difference() -> None:
    values = {"A": (3, 2, 1, 5, 5), "B": (1, 2, 3, 4, 9)}
    assert crossovers(TIMES, values) == crossovers(TIMES, dict(reversed(values.items())))


def test_only_the_last_of_several_changes_is_lasting() -> None:
    found = crossovers(TIMES, {"A": (1, 3, 1, 1, 3), "B": (2, 2, 2, 2, 2)})
    assert [(one.passer, one.after, one.lasting) for one in found] == [
        ("A", 100, False),
        ("B", 200, False),
        ("A", 400, True),
    ]


def test_equal_is_not_passed_yet() -> None:
    found = crossovers(TIMES, {"A": (1, 2, 2, 2, 3), "B": (2, 2, 2, 2, 2)})
    assert found == (Crossover("A", "B", 0, 400, 200, lasting=True),)


def test_touching_and_parting_is_no_crossover() -> None:
    assert crossovers(TIMES, {"A": (1, 2, 1, 2, 1), "B": (2, 2, 2, 2, 2)}) == ()


def test_who_was_equal_from_the_start_was_never_passed() -> None:
    assert crossovers(TIMES, {"A": (0, 0, 1, 2, 3), "B": (0, 0, 0, 0, 0)}) == ()


@pytest.mark.parametrize("unknown", [None, nan])
def test_unknown_values_break_nothing(unknown: float | None) -> None:
    values: dict[str, Sequence[float | None]] = {
        "A": (unknown, 1, unknown, 5, unknown),
        "B": (9, 2, 2, 3, 3),
        "C": (unknown,) * 5,
    }
    assert crossovers(TIMES, values) == (Crossover("A", "B", 100, 300, 167, lasting=True),)


def test_they_come_by_time_then_by_name() -> None:
    values = {"A": (5, 5, 5, 1, 1), "B": (3, 6, 6, 6, 6), "C": (4, 4, 4, 4, 4)}
    found = crossovers(TIMES, values)
    assert [(one.passer, one.passed) for one in found] == [("B", "C"), ("B", "A"), ("C", "A")]
    assert [one.at for one in found] == sorted(one.at for one in found)


def test_other_passes_nobody() -> None:
    assert crossovers(TIMES, {"A": (1, 1, 1, 1, 1), OTHER: (0, 2, 0, 2, 0)}) == ()


@pytest.mark.parametrize("values", [{}, {"A": (1, 2, 3, 4, 5)}])
def test_it_takes_two(values: dict[str, Sequence[int]]) -> None:
    assert crossovers(TIMES, values) == ()


def test_without_history_nobody_passed() -> None:
    assert crossovers((), {"A": (), "B": ()}) == ()


def test_arrays_are_as_good_as_sequences() -> None:
    values = {"A": np.array([1.0, 3, nan, 3, 3]), "B": np.array([2.0] * 5)}
    (found,) = crossovers(np.array(TIMES), values)
    assert found == Crossover("A", "B", 0, 100, 50, lasting=True)
    assert isinstance(found.at, int)


def plainly(first: list[int | None], second: list[int | None]) -> list[tuple[str, int, int]]:
    """Who passed and between which points, read off one by one."""
    found: list[tuple[str, int, int]] = []
    last: tuple[bool, int] | None = None
    for index, (one, two) in enumerate(zip(first, second, strict=True)):
        if one is None or two is None or one == two:
            continue
        if last and last[0] != (one > two):
            found.append(("A" if one > two else "B", last[1], index))
        last = (one > two, index)
    return found


COUNT = st.one_of(st.none(), st.integers(0, 4))


@given(st.lists(st.tuples(COUNT, COUNT), max_size=20))
def test_all_pairs_at_once_are_as_each_pair_by_hand(
    points: list[tuple[int | None, int | None]],
) -> None:
    values = {"A": [one for one, _ in points], "B": [two for _, two in points]}
    found = crossovers(range(len(points)), {**values, "C": [None] * len(points)})
    assert [(one.passer, one.before, one.after) for one in found] == plainly(*values.values())
    assert [one.lasting for one in found] == [one is found[-1] for one in found]
