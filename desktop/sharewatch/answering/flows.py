"""Downloads of days, weeks or months by family, from the all-time counters of its models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sharewatch.core.counters import Sample, repair
from sharewatch.core.flow_table import NEVER, WHYS, FlowTable, Sightings, many_flows
from sharewatch.core.flows import (
    SETTLED_AFTER_S,
    WINDOW_S,
    Flow,
    Period,
    Why,
    Window,
    last_whole,
    model_flow,
    period_of,
    periods_between,
)
from sharewatch.core.intervals import CARRY_FOR_S, GROWTH_ALLOWED
from sharewatch.core.panel import OTHER, Member
from sharewatch.core.questions import Basis, Unanswerable
from sharewatch.core.scopes import Scope
from sharewatch.core.shares import FamilySum, Measure
from sharewatch.core.words import DAY, day
from sharewatch.store.columns import UNKNOWN

if TYPE_CHECKING:
    from sharewatch.answering.ground import Ground
    from sharewatch.store.daily import DailyCounts

_OUTSIDE = -1
_NOT_KEPT = (
    "Downloads of a day, week or month are counted from polls, which see official models of the "
    "tracked scope and of published lists; there are none of the {scope} scope {attribution}."
)


@dataclass(frozen=True, slots=True)
class PeriodSums:
    """Every family's sum in one period, whether a part of them is estimated, and how many models'
    flow is known."""

    period: Period
    sums: tuple[FamilySum, ...]
    estimated: bool
    counted: int


def flow_sums(
    ground: Ground, scope: Scope, flow: Flow, on_day: int | None
) -> tuple[Basis, tuple[FamilySum, ...]]:
    """One period's sums: that of a UTC day, or the last whole one; raises ``Unanswerable``."""
    first, last = _span(ground, scope)
    period = last_whole(flow, last - SETTLED_AFTER_S)
    if on_day is not None:
        period = period_of(flow, on_day * DAY)
    (found,) = sums_by_period(ground, scope, (period,))
    if not found.counted:
        raise Unanswerable(
            f"The downloads of {period.label} are not known: the polls reach from {day(first)} to "
            f"{day(last)}, and a {flow.value} needs all-time counts at both its ends."
        )
    poll = ground.store.latest_poll()
    basis = Basis(
        scope=scope.name,
        attribution=scope.attribution,
        measure=flow,
        as_of=min(period.end, last),
        models=sum(one.models for one in found.sums),
        complete=all(one.value is not None for one in found.sums),
        catalog=ground.store.catalog_version(poll.seq) if poll else "",
        poll=poll.seq if poll else None,
        period=period,
        estimated=found.estimated,
    )
    return basis, found.sums


def all_periods(ground: Ground, scope: Scope, flow: Flow) -> tuple[Period, ...]:
    """Every whole period since the history began; months before that too, if W may tell them."""
    first, last = _span(ground, scope)
    begin = period_of(flow, first).start if flow is Flow.MONTH else first
    return periods_between(flow, begin, last)


def sums_by_period(
    ground: Ground, scope: Scope, periods: tuple[Period, ...]
) -> tuple[PeriodSums, ...]:
    """Every family's sum in each of some periods that follow each other."""
    if not periods:
        return ()
    counts, windows = ground.daily(Measure.ALL_TIME), ground.daily(Measure.D30)
    filled = _fill(counts, windows, periods)
    place = _places(scope, counts)
    return tuple(
        _period_sums(scope, place, filled, windows, column=column, period=period)
        for column, period in enumerate(periods)
    )


def model_flows(ground: Ground, scope: Scope, period: Period) -> tuple[Member, ...]:
    """Each model's downloads in one period: those counted at both ends, or created within it."""
    counts, windows = ground.daily(Measure.ALL_TIME), ground.daily(Measure.D30)
    filled = _fill(counts, windows, (period,))
    found = []
    for row, model in enumerate(counts.models):
        families = scope.place(model.model_id, model.pipeline_tag)
        if families is not None and filled.counted[row, 0]:
            value = int(filled.values[row, 0]) if filled.known[row, 0] else None
            found.append(Member(model.hub_id, model.model_id, families, value))
    return tuple(found)


