"""Models whose counts are doubted: from which poll to which, and what was trusted before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sharewatch.core.plausibility import Doubt
from sharewatch.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A doubt as stored: its model's number, and the polls it lasted."""

    model: int
    first_poll: int
    last_poll: int | None
    doubt: Doubt


_QUARANTINE = (
    "SELECT q.model, q.first_poll, q.last_poll, m.hub_id, m.name, q.reason, q.most, "
    "q.trusted_30d, q.trusted_all_time, q.seen_30d, q.seen_all_time "
    "FROM quarantine q JOIN model m ON m.id = q.model"
)


class Quarantines:
    """All of them. What writes does so inside of the transaction that is open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self) -> tuple[Quarantine, ...]:
        """The doubts that last."""
        return self._found("q.last_poll IS NULL", ())

    def at(self, seq: int) -> tuple[Quarantine, ...]:
        """The doubts that a poll stands under."""
        return self._found("q.first_poll <= ? AND ifnull(q.last_poll, ?) >= ?", (seq, seq, seq))

    def ended_since(self, as_of: int) -> frozenset[str]:
        """The models (``hub_id``) of which a doubt ended at or after a moment."""
        rows = self._connection.all(
            "SELECT m.hub_id FROM quarantine q JOIN model m ON m.id = q.model "
            "JOIN poll p ON p.seq = q.last_poll WHERE p.as_of >= ?",
            (as_of,),
        )
        return frozenset(hub_id for (hub_id,) in rows)

    def add(self, seq: int, doubts: Iterable[Doubt]) -> None:
        """Begin doubts with a poll that stored their models."""
        self._connection.change_many(
            "INSERT INTO quarantine SELECT id, ?, NULL, ?, ?, ?, ?, ?, ? FROM model "
            "WHERE hub_id = ?",
            [
                (
                    seq,
                    one.reason,
                    one.most,
                    one.trusted_30d,
                    one.trusted_all_time,
                    one.seen_30d,
                    one.seen_all_time,
                    one.hub_id,
                )
                for one in doubts
            ],
        )

    def end(self, over: Iterable[Quarantine], last_poll: int) -> None:
        """End doubts after a poll."""
        self._connection.change_many(
            "UPDATE quarantine SET last_poll = ? WHERE model = ? AND first_poll = ?",
            [(last_poll, one.model, one.first_poll) for one in over],
        )

    def _found(self, condition: str, values: tuple[int, ...]) -> tuple[Quarantine, ...]:
        rows = self._connection.all(f"{_QUARANTINE} WHERE {condition} ORDER BY q.model", values)
        return tuple(
            Quarantine(model, first_poll, last_poll, Doubt(*said))
            for model, first_poll, last_poll, *said in rows
        )
