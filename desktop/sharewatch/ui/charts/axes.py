"""The axis of values, its round marks, and the stretches of time a chart opens with."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from sharewatch.ui.charts.marks import SHOWN_RANGES
from sharewatch.ui.tokens import tokens

DAY = 86_400.0
_LEAST = 1e-6
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


def opening(times: NDArray[np.float64], name: str) -> tuple[float, float]:
    """The latest stretch of a history, ``7d`` to ``1y``, or ``all``; never more than there is."""
    first, last = whole(times)
    days = SHOWN_RANGES[name]
    return first if days is None else max(first, last - days * DAY), last


def ticks(low: float, high: float, count: int) -> list[float]:
    """Round values a round step apart, the first at or below ``low``, the last above ``high``."""
    span = max(high - low, abs(high) * _LEAST) or 1.0
    raw = span / max(1, count)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(n * step, 12) for n in range(first, max(last, first + 1) + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """Round values between two decimal logarithms: powers of ten, or 1, 2 and 5 of each."""
    decades = range(math.floor(low), math.ceil(high) + 1)
    between = (1.0,) if high - low > 3 else (1.0, 2.0, 5.0)
    every = [d + math.log10(m) for d in decades for m in between]
    below = [t for t in every if t <= low + 1e-9]
    above = [t for t in every if t >= high - 1e-9]
    start = below[-1] if below else every[0]
    end = above[0] if above else every[-1]
    return [t for t in every if start <= t <= max(end, start)]


def percent_text(share: float, step: float) -> str:
    """A share on an axis, with as many digits as its step needs."""
    digits = next((d for d in range(4) if math.isclose(round(step * 100, d), step * 100)), 4)
    return f"{share * 100:.{digits}f} %"


def count_text(value: float) -> str:
    """A count on an axis: ``0``, ``250M``, ``1.5B``."""
    for unit, letter in ((10**9, "B"), (10**6, "M"), (10**3, "K")):
        if abs(value) >= unit * 0.9999:
            return f"{value / unit:.4g}{letter}"
    return f"{value:.4g}"
