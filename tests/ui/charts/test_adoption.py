"""Adoption: days on a plain scale, downloads on a logarithmic one, the class beside."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharewatch.ui.charts.adoption import Adoption, AdoptionChart, Curve
from sharewatch.ui.charts.colours import line_colour
from sharewatch.ui.theme import apply_theme

DAYS = np.arange(181.0)
YOUNG = np.where(DAYS <= 60, 100.0 * (DAYS + 1), np.nan)
ADOPTION = Adoption(
    DAYS,
    (Curve("young", "#0072b2", YOUNG), Curve("old", "#d55e00", 1e6 * (DAYS + 1))),
    median=1000.0 * (DAYS + 1),
    low=200.0 * (DAYS + 1),
    high=5000.0 * (DAYS + 1),
    reference="10–50B median",
    band="Quartiles",
    definition="Relative adoption, top ten",
)


@pytest.fixture
def chart(qtbot, qapp: QApplication) -> AdoptionChart:
    apply_theme(qapp, "light")
    widget = AdoptionChart()
    qtbot.addWidget(widget)
    widget.resize(760, 380)
    widget.show()
    qtbot.waitExposed(widget)
    widget.show_adoption(ADOPTION)
    return widget


def test_a_curve_stands_at_the_logarithm_of_its_downloads(chart: AdoptionChart):
    image = chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    for curve, day in ((ADOPTION.curves[0], 30), (ADOPTION.curves[1], 90)):
        x = round(chart._across.at(day))
        y = round(chart._up.at(np.log10(curve.downloads[day])))
        near = {image.pixelColor(x, y + dy).name() for dy in range(-2, 3)}
        assert line_colour(curve.colour).name() in near


def test_the_median_lies_in_its_band(chart: AdoptionChart):
    image = chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    x = round(chart._across.at(100))
    inside, outside = (
        image.pixelColor(x, round(chart._up.at(np.log10(value)))).name()
        for value in (1000.0 * 101 * 2.2, 1000.0 * 101 * 30)
    )
    assert inside != outside


def test_a_day_is_read_with_how_many_times_the_median_each_has(chart: AdoptionChart):
    chart.read(49)
    card = chart.reading()
    assert card.title == "49 days after release"
    assert [(row.name, *row.figure.split("   ")) for row in card.rows] == [
        ("old", "50.0M", "×1,000"),
        ("young", "5.0K", "×0.1"),
        ("10–50B median", "50.0K"),
    ]
    assert card.notes == ("Quartiles 10.0K – 250.0K", "Relative adoption, top ten")


def test_an_unknown_day_is_a_dash(chart: AdoptionChart):
    QTest.keyClick(chart, Qt.Key.Key_End)
    said = {row.name: row.figure for row in chart.reading().rows}
    assert said["young"] == "–"


def test_names_stand_apart(chart: AdoptionChart):
    chart.settle()
    assert {label.family for label in chart._labels} == {"young", "old", "10–50B median"}
    for one, other in combinations(chart._labels, 2):
        assert not one.box.adjusted(0, 0.01, 0, -0.01).intersects(other.box)


def test_pointing_reads_the_nearest_day(chart: AdoptionChart):
    chart.settle()
    assert chart.thing_at(QPointF(chart._across.at(42.4), 100)) == 42
    assert chart.thing_at(QPointF(2, 2)) is None


def test_models_without_a_class_are_drawn_alone_and_nothing_is_said(chart: AdoptionChart):
    chart.show_adoption(replace(ADOPTION, median=None, low=None, high=None))
    chart.read(10)
    assert [row.name for row in chart.reading().rows] == ["old", "young"]
    assert not chart.grab().isNull()
    chart.set_empty_text("No model yet.")
    chart.show_adoption(Adoption(DAYS, (Curve("none", "#0072b2", np.full(181, np.nan)),)))
    assert chart.accessibleDescription() == "No model yet."


@pytest.mark.parametrize("size", [1, 2])
def test_a_young_model_is_drawn(chart: AdoptionChart, size: int):
    curve = Curve("new", "#0072b2", np.full(size, 7.0))
    chart.show_adoption(Adoption(DAYS[:size], (curve,)))
    assert not chart.grab().isNull()
    assert chart.accessibleDescription() == f"new 7 after {size - 1} days"
