"""A history of periods as the bars that a chart draws of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core.board import History
from sharewatch.core.flows import Flow, period_of
from sharewatch.core.panel import OTHER

if TYPE_CHECKING:
    from sharewatch.ui.charts.flow import FlowHistory


def flow_history(history: History | None, hidden: frozenset[str]) -> FlowHistory | None:
    """The periods of a flow with each family's downloads; ``None`` of anything else.

    A hidden family goes with "Other": a bar stays as high as all that came.
    """
    if history is None or not isinstance(history.measure, Flow) or not history.times.size:
        return None
    from sharewatch.ui.charts.flow import FlowHistory, FlowPart  # noqa: PLC0415  # after paint

    flow = history.measure
    starts = history.times.tolist()
    return FlowHistory(
        flow.value,
        starts,
        [period_of(flow, start).end for start in starts],
        tuple(
            FlowPart(
                OTHER if one.facts.name in hidden else one.facts.name,
                one.facts.colour,
                one.values.tolist(),
            )
            for one in history.series
        ),
        () if history.estimated is None else history.estimated.tolist(),
    )
