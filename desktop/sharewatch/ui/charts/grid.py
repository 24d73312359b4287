"""The ground of a painted plot: hairlines at round values, dates or days below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from sharewatch.ui.charts.ticks import DateTick, date_ticks
from sharewatch.ui.tokens import tokens

VALUES_WIDTH, BELOW, TOP = 56.0, 30.0, 12.0
ROW, COLUMN = 58.0, 72.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Leads from values to pixels and back."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value."""
        part = (value - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    def back(self, pixel: float) -> float:
        """The value at a pixel."""
        part = (pixel - self.start) / (self.end - self.start)
        return self.low + part * (self.high - self.low)


def plot_in(room: QRectF, right: float) -> QRectF:
    """The plot in a chart's room, ``right`` of it left for names."""
    return room.adjusted(VALUES_WIDTH, TOP, -right, -BELOW)


def paint_values(
    painter: QPainter, plot: QRectF, scale: Scale, marks: Iterable[tuple[float, str]]
) -> None:
    """A hairline for each value and its text at the left."""
    look = tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for value, text in marks:
        y = round(scale.at(value))
        painter.setPen(QPen(QColor(look.hairline), 1))
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
        painter.setPen(QColor(look.muted))
        painter.drawText(QRectF(0, y - 10, VALUES_WIDTH - 10, 20), flags, text)


def paint_base(
    painter: QPainter, plot: QRectF, scale: Scale, below: Iterable[DateTick], ticks: bool = True
) -> None:
    """The line below a plot and what is written there; what would overlap isn't."""
    look = tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    metrics = QFontMetricsF(painter.font())
    floor, free = round(plot.bottom()), 0.0
    painter.setPen(QPen(QColor(look.border), 1))
    painter.drawLine(QLineF(plot.left(), floor, plot.right(), floor))
    for tick in below:
        x = round(scale.at(tick.at))
        width = metrics.horizontalAdvance(tick.text) + 2
        if x - width / 2 < free:
            continue
        free = x + width / 2 + 8
        if ticks:
            painter.setPen(QPen(QColor(look.border), 1))
            painter.drawLine(QLineF(x, floor, x, floor + 4))
        painter.setPen(QColor(look.text if tick.strong else look.muted))
        box = QRectF(x - width / 2, floor + 6, width, metrics.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tick.text)


def dates_below(scale: Scale) -> list[DateTick]:
    """Round moments for a scale of UTC seconds."""
    return date_ticks(scale.low, scale.high, int((scale.end - scale.start) / COLUMN))


def hatch(painter: QPainter, box: QRectF, colour: QColor, gap: float = 5.0) -> None:
    """Slanted lines in a box, the same slant and beat in every neighbour."""
    painter.setPen(QPen(colour, 1.0))
    start = (box.left() + box.top()) // gap * gap
    while start < box.right() + box.bottom():
        left = max(box.left(), start - box.bottom())
        right = min(box.right(), start - box.top())
        if right > left:
            painter.drawLine(QLineF(left, start - left, right, start - right))
        start += gap
