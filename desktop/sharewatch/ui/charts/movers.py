"""What moved a share: a bar for each model, left or right of nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from sharewatch.core.words import exact, percent
from sharewatch.ui.charts.card import Card, Row
from sharewatch.ui.charts.colours import fill_colour
from sharewatch.ui.charts.picture import OTHER_COLOUR
from sharewatch.ui.charts.plate import Plate
from sharewatch.ui.points import digits_of, fine_points
from sharewatch.ui.tokens import tokens

_ROW, _LEAST_ROW, _BAR = 26.0, 20.0, 14.0
_PAD, _GAP, _CHIP = 12.0, 10.0, 9.0
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Mover:
    """One model's or family's contribution to a change of a share (a part of one, signed).

    ``before`` and ``after`` are its counts, ``None`` where it wasn't there; ``note`` says what
    else is to be known (new in the panel, renamed …).
    """

    name: str
    family: str
    colour: str
    contribution: Fraction
    before: int | None = None
    after: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Movers:
    """All that moved a share from ``before`` to ``after``; the contributions sum to the change.

    ``subject`` names the share: ``Qwen's share``.
    """

    subject: str
    before: Fraction
    after: Fraction
    movers: tuple[Mover, ...]


class MoversChart(Plate):
    """The largest contributions by size, the rest as one, the change itself last."""

    mover_clicked = Signal(str)
    ink = staticmethod(fill_colour)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What moved the share"), parent)
        self._movers: Movers | None = None
        self._top = 12
        self._rows: tuple[Mover, ...] = ()
        self._named = 0
        self._names, self._plot, self._step = QRectF(), QRectF(), _ROW
        self._zero = self._unit = 0.0
        self.chosen.connect(self._tell)

    def show_movers(self, movers: Movers | None, top: int = 12) -> None:
        """Show the ``top`` largest contributions, as far as there is room for them."""
        self._movers, self._top, self._rows = movers, top, ()
        self.updateGeometry()
        self.renew()

    def sizeHint(self) -> QSize:
        """All rows at their ease."""
        rows = 0 if self._movers is None else min(self._top, len(self._movers.movers)) + 2
        return QSize(720, int(max(4, rows) * _ROW + 2 * _PAD))

    def drawn(self) -> tuple[Mover, ...]:
        """The rows as drawn, the rest and the change last."""
        self.settle()
        return self._rows

    def count(self) -> int:
        """One thing a row, and one even before the rows are placed."""
        if self._movers is None or not self._movers.movers:
            return 0
        return len(self._rows) or 1

    def arrange(self, room: QRectF) -> None:
        """Names at the left, as wide as they need and no wider than two fifths."""
        if self._movers is None:
            return
        most = int((room.height() - 2 * _PAD) / _LEAST_ROW) - 2
        self._rows, self._named = self._fold(self._movers, max(1, min(self._top, most)))
        self._step = min(_ROW, (room.height() - 2 * _PAD) / len(self._rows))
        metrics = QFontMetricsF(self.text_font())
        widest = max(metrics.horizontalAdvance(row.name) for row in self._rows)
        strong = QFont(self.text_font())
        strong.setBold(True)
        bold = QFontMetricsF(strong)
        widest = max(widest, bold.horizontalAdvance(self._rows[-1].name) - _CHIP)
        names = min(widest + _CHIP + 9, room.width() * 0.4)
        self._names = QRectF(_PAD, _PAD, names, room.height() - 2 * _PAD)
        self._plot = QRectF(room)
        self._plot.setLeft(self._names.right() + _GAP)
        self._plot.adjust(0, _PAD, -_PAD, -_PAD)
        figure = 8 + max(
            bold.horizontalAdvance(fine_points(row.contribution)) for row in self._rows
        )
        ends = [0.0, *(float(row.contribution) for row in self._rows)]
        down, up = -min(ends), max(ends)
        left = figure if down else 0.0
        self._unit = (self._plot.width() - left - figure) / ((down + up) or 1.0)
        self._zero = round(self._plot.left() + left + down * self._unit)

    def draw(self, painter: QPainter) -> None:
        """Every row, and the line of no change through all of them."""
        look = tokens()
        last = len(self._rows) - 1
        for place, mover in enumerate(self._rows):
            self._draw_row(painter, self._row(place), mover, strong=place == last)
        rule = round(self._row(last).top())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(look.hairline), 1))
        painter.drawLine(QLineF(self._names.left(), rule, self._plot.right(), rule))
        painter.setPen(QPen(QColor(look.border), 1))
        bottom = self._row(last).bottom()
        painter.drawLine(QLineF(self._zero, self._plot.top(), self._zero, bottom))

    def thing_at(self, at: QPointF) -> int | None:
        """The row at a height."""
        place = int((at.y() - self._names.top()) // self._step)
        return place if 0 <= place < len(self._rows) else None

    def point_out(self, painter: QPainter, index: int) -> QPointF:
        """A frame around the row."""
        row = self._row(index)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens().accent), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(row.adjusted(-5.5, 0.5, 5.5, -0.5), 4, 4)
        return QPointF(self._zero + 20, row.bottom() + 4)

    def card(self, index: int) -> Card:
        """A row's contribution with the counts before and after."""
        mover = self._rows[index]
        rows = [Row(self.tr("Contribution"), fine_points(mover.contribution), mover.colour)]
        if index < self._named:
            rows += [
                Row(self.tr("Before"), exact(mover.before)),
                Row(self.tr("After"), exact(mover.after)),
            ]
        notes = [note for note in (mover.family, mover.note) if note and note != mover.name]
        return Card(mover.name, tuple(rows), tuple(notes))

    def summary(self) -> str:
        """The change and its largest parts."""
        movers = self._movers
        if movers is None:
            return ""
        said = ", ".join(
            f"{m.name} {fine_points(m.contribution)}" for m in _sorted(movers.movers)[:5]
        )
        change = fine_points(movers.after - movers.before)
        return f"{movers.subject}: {_span(movers)}, {change}. {said}."

    def _fold(self, movers: Movers, most: int) -> tuple[tuple[Mover, ...], int]:
        """The rows to be drawn, and how many of them are movers of their own."""
        ranked = _sorted(movers.movers)
        named, rest = ranked[:most], ranked[most:]
        rows = list(named)
        if rest:
            words = self.tr("All others ({count})").format(count=f"{len(rest):,}")
            total = sum((one.contribution for one in rest), Fraction(0))
            rows.append(Mover(words, "", OTHER_COLOUR, total))
        change = movers.after - movers.before
        rows.append(Mover(f"{movers.subject} {_span(movers)}", "", tokens().muted, change))
        return tuple(rows), len(named)

    def _row(self, place: int) -> QRectF:
        """A row's room."""
        top = self._names.top() + place * self._step
        return QRectF(self._names.left(), top, self._plot.right() - self._names.left(), self._step)

    def _draw_row(self, painter: QPainter, row: QRectF, mover: Mover, strong: bool) -> None:
        """A name, a bar from the line of no change, and its figure beyond its end."""
        look, font = tokens(), QFont(self.text_font())
        font.setBold(strong)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        colour = fill_colour(mover.colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        name = row.adjusted(0, 0, self._names.width() - row.width(), 0)
        if not strong:
            chip = QRectF(row.left(), row.center().y() - _CHIP / 2, _CHIP, _CHIP)
            painter.drawRoundedRect(chip, 2, 2)
            name.setLeft(name.left() + _CHIP + 8)
        length = float(mover.contribution) * self._unit
        thick = min(_BAR, self._step - 6)
        left, right = sorted((self._zero, self._zero + length))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        top = round(row.center().y() - thick / 2)
        painter.drawRect(QRectF(round(left), top, max(1, round(right - left)), thick))
        painter.setPen(QColor(look.text))
        short = metrics.elidedText(mover.name, Qt.TextElideMode.ElideMiddle, name.width())
        painter.drawText(name, _MIDDLE, short)
        figure = fine_points(mover.contribution)
        wide = metrics.horizontalAdvance(figure) + 2
        at = right + 6 if length >= 0 else left - 6 - wide
        painter.drawText(QRectF(at, row.top(), wide, row.height()), _MIDDLE, figure)

    def _tell(self, index: int) -> None:
        """Name the model that was chosen; the rest and the change are none."""
        if index < self._named:
            self.mover_clicked.emit(self._rows[index].name)


def _span(movers: Movers) -> str:
    """Both shares, as fine as the change between them."""
    digits = digits_of(movers.after - movers.before)
    return f"{percent(movers.before, digits)} → {percent(movers.after, digits)}"


def _sorted(movers: Sequence[Mover]) -> list[Mover]:
    """The largest first, whatever their sign; then by name."""
    return sorted(movers, key=lambda one: (-abs(one.contribution), one.name))
