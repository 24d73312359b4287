"""The ground of one number: the polls it was read from, the models it sums, and their rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sharewatch.answering.cross_check import cross_check
from sharewatch.answering.flows import members_of_flow
from sharewatch.answering.ground import Ground
from sharewatch.answering.shares import counted
from sharewatch.core import words
from sharewatch.core.answers import CountedModel, ProvenanceAnswer
from sharewatch.core.board import PollFacts
from sharewatch.core.panel import OTHER, Member
from sharewatch.core.questions import (
    Basis,
    ProvenanceOf,
    SharesOf,
    Unanswerable,
    measure_name,
    period_name,
)
from sharewatch.core.shares import OFFICIAL, FamilySum, Measure, Share, shares, total
from sharewatch.core.words import DAY

if TYPE_CHECKING:
    from sharewatch.core.lineage import Step
    from sharewatch.core.scopes import Scope


def provenance_of(ground: Ground, question: ProvenanceOf) -> ProvenanceAnswer:
    """Everything behind one family's number, or the scope's; raises ``Unanswerable``."""
    view = question.view
    scope = ground.scope(view)
    basis, sums = counted(ground, SharesOf(view))
    if question.family is not None:
        question = replace(question, family=ground.family(scope, question.family))
    found, share = _number(question, scope, sums)
    members = _members(ground, scope, basis, question)
    models = [
        one
        for member in members
        if (one := _counted(ground, member, question.family, scope)) is not None
    ]
    return ProvenanceAnswer(
        question,
        basis,
        found,
        share,
        _formula(basis, found, share, sums),
        _polls(ground, basis),
        tuple(sorted(models, key=lambda one: (-(one.part or 0), one.model_id))),
        _source(ground, basis),
        cross_check(ground, scope, question.family, basis.as_of),
    )


def _number(
    question: ProvenanceOf, scope: Scope, sums: tuple[FamilySum, ...]
) -> tuple[FamilySum, Share | None]:
    if question.family is None:
        return (
            FamilySum(
                scope.name, total(sums), sum(s.models for s in sums), sum(s.unknown for s in sums)
            ),
            None,
        )
    for one, share in zip(sums, shares(sums), strict=True):
        if one.family == question.family:
            return one, share
    raise Unanswerable(f"Nothing of {question.family} was counted there.")


def _members(
    ground: Ground, scope: Scope, basis: Basis, question: ProvenanceOf
) -> tuple[Member, ...]:
    view = question.view
    if isinstance(view.measure, Measure):
        return ground.panel(ground.record(view), scope, view.measure).members
    if basis.period is None:
        return ()
    return members_of_flow(ground, scope, basis.period)


def _counted(
    ground: Ground, member: Member, family: str | None, scope: Scope
) -> CountedModel | None:
    """A model as it counts for a family (for the scope: ``None``); ``None`` if it doesn't."""
    if family is not None and family not in (member.families or (OTHER,)):
        return None
    part = member.value if family is None else member.part_of(family)
    explained = ground.catalog.explain(member.model_id)
    steps: tuple[Step, ...] = ()
    rule = explained.rule or explained.reason
    if scope.attribution != OFFICIAL and not explained.official:
        steps = ground.counting.lineage.why(member.model_id, family)
        rule = "declared lineage" if steps else rule
    return CountedModel(member.model_id, member.value, part, rule, steps)


def _formula(
    basis: Basis, found: FamilySum, share: Share | None, sums: tuple[FamilySum, ...]
) -> str:
    """How a number was made, with its numbers."""
    name = measure_name(basis.measure)
    period = f" {period_name(basis.period)}" if basis.period else f" at {words.moment(basis.as_of)}"
    if share is None:
        return (
            f"{name} of all {found.models:,} models of the {basis.scope} scope{period}: "
            f"{words.exact(found.value)}"
        )
    whole = total(sums)
    part = words.percent(share.share)
    if share.share is None and share.low is not None and share.high is not None:
        part = f"{words.percent(share.low)} to {words.percent(share.high)}"
    return (
        f"{found.family} {words.exact(found.value)} ÷ {basis.scope} {words.exact(whole)} = {part} "
        f"of {name}{period}"
    )


def _source(ground: Ground, basis: Basis) -> str:
    """Where the counts came from: the source polled, or the file that was brought in."""
    polls = [basis.poll] if basis.poll is not None else _polls_beside(ground, basis)
    numbers = {ground.store.recounts.import_of(seq) for seq in polls}
    for one in ground.store.lists.imports():
        if one.id in numbers:
            return f"{one.label}, imported {words.day(one.at)}, SHA-256 {one.sha256[:12]}…"
    found = ground.store.source()
    return found.label if found else ""


def _polls_beside(ground: Ground, basis: Basis) -> list[int]:
    """The polls that a file brought together with a census; none for one that was asked for."""
    return [one.seq for one in ground.store.polls() if one.as_of == basis.as_of]


def _polls(ground: Ground, basis: Basis) -> tuple[PollFacts, ...]:
    """The polls a number was read from: of a flow, those from before its start to after its end."""
    if basis.period is not None:
        days = range(basis.period.start // DAY - 2, basis.period.end // DAY + 3)
    elif basis.poll is not None:
        found = ground.store.poll_facts(basis.poll)
        return (found,) if found else ()
    else:
        return ()
    stored = set(ground.store.days())
    return tuple(
        poll
        for one in days
        if one in stored and (poll := ground.store.poll_of_day(one)) is not None
    )
