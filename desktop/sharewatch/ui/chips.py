"""Small painted marks: a family's colour, a word on a coloured ground, a line of the past."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sharewatch.ui import theme
from sharewatch.ui.charts.colours import line_colour
from sharewatch.ui.charts.sparkline import paint_sparkline
from sharewatch.ui.rows import ROW, Row


def chip(colour: str) -> QIcon:
    """A round patch of a family's colour, as the chart draws it."""
    return _patch(line_colour(colour).name())


@lru_cache(maxsize=128)
def _patch(colour: str) -> QIcon:
    made = QIcon()
    for size in (16, 32, 48):
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QRectF(0.16 * size, 0.16 * size, 0.68 * size, 0.68 * size))
        painter.end()
        made.addPixmap(pixmap)
    return made


class SparklineDelegate(QStyledItemDelegate):
    """Paints a row's past as a small line; ``past`` gives its values and its colour."""

    def __init__(
        self, past: Callable[[Row], tuple[Sequence[float], str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._past = past

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the cell's ground, then the line."""
        super().paint(painter, option, index)
        values, colour = self._past(index.data(ROW))
        room = QRectF(option.rect).adjusted(8, 5, -8, -5)
        painter.save()
        paint_sparkline(painter, room, values, colour)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Room for ninety days."""
        return QSize(108, super().sizeHint(option, index).height())


class PillDelegate(QStyledItemDelegate):
    """Paints a cell's word on a round ground in its own colour."""

    def displayText(self, _value: object, _locale: object) -> str:
        """Nothing: the word stands in the pill."""
        return ""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the cell's ground, then the pill."""
        super().paint(painter, option, index)
        text = str(index.data())
        brush = index.data(Qt.ItemDataRole.ForegroundRole)
        colour = brush.color() if brush is not None else QColor(theme.tokens().muted)
        ground = QColor(colour)
        ground.setAlpha(38)
        room = QRectF(option.rect)
        width = min(painter.fontMetrics().horizontalAdvance(text) + 20, room.width() - 12)
        height = painter.fontMetrics().height() + 4
        pill = QRectF(room.left() + 6, room.center().y() - height / 2, width, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(colour)
        elided = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, round(width - 16)
        )
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, elided)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Room for the word and the pill's ends."""
        word = option.fontMetrics.horizontalAdvance(str(index.data()))
        return QSize(word + 40, super().sizeHint(option, index).height())
