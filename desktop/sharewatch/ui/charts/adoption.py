"""A model's downloads by days since its release, beside others of its size."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from sharewatch.core.words import UNKNOWN, compact
from sharewatch.ui.charts.card import Card, Row
from sharewatch.ui.charts.colours import line_colour
from sharewatch.ui.charts.columns import Floats
from sharewatch.ui.charts.grid import ROW, Scale, paint_base, paint_values, plot_in
from sharewatch.ui.charts.names import End, Label, names_width, paint_names, place_names
from sharewatch.ui.charts.outlines import paint_band, polygon, runs
from sharewatch.ui.charts.plate import Plate
from sharewatch.ui.charts.ticks import DateTick, count_text, log_ticks
from sharewatch.ui.tokens import tokens

_STEPS = (1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730)
_COLUMN = 64.0
_MANY = 7


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One model's downloads, one a day of ``Adoption.days``; NaN where unknown."""

    name: str
    colour: str
    downloads: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Adoption:
    """Downloads by days since release (``days``, rising), with the reference of a size class.

    ``median`` with ``low`` and ``high`` around it are one value a day, NaN where too few models
    are so old. ``reference`` names the class, ``band`` what the edges are, ``definition`` which
    of the published definitions is followed.
    """

    days: Floats
    curves: tuple[Curve, ...]
    median: Floats | None = None
    low: Floats | None = None
    high: Floats | None = None
    reference: str = ""
    band: str = ""
    definition: str = ""


