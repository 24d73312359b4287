"""An index over time as a line, with a band where only its bounds are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from sharewatch.core.words import day
from sharewatch.ui.charts.card import Card, Row
from sharewatch.ui.charts.colours import line_colour
from sharewatch.ui.charts.grid import (
    TOP,
    VALUES_WIDTH,
    Scale,
    dates_below,
    paint_base,
    paint_values,
)
from sharewatch.ui.charts.outlines import paint_band, polygon
from sharewatch.ui.charts.plate import Plate
from sharewatch.ui.charts.ticks import DAY, ticks
from sharewatch.ui.tokens import tokens

_ROW, _BELOW, _RIGHT, _AIR = 32.0, 24.0, 24.0, 0.08


class IndexLine(Plate):
    """Points of (UTC seconds, low, high) on a scale of 10,000; low and high are mostly one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Index over time"), parent)
        self._points = np.empty((0, 3))
        self._plot = QRectF()
        self._across = self._up = Scale(0, 1, 0, 1)
        self._marks: list[tuple[float, str]] = []

    def show_points(self, points: Sequence[tuple[float, float, float]]) -> None:
        """Show points in time's order."""
        self._points = np.array(points, dtype=float).reshape(-1, 3)
        self.renew()

    def sizeHint(self) -> QSize:
        """A small line."""
        return QSize(720, 180)

    def count(self) -> int:
        """One thing a point."""
        return int(self._points.shape[0])

    def arrange(self, room: QRectF) -> None:
        """All of time, and the values between round ones."""
        self._plot = room.adjusted(VALUES_WIDTH, TOP, -_RIGHT, -_BELOW)
        times, values = self._points[:, 0], self._points[:, 1:]
        start, end = float(times[0]), float(times[-1])
        if end <= start:
            start, end = start - DAY, end + DAY
        self._across = Scale(start, end, self._plot.left(), self._plot.right())
        low, high = float(values.min()), float(values.max())
        air = max((high - low) * _AIR, 20.0)
        low, high = max(0.0, low - air), high + air
        marks = ticks(low, high, max(2, int(self._plot.height() / _ROW)))
        self._marks = [(value, f"{value:,.0f}") for value in marks if low <= value <= high]
        self._up = Scale(low, high, self._plot.bottom(), self._plot.top())

    def draw(self, painter: QPainter) -> None:
        """Grid, band, both bounds' lines."""
        paint_values(painter, self._plot, self._up, self._marks)
        paint_base(painter, self._plot, self._across, dates_below(self._across))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = line_colour(tokens().accent)
        x = np.array([self._across.at(time) for time in self._points[:, 0]])
        low, high = (np.array([self._up.at(v) for v in self._points[:, at]]) for at in (1, 2))
        if not np.array_equal(low, high):
            paint_band(painter, x, high, low, colour)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.8))
        for edge in (low, high):
            painter.drawPolyline(polygon(x, edge))
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(x[-1], low[-1]), 2.6, 2.6)

    def thing_at(self, at: QPointF) -> int | None:
        """The nearest point in time."""
        if not self._plot.contains(at):
            return None
        return int(np.abs(self._points[:, 0] - self._across.back(at.x())).argmin())

    def open_room(self) -> QRectF:
        """The whole chart, for it is low."""
        return QRectF(self.rect())

    def point_out(self, painter: QPainter, index: int) -> QPointF:
        """A line through the moment and a dot."""
        look = tokens()
        time, low, _ = self._points[index]
        at = QPointF(self._across.at(time), self._up.at(low))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.muted), 1.0))
        painter.drawLine(QLineF(at.x(), self._plot.top(), at.x(), self._plot.bottom()))
        painter.setPen(QPen(QColor(look.surface), 1.5))
        painter.setBrush(line_colour(look.accent))
        painter.drawEllipse(at, 4.0, 4.0)
        return QPointF(at.x(), self._plot.top())

    def card(self, index: int) -> Card:
        """The index at a moment and what it amounts to."""
        time, low, high = self._points[index]
        least, most = f"{low:,.0f}", f"{high:,.0f}"
        figure = least if least == most else f"{least} – {most}"
        return Card(day(int(time)), (Row(self.tr("Index"), figure),))

    def summary(self) -> str:
        """The latest point."""
        return self.card(self.count() - 1).words()
