"""Thinning: what a view shows is true at every size."""

from __future__ import annotations

import numpy as np
import pytest

from sharewatch.ui.charts.columns import Pyramid


def test_a_short_view_holds_every_point_and_is_cut_at_its_edges():
    pyramid = Pyramid(np.arange(10.0), np.arange(10.0)[None] ** 2)
    seen = pyramid.view(2.5, 5.5, 100)
    assert seen.exact
    assert seen.times.tolist() == [2.5, 3, 4, 5, 5.5]
    assert seen.low[0].tolist() == [6.5, 9, 16, 25, 30.5]


def test_an_unknown_point_stays_unknown_at_the_edge():
    rows = np.array([[1.0, np.nan, 3.0, 4.0]])
    seen = Pyramid(np.arange(4.0), rows).view(0.5, 3, 100)
    assert np.isnan(seen.low[0][:2]).all()


@pytest.mark.parametrize("points", [5_000, 54_321, 300_000])
def test_a_long_view_keeps_the_extremes_in_few_columns(points: int):
    rows = np.random.default_rng(1).normal(size=(3, points)).cumsum(axis=1)
    pyramid = Pyramid(np.arange(float(points)), rows)
    first, last = points // 7, points - points // 9
    seen = pyramid.view(first, last, 400)
    assert not seen.exact
    assert 150 <= seen.times.size <= 410
    inside = rows[:, first : last + 1]
    edge = points // 400 + 1
    around = rows[:, first - edge : last + edge + 1]
    for row in range(3):
        assert around[row].min() <= seen.low[row].min() <= inside[row].min()
        assert around[row].max() >= seen.high[row].max() >= inside[row].max()
    assert (np.diff(seen.times) >= 0).all()
    assert seen.times[0] >= first


def test_each_column_is_the_least_and_greatest_of_its_own_points():
    rows = np.random.default_rng(2).normal(size=(1, 4096))
    seen = Pyramid(np.arange(4096.0), rows).view(0, 4095, 256)
    size = 4096 // seen.times.size
    blocks = rows.reshape(-1, size)
    assert np.array_equal(seen.low[0], blocks.min(axis=1))
    assert np.array_equal(seen.high[0], blocks.max(axis=1))


def test_a_long_gap_stays_a_gap_and_one_missing_point_does_not_hide_its_neighbours():
    rows = np.ones((1, 100_000))
    rows[0, 40_000:60_000] = np.nan
    rows[0, 10_000] = np.nan
    seen = Pyramid(np.arange(100_000.0), rows).view(0, 99_999, 500)
    known = np.isfinite(seen.low[0])
    assert not known[(seen.times > 40_500) & (seen.times < 59_500)].any()
    assert known[seen.times < 39_000].all()


def test_panning_by_a_column_shows_the_same_columns():
    rows = np.random.default_rng(3).normal(size=(1, 64_000))
    pyramid = Pyramid(np.arange(64_000.0), rows)
    one, other = pyramid.view(6_400, 38_400, 500), pyramid.view(6_500, 38_500, 500)
    common = np.intersect1d(one.times, other.times)
    assert common.size > 450


def test_a_thinned_line_runs_through_both_ends_of_each_column():
    seen = Pyramid(np.arange(1000.0), np.arange(1000.0)[None]).view(0, 999, 50)
    times, values = seen.line(0)
    assert times.size == values.size == 2 * seen.times.size
    assert values[0] == 0
    assert values[-1] == 999
