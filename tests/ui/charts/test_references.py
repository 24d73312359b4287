"""Published figures over own data: seen to be others', placed truly, named with their source."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharewatch.core.shares import Measure
from sharewatch.ui.charts.chart_view import ChartView
from sharewatch.ui.charts.diamonds import (
    period_text,
    place_diamonds,
    reference_card,
    reference_text,
)
from sharewatch.ui.charts.share_chart import Reference, ShareChart
from sharewatch.ui.theme import apply_theme, tokens

DAY = 86_400
SOURCE = "https://example.org/report"


def at(year: int, month: int, day: int = 1) -> float:
    return datetime(year, month, day, tzinfo=UTC).timestamp()


SHARE = Reference(at(2026, 3), at(2026, 4), 0.462, True, "ATOM", SOURCE, "#e69f00")
LEVEL = Reference(at(2026, 2, 9), at(2026, 2, 9), 3e8, False, "vendor", SOURCE, bound="≥")


@pytest.fixture
def chart(qtbot, qapp: QApplication, board) -> ShareChart:
    apply_theme(qapp, "light")
    widget = ShareChart()
    qtbot.addWidget(widget)
    widget.resize(900, 520)
    widget.show()
    qtbot.waitExposed(widget)
    widget.set_range("all")
    widget.show_history(board.histories[Measure.D30], top=8)
    return widget


def view(chart: ShareChart) -> ChartView:
    return chart.findChild(ChartView)


def labels(chart: ShareChart) -> list[str]:
    return [diamond.reference.label for diamond in view(chart).references.diamonds()]


def test_a_period_is_named_as_people_name_it():
    assert period_text(at(2026, 3), at(2026, 4)) == "Mar 2026"
    assert period_text(at(2025, 8), at(2026, 4)) == "Aug 2025 – Mar 2026"
    assert period_text(at(2026, 2, 9), at(2026, 2, 9)) == "9 Feb 2026"
    assert period_text(at(2026, 2, 9), at(2026, 2, 16)) == "9 Feb 2026 – 15 Feb 2026"


def test_a_card_names_figure_period_and_source():
    said = reference_card(LEVEL).words()
    assert "9 Feb 2026 ≥ 300.0M" in said
    assert SOURCE in said
    assert reference_text(SHARE) == f"Published: ATOM 46.2 %, Mar 2026, {SOURCE}"


def test_shares_lie_over_lines_counts_over_levels_and_nothing_over_bands(chart: ShareChart):
    chart.show_references([SHARE, LEVEL])
    assert labels(chart) == ["ATOM"]
    chart.set_mode("level")
    assert labels(chart) == ["vendor"]
    chart.set_mode("stacked")
    assert labels(chart) == []


def test_a_diamond_is_hollow_and_stands_in_the_middle_of_its_period(chart: ShareChart):
    chart.show_references([SHARE])
    box = view(chart).box
    (diamond,) = view(chart).references.diamonds()
    middle = box.mapViewToScene(QPointF((SHARE.start + SHARE.end) / 2, SHARE.value))
    assert (diamond.at + box.scenePos() - middle).manhattanLength() < 1
    image = view(chart).grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    spot = middle.toPoint()
    assert image.pixelColor(spot) == QColor(tokens().surface)
    around = [image.pixelColor(spot.x() + dx, spot.y()) for dx in (-6, -5, 5, 6)]
    assert all(colour != QColor(tokens().surface) for colour in around)


def test_a_logarithmic_level_places_them_by_their_logarithm(chart: ShareChart):
    chart.set_mode("level")
    chart.set_log(True)
    chart.show_references([LEVEL])
    (diamond,) = view(chart).references.diamonds()
    height = view(chart).box.mapToView(diamond.at).y()
    assert 10**height == pytest.approx(LEVEL.value, rel=0.01)


def test_pointing_at_a_diamond_names_its_source_and_elsewhere_reads_the_day(chart: ShareChart):
    chart.show_references([SHARE])
    before = view(chart).grab().toImage()
    (diamond,) = view(chart).references.diamonds()
    spot = diamond.at + view(chart).box.scenePos()
    pane, none = view(chart).viewport(), Qt.MouseButton.NoButton
    for away in (QPointF(0, 0), QPointF(-40, 60)):
        there = spot + away
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            there,
            pane.mapToGlobal(there),
            none,
            none,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(pane, moved)
        shown = view(chart).grab().toImage()
        assert shown != before
        before = shown


def test_keys_read_them_as_notes_of_the_nearest_day(chart: ShareChart, board):
    chart.show_references([SHARE])
    times = board.histories[Measure.D30].times
    QTest.keyClick(chart, Qt.Key.Key_Home)
    while chart.readout().as_of < (SHARE.start + SHARE.end) / 2 - DAY / 2:
        QTest.keyClick(chart, Qt.Key.Key_Right)
    assert reference_text(SHARE) in chart.readout().notes
    assert SOURCE in chart.accessibleDescription()
    assert chart.readout().as_of < times[-1]


def test_what_was_published_before_the_history_can_be_looked_at(chart: ShareChart, board):
    first = float(board.histories[Measure.D30].times[0])
    assert chart.shown_times()[0] == first
    early = Reference(first - 90 * DAY, first - 90 * DAY, 0.9, True, "early", SOURCE)
    chart.show_references([early])
    assert chart.shown_times()[0] < first - 90 * DAY
    assert view(chart).box.viewRange()[1][1] >= 0.9
    assert labels(chart) == ["early"]
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.readout().notes == ()
    chart.show_references([])
    assert chart.shown_times()[0] == first


def test_somebody_who_looks_at_the_past_stays_there(chart: ShareChart):
    start, end = chart.shown_times()
    view(chart).show_times(start + 10 * DAY, end - 50 * DAY)
    chart.show_references([SHARE])
    assert chart.shown_times() == (start + 10 * DAY, end - 50 * DAY)


def test_no_label_covers_another_or_a_diamond(qapp: QApplication):
    area = QRectF(0, 0, 300, 120)
    found = [(SHARE, QPointF(150 + 7 * i, 60 + 3 * i), 150.0, 150.0) for i in range(6)]
    placed = place_diamonds(found, area, QFont())
    assert len(placed) == 6
    boxes = [diamond.label for diamond in placed if diamond.label is not None]
    assert boxes
    assert not any(one.intersects(other) for one, other in combinations(boxes, 2))
    assert all(area.contains(box) and not box.contains(d.at) for box in boxes for d in placed)
