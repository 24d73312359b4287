"""Censuses: everything a reach lists, kept page by page as compressed columns.

A page is committed together with the cursor behind it, so that a census goes on after an
interruption where it stopped. Its rows may repeat as counts move between two pages: the first
sight of a model counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sharewatch.core.shares import FamilySum
from sharewatch.core.snapshot import ModelRow
from sharewatch.store.census_models import CensusModels
from sharewatch.store.columns import UNKNOWN, Columns, pack, unpack
from sharewatch.store.connection import Connection, Row
from sharewatch.store.errors import damaged
from sharewatch.store.polls import CatalogMark, PollWriter
from sharewatch.store.seals import census_holds, seal_census


@dataclass(frozen=True, slots=True)
class Census:
    """One census. ``reach`` is ``text``, ``hub`` or ``file``; times are UTC seconds.

    It is under way while ``finished_at`` is ``None``: ``task`` (counted from 0) and ``cursor``
    then say where to go on. ``cutoff`` is the least 30-day count it asked for, ``covered`` the
    part of the reach's 30-day downloads above it, where that is known. ``sample`` is the file that
    a census was brought in from.
    """

    id: int
    reach: str
    as_of: int
    started_at: int
    finished_at: int | None
    cutoff: int
    covered: Fraction | None
    models: int
    requests: int
    skipped_rows: int
    task: int
    cursor: str | None
    catalog: str
    sample: str


_CENSUS = (
    "SELECT s.id, s.reach, s.as_of, s.started_at, s.finished_at, s.cutoff, s.covered, s.models, "
    "s.requests, s.skipped_rows, s.task, s.cursor, coalesce(c.version, ''), "
    "coalesce(i.label, '') FROM census s LEFT JOIN catalog c ON c.id = s.catalog "
    "LEFT JOIN import i ON i.id = s.import"
)


class Censuses:
    """All censuses of one database. What writes does so inside of the transaction that is open."""

    def __init__(self, connection: Connection, polls: PollWriter) -> None:
        self._connection = connection
        self._polls = polls
        self.models = CensusModels(connection)

    def begin(
        self,
        reach: str,
        *,
        as_of: int,
        started_at: int,
        cutoff: int = 0,
        import_id: int | None = None,
    ) -> int:
        """A new census, under way; returns its number."""
        self._connection.change(
            "INSERT INTO census (reach, as_of, started_at, cutoff, import) VALUES (?, ?, ?, ?, ?)",
            (reach, as_of, started_at, cutoff, import_id),
        )
        return self._connection.number("SELECT last_insert_rowid()")

    def add_rows(self, census: int, rows: Sequence[ModelRow]) -> None:
        """Add rows, unique by ``hub_id``, as the census's next chunk."""
        numbers = self.models.describe(rows)
        order = sorted(range(len(rows)), key=lambda at: numbers[rows[at].hub_id])
        columns = np.array(
            [
                (
                    numbers[rows[at].hub_id],
                    _number(rows[at].downloads_30d),
                    _number(rows[at].downloads_all_time),
                    _number(rows[at].likes),
                )
                for at in order
            ],
            dtype=np.int64,
        ).reshape(-1, 4)
        self._add_chunk(census, columns)

    def go_on(
        self,
        census: int,
        *,
        task: int,
        cursor: str | None,
        models: int,
        requests: int,
        skipped_rows: int,
    ) -> None:
        """Note how far a census is, and where it goes on."""
        self._connection.change(
            "UPDATE census SET task = ?, cursor = ?, models = models + ?, requests = requests + ?, "
            "skipped_rows = skipped_rows + ? WHERE id = ?",
            (task, cursor, models, requests, skipped_rows, census),
        )

    def finish(self, census: int, *, at: int, models: int, covered: Fraction | None) -> None:
        """A census is whole: ``models`` is how many it saw, each counted once.

        Its pages become one, in the order of models, which packs closer.
        """
        found = self.columns(census)
        self._connection.change("DELETE FROM census_chunk WHERE census = ?", (census,))
        columns = (found.models, found.downloads_30d, found.downloads_all_time, found.likes)
        self._add_chunk(census, np.stack(columns, axis=1))
        self._connection.change(
            "UPDATE census SET finished_at = ?, models = ?, covered = ?, cursor = NULL "
            "WHERE id = ?",
            (at, models, None if covered is None else str(covered), census),
        )
        seal_census(self._connection, census)

    def drop(self, census: int) -> None:
        """Give up a census that will not be finished."""
        for table, key in (
            ("census_chunk", "census"),
            ("census_rollup", "census"),
            ("census", "id"),
        ):
            self._connection.change(f"DELETE FROM {table} WHERE {key} = ?", (census,))

    def put_rollups(
        self,
        census: int,
        catalog: CatalogMark,
        counting: str,
        sums: Iterable[tuple[tuple[str, str, str], tuple[FamilySum, ...]]],
    ) -> None:
        """Store family sums by (scope, attribution, measure) in place of earlier ones.

        A census that no longer reads as it was stored keeps its broken seal.
        """
        sound = census_holds(self._connection, census)
        self._connection.change("DELETE FROM census_rollup WHERE census = ?", (census,))
        self._connection.change_many(
            "INSERT INTO census_rollup VALUES (?, ?, ?, ?, ?)",
            [
                (
                    census,
                    self._polls.series_id((*kind, one.family)),
                    one.value,
                    one.models,
                    one.unknown,
                )
                for kind, found in sums
                for one in found
            ],
        )
        self._connection.change(
            "UPDATE census SET catalog = ?, counting = ? WHERE id = ?",
            (self._polls.catalog_id(catalog), counting, census),
        )
        if sound:
            seal_census(self._connection, census)

    def under_way(self, reach: str) -> Census | None:
        """The last census of a reach that was begun and not finished."""
        return self._one("s.reach = ? AND s.finished_at IS NULL ORDER BY s.id DESC", (reach,))

    def whole(self, reaches: Sequence[str] = ()) -> tuple[Census, ...]:
        """Every finished census, of these reaches if any are named, by time."""
        asked = json.dumps(list(reaches))
        return tuple(
            _census(row)
            for row in self._connection.all(
                f"{_CENSUS} WHERE s.finished_at IS NOT NULL AND (? = '[]' OR s.reach IN "
                "(SELECT value FROM json_each(?))) ORDER BY s.as_of, s.id",
                (asked, asked),
            )
        )

    def sums(
        self, census: int, measure: str, scope: str, attribution: str
    ) -> tuple[FamilySum, ...]:
        """The family sums one census stored."""
        rows = self._connection.all(
            "SELECT s.family, r.value, r.models, r.unknown FROM census_rollup r "
            "JOIN series s ON s.id = r.series WHERE r.census = ? AND s.measure = ? AND s.scope = ? "
            "AND s.attribution = ? ORDER BY s.id",
            (census, measure, scope, attribution),
        )
        return tuple(FamilySum(*row) for row in rows)

    def to_recount(self, counting: str) -> tuple[Census, ...]:
        """The finished censuses whose sums were made under another counting, newest first."""
        rows = self._connection.all(
            f"{_CENSUS} WHERE s.finished_at IS NOT NULL AND s.counting IS NOT ? "
            "ORDER BY s.as_of DESC",
            (counting,),
        )
        return tuple(_census(row) for row in rows)

    def columns(self, census: int) -> Columns:
        """All rows of a census, each model once (its first sight), by model number.

        Raises ``CorruptDatabase`` where a page is none, or not as long as it says.
        """
        try:
            chunks = [unpack(blob) for blob in self._chunks(census)]
        except ValueError as why:
            raise damaged(self._connection.path) from why
        everything = np.concatenate([np.zeros((0, 4), dtype=np.int64), *chunks])
        _, first = np.unique(everything[:, 0], return_index=True)
        return Columns(*everything[first].T)

    def pages(self, census: int) -> int:
        """How many pages a census under way has so far."""
        return self._connection.number(
            "SELECT count(*) FROM census_chunk WHERE census = ?", (census,)
        )

    def _add_chunk(self, census: int, columns: NDArray[np.int64]) -> None:
        self._connection.change(
            "INSERT INTO census_chunk SELECT ?, count(*), ? FROM census_chunk WHERE census = ?",
            (census, pack(columns), census),
        )

    def _chunks(self, census: int) -> Iterator[bytes]:
        for (blob,) in self._connection.all(
            "SELECT columns FROM census_chunk WHERE census = ? ORDER BY nth", (census,)
        ):
            yield blob

    def _one(self, condition: str, values: tuple[str, ...]) -> Census | None:
        row = self._connection.one(f"{_CENSUS} WHERE {condition} LIMIT 1", values)
        return None if row is None else _census(row)


def _census(row: Row) -> Census:
    key, reach, as_of, started_at, finished_at, cutoff, covered, *rest = row
    part = Fraction(covered) if covered else None
    return Census(key, reach, as_of, started_at, finished_at, cutoff, part, *rest)


def _number(count: int | None) -> int:
    return UNKNOWN if count is None else count
