"""Downloads of a day, a week or a month, as differences of all-time counters.

The flow of a period is Ĉ(end) − Ĉ(start), in whole downloads: Ĉ is rounded down at either end, so
that the days of a period sum exactly to it. Periods are in UTC; weeks begin on Monday.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from math import floor

from sharewatch.core.counters import BRIDGED_AFTER_S, HELD_FOR_S, Counter

DAY_S = 86_400
WINDOW_S = 30 * DAY_S
"""How far the Hub's 30-day count looks back."""
SETTLED_AFTER_S = HELD_FOR_S
"""A poll this long after a period's end leaves no model's count at that end open, for by then a
value either was refreshed or has stood still."""
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


class Flow(StrEnum):
    """The length of the periods that downloads are counted over; weeks are those of ISO 8601."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """A day, week or month: from ``start`` up to, but not including, ``end``, in UTC seconds."""

    flow: Flow
    start: int
    end: int

    @property
    def label(self) -> str:
        """The period for people: ``2026-05-09``, ``week of 2026-05-04``, ``May 2026``."""
        first = _date(self.start)
        if self.flow is Flow.DAY:
            return first.isoformat()
        if self.flow is Flow.WEEK:
            return f"week of {first.isoformat()}"
        return f"{_MONTHS[first.month - 1]} {first.year}"

    @property
    def iso(self) -> str:
        """The period for machines: ``2026-05-09``, ``2026-W19``, ``2026-05``."""
        first = _date(self.start)
        if self.flow is Flow.WEEK:
            year, week, _ = first.isocalendar()
            return f"{year}-W{week:02}"
        return first.isoformat() if self.flow is Flow.DAY else first.isoformat()[:7]


def period_of(flow: Flow, at: int) -> Period:
    """The period that a moment lies in; one at midnight begins the next."""
    first = _date(at)
    if flow is Flow.DAY:
        after = first + timedelta(days=1)
    elif flow is Flow.WEEK:
        first -= timedelta(days=first.weekday())
        after = first + timedelta(days=7)
    else:
        first = first.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
    return Period(flow, _midnight(first), _midnight(after))


def last_whole(flow: Flow, at: int) -> Period:
    """The last period that was over at a moment.

    Ask for it at ``SETTLED_AFTER_S`` before the last poll to have it known of every model.
    """
    return period_of(flow, period_of(flow, at).start - 1)


def periods_between(flow: Flow, first: int, last: int) -> tuple[Period, ...]:
    """All periods that lie wholly between two moments, in order of time."""
    found = []
    period = period_of(flow, first)
    while period.end <= last:
        if period.start >= first:
            found.append(period)
        period = period_of(flow, period.end)
    return tuple(found)


class Why(StrEnum):
    """How a model's flow came about.

    ``COUNTED``: present at both ends. ``CREATED``: created inside the period and counted whole.
    ``NEW``: not tracked at the start, and ``GONE``: not there at the end; both add nothing.
    ``WINDOW``: estimated from the 30-day count. ``EARLIER``: the period began before the history.
    ``UNKNOWN``: no count at one end, as while a fall is suspect, or a revision in between. The last
    two have no value.
    """

    COUNTED = "counted"
    CREATED = "created"
    NEW = "new"
    GONE = "gone"
    WINDOW = "window"
    EARLIER = "earlier"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ModelFlow:
    """One model's downloads in a period, whole and never negative; ``None`` if unknown."""

    value: int | None
    estimated: bool
    why: Why


@dataclass(frozen=True, slots=True)
class Window:
    """A model's 30-day count and when it was seen, in UTC seconds."""

    at: int
    count: int


def model_flow(
    counter: Counter,
    period: Period,
    *,
    created_at: int | None = None,
    gone_at: int | None = None,
    since: int | None = None,
    window: Window | None = None,
) -> ModelFlow:
    """One model's downloads in a period.

    ``created_at`` is when the Hub says that the model was made, ``gone_at`` when it was found to
    be gone for good, and ``since`` when the history that all models share began (``None``: long
    ago). ``window`` is the 30-day count seen nearest to the period's end; it stands in for a month
    that began before the history did. Give ``created_at`` to ``repair`` too.
    """
    increment = counter.increment(period.start, period.end)
    if counter.stepped(period.start, period.end):
        return ModelFlow(None, estimated=False, why=Why.UNKNOWN)
    if increment is not None:
        return ModelFlow(increment.whole, increment.estimated, Why.COUNTED)
    at_end = counter.climbed(period.end)
    if at_end is not None and created_at is not None and period.start <= created_at < period.end:
        bridged = counter.bridged(period.start, period.end)
        return ModelFlow(floor(at_end), bridged, Why.CREATED)
    why = _why_not(counter, period, gone_at, since)
    stands_in = why is Why.EARLIER and period.flow is Flow.MONTH
    if stands_in and window is not None and abs(window.at - period.end) <= BRIDGED_AFTER_S:
        return ModelFlow(_from_window(counter, period, window), estimated=True, why=Why.WINDOW)
    return ModelFlow(0 if why in (Why.NEW, Why.GONE) else None, estimated=False, why=why)


def cross_check(counter: Counter, window_count: int, at: int) -> Fraction | None:
    """(C(t) − C(t − 30 d) − W(t)) ÷ W(t): how far the two counts of the Hub disagree.

    ``None`` where C is unknown at either time, or W is zero.
    """
    increment = counter.increment(at - WINDOW_S, at)
    return (increment.value - window_count) / window_count if increment and window_count else None


def _why_not(counter: Counter, period: Period, gone_at: int | None, since: int | None) -> Why:
    """Why a model is not counted in a period."""
    if gone_at is not None and gone_at <= period.end:
        return Why.GONE
    if counter.first_at is None or counter.first_at <= period.start:
        return Why.UNKNOWN
    return Why.NEW if since is None or since <= period.start else Why.EARLIER


def _from_window(counter: Counter, period: Period, window: Window) -> int:
    """A month's downloads from the 30-day count at its end.

    W + what the month has before W begins and after it ends − what W has outside the month. Of
    these days those that the counter knows are counted, any others stand for W ÷ 30 each; with
    none known this is W·n ÷ 30 for a month of n days.
    """
    begins = window.at - WINDOW_S
    before = _part(counter, window, period.start, begins)
    after = _part(counter, window, window.at, period.end)
    return max(0, floor(window.count + before + after))


def _part(counter: Counter, window: Window, start: int, end: int) -> Fraction:
    """The downloads from ``start`` to ``end``, negative if that is backwards."""
    if start > end:
        return -_part(counter, window, end, start)
    known = counter.known_increment(start, end)
    unknown_s = (end - start) - counter.covered_s(start, end)
    return (known.value if known else 0) + Fraction(window.count * unknown_s, WINDOW_S)


def _date(at: int) -> date:
    return datetime.fromtimestamp(at, UTC).date()


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
