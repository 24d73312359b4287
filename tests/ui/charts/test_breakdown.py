"""Breakdowns: whole bars, one order, the tail folded."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharewatch.ui.charts.breakdown import Bar, BreakdownChart, Part
from sharewatch.ui.charts.colours import fill_colour
from sharewatch.ui.charts.picture import OTHER
from sharewatch.ui.theme import apply_theme

INKS = {"A": "#e69f00", "B": "#56b4e9", "C": "#009e73", "D": "#0072b2"}


def bars(**rows: dict[str, int]) -> list[Bar]:
    return [
        Bar(name, tuple(Part(f, INKS.get(f, "#888888"), n) for f, n in parts.items()))
        for name, parts in rows.items()
    ]


@pytest.fixture
def chart(qtbot, qapp: QApplication) -> BreakdownChart:
    apply_theme(qapp, "light")
    widget = BreakdownChart()
    qtbot.addWidget(widget)
    widget.resize(800, 200)
    widget.show()
    qtbot.waitExposed(widget)
    widget.show_breakdown(
        bars(small={"B": 10, "A": 60, "C": 30}, large={"D": 5, "C": 15, "A": 20}), 2
    )
    return widget


def test_families_keep_their_order_and_the_tail_is_one(chart: BreakdownChart):
    small, large = chart.drawn()
    assert [(part.family, part.value) for part in small.parts] == [
        ("A", 60),
        ("C", 30),
        (OTHER, 10),
    ]
    assert [(part.family, part.value) for part in large.parts] == [("A", 20), ("C", 15), (OTHER, 5)]


def test_what_is_already_called_other_joins_the_tail(chart: BreakdownChart):
    chart.show_breakdown(bars(x={"A": 5, OTHER: 7, "B": 2}), 1)
    assert [(p.family, p.value) for p in chart.drawn()[0].parts] == [("A", 5), (OTHER, 9)]


def test_each_bar_is_as_long_as_the_others_and_divided_truly(chart: BreakdownChart):
    image = chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    inks = {fill_colour(INKS[name]).name(): name for name in "AC"}
    lengths = []
    for index in (0, 3):
        chart.read(index)
        row = chart._segments[index].box
        colours = [image.pixelColor(x, round(row.top()) + 2).name() for x in range(800)]
        first = next(x for x in range(800) if inks.get(colours[x]) == "A")
        a = sum(inks.get(colour) == "A" for colour in colours)
        c = sum(inks.get(colour) == "C" for colour in colours)
        lengths.append((first, a, c))
    (left, a, c), (other, a_large, c_large) = lengths
    assert left == other
    assert a / c == pytest.approx(2, abs=0.05)
    assert a_large / c_large == pytest.approx(20 / 15, abs=0.05)


def test_a_segment_is_read_with_share_and_counts(chart: BreakdownChart):
    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    card = chart.reading()
    assert card.title == "small"
    assert [row.figure for row in card.rows] == ["30.0 %", "30", "100"]
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.reading().title == "large"
    assert chart.reading().rows[0].name == "C"
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.reading().title == "large"


def test_a_click_names_the_family_and_the_tail_is_none(chart: BreakdownChart):
    told: list[str] = []
    chart.family_clicked.connect(told.append)
    for segment in chart._segments[:3]:
        spot = segment.box.center().toPoint()
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=spot)
    assert told == ["A", "C"]


def test_pointing_beside_the_bars_reads_nothing(chart: BreakdownChart):
    chart.settle()
    assert chart.thing_at(QPoint(3, 3)) is None
    assert chart.thing_at(QPoint(799, 199)) is None


def test_keys_wrap_without_covering_each_other_in_a_narrow_chart(chart: BreakdownChart):
    names = [f"A family with quite a name {i}" for i in range(6)]
    chart.show_breakdown(bars(x=dict.fromkeys(names, 5), y={names[0]: 1}))
    chart.resize(420, 260)
    chart.settle()
    boxes = [box for box, _ in chart._keys]
    assert len({box.top() for box in boxes}) > 1
    assert not any(one.intersects(other) for one, other in combinations(boxes, 2))
    assert max(box.bottom() for box in boxes) <= chart._segments[0].box.top()


def test_an_empty_group_and_nothing_at_all_are_drawn_as_such(chart: BreakdownChart):
    chart.show_breakdown(bars(x={"A": 0}, y={"A": 4}))
    assert chart.count() == 1
    assert not chart.grab().isNull()
    chart.show_breakdown([])
    chart.set_empty_text("Nothing yet.")
    assert chart.accessibleDescription() == "Nothing yet."
    assert not chart.grab().isNull()
