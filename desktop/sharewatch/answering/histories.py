"""Shares over time: of a count, a point a day or a census; of a flow, a point a period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sharewatch.answering.flows import all_periods, sums_by_period
from sharewatch.core.board import AnyMeasure, History, Series
from sharewatch.core.questions import Unanswerable, View
from sharewatch.core.scopes import Scope
from sharewatch.core.shares import FamilySum, Measure, shares, total
from sharewatch.desk.boards import by_latest_share, facts_of, read_history

if TYPE_CHECKING:
    from sharewatch.answering.ground import Ground


def history(ground: Ground, view: View) -> History:
    """Shares over time in a view's scope; raises ``Unanswerable`` where there are none."""
    scope = ground.scope(view)
    if not isinstance(view.measure, Measure):
        periods = sums_by_period(ground, scope, all_periods(ground, scope, view.measure))
        known = [one for one in periods if one.counted]
        if not known:
            raise Unanswerable(f"No whole {view.measure.value} lies between the polls there are.")
        return _history(
            ground,
            scope,
            view.measure,
            times=[one.period.start for one in known],
            sums=[one.sums for one in known],
            estimated=[one.estimated for one in known],
        )
    if ground.by_polls(scope):
        return read_history(ground.store, ground.catalog, view.measure, scope.name)
    censuses = ground.censuses(scope)
    return _history(
        ground,
        scope,
        view.measure,
        times=[one.as_of for one in censuses],
        sums=[ground.sums(one, scope, view.measure) for one in censuses],
        estimated=[False] * len(censuses),
    )


def _history(
    ground: Ground,
    scope: Scope,
    measure: AnyMeasure,
    *,
    times: Sequence[int],
    sums: Sequence[Sequence[FamilySum]],
    estimated: Sequence[bool],
) -> History:
    """A history from the sums of single moments."""
    shape = (len(times), len(scope.families))
    place = {family: at for at, family in enumerate(scope.families)}
    values, parts, low, high = (np.full(shape, np.nan) for _ in range(4))
    totals = np.full(len(times), np.nan)
    for row, found in enumerate(sums):
        whole = total(found)
        totals[row] = np.nan if whole is None else whole
        for one in shares(found):
            at = row, place[one.family]
            if one.value is not None:
                values[at] = one.value
            if one.share is not None:
                parts[at] = float(one.share)
            elif one.low is not None and one.high is not None:
                low[at], high[at] = float(one.low), float(one.high)
    series = [
        Series(
            facts_of(ground.catalog, family),
            parts[:, at],
            values[:, at],
            low=low[:, at],
            high=high[:, at],
        )
        for at, family in enumerate(scope.families)
    ]
    return History(
        measure,
        scope.name,
        np.array(times, dtype=np.int64),
        totals,
        tuple(by_latest_share(series)),
        scope.attribution,
        np.array(estimated, dtype=np.bool_),
    )
