"""Labels: near their lines, none over another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.ui.charts.names import spread


def test_labels_with_room_stay_where_they_belong():
    assert spread([10, 50, 90], 14, 0, 200) == [10, 50, 90]


def test_labels_that_collide_part_around_their_middle():
    assert spread([50, 50], 10, 0, 200) == [45, 55]
    assert spread([50, 52, 54], 10, 0, 200) == pytest.approx([42, 52, 62])


def test_a_pile_at_the_edge_is_pushed_inside():
    assert spread([195, 198, 200], 10, 0, 200) == [180, 190, 200]
    assert spread([-5, 0, 2], 10, 0, 200) == [0, 10, 20]


@given(st.lists(st.floats(-50, 650), max_size=25))
def test_no_two_labels_overlap_and_all_are_inside(wanted: list[float]):
    placed = spread(sorted(wanted), 16, 0, 600)
    assert len(placed) == len(wanted)
    assert all(b - a >= 16 - 1e-6 for a, b in pairwise(placed))
    assert all(-1e-6 <= p <= 600 + 1e-6 for p in placed)
