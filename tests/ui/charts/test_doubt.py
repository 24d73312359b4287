"""What is uncertain is said and drawn as such, never as a point."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharewatch.core.board import History
from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.shares import Measure
from sharewatch.ui.charts.chart_view import ChartView
from sharewatch.ui.charts.colours import line_colour
from sharewatch.ui.charts.picture import OTHER, Picture, fold
from sharewatch.ui.charts.readout import read
from sharewatch.ui.charts.share_chart import ShareChart
from sharewatch.ui.theme import apply_theme, tokens

DAY = 86_400
NAN = np.nan
INK = "#0072b2"


@dataclass(frozen=True)
class Bounded:
    """A series some of whose shares are known within bounds."""

    facts: FamilyFacts
    shares: np.ndarray
    values: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None


@dataclass(frozen=True)
class Past:
    """A history some of whose points are estimated."""

    measure: Measure
    scope: str
    times: np.ndarray
    totals: np.ndarray
    series: tuple
    estimated: np.ndarray | None = None


def bounded(name: str, shares: list[float], low=None, high=None) -> Bounded:
    row = np.array(shares, dtype=float)
    edges = [None if edge is None else np.array(edge, dtype=float) for edge in (low, high)]
    return Bounded(FamilyFacts(name, "", "", INK), row, row * 1000, *edges)


def past(*series: Bounded, estimated=None) -> History:
    size = series[0].shares.size
    mask = None if estimated is None else np.array(estimated)
    times = np.arange(size, dtype=np.int64) * DAY
    return Past(Measure.D30, "tracked", times, np.full(size, 1000.0), series, mask)


def picture(history: History, mode: str = "lines", top: int = 10) -> Picture:
    return Picture(history.times, fold(history, top), mode)


def test_an_interval_is_said_with_both_ends():
    history = past(bounded("A", [0.5, NAN, NAN], [NAN, 0.479, NAN], [NAN, 0.502, NAN]))
    shown = picture(history)
    assert [shown.figure(0, i) for i in range(3)] == ["50.0 %", "47.9 – 50.2 %", "–"]
    assert np.isnan(shown.rows[0, 1])


def test_an_interval_beside_a_known_share_counts_for_nothing():
    shown = picture(past(bounded("A", [0.5, 0.6], [0.4, 0.4], [0.9, 0.9])))
    assert shown.interval(0, 0) is None
    assert shown.figure(0, 1) == "60.0 %"


def test_an_estimate_is_said_to_be_one():
    shown = picture(past(bounded("A", [0.5, 0.6]), estimated=[False, True]))
    assert [shown.figure(0, i) for i in range(2)] == ["50.0 %", "≈ 60.0 %"]


def test_a_sample_is_dashed_and_exact_and_named_in_the_readout():
    history = past(bounded("A", [0.5, 0.6]), estimated=[False, True])
    shown = Picture(history.times, fold(history, 10), "lines", sampled=True)
    assert [shown.figure(0, at) for at in range(2)] == ["50.0 %", "60.0 %"]
    assert shown.doubt.estimated[0].tolist() == [False, True]
    assert [read(shown, at).notes for at in range(2)] == [(), ("A sample, as its file lists it",)]


def test_the_tail_lies_between_the_sums_of_its_bounds():
    known = bounded("B", [0.3, 0.2])
    unsure = bounded("C", [0.1, NAN], [NAN, 0.05], [NAN, 0.15])
    shown = picture(past(bounded("A", [0.6, 0.7]), known, unsure), top=1)
    assert shown.strands[-1].family == OTHER
    assert shown.interval(1, 1) is None
    lost = replace(known, shares=np.array([0.3, NAN]), low=np.array([NAN, 0.1]))
    lost = replace(lost, high=np.array([NAN, 0.2]))
    history = past(bounded("A", [0.6, NAN], [NAN, 0.6], [NAN, 0.7]), lost, unsure)
    history = replace(history, totals=np.array([1000.0, NAN]))
    assert picture(history, top=1).interval(1, 1) == pytest.approx((0.15, 0.35))


def test_bands_and_levels_have_no_intervals():
    history = past(bounded("A", [0.5, NAN], [NAN, 0.4], [NAN, 0.6]))
    assert picture(history, "stacked").doubt is None
    assert picture(history, "level").figure(0, 1) == "–"


def test_a_line_is_split_into_what_is_sure_and_what_is_estimated():
    shown = picture(past(bounded("A", [0.1, 0.2, 0.3, 0.4]), estimated=[False, True, False, False]))
    seen = shown.doubt.view(0, 3 * DAY, 500)
    assert np.array_equal(seen.sure(0)[1], [0.1, NAN, 0.3, 0.4], equal_nan=True)
    assert np.array_equal(seen.estimated(0)[1], [0.1, 0.2, 0.3, NAN], equal_nan=True)


def test_a_band_meets_the_line_on_both_sides():
    low, high = [NAN, NAN, 0.2, NAN, NAN], [NAN, NAN, 0.4, NAN, NAN]
    shown = picture(past(bounded("A", [0.1, 0.3, NAN, 0.5, 0.6], low, high)))
    _, under, over = shown.doubt.view(0, 4 * DAY, 500).band(0)
    assert np.array_equal(under, [NAN, 0.3, 0.2, 0.5, NAN], equal_nan=True)
    assert np.array_equal(over, [NAN, 0.3, 0.4, 0.5, NAN], equal_nan=True)


def test_a_long_band_keeps_its_extremes_when_thinned():
    size = 40_000
    low, high = np.full(size, 0.4), np.full(size, 0.6)
    low[12_345], high[23_456] = 0.1, 0.9
    shown = picture(past(bounded("A", np.full(size, NAN), low, high)))
    under, over = shown.doubt.view(0, size * DAY, 300).span()
    assert (np.nanmin(under), np.nanmax(over)) == (0.1, 0.9)


@pytest.fixture
def chart(qtbot, qapp: QApplication) -> ShareChart:
    apply_theme(qapp, "light")
    shares = np.full(40, 0.5)
    shares[10:20] = NAN
    low, high = np.full(40, NAN), np.full(40, NAN)
    low[10:20], high[10:20] = 0.3, 0.7
    estimated = np.zeros(40, bool)
    estimated[26:36] = True
    widget = ShareChart()
    qtbot.addWidget(widget)
    widget.resize(900, 500)
    widget.show()
    qtbot.waitExposed(widget)
    widget.set_range("all")
    widget.show_history(past(bounded("A", list(shares), low, high), estimated=estimated))
    return widget


def colour_at(chart: ShareChart, day: float, share: float, image: QImage) -> QColor:
    view = chart.findChild(ChartView)
    spot = view.box.mapViewToScene(QPointF(day * DAY, share)).toPoint()
    return image.pixelColor(spot)


def seen(chart: ShareChart) -> QImage:
    image = chart.findChild(ChartView).grab().toImage()
    return image.convertToFormat(QImage.Format.Format_RGB32)


def test_an_interval_is_a_light_band_without_a_line_in_it(chart: ShareChart):
    image, ground = seen(chart), QColor(tokens().surface)
    inks = {colour_at(chart, 15, share, image).name() for share in (0.36, 0.46, 0.5, 0.64)}
    assert inks.isdisjoint({ground.name(), line_colour(INK).name()})
    assert len(inks) == 1
    assert colour_at(chart, 23, 0.63, image) == ground


def test_an_estimated_stretch_is_dashed(chart: ShareChart):
    view, image, ground = chart.findChild(ChartView), seen(chart), QColor(tokens().surface)

    def inked(first: float, last: float) -> list[bool]:
        start, end = (view.box.mapViewToScene(QPointF(d * DAY, 0.5)) for d in (first, last))
        rows = range(round(start.y()) - 2, round(start.y()) + 3)
        return [
            any(image.pixelColor(x, y).lightness() < ground.lightness() - 60 for y in rows)
            for x in range(round(start.x()), round(end.x()))
        ]

    assert all(inked(1, 8))
    dashed = inked(27, 34)
    assert 0.3 < sum(dashed) / len(dashed) < 0.9


def test_the_crosshair_reads_an_interval_and_its_label_says_the_latest_one(chart: ShareChart):
    QTest.keyClick(chart, Qt.Key.Key_Home)
    for _ in range(12):
        QTest.keyClick(chart, Qt.Key.Key_Right)
    (line,) = chart.readout().lines
    assert line.figure == "30.0 – 70.0 %"
    assert line.between == (0.3, 0.7)
    assert "30.0 – 70.0 %" in chart.accessibleDescription()
    (label,) = chart.findChild(ChartView).labels.placed()
    assert label.figure == "50.0 %"


def test_a_band_beyond_the_lines_is_in_view(chart: ShareChart):
    low, high = chart.findChild(ChartView).box.viewRange()[1]
    assert low <= 0.3
    assert high >= 0.7
