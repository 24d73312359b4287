"""The axis of time, in UTC."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter

from sharewatch.ui.charts.ticks import DateTick, date_ticks
from sharewatch.ui.tokens import tokens

_HEIGHT, _COLUMN = 30, 72


class DateAxis(pg.DateAxisItem):
    """Dates in UTC below the plot; those where a year or a day begins stand out."""

    def __init__(self) -> None:
        super().__init__("bottom", utcOffset=0)
        self.setHeight(_HEIGHT)
        self.setStyle(tickLength=4, tickTextOffset=3, hideOverlappingLabels=_COLUMN)
        self._ticks: list[DateTick] = []

    def dress(self, font: QFont) -> None:
        """Take the present scheme's colours."""
        self.setTickFont(font)
        self.setTextPen(tokens().muted)
        self.setPen(tokens().border)
        self.setTickPen(tokens().border)

    def tickValues(self, start: float, end: float, size: float) -> list[tuple[float, list[float]]]:
        """Round moments, as many as can be written side by side."""
        self._ticks = date_ticks(start, end, int(size / _COLUMN))
        return [(1.0, [tick.at for tick in self._ticks])]

    def tickStrings(self, _values: list[float], _scale: float, _spacing: float) -> list[str]:
        """Their words."""
        return [tick.text for tick in self._ticks]

    def drawPicture(self, painter: QPainter, axis: Any, ticks: Any, texts: list[Any]) -> None:
        """Write the strong dates in the colour of text, the others in that of the axis."""
        strong = {tick.text for tick in self._ticks if tick.strong}
        pen, start, end = axis
        onto = QPointF(0, 1)  # the hairline of the lowest value, not the pixel below it
        weak = [text for text in texts if text[2] not in strong]
        super().drawPicture(painter, (pen, start - onto, end - onto), ticks, weak)
        painter.setPen(QColor(tokens().text))
        for room, flags, text in texts:
            if text in strong:
                painter.drawText(room, int(flags), text)