def _fill(counts: DailyCounts, windows: DailyCounts, periods: tuple[Period, ...]) -> _Filled:
    """Every model's flow in each period, months estimated where the history doesn't reach."""
    bounds = np.array([periods[0].start, *(one.end for one in periods)], dtype=np.int64)
    gone = _gone_at(counts)
    table = many_flows(_sightings(counts), bounds, gone_at=gone, since=_since(counts))
    filled = _Filled.of(table)
    if periods[0].flow is Flow.MONTH:
        for column, period in enumerate(periods):
            _estimate(filled, counts, windows, gone, column=column, period=period)
    return filled


@dataclass(slots=True)
class _Filled:
    """Flows of models (rows) in periods (columns), with what estimates added."""

    values: NDArray[np.int64]
    known: NDArray[np.bool_]
    estimated: NDArray[np.bool_]
    counted: NDArray[np.bool_]
    open: NDArray[np.bool_]

    @classmethod
    def of(cls, table: FlowTable) -> _Filled:
        not_there = [WHYS.index(one) for one in (Why.NEW, Why.GONE)]
        counted = ~np.isin(table.why, not_there)
        early = table.why == WHYS.index(Why.EARLIER)
        return cls(table.values.copy(), table.known.copy(), table.estimated.copy(), counted, early)


def _span(ground: Ground, scope: Scope) -> tuple[int, int]:
    """From the first to the last poll; raises ``Unanswerable`` where flows are not counted."""
    if not ground.by_polls(scope):
        raise Unanswerable(_NOT_KEPT.format(scope=scope.name, attribution=f"({scope.attribution})"))
    times = ground.daily(Measure.ALL_TIME).times
    if not len(times):
        raise Unanswerable("Nothing is stored yet; run `sharewatch poll` first.")
    return int(times[0]), int(times[-1])


def _sightings(counts: DailyCounts) -> Sightings:
    rows, columns = np.nonzero(counts.values != UNKNOWN)
    created = [NEVER if one.created_at is None else one.created_at for one in counts.models]
    return Sightings(
        rows.astype(np.int64),
        counts.times[columns],
        counts.values[rows, columns],
        np.array(created, dtype=np.int64),
    )


def _since(counts: DailyCounts) -> int | None:
    return int(counts.times[0]) if len(counts.times) else None


def _gone_at(counts: DailyCounts) -> NDArray[np.int64]:
    """When each model was found missing for good; ``NEVER`` for one that is there, or unseen."""
    gone = np.full(len(counts.models), NEVER, dtype=np.int64)
    for row in np.flatnonzero(counts.absent.any(axis=1)):
        there = np.flatnonzero(counts.values[row] != UNKNOWN)
        after = there[-1] if len(there) else -1
        missing = np.flatnonzero(counts.absent[row])
        if missing[-1] > after:
            gone[row] = counts.times[missing[missing > after][0]]
    return gone


def _places(scope: Scope, counts: DailyCounts) -> NDArray[np.int64]:
    """The place of each model's family in the scope; official models are of one family."""
    number = {family: at for at, family in enumerate(scope.families)}
    place = np.full(len(counts.models), _OUTSIDE, dtype=np.int64)
    for row, model in enumerate(counts.models):
        families = scope.place(model.model_id, model.pipeline_tag)
        if families is not None:
            place[row] = number[families[0] if families else OTHER]
    return place


