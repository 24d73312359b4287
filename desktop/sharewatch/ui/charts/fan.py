"""When a count reaches a number, as a value and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from sharewatch.ui.charts.columns import Floats
from sharewatch.ui.charts.ticks import MONTH_NAMES

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True, eq=False)
class Fan:
    """A count over time (UTC seconds, rising, NaN where unknown) and when it reaches ``reach``.

    ``expected``, ``earliest`` and ``latest`` are moments; ``None`` is never, at the flow that
    ``method`` names. ``expected`` within ``times`` says when it was reached.
    """

    name: str
    colour: str
    times: Floats
    values: Floats
    reach: float
    expected: float | None
    earliest: float | None
    latest: float | None
    method: str = ""


def fan_words(fan: Fan) -> tuple[str, str]:
    """When the number is reached, and from when to when that may be."""
    if fan.expected is None:
        return translate("charts", "not in sight"), ""
    date = date_text(fan.expected)
    if fan.expected <= fan.times[-1]:
        return translate("charts", "reached {date}").format(date=date), ""
    about = translate("charts", "about {date}").format(date=date)
    if fan.earliest is None:
        return about, ""
    if fan.latest is None:
        earliest = date_text(fan.earliest)
        return about, translate("charts", "{date} or later").format(date=earliest)
    return about, span_text(fan.earliest, fan.latest)


def date_text(at: float) -> str:
    """A day as people read it: ``9 May 2026``."""
    when = datetime.fromtimestamp(at, UTC)
    return f"{when.day} {MONTH_NAMES[when.month]} {when.year}"


def span_text(start: float, end: float) -> str:
    """From a day to a day, saying month and year once if they are the same."""
    first, last = datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)
    if first.date() == last.date():
        return date_text(end)
    before = f"{first.day}"
    if (first.year, first.month) != (last.year, last.month):
        before += f" {MONTH_NAMES[first.month]}"
    if first.year != last.year:
        before += f" {first.year}"
    return f"{before} – {date_text(end)}"
