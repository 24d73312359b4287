"""Alerting: what people do with rules and alerts, at one open database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from sharewatch.core import alerts, words
from sharewatch.core.episodes import EventKind, RuleState, State, to_json
from sharewatch.core.rules import RuleError, demand_clearable
from sharewatch.intake.counting import Counting
from sharewatch.intake.watching import state_of
from sharewatch.store.errors import NoSuchRule

if TYPE_CHECKING:
    from sharewatch.alerting.messages import Messages
    from sharewatch.core.board import InboxEntry
    from sharewatch.core.catalog import Catalog
    from sharewatch.core.rules import Rule
    from sharewatch.store.store import Store


class Alerting:
    """Rules and the inbox. ``catalog`` gives the present one, ``now`` the desk's clock."""

    def __init__(
        self,
        store: Store,
        messages: Messages,
        catalog: Callable[[], Catalog],
        now: Callable[[], int],
    ) -> None:
        self.messages = messages
        self._store = store
        self._catalog = catalog
        self._now = now

    def checked(self, rule: Rule) -> Rule:
        """A rule with scope and family as they are spelled; raises ``RuleError``, ``ScopeError``.

        A claim is its own family, and is not looked up.
        """
        if not rule.claim:
            scope = Counting(self._catalog(), self._store).scope(rule.scope, rule.attribution)
            rule = replace(rule, family=scope.family(rule.family), scope=scope.name)
        demand_clearable(rule)
        if rule.expires_at is not None and rule.expires_at <= self._now():
            raise RuleError(f"expires_at: {words.moment(rule.expires_at)} is over already")
        return rule

    def save_rule(self, rule: Rule) -> Rule:
        """Add a rule (its id is 0) or replace one; raises ``RuleError``, ``ScopeError``."""
        rule = self.checked(rule)
        now = self._now()
        with self._store.write() as tx:
            if not rule.id:
                return tx.add_rule(rule, now)
            before = {one.rule.id: state_of(one.state) for one in tx.rules()}
            stored = tx.redefine_rule(rule, now)
            tx.save_state(stored.id, to_json(alerts.redefined(before.get(rule.id, RuleState()))))
        return stored

    def remove_rule(self, rule_id: int) -> None:
        """Stop watching; the inbox keeps what the rule has said. Raises ``NoSuchRule``."""
        self._store.remove_rule(rule_id, self._now())

    def snooze_rule(self, rule_id: int, length_s: int) -> None:
        """Say nothing of one rule for a while; 0 ends that. Raises ``NoSuchRule``."""
        with self._store.write() as tx:
            stored = next((one for one in tx.rules() if one.rule.id == rule_id), None)
            if stored is None:
                raise NoSuchRule(f"There is no rule {rule_id}.")
            paused = alerts.snooze(state_of(stored.state), self._now(), length_s)
            tx.save_state(rule_id, to_json(paused))

    def acknowledge(self, entries: tuple[int, ...]) -> int:
        """No repeats of these alerts until their rules clear; they count as read too.

        Returns how many of their rules that concerns; what is over is not repeated anyway.
        """
        lasting = 0
        with self._store.write() as tx:
            told = tx.inbox.among(entries)
            tx.inbox.mark_read(entries)
            for stored in tx.rules():
                state = state_of(stored.state)
                if any(_lasts(one, stored.rule, state) for one in told):
                    tx.save_state(stored.rule.id, to_json(alerts.acknowledge(state)))
                    tx.outbox.cancel_repeats(stored.rule.id)
                    lasting += 1
        return lasting

    def mark_read(self, entries: tuple[int, ...]) -> None:
        """These inbox entries were looked at."""
        with self._store.write() as tx:
            tx.inbox.mark_read(entries)

    def mark_read_up_to(self, newest: int) -> None:
        """An inbox entry and all before it were looked at."""
        with self._store.write() as tx:
            tx.inbox.mark_read_up_to(newest)

    def snooze(self, length_s: int) -> None:
        """Show no message at all for a while; 0 ends it."""
        self.messages.begin_snooze(self._now(), length_s)


def _lasts(entry: InboxEntry, rule: Rule, state: RuleState) -> bool:
    """Whether an entry is of the episode that a rule is in."""
    same = (entry.rule.id, entry.rule.version) == (rule.id, rule.version)
    episode = entry.episode == state.episode and entry.kind is not EventKind.CLEARED
    return same and episode and state.state in (State.FIRING, State.CLEARING)