class AdoptionChart(Plate):
    """Curves on a logarithmic scale, the reference's median dashed in its band."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Downloads by days since release"), parent)
        self.setMinimumSize(240, 160)
        self._adoption: Adoption | None = None
        self._plot = QRectF()
        self._across = self._up = Scale(0, 1, 0, 1)
        self._marks: list[tuple[float, str]] = []
        self._labels: tuple[Label, ...] = ()

    def show_adoption(self, adoption: Adoption | None) -> None:
        """Show models beside the median of their class."""
        if adoption is not None and not any(_known(row).size for row in _rows(adoption)):
            adoption = None
        self._adoption = adoption
        self.renew()

    def sizeHint(self) -> QSize:
        """A comfortable size for half a year."""
        return QSize(760, 380)

    def count(self) -> int:
        """One thing a day."""
        return 0 if self._adoption is None else self._adoption.days.size

    def arrange(self, room: QRectF) -> None:
        """All days, and the powers of ten that hold all values."""
        adoption = self._adoption
        if adoption is None:
            return
        names = [curve.name for curve in adoption.curves]
        if adoption.median is not None:
            names.append(adoption.reference)
        width = names_width(names, "888.8M", self.text_font())
        self._plot = plot_in(room, width)
        first, last = float(adoption.days[0]), float(adoption.days[-1])
        if last <= first:
            first, last = first - 0.5, last + 0.5
        self._across = Scale(first, last, self._plot.left(), self._plot.right())
        known = np.concatenate([_known(row) for row in _rows(adoption)])
        marks = log_ticks(float(np.log10(known.min())), float(np.log10(known.max())))
        if marks[-1] <= marks[0]:
            marks.append(marks[0] + 1)
        self._up = Scale(marks[0], marks[-1], self._plot.bottom(), self._plot.top())
        few = max(2, int(self._plot.height() / (ROW / 2)))
        whole = [mark for mark in marks if math.isclose(mark, round(mark), abs_tol=1e-6)]
        said = whole if len(marks) > min(few, _MANY) and len(whole) > 1 else marks
        self._marks = [(mark, count_text(10**mark)) for mark in said]
        ends = self._ends(adoption)
        self._labels = place_names(ends, width, self._plot.height(), self.text_font())

    def draw(self, painter: QPainter) -> None:
        """Grid, band, median, curves, names."""
        adoption = self._adoption
        if adoption is None:
            return
        look = tokens()
        paint_values(painter, self._plot, self._up, self._marks)
        days = self.tr("{days} days")
        below = [DateTick(at, f"{at:g}", False) for at in self._days_below()]
        below[-1] = DateTick(below[-1].at, days.format(days=below[-1].text), False)
        paint_base(painter, self._plot, self._across, below)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = self._columns(adoption.days)
        if adoption.low is not None and adoption.high is not None:
            edges = self._heights(adoption.high), self._heights(adoption.low)
            paint_band(painter, x, *edges, QColor(look.muted))
        if adoption.median is not None:
            pen = QPen(QColor(look.muted), 1.6)
            pen.setDashPattern([4.0, 3.0])
            self._draw_line(painter, x, adoption.median, pen)
        round_join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        for curve in reversed(adoption.curves):
            pen = QPen(line_colour(curve.colour), 2.0, *round_join)
            self._draw_line(painter, x, curve.downloads, pen)
        painter.save()
        painter.translate(self._plot.topRight())
        paint_names(painter, self._labels, self.text_font())
        painter.restore()

    def thing_at(self, at: QPointF) -> int | None:
        """The nearest day."""
        adoption = self._adoption
        if adoption is None or not self._plot.contains(at):
            return None
        time = self._across.back(at.x())
        after = int(np.searchsorted(adoption.days, time).clip(0, adoption.days.size - 1))
        before = max(0, after - 1)
        nearer = time - adoption.days[before] < adoption.days[after] - time
        return before if nearer else after

    def open_room(self) -> QRectF:
        """The plot: names stay to be read."""
        return self._plot

    def point_out(self, painter: QPainter, index: int) -> QPointF:
        """A line through the day, a dot on every curve."""
        look, adoption = tokens(), self._adoption
        if adoption is None:
            return QPointF()
        x = self._across.at(float(adoption.days[index]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.muted), 1.0))
        painter.drawLine(QLineF(x, self._plot.top(), x, self._plot.bottom()))
        painter.setPen(QPen(QColor(look.surface), 1.5))
        for curve in adoption.curves:
            value = float(curve.downloads[index])
            if value > 0:
                painter.setBrush(line_colour(curve.colour))
                painter.drawEllipse(QPointF(x, self._up.at(math.log10(value))), 4.0, 4.0)
        return QPointF(x, self._plot.top() + 8)

    def card(self, index: int) -> Card:
        """Every model at a day, and how many times the median it has."""
        adoption = self._adoption
        if adoption is None:
            return Card("")
        median = math.nan if adoption.median is None else float(adoption.median[index])
        rows = []
        for curve in adoption.curves:
            value = float(curve.downloads[index])
            figure = UNKNOWN if math.isnan(value) else compact(value)
            if value >= 0 and median > 0:
                times = value / median
                figure += f"   ×{times:,.0f}" if times >= 100 else f"   ×{times:.3g}"
            rows.append((value, Row(curve.name, figure, curve.colour)))
        rows.sort(key=lambda one: -one[0] if not math.isnan(one[0]) else 1.0)
        lines = [row for _, row in rows]
        if median > 0:
            lines.append(Row(adoption.reference, compact(median), tokens().muted))
        notes = tuple(note for note in (self._band_text(index), adoption.definition) if note)
        title = self.tr("{count} days after release").format(count=f"{adoption.days[index]:g}")
        return Card(title, tuple(lines), notes)

    def summary(self) -> str:
        """The latest known day of each model."""
        adoption = self._adoption
        if adoption is None:
            return ""
        said = []
        for curve in adoption.curves:
            known = np.flatnonzero(np.isfinite(curve.downloads))
            if known.size:
                days, value = adoption.days[known[-1]], float(curve.downloads[known[-1]])
                words = self.tr("{name} {figure} after {days} days")
                said.append(words.format(name=curve.name, figure=compact(value), days=f"{days:g}"))
        return ", ".join(said)

    def _band_text(self, index: int) -> str:
        """From where to where the class reaches."""
        adoption = self._adoption
        if adoption is None or adoption.low is None or adoption.high is None:
            return ""
        low, high = float(adoption.low[index]), float(adoption.high[index])
        if math.isnan(low) or math.isnan(high):
            return ""
        return f"{adoption.band} {compact(low)} – {compact(high)}".strip()

    def _columns(self, days: Floats) -> Floats:
        slope = (self._across.end - self._across.start) / (self._across.high - self._across.low)
        columns: Floats = self._across.start + (days - self._across.low) * slope
        return columns

    def _heights(self, values: Floats) -> Floats:
        """Pixels of values; what has no logarithm has none."""
        logs = np.log10(values, out=np.full(values.shape, np.nan), where=values > 0)
        slope = (self._up.end - self._up.start) / (self._up.high - self._up.low)
        heights: Floats = self._up.start + (logs - self._up.low) * slope
        return heights

    def _draw_line(self, painter: QPainter, x: Floats, values: Floats, pen: QPen) -> None:
        """A line, broken where nothing is known."""
        y = self._heights(values)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for run in runs(np.isfinite(y)):
            if run.stop - run.start > 1:
                painter.drawPolyline(polygon(x[run], y[run]))
            else:
                painter.drawEllipse(QPointF(float(x[run.start]), float(y[run.start])), 2.0, 2.0)

    def _ends(self, adoption: Adoption) -> list[End]:
        """The names at the last known points."""
        rows = [(c.name, c.colour, c.downloads) for c in adoption.curves]
        if adoption.median is not None:
            rows.append((adoption.reference, tokens().muted, adoption.median))
        made = []
        for name, colour, values in rows:
            known = np.flatnonzero(values > 0)
            if known.size:
                value = float(values[known[-1]])
                height = self._up.at(math.log10(value)) - self._plot.top()
                made.append(End(height, value, name, compact(value), colour))
        return made

    def _days_below(self) -> list[float]:
        """Round numbers of days, as many as can be written side by side."""
        first, last = self._across.low, self._across.high
        wanted = (last - first) * _COLUMN / max(1.0, self._plot.width())
        step = next((n for n in _STEPS if n >= wanted), _STEPS[-1])
        return [float(n) for n in range(math.ceil(first / step) * step, int(last) + 1, step)]


def _rows(adoption: Adoption) -> list[Floats]:
    """All values that are drawn."""
    around = (adoption.median, adoption.low, adoption.high)
    return [curve.downloads for curve in adoption.curves] + [r for r in around if r is not None]


def _known(values: Floats) -> Floats:
    """Those that have a logarithm."""
    known: Floats = values[values > 0]
    return known
