"""The inbox and the outbox: what happened, exactly once, and what is still to be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sharewatch.core.board import InboxEntry
from sharewatch.core.episodes import EventKind, Notice
from sharewatch.core.rules import Rule
from sharewatch.store.connection import Connection, Row
from sharewatch.store.rulebook import COLUMNS, rule_of


@dataclass(frozen=True, slots=True)
class DueNotice:
    """A message to show on the desktop about an inbox entry."""

    id: int
    notice: Notice
    due_at: int
    entry: InboxEntry


_ENTRY = "e.id, e.kind, e.episode, e.at, e.share_num, e.share_den, e.unread, e.missed"
_EVENTS = "event e JOIN rule_version v ON v.rule = e.rule AND v.version = e.version"


def add_event(
    connection: Connection,
    rule: Rule,
    *,
    episode: int,
    kind: str,
    poll: int | None,
    at: int,
    share: Fraction | None,
) -> int | None:
    """Put an entry into the inbox; ``None`` if this very one is there already."""
    added = connection.change(
        "INSERT INTO event (rule, version, episode, kind, poll, at, share_num, share_den) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (rule, version, episode, kind) DO NOTHING",
        (
            rule.id,
            rule.version,
            episode,
            kind,
            poll,
            at,
            share.numerator if share is not None else None,
            share.denominator if share is not None else None,
        ),
    )
    return added.lastrowid if added.rowcount else None


def add_notice(
    connection: Connection, rule: Rule, *, episode: int, notice: str, due_at: int
) -> None:
    """Ask for a desktop message about an episode's entry; a repeat speaks of ``FIRED``."""
    connection.change(
        "INSERT INTO outbox (event, notice, due_at) SELECT id, ?, ? FROM event "
        "WHERE rule = ? AND version = ? AND episode = ? AND kind = ?",
        (notice, due_at, rule.id, rule.version, episode, _entry_kind(notice)),
    )


def mark_event_missed(connection: Connection, rule: Rule, episode: int) -> None:
    """An episode was noticed too late to tell: it stands in the inbox only, as missed."""
    of_episode = "rule = ? AND version = ? AND episode = ? AND kind = 'FIRED'"
    whose = (rule.id, rule.version, episode)
    connection.change(f"UPDATE event SET missed = 1 WHERE {of_episode}", whose)
    connection.change(
        "UPDATE outbox SET state = 'missed' WHERE state IN ('due', 'claimed') "
        f"AND event IN (SELECT id FROM event WHERE {of_episode})",
        whose,
    )


def inbox(connection: Connection, limit: int) -> tuple[InboxEntry, ...]:
    """The newest entries, newest first."""
    rows = connection.all(
        f"SELECT {_ENTRY}, {COLUMNS} FROM {_EVENTS} ORDER BY e.id DESC LIMIT ?", (limit,)
    )
    return tuple(_entry(row) for row in rows)


def mark_read(connection: Connection, ids: Iterable[int]) -> None:
    """Note that entries were looked at."""
    connection.change_many(
        "UPDATE event SET unread = 0 WHERE id = ? AND unread", [(entry,) for entry in ids]
    )


def due_notices(connection: Connection) -> tuple[DueNotice, ...]:
    """What is to be shown and nobody has claimed, oldest first."""
    rows = connection.all(
        f"SELECT o.id, o.notice, o.due_at, {_ENTRY}, {COLUMNS} "
        f"FROM {_EVENTS} JOIN outbox o ON o.event = e.id "
        "WHERE o.state = 'due' ORDER BY o.due_at, o.id"
    )
    return tuple(DueNotice(row[0], Notice(row[1]), row[2], _entry(row[3:])) for row in rows)


def claim(connection: Connection, notice_id: int, now: int) -> bool:
    """Take a notice to show it; ``False`` if it is no longer due."""
    taken = connection.change(
        "UPDATE outbox SET state = 'claimed', claimed_at = ? WHERE id = ? AND state = 'due'",
        (now, notice_id),
    )
    return taken.rowcount == 1


def release_claims(connection: Connection) -> int:
    """Make due again what was claimed and never shown, as after a crash; returns how many."""
    return connection.change(
        "UPDATE outbox SET state = 'due', claimed_at = NULL WHERE state = 'claimed'"
    ).rowcount


def mark_shown(connection: Connection, notice_id: int, now: int) -> None:
    """Note that a claimed notice was shown."""
    connection.change(
        "UPDATE outbox SET state = 'shown', shown_at = ? WHERE id = ? AND state = 'claimed'",
        (now, notice_id),
    )


def mark_missed(connection: Connection, notice_id: int) -> None:
    """Note that a notice is too old to be shown; its entry says so."""
    missed = connection.change(
        "UPDATE outbox SET state = 'missed' WHERE id = ? AND state IN ('due', 'claimed')",
        (notice_id,),
    )
    if missed.rowcount:
        connection.change(
            "UPDATE event SET missed = 1 WHERE id = (SELECT event FROM outbox WHERE id = ?)",
            (notice_id,),
        )


def _entry_kind(notice: str) -> str:
    return EventKind.CLEARED if notice == EventKind.CLEARED else EventKind.FIRED


def _entry(row: Row) -> InboxEntry:
    id_, kind, episode, at, numerator, denominator, unread, missed, *definition = row
    rule = rule_of(tuple(definition))
    return InboxEntry(
        id=id_,
        kind=EventKind(kind),
        episode=episode,
        rule=rule,
        family=rule.family,
        as_of=at,
        share=None if numerator is None else Fraction(numerator, denominator),
        unread=bool(unread),
        missed=bool(missed),
    )
