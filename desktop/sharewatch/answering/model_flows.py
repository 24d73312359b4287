"""Each model's downloads in days, weeks or months, from its all-time counts day by day.

Where these don't reach back to a month's start, its 30-day count at the month's end stands in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sharewatch.core.counters import HELD_FOR_S, Sample, repair
from sharewatch.core.flow_table import NEVER, WHYS, FlowTable, Sightings, many_flows
from sharewatch.core.flows import WINDOW_S, Flow, Period, Why, Window, model_flow
from sharewatch.core.intervals import CARRY_FOR_S
from sharewatch.store.columns import UNKNOWN

if TYPE_CHECKING:
    from sharewatch.store.daily import DailyCounts


@dataclass(slots=True)
class ModelFlows:
    """Flows of models (rows) in periods (columns), with what estimates added.

    ``unsure`` is the most of a value that an estimate may have wrong. ``counted`` is where a model
    belongs to a period: it was there at both ends, or was created within. Elsewhere it adds
    nothing.
    """

    values: NDArray[np.int64]
    known: NDArray[np.bool_]
    unsure: NDArray[np.int64]
    counted: NDArray[np.bool_]
    earlier: NDArray[np.bool_]

    @classmethod
    def of(cls, table: FlowTable) -> ModelFlows:
        """As counted, before any estimate."""
        not_there = [WHYS.index(one) for one in (Why.NEW, Why.GONE)]
        return cls(
            table.values.copy(),
            table.known.copy(),
            table.unsure.copy(),
            counted=~np.isin(table.why, not_there),
            earlier=table.why == WHYS.index(Why.EARLIER),
        )


def flows_of_models(
    counts: DailyCounts, windows: DailyCounts, periods: Sequence[Period]
) -> ModelFlows:
    """Every model's flow in periods that follow each other; months estimated where need be.

    ``counts`` are all-time counts, ``windows`` 30-day counts of the same models and days.
    """
    bounds = np.array([periods[0].start, *(one.end for one in periods)], dtype=np.int64)
    gone, since = _gone_at(counts, windows), counted_since(counts)
    found = ModelFlows.of(many_flows(_sightings(counts), bounds, gone_at=gone, since=since))
    if periods[0].flow is Flow.MONTH:
        history = _History(counts, windows, gone, since)
        for column, period in enumerate(periods):
            _estimate(found, history, column, period)
    return found


def counted_since(counts: DailyCounts) -> int | None:
    """When the history of a count began: the first poll that had any."""
    days = np.flatnonzero((counts.values != UNKNOWN).any(axis=0))
    return int(counts.times[days[0]]) if len(days) else None


def nearest(windows: DailyCounts, at: int) -> int | None:
    """The column of the poll nearest to a moment, if it is near enough to speak for it."""
    if not len(windows.times):
        return None
    near = int(np.abs(windows.times - at).argmin())
    return near if abs(int(windows.times[near]) - at) <= CARRY_FOR_S else None


def _sightings(counts: DailyCounts) -> Sightings:
    rows, columns = np.nonzero(counts.values != UNKNOWN)
    created = [NEVER if one.created_at is None else one.created_at for one in counts.models]
    return Sightings(
        rows.astype(np.int64),
        counts.times[columns],
        counts.values[rows, columns],
        np.array(created, dtype=np.int64),
    )


def _gone_at(counts: DailyCounts, windows: DailyCounts) -> NDArray[np.int64]:
    """When each model was found missing for good; ``NEVER`` for one that is there, or unseen."""
    gone = np.full(len(counts.models), NEVER, dtype=np.int64)
    for row in np.flatnonzero(counts.absent.any(axis=1)):
        counted = (counts.values[row] != UNKNOWN) | (windows.values[row] != UNKNOWN)
        there = np.flatnonzero(counted)
        after = there[-1] if len(there) else -1
        missing = np.flatnonzero(counts.absent[row])
        if missing[-1] > after:
            gone[row] = counts.times[missing[missing > after][0]]
    return gone


@dataclass(frozen=True, slots=True)
class _History:
    """All counts, when each model was found gone, and when all-time counts began."""

    counts: DailyCounts
    windows: DailyCounts
    gone_at: NDArray[np.int64]
    since: int | None


def _estimate(found: ModelFlows, history: _History, column: int, period: Period) -> None:
    """Let the 30-day count at a month's end stand in where the all-time count doesn't reach."""
    windows = history.windows
    near = nearest(windows, period.end)
    if near is None:
        return
    has_window = windows.values[:, near] != UNKNOWN
    never_counted = (history.counts.values == UNKNOWN).all(axis=1)
    not_there = never_counted & ~has_window
    found.known[not_there, column] = True  # and adds nothing
    found.counted[not_there, column] = False
    open_ = ~found.known[:, column] & (found.earlier[:, column] | never_counted)
    for row in np.flatnonzero(open_ & has_window):
        window = Window(int(windows.times[near]), int(windows.values[row, near]))
        value = _from_window(history, int(row), period, window)
        if value is not None:
            found.values[row, column] = value
            found.unsure[row, column] = value
            found.known[row, column] = True


def _from_window(history: _History, row: int, period: Period, window: Window) -> int | None:
    """One model's month by its 30-day count; W·n ÷ 30 where no counter corrects it."""
    samples = _samples_until(history.counts, row, max(period.end, window.at))
    if not samples:
        return window.count * (period.end - period.start) // WINDOW_S
    created = history.counts.models[row].created_at
    gone_at = int(history.gone_at[row])
    return model_flow(
        repair(samples, created),
        period,
        created_at=created,
        gone_at=gone_at if gone_at != NEVER else None,
        since=history.since,
        window=window,
    ).value


def _samples_until(counts: DailyCounts, row: int, end: int) -> list[Sample]:
    """A model's sightings, as many as decide its counter up to a moment.

    Of one that never falls, those are soon over; a fall may be confirmed much later.
    """
    seen = np.flatnonzero(counts.values[row] != UNKNOWN)
    times, values = counts.times[seen], counts.values[row, seen]
    if (np.diff(values) >= 0).all():
        enough = int(np.searchsorted(times, end + 2 * HELD_FOR_S)) + 1
        times, values = times[:enough], values[:enough]
    return [Sample(*one) for one in zip(times.tolist(), values.tolist(), strict=True)]
