"""Bars of flow: periods as the calendar has them, estimates hatched, nothing guessed."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharewatch.ui.charts.bars import BarChart
from sharewatch.ui.charts.colours import fill_colour
from sharewatch.ui.charts.flow import FlowHistory, FlowPart, fold_flow, period_name, period_ticks
from sharewatch.ui.charts.marks import Reference
from sharewatch.ui.charts.picture import OTHER
from sharewatch.ui.theme import apply_theme

INKS = ("#e69f00", "#56b4e9", "#009e73", "#0072b2")
NAN = float("nan")


def at(year: int, month: int, day: int = 1) -> float:
    return datetime(year, month, day, tzinfo=UTC).timestamp()


def flow(values: dict[str, list[float]], unit: str = "month", estimated=()) -> FlowHistory:
    size = len(next(iter(values.values())))
    if unit == "month":
        edges = [at(2025 + n // 12, n % 12 + 1) for n in range(size + 1)]
    else:
        step = 86_400 * (7 if unit == "week" else 1)
        edges = [at(2026, 1, 5) + n * step for n in range(size + 1)]
    parts = tuple(
        FlowPart(name, ink, row) for (name, row), ink in zip(values.items(), INKS, strict=False)
    )
    return FlowHistory(unit, edges[:-1], edges[1:], parts, estimated)


@pytest.fixture
def chart(qtbot, qapp: QApplication) -> BarChart:
    apply_theme(qapp, "light")
    widget = BarChart()
    qtbot.addWidget(widget)
    widget.resize(800, 400)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def inked(chart: BarChart, period: int) -> dict[str, int]:
    """How many pixels high each family's colour is in the middle of a period's bar."""
    image = chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    x = round(chart._column(period).center().x())
    names = {fill_colour(part.colour).name(): part.family for part in chart.drawn().parts}
    found: dict[str, int] = {}
    for y in range(400):
        name = names.get(image.pixelColor(x, y).name())
        if name:
            found[name] = found.get(name, 0) + 1
    return found


def test_the_tail_is_summed_up_and_unknown_where_a_part_is():
    made = fold_flow(flow({"A": [5, 9], "B": [4, 3], "C": [1, NAN], "D": [1, 1]}), 2)
    assert [part.family for part in made.parts] == ["A", "B", OTHER]
    assert made.parts[-1].values[0] == 2
    assert np.isnan(made.parts[-1].values[1])
    assert made.missing(1)
    assert not made.missing(0)


def test_periods_are_named_in_full():
    assert period_name("month", at(2026, 5), at(2026, 6)) == "May 2026"
    assert period_name("week", at(2026, 5, 4), at(2026, 5, 11)) == "4 – 10 May 2026"
    assert period_name("week", at(2025, 12, 29), at(2026, 1, 5)) == "29 Dec 2025 – 4 Jan 2026"
    assert period_name("day", at(2026, 5, 9), at(2026, 5, 10)) == "9 May 2026"


def test_ticks_fall_on_years_when_months_are_many():
    many = flow({"A": [1.0] * 30})
    made = period_ticks(many, 2, 30, 3)
    assert [tick.text for tick in made[:4]] == ["Apr 2025", "Jul", "Oct", "2026"]
    assert [tick.strong for tick in made[:4]] == [True, False, False, True]
    days = period_ticks(flow({"A": [1.0] * 9}, "day"), 0, 9, 4)
    assert [tick.text for tick in days] == ["5 Jan 2026", "9 Jan", "13 Jan"]


def test_bars_are_as_high_as_their_values_in_their_families_colours(chart: BarChart):
    chart.show_flow(flow({"A": [60, 30], "B": [30, 60]}))
    first, second = inked(chart, 0), inked(chart, 1)
    assert first["A"] / first["B"] == pytest.approx(2, abs=0.05)
    assert second["B"] / second["A"] == pytest.approx(2, abs=0.05)
    assert sum(first.values()) == pytest.approx(sum(second.values()), abs=2)


def test_an_estimate_is_hatched(chart: BarChart):
    chart.show_flow(flow({"A": [60, 60]}, estimated=[False, True]))
    whole, hatched = inked(chart, 0)["A"], inked(chart, 1).get("A", 0)
    assert 0 < hatched < whole / 2
    chart.read(1)
    assert "Estimated" in chart.reading().notes


def test_a_period_is_read_with_every_value_and_share(chart: BarChart):
    chart.show_flow(flow({"A": [60e6, 30e6], "B": [20e6, 90e6]}))
    QTest.keyClick(chart, Qt.Key.Key_Left)
    card = chart.reading()
    assert card.title.split() == ["Feb", "2025", "120.0M"]
    said = [(row.name, *row.figure.split("   ")) for row in card.rows]
    assert said == [("B", "90.0M", "75.0 %"), ("A", "30.0M", "25.0 %")]
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.reading().rows[0].name == "A"
    assert chart.accessibleDescription().startswith("Jan 2025")


def test_with_an_unknown_part_there_are_no_shares(chart: BarChart):
    chart.show_flow(flow({"A": [60.0, 60.0], "B": [NAN, 20.0]}))
    chart.read(0)
    assert [row.figure for row in chart.reading().rows] == ["60", "–"]
    assert chart.reading().title == "Jan 2025"
    assert chart.reading().notes == ("A part is unknown: no shares",)
    assert not chart.grab().isNull()


def test_a_range_shows_the_latest_periods(chart: BarChart):
    chart.show_flow(flow({"A": [1.0] * 120}, "day"))
    assert chart.shown_periods() == (0, 120)
    chart.set_range("30d")
    assert chart.shown_periods() == (90, 120)
    chart.set_range("7d")
    assert chart.shown_periods() == (113, 120)
    with pytest.raises(ValueError, match="fortnight"):
        chart.set_range("fortnight")


def test_what_does_not_fit_is_reached_by_wheel_and_keys(chart: BarChart):
    chart.show_flow(flow({"A": [1.0] * 900}, "day"))
    first, last = chart.shown_periods()
    assert last == 900
    assert first > 0
    spot = QPointF(300, 200)
    turn = QWheelEvent(
        spot,
        chart.mapToGlobal(spot),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(chart, turn)
    assert chart.shown_periods()[1] < 900
    earliest = chart.shown_periods()[0]
    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.shown_periods()[0] == earliest - 1
    assert chart.reading().title.startswith(period_name("day", *_edges(chart, earliest - 1)))


def _edges(chart: BarChart, period: int) -> tuple[float, float]:
    return chart.drawn().starts[period], chart.drawn().ends[period]


def test_pointing_reads_the_period_under_the_pointer(chart: BarChart):
    chart.show_flow(flow({"A": [1.0] * 12}))
    chart.settle()
    spot = chart._column(7).center()
    assert chart.thing_at(spot) == 7
    assert chart.thing_at(QPointF(5, 5)) is None


def test_a_published_figure_stands_over_its_own_period_and_names_its_source(chart: BarChart):
    chart.show_flow(flow({"A": [60.0] * 4}))
    march = Reference(at(2025, 3), at(2025, 4), 80.0, False, "ATOM", "a source")
    year = Reference(at(2025, 1), at(2026, 1), 90.0, False, "a year", "a source")
    share = Reference(at(2025, 3), at(2025, 4), 0.5, True, "a share", "a source")
    chart.show_references([march, year, share])
    chart.settle()
    (diamond,) = chart._diamonds
    assert diamond.reference is march
    assert abs(diamond.at.x() - chart._column(2).center().x()) < 1
    assert chart.thing_at(diamond.at) == 2
    chart.read(2)
    assert "a source" in chart.reading().words()
    chart.thing_at(QPointF(5, 5))
    assert any("a source" in note for note in chart.reading().notes)


def test_nothing_yet_is_said(chart: BarChart):
    chart.set_empty_text("The first month is not over.")
    chart.show_flow(flow({"A": []}))
    assert chart.accessibleDescription() == "The first month is not over."
    assert not chart.grab().isNull()
    chart.show_flow(flow({"A": [0.0]}))
    assert not chart.grab().isNull()
