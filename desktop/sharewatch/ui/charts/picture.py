"""What a chart draws of a history: its largest families by name, the tail as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sharewatch.core.board import History, Series
from sharewatch.ui.charts.columns import Columns, Floats, Pyramid

OTHER = "Other"
OTHER_COLOUR = "#8a919c"
EVER_WORTH_A_LINE = 0.01


@dataclass(frozen=True, slots=True)
class Strand:
    """One drawn series: shares (0..1) and values over the history's times, NaN where unknown."""

    family: str
    colour: str
    shares: Floats
    values: Floats


def fold(history: History, top: int, keep: frozenset[str] = frozenset()) -> tuple[Strand, ...]:
    """The ``top`` largest families and those to ``keep``; the rest is summed up as "Other".

    A family that never had a share of 1 % goes with the rest. Where the scope's total is known,
    a family without a value had none; elsewhere an unknown part makes the sum unknown.
    """
    named: list[Series] = []
    rest: list[Series] = []
    for place, series in enumerate(history.series):
        large = place < top and _peak(series.shares) >= EVER_WORTH_A_LINE
        (named if large or series.facts.name in keep else rest).append(series)
    strands = [Strand(s.facts.name, s.facts.colour, s.shares, s.values) for s in named]
    if rest:
        seen = np.isfinite([s.shares for s in history.series]).any(axis=0)
        known = np.isfinite(history.totals) & seen
        strands.append(
            Strand(
                OTHER,
                OTHER_COLOUR,
                _sum([s.shares for s in rest], known),
                _sum([s.values for s in rest], known),
            )
        )
    return tuple(strands)


class Picture:
    """The strands of one mode as rows over time, in the units of the vertical axis.

    Rows are shares, cumulative shares (``stacked``, in the order of ``strands``), values, or
    their decimal logarithms.
    """

    def __init__(
        self, times: NDArray[np.int64], strands: tuple[Strand, ...], mode: str, log: bool = False
    ) -> None:
        self.times = times.astype(np.float64)
        self.strands = strands
        self.mode = mode
        self.log = log and mode == "level"
        self.rows = self._rows()
        self._pyramid = Pyramid(self.times, self.rows)
        self._last: tuple[tuple[float, float, int], Columns] | None = None

    def view(self, start: float, end: float, width: int) -> Columns:
        """The rows thinned for a view; the last answer is kept for whoever asks next."""
        asked = (start, end, width)
        if self._last is None or self._last[0] != asked:
            self._last = (asked, self._pyramid.view(*asked))
        return self._last[1]

    def nearest(self, at: float) -> int:
        """The index of the point nearest to a moment."""
        after = int(np.searchsorted(self.times, at).clip(1, max(1, self.times.size - 1)))
        if after >= self.times.size:
            return 0
        return after if self.times[after] - at < at - self.times[after - 1] else after - 1

    def shown(self, row: int, index: int) -> float:
        """A strand's own figure at a point: a share, or a value; NaN where unknown."""
        strand = self.strands[row]
        return float((strand.values if self.mode == "level" else strand.shares)[index])

    def at(self, time: float) -> Floats:
        """Every row's height at a moment, between points on the line that is drawn there."""
        if self.times.size < 2 or not self.strands:
            return self.rows[:, 0] if self.times.size else np.full(len(self.strands), np.nan)
        after = int(np.searchsorted(self.times, time).clip(1, self.times.size - 1))
        before = after - 1
        part = (time - self.times[before]) / (self.times[after] - self.times[before])
        start, end = self.rows[:, before], self.rows[:, after]
        return np.where(part <= 0, start, np.where(part >= 1, end, start + (end - start) * part))

    def _rows(self) -> Floats:
        """The rows in axis units."""
        if not self.strands:
            return np.empty((0, self.times.size))
        if self.mode == "stacked":
            shares = np.stack([s.shares for s in self.strands])
            unknown = np.isnan(shares).all(axis=0)
            stacked = np.cumsum(np.nan_to_num(shares), axis=0)
            stacked[:, unknown] = np.nan
            return stacked
        if self.mode == "lines":
            return np.stack([s.shares for s in self.strands])
        values = np.stack([s.values for s in self.strands])
        if not self.log:
            return values
        return np.log10(values, out=np.full_like(values, np.nan), where=values > 0)


def _peak(shares: Floats) -> float:
    """The largest known share, 0 without any."""
    known = shares[np.isfinite(shares)]
    return float(known.max()) if known.size else 0.0


def _sum(parts: list[Floats], known: NDArray[np.bool_]) -> Floats:
    """A sum that doesn't guess: a missing part is nothing only where the whole is known."""
    stack = np.stack(parts)
    total: Floats = np.where(known, np.nansum(stack, axis=0), stack.sum(axis=0))
    return total
