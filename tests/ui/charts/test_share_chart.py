"""The chart as a page and a reader use it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from sharewatch.core.board import History
from sharewatch.core.shares import Measure
from sharewatch.core.words import compact, percent
from sharewatch.ui.charts.chart_view import ChartView
from sharewatch.ui.charts.colours import line_colour
from sharewatch.ui.charts.picture import OTHER
from sharewatch.ui.charts.share_chart import Marker, ShareChart, ThresholdLine
from sharewatch.ui.charts.strokes import Line
from sharewatch.ui.theme import apply_theme, tokens

DAY = 86_400


@pytest.fixture
def history(board) -> History:
    """120 days of twelve families, the 90th of them unknown."""
    return board.histories[Measure.D30]


@pytest.fixture
def chart(qtbot, qapp: QApplication, history: History) -> ShareChart:
    apply_theme(qapp, "light")
    widget = ShareChart()
    qtbot.addWidget(widget)
    widget.resize(900, 520)
    widget.show()
    qtbot.waitExposed(widget)
    widget.set_range("all")
    widget.show_history(history, top=8)
    return widget


def view(chart: ShareChart) -> ChartView:
    return chart.findChild(ChartView)


def pane(chart: ShareChart) -> QWidget:
    """What takes the mouse."""
    return view(chart).viewport()


def pixel(chart: ShareChart, at: float, height: float) -> QPoint:
    """Where a moment and a height on the axis stand in the view."""
    return view(chart).box.mapViewToScene(QPointF(at, height)).toPoint()


def values_in_view(chart: ShareChart) -> tuple[float, float]:
    return tuple(view(chart).box.viewRange()[1])


def point(chart: ShareChart, spot: QPoint) -> None:
    """Point without a button; sent straight, for a real pointer may be elsewhere."""
    none = Qt.MouseButton.NoButton
    there = pane(chart).mapToGlobal(QPointF(spot))
    moved = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(spot), there, none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(pane(chart), moved)


def colours_near(chart: ShareChart, spot: QPoint, reach: int = 2) -> set[str]:
    image = view(chart).grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return {
        image.pixelColor(spot.x() + dx, spot.y() + dy).name()
        for dx in range(-reach, reach + 1)
        for dy in range(-reach, reach + 1)
    }


def test_without_a_history_it_says_why(chart: ShareChart):
    chart.set_empty_text("The first poll has not run yet.")
    chart.show_history(None)
    assert chart.drawn() == ()
    assert chart.accessibleDescription() == "The first poll has not run yet."
    image = chart.grab().toImage()
    ground = QColor(tokens().surface)
    middle = [image.pixelColor(x, y) for x in range(250, 650) for y in range(240, 280)]
    assert any(colour != ground for colour in middle)


def test_the_largest_families_are_drawn_and_the_tail_is_one(chart: ShareChart, history: History):
    names = [s.family for s in chart.drawn()]
    assert names == [s.facts.name for s in history.series[:8]] + [OTHER]
    tail = np.sum([s.shares for s in history.series[8:]], axis=0)
    known = np.isfinite(tail)
    assert chart.drawn()[-1].shares[known] == pytest.approx(tail[known])


def test_a_line_is_drawn_in_its_familys_colour_where_its_share_stands(
    chart: ShareChart, history: History
):
    leader = history.series[0]
    spot = pixel(chart, float(history.times[40]), float(leader.shares[40]))
    assert line_colour(leader.facts.colour).name() in colours_near(chart, spot)


def test_an_unknown_poll_breaks_every_line(chart: ShareChart, history: History):
    chart.set_range("90d")
    gap = int(np.flatnonzero(np.isnan(history.series[0].shares))[0])
    between = float(np.nanmean(history.series[0].shares[gap - 1 : gap + 2]))
    line = line_colour(history.series[0].facts.colour).name()
    assert line not in colours_near(chart, pixel(chart, float(history.times[gap]), between))
    before = float(history.series[0].shares[gap - 3])
    assert line in colours_near(chart, pixel(chart, float(history.times[gap - 3]), before))


def test_a_known_poll_between_two_unknown_ones_is_a_dot(chart: ShareChart, history: History):
    leader = history.series[0]
    shares = leader.shares.copy()
    shares[[59, 61]] = np.nan
    alone = replace(history, series=(replace(leader, shares=shares), *history.series[1:]))
    chart.show_history(alone, top=8)
    spot = pixel(chart, float(history.times[60]), float(shares[60]))
    assert line_colour(leader.facts.colour).name() in colours_near(chart, spot, 1)


def test_pointing_reads_every_visible_series_of_the_nearest_day(
    chart: ShareChart, history: History, qtbot
):
    at = int(history.times[50])
    with qtbot.waitSignal(chart.hovered) as told:
        point(chart, pixel(chart, at + 0.3 * DAY, 0.2))
    assert told.args == [at]
    readout = chart.readout()
    assert readout.title == "2026-03-01 12:00 UTC"
    assert {line.family for line in readout.lines} == {s.family for s in chart.drawn()}
    said = {line.family: line.figure for line in readout.lines}
    for series in history.series[:8]:
        assert said[series.facts.name] == percent(float(series.shares[50]))
    values = [float(line.figure.rstrip(" %")) for line in readout.lines]
    assert values == sorted(values, reverse=True)


def test_an_unknown_day_reads_as_dashes(chart: ShareChart, history: History):
    gap = int(np.flatnonzero(np.isnan(history.series[0].shares))[0])
    point(chart, pixel(chart, float(history.times[gap]), 0.2))
    assert {line.figure for line in chart.readout().lines} == {"–"}


def test_pointing_outside_the_plot_reads_nothing(chart: ShareChart, history: History):
    point(chart, pixel(chart, float(history.times[50]), 0.2))
    assert chart.readout() is not None
    point(chart, QPoint(5, 5))
    assert chart.readout() is None


def test_the_crosshair_moves_without_painting_the_chart_anew(chart: ShareChart, history: History):
    point(chart, pixel(chart, float(history.times[10]), 0.2))
    QApplication.processEvents()
    painted: list[int] = []
    view(chart).scene().sigPrepareForPaint.connect(lambda: painted.append(1))
    for day in (20, 40, 60):
        point(chart, pixel(chart, float(history.times[day]), 0.2))
        QApplication.processEvents()
    assert painted == []
    shown = view(chart).grab().toImage()
    point(chart, pixel(chart, float(history.times[80]), 0.2))
    assert view(chart).grab().toImage() != shown


def test_the_crosshair_stands_over_the_chart_as_it_is_now(chart: ShareChart, history: History):
    point(chart, pixel(chart, float(history.times[100]), 0.2))
    before = view(chart).grab().toImage()
    chart.set_hidden(frozenset({history.series[0].facts.name}))
    point(chart, pixel(chart, float(history.times[100]), 0.2))
    leader = history.series[0]
    assert view(chart).grab().toImage() != before
    spot = pixel(chart, float(history.times[100]), float(leader.shares[40]))
    assert line_colour(leader.facts.colour).name() not in colours_near(chart, spot)


@pytest.mark.parametrize(("name", "days"), [("7d", 7), ("30d", 30), ("90d", 90), ("all", 119)])
def test_a_range_shows_the_latest_days(chart: ShareChart, history: History, name: str, days: int):
    chart.set_range(name)
    last = history.times[-1]
    assert chart.shown_times() == (last - days * DAY, last)


def test_values_in_view_decide_the_value_axis(chart: ShareChart, history: History):
    chart.set_hidden(frozenset(s.facts.name for s in history.series[:4]))
    top = values_in_view(chart)[1]
    highest = max(np.nanmax(s.shares) for s in chart.drawn())
    assert highest <= top <= highest * 1.6
    assert values_in_view(chart)[0] == 0


def test_hidden_families_are_neither_drawn_nor_read(chart: ShareChart, history: History):
    leader = history.series[0].facts.name
    chart.set_hidden(frozenset({leader, OTHER}))
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert leader not in {line.family for line in chart.readout().lines}
    assert {leader, OTHER}.isdisjoint(label.family for label in view(chart).labels.placed())
    chart.set_hidden(frozenset())
    assert leader in {s.family for s in chart.drawn()}


def test_hiding_all_leaves_an_empty_plot(chart: ShareChart):
    chart.set_hidden(frozenset(s.family for s in chart.drawn()))
    assert chart.drawn() == ()
    assert not view(chart).grab().isNull()


def test_hidden_bands_let_the_others_lie_on_each_other(chart: ShareChart, history: History):
    chart.set_mode("stacked")
    leader, second = history.series[0], history.series[1]
    chart.set_hidden(frozenset({leader.facts.name}))
    image = view(chart).grab().toImage()
    spot = pixel(chart, float(history.times[50]), float(second.shares[50]) / 2)
    hue = image.pixelColor(spot).hslHue()
    assert abs(hue - line_colour(second.facts.colour).hslHue()) <= 4


@pytest.mark.parametrize("mode", ["lines", "stacked", "level"])
@pytest.mark.parametrize("height", [520, 220])
def test_labels_never_overlap(chart: ShareChart, mode: str, height: int):
    chart.set_mode(mode)
    chart.resize(900, height)
    labels = view(chart).labels.placed()
    assert len(labels) >= 5
    for one, other in combinations(labels, 2):
        assert not one.box.adjusted(0, 0.01, 0, -0.01).intersects(other.box)
    assert all(view(chart).labels.pos().x() + label.box.right() <= 900 for label in labels)


def test_a_label_names_the_latest_figure_in_view(chart: ShareChart, history: History):
    leader = history.series[0]
    said = {label.family: label.figure for label in view(chart).labels.placed()}
    assert said[leader.facts.name] == percent(float(leader.shares[-1]))


def test_a_click_on_a_line_or_its_label_names_the_family(
    chart: ShareChart, history: History, qtbot
):
    leader = history.series[0]
    left = Qt.MouseButton.LeftButton
    with qtbot.waitSignal(chart.family_clicked) as told:
        spot = pixel(chart, float(history.times[50]), float(leader.shares[50]))
        QTest.mouseClick(pane(chart), left, pos=spot)
    assert told.args == [leader.facts.name]
    label = view(chart).labels.placed()[2]
    spot = (view(chart).labels.pos() + label.box.center()).toPoint()
    with qtbot.waitSignal(chart.family_clicked) as told:
        QTest.mouseClick(pane(chart), left, pos=spot)
    assert told.args == [label.family]


def test_a_click_on_a_band_names_the_family(chart: ShareChart, history: History, qtbot):
    chart.set_mode("stacked")
    first, second = history.series[:2]
    height = float(first.shares[50] + second.shares[50] / 2)
    spot = pixel(chart, float(history.times[50]), height)
    with qtbot.waitSignal(chart.family_clicked) as told:
        QTest.mouseClick(pane(chart), Qt.MouseButton.LeftButton, pos=spot)
    assert told.args == [second.facts.name]


def drag(chart: ShareChart, start: QPoint, end: QPoint) -> None:
    left = Qt.MouseButton.LeftButton
    point(chart, start)
    QTest.mousePress(pane(chart), left, pos=start)
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(pane(chart), start + (end - start) * part)
    QTest.mouseRelease(pane(chart), left, pos=end)


def test_a_threshold_is_dragged_and_told_once_when_it_is_let_go(
    chart: ShareChart, history: History, qtbot
):
    chart.set_thresholds(
        [ThresholdLine(7, 0.4, "Qwen ≥ 40 %", "#0072b2"), ThresholdLine(8, 0.3, "x", "#d55e00")]
    )
    at = float(history.times[60])
    told: list[tuple[int, float]] = []
    chart.threshold_dragged.connect(lambda rule, level: told.append((rule, level)))
    shown = chart.shown_times()
    drag(chart, pixel(chart, at, 0.4), pixel(chart, at, 0.35))
    assert len(told) == 1
    assert told[0][0] == 7
    assert told[0][1] == pytest.approx(0.35, abs=0.003)
    assert chart.shown_times() == shown
    point(chart, pixel(chart, at - 40 * DAY, 0.1))
    blue = line_colour("#0072b2").name()
    assert blue in colours_near(chart, pixel(chart, at, told[0][1]), 4)
    assert blue not in colours_near(chart, pixel(chart, at, 0.4), 4)


def test_a_thresholds_name_is_written_as_it_is(chart: ShareChart):
    chart.set_thresholds([ThresholdLine(7, 0.4, "<b>{x}</b> ≥ 40 %", "#0072b2")])
    (text,) = [i for i in view(chart).scene().items() if isinstance(i, pg.InfLineLabel)]
    assert text.toPlainText() == "<b>{x}</b> ≥ 40 %"


@pytest.mark.parametrize(("start", "end"), [(-900, -890), (-3, 7), (100, 300), (50, 50), (-9, 999)])
def test_a_wished_for_stretch_never_leaves_the_history(
    chart: ShareChart, history: History, start: float, end: float
):
    first, last = float(history.times[0]), float(history.times[-1])
    view(chart).show_times(first + start * DAY, first + end * DAY)
    left, right = chart.shown_times()
    assert first <= left < right <= last


def test_a_chart_opens_with_a_year(qtbot, new_board):
    chart = ShareChart()
    qtbot.addWidget(chart)
    known = new_board(500).histories[Measure.D30]
    chart.show_history(known)
    assert chart.shown_times() == (known.times[-1] - 365 * DAY, known.times[-1])


def test_families_keep_their_items_for_life(chart: ShareChart, history: History):
    lines = {i for i in view(chart).scene().items() if isinstance(i, Line)}
    chart.set_hidden(frozenset({history.series[0].facts.name}))
    chart.set_mode("stacked")
    chart.show_history(replace(history, times=history.times + DAY), top=8)
    chart.set_hidden(frozenset())
    chart.set_mode("lines")
    assert {i for i in view(chart).scene().items() if isinstance(i, Line)} == lines


def test_thresholds_are_neither_drawn_nor_dragged_on_bands(chart: ShareChart, history: History):
    chart.set_mode("stacked")
    bare = view(chart).grab().toImage()
    chart.set_thresholds([ThresholdLine(7, 0.4, "Qwen ≥ 40 %", "#0072b2")])
    assert view(chart).grab().toImage() == bare
    told: list[int] = []
    chart.threshold_dragged.connect(lambda rule, level: told.append(rule))
    at = float(history.times[60])
    drag(chart, pixel(chart, at, 0.4), pixel(chart, at, 0.2))
    assert told == []


def test_a_threshold_just_above_the_lines_is_in_view_and_a_far_one_does_not_flatten_them(
    chart: ShareChart, history: History
):
    highest = float(np.nanmax(history.series[0].shares))
    chart.set_thresholds([ThresholdLine(1, highest * 1.2, "near", "#0072b2")])
    assert values_in_view(chart)[1] > highest * 1.2
    chart.set_thresholds([ThresholdLine(1, 0.99, "far", "#0072b2")])
    assert values_in_view(chart)[1] < 0.9


def test_dragging_pans_within_the_history(chart: ShareChart, history: History):
    chart.set_range("30d")
    start, end = chart.shown_times()
    drag(chart, QPoint(300, 200), QPoint(500, 200))
    moved = chart.shown_times()
    assert moved[0] < start
    assert moved[1] - moved[0] == pytest.approx(end - start)
    for _ in range(9):
        drag(chart, QPoint(100, 200), QPoint(700, 200))
    assert chart.shown_times()[0] == history.times[0]


def test_the_wheel_zooms_time_around_the_pointer_and_a_double_click_resets(
    chart: ShareChart, history: History
):
    whole = chart.shown_times()
    at = float(history.times[60])
    spot = QPointF(pixel(chart, at, 0.2))
    turn = QWheelEvent(
        spot,
        pane(chart).mapToGlobal(spot),
        QPoint(),
        QPoint(0, 360),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(pane(chart), turn)
    start, end = chart.shown_times()
    assert end - start == pytest.approx((whole[1] - whole[0]) * 1.02**-45)
    assert abs(pixel(chart, at, 0.2).x() - spot.x()) <= 1
    for act in (QTest.mouseClick, QTest.mouseDClick, QTest.mouseRelease):
        act(pane(chart), Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert chart.shown_times() == whole


def test_keys_read_the_points_one_by_one(chart: ShareChart, history: History):
    chart.set_range("30d")
    read: list[int] = []
    keys = (
        *(Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Left),
        *(Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right),
    )
    for key in keys:
        QTest.keyClick(chart, key)
        read.append(chart.readout().as_of)
    times = history.times
    assert read == [times[i] for i in (-1, -2, -31, -31, -30, -1, -1)]
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.readout() is None


def test_the_latest_figures_are_said_in_words_and_the_read_ones_while_reading(
    chart: ShareChart, history: History
):
    assert chart.accessibleName() == "Shares over time"
    leader = history.series[0]
    latest = f"{leader.facts.name} {percent(float(leader.shares[-1]))}"
    told = chart.accessibleDescription()
    assert told.startswith(f"30-day downloads. As of 2026-05-09 12:00 UTC: {latest}, ")
    QTest.keyClick(chart, Qt.Key.Key_Home)
    first = f"{leader.facts.name} {percent(float(leader.shares[0]))}"
    assert first in chart.accessibleDescription()


@pytest.mark.parametrize("mode", ["lines", "stacked", "level"])
def test_markers_are_drawn_at_their_moment_and_told_in_the_readout(
    chart: ShareChart, history: History, mode: str
):
    chart.set_mode(mode)
    bare = view(chart).grab().toImage()
    at = int(history.times[70])
    chart.set_markers([Marker(at, "FIRED", "Qwen at or above 45 %"), Marker(1, "CLEARED", "old")])
    image = view(chart).grab().toImage()
    differing = [
        x
        for x in range(image.width())
        if any(image.pixel(x, y) != bare.pixel(x, y) for y in range(440, 500))
    ]
    middle = pixel(chart, at, 0)
    assert differing
    assert max(abs(x - middle.x()) for x in differing) <= 8
    point(chart, middle - QPoint(0, 100))
    assert chart.readout().notes == ("Qwen at or above 45 %",)


def test_focusing_shows_the_moment_and_sets_the_family_apart(chart: ShareChart, history: History):
    chart.set_range("30d")
    at, small = int(history.times[5]), history.series[-1].facts.name
    chart.set_hidden(frozenset({small}))
    chart.focus_on(at, small)
    start, end = chart.shown_times()
    assert start <= at <= end
    assert small in {s.family for s in chart.drawn()}
    assert chart.readout().as_of == at
    assert view(chart).chosen == small


def test_a_new_poll_moves_the_latest_stretch_on_but_not_a_past_one(
    chart: ShareChart, history: History
):
    chart.set_range("30d")
    later = replace(history, times=history.times + DAY)
    chart.show_history(later, top=8)
    assert chart.shown_times()[1] == later.times[-1]
    drag(chart, QPoint(300, 200), QPoint(600, 200))
    past = chart.shown_times()
    chart.show_history(replace(history, times=history.times + 2 * DAY), top=8)
    assert chart.shown_times() == pytest.approx(past)


def test_levels_are_counts_and_can_stand_on_a_logarithmic_axis(chart: ShareChart, history: History):
    chart.set_mode("level")
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.readout().lines[0].figure == compact(float(history.series[0].values[-1]))
    chart.set_log(True)
    low, high = values_in_view(chart)
    assert low <= np.log10(np.nanmin(chart.drawn()[7].values))
    assert high >= np.log10(history.series[0].values[-1])


def test_a_single_poll_is_drawn_as_dots(chart: ShareChart, history: History):
    one = replace(
        history,
        times=history.times[-1:],
        totals=history.totals[-1:],
        series=tuple(
            replace(s, shares=s.shares[-1:], values=s.values[-1:]) for s in history.series
        ),
    )
    chart.show_history(one)
    leader = one.series[0]
    spot = pixel(chart, float(one.times[0]), float(leader.shares[0]))
    assert line_colour(leader.facts.colour).name() in colours_near(chart, spot, 1)
    for mode in ("stacked", "level"):
        chart.set_mode(mode)
        assert not view(chart).grab().isNull()


def test_another_scheme_repaints_the_chart(chart: ShareChart, qapp: QApplication):
    apply_theme(qapp, "dark")
    corner = view(chart).grab().toImage().pixelColor(2, 2)
    apply_theme(qapp, "light")
    assert corner == QColor("#1c2027")
    assert view(chart).grab().toImage().pixelColor(2, 2) == QColor("#ffffff")


def test_what_is_not_known_is_refused(chart: ShareChart):
    with pytest.raises(ValueError, match="mode: 'pie'; it takes lines"):
        chart.set_mode("pie")
    with pytest.raises(ValueError, match="range: '2w'; it takes 7d"):
        chart.set_range("2w")
