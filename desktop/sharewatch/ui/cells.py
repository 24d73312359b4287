"""Cells of tables that are painted: a line of the past, a bar, a word on a coloured ground."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sharewatch.ui import theme
from sharewatch.ui.charts.colours import fill_colour
from sharewatch.ui.charts.sparkline import paint_sparkline
from sharewatch.ui.rows import ROW, Index, Row

_THICK = 10.0


class PaintedCell(QStyledItemDelegate):
    """Paints over a cell's ground; a subclass says by ``draw`` what, and by ``width`` how wide."""

    def draw(self, painter: QPainter, room: QRectF, index: Index) -> None:
        """Paint into the cell's room."""

    def width(self, option: QStyleOptionViewItem, index: Index) -> int:
        """The width a cell wants, in logical pixels."""
        return super().sizeHint(option, index).width()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground, then what stands on it."""
        super().paint(painter, option, index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        self.draw(painter, QRectF(option.rect), index)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as wanted, as high as any cell."""
        return QSize(self.width(option, index), super().sizeHint(option, index).height())


class SparklineDelegate(PaintedCell):
    """A row's past as a small line; ``past`` gives its values and its colour."""

    def __init__(
        self, past: Callable[[Row], tuple[Sequence[float], str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._past = past

    def draw(self, painter: QPainter, room: QRectF, index: Index) -> None:
        """Paint the line."""
        values, colour = self._past(index.data(ROW))
        paint_sparkline(painter, room.adjusted(8, 5, -8, -5), values, colour)

    def width(self, _option: QStyleOptionViewItem, _index: Index) -> int:
        """Room for ninety days."""
        return 108


class ShareBarDelegate(PaintedCell):
    """A share as a bar; ``bar`` gives a row's part of the cell (0..1) and its colour."""

    def __init__(
        self, bar: Callable[[Row], tuple[float, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bar = bar

    def draw(self, painter: QPainter, room: QRectF, index: Index) -> None:
        """Paint the bar; nothing is no bar."""
        part, colour = self._bar(index.data(ROW))
        if part <= 0:
            return
        wide = max(1.5, (room.width() - 16) * part)
        painter.setBrush(fill_colour(colour))
        bar = QRectF(room.left() + 8, room.center().y() - _THICK / 2, wide, _THICK)
        painter.drawRoundedRect(bar, 2, 2)

    def width(self, _option: QStyleOptionViewItem, _index: Index) -> int:
        """Room to tell lengths apart."""
        return 116


class PillDelegate(PaintedCell):
    """A cell's word on a round ground in its own colour."""

    def displayText(self, _value: object, _locale: object) -> str:
        """Nothing: the word stands in the pill."""
        return ""

    def draw(self, painter: QPainter, room: QRectF, index: Index) -> None:
        """Paint the pill."""
        text, metrics = str(index.data()), painter.fontMetrics()
        brush = index.data(Qt.ItemDataRole.ForegroundRole)
        colour = brush.color() if brush is not None else QColor(theme.tokens().muted)
        ground = QColor(colour)
        ground.setAlpha(38)
        width = min(metrics.horizontalAdvance(text) + 20, room.width() - 12)
        height = metrics.height() + 4
        pill = QRectF(room.left() + 6, room.center().y() - height / 2, width, height)
        painter.setBrush(ground)
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(colour)
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, round(width - 16))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, elided)

    def width(self, option: QStyleOptionViewItem, index: Index) -> int:
        """Room for the word and the pill's ends."""
        return int(option.fontMetrics.horizontalAdvance(str(index.data()))) + 30