def _estimate(
    filled: _Filled,
    counts: DailyCounts,
    windows: DailyCounts,
    gone: NDArray[np.int64],
    *,
    column: int,
    period: Period,
) -> None:
    """Let the 30-day count at a month's end stand in where the all-time count doesn't reach."""
    near = _nearest(windows, period.end)
    if near is None:
        return
    never_counted = (counts.values == UNKNOWN).all(axis=1)
    not_there = never_counted & (windows.values[:, near] == UNKNOWN)
    filled.known[not_there, column] = True  # and adds nothing
    filled.counted[not_there, column] = False
    wanted = ~filled.known[:, column] & (filled.open[:, column] | never_counted)
    for row in np.flatnonzero(wanted & (windows.values[:, near] != UNKNOWN)):
        window = Window(int(windows.times[near]), int(windows.values[row, near]))
        seen = np.flatnonzero(counts.values[row] != UNKNOWN)
        if len(seen):
            samples = [Sample(int(counts.times[at]), int(counts.values[row, at])) for at in seen]
            created = counts.models[row].created_at
            flow = model_flow(
                repair(samples, created),
                period,
                created_at=created,
                gone_at=int(gone[row]) if gone[row] != NEVER else None,
                since=_since(counts),
                window=window,
            )
            if flow.value is None:
                continue
            value = flow.value
        else:  # W·n ÷ 30, for there is no counter to correct it by
            value = window.count * (period.end - period.start) // WINDOW_S
        filled.values[row, column] = value
        filled.known[row, column] = filled.estimated[row, column] = True


def _period_sums(
    scope: Scope,
    place: NDArray[np.int64],
    filled: _Filled,
    windows: DailyCounts,
    *,
    column: int,
    period: Period,
) -> PeriodSums:
    inside = place != _OUTSIDE
    known = inside & filled.known[:, column]
    lacking = inside & ~filled.known[:, column]
    length = len(scope.families)
    totals = _by_place(place, known, filled.values[:, column], length)
    counted = _by_place(place, inside & filled.counted[:, column], None, length)
    unknown = _by_place(place, lacking, None, length)
    more = _most_of_unknown(place, lacking, windows, period, length)
    sums = tuple(
        FamilySum(
            family,
            None if unknown[at] else int(totals[at]),
            int(counted[at]),
            int(unknown[at]),
            low=int(totals[at]) if unknown[at] and more[at] >= 0 else None,
            high=int(totals[at] + more[at]) if unknown[at] and more[at] >= 0 else None,
        )
        for at, family in enumerate(scope.families)
    )
    return PeriodSums(
        period,
        sums,
        bool(filled.estimated[known, column].any()),
        int((known & filled.counted[:, column]).sum()),
    )


def _most_of_unknown(
    place: NDArray[np.int64],
    lacking: NDArray[np.bool_],
    windows: DailyCounts,
    period: Period,
    length: int,
) -> NDArray[np.int64]:
    """The most that models without a known flow can add to each family; -1 for no limit.

    That is twice what their 30-day count at the period's end comes to a day.
    """
    near = _nearest(windows, period.end)
    if near is None:
        return np.where(_by_place(place, lacking, None, length) > 0, -1, 0)
    window = windows.values[:, near]
    most = -(-GROWTH_ALLOWED * window * (period.end - period.start) // WINDOW_S)
    more = _by_place(place, lacking, np.where(window == UNKNOWN, 0, most), length)
    endless = _by_place(place, lacking & (window == UNKNOWN), None, length)
    return np.where(endless > 0, -1, more)


def _nearest(windows: DailyCounts, at: int) -> int | None:
    """The column of the poll nearest to a moment, if it is near enough to speak for it."""
    if not len(windows.times):
        return None
    near = int(np.abs(windows.times - at).argmin())
    return near if abs(int(windows.times[near]) - at) <= CARRY_FOR_S else None


def _by_place(
    place: NDArray[np.int64],
    rows: NDArray[np.bool_],
    values: NDArray[np.int64] | None,
    length: int,
) -> NDArray[np.int64]:
    """Values (or ones) of some rows added up by place."""
    found = np.zeros(length, dtype=np.int64)
    np.add.at(found, place[rows], 1 if values is None else values[rows])
    return found
