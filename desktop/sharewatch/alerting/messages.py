"""Messages: what is due outside of the window, what holds it back, what was shown or missed.

Time is the desk's clock: this machine's for the Hub, simulated for the demo.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sharewatch.core import alerts
from sharewatch.core.board import InboxEntry
from sharewatch.core.episodes import Notice, RuleState, Snooze, State, to_json
from sharewatch.intake.watching import settle, state_of
from sharewatch.store.errors import DiskFault, DiskFull

if TYPE_CHECKING:
    from sharewatch.core.quiet import QuietHours
    from sharewatch.store.outbox import DueNotice
    from sharewatch.store.rulebook import StoredRule
    from sharewatch.store.store import Store, Writer

_SNOOZE = "snooze"
Shown = tuple[int, str]
"""The number of a message that was shown, and what the desktop calls it."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Until when a snooze holds, by the desk's clock, and quiet hours, by this machine's."""

    snoozed_until: int | None = None
    quiet_until: int | None = None


def minute_here() -> int:
    """The minute of the day by this machine's clock and time zone."""
    here = datetime.now().astimezone()
    return here.hour * 60 + here.minute


class Messages:
    """Takes due notices out of the database to be shown, and keeps them there until they were."""

    def __init__(
        self,
        store: Store,
        quiet: QuietHours | None = None,
        minute: Callable[[], int] = minute_here,
    ) -> None:
        self._store = store
        self._resume_left = False
        self._quiet = quiet
        self._minute = minute

    def quiet_until(self, now: int) -> int:
        """The moment before which nothing is shown: of a snooze or of quiet hours.

        It may lie in the past, for what a snooze held back is not old when that ends; 0 is never.
        """
        pause = self._kept_snooze(now)
        left = self._quiet.left_at(self._minute()) if self._quiet else 0
        return max(pause.until if pause else 0, now + left * 60 if left else 0)

    def silence(self, now: int, here: int) -> Silence:
        """What holds messages back: ``now`` by the desk's clock, ``here`` by this machine's."""
        pause = self.snooze(now)
        left = self._quiet.left_at(self._minute()) if self._quiet else 0
        ends = here - here % 60 + left * 60 if left else None
        return Silence(pause.until if pause else None, ends)

    def resume(self, now: int) -> None:
        """After a start: what came due while nobody looked is told, or marked as missed.

        Where nothing can be written now, that is done before the first message is claimed.
        """
        if self._store.read_only:
            return
        self._resume_left = True
        with suppress(DiskFull, DiskFault):
            self._resume(now)
            self._resume_left = False

    def _resume(self, now: int) -> None:
        quiet = self.quiet_until(now)
        with self._store.write() as tx:
            for stored in tx.rules():
                outcome = alerts.resume(stored.rule, state_of(stored.state), now, quiet)
                settle(tx, stored.rule, outcome, now)
            tx.outbox.release()
            _miss_old(tx, now, quiet)

    def claim(self, now: int) -> tuple[DueNotice, ...]:
        """Take what is to be shown now; each message is shown by whoever claimed it."""
        if self._store.read_only:
            return ()
        if self._resume_left:
            self.resume(now)
        self.let_time_pass(now)
        quiet = self.quiet_until(now)
        if quiet > now or not self._store.outbox.due():
            return ()
        with self._store.write() as tx:
            _miss_old(tx, now, quiet)
            held = _snoozed_rules(tx, now)
            due = [one for one in tx.outbox.due() if _rule_of(one) not in held]
            return tuple(one for one in due if tx.outbox.claim(one.id, now))

    def note_shown(self, shown: tuple[Shown, ...], now: int) -> None:
        """These messages reached the desktop."""
        with self._store.write() as tx:
            for notice, name in shown:
                tx.outbox.mark_shown(notice, now, name)

    def give_back(self) -> None:
        """The desktop took nothing: what was claimed is due again."""
        with self._store.write() as tx:
            tx.outbox.release()

    def begin_snooze(self, now: int, length_s: int) -> None:
        """Show no message for a while; 0 ends it. What comes due is told once afterwards."""
        self._keep_snooze(Snooze(now + max(0, length_s), max(0, length_s)))

    def snooze(self, now: int) -> Snooze | None:
        """The snooze that holds; a clock set back can't stretch it beyond its length."""
        pause = self._kept_snooze(now)
        return pause if pause and now < pause.until else None

    def _kept_snooze(self, now: int) -> Snooze | None:
        """The last snooze, over or not."""
        kept = self._store.meta(_SNOOZE)
        return None if kept is None else alerts.rebased(Snooze(**json.loads(kept)), now)

    def _cut_snooze(self, now: int) -> None:
        """Keep what a clock set back has left of a snooze, or each look would cut it anew."""
        pause = self._kept_snooze(now)
        if pause is not None and json.dumps(asdict(pause)) != self._store.meta(_SNOOZE):
            self._keep_snooze(pause)

    def _keep_snooze(self, pause: Snooze) -> None:
        self._store.set_meta(_SNOOZE, json.dumps(asdict(pause)))

    def let_time_pass(self, now: int) -> None:
        """End snoozes and cooldowns that are over; most of the time nothing changes.

        What came due while the machine slept is as old as after a start.
        """
        self._cut_snooze(now)
        quiet = self.quiet_until(now)
        if not any(_changes(stored, now, quiet) for stored in self._store.rules()):
            return
        with self._store.write() as tx:
            for stored in tx.rules():
                outcome = alerts.resume(stored.rule, state_of(stored.state), now, quiet)
                settle(tx, stored.rule, outcome, now)


def _changes(stored: StoredRule, now: int, quiet: int) -> bool:
    """Whether the passing of time alone changes a rule's state."""
    before = state_of(stored.state)
    return alerts.resume(stored.rule, before, now, quiet).state != before


def _miss_old(tx: Writer, now: int, quiet: int) -> None:
    """Messages that are too old are for the inbox alone, and so is what would follow from them."""
    states = {one.rule.id: state_of(one.state) for one in tx.rules()}
    for notice in tx.outbox.due():
        state = states.get(_rule_of(notice))
        pause = state.snooze if state else None
        ready = max(notice.due_at, min(quiet, now), pause.until if pause else 0)
        if now - ready <= alerts.MISSED_AFTER_S:
            continue
        tx.outbox.mark_missed(notice.id)
        if state and notice.notice is Notice.FIRED and _is_of(notice, state):
            tx.save_state(_rule_of(notice), to_json(alerts.untold(state)))


def _is_of(notice: DueNotice, state: RuleState) -> bool:
    """Whether a message is about the episode that its rule is in."""
    entry = notice.entry
    lasts = state.state in (State.FIRING, State.CLEARING)
    return lasts and isinstance(entry, InboxEntry) and entry.episode == state.episode


def _snoozed_rules(tx: Writer, now: int) -> frozenset[int]:
    """The rules of which nothing is said now."""
    pauses = {one.rule.id: state_of(one.state).snooze for one in tx.rules()}
    return frozenset(rule for rule, pause in pauses.items() if pause and now < pause.until)


def _rule_of(notice: DueNotice) -> int:
    """The rule that a message is about; 0 for an outage."""
    return notice.entry.rule.id if isinstance(notice.entry, InboxEntry) else 0
