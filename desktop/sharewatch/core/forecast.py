"""Milestones: when a family's all-time count reached a number, or will at its present pace.

The count C is known at some moments and taken as a straight line between them, never beyond, so
how often was polled doesn't matter: the flow over a stretch is (C(end) − C(start)) / its days.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil

from sharewatch.core.words import DAY

METHOD = (
    "Expected at the mean flow of the last 28 days; the range is that of the fastest and the "
    "slowest seven days in a row within the last 91."
)
INTERPOLATED = "Between the two counts around it, as if downloads came evenly."

ONE_POINT = "One count alone has no flow."
SHORT_HISTORY = "The counts do not reach back 28 days: the mean is of what there is."
NO_RANGE = "The counts do not reach back 14 days, or are only two: there is no range."
BEFORE_HISTORY = "It was reached before the first count."
NOT_AT_THIS_PACE = "Not at this pace."
NOT_AT_THE_SLOWEST = "Not at the pace of the slowest week."

MEAN_OVER, WEEK, RANGE_OVER = 28 * DAY, 7 * DAY, 91 * DAY
FARTHEST = 36_500 * DAY
"""What is farther away than a hundred years doesn't come at this pace."""

Point = tuple[int, int]
"""A moment in UTC seconds and the count at it."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Downloads a day: their mean, and the slowest and fastest week, ``None`` without a range."""

    mean: Fraction
    slowest: Fraction | None = None
    fastest: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """When a count reaches a number. Times are UTC seconds.

    ``value`` is the last count known and ``as_of`` its moment. Where it is ``reached``,
    ``expected`` is when, between the counts at ``earliest`` and ``latest``. Where it isn't, they
    are the forecast and its range; each is ``None`` if it isn't reached at such a pace.
    ``based_on`` is the stretch whose mean flow or line was taken, ``method`` says how in a
    sentence, and ``notes`` what could not be done.
    """

    reach: int
    value: int
    as_of: int
    reached: bool
    expected: int | None
    earliest: int | None
    latest: int | None
    flow_per_day: Flow | None
    based_on: tuple[int, int]
    method: str
    notes: tuple[str, ...] = ()


def milestone(
    times: Sequence[int], values: Sequence[int | None], reach: int, as_of: int
) -> Milestone | None:
    """When a cumulative count reaches ``reach``, as known at ``as_of``.

    ``times`` are strictly rising UTC seconds, ``values`` the accepted counts at them, ``None``
    where unknown. What came after ``as_of`` is not looked at. ``None`` if no count is known.
    """
    points = [
        (int(at), int(value))
        for at, value in zip(times, values, strict=True)
        if value is not None and at <= as_of
    ]
    if not points:
        return None
    return _reached(points, reach) if points[-1][1] >= reach else _ahead(points, reach)


def _reached(points: Sequence[Point], reach: int) -> Milestone:
    """The last time the count rose to the number."""
    as_of, value = points[-1]
    for (start, was), (end, now) in reversed(list(pairwise(points))):
        if was < reach <= now:
            at = ceil(start + Fraction((end - start) * (reach - was), now - was))
            return Milestone(
                reach, value, as_of, True, at, start, end, None, (start, end), INTERPOLATED
            )
    start = points[0][0]
    return Milestone(
        reach,
        value,
        as_of,
        reached=True,
        expected=None,
        earliest=None,
        latest=start,
        flow_per_day=None,
        based_on=(start, start),
        method=INTERPOLATED,
        notes=(BEFORE_HISTORY,),
    )


def _ahead(points: Sequence[Point], reach: int) -> Milestone:
    """The forecast from the last count on."""
    first, (as_of, value) = points[0][0], points[-1]
    since = max(first, as_of - MEAN_OVER)
    flow = _flow(points, since) if since < as_of else None
    mean, slowest, fastest = (flow.mean, flow.slowest, flow.fastest) if flow else (None,) * 3
    earliest, expected, latest = (
        _arrival(as_of, reach - value, pace) for pace in (fastest, mean, slowest)
    )
    notes = (
        (ONE_POINT, flow is None),
        (SHORT_HISTORY, flow is not None and as_of - first < MEAN_OVER),
        (NO_RANGE, flow is not None and slowest is None),
        (NOT_AT_THIS_PACE, flow is not None and expected is None),
        (NOT_AT_THE_SLOWEST, slowest is not None and expected is not None and latest is None),
    )
    return Milestone(
        reach,
        value,
        as_of,
        reached=False,
        expected=expected,
        earliest=earliest,
        latest=latest,
        flow_per_day=flow,
        based_on=(since, as_of),
        method=METHOD,
        notes=tuple(text for text, applies in notes if applies),
    )


def _arrival(as_of: int, remaining: int, per_day: Fraction | None) -> int | None:
    """The first whole second at which what remains has come; ``None`` if it doesn't."""
    if per_day is None or per_day <= 0:
        return None
    seconds = ceil(remaining * DAY / per_day)
    return as_of + seconds if seconds <= FARTHEST else None


def _flow(points: Sequence[Point], since: int) -> Flow:
    """The mean flow since a moment, and the extremes of all seven days in a row.

    Over lines between points, the extremes are where a week begins or ends at a point. The mean
    belongs to the range too: over less than 28 days it need not be made of whole weeks.
    """
    end = points[-1][0]
    mean = _per_day(points, since, end)
    start = max(points[0][0], end - RANGE_OVER)
    if end - start < 2 * WEEK or sum(at >= start for at, _ in points) < 3:
        return Flow(mean)
    edges = {start, *(at for at, _ in points if at > start)}
    starts = edges | {at - WEEK for at in edges}
    weeks = [_per_day(points, at, at + WEEK) for at in starts if start <= at and at + WEEK <= end]
    return Flow(mean, min(mean, *weeks), max(mean, *weeks))


def _per_day(points: Sequence[Point], start: int, end: int) -> Fraction:
    return (_count(points, end) - _count(points, start)) * DAY / (end - start)


def _count(points: Sequence[Point], at: int) -> Fraction:
    """The count on the line at a moment between the first point and the last."""
    after = bisect_right(points, at, key=lambda point: point[0])
    start, was = points[after - 1]
    if start == at:
        return Fraction(was)
    end, now = points[after]
    return was + Fraction((now - was) * (at - start), end - start)
