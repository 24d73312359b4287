"""The log of outages: of each ailment one lasts at most, and none is told twice."""

from __future__ import annotations

from collections.abc import Iterable

from sharewatch.core.health import Ailment, HealthEntry
from sharewatch.store.connection import Connection, Row

OUTAGE = "h.id, h.ailment, h.what, h.began_at, h.ended_at, h.unread"
"""The columns of ``health h`` that ``outage_of`` reads, in its order."""


class HealthLog:
    """Outages are written inside of a transaction. Moments are UTC seconds of this machine."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self, limit: int = 200) -> tuple[HealthEntry, ...]:
        """The newest outages, newest first."""
        rows = self._connection.all(
            f"SELECT {OUTAGE} FROM health h ORDER BY h.id DESC LIMIT ?", (limit,)
        )
        return tuple(outage_of(row) for row in rows)

    def lasting(self) -> tuple[HealthEntry, ...]:
        """The outages that are not over."""
        rows = self._connection.all(f"SELECT {OUTAGE} FROM health h WHERE h.ended_at IS NULL")
        return tuple(outage_of(row) for row in rows)

    def begin(self, ailment: Ailment, what: str, at: int) -> int:
        """Note that an outage began; returns its id."""
        added = self._connection.change(
            "INSERT INTO health (ailment, what, began_at) VALUES (?, ?, ?)",
            (ailment.value, what, at),
        )
        return added.lastrowid or 0

    def add_ended(self, ailment: Ailment, what: str, at: int) -> None:
        """Note an outage that is over already."""
        self._connection.change(
            "INSERT INTO health (ailment, what, began_at, ended_at) VALUES (?, ?, ?, ?)",
            (ailment.value, what, at, at),
        )

    def end(self, outage: int, at: int) -> None:
        """Note that an outage is over; a clock that was set back ends it where it began."""
        self._connection.change(
            "UPDATE health SET ended_at = MAX(began_at, ?) WHERE id = ? AND ended_at IS NULL",
            (at, outage),
        )

    def mark_read(self, ids: Iterable[int]) -> None:
        """Note that outages were looked at."""
        self._connection.change_many(
            "UPDATE health SET unread = 0 WHERE id = ? AND unread", [(one,) for one in ids]
        )


def outage_of(row: Row) -> HealthEntry:
    """An outage from the columns ``OUTAGE``."""
    id_, ailment, what, began_at, ended_at, unread = row
    return HealthEntry(id_, Ailment(ailment), what, began_at, ended_at, bool(unread))
