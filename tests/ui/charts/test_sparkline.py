"""A small trend line."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from sharewatch.ui.charts.sparkline import paint_sparkline


class Sparkline(QWidget):
    """A cell that holds nothing but the line."""

    def show_values(self, values, colour: str) -> None:
        self.values, self.colour = values, colour
        self.update()

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        paint_sparkline(painter, QRectF(self.rect()), self.values, self.colour)
        painter.end()


@pytest.fixture
def spark(qtbot):
    widget = Sparkline()
    qtbot.addWidget(widget)
    widget.resize(96, 24)
    return widget


def inked(spark: Sparkline) -> list[tuple[int, int]]:
    image = spark.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ground = spark.palette().window().color()

    def far(colour: QColor) -> bool:
        return abs(colour.red() - ground.red()) + abs(colour.blue() - ground.blue()) > 60

    return [(x, y) for x in range(96) for y in range(24) if far(image.pixelColor(x, y))]


def test_a_rising_trend_runs_from_bottom_left_to_top_right(spark: Sparkline):
    spark.show_values(np.linspace(1, 9, 40), "#0072b2")
    points = inked(spark)
    assert np.mean([y for x, y in points if x < 20]) > 15
    assert np.mean([y for x, y in points if x > 76]) < 9


def test_a_gap_breaks_the_line(spark: Sparkline):
    values = np.linspace(1, 9, 40)
    values[15:25] = np.nan
    spark.show_values(values, "#0072b2")
    assert not [x for x, _ in inked(spark) if 42 <= x <= 54]
    assert [x for x, _ in inked(spark) if x < 30]


def test_a_flat_line_stands_in_the_middle(spark: Sparkline):
    spark.show_values(np.full(10, 7.0), "#0072b2")
    assert {y for x, y in inked(spark) if x < 80} <= {10, 11, 12, 13}


@pytest.mark.parametrize("values", [np.empty(0), np.full(5, np.nan)])
def test_nothing_known_draws_nothing(spark: Sparkline, values: np.ndarray):
    spark.show_values(values, "#0072b2")
    assert inked(spark) == []


def test_a_single_value_is_a_dot(spark: Sparkline):
    spark.show_values(np.array([3.0]), "#0072b2")
    assert {x for x, _ in inked(spark)} <= set(range(88, 96))
    assert inked(spark)
