"""Why a share moved between two days."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from sharewatch.core import movers
from sharewatch.core.answers import MoversAnswer
from sharewatch.core.panel import Panel, panel_sums
from sharewatch.core.questions import Basis, Misasked, MoversOf, Unanswerable, View
from sharewatch.core.shares import Measure
from sharewatch.core.words import DAY, day

if TYPE_CHECKING:
    from sharewatch.answering.ground import Ground


def movers_of(ground: Ground, question: MoversOf) -> MoversAnswer:
    """Each model's part in a change of share; raises ``Unanswerable``."""
    days = question.first_day, question.last_day
    if days[0] >= days[1]:
        raise Misasked(
            f"{day(days[0] * DAY)} does not lie before {day(days[1] * DAY)}; name the earlier "
            "day first."
        )
    family = ground.family(ground.scope(question.view), question.family)
    question = replace(question, family=family)
    first, last = (_panel(ground, question.view, one) for one in days)
    divide = movers.on_fixed_panel if question.fixed_panel else movers.movers
    try:
        found = divide(first[1], last[1], family)
    except movers.UnknownShare as why:
        raise Unanswerable(str(why)) from why
    largest = rest = None
    with suppress(movers.UnknownShare):
        largest, rest = movers.without_largest(found.first, found.last, family)
    return MoversAnswer(
        question,
        _of_panel(first[0], found.first, days if question.fixed_panel else None),
        _of_panel(last[0], found.last, days if question.fixed_panel else None),
        found,
        largest,
        rest,
    )


def _panel(ground: Ground, asked: View, on_day: int) -> tuple[Basis, Panel]:
    view = replace(asked, day=on_day)
    if not isinstance(view.measure, Measure):
        raise Misasked("Movers are of 30d or all-time; a flow has no two moments to compare.")
    scope = ground.scope(view)
    record = ground.record(view)
    panel = ground.panel(record, scope, view.measure)
    return ground.basis(record, scope, view.measure, panel_sums(panel)), panel


def _of_panel(basis: Basis, panel: Panel, days: tuple[int, int] | None) -> Basis:
    return replace(basis, models=len(panel.members), panel=days)
