"""Rules at work: each sees a poll, and what follows is written down with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from sharewatch.core import alerts
from sharewatch.core.claims import Claim, Definition, Judged, Relation, watched_bounds
from sharewatch.core.claims import judge as judge_claim
from sharewatch.core.episodes import EventKind, Evidence, Outcome, RuleState, from_json, to_json
from sharewatch.core.intervals import Interval, beneath_cutoff
from sharewatch.core.rules import Rule
from sharewatch.core.shares import FamilySum, Measure, by_family, shares, total
from sharewatch.core.sides import Figures, Number
from sharewatch.intake.claimbook import HALF, ClaimBook

if TYPE_CHECKING:
    from sharewatch.core.catalog import Catalog
    from sharewatch.intake.tally import Kind
    from sharewatch.store.store import Writer

_HAIR = Fraction(1, 10**12)


def begin_anew(tx: Writer, catalog: Catalog, at: int) -> None:
    """After a change of the catalog: assign models again, and let every rule start as new."""
    tx.classify_again(catalog.family_of)
    rules_anew(tx, at)


def rules_anew(tx: Writer, at: int, among: Callable[[Rule], bool] = lambda _: True) -> None:
    """Let rules start as new in silence: a share of other models is no change of a share."""
    for stored in tx.rules():
        if not among(stored.rule):
            continue
        tx.redefine_rule(stored.rule, at)
        tx.save_state(stored.rule.id, to_json(alerts.redefined(state_of(stored.state))))


@dataclass(frozen=True, slots=True)
class Seen:
    """What rules are shown: a poll, or a census (``poll`` is ``None``) by its own number.

    ``as_of`` is the source's time, ``now`` the clock that messages are delivered by; none is
    before ``quiet_until``. ``covered`` is the part of all downloads that a census reached, by
    measure, ``None`` where that is not known; without it everything was reached. ``renewal`` is
    the source's renewal of its counts that is shown, where that is known.
    """

    number: int
    poll: int | None
    as_of: int
    now: int
    quiet_until: int = 0
    covered: Mapping[Measure, Fraction | None] = field(default_factory=dict)
    renewal: int | None = None


def judge(
    tx: Writer, catalog: Catalog, seen: Seen, sums: Mapping[Kind, tuple[FamilySum, ...]]
) -> tuple[tuple[Rule, EventKind], ...]:
    """Let every rule see a poll or census that counts its scope."""
    happened: list[tuple[Rule, EventKind]] = []
    claims = {one.id: one for one in ClaimBook(tx).all()}
    for stored in tx.rules():
        rule = stored.rule
        found = sums.get((rule.scope, rule.attribution, rule.measure.value))
        if found is None:
            continue
        if rule.claim:
            evidence = claim_evidence(claims.get(rule.claim), rule, seen, catalog, found)
        else:
            evidence = evidence_for(rule, seen, found)
        outcome = alerts.evaluate(rule, state_of(stored.state), evidence, seen.quiet_until)
        settle(tx, rule, outcome, seen.now, seq=seen.poll, as_of=seen.as_of, share=evidence.low)
        happened += [(rule, kind) for kind in outcome.events]
    return tuple(happened)


def evidence_for(rule: Rule, seen: Seen, sums: tuple[FamilySum, ...]) -> Evidence:
    """What the sums say of the watched share: an exact value, bounds, or nothing."""
    found = by_family(shares(sums)).get(rule.family)
    covered = seen.covered.get(rule.measure, Fraction(1))
    if found is None or found.low is None or found.high is None or covered is None:
        return Evidence(seen.number, seen.now, None, None)
    published = f"{found.value}/{total(sums)}" if found.share is not None else None
    low, high = beneath_cutoff(found.low, found.high, covered)
    return Evidence(seen.number, seen.now, low, high, published, renewal=seen.renewal)


def claim_evidence(
    claim: Claim | None, rule: Rule, seen: Seen, catalog: Catalog, sums: tuple[FamilySum, ...]
) -> Evidence:
    """What the sums say of a watched claim, as the share that stands for it."""
    covered = seen.covered.get(rule.measure, Fraction(1))
    if claim is None or covered is None:
        return Evidence(seen.number, seen.now, None, None)
    definition = Definition(rule.scope, rule.attribution, rule.measure.value)
    judged = judge_claim(claim, Figures(seen.as_of, sums, catalog.facts), definition)
    bounds = watched_bounds(_widened(judged, _beneath(sums, covered)))
    if bounds is None:
        return Evidence(seen.number, seen.now, None, None)
    low, high = (_beside_a_draw(claim.relation, end) for end in bounds)
    exact = judged.left is not None and judged.right is not None
    published = f"{judged.left}/{judged.right}" if exact else None
    return Evidence(seen.number, seen.now, low, high, published, renewal=seen.renewal)


def _beneath(sums: tuple[FamilySum, ...], covered: Fraction) -> int:
    """As many downloads as may lie beneath a census's cutoff."""
    listed = total(sums)
    return ceil(listed * (1 - covered) / covered) if listed and covered else 0


def _widened(judged: Judged, beneath: int) -> Judged:
    """A claim whose sides may each have what lies beneath a cutoff; a number has none of it."""
    right = judged.right_bounds
    if not isinstance(judged.claim.right, Number):
        right = _with_more(right, beneath)
    return replace(judged, left_bounds=_with_more(judged.left_bounds, beneath), right_bounds=right)


def _with_more(bounds: Interval | None, beneath: int) -> Interval | None:
    return bounds and Interval(bounds.low, bounds.high + beneath)


def _beside_a_draw(relation: Relation, share: Fraction) -> Fraction:
    """A rule is on at one half; a draw, where the claim is strict, lies a hair outside of that."""
    if share != HALF or relation.holds(HALF, HALF):
        return share
    return share - _HAIR if relation is Relation.MORE else share + _HAIR


def settle(
    tx: Writer,
    rule: Rule,
    outcome: Outcome,
    now: int,
    *,
    seq: int | None = None,
    as_of: int | None = None,
    share: Fraction | None = None,
) -> None:
    """Write down what an outcome asks for: state, inbox events, notices to show."""
    tx.save_state(rule.id, to_json(outcome.state))
    for kind in outcome.events:
        tx.inbox.add(
            rule,
            episode=outcome.state.episode,
            kind=kind,
            poll=seq,
            at=now if as_of is None else as_of,
            share=share,
        )
    notices = outcome.notices
    if EventKind.CLEARED in outcome.events and tx.outbox.withdraw(rule, outcome.state.episode):
        notices = ()  # nobody was told that it began
    for notice in notices:
        tx.outbox.add(rule, episode=outcome.state.episode, notice=notice, due_at=now)
    if outcome.missed:
        tx.inbox.mark_missed(rule, episode=outcome.state.episode)


def state_of(text: str | None) -> RuleState:
    """A stored rule state; a rule that was never evaluated is new."""
    return from_json(text) if text else RuleState()
