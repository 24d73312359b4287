"""The window of time and value that a chart shows, and where it falls on the screen."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sharewatch.ui.charts.columns import Floats
from sharewatch.ui.charts.marks import SHOWN_RANGES

DAY = 86_400.0
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Frame:
    """Times and values in view (axis units), over a plot of ``width`` by ``height`` pixels."""

    start: float
    end: float
    low: float
    high: float
    width: float
    height: float

    def x(self, times: Floats) -> Floats:
        """Pixels from the left edge."""
        return (times - self.start) * (self.width / (self.end - self.start))

    def y(self, values: Floats) -> Floats:
        """Pixels from the top edge."""
        return (self.high - values) * (self.height / (self.high - self.low))

    def x_of(self, time: float) -> float:
        """One moment's pixels from the left edge."""
        return (time - self.start) * self.width / (self.end - self.start)

    def y_of(self, value: float) -> float:
        """One value's pixels from the top edge."""
        return (self.high - value) * self.height / (self.high - self.low)

    def time(self, x: float) -> float:
        """The moment at a pixel."""
        return self.start + x * (self.end - self.start) / self.width

    def value(self, y: float) -> float:
        """The value at a pixel."""
        return self.high - y * (self.high - self.low) / self.height


def whole(times: NDArray[np.float64]) -> tuple[float, float]:
    """All of a history; a single point stands in the middle of a day."""
    first, last = float(times[0]), float(times[-1])
    return (first, last) if last > first else (first - DAY / 2, last + DAY / 2)


def opening(times: NDArray[np.float64], name: str) -> tuple[float, float]:
    """The latest stretch of a history, ``7d`` to ``1y``, or ``all``; never more than there is."""
    first, last = whole(times)
    days = SHOWN_RANGES[name]
    return first if days is None else max(first, last - days * DAY), last


def held(start: float, end: float, times: NDArray[np.float64]) -> tuple[float, float]:
    """A wished-for stretch, moved and cut so that it stays on the history."""
    first, last = whole(times)
    least = min(last - first, 2.0 * (last - first) / max(1, times.size - 1))
    span = min(max(end - start, least), last - first)
    middle = (start + end) / 2
    start = min(max(middle - span / 2, first), last - span)
    return start, start + span


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
