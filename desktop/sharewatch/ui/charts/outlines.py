"""Shapes of many points, as Qt takes them: outlines, bands between two edges, dashed lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from sharewatch.ui.charts.colours import mixed
from sharewatch.ui.charts.columns import Floats
from sharewatch.ui.tokens import tokens

_BAND = 70
_DASHES = [4.0, 3.0]
_MANY = 700
_ALONE = 3.0


def polygon(x: Floats, y: Floats) -> QPolygonF:
    """Points in pixels; for no more of them than a plot has columns."""
    return QPolygonF([QPointF(*at) for at in zip(x.tolist(), y.tolist(), strict=True)])


def runs(known: NDArray[np.bool_]) -> list[slice]:
    """Stretches of known values."""
    if known.all():
        return [slice(0, known.size)] if known.size else []
    edges = np.flatnonzero(np.diff(np.concatenate(([False], known, [False])).astype(np.int8)))
    return [slice(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def paint_band(painter: QPainter, x: Floats, top: Floats, bottom: Floats, colour: QColor) -> None:
    """The ground between two edges in a translucent colour; alone, a point is an upright bar."""
    ground = QColor(colour)
    ground.setAlpha(_BAND)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    for run in runs(np.isfinite(top) & np.isfinite(bottom)):
        if run.stop - run.start > 1:
            outline = np.r_[x[run], x[run][::-1]], np.r_[top[run], bottom[run][::-1]]
            painter.drawPolygon(polygon(*outline))
        else:
            at = float(x[run.start]) - _ALONE
            height = float(bottom[run.start] - top[run.start])
            painter.drawRect(QRectF(at, float(top[run.start]), 2 * _ALONE, height))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_dashes(painter: QPainter, x: Floats, y: Floats, colour: QColor) -> None:
    """A dashed, lighter line; alone, a point is a ring."""
    pen = QPen(mixed(colour, tokens().surface, 0.8), 1.0 if x.size > _MANY else 1.6)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for run in runs(np.isfinite(y)):
        if run.stop - run.start > 1:
            pen.setDashPattern(_DASHES)
            painter.setPen(pen)
            painter.drawPolyline(polygon(x[run], y[run]))
        else:
            pen.setStyle(Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            painter.drawEllipse(QPointF(float(x[run.start]), float(y[run.start])), 3.0, 3.0)


def paint_level(painter: QPainter, left: float, right: float, y: float, colour: QColor) -> None:
    """A dashed line across a plot."""
    pen = QPen(colour, 1.2)
    pen.setDashPattern([6, 4])
    painter.setPen(pen)
    painter.drawLine(QLineF(left, y, right, y))
