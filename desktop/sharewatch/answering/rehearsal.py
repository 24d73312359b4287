"""What a rule would have said of the past, had it watched; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from sharewatch.core.answers import Rehearsed
from sharewatch.core.questions import RehearsalOf, View
from sharewatch.core.rehearsal import rehearse
from sharewatch.core.shares import Measure
from sharewatch.intake.claimbook import ClaimBook
from sharewatch.intake.watching import Seen, claim_evidence, evidence_for

if TYPE_CHECKING:
    from sharewatch.answering.ground import Ground
    from sharewatch.core.episodes import Evidence
    from sharewatch.core.rules import Rule
    from sharewatch.core.scopes import Scope
    from sharewatch.store.census import Census


def rehearsal_of(ground: Ground, question: RehearsalOf) -> Rehearsed:
    """Let a rule see every day there is as if it had just come, those of imports too."""
    rule = question.rule
    scope = ground.scope(View(rule.measure, rule.scope, rule.attribution))
    if not rule.claim:
        rule = replace(rule, family=ground.family(scope, rule.family))
    rule = replace(rule, scope=scope.name)
    past = _evidence(ground, scope, rule)
    return Rehearsed(question, rehearse(rule, past), by_census=not ground.by_polls(scope))


def _evidence(ground: Ground, scope: Scope, rule: Rule) -> Iterator[Evidence]:
    """What each day says to the rule, in rising time and numbered so."""
    claim = next((one for one in ClaimBook(ground.store).all() if one.id == rule.claim), None)
    for seen, sums in ground.past(scope, rule.measure, lambda: _moments(ground, scope)):
        if rule.claim:
            yield claim_evidence(claim, rule, seen, ground.catalog, sums)
        else:
            yield evidence_for(rule, seen, sums)


def _moments(ground: Ground, scope: Scope) -> Iterator[tuple[int, Seen]]:
    """The record that stands for each day, by its own number and as a rule is shown it."""
    if ground.by_polls(scope):
        for place, day in enumerate(ground.store.daily_polls(), 1):
            yield day.seq, Seen(place, day.seq, day.as_of, day.as_of)
        return
    for place, census in enumerate(ground.censuses(scope), 1):
        yield (
            census.id,
            Seen(place, None, census.as_of, census.as_of, covered=_covered(census)),
        )


def _covered(census: Census) -> dict[Measure, Fraction | None]:
    """The part of all downloads a census reached; of a count it was not cut by nobody knows."""
    if census.cutoff == 0:
        return {}
    return {Measure.D30: census.covered, Measure.ALL_TIME: None}
