"""A share as a small bar in a table's cell, the largest one filling it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sharewatch.ui.charts.colours import fill_colour
from sharewatch.ui.rows import ROW, Row

_THICK = 10.0


class ShareBarDelegate(QStyledItemDelegate):
    """Paints a bar; ``bar`` gives a row's part of the cell (0..1) and its colour."""

    def __init__(
        self, bar: Callable[[Row], tuple[float, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bar = bar

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the cell's ground, then the bar; nothing is no bar."""
        super().paint(painter, option, index)
        part, colour = self._bar(index.data(ROW))
        room = QRectF(option.rect).adjusted(8, 0, -8, 0)
        if part <= 0:
            return
        wide = max(1.5, room.width() * part)
        bar = QRectF(room.left(), room.center().y() - _THICK / 2, wide, _THICK)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill_colour(colour))
        painter.drawRoundedRect(bar, 2, 2)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Room to tell lengths apart."""
        return QSize(116, super().sizeHint(option, index).height())
