"""The index over time: drawn as known, read point by point."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from sharewatch.core.words import DAY
from sharewatch.ui.charts.index_line import IndexLine

START = 1_778_328_000  # 2026-05-09 12:00 UTC


@pytest.fixture
def chart(qtbot):
    made = IndexLine()
    qtbot.addWidget(made)
    made.resize(600, 180)
    made.show()
    return made


def inked(chart, points):
    """How many pixels are drawn in, for these points."""
    chart.show_points(points)
    picture = chart.grab().toImage()
    ground = picture.pixelColor(1, 1)
    return sum(
        picture.pixelColor(x, y) != ground
        for x in range(70, picture.width(), 3)
        for y in range(picture.height())
    )


def test_without_points_it_says_why(chart):
    chart.set_empty_text("No index yet")
    chart.show_points(())
    assert chart.count() == 0
    assert chart.accessibleDescription() == "No index yet"


def test_bounds_apart_are_a_band_and_together_a_line(chart):
    line = [(START + day * DAY, 3000 + 500 * day, 3000 + 500 * day) for day in range(4)]
    band = [(at, low, 5500) for at, low, _ in line]
    assert inked(chart, band) > 2 * inked(chart, line)


def test_the_latest_point_is_said_and_each_is_read_with_keys_and_pointer(chart, qtbot):
    chart.show_points([(START, 3000, 3000), (START + DAY, 4000.2, 4000.4), (START + 2 * DAY, 1, 2)])
    assert chart.accessibleDescription() == "2026-05-11: Index 1 – 2."
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.reading().words() == "2026-05-09: Index 3,000."
    qtbot.mouseMove(chart, QPoint(320, 60))
    qtbot.waitUntil(lambda: chart.reading().words() == "2026-05-10: Index 4,000.")


def test_one_point_alone_stands_in_the_middle(chart):
    chart.show_points([(START, 3000, 3000)])
    chart.grab()
    assert chart.thing_at(chart._plot.center()) == 0
    assert chart._across.at(START) == chart._plot.center().x()
