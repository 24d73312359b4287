"""Many series over one time axis, thinned to what the pixels of a view can show.

A line through millions of points is drawn from the least and greatest value of each pixel
column. Those of blocks of 4, 16, 64 … points are kept, so that a view costs the same however
many points lie in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_BLOCK = 4


@dataclass(frozen=True, slots=True)
class Columns:
    """A view's worth of points: ``times`` of shape (m,), ``low`` and ``high`` of (series, m).

    Where ``exact``, every point in view is there and ``low`` is ``high``; the ends are cut at
    the edges of the view, halfway between points if need be.
    """

    times: Floats
    low: Floats
    high: Floats
    exact: bool

    def line(self, row: int) -> tuple[Floats, Floats]:
        """One series as the points of a line: a column's least, then its greatest value."""
        if self.exact:
            return self.times, self.low[row]
        return (
            np.repeat(self.times, 2),
            np.stack((self.low[row], self.high[row]), axis=1).reshape(-1),
        )

    def middle(self, row: int) -> Floats:
        """One series as a single value a column."""
        middle: Floats = self.low[row] if self.exact else (self.low[row] + self.high[row]) / 2
        return middle


class Pyramid:
    """Series (rows of shape (series, n)) over rising times (n,), ready to be viewed."""

    def __init__(self, times: Floats, rows: Floats) -> None:
        self.times = times
        self.rows = rows
        self._levels: list[tuple[Floats, Floats]] = [(rows, rows)]
        self._last: tuple[tuple[float, float, int], Columns] | None = None

    def view(self, start: float, end: float, width: int) -> Columns:
        """What a view from ``start`` to ``end`` shows on ``width`` pixel columns.

        The last answer is kept for whoever asks next.
        """
        asked = (start, end, width)
        if self._last is None or self._last[0] != asked:
            self._last = (asked, self._view(*asked))
        return self._last[1]

    def _view(self, start: float, end: float, width: int) -> Columns:
        """Every point, or the extremes of each column."""
        first = max(0, int(np.searchsorted(self.times, start, "right")) - 1)
        last = min(self.times.size, int(np.searchsorted(self.times, end, "left")) + 1)
        if last - first <= 2 * max(width, 1):
            return self._cut(first, last, start, end)
        return self._thinned(first, last, start, end, max(width, 1))

    def _cut(self, first: int, last: int, start: float, end: float) -> Columns:
        """Every point, the outermost ones moved along their lines onto the edges."""
        times = self.times[first:last].copy()
        rows = self.rows[:, first:last].copy()
        if times.size > 1:
            for edge, inner, bound in ((0, 1, start), (-1, -2, end)):
                if (bound - times[edge]) * (bound - times[inner]) < 0:
                    part = (bound - times[edge]) / (times[inner] - times[edge])
                    rows[:, edge] += (rows[:, inner] - rows[:, edge]) * part
                    times[edge] = bound
        return Columns(times, rows, rows, exact=True)

    def _thinned(self, first: int, last: int, start: float, end: float, width: int) -> Columns:
        """The least and greatest values of blocks no wider than a pixel column."""
        level, block = 0, 1
        while (last - first) // (block * _BLOCK) >= width:
            level, block = level + 1, block * _BLOCK
        low, high = self._level(level)
        group = -(-((last - first) // block) // width)
        # Groups start at multiples of their size, so that panning doesn't make them shimmer.
        from_group, to_group = first // (block * group), -(-last // (block * group))
        piece = slice(from_group * group, min(to_group * group, low.shape[1]))
        times = self.times[from_group * group * block : to_group * group * block : group * block]
        return Columns(
            np.clip(times, start, end),
            _grouped(low[:, piece], group, np.fmin),
            _grouped(high[:, piece], group, np.fmax),
            exact=False,
        )

    def _level(self, level: int) -> tuple[Floats, Floats]:
        """Least and greatest values of blocks of ``4 ** level`` points, made when first asked."""
        while len(self._levels) <= level:
            low, high = self._levels[-1]
            self._levels.append((_grouped(low, _BLOCK, np.fmin), _grouped(high, _BLOCK, np.fmax)))
        return self._levels[level]


def _grouped(rows: Floats, size: int, choose: np.ufunc) -> Floats:
    """One value for each ``size`` neighbours; an unknown one counts only among its like."""
    missing = -rows.shape[1] % size
    if missing:
        rows = np.concatenate((rows, np.repeat(rows[:, -1:], missing, axis=1)), axis=1)
    best: Floats = rows[:, ::size]
    for offset in range(1, size):
        best = choose(best, rows[:, offset::size])
    return best
