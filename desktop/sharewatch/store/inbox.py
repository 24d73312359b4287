"""The inbox: what happened to rules, each thing exactly once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction

from sharewatch.core.board import InboxEntry
from sharewatch.core.episodes import EventKind
from sharewatch.core.rules import Rule
from sharewatch.store.connection import Connection, Row
from sharewatch.store.rulebook import COLUMNS, rule_of

NEWEST = 500
"""As many entries as a board has."""
_CANCELLED = (
    "(SELECT count(*) > 0 AND sum(m.state <> 'cancelled') = 0 FROM outbox m WHERE m.event = e.id)"
)
ENTRY = (
    "e.id, e.kind, e.episode, e.at, e.share_num, e.share_den, e.unread, e.missed, "
    f"{_CANCELLED}, {COLUMNS}"
)
"""The columns that ``entry_of`` reads, in its order, of ``EVENTS``."""
EVENTS = "event e JOIN rule_version v ON v.rule = e.rule AND v.version = e.version"


class Inbox:
    """Entries are written inside of a transaction, and never taken back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self, limit: int = NEWEST) -> tuple[InboxEntry, ...]:
        """The newest entries, newest first; all of them for a limit of -1."""
        rows = self._connection.all(
            f"SELECT {ENTRY} FROM {EVENTS} ORDER BY e.id DESC LIMIT ?", (limit,)
        )
        return tuple(entry_of(row) for row in rows)

    def among(self, ids: Iterable[int]) -> tuple[InboxEntry, ...]:
        """These entries, however old, newest first."""
        rows = self._connection.all(
            f"SELECT {ENTRY} FROM {EVENTS} WHERE e.id IN (SELECT value FROM json_each(?)) "
            "ORDER BY e.id DESC",
            (json.dumps(list(ids)),),
        )
        return tuple(entry_of(row) for row in rows)

    def unread_before(self, entry: int) -> int:
        """How many entries older than one were not looked at."""
        return self._connection.number(
            "SELECT count(*) FROM event WHERE unread AND id < ?", (entry,)
        )

    def last_fired(self) -> dict[int, int]:
        """When each rule last crossed as it is written now, by its id, at the source's time."""
        rows = self._connection.all(
            "SELECT e.rule, max(e.at) FROM event e JOIN rule r ON r.id = e.rule "
            "JOIN rule_version v ON v.rule = e.rule AND v.version = e.version "
            "JOIN rule_version n ON n.rule = r.id AND n.version = r.version "
            "WHERE e.kind = 'FIRED' AND (v.family, v.measure, v.direction, v.threshold, v.scope, "
            "v.attribution, v.claim) = (n.family, n.measure, n.direction, n.threshold, n.scope, "
            "n.attribution, n.claim) GROUP BY e.rule"
        )
        return dict(rows)

    def add(
        self,
        rule: Rule,
        *,
        episode: int,
        kind: str,
        poll: int | None,
        at: int,
        share: Fraction | None,
    ) -> int | None:
        """Put an entry into the inbox, ``at`` the source's time.

        Returns its id, or ``None`` if the inbox has this rule version's kind and episode already.
        """
        added = self._connection.change(
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

    def mark_read(self, ids: Iterable[int]) -> None:
        """Note that entries were looked at."""
        self._connection.change_many(
            "UPDATE event SET unread = 0 WHERE id = ? AND unread", [(entry,) for entry in ids]
        )

    def mark_read_up_to(self, newest: int) -> None:
        """Note that an entry and all before it were looked at."""
        self._connection.change("UPDATE event SET unread = 0 WHERE id <= ? AND unread", (newest,))

    def mark_missed(self, rule: Rule, episode: int) -> None:
        """An episode was noticed too late to tell: it stands in the inbox only, as missed."""
        of_episode = "rule = ? AND version = ? AND episode = ? AND kind = 'FIRED'"
        whose = (rule.id, rule.version, episode)
        self._connection.change(f"UPDATE event SET missed = 1 WHERE {of_episode}", whose)
        self._connection.change(
            "UPDATE outbox SET state = 'missed' WHERE state IN ('due', 'claimed') "
            f"AND event IN (SELECT id FROM event WHERE {of_episode})",
            whose,
        )


def entry_of(row: Row) -> InboxEntry:
    """An entry from the columns ``ENTRY``."""
    id_, kind, episode, at, numerator, denominator, unread, missed, cancelled, *definition = row
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
        cancelled=bool(cancelled),
    )
