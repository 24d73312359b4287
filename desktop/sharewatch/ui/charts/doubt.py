"""What isn't certain in lines: stretches known as an interval only, and estimated ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sharewatch.ui.charts.columns import Columns, Floats, Pyramid


@dataclass(frozen=True, slots=True)
class Doubts:
    """A view's worth of a ``Doubt``."""

    columns: Columns
    series: int

    def sure(self, row: int) -> tuple[Floats, Floats]:
        """The points of the line that is certain."""
        return self.columns.line(row)

    def estimated(self, row: int) -> tuple[Floats, Floats]:
        """The points of the line that is estimated, with those that it leads from and to."""
        return self.columns.line(self.series + row)

    def band(self, row: int) -> tuple[Floats, Floats, Floats]:
        """Times, lower and upper edge of the interval, meeting the line where it is known."""
        low = self.columns.low[2 * self.series + row]
        return self.columns.times, low, self.columns.high[3 * self.series + row]

    def span(self) -> tuple[Floats, Floats]:
        """All lower and all upper edges."""
        edges = slice(2 * self.series, 3 * self.series), slice(3 * self.series, None)
        return self.columns.low[edges[0]], self.columns.high[edges[1]]


class Doubt:
    """Lines of shape (series, n) with the points among them that are estimated or an interval.

    ``low`` and ``high`` count only where a line has no value; all are in the axis' units.
    """

    def __init__(
        self, times: Floats, rows: Floats, estimated: NDArray[np.bool_], low: Floats, high: Floats
    ) -> None:
        self.estimated = estimated
        spread = np.isnan(rows) & np.isfinite(low) & np.isfinite(high)
        self.low, self.high = np.where(spread, low, np.nan), np.where(spread, high, np.nan)
        self.middles = np.where(spread, (low + high) / 2, rows)
        meets = _around(spread) & np.isfinite(rows)
        parts = (
            np.where(estimated, np.nan, rows),
            np.where(_around(estimated), rows, np.nan),
            np.where(meets, rows, self.low),
            np.where(meets, rows, self.high),
        )
        self._pyramid = Pyramid(times, np.concatenate(parts))

    def view(self, start: float, end: float, width: int) -> Doubts:
        """What a view from ``start`` to ``end`` shows on ``width`` pixel columns."""
        return Doubts(self._pyramid.view(start, end, width), self.middles.shape[0])


def _around(marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The marked points and their neighbours."""
    near = marked.copy()
    near[:, 1:] |= marked[:, :-1]
    near[:, :-1] |= marked[:, 1:]
    return near
