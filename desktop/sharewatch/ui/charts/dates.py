"""The axis of time: round moments in UTC, and how they are written."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter

from sharewatch.ui.tokens import tokens

_HEIGHT, _COLUMN = 30, 72
_NAMES = tuple(calendar.month_abbr)
_HOUR, _DAY = 3600, 86_400
_MONDAY = 4 * _DAY
_SPANS = tuple(_HOUR * n for n in (1, 3, 6, 12)) + tuple(_DAY * n for n in (1, 2, 7, 14))
_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240)
_MONTH = 30.44 * _DAY


@dataclass(frozen=True, slots=True)
class DateTick:
    """A moment in UTC seconds; ``strong`` where the year or the day begins."""

    at: float
    text: str
    strong: bool


def date_ticks(start: float, end: float, most: int) -> list[DateTick]:
    """Round moments from ``start`` to ``end``, about ``most`` at the most.

    The first one names its year, unless it is a year.
    """
    wanted = (end - start) / max(1, most)
    span = next((s for s in _SPANS if s >= wanted), None)
    if span is not None:
        return _spaced(start, end, span)
    months = next((m for m in _MONTHS if m * _MONTH >= wanted), _MONTHS[-1])
    return _monthly(start, end, months)


def _spaced(start: float, end: float, span: int) -> list[DateTick]:
    """Moments a fixed span apart; weeks begin on Mondays."""
    shift = _MONDAY if span > 2 * _DAY else 0
    at = -(-(int(start) - shift) // span) * span + shift
    made: list[DateTick] = []
    while at <= end:
        when = datetime.fromtimestamp(at, UTC)
        midnight = at % _DAY == 0
        text = f"{when.day} {_NAMES[when.month]}"
        if not made:
            text = f"{text} {when.year}" if midnight else f"{text} {when:%H:%M}"
        elif not midnight:
            text = f"{when:%H:%M}"
        made.append(DateTick(at, text, not made or (span < _DAY and midnight)))
        at += span
    return made


def _monthly(start: float, end: float, months: int) -> list[DateTick]:
    """The first days of months or years."""
    first = datetime.fromtimestamp(start, UTC)
    count = (first.year * 12 + first.month - 1) // months * months
    made: list[DateTick] = []
    while (at := datetime(count // 12, count % 12 + 1, 1, tzinfo=UTC).timestamp()) <= end:
        year, month = count // 12, count % 12 + 1
        if at >= start:
            text = str(year) if month == 1 else _NAMES[month]
            if not made and month != 1:
                text = f"{text} {year}"
            made.append(DateTick(at, text, month == 1 or not made))
        count += months
    return made


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
