"""A milestone: the line as known, the dates as given, never sure of what is to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharewatch.ui.charts.fan import Fan, fan_words, span_text
from sharewatch.ui.charts.milestone import MilestoneChart
from sharewatch.ui.theme import apply_theme

DAY = 86_400.0
INK = "#0072b2"


def at(year: int, month: int, day: int = 1) -> float:
    return datetime(year, month, day, tzinfo=UTC).timestamp()


NOW = at(2026, 4, 28)
TIMES = NOW - np.arange(200)[::-1] * DAY
FAN = Fan(
    "Qwen",
    INK,
    TIMES,
    942.1e6 - np.arange(200)[::-1] * 5e6,
    1e9,
    at(2026, 5, 9),
    at(2026, 5, 7),
    at(2026, 5, 14),
    "flow of the last 28 days",
)


@pytest.fixture
def chart(qtbot, qapp: QApplication) -> MilestoneChart:
    apply_theme(qapp, "light")
    widget = MilestoneChart()
    qtbot.addWidget(widget)
    widget.resize(760, 320)
    widget.show()
    qtbot.waitExposed(widget)
    widget.show_milestone(FAN)
    return widget


def colour(chart: MilestoneChart, moment: float, count: float) -> QColor:
    image = chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    x, y = chart._across.at(moment), chart._up.at(count)
    return image.pixelColor(round(x), round(y))


def test_dates_are_said_once_where_they_are_the_same():
    assert span_text(at(2026, 5, 7), at(2026, 5, 14)) == "7 – 14 May 2026"
    assert span_text(at(2026, 4, 28), at(2026, 5, 14)) == "28 Apr – 14 May 2026"
    assert span_text(at(2026, 12, 28), at(2027, 1, 4)) == "28 Dec 2026 – 4 Jan 2027"
    assert span_text(at(2026, 5, 7), at(2026, 5, 7)) == "7 May 2026"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ("about 9 May 2026", "7 – 14 May 2026")),
        ({"latest": None}, ("about 9 May 2026", "7 May 2026 or later")),
        ({"earliest": None, "latest": None}, ("about 9 May 2026", "")),
        ({"expected": None, "earliest": None, "latest": None}, ("not in sight", "")),
        ({"expected": at(2026, 4, 2)}, ("reached 2 Apr 2026", "")),
    ],
)
def test_every_outcome_has_its_words_and_is_drawn(
    chart: MilestoneChart, changes: dict, words: tuple[str, str]
):
    fan = replace(FAN, **changes)
    assert fan_words(fan) == words
    chart.show_milestone(fan)
    assert words[0] in chart.accessibleDescription()
    assert not chart.grab().isNull()


def test_the_dates_are_shaded_from_earliest_to_latest(chart: MilestoneChart):
    ground = QColor("#ffffff")
    assert colour(chart, at(2026, 5, 10), 8.3e8) != ground
    assert colour(chart, at(2026, 5, 15), 8.3e8) == ground
    assert colour(chart, at(2026, 5, 6), 8.3e8) == ground


def test_all_of_the_fan_is_in_view_beside_enough_of_the_past(chart: MilestoneChart):
    chart.settle()
    assert chart._across.high > FAN.latest
    assert chart._across.low <= NOW - 30 * DAY
    assert chart._up.high > FAN.reach


def test_keys_read_what_is_to_come_first_and_then_the_past(chart: MilestoneChart):
    titles = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(chart, key)
        titles.append(chart.reading().title)
    assert titles == [
        "Earliest: 7 May 2026",
        "Expected: 9 May 2026",
        "Latest: 14 May 2026",
        "Latest: 14 May 2026",
    ]
    assert chart.reading().notes == ("flow of the last 28 days",)
    for _ in range(3):
        QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.reading().title == "2026-04-28"
    assert chart.reading().rows[0].figure == "942.1M"
    QTest.keyClick(chart, Qt.Key.Key_Home)
    first = chart.reading().title
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.reading().title == first


def test_pointing_reads_the_nearest_moment(chart: MilestoneChart):
    chart.settle()
    y = chart._plot.center().y()
    point = chart.thing_at(QPointF(chart._across.at(NOW - 3.4 * DAY), y))
    assert chart.card(point).title == "2026-04-25"
    coming = chart.thing_at(QPointF(chart._across.at(at(2026, 5, 8) + DAY), y))
    assert chart.card(coming).title.startswith("Expected")
    assert chart.thing_at(QPointF(2, 2)) is None


def test_an_unknown_day_is_left_out_and_nothing_known_is_said(chart: MilestoneChart):
    values = FAN.values.copy()
    values[-2] = np.nan
    chart.show_milestone(replace(FAN, values=values))
    assert chart.count() == 199 + 3
    chart.set_empty_text("No counts yet.")
    chart.show_milestone(replace(FAN, values=np.full(200, np.nan)))
    assert chart.accessibleDescription() == "No counts yet."


def test_a_single_point_is_drawn(chart: MilestoneChart):
    one = replace(FAN, times=TIMES[-1:], values=FAN.values[-1:])
    for fan in (one, replace(one, expected=None, earliest=None, latest=None)):
        chart.show_milestone(fan)
        assert not chart.grab().isNull()
        QTest.keyClick(chart, Qt.Key.Key_Home)
        assert chart.reading() is not None
