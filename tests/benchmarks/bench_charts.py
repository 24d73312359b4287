"""How long the chart takes to repaint, pan and hover, beside a plain QPainter floor.

Run it by hand: ``python tests/benchmarks/bench_charts.py [points …]``. The floor draws every
point as a thin line, without antialiasing, on the same surface; ratios hold between machines.
Processor time is counted, so that the machine's other work isn't.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from itertools import count
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication

from sharewatch.core.board import History, Series
from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.shares import Measure
from sharewatch.ui.charts.share_chart import ShareChart
from sharewatch.ui.theme import apply_theme

FAMILIES, WIDTH, HEIGHT = 12, 1280, 720


def history(points: int) -> History:
    """A random walk of twelve families, hourly."""
    random = np.random.default_rng(7)
    steps = random.normal(0, 0.02, (FAMILIES, points))
    values = np.exp(np.cumsum(steps, axis=1) * (365 / points) ** 0.5 + 3) * 1e6
    values *= np.geomspace(1, 0.02, FAMILIES)[:, None]
    totals = values.sum(axis=0)
    colours = [QColor.fromHsv(i * 29, 200, 180).name() for i in range(FAMILIES)]
    series = tuple(
        Series(FamilyFacts(f"Family {i}", "", "", colours[i]), values[i] / totals, values[i])
        for i in range(FAMILIES)
    )
    times = 1_700_000_000 + 3600 * np.arange(points, dtype=np.int64)
    return History(Measure.D30, "tracked", times, totals, series)


def timed(act: Callable[[], None], most: int = 25, budget: float = 4.0) -> float:
    """The median of some runs, in milliseconds."""
    act()
    taken: list[float] = []
    while len(taken) < most and (sum(taken) < budget or len(taken) < 3):
        start = time.thread_time()
        act()
        taken.append(time.thread_time() - start)
    return median(taken) * 1e3


def floor(known: History, start: float, end: float, top: float) -> Callable[[], None]:
    """All points of all series in view, drawn plainly."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    shares = np.stack([s.shares for s in known.series])

    def draw() -> None:
        image.fill(QColor("white"))
        painter = QPainter(image)
        x = (known.times - start) * (WIDTH / (end - start))
        inside = slice(*np.searchsorted(x, (0, WIDTH)))
        for row, series in zip(shares, known.series, strict=True):
            painter.setPen(QPen(QColor(series.facts.colour), 1))
            y = HEIGHT * (1 - row[inside] / top)
            polygon = pg.functions.create_qpolygonf(y.size)
            memory = pg.functions.ndarray_from_qpolygonf(polygon)
            memory[:, 0], memory[:, 1] = x[inside], y
            painter.drawPolyline(polygon)
        painter.end()

    return draw


def measure(points: int) -> None:
    """One table row for each mode."""
    known = history(points)
    chart = ShareChart()
    chart.resize(WIDTH, HEIGHT)
    chart.show()
    chart.set_range("all")
    start = time.thread_time()
    chart.show_history(known, top=FAMILIES)
    QApplication.processEvents()
    shown = (time.thread_time() - start) * 1e3
    view = chart._view
    top = view.box.viewRange()[1][1]
    plain_full = timed(floor(known, *chart.shown_times(), top))
    for mode in ("lines", "stacked"):
        chart.set_mode(mode)
        chart.set_range("all")
        first, last = chart.shown_times()
        full = timed(view.viewport().repaint)
        span = (last - first) * 0.8
        plain_pan = timed(floor(known, first, first + span, top))
        turn = count()

        def pan(first: float = first, span: float = span, turn: count[int] = turn) -> None:
            shift = (next(turn) % 20) * span / 100
            view.show_times(first + shift, first + shift + span)
            QApplication.processEvents()

        panned = timed(pan)
        points_in_view = np.searchsorted(known.times, chart.shown_times())

        def hover(first: int = int(points_in_view[0]), turn: count[int] = turn) -> None:
            view.put_crosshair(first + next(turn) % 40)
            QApplication.processEvents()

        hovered = timed(hover)
        view.put_crosshair(None)
        QApplication.processEvents()
        print(
            f"{mode:8} {points:>9,} {plain_full:8.1f} {plain_pan:8.1f} {full:8.1f} {panned:8.1f} "
            f"{hovered:8.2f} {full / plain_full:8.2f} {panned / plain_pan:8.2f} {shown:9.0f}"
        )
    chart.close()


def main() -> None:
    """All sizes, or those named."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_theme(app, "light")
    print(
        f"{'mode':8} {'points':>9} {'floor':>8} {'its pan':>8} {'repaint':>8} {'pan':>8} "
        f"{'hover':>8} {'repaint×':>8} {'pan×':>8} {'first ms':>9}"
    )
    for points in [int(a) for a in sys.argv[1:]] or [365, 3_650, 36_500, 1_000_000]:
        measure(points)


if __name__ == "__main__":
    main()
