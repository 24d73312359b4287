"""Bars of one hundred percent: how families divide each size class, origin or developer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from sharewatch.core.words import compact, exact, percent
from sharewatch.ui.charts.card import Card, Row
from sharewatch.ui.charts.colours import contrast, fill_colour
from sharewatch.ui.charts.picture import OTHER, OTHER_COLOUR
from sharewatch.ui.charts.plate import Plate
from sharewatch.ui.tokens import tokens

_ROW, _LEAST_ROW, _BAR = 34.0, 24.0, 22.0
_PAD, _GAP, _CHIP, _KEY = 12.0, 12.0, 9.0, 22.0
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Part:
    """What one family has of a bar."""

    family: str
    colour: str
    value: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A size class, an origin or a developer with its parts, in any order."""

    name: str
    parts: tuple[Part, ...]
    note: str = ""

    @property
    def total(self) -> int:
        """The sum of its parts."""
        return sum(part.value for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Segment:
    row: int
    part: Part
    box: QRectF


class BreakdownChart(Plate):
    """Every bar as long as the others; families keep their order from bar to bar."""

    family_clicked = Signal(str)
    ink = staticmethod(fill_colour)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Shares within each group"), parent)
        self._bars: tuple[Bar, ...] = ()
        self._order: tuple[Part, ...] = ()
        self._segments: list[_Segment] = []
        self._firsts: list[int] = []
        self._keys: list[tuple[QRectF, Part]] = []
        self._names = self._plot = QRectF()
        self._step = _ROW
        self.chosen.connect(self._tell)

    def show_breakdown(self, bars: Sequence[Bar], top: int = 8) -> None:
        """Show bars, the ``top`` largest families of all of them by name, the rest as "Other"."""
        kept = [bar for bar in bars if bar.parts]
        totals: dict[str, Part] = {}
        for bar in kept:
            for part in bar.parts:
                before = totals.get(part.family)
                value = part.value + (before.value if before else 0)
                totals[part.family] = Part(part.family, part.colour, value)
        rest = totals.pop(OTHER, None)
        ranked = sorted(totals.values(), key=lambda part: (-part.value, part.family))
        self._order = tuple(ranked[:top])
        if rest is not None or ranked[top:]:
            self._order += (Part(OTHER, OTHER_COLOUR, 0),)
        self._bars = tuple(self._folded(bar) for bar in kept)
        self.updateGeometry()
        self.renew()

    def drawn(self) -> tuple[Bar, ...]:
        """The bars as drawn."""
        return self._bars

    def sizeHint(self) -> QSize:
        """All bars at their ease."""
        return QSize(720, int(max(2, len(self._bars)) * _ROW + 2 * _PAD + 2 * _KEY))

    def minimumSizeHint(self) -> QSize:
        """All bars, close together."""
        return QSize(320, int(max(2, len(self._bars)) * _LEAST_ROW + 2 * _PAD + 2 * _KEY))

    def count(self) -> int:
        """One thing a part that isn't nothing."""
        return sum(part.value > 0 for bar in self._bars for part in bar.parts)

    def arrange(self, room: QRectF) -> None:
        """The key on top, names left, totals right, bars between."""
        metrics = QFontMetricsF(self.text_font())
        names = max(metrics.horizontalAdvance(bar.name) for bar in self._bars) + 2
        totals = max(metrics.horizontalAdvance(compact(bar.total)) for bar in self._bars) + 2
        names = min(names, room.width() * 0.3)
        top = self._place_keys(metrics, room) + _GAP / 2
        self._names = QRectF(_PAD, top, names, room.height() - top - _PAD)
        left, right = self._names.right() + _GAP, room.right() - _PAD - totals - _GAP
        self._plot = QRectF(left, top, right - left, self._names.height())
        self._step = min(_ROW, self._plot.height() / len(self._bars))
        self._segments, self._firsts = [], []
        for row, bar in enumerate(self._bars):
            self._firsts.append(len(self._segments))
            self._segments += self._place(row, bar)

    def draw(self, painter: QPainter) -> None:
        """Keys, names, segments with their figures where these fit, totals."""
        look, metrics = tokens(), QFontMetricsF(self.text_font())
        for box, part in self._keys:
            _chip(painter, box, part.colour)
            painter.setPen(QColor(look.text))
            painter.drawText(box.adjusted(_CHIP + 6, 0, 0, 0), _MIDDLE, part.family)
        right = Qt.AlignmentFlag.AlignRight | _MIDDLE
        for row, bar in enumerate(self._bars):
            room = self._row(row)
            name = QRectF(self._names.left(), room.top(), self._names.width(), room.height())
            short = metrics.elidedText(bar.name, Qt.TextElideMode.ElideMiddle, name.width())
            painter.setPen(QColor(look.text))
            painter.drawText(name, _MIDDLE, short)
            painter.setPen(QColor(look.muted))
            wide = self.width() - _PAD - room.left()
            total = QRectF(room.left(), room.top(), wide, room.height())
            painter.drawText(total, right, compact(bar.total))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for segment in self._segments:
            self._draw_segment(painter, segment, metrics)

    def thing_at(self, at: QPointF) -> int | None:
        """The segment at a pixel."""
        row = int((at.y() - self._plot.top()) // self._step)
        if not 0 <= row < len(self._bars):
            return None
        ends = [*self._firsts, len(self._segments)]
        within = range(ends[row], ends[row + 1])
        return next((i for i in within if self._segments[i].box.contains(at)), None)

    def step(self, key: int) -> int | None:
        """Up and down keep to the family where they can, or go to its row's first."""
        if key not in (Qt.Key.Key_Up, Qt.Key.Key_Down) or self._index is None:
            return super().step(key)
        here = self._segments[self._index]
        row = here.row + (1 if key == Qt.Key.Key_Down else -1)
        if not 0 <= row < len(self._bars):
            return self._index
        inside = [i for i, one in enumerate(self._segments) if one.row == row]
        same = [i for i in inside if self._segments[i].part.family == here.part.family]
        return next(iter(same + inside), self._index)

    def point_out(self, painter: QPainter, index: int) -> QPointF:
        """A frame around the segment."""
        box = self._segments[index].box
        painter.setPen(QPen(QColor(tokens().text), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, -1.5, -1, 1.5))
        return QPointF(box.center().x(), box.bottom() + 4)

    def card(self, index: int) -> Card:
        """A family's share of a bar, and both counts."""
        segment = self._segments[index]
        bar, part = self._bars[segment.row], segment.part
        rows = (
            Row(part.family, percent(part.value / bar.total), part.colour),
            Row(self.tr("Downloads"), exact(part.value)),
            Row(self.tr("of all"), exact(bar.total)),
        )
        return Card(bar.name, rows, (bar.note,) if bar.note else ())

    def summary(self) -> str:
        """Each bar's largest part."""
        said = []
        for bar in self._bars:
            if bar.total:
                most = max(bar.parts, key=lambda part: part.value)
                said.append(f"{bar.name}: {most.family} {percent(most.value / bar.total)}")
        return "; ".join(said)

    def _folded(self, bar: Bar) -> Bar:
        """The bar in the common order, its small families as one."""
        values = {part.family: part.value for part in bar.parts}
        named = [Part(p.family, p.colour, values.pop(p.family, 0)) for p in self._order]
        if values:
            other = named.pop()
            named.append(Part(OTHER, OTHER_COLOUR, other.value + sum(values.values())))
        return Bar(bar.name, tuple(named), bar.note)

    def _place_keys(self, metrics: QFontMetricsF, room: QRectF) -> float:
        """Put the families' names above the bars, line by line; returns where they end."""
        self._keys = []
        x, y = _PAD, _PAD / 2
        for part in self._order:
            width = _CHIP + 8 + metrics.horizontalAdvance(part.family)
            if x + width > room.right() - _PAD and x > _PAD:
                x, y = _PAD, y + _KEY
            self._keys.append((QRectF(x, y, width, _KEY), part))
            x += width + 16
        return y + _KEY

    def _row(self, row: int) -> QRectF:
        """A bar's room."""
        top = self._plot.top() + row * self._step
        return QRectF(self._plot.left(), top, self._plot.width(), self._step)

    def _place(self, row: int, bar: Bar) -> list[_Segment]:
        """A bar's segments from edge to edge, in whole pixels."""
        room, total, sofar, made = self._row(row), bar.total, 0, []
        thick = min(_BAR, self._step - 6)
        top = round(room.center().y() - thick / 2)
        for part in bar.parts:
            if part.value > 0:
                left = round(room.left() + room.width() * sofar / total)
                sofar += part.value
                right = round(room.left() + room.width() * sofar / total)
                made.append(_Segment(row, part, QRectF(left, top, max(right - left, 1), thick)))
        return made

    def _draw_segment(self, painter: QPainter, segment: _Segment, metrics: QFontMetricsF) -> None:
        """A piece of a bar with a seam at its end, and its figure if that fits."""
        look, colour = tokens(), fill_colour(segment.part.colour)
        seam = 1.0 if segment.box.width() > 2 else 0.0
        painter.fillRect(segment.box.adjusted(0, 0, -seam, 0), colour)
        figure = percent(segment.part.value / self._bars[segment.row].total, 0)
        if metrics.horizontalAdvance(figure) + 10 <= segment.box.width():
            inks = QColor("#ffffff"), QColor("#14171d")
            painter.setPen(max(inks, key=lambda ink: contrast(ink, colour)))
            painter.drawText(segment.box, Qt.AlignmentFlag.AlignCenter, figure)
        painter.setPen(QColor(look.text))

    def _tell(self, index: int) -> None:
        """Name the family that was chosen; the folded tail is none."""
        family = self._segments[index].part.family
        if family != OTHER:
            self.family_clicked.emit(family)


def _chip(painter: QPainter, box: QRectF, colour: str) -> None:
    """A small square in a family's colour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill_colour(colour))
    painter.drawRoundedRect(QRectF(box.left(), box.center().y() - _CHIP / 2, _CHIP, _CHIP), 2, 2)
