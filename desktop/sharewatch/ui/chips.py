"""A family's colour as a small round patch."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from sharewatch.ui.charts.colours import line_colour


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
