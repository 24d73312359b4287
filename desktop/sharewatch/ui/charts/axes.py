"""The axis of values, its round marks, and the stretches of time a chart opens with."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from sharewatch.ui.charts.marks import SHOWN_RANGES
from sharewatch.ui.charts.ticks import DAY, count_text, log_ticks, percent_text, ticks
from sharewatch.ui.tokens import tokens

_WIDTH, _ROW = 56, 58


class ValueAxis(pg.AxisItem):
    """Round values at the left, each with a hairline through the plot."""

    def __init__(self) -> None:
        super().__init__("left")
        self.enableAutoSIPrefix(False)
        self.setWidth(_WIDTH)
        self.setStyle(tickLength=0, tickTextOffset=10, tickAlpha=255)
        self.setGrid(255)
        self.setZValue(-1000)
        self._made: list[tuple[float, str]] = []

    def dress(self, font: QFont) -> None:
        """Take the present scheme's colours."""
        self.setTickFont(font)
        self.setPen(None)
        self.setTextPen(tokens().muted)
        self.setTickPen(tokens().hairline)

    def fit(self, low: float, high: float, mode: str, log: bool) -> tuple[float, float]:
        """Mark a span of values; returns it widened to round ones."""
        count = max(2, int(self.linkedView().height() / _ROW))
        marks = log_ticks(low, high) if log else ticks(low, high, count)
        if mode == "stacked":
            marks = [0.0, 0.25, 0.5, 0.75, 1.0]
        step = min((b - a for a, b in pairwise(marks)), default=1.0)
        if mode == "level":
            texts = [count_text(10**mark if log else mark) for mark in marks]
        else:
            texts = [percent_text(mark, step) for mark in marks]
        made = list(zip(marks, texts, strict=True))
        if made != self._made:
            self._made = made
            self.setTicks([made])
        return marks[0], marks[-1] if len(marks) > 1 else marks[0] + 1

    def boundingRect(self) -> QRectF:
        """Room for half a line of text beyond either end."""
        room: QRectF = super().boundingRect().adjusted(0, -10, 0, 10)
        return room


def whole(times: NDArray[np.float64]) -> tuple[float, float]:
    """All of a history; a single point stands in the middle of a day."""
    first, last = float(times[0]), float(times[-1])
    return (first, last) if last > first else (first - DAY / 2, last + DAY / 2)


def opening(bounds: tuple[float, float], name: str) -> tuple[float, float]:
    """The latest stretch within bounds, ``7d`` to ``1y``, or ``all``; never more than there is."""
    first, last = bounds
    days = SHOWN_RANGES[name]
    return first if days is None else max(first, last - days * DAY), last
