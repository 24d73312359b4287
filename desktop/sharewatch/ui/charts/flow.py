"""What came in each month, week or day, as values for a chart of bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isnan

from sharewatch.ui.charts.picture import OTHER, OTHER_COLOUR
from sharewatch.ui.charts.ticks import MONTH_NAMES, DateTick


@dataclass(frozen=True, slots=True, eq=False)
class FlowPart:
    """One family's values, one a period; NaN where unknown, nothing is zero."""

    family: str
    colour: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True, eq=False)
class FlowHistory:
    """What came in each period, by family.

    ``unit`` is ``month``, ``week`` or ``day``; ``starts`` and ``ends`` are UTC seconds, rising.
    ``estimated`` flags periods of which a part was bridged or isn't over.
    """

    unit: str
    starts: Sequence[float]
    ends: Sequence[float]
    parts: tuple[FlowPart, ...]
    estimated: Sequence[bool] = ()

    def is_estimated(self, period: int) -> bool:
        """Whether a period is an estimate."""
        return bool(self.estimated[period]) if len(self.estimated) else False

    def total(self, period: int) -> float:
        """What is known to have come in a period."""
        return sum(v for part in self.parts if not isnan(v := part.values[period]))

    def missing(self, period: int) -> bool:
        """Whether a family's part of a period is unknown: then there are no shares of it."""
        return any(isnan(part.values[period]) for part in self.parts)


def fold_flow(flow: FlowHistory, top: int) -> FlowHistory:
    """The ``top`` largest families, largest first; the rest summed up as "Other"."""
    known = [part for part in flow.parts if part.family != OTHER]
    known.sort(key=lambda part: -sum(v for v in part.values if not isnan(v)))
    rest = known[top:] + [part for part in flow.parts if part.family == OTHER]
    parts = known[:top]
    if rest:
        sums = [float(sum(column)) for column in zip(*(p.values for p in rest), strict=True)]
        parts.append(FlowPart(OTHER, OTHER_COLOUR, sums))
    return FlowHistory(flow.unit, flow.starts, flow.ends, tuple(parts), flow.estimated)


def period_name(unit: str, start: float, end: float) -> str:
    """A period in full: ``May 2026``, ``4 – 10 May 2026``, ``9 May 2026``."""
    first, last = datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end - 1, UTC)
    if unit == "month":
        return f"{MONTH_NAMES[first.month]} {first.year}"
    if unit == "day":
        return f"{first.day} {MONTH_NAMES[first.month]} {first.year}"
    before = f"{first.day}"
    if first.month != last.month:
        before += f" {MONTH_NAMES[first.month]}"
    if first.year != last.year:
        before += f" {first.year}"
    return f"{before} – {last.day} {MONTH_NAMES[last.month]} {last.year}"


def period_ticks(flow: FlowHistory, first: int, last: int, every: int) -> list[DateTick]:
    """Short names for periods from ``first`` to before ``last``, at their numbers.

    Months are counted in the calendar, so that years fall on a name; the first name says its year.
    """
    made: list[DateTick] = []
    for period in range(first, last):
        at = datetime.fromtimestamp(flow.starts[period], UTC)
        place = at.month - 1 if flow.unit == "month" else period - first
        if place % every:
            continue
        if flow.unit == "month":
            text = str(at.year) if at.month == 1 else MONTH_NAMES[at.month]
            strong = at.month == 1 or not made
            if not made and at.month != 1:
                text += f" {at.year}"
        else:
            text, strong = f"{at.day} {MONTH_NAMES[at.month]}", not made
            if not made:
                text += f" {at.year}"
        made.append(DateTick(period + 0.5, text, strong))
    return made
