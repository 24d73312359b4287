"""The desk: one open database with its source and catalog, and everything one does with them.

Both faces work at a desk: the command line directly, the window through its poll thread. It
belongs to the thread that opened it.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sharewatch.boards import read_board, read_models, rule_lines
from sharewatch.core import alerts
from sharewatch.core.board import Board, FamilyModels, PollFacts, RuleLine, Source, SourceKind
from sharewatch.core.episodes import RuleState, to_json
from sharewatch.core.rules import Rule, RuleError
from sharewatch.core.schedule import Attempts, NotPolledError, stale_after
from sharewatch.core.schedule import next_due as due_after
from sharewatch.core.snapshot import Progress
from sharewatch.hub.errors import Cancelled, HubError
from sharewatch.poll import Hub, Recorded, enter, settle, state_of, sweep, unheard
from sharewatch.store.exporter import export_shares

if TYPE_CHECKING:
    from sharewatch.core.catalog import Catalog
    from sharewatch.store.alerts_log import DueNotice
    from sharewatch.store.rulebook import StoredRule
    from sharewatch.store.store import Store

_ATTEMPTS = "attempts"
_PROBLEM = "problem"
_SNOOZED = "snoozed_until"


_WHY_NOT = {
    SourceKind.REPLAY: "{label} is a recorded series; there is nothing to poll.",
    SourceKind.HUB: "{label} is asked only once you have agreed to it.",
    SourceKind.DEMO: "The demo was opened for looking only.",
}


class Desk:
    """One open database at work. ``clock`` is the source's time in UTC seconds."""

    def __init__(
        self,
        store: Store,
        read_catalog: Callable[[], Catalog],
        source: Source,
        hub: Hub | None,
        *,
        interval_s: int,
        jitter_s: int = 0,
        stale_after_s: int | None = None,
        clock: Callable[[], float] = time.time,
        owned: ExitStack | None = None,
    ) -> None:
        self.store = store
        self.catalog = read_catalog()
        self._read_catalog = read_catalog
        self.source = source
        self._hub = hub
        self._interval_s = interval_s
        self._jitter_s = jitter_s
        self._stale_after_s = stale_after_s or stale_after(interval_s)
        self._clock = clock
        self._owned = owned or ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and whatever was opened for this desk."""
        self._owned.close()

    # -- looking -------------------------------------------------------------------------

    def board(self) -> Board:
        """Everything there is to show."""
        now = int(self._clock())
        return read_board(
            self.store,
            self.catalog,
            source=self.source,
            source_now=now,
            made_at=int(time.time()),
            stale_after_s=self._stale_after_s,
            next_poll_at=self._due_at(),
            problem=self.store.meta(_PROBLEM) or None,
            snoozed_until=self._snoozed_until(now),
        )

    def models(self, family: str) -> FamilyModels | None:
        """The models of one family at the poll that is shown."""
        shown = self.store.latest_poll(complete_only=True)
        facts = {one.name: one for one in self.catalog.facts}.get(family)
        return read_models(self.store, facts, shown) if shown and facts else None

    def rules(self) -> tuple[RuleLine, ...]:
        """All rules and where they stand."""
        return rule_lines(self.store)

    def polls(self, *, every: bool, day: int | None) -> tuple[PollFacts, ...]:
        """Every poll, the last one of a UTC day (in days since 1970), or just the latest."""
        if every:
            return self.store.polls()
        found = self.store.latest_poll() if day is None else self.store.poll_of_day(day)
        return (found,) if found else ()

    def export(self, path: Path) -> int:
        """Write all daily shares to a file; returns the number of rows."""
        return export_shares(self.store, path)

    # -- polling -------------------------------------------------------------------------

    def poll(self, stop: Event, between: Callable[[Progress], None] = unheard) -> Recorded:
        """Poll once and store it; a failure is remembered for the schedule and raised."""
        if self._hub is None:
            raise NotPolledError(_WHY_NOT[self.source.kind].format(label=self.source.label))
        self.catalog = self._read_catalog()  # the user may have edited it
        try:
            swept = sweep(self._hub, self.catalog, stop=stop, between=between)
        except Cancelled:
            raise
        except HubError as why:
            self._remember_failure(why)
            raise
        with self.store.write() as tx:
            self.store.bind_source(self.source)
            recorded = enter(tx, self.catalog, swept)
            self._remember(Attempts(stored_at=int(time.time())), "")
        return recorded

    def next_due(self) -> float | None:
        """How long until a poll is due on this machine's clock; ``None`` if none ever is."""
        due = self._due_at()
        return None if due is None else max(0.0, due - time.time())

    def postpone(self) -> None:
        """The user called a poll off: the next one is due an interval from now."""
        self._remember(Attempts(stored_at=int(time.time())), self.store.meta(_PROBLEM) or "")

    def _due_at(self) -> int | None:
        if self._hub is None:
            return None
        return due_after(self._attempts(), self._interval_s, self._jitter_s, int(time.time()))

    def _attempts(self) -> Attempts:
        stored = self.store.meta(_ATTEMPTS)
        return Attempts(**json.loads(stored)) if stored else Attempts()

    def _remember_failure(self, why: HubError) -> None:
        now = time.time()
        before = self._attempts()
        failed = Attempts(
            before.stored_at,
            before.failures + 1,
            failed_at=math.ceil(now),
            not_before=math.ceil(now + why.retry_in),
        )
        self._remember(failed, str(why))

    def _remember(self, attempts: Attempts, problem: str) -> None:
        self.store.set_meta(_ATTEMPTS, json.dumps(asdict(attempts)))
        self.store.set_meta(_PROBLEM, problem)

    # -- rules and alerts ----------------------------------------------------------------

    def save_rule(self, rule: Rule) -> Rule:
        """Add a rule (its id is 0) or replace one; raises ``RuleError`` for a strange family."""
        if rule.family not in {one.name for one in self.catalog.facts}:
            known = ", ".join(one.name for one in self.catalog.facts)
            raise RuleError(f"family: {rule.family!r} is not in the catalog; it has {known}")
        at = int(self._clock())
        with self.store.write() as tx:
            stored = tx.redefine_rule(rule, at) if rule.id else tx.add_rule(rule, at)
            if left := self._snoozed_until(at):
                tx.save_state(stored.id, to_json(alerts.snooze(RuleState(), at, left - at)))
        return stored

    def remove_rule(self, rule_id: int) -> None:
        """Stop watching; the inbox keeps what the rule has said. Raises ``NoSuchRule``."""
        self.store.remove_rule(rule_id, int(self._clock()))

    def mark_read(self, entries: tuple[int, ...]) -> None:
        """These inbox entries were looked at."""
        self.store.mark_read(entries)

    def snooze(self, length_s: int) -> None:
        """Show no message for a while; 0 ends it. What comes due is told once afterwards."""
        now = int(self._clock())
        with self.store.write() as tx:
            for stored in tx.rules():
                state = alerts.snooze(state_of(stored.state), now, length_s)
                tx.save_state(stored.rule.id, to_json(state))
            tx.set_meta(_SNOOZED, str(now + length_s))

    def _snoozed_until(self, now: int) -> int | None:
        until = int(self.store.meta(_SNOOZED) or 0)
        return until if until > now else None

    def resume(self) -> None:
        """After a start: what came due while nobody looked is told, or marked as missed."""
        now = int(self._clock())
        with self.store.write() as tx:
            for stored in tx.rules():
                outcome = alerts.resume(stored.rule, state_of(stored.state), now)
                settle(tx, stored.rule, outcome, now)
        self.store.release_claims()
        for notice in self.store.due_notices(now):
            if now - notice.due_at > alerts.MISSED_AFTER_S:
                self.store.mark_missed(notice.id)

    def claim_notices(self) -> tuple[DueNotice, ...]:
        """Take the messages to show now; each is shown by whoever claimed it."""
        now = int(self._clock())
        self._let_time_pass(now)
        due = self.store.due_notices(now)
        return tuple(one for one in due if self.store.claim(one.id, now))

    def notices_shown(self, notices: tuple[int, ...]) -> None:
        """These messages reached the desktop."""
        now = int(self._clock())
        for notice in notices:
            self.store.mark_shown(notice, now)

    def _let_time_pass(self, now: int) -> None:
        """End snoozes and cooldowns that are over; most of the time nothing changes."""
        if not any(_changes(stored, now) for stored in self.store.rules()):
            return
        with self.store.write() as tx:
            for stored in tx.rules():
                settle(tx, stored.rule, alerts.tick(stored.rule, state_of(stored.state), now), now)


def _changes(stored: StoredRule, now: int) -> bool:
    """Whether the passing of time alone changes a rule's state."""
    before = state_of(stored.state)
    return alerts.tick(stored.rule, before, now).state != before
