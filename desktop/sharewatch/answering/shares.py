"""Shares: from stored sums, model by model where some are left out, or over time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sharewatch.answering.flows import flow_sums
from sharewatch.answering.histories import history
from sharewatch.core.answers import HistoryAnswer, SharesAnswer
from sharewatch.core.panel import OTHER, Panel, panel_sums
from sharewatch.core.questions import Basis, HistoryOf, Misasked, SharesOf, Unanswerable, View
from sharewatch.core.references import fitting, parse_references
from sharewatch.core.scopes import Scope
from sharewatch.core.shares import FamilySum, Measure, shares
from sharewatch.core.words import DAY, day
from sharewatch.desk.boards import leading_since
from sharewatch.files import resource

if TYPE_CHECKING:
    from sharewatch.answering.ground import Ground


def shares_of(ground: Ground, question: SharesOf) -> SharesAnswer:
    """Every family's share, largest first, ``Other`` last."""
    basis, sums = counted(ground, question)
    ordered = sorted(sums, key=_largest_first)
    return SharesAnswer(
        question, basis, shares(ordered), tuple(ordered), _lead_since(ground, question)
    )


def history_of(ground: Ground, question: HistoryOf) -> HistoryAnswer:
    """Shares over time and the published figures that may stand beside them."""
    basis, _ = counted(ground, SharesOf(question.view))
    figures = parse_references(resource("published_figures.csv").read_text("utf-8"))
    view = question.view
    return HistoryAnswer(
        question,
        basis,
        history(ground, view),
        fitting(figures, view.measure.value, view.scope, view.attribution),
    )


def _lead_since(ground: Ground, question: SharesOf) -> int | None:
    """Since when the leader of the latest shares leads; only of counts, as they are stored."""
    view = question.view
    latest = view.day is None and view.poll is None
    if not latest or question.without or question.panel or not isinstance(view.measure, Measure):
        return None
    return leading_since(history(ground, view))


def counted(ground: Ground, question: SharesOf) -> tuple[Basis, tuple[FamilySum, ...]]:
    """The sums a question is about, and what they stand on."""
    view = question.view
    scope = ground.scope(view)
    if not isinstance(view.measure, Measure):
        if question.without or question.panel:
            raise Misasked(
                "Leaving models out, and a fixed panel, are for 30d and all-time; a flow counts "
                "the models present at both ends as it is."
            )
        return flow_sums(ground, scope, view.measure, view.day)
    record = ground.record(view)
    if not question.without and question.panel is None:
        sums = ground.sums(record, scope, view.measure)
        return ground.basis(record, scope, view.measure, sums), sums
    panel = ground.panel(record, scope, view.measure)
    if question.panel is not None:
        panel = panel.only(_on_both(ground, scope, view, question.panel))
    panel = without(panel, question.without)
    sums = panel_sums(panel)
    basis = ground.basis(record, scope, view.measure, sums)
    return replace(basis, left_out=question.without, panel=question.panel), sums


def without(panel: Panel, model_ids: tuple[str, ...]) -> Panel:
    """A panel without some models, each of which must be in it; raises ``Misasked``."""
    there = {one.model_id.lower() for one in panel.members}
    for model_id in model_ids:
        if model_id.lower() not in there:
            raise Misasked(
                f"{model_id} is not among the {len(panel.members):,} models of the {panel.scope} "
                f"scope on {day(panel.as_of)}."
            )
    return panel.without(model_ids)


def _on_both(ground: Ground, scope: Scope, view: View, days: tuple[int, int]) -> frozenset[str]:
    """The models present on both of two days."""
    if not isinstance(view.measure, Measure):
        raise TypeError("a panel is of a count")
    first, last = (
        ground.panel(ground.record(replace(view, day=one)), scope, view.measure) for one in days
    )
    both = first.keys & last.keys
    if not both:
        names = " and ".join(day(one * DAY) for one in days)
        raise Unanswerable(f"No model is present on both {names}.")
    return both


def _largest_first(one: FamilySum) -> tuple[bool, bool, int, str]:
    return (one.family == OTHER, one.value is None, -(one.value or 0), one.family)
