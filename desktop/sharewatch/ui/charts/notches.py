"""Thresholds and alert moments, painted over a plot."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from sharewatch.ui.charts.colours import line_colour, text_colour
from sharewatch.ui.charts.frame import Frame
from sharewatch.ui.charts.marks import Marker, ThresholdLine
from sharewatch.ui.tokens import tokens

GRIP = 6.0
_SIZE = 5.0


def threshold_at(lines: tuple[ThresholdLine, ...], frame: Frame, y: float) -> ThresholdLine | None:
    """The threshold under a pixel, near enough to be taken hold of."""
    near = [line for line in lines if abs(frame.y_of(line.level) - y) <= GRIP]
    return min(near, key=lambda line: abs(frame.y_of(line.level) - y), default=None)


def paint_thresholds(
    painter: QPainter, lines: tuple[ThresholdLine, ...], frame: Frame, font: QFont
) -> None:
    """Dashed lines with their labels above them at the left, on a ground of their own."""
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    for line in lines:
        if not frame.low <= line.level <= frame.high:
            continue
        y = frame.y_of(line.level)
        pen = QPen(line_colour(line.colour), 1.2, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([6, 4])
        painter.setPen(pen)
        painter.drawLine(QLineF(0, y, frame.width, y))
        size = metrics.horizontalAdvance(line.label) + 12
        top = y - metrics.height() - 3 if y > metrics.height() + 4 else y + 3
        box = QRectF(8, top, size, metrics.height())
        ground = QColor(tokens().surface)
        ground.setAlpha(215)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(text_colour(line.colour))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, line.label)


def paint_markers(painter: QPainter, markers: tuple[Marker, ...], frame: Frame) -> None:
    """Triangles on the time axis: filled and upward for fired, hollow and downward for cleared.

    Any other kind is a small ring.
    """
    look = tokens()
    for marker in markers:
        if not frame.start <= marker.as_of <= frame.end:
            continue
        x, y = frame.x_of(marker.as_of), frame.height - _SIZE - 2
        kind = marker.kind.upper()
        colour = QColor({"FIRED": look.bad, "CLEARED": look.good}.get(kind, look.muted))
        painter.setPen(QPen(QColor(look.surface), 3.0))
        for last in (False, True):
            painter.setBrush(colour if kind == "FIRED" else QColor(look.surface))
            _shape(painter, kind, x, y)
            if not last:
                painter.setPen(QPen(colour, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _shape(painter: QPainter, kind: str, x: float, y: float) -> None:
    """One marker around a point."""
    if kind not in ("FIRED", "CLEARED"):
        painter.drawEllipse(QPointF(x, y), _SIZE * 0.7, _SIZE * 0.7)
        return
    up = -1 if kind == "FIRED" else 1
    tip, base = y + up * _SIZE, y - up * _SIZE * 0.8
    painter.drawPolygon(
        QPolygonF([QPointF(x, tip), QPointF(x + _SIZE, base), QPointF(x - _SIZE, base)])
    )
