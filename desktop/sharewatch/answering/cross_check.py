"""The cross-check of the Hub's two counts: what all-time counts rose by against 30-day counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sharewatch.answering.model_flows import flows_of_models
from sharewatch.core.cross_check import CrossCheck
from sharewatch.core.flows import SETTLED_AFTER_S, WINDOW_S, Flow, Period
from sharewatch.core.panel import OTHER
from sharewatch.core.shares import Measure
from sharewatch.store.columns import UNKNOWN

if TYPE_CHECKING:
    from sharewatch.answering.ground import Ground
    from sharewatch.core.scopes import Scope
    from sharewatch.store.daily import DailyModel


def cross_check(ground: Ground, scope: Scope, family: str | None, as_of: int) -> CrossCheck | None:
    """C(t) − C(t − 30 d) against W(t), over the models of which all three are known.

    t is the last daily poll that is settled by ``as_of``. ``None`` where no model has all three.
    """
    counts, windows = ground.daily(Measure.ALL_TIME), ground.daily(Measure.D30)
    settled = np.flatnonzero(counts.times <= as_of - SETTLED_AFTER_S)
    if not ground.by_polls(scope) or not len(settled):
        return None
    column = int(settled[-1])
    at = int(counts.times[column])
    flows = flows_of_models(counts, windows, (Period(Flow.DAY, at - WINDOW_S, at),))
    rows = [row for row in range(len(counts.models)) if _is_of(scope, family, counts.models[row])]
    there = [row for row in rows if windows.values[row, column] != UNKNOWN]
    both = [row for row in there if flows.known[row, 0] and flows.counted[row, 0]]
    if not both:
        return None
    return CrossCheck(
        at,
        int(flows.values[both, 0].sum()),
        int(windows.values[both, column].sum()),
        len(both),
        len(there),
    )


def _is_of(scope: Scope, family: str | None, model: DailyModel) -> bool:
    families = scope.place(model.model_id, model.pipeline_tag)
    return families is not None and (family is None or family in (families or (OTHER,)))
