"""Downloads of days, weeks or months by family, from the counters of its models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sharewatch.answering.model_flows import ModelFlows, counted_since, nearest
from sharewatch.core.flows import (
    SETTLED_AFTER_S,
    WINDOW_S,
    Flow,
    Period,
    last_whole,
    period_of,
    periods_between,
)
from sharewatch.core.intervals import CARRY_FOR_S, GROWTH_ALLOWED
from sharewatch.core.panel import OTHER, Member
from sharewatch.core.questions import (
    NOTHING,
    Basis,
    Unanswerable,
    attribution_name,
    period_name,
)
from sharewatch.core.scopes import Scope
from sharewatch.core.shares import FamilySum, Measure
from sharewatch.core.words import DAY, day
from sharewatch.store.columns import UNKNOWN

if TYPE_CHECKING:
    from sharewatch.answering.ground import Ground
    from sharewatch.store.daily import DailyCounts

ESTIMATED_FROM = 0.05
"""The part of a period's downloads from which on estimates are worth saying."""
_OUTSIDE = -1


@dataclass(frozen=True, slots=True)
class PeriodSums:
    """Every family's sum in one period, and how many models' flow is known.

    ``estimated`` where more than a twentieth of it may be another period's: there is hardly a day
    on which the Hub refreshes all of a thousand models.
    """

    period: Period
    sums: tuple[FamilySum, ...]
    estimated: bool
    counted: int


def flow_sums(
    ground: Ground, scope: Scope, flow: Flow, on_day: int | None
) -> tuple[Basis, tuple[FamilySum, ...]]:
    """One period's sums: that of a UTC day, or the last whole one; raises ``Unanswerable``."""
    times = _times(ground, scope)
    last = int(times[-1])
    period = last_whole(flow, last) if on_day is None else period_of(flow, on_day * DAY)
    (found,) = sums_by_period(ground, scope, (period,))
    if on_day is None and not _is_settled(found, last):
        found = _last_counted(ground, scope, flow, last) or found
        period = found.period
    if not found.counted:
        raise Unanswerable(_why_unknown(ground, period))
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
        sample=poll.sample if poll else "",
    )
    return basis, found.sums


def _last_counted(ground: Ground, scope: Scope, flow: Flow, last: int) -> PeriodSums | None:
    """The last settled period of which anything is known."""
    periods = sums_by_period(ground, scope, all_periods(ground, scope, flow))
    return next((one for one in reversed(periods) if one.counted and _is_settled(one, last)), None)


def _is_settled(found: PeriodSums, last: int) -> bool:
    """Whether a period is known of every model, or will not be known better by the next polls."""
    known = all(one.value is not None for one in found.sums)
    return bool(found.counted) and (known or found.period.end <= last - SETTLED_AFTER_S)


def all_periods(ground: Ground, scope: Scope, flow: Flow) -> tuple[Period, ...]:
    """Every whole period of the history; of months, also those that 30-day counts may tell."""
    times = _times(ground, scope)
    begin = int(times[0])
    if flow is Flow.MONTH:
        begin = period_of(flow, begin - CARRY_FOR_S).start
    return periods_between(flow, begin, int(times[-1]))


def sums_by_period(
    ground: Ground, scope: Scope, periods: tuple[Period, ...]
) -> tuple[PeriodSums, ...]:
    """Every family's sum in each of some periods that follow each other."""
    if not periods:
        return ()
    flows, windows = ground.flows(periods), ground.daily(Measure.D30)
    place = _places(scope, windows)
    return tuple(
        _period_sums(scope, place, flows, windows, column=column, period=period)
        for column, period in enumerate(periods)
    )


def members_of_flow(ground: Ground, scope: Scope, period: Period) -> tuple[Member, ...]:
    """Each model's downloads in one period: those counted at both ends, or created within it."""
    flows = ground.flows((period,))
    found = []
    for row, model in enumerate(ground.daily(Measure.D30).models):
        families = scope.place(model.model_id, model.pipeline_tag)
        if families is not None and flows.counted[row, 0]:
            value = int(flows.values[row, 0]) if flows.known[row, 0] else None
            found.append(Member(model.hub_id, model.model_id, families, value))
    return tuple(found)


def _times(ground: Ground, scope: Scope) -> NDArray[np.int64]:
    """The times of all daily polls; raises ``Unanswerable`` where flows are not counted."""
    if not ground.by_polls(scope):
        raise Unanswerable(
            "Downloads of a day, week or month are counted from polls, which see official models "
            f"of the tracked scope and of published lists; not the {scope.name} scope, "
            f"{attribution_name(scope.attribution)}."
        )
    times = ground.daily(Measure.ALL_TIME).times
    if not len(times):
        raise Unanswerable(NOTHING)
    return times


def _why_unknown(ground: Ground, period: Period) -> str:
    """Why nothing of a period is known, and what would be needed."""
    counts = ground.daily(Measure.ALL_TIME)
    said = f"Downloads {period_name(period)} are not known: "
    since = counted_since(counts)
    if since is None:
        said += "no all-time count is stored, and they are differences of these."
    else:
        said += (
            f"all-time counts are needed at both ends, and the polls with such reach from "
            f"{day(since)} to {day(int(counts.times[-1]))}."
        )
    if period.flow is Flow.MONTH:
        said += (
            " A month can be estimated from 30-day counts at its end, but no poll is within 36 "
            f"hours of {day(period.end)}."
        )
    return said


def _places(scope: Scope, counts: DailyCounts) -> NDArray[np.int64]:
    """The place of each model's family in the scope; official models are of one family."""
    number = {family: at for at, family in enumerate(scope.families)}
    place = np.full(len(counts.models), _OUTSIDE, dtype=np.int64)
    for row, model in enumerate(counts.models):
        families = scope.place(model.model_id, model.pipeline_tag)
        if families is not None:
            place[row] = number[families[0] if families else OTHER]
    return place


def _period_sums(
    scope: Scope,
    place: NDArray[np.int64],
    flows: ModelFlows,
    windows: DailyCounts,
    *,
    column: int,
    period: Period,
) -> PeriodSums:
    inside = place != _OUTSIDE
    known = inside & flows.known[:, column]
    lacking = inside & ~flows.known[:, column]
    length = len(scope.families)
    totals = _by_place(place, known, flows.values[:, column], length)
    counted = _by_place(place, inside & flows.counted[:, column], None, length)
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
        bool(flows.unsure[known, column].sum() > totals.sum() * ESTIMATED_FROM),
        int((known & flows.counted[:, column]).sum()),
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
    near = nearest(windows, period.end)
    if near is None:
        return np.where(_by_place(place, lacking, None, length) > 0, -1, 0)
    window = windows.values[:, near]
    times = GROWTH_ALLOWED * (period.end - period.start)
    each, over = np.divmod(window, WINDOW_S)  # in two parts, to stay within 64 bits
    most = each * times - (-over * times // WINDOW_S)
    more = _by_place(place, lacking, np.where(window == UNKNOWN, 0, most), length)
    endless = _by_place(place, lacking & (window == UNKNOWN), None, length)
    return np.where(endless > 0, -1, more)


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
