"""A trend as a small line, for a table's cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isfinite

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from sharewatch.ui.charts.colours import line_colour

_INSET = 3.0


def paint_sparkline(painter: QPainter, rect: QRectF, values: Sequence[float], colour: str) -> None:
    """Draw values, evenly apart, as a line that fills the height; a dot marks the latest.

    NaN breaks the line. A flat line stands in the middle.
    """
    known = [value for value in values if isfinite(value)]
    if not known:
        return
    box = rect.adjusted(_INSET, _INSET, -_INSET, -_INSET)
    points = [QPointF(*at) for at in _places(values, box, min(known), max(known))]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = line_colour(colour)
    painter.setPen(QPen(ink, 1.4))
    for before, after in pairwise(points):
        if isfinite(before.y()) and isfinite(after.y()):
            painter.drawLine(before, after)
    if isfinite(points[-1].y()):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink))
        painter.drawEllipse(points[-1], 2.2, 2.2)
    painter.restore()


def _places(
    values: Sequence[float], box: QRectF, low: float, high: float
) -> Iterator[tuple[float, float]]:
    """Where the values stand in the box: no more of them than it has pixel columns."""
    steps = max(1, min(len(values), int(box.width())))
    for step in range(steps):
        along = step / (steps - 1) if steps > 1 else 1.0
        value = values[round(along * (len(values) - 1))]
        up = (value - low) / (high - low) if high > low else value - low + 0.5
        yield box.left() + along * box.width(), box.bottom() - up * box.height()
