"""Writes polls: models and their names, rows for what changed, family sums, a checksum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from sharewatch.core.identity import derived_id
from sharewatch.core.shares import FamilySum
from sharewatch.core.snapshot import ModelRow, Sweep
from sharewatch.store.connection import Connection
from sharewatch.store.listings import owners_of
from sharewatch.store.seals import checksum

FamilyOf = Callable[[str], str | None]
Values = tuple[int | None, int | None, int | None]
Facts = tuple[str, str, int | None, str | None, int | None, str | None]
Line = tuple[int, int, int | None, int | None, int | None, int]

_NO_FACTS: Facts = ("", "", None, None, None, None)


class CatalogMark(Protocol):
    """What is kept of a catalog: enough to tell under which one a poll was made."""

    @property
    def version(self) -> str:
        """The version its author gave it."""

    @property
    def fingerprint(self) -> str:
        """A digest of what decides membership."""


@dataclass(slots=True)
class Known:
    """A model as last stored. ``values`` is ``None`` while it is absent.

    ``facts`` are its name, the owner whose listing brought it (lower case), creation, task, and
    its parameters with their source.
    """

    id: int
    facts: Facts
    values: Values | None


class PollWriter:
    """Adds polls to a database; keeps what is known of each model in memory between them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, Known] = {}
        self._series: dict[tuple[str, str, str, str], int] = {}
        self._loaded_at: int | None = None

    def forget(self) -> None:
        """Load again before the next poll: what is in memory may never have been stored."""
        self._known.clear()
        self._series.clear()
        self._loaded_at = None

    def add(
        self,
        sweep: Sweep,
        *,
        catalog: CatalogMark,
        family_of: FamilyOf,
        complete: bool,
        counting: str | None = None,
        import_id: int | None = None,
    ) -> int:
        """Store a sweep's owners, models and changed values; returns the poll's number."""
        self._load()
        listed_by, whole = owners_of(sweep)
        seq = self._add_poll(sweep, self.catalog_id(catalog), complete=complete)
        if counting is not None or import_id is not None:
            self._connection.change(
                "UPDATE poll SET counting = ?, import = ? WHERE seq = ?",
                (counting, import_id, seq),
            )
        self._add_owners(seq, sweep, listed_by, whole)
        self._connection.change_many(
            "INSERT INTO skipped_row VALUES (?, ?, ?, ?, ?)",
            [
                (seq, nth, bad.owner, bad.model_id, bad.reason)
                for nth, bad in enumerate(sweep.bad_rows)
            ],
        )
        self._add_models(seq, sweep.rows, listed_by, family_of)
        changed = self._changes(seq, sweep.rows)
        changed += self._absences(seq, listed_by, whole)
        changed.sort(key=_by_model)
        self._connection.change_many("INSERT INTO observation VALUES (?, ?, ?, ?, ?, ?)", changed)
        self._connection.change(
            "INSERT OR REPLACE INTO latest SELECT model, poll FROM observation WHERE poll = ?",
            (seq,),
        )
        return seq

    def add_rollups(
        self, seq: int, scope: str, attribution: str, measure: str, sums: Iterable[FamilySum]
    ) -> None:
        """Store the family sums of one measure."""
        self._connection.change_many(
            "INSERT INTO rollup VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    seq,
                    self.series_id((scope, attribution, measure, one.family)),
                    one.value,
                    one.models,
                    one.unknown,
                    one.low,
                    one.high,
                )
                for one in sums
            ],
        )

    def seal(self, seq: int) -> None:
        """Note the checksum of everything a poll stored."""
        self._connection.change(
            "UPDATE poll SET checksum = ? WHERE seq = ?", (checksum(self._connection, seq), seq)
        )

    def classify_again(self, family_of: FamilyOf) -> None:
        """Give every model the family it has under another catalog."""
        found = self._connection.all("SELECT id, name, family FROM model")
        self._connection.change_many(
            "UPDATE model SET family = ? WHERE id = ?",
            [(now, key) for key, name, family in found if (now := family_of(name)) != family],
        )

    def _load(self) -> None:
        now = self._connection.number("PRAGMA data_version")  # another program's polls raise it
        if self._loaded_at == now:
            return
        self._series.clear()
        rows = self._connection.all("""
            SELECT m.hub_id, m.id, m.name, n.owner, m.created_at, m.pipeline_tag,
                   m.parameters, m.parameters_source,
                   o.downloads_30d, o.downloads_all_time, o.likes, o.present
            FROM model m
            JOIN latest l ON l.model = m.id
            JOIN observation o ON o.poll = l.poll AND o.model = m.id
            JOIN model_name n ON n.model = m.id AND n.first_poll =
                (SELECT max(first_poll) FROM model_name WHERE model = m.id)
        """)
        self._known = {
            row[0]: Known(row[1], row[2:8], row[8:11] if row[11] else None) for row in rows
        }
        self._loaded_at = now

    def catalog_id(self, catalog: CatalogMark) -> int:
        """The number of a catalog; a new one is noted."""
        mark = (catalog.fingerprint, catalog.version)
        self._connection.change(
            "INSERT OR IGNORE INTO catalog (fingerprint, version) VALUES (?, ?)", mark
        )
        return self._connection.number(
            "SELECT id FROM catalog WHERE fingerprint = ? AND version = ?", mark
        )

    def _add_poll(self, sweep: Sweep, catalog: int, *, complete: bool) -> int:
        self._connection.change(
            "INSERT INTO poll (kind, as_of, started_at, finished_at, catalog, complete, models, "
            "requests, skipped_rows) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                sweep.kind.value,
                sweep.as_of,
                sweep.started_at,
                sweep.finished_at,
                catalog,
                complete,
                len(sweep.rows),
                sweep.requests,
                len(sweep.bad_rows),
            ),
        )
        return self._connection.number("SELECT last_insert_rowid()")

    def _add_owners(
        self, seq: int, sweep: Sweep, listed_by: dict[str, str], whole: dict[str, bool]
    ) -> None:
        models = Counter(listed_by.values())
        spelt = {one.owner.lower(): one.owner for one in sweep.owners}
        errors = {one.owner.lower(): one.error for one in sweep.owners if one.error is not None}
        self._connection.change_many(
            "INSERT INTO poll_owner VALUES (?, ?, ?, ?, ?)",
            [
                (seq, spelt.get(owner, owner), arrived, models[owner], errors.get(owner))
                for owner, arrived in sorted(whole.items())
            ],
        )

    def _add_models(
        self,
        seq: int,
        rows: Iterable[ModelRow],
        listed_by: dict[str, str],
        family_of: FamilyOf,
    ) -> None:
        """Store models seen for the first time, and what changed about the others."""
        next_id = self._connection.number("SELECT ifnull(max(id), 0) + 1 FROM model")
        models: list[tuple[object, ...]] = []
        names: list[tuple[object, ...]] = []
        for row in rows:
            facts = (
                row.model_id,
                listed_by[row.hub_id],
                row.created_at,
                row.pipeline_tag,
                row.parameters,
                row.parameters_source,
            )
            known = self._known.get(row.hub_id) or self._recognised(row)
            if known is None:
                known = self._known[row.hub_id] = Known(next_id, _NO_FACTS, None)
                next_id += 1
            if known.facts == facts:
                continue
            if known.facts[:2] != facts[:2]:
                names.append((known.id, seq, *facts[:2]))
            known.facts = facts
            models.append(
                (known.id, row.hub_id, facts[0], family_of(facts[0]), *facts[2:4], seq, *facts[4:])
            )
        self._connection.change_many(
            "INSERT INTO model (id, hub_id, name, family, created_at, pipeline_tag, first_poll, "
            "parameters, parameters_source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET name = excluded.name, family = excluded.family, "
            "created_at = ifnull(excluded.created_at, created_at), "
            "pipeline_tag = ifnull(excluded.pipeline_tag, pipeline_tag), "
            "parameters = ifnull(excluded.parameters, parameters), "
            "parameters_source = ifnull(excluded.parameters_source, parameters_source)",
            models,
        )
        self._connection.change_many("INSERT INTO model_name VALUES (?, ?, ?, ?)", names)

    def _recognised(self, row: ModelRow) -> Known | None:
        """The model of this path that came without the Hub's own id before; it has it from now."""
        known = self._known.pop(derived_id(row.model_id), None)
        if known is not None:
            self._known[row.hub_id] = known
            self._connection.change(
                "UPDATE model SET hub_id = ? WHERE id = ?", (row.hub_id, known.id)
            )
        return known

    def _changes(self, seq: int, rows: Iterable[ModelRow]) -> list[Line]:
        """A line for each model that doesn't read as it did."""
        lines: list[Line] = []
        for row in rows:
            values = (row.downloads_30d, row.downloads_all_time, row.likes)
            known = self._known[row.hub_id]
            if known.values != values:
                known.values = values
                lines.append((seq, known.id, *values, 1))
        return lines

    def _absences(self, seq: int, listed_by: dict[str, str], whole: dict[str, bool]) -> list[Line]:
        """A line for each model that its owner's whole listing no longer names."""
        lines: list[Line] = []
        for hub_id in self._known.keys() - listed_by.keys():
            known = self._known[hub_id]
            if known.values is not None and whole.get(known.facts[1]):
                known.values = None
                lines.append((seq, known.id, None, None, None, 0))
        return lines

    def series_id(self, key: tuple[str, str, str, str]) -> int:
        """The number of a series (scope, attribution, measure, family); a new one is noted."""
        found = self._series.get(key)
        if found is None:
            self._connection.change(
                "INSERT OR IGNORE INTO series (scope, attribution, measure, family) "
                "VALUES (?, ?, ?, ?)",
                key,
            )
            found = self._series[key] = self._connection.number(
                "SELECT id FROM series "
                "WHERE scope = ? AND attribution = ? AND measure = ? AND family = ?",
                key,
            )
        return found


def _by_model(line: Line) -> int:
    return line[1]
