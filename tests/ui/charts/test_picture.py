"""Folding a history: the largest by name, the tail as one, nothing guessed."""

from __future__ import annotations

import numpy as np
import pytest

from sharewatch.core.board import History, Series
from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.shares import Measure
from sharewatch.ui.charts.picture import OTHER, Picture, fold


def history(values: dict[str, list[float]]) -> History:
    table = np.array(list(values.values()), dtype=float)
    totals = table.sum(axis=0)
    series = tuple(
        Series(FamilyFacts(name, "", "", "#0072b2"), row / totals, row)
        for name, row in zip(values, table, strict=True)
    )
    times = np.arange(table.shape[1], dtype=np.int64) * 86_400
    return History(Measure.D30, "tracked", times, totals, series)


def test_the_tail_is_summed_up_so_that_all_shares_still_make_a_whole():
    known = history({"A": [60, 50], "B": [25, 30], "C": [10, 12], "D": [5, 8]})
    strands = fold(known, top=2)
    assert [s.family for s in strands] == ["A", "B", OTHER]
    assert strands[-1].values.tolist() == [15, 20]
    assert np.sum([s.shares for s in strands], axis=0) == pytest.approx([1, 1])


def test_a_family_that_never_had_a_percent_goes_with_the_tail():
    known = history({"A": [990, 995], "B": [9, 4], "C": [1, 1]})
    assert [s.family for s in fold(known, top=10)] == ["A", OTHER]


def test_a_family_that_once_had_a_percent_keeps_its_name():
    known = history({"A": [95, 999], "B": [5, 1]})
    assert [s.family for s in fold(known, top=10)] == ["A", "B"]


def test_a_family_asked_for_is_drawn_however_small():
    known = history({"A": [990, 995], "B": [9, 4], "C": [1, 1]})
    strands = fold(known, top=1, keep=frozenset({"C"}))
    assert [s.family for s in strands] == ["A", "C", OTHER]
    assert strands[-1].values.tolist() == [9, 4]


def test_an_unknown_poll_is_unknown_in_the_tail_as_well():
    known = history({"A": [60, np.nan, 60], "B": [30, np.nan, 30], "C": [10, np.nan, 10]})
    other = fold(known, top=1)[-1]
    assert np.isnan(other.shares[1])
    assert other.shares[[0, 2]] == pytest.approx([0.4, 0.4])


def test_a_family_that_was_not_yet_there_counts_as_nothing_where_the_whole_is_known():
    known = history({"A": [60, 60], "B": [30, 30], "C": [10, 10]})
    late = Series(known.series[2].facts, np.array([np.nan, 0.1]), np.array([np.nan, 10.0]))
    known = History(known.measure, "tracked", known.times, known.totals, (*known.series[:2], late))
    assert fold(known, top=1)[-1].values.tolist() == [30, 40]


def test_bands_stack_up_and_an_unknown_poll_is_a_gap_in_all_of_them():
    known = history({"A": [50, np.nan], "B": [30, np.nan], "C": [20, np.nan]})
    rows = Picture(known.times, fold(known, 10), "stacked").rows
    assert rows[:, 0] == pytest.approx([0.5, 0.8, 1.0])
    assert np.isnan(rows[:, 1]).all()


def test_a_logarithmic_level_leaves_out_what_has_no_logarithm():
    known = history({"A": [1000, 100], "B": [0, 10]})
    rows = Picture(known.times, fold(known, 10), "level", log=True).rows
    assert rows[0].tolist() == [3, 2]
    assert np.isnan(rows[1, 0])
    assert rows[1, 1] == 1


def test_the_nearest_point_is_found_between_before_and_after_all_points():
    known = history({"A": [1, 2, 3], "B": [1, 1, 1]})
    picture = Picture(known.times, fold(known, 10), "lines")
    day = 86_400
    assert [picture.nearest(t * day) for t in (-5, 0.4, 0.6, 1.4, 9)] == [0, 0, 1, 1, 2]


def test_heights_between_points_lie_on_the_line():
    known = history({"A": [80, 60], "B": [20, 40]})
    picture = Picture(known.times, fold(known, 10), "lines")
    assert picture.at(43_200) == pytest.approx([0.7, 0.3])
