"""The outbox: what is still to be told outside of the window. Claim, show, mark.

A message is about an inbox entry or about an outage. The desktop marks what it showed; other
channels read along, each from a place of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from sharewatch.core.board import InboxEntry
from sharewatch.core.episodes import EventKind, Notice
from sharewatch.core.health import HealthEntry
from sharewatch.core.rules import Rule
from sharewatch.store.connection import Connection, Row
from sharewatch.store.health_log import OUTAGE, outage_of
from sharewatch.store.inbox import ENTRY, EVENTS, entry_of


@dataclass(frozen=True, slots=True)
class DueNotice:
    """A message to show. ``shown_as`` is what the desktop called the last one of its rule.

    ``notice`` is ``HEALTH`` where the entry is an outage. Moments are by the desk's clock.
    """

    id: int
    notice: Notice
    due_at: int
    entry: InboxEntry | HealthEntry
    shown_as: str = ""


_MESSAGE = "o.id, o.notice, o.due_at"
_OF_ALERTS = f"FROM {EVENTS} JOIN outbox o ON o.event = e.id"
_OF_HEALTH = "FROM health h JOIN outbox o ON o.health = h.id"
_LAST_SHOWN = (
    "(SELECT p.shown_as FROM outbox p JOIN event f ON f.id = p.event "
    "WHERE f.rule = e.rule AND p.shown_as IS NOT NULL ORDER BY p.id DESC LIMIT 1)"
)


class Outbox:
    """Messages are written, claimed and marked inside of a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, rule: Rule, *, episode: int, notice: str, due_at: int) -> None:
        """Ask for a message about an episode's entry; a repeat speaks of ``FIRED``."""
        about = EventKind.CLEARED if notice == EventKind.CLEARED else EventKind.FIRED
        self._connection.change(
            "INSERT INTO outbox (event, notice, due_at) SELECT id, ?, ? FROM event "
            "WHERE rule = ? AND version = ? AND episode = ? AND kind = ?",
            (notice, due_at, rule.id, rule.version, episode, about),
        )

    def add_outage(self, health: int, due_at: int) -> None:
        """Ask for a message about an outage."""
        self._connection.change(
            "INSERT INTO outbox (health, notice, due_at) VALUES (?, 'HEALTH', ?)",
            (health, due_at),
        )

    def due(self) -> tuple[DueNotice, ...]:
        """What is to be shown and nobody has claimed, oldest first."""
        return self._where("o.state = 'due'")

    def behind(self, place: int, limit: int = 100) -> tuple[DueNotice, ...]:
        """What was asked for behind a place and not taken back, in its order, for a channel."""
        found = self._where("o.id > ? AND o.state <> 'cancelled'", (place,))
        return tuple(sorted(found, key=lambda one: one.id)[:limit])

    def end(self) -> int:
        """The place behind the last message."""
        return self._connection.number("SELECT COALESCE(MAX(id), 0) FROM outbox")

    def claim(self, notice_id: int, now: int) -> bool:
        """Take a notice to show it; ``False`` if it is no longer due."""
        taken = self._connection.change(
            "UPDATE outbox SET state = 'claimed', claimed_at = ? WHERE id = ? AND state = 'due'",
            (now, notice_id),
        )
        return taken.rowcount == 1

    def release(self) -> int:
        """Make due again what was claimed and never shown, as after a crash; returns how many."""
        return self._connection.change(
            "UPDATE outbox SET state = 'due', claimed_at = NULL WHERE state = 'claimed'"
        ).rowcount

    def mark_shown(self, notice_id: int, now: int, shown_as: str = "") -> None:
        """Note that a claimed notice was shown, and what the desktop calls it."""
        self._connection.change(
            "UPDATE outbox SET state = 'shown', shown_at = ?, shown_as = ? "
            "WHERE id = ? AND state = 'claimed'",
            (now, shown_as or None, notice_id),
        )

    def mark_missed(self, notice_id: int) -> None:
        """Note that a notice is too old to be shown; its inbox entry says so."""
        missed = self._connection.change(
            "UPDATE outbox SET state = 'missed' WHERE id = ? AND state IN ('due', 'claimed')",
            (notice_id,),
        )
        if missed.rowcount:
            self._connection.change(
                "UPDATE event SET missed = 1 WHERE id = (SELECT event FROM outbox WHERE id = ?)",
                (notice_id,),
            )

    def cancel_repeats(self, rule: int) -> None:
        """Of an alert that was acknowledged nothing is told again."""
        self._connection.change(
            "UPDATE outbox SET state = 'cancelled' WHERE state = 'due' AND notice = 'REPEAT' "
            "AND event IN (SELECT id FROM event WHERE rule = ?)",
            (rule,),
        )

    def withdraw(self, rule: Rule, episode: int) -> bool:
        """Take back what of an episode nobody has claimed; whether its beginning was among it."""
        of_episode = (
            "state = 'due' AND event IN (SELECT id FROM event "
            "WHERE rule = ? AND version = ? AND episode = ?)"
        )
        whose = (rule.id, rule.version, episode)
        untold = self._connection.number(
            f"SELECT COUNT(*) FROM outbox WHERE notice = 'FIRED' AND {of_episode}", whose
        )
        self._connection.change(f"UPDATE outbox SET state = 'cancelled' WHERE {of_episode}", whose)
        return bool(untold)

    def cancel_outage(self, health: int) -> None:
        """An outage that is over needs no message any more."""
        self._connection.change(
            "UPDATE outbox SET state = 'cancelled' WHERE state IN ('due', 'claimed') "
            "AND health = ?",
            (health,),
        )

    def _where(self, condition: str, values: tuple[int, ...] = ()) -> tuple[DueNotice, ...]:
        alerts = self._connection.all(
            f"SELECT {_MESSAGE}, {_LAST_SHOWN}, {ENTRY} {_OF_ALERTS} WHERE {condition}", values
        )
        outages = self._connection.all(
            f"SELECT {_MESSAGE}, NULL, {OUTAGE} {_OF_HEALTH} WHERE {condition}", values
        )
        found = [_notice(row, entry_of(row[4:])) for row in alerts]
        found += [_notice(row, outage_of(row[4:])) for row in outages]
        return tuple(sorted(found, key=lambda one: (one.due_at, one.id)))


def _notice(row: Row, entry: InboxEntry | HealthEntry) -> DueNotice:
    return DueNotice(row[0], Notice(row[1]), row[2], entry, row[3] or "")
