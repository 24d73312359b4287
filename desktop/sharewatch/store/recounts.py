"""Polls whose sums are to be made again, because what decides where a model counts has changed."""

from __future__ import annotations

from dataclasses import dataclass

from sharewatch.core.snapshot import BadRow
from sharewatch.store.connection import Connection
from sharewatch.store.polls import CatalogMark, PollWriter
from sharewatch.store.seals import checksum


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll asked: owners in lower case, those whose listing it missed, skipped rows."""

    seq: int
    live: bool
    as_of: int
    owners: frozenset[str]
    missed: tuple[str, ...]
    skipped: tuple[BadRow, ...]


class Recounts:
    """Finds such polls and opens their sums; what writes does so in the open transaction."""

    def __init__(self, connection: Connection, polls: PollWriter) -> None:
        self._connection = connection
        self._polls = polls

    def pending(self, counting: str) -> tuple[int, ...]:
        """The polls whose sums were made under another counting, newest first."""
        rows = self._connection.all(
            "SELECT p.seq FROM poll p JOIN catalog c ON c.id = p.catalog "
            "WHERE coalesce(p.counting, c.fingerprint) != ? ORDER BY p.seq DESC",
            (counting,),
        )
        return tuple(seq for (seq,) in rows)

    def polled(self, seq: int) -> Polled:
        """What a poll asked, to add it up again."""
        ((as_of, live, skipped_rows),) = self._connection.all(
            "SELECT as_of, kind = 'live', skipped_rows FROM poll WHERE seq = ?", (seq,)
        )
        asked = self._connection.all("SELECT owner, whole FROM poll_owner WHERE poll = ?", (seq,))
        skipped = tuple(
            BadRow(owner, nth, name, reason)
            for nth, owner, name, reason in self._connection.all(
                "SELECT nth, owner, name, reason FROM skipped_row WHERE poll = ? ORDER BY nth",
                (seq,),
            )
        )
        if len(skipped) < skipped_rows:  # schema 1 kept their number alone: they may be anybody's
            skipped = tuple(BadRow(owner, 0, None, "not kept") for owner, _ in asked)
        return Polled(
            seq,
            bool(live),
            as_of,
            frozenset(owner.lower() for owner, _ in asked),
            tuple(owner for owner, whole in asked if not whole),
            skipped,
        )

    def note_complete(self, seq: int, *, complete: bool) -> None:
        """Note whether a poll saw every owner that matters under the counting of now."""
        self._connection.change("UPDATE poll SET complete = ? WHERE seq = ?", (complete, seq))

    def samples(self) -> frozenset[int]:
        """The polls that were brought in from files."""
        rows = self._connection.all("SELECT seq FROM poll WHERE import IS NOT NULL")
        return frozenset(seq for (seq,) in rows)

    def import_of(self, seq: int) -> int | None:
        """The number of the import that brought a poll, if one did."""
        found = self._connection.one("SELECT import FROM poll WHERE seq = ?", (seq,))
        return found[0] if found else None

    def take_back(self, seq: int, catalog: CatalogMark, counting: str) -> bool:
        """Drop a poll's sums, to be added and sealed again; whether its seal was unbroken.

        A poll that no longer reads as it was stored keeps its sums, and its broken seal.
        """
        noted = self._connection.one("SELECT checksum FROM poll WHERE seq = ?", (seq,))
        sound = noted is not None and noted[0] in (None, checksum(self._connection, seq))
        if sound:
            self._connection.change("DELETE FROM rollup WHERE poll = ?", (seq,))
            self._connection.change(
                "UPDATE poll SET catalog = ? WHERE seq = ?", (self._polls.catalog_id(catalog), seq)
            )
        self._connection.change("UPDATE poll SET counting = ? WHERE seq = ?", (counting, seq))
        return sound
