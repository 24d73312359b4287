"""Where every rule stands: its state, what holds its messages back, and the share it watches."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, partial
from typing import TYPE_CHECKING

from sharewatch.core.board import RuleLine
from sharewatch.core.shares import HUB, OFFICIAL, TEXT, FamilySum, by_family, shares
from sharewatch.intake.watching import state_of

if TYPE_CHECKING:
    from sharewatch.core.rules import Rule
    from sharewatch.store.rulebook import StoredRule
    from sharewatch.store.store import Store

Kind = tuple[str, str, str]
"""A measure, a scope and an attribution."""


def rule_lines(store: Store, now: int) -> tuple[RuleLine, ...]:
    """All rules and where they stand at a moment of the desk's clock."""
    crossed = store.inbox.last_fired()
    sums_of = cache(partial(_present_sums, store))
    return tuple(
        _line(one, now, crossed.get(one.rule.id), _share(one.rule, sums_of))
        for one in store.rules()
    )


def _line(stored: StoredRule, now: int, crossed_at: int | None, share: Fraction | None) -> RuleLine:
    state = state_of(stored.state)
    snoozed = state.snooze.until if state.snooze and now < state.snooze.until else None
    return RuleLine(
        stored.rule,
        state.state,
        state.episode,
        state.acknowledged,
        snoozed,
        crossed_at,
        share,
    )


def _share(rule: Rule, sums_of: Callable[[Kind], tuple[FamilySum, ...]]) -> Fraction | None:
    if rule.claim:
        return None
    kind = (rule.measure.value, rule.scope, rule.attribution)
    found = by_family(shares(sums_of(kind))).get(rule.family)
    return found.share if found else None


def _present_sums(store: Store, kind: Kind) -> tuple[FamilySum, ...]:
    """The sums of the last complete poll, or of the last census where polls don't see all."""
    _, scope, attribution = kind
    if attribution == OFFICIAL and scope not in (TEXT, HUB):
        shown = store.latest_poll(complete_only=True)
        return store.sums(shown.seq, *kind) if shown else ()
    found = (store.censuses.sums(one.id, *kind) for one in reversed(store.censuses.whole()))
    return next((sums for sums in found if sums), ())
