"""The chart of flow: a bar for each month, week or day, stacked by family."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, isnan

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from sharewatch.core.words import DAY, UNKNOWN, compact, percent
from sharewatch.ui.charts.card import Card, Row
from sharewatch.ui.charts.colours import fill_colour, mixed
from sharewatch.ui.charts.diamonds import (
    Diamond,
    diamond_under,
    paint_diamonds,
    place_diamonds,
    reference_card,
    reference_text,
)
from sharewatch.ui.charts.flow import FlowHistory, fold_flow, period_name, period_ticks
from sharewatch.ui.charts.grid import ROW, Scale, hatch, paint_base, paint_values, plot_in
from sharewatch.ui.charts.marks import SHOWN_RANGES, Reference
from sharewatch.ui.charts.names import End, Label, names_width, paint_names, place_names
from sharewatch.ui.charts.plate import Plate
from sharewatch.ui.charts.ticks import count_text, ticks
from sharewatch.ui.tokens import tokens

_LEAST_SLOT, _APART, _WIDEST_BAR, _FILLED = 2.0, 6.0, 56.0, 0.72
_NAME = {"month": 52.0, "week": 62.0, "day": 62.0}
_LIGHT = 0.5


class BarChart(Plate):
    """Bars of what came in each period; the pointer or the arrows read one after the other.

    The latest that fit are shown; the wheel and the arrows lead to the earlier ones.
    """

    family_clicked = Signal(str)
    ink = staticmethod(fill_colour)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Downloads by period"), parent)
        self.setMinimumSize(240, 160)
        self._flow: FlowHistory | None = None
        self._range = "all"
        self._end = 0
        self._first = self._last = 0
        self._plot = QRectF()
        self._across = self._up = Scale(0, 1, 0, 1)
        self._marks: list[tuple[float, str]] = []
        self._labels: tuple[Label, ...] = ()
        self._references: tuple[Reference, ...] = ()
        self._diamonds: tuple[Diamond, ...] = ()
        self._published: dict[int, list[str]] = {}
        self._pointed: Diamond | None = None

    def show_flow(self, flow: FlowHistory | None, top: int = 8) -> None:
        """Show the ``top`` largest families by name and the rest as "Other"."""
        self._flow = fold_flow(flow, top) if flow is not None and len(flow.starts) else None
        self._end = 0 if self._flow is None else len(self._flow.starts)
        self.renew()

    def show_references(self, references: Sequence[Reference]) -> None:
        """Lay published figures over the bars, none to take them away; shares aren't shown."""
        self._references = tuple(one for one in references if not one.is_share)
        self.renew()

    def set_range(self, name: str) -> None:
        """Show the latest ``7d``, ``30d``, ``90d``, ``1y``, or ``all``; at least one period."""
        if name not in SHOWN_RANGES:
            raise ValueError(f"range: {name!r}; it takes {', '.join(SHOWN_RANGES)}")
        self._range = name
        self._end = 0 if self._flow is None else len(self._flow.starts)
        self.renew()

    def drawn(self) -> FlowHistory | None:
        """The flow as folded."""
        return self._flow

    def shown_periods(self) -> tuple[int, int]:
        """The first period in view, and the first after it."""
        self.settle()
        return self._first, self._last

    def sizeHint(self) -> QSize:
        """A comfortable size for two years of months."""
        return QSize(900, 420)

    def count(self) -> int:
        """One thing a period."""
        return 0 if self._flow is None else len(self._flow.starts)

    def arrange(self, room: QRectF) -> None:
        """As many of the latest periods as the range asks for and the width allows."""
        flow = self._flow
        if flow is None:
            return
        names = [part.family for part in flow.parts]
        width = names_width(names, "888.8M", self.text_font())
        self._plot = plot_in(room, width)
        self._last = self._end
        self._first = self._begin(flow, self._last)
        left, right = self._plot.left(), self._plot.right()
        self._across = Scale(self._first, self._last, left, right)
        most = max(flow.total(period) for period in range(self._first, self._last))
        seen = [one.value for one in self._references if self._period_of(flow, one) is not None]
        values = ticks(0.0, max([most, *seen]) or 1.0, max(2, int(self._plot.height() / ROW)))
        self._marks = [(value, count_text(value)) for value in values]
        self._up = Scale(0.0, values[-1], self._plot.bottom(), self._plot.top())
        self._labels = place_names(self._ends(flow), width, self._plot.height(), self.text_font())
        self._diamonds = place_diamonds(self._found(flow), self._plot, self.text_font())
        self._published = {}
        for one in self._references:
            period = self._period_of(flow, one)
            if period is not None:
                self._published.setdefault(period, []).append(reference_text(one))

    def draw(self, painter: QPainter) -> None:
        """Grid, bars, names of periods, names of families, published figures."""
        flow = self._flow
        if flow is None:
            return
        paint_values(painter, self._plot, self._up, self._marks)
        for period in range(self._first, self._last):
            self._draw_bar(painter, flow, period)
        slot = self._plot.width() / (self._last - self._first)
        every = ceil(_NAME[flow.unit] / slot)
        if flow.unit == "month":
            every = next((n for n in (1, 2, 3, 6) if n >= every), 12 * ceil(every / 12))
        below = period_ticks(flow, self._first, self._last, every)
        paint_base(painter, self._plot, self._across, below, ticks=False)
        painter.save()
        painter.translate(self._plot.topRight())
        paint_names(painter, self._labels, self.text_font())
        painter.restore()
        paint_diamonds(painter, self._diamonds, self.text_font())

    def thing_at(self, at: QPointF) -> int | None:
        """The period at a column."""
        self._pointed = diamond_under(self._diamonds, at)
        inside = self._plot.contains(at) or self._pointed is not None
        return min(int(self._across.back(at.x())), self._last - 1) if inside else None

    def step(self, key: int) -> int | None:
        """Home and End lead to the first and last in view, arrows beyond it."""
        self._pointed = None
        ends = {Qt.Key.Key_Home: self._first, Qt.Key.Key_End: self._last - 1}
        moved = ends.get(Qt.Key(key), super().step(key))
        if self._index is None and key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            moved = self._last - 1
        if moved is not None and not self._first <= moved < self._last:
            by = moved - self._first if moved < self._first else moved - self._last + 1
            self._scroll(by)
        return moved

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go back and forth in time."""
        turned = event.angleDelta().y() or -event.angleDelta().x()
        by = max(1, (self._last - self._first) // 10)
        if self._flow is not None and turned and self._scroll(-by if turned > 0 else by):
            event.accept()
        else:
            event.ignore()

    def open_room(self) -> QRectF:
        """The plot: names stay to be read."""
        return self._plot

    def point_out(self, painter: QPainter, index: int) -> QPointF:
        """A light ground behind the bar's column."""
        if self._pointed is not None:
            return self._pointed.at
        column = self._column(index)
        veil = QColor(tokens().text)
        veil.setAlpha(18)
        painter.fillRect(column, veil)
        return QPointF(column.center().x() + column.width() / 2, self._plot.top() + 8)

    def card(self, index: int) -> Card:
        """Every family's value and share in a period, or a published figure."""
        if self._pointed is not None:
            return reference_card(self._pointed.reference)
        flow = self._flow
        if flow is None:
            return Card("")
        total, missing = flow.total(index), flow.missing(index)
        rows = []
        for part in flow.parts:
            value = part.values[index]
            figure = UNKNOWN if isnan(value) else compact(value)
            if total and not missing:
                figure += f"   {percent(value / total):>6}"
            rows.append((value, Row(part.family, figure, part.colour)))
        rows.sort(key=lambda one: -one[0] if not isnan(one[0]) else 1.0)
        notes = [self.tr("A part is unknown: no shares")] if missing else []
        if flow.is_estimated(index):
            notes.append(self.tr("Estimated"))
        notes += self._published.get(index, [])
        title = period_name(flow.unit, flow.starts[index], flow.ends[index])
        if not missing:
            title = f"{title}   {compact(total)}"
        return Card(title, tuple(row for _, row in rows), tuple(notes))

    def summary(self) -> str:
        """The latest period."""
        return self.card(self.count() - 1).words()

    def _begin(self, flow: FlowHistory, last: int) -> int:
        """The first period of the range that ends before ``last``, as far as it fits."""
        days = SHOWN_RANGES[self._range]
        fits = max(1, int(self._plot.width() / _LEAST_SLOT))
        first = max(0, last - fits)
        if days is not None:
            since = flow.ends[last - 1] - days * DAY
            first = max(first, sum(end <= since for end in flow.ends))
        return min(first, last - 1)

    def _scroll(self, by: int) -> bool:
        """Bring earlier or later periods into view; false at the end."""
        size = self._last - self._first
        end = max(min(size, self.count()), min(self.count(), self._end + by))
        if end == self._end:
            return False
        self._end = end
        self.renew()
        self.settle()
        return True

    def _column(self, period: int) -> QRectF:
        """A period's column from top to bottom, in whole pixels."""
        left, right = round(self._across.at(period)), round(self._across.at(period + 1))
        return QRectF(left, self._plot.top(), right - left, self._plot.height())

    def _draw_bar(self, painter: QPainter, flow: FlowHistory, period: int) -> None:
        """A bar from the ground up; estimates are hatched, an unknown part is an open end."""
        look, column = tokens(), self._column(period)
        apart = column.width() >= _APART
        wide = min(round(column.width() * _FILLED), _WIDEST_BAR) if apart else column.width()
        left = round(column.center().x() - wide / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        sofar, below = 0.0, round(self._plot.bottom())
        for part in flow.parts:
            value = part.values[period]
            if isnan(value) or value <= 0:
                continue
            sofar += value
            top = round(self._up.at(sofar))
            box = QRectF(left, top, wide, below - top)
            colour, below = fill_colour(part.colour), top
            if flow.is_estimated(period):
                painter.fillRect(box, mixed(colour, look.surface, _LIGHT))
                hatch(painter, box, colour)
            else:
                painter.fillRect(box, colour)
            if apart and box.height() > 3:
                painter.fillRect(QRectF(left, top, wide, 1), QColor(look.surface))
        if flow.missing(period) and apart:
            painter.setPen(QPen(QColor(look.muted), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(left, below - 12, wide - 1, 11))

    def _ends(self, flow: FlowHistory) -> list[End]:
        """The names beside the last bar in view."""
        made, sofar, period = [], 0.0, self._last - 1
        for part in flow.parts:
            value = part.values[period]
            if not isnan(value):
                middle = self._up.at(sofar + value / 2) - self._plot.top()
                sofar += value
                made.append(End(middle, value, part.family, compact(value), part.colour))
        return made

    def _period_of(self, flow: FlowHistory, reference: Reference) -> int | None:
        """The period in view that a published figure is for: the same one, not a longer."""
        middle = (reference.start + reference.end) / 2
        for period in range(self._first, self._last):
            start, end = flow.starts[period], flow.ends[period]
            if start <= middle < end:
                return period if reference.end - reference.start <= (end - start) * 1.1 else None
        return None

    def _found(self, flow: FlowHistory) -> list[tuple[Reference, QPointF, float, float]]:
        """The published figures with their places in the plot."""
        made = []
        for one in self._references:
            period = self._period_of(flow, one)
            if period is not None:
                x = self._column(period).center().x()
                made.append((one, QPointF(x, self._up.at(one.value)), x, x))
        return made
