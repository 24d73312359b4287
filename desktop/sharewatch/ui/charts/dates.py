"""Round moments for a time axis, in UTC, and how they are written."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime

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
        text = f"{when.day} {calendar.month_abbr[when.month]}"
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
            text = str(year) if month == 1 else calendar.month_abbr[month]
            if not made and month != 1:
                text = f"{text} {year}"
            made.append(DateTick(at, text, month == 1 or not made))
        count += months
    return made
