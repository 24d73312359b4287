"""Round values and round moments for axes, and how they are written."""

from __future__ import annotations

import calendar
import math
from dataclasses import dataclass
from datetime import UTC, datetime

MONTH_NAMES = tuple(calendar.month_abbr)
_HOUR, _DAY = 3600, 86_400
DAY = float(_DAY)
_MONDAY = 4 * _DAY
_SPANS = tuple(_HOUR * n for n in (1, 3, 6, 12)) + tuple(_DAY * n for n in (1, 2, 7, 14))
_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240)
_MONTH = 30.44 * _DAY
_LEAST = 1e-6


def ticks(low: float, high: float, count: int) -> list[float]:
    """Round values a round step apart, the first at or below ``low``, the last above ``high``."""
    span = max(high - low, abs(high) * _LEAST) or 1.0
    raw = span / max(1, count)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(n * step, 12) for n in range(first, max(last, first + 1) + 1)]


def log_ticks(low: float, high: float) -> list[float]:
    """Round values between two decimal logarithms: powers of ten, or 1, 2 and 5 of each."""
    decades = range(math.floor(low), math.ceil(high) + 1)
    between = (1.0,) if high - low > 3 else (1.0, 2.0, 5.0)
    every = [d + math.log10(m) for d in decades for m in between]
    below = [t for t in every if t <= low + 1e-9]
    above = [t for t in every if t >= high - 1e-9]
    start = below[-1] if below else every[0]
    end = above[0] if above else every[-1]
    return [t for t in every if start <= t <= max(end, start)]


def percent_text(share: float, step: float) -> str:
    """A share on an axis, with as many digits as its step needs."""
    digits = next((d for d in range(4) if math.isclose(round(step * 100, d), step * 100)), 4)
    return f"{share * 100:.{digits}f} %"


def count_text(value: float) -> str:
    """A count on an axis: ``0``, ``250M``, ``1.5B``."""
    for unit, letter in ((10**9, "B"), (10**6, "M"), (10**3, "K")):
        if abs(value) >= unit * 0.9999:
            return f"{value / unit:.4g}{letter}"
    return f"{value:.4g}"


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
        text = f"{when.day} {MONTH_NAMES[when.month]}"
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
            text = str(year) if month == 1 else MONTH_NAMES[month]
            if not made and month != 1:
                text = f"{text} {year}"
            made.append(DateTick(at, text, month == 1 or not made))
        count += months
    return made
