"""What users brought in beside polls: published lists, regions, release dates, lineage.

Each line says which import it came from. A list brought in again takes the old one's place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sharewatch.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Import:
    """A file that was brought in: what it was, its name, its digest, when, and its rows."""

    id: int
    kind: str
    label: str
    sha256: str
    at: int
    rows: int


@dataclass(frozen=True, slots=True)
class StoredList:
    """A published list of models, usable as a scope under its name."""

    name: str
    models: int
    source: Import


@dataclass(frozen=True, slots=True)
class Declared:
    """A line of an imported lineage: a model says it was made from a base."""

    name: str
    base: str
    relation: str | None


_IMPORT = "i.id, i.kind, i.label, i.sha256, i.at, i.rows"


class Lists:
    """All that was brought in beside polls. What writes does so in the open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_import(self, *, kind: str, label: str, sha256: str, at: int, rows: int) -> int:
        """Note a file that is brought in; returns the import's number."""
        self._connection.change(
            "INSERT INTO import (kind, label, sha256, at, rows) VALUES (?, ?, ?, ?, ?)",
            (kind, label, sha256, at, rows),
        )
        return self._connection.number("SELECT last_insert_rowid()")

    def imports(self) -> tuple[Import, ...]:
        """Every file that was brought in, oldest first."""
        rows = self._connection.all(f"SELECT {_IMPORT} FROM import i ORDER BY i.id")
        return tuple(Import(*row) for row in rows)

    def drop_list(self, name: str) -> bool:
        """Forget a list; whether there was one of that name."""
        found = self._connection.change("DELETE FROM list_model WHERE list = ?", (name,))
        return found.rowcount > 0

    def digests(self) -> tuple[str, ...]:
        """What decides where models count, beside the catalog: digests of lists and lineage."""
        rows = self._connection.all(
            "SELECT DISTINCT 'list ' || l.list || ' ' || i.sha256 FROM list_model l "
            "JOIN import i ON i.id = l.import UNION "
            "SELECT DISTINCT 'lineage ' || i.sha256 FROM declared d "
            "JOIN import i ON i.id = d.import ORDER BY 1"
        )
        return tuple(text for (text,) in rows)

    def put_list(self, name: str, models: Iterable[str], import_id: int) -> None:
        """Keep a list of models under a name."""
        self._connection.change("DELETE FROM list_model WHERE list = ?", (name,))
        self._connection.change_many(
            "INSERT OR IGNORE INTO list_model VALUES (?, ?, ?)",
            [(name, model, import_id) for model in models],
        )

    def lists(self) -> tuple[StoredList, ...]:
        """The lists there are, by name."""
        rows = self._connection.all(
            f"SELECT l.list, count(*), {_IMPORT} FROM list_model l "
            "JOIN import i ON i.id = l.import GROUP BY l.list ORDER BY l.list"
        )
        return tuple(StoredList(name, models, Import(*rest)) for name, models, *rest in rows)

    def paths(self) -> dict[str, frozenset[str]]:
        """Every list's models, as paths in lower case."""
        return {one.name: self.list_models(one.name) for one in self.lists()}

    def list_models(self, name: str) -> frozenset[str]:
        """The paths a list names, in lower case; empty for an unknown list."""
        rows = self._connection.all("SELECT name FROM list_model WHERE list = ?", (name,))
        return frozenset(path.lower() for (path,) in rows)

    def put_regions(self, regions: Mapping[str, str], import_id: int) -> None:
        """Keep owners' regions; an owner named again gets the new one."""
        self._connection.change_many(
            "INSERT OR REPLACE INTO owner_region VALUES (?, ?, ?)",
            [(owner, region, import_id) for owner, region in regions.items()],
        )

    def regions(self) -> dict[str, str]:
        """Regions by owner in lower case."""
        rows = self._connection.all("SELECT owner, region FROM owner_region")
        return {owner.lower(): region for owner, region in rows}

    def put_release_dates(self, dates: Mapping[str, int], import_id: int) -> None:
        """Keep models' release dates (UTC seconds)."""
        self._connection.change_many(
            "INSERT OR REPLACE INTO release_date VALUES (?, ?, ?)",
            [(name, at, import_id) for name, at in dates.items()],
        )

    def release_dates(self) -> dict[str, int]:
        """Release dates by path in lower case."""
        rows = self._connection.all("SELECT name, at FROM release_date")
        return {name.lower(): at for name, at in rows}

    def put_declared(self, lines: Iterable[Declared], import_id: int) -> None:
        """Keep declared lineage, dirt and all: what is of use is decided where it is read."""
        self._connection.change_many(
            "INSERT OR REPLACE INTO declared VALUES (?, ?, ?, ?)",
            [(one.name, one.base, one.relation, import_id) for one in lines],
        )

    def declared(self) -> tuple[Declared, ...]:
        """All imported lineage, in the order of names."""
        rows = self._connection.all("SELECT name, base, relation FROM declared ORDER BY name, base")
        return tuple(Declared(*row) for row in rows)
