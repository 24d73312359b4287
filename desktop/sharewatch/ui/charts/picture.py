"""What a chart draws of a history: its largest families by name, the tail as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sharewatch.core.board import History, Series
from sharewatch.core.words import compact, percent
from sharewatch.ui.charts.columns import Columns, Floats, Pyramid
from sharewatch.ui.charts.doubt import Doubt

OTHER = "Other"
OTHER_COLOUR = "#8a919c"
EVER_WORTH_A_LINE = 0.01


@dataclass(frozen=True, slots=True)
class Strand:
    """One drawn series: shares (0..1) and values over the history's times, NaN where unknown.

    ``low`` and ``high`` hold shares where only an interval is known, NaN elsewhere; ``estimated``
    marks points that were bridged over a gap, or are of a sample.
    """

    family: str
    colour: str
    shares: Floats
    values: Floats
    low: Floats | None = None
    high: Floats | None = None
    estimated: NDArray[np.bool_] | None = None


def fold(history: History, top: int, keep: frozenset[str] = frozenset()) -> tuple[Strand, ...]:
    """The ``top`` largest families and those to ``keep``; the rest is summed up as "Other".

    A family that never had a share of 1 % goes with the rest. Where the scope's total is known,
    a family without a value had none; elsewhere an unknown part makes the sum unknown.
    """
    estimated = getattr(history, "estimated", None)
    named: list[Series] = []
    rest: list[Series] = []
    for place, series in enumerate(history.series):
        large = place < top and _peak(series.shares) >= EVER_WORTH_A_LINE
        (named if large or series.facts.name in keep else rest).append(series)
    strands = [
        Strand(s.facts.name, s.facts.colour, s.shares, s.values, *_edges(s), estimated)
        for s in named
    ]
    if rest:
        seen = np.isfinite([s.shares for s in history.series]).any(axis=0)
        known = np.isfinite(history.totals) & seen
        strands.append(
            Strand(
                OTHER,
                OTHER_COLOUR,
                _sum([s.shares for s in rest], known),
                _sum([s.values for s in rest], known),
                *_edges_of_sum(rest),
                estimated,
            )
        )
    return tuple(strands)


class Picture:
    """The strands of one mode as rows over time, in the units of the vertical axis.

    Rows are shares, cumulative shares (``stacked``, in the order of ``strands``), values, or
    their decimal logarithms. ``sampled`` is whether what is ``estimated`` are samples: exact, of
    an unknown part.
    """

    def __init__(
        self,
        times: NDArray[np.int64],
        strands: tuple[Strand, ...],
        mode: str,
        log: bool = False,
        *,
        sampled: bool = False,
    ) -> None:
        self.sampled = sampled
        self.times = times.astype(np.float64)
        self.strands = strands
        self.mode = mode
        self.log = log and mode == "level"
        self.rows = self._rows()
        self.doubt = self._doubt()
        self.middles = self.rows if self.doubt is None else self.doubt.middles
        self._pyramid = Pyramid(self.times, self.rows)

    def view(self, start: float, end: float, width: int) -> Columns:
        """The rows thinned for a view."""
        return self._pyramid.view(start, end, width)

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

    def middle(self, row: int, index: int) -> float:
        """The same, or the middle of the interval that is all that is known."""
        value = self.shown(row, index)
        return float(self.middles[row, index]) if np.isnan(value) else value

    def interval(self, row: int, index: int) -> tuple[float, float] | None:
        """The interval in which a share lies, where no more is known."""
        if self.doubt is None or np.isnan(self.doubt.low[row, index]):
            return None
        return float(self.doubt.low[row, index]), float(self.doubt.high[row, index])

    def figure(self, row: int, index: int) -> str:
        """A strand's figure as people read it: ``48.1 %``, ``47.9 – 50.2 %``, a dash."""
        between, value = self.interval(row, index), self.shown(row, index)
        if between is not None:
            return f"{between[0] * 100:.1f} – {percent(between[1])}"
        known = None if np.isnan(value) else value
        text = compact(known) if self.mode == "level" else percent(known)
        dashed = self.doubt is not None and self.doubt.estimated[row, index]
        return f"≈ {text}" if dashed and not self.sampled and known is not None else text

    def is_sample(self, index: int) -> bool:
        """Whether a point is one of a sample, which counts exactly what a file lists."""
        marks = (one.estimated for one in self.strands if one.estimated is not None)
        return self.sampled and any(bool(mark[index]) for mark in marks)

    @property
    def widest_figure(self) -> str:
        """A text as wide as the widest figure."""
        if self.doubt is None:
            return "100.0 %"
        if np.isfinite(self.doubt.low).any():
            return "100.0 – 100.0 %"
        return "100.0 %" if self.sampled else "≈ 100.0 %"

    def at(self, time: float) -> Floats:
        """Every row's height at a moment, between points on the line that is drawn there."""
        if self.times.size < 2 or not self.strands:
            return self.middles[:, 0] if self.times.size else np.full(len(self.strands), np.nan)
        after = int(np.searchsorted(self.times, time).clip(1, self.times.size - 1))
        before = after - 1
        part = (time - self.times[before]) / (self.times[after] - self.times[before])
        start, end = self.middles[:, before], self.middles[:, after]
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

    def _doubt(self) -> Doubt | None:
        """What of the lines is uncertain; bands only ever show what is certain."""
        doubtful = any(s.low is not None or s.estimated is not None for s in self.strands)
        if self.mode == "stacked" or not doubtful:
            return None
        shape = self.rows.shape
        estimated, low, high = np.zeros(shape, bool), np.full(shape, np.nan), np.full(shape, np.nan)
        for row, strand in enumerate(self.strands):
            if strand.estimated is not None:
                estimated[row] = strand.estimated
            if self.mode == "lines" and strand.low is not None and strand.high is not None:
                low[row], high[row] = strand.low, strand.high
        return Doubt(self.times, self.rows, estimated, low, high)


def _edges(series: Series) -> tuple[Floats | None, Floats | None]:
    """The interval that a series' share lies in where it isn't known, if it has one."""
    return getattr(series, "low", None), getattr(series, "high", None)


def _edges_of_sum(rest: list[Series]) -> tuple[Floats | None, Floats | None]:
    """The widest interval that a sum of shares can lie in."""
    lows, highs = zip(*map(_edges, rest), strict=True)
    if all(low is None for low in lows):
        return None, None
    shares = [series.shares for series in rest]
    return _filled_sum(shares, lows), _filled_sum(shares, highs)


def _filled_sum(rows: list[Floats], edges: tuple[Floats | None, ...]) -> Floats:
    """The sum of shares, an edge where one is unknown; never more than all."""
    pairs = zip(rows, edges, strict=True)
    filled = [row if e is None else np.where(np.isnan(row), e, row) for row, e in pairs]
    total: Floats = np.minimum(np.sum(filled, axis=0), 1.0)
    return total


def _peak(shares: Floats) -> float:
    """The largest known share, 0 without any."""
    known = shares[np.isfinite(shares)]
    return float(known.max()) if known.size else 0.0


def _sum(parts: list[Floats], known: NDArray[np.bool_]) -> Floats:
    """A sum that doesn't guess: a missing part is nothing only where the whole is known."""
    stack = np.stack(parts)
    total: Floats = np.where(known, np.nansum(stack, axis=0), stack.sum(axis=0))
    return total
