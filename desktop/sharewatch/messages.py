"""Messages to the desktop: what is due, what a snooze holds, what was shown or missed.

Time is the source's clock, as the desk has it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sharewatch.core import alerts
from sharewatch.core.episodes import EventKind, RuleState, Snooze, State, to_json
from sharewatch.watching import settle, state_of

if TYPE_CHECKING:
    from sharewatch.core.rules import Rule
    from sharewatch.store.alerts_log import DueNotice
    from sharewatch.store.rulebook import StoredRule
    from sharewatch.store.store import Store, Writer

_SNOOZE = "snooze"


class Messages:
    """Takes due notices out of the database to be shown, and keeps them there until they were."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def resume(self, now: int) -> None:
        """After a start: what came due while nobody looked is told, or marked as missed."""
        with self._store.write() as tx:
            for stored in tx.rules():
                outcome = alerts.resume(stored.rule, state_of(stored.state), now)
                settle(tx, stored.rule, outcome, now)
        self._store.release_claims()
        for notice in self._store.due_notices():
            if now - notice.due_at > alerts.MISSED_AFTER_S:
                self._store.mark_missed(notice.id)

    def claim(self, now: int) -> tuple[DueNotice, ...]:
        """Take what is to be shown now; each message is shown by whoever claimed it."""
        if self.snooze(now):
            return ()
        self._let_time_pass(now)
        return tuple(one for one in self._store.due_notices() if self._store.claim(one.id, now))

    def note_shown(self, notices: tuple[int, ...], now: int) -> None:
        """These messages reached the desktop."""
        for notice in notices:
            self._store.mark_shown(notice, now)

    def give_back(self) -> None:
        """The desktop took nothing: what was claimed is due again."""
        self._store.release_claims()

    def begin_snooze(self, now: int, length_s: int) -> None:
        """Show no message for a while; 0 ends it. What comes due is told once afterwards."""
        with self._store.write() as tx:
            for stored in tx.rules():
                state = alerts.snooze(state_of(stored.state), now, length_s)
                tx.save_state(stored.rule.id, to_json(state))
            pause = {"until": now + length_s, "length": length_s} if length_s > 0 else None
            tx.set_meta(_SNOOZE, json.dumps(pause) if pause else None)

    def snooze(self, now: int) -> Snooze | None:
        """The snooze that holds; a clock set back can't stretch it beyond its length."""
        kept = self._store.meta(_SNOOZE)
        if kept is None:
            return None
        pause = Snooze(**json.loads(kept))
        until = min(pause.until, now + pause.length)
        return Snooze(until, pause.length) if now < until else None

    def begin_rule(self, tx: Writer, rule: Rule, now: int) -> None:
        """A new rule is as quiet as the others."""
        pause = self.snooze(now)
        if pause:
            tx.save_state(rule.id, to_json(RuleState(snooze=pause)))

    def note_read(self, entries: tuple[int, ...]) -> None:
        """These inbox entries were looked at; a rule that still fires is not repeated for that."""
        read = {one.id: one for one in self._store.inbox() if one.id in set(entries)}
        with self._store.write() as tx:
            self._store.mark_read(entries)
            for stored in tx.rules():
                state = state_of(stored.state)
                if any(
                    entry.kind is EventKind.FIRED
                    and (entry.rule.id, entry.rule.version, entry.episode)
                    == (stored.rule.id, stored.rule.version, state.episode)
                    for entry in read.values()
                ) and state.state in (State.FIRING, State.CLEARING):
                    tx.save_state(stored.rule.id, to_json(alerts.acknowledge(state)))

    def _let_time_pass(self, now: int) -> None:
        """End snoozes and cooldowns that are over; most of the time nothing changes."""
        if not any(_changes(stored, now) for stored in self._store.rules()):
            return
        with self._store.write() as tx:
            for stored in tx.rules():
                settle(tx, stored.rule, alerts.tick(stored.rule, state_of(stored.state), now), now)


def _changes(stored: StoredRule, now: int) -> bool:
    """Whether the passing of time alone changes a rule's state."""
    before = state_of(stored.state)
    return alerts.tick(stored.rule, before, now).state != before
