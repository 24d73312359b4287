"""The plot: where it stands, what it has in view, its grid and the words along its axes."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from sharewatch.ui.charts.dates import date_ticks
from sharewatch.ui.charts.frame import Frame, count_text, log_ticks, percent_text, ticks
from sharewatch.ui.tokens import tokens

_LABELS, _HEADROOM, _FOOT = 56, 12, 30
_ROW, _COLUMN = 58, 72


class Plot:
    """A time axis in UTC below, round values beside a grid. ``area`` is the inside, in pixels."""

    def __init__(self) -> None:
        self.area = QRectF(_LABELS, _HEADROOM, 1, 1)
        self.marks: tuple[tuple[float, str], ...] = ()
        self._start, self._end, self._low, self._high = 0.0, 1.0, 0.0, 1.0

    def frame(self) -> Frame:
        """What is in view."""
        inside = self.area.width(), self.area.height()
        return Frame(self._start, self._end, self._low, self._high, *inside)

    def resize(self, width: float, height: float) -> None:
        """Take this much room, axes included."""
        inside = max(1.0, width - _LABELS), max(1.0, height - _HEADROOM - _FOOT)
        self.area = QRectF(_LABELS, _HEADROOM, *inside)

    def show_times(self, start: float, end: float) -> None:
        """Put a stretch of time in view."""
        self._start, self._end = start, end

    def show_values(self, low: float, high: float, mode: str, log: bool) -> None:
        """Put a span of values in view, widened to round ones."""
        count = max(2, int(self.area.height() / _ROW))
        marks = log_ticks(low, high) if log else ticks(low, high, count)
        if mode == "stacked":
            marks = [0.0, 0.25, 0.5, 0.75, 1.0]
        step = min((b - a for a, b in pairwise(marks)), default=1.0)
        if mode == "level":
            texts = [count_text(10**mark if log else mark) for mark in marks]
        else:
            texts = [percent_text(mark, step) for mark in marks]
        self._low, self._high = marks[0], marks[-1] if len(marks) > 1 else marks[0] + 1
        self.marks = tuple(zip(marks, texts, strict=True))

    def paint_grid(self, painter: QPainter) -> None:
        """A hairline at each round value, in pixels of the inside."""
        frame = self.frame()
        painter.setPen(QPen(QColor(tokens().hairline), 1))
        for value, _ in self.marks:
            y = round(frame.y_of(value))
            painter.drawLine(QLineF(0, y, frame.width, y))

    def paint_axes(self, painter: QPainter, font: QFont) -> None:
        """The round values left of their hairlines, the dates below theirs."""
        frame, area, look = self.frame(), self.area, tokens()
        line = QFontMetricsF(font).height()
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font)
        painter.setPen(QColor(look.muted))
        for value, text in self.marks:
            top = area.top() + round(frame.y_of(value)) - line / 2
            painter.drawText(QRectF(area.left() - _LABELS, top, _LABELS - 10, line), side, text)
        ticks_in_view = date_ticks(frame.start, frame.end, int(frame.width / _COLUMN))
        painter.setPen(QPen(QColor(look.border), 1))
        painter.drawLine(QLineF(area.left(), area.bottom(), area.right(), area.bottom()))
        places = [area.left() + round(frame.x_of(tick.at)) for tick in ticks_in_view]
        for x in places:
            painter.drawLine(QLineF(x, area.bottom(), x, area.bottom() + 4))
        for tick, x in zip(ticks_in_view, places, strict=True):
            painter.setPen(QColor(look.text if tick.strong else look.muted))
            below = QRectF(x - _COLUMN, area.bottom() + 7, 2 * _COLUMN, line)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, tick.text)
