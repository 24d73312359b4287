"""A trend as a small line, for a table's cell or a card."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from sharewatch.ui.charts.colours import line_colour

_INSET = 3.0


def paint_sparkline(
    painter: QPainter, rect: QRectF, values: NDArray[np.float64], colour: str
) -> None:
    """Draw values, evenly apart, as a line that fills the height; a dot marks the latest.

    NaN breaks the line. A flat line stands in the middle.
    """
    known = np.isfinite(values)
    if not known.any():
        return
    box = rect.adjusted(_INSET, _INSET, -_INSET, -_INSET)
    steps = max(1, min(values.size, int(box.width())))
    picked = np.linspace(0, values.size - 1, steps).round().astype(int)
    low, high = float(values[known].min()), float(values[known].max())
    span = high - low
    up = (values[picked] - low) / span if span else np.where(known[picked], 0.5, np.nan)
    x = box.left() + np.linspace(0, 1, steps) * box.width() if steps > 1 else [box.right()]
    y = box.bottom() - up * box.height()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = line_colour(colour)
    painter.setPen(QPen(ink, 1.4))
    points = [QPointF(a, b) for a, b in zip(x, y, strict=True)]
    for before, after in pairwise(points):
        if np.isfinite(before.y()) and np.isfinite(after.y()):
            painter.drawLine(before, after)
    if np.isfinite(points[-1].y()):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink))
        painter.drawEllipse(points[-1], 2.2, 2.2)
    painter.restore()


class Sparkline(QWidget):
    """A small trend line that stands by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: NDArray[np.float64] = np.empty(0)
        self._colour = "#808080"

    def sizeHint(self) -> QSize:
        """The size of a table's cell."""
        return QSize(96, 24)

    def show_values(self, values: NDArray[np.float64], colour: str) -> None:
        """Draw these values, NaN where unknown, in ``#rrggbb``."""
        self._values, self._colour = values, colour
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line."""
        painter = QPainter(self)
        paint_sparkline(painter, QRectF(self.rect()), self._values, self._colour)
        painter.end()
