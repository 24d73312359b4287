"""What the rows of each table look like on their pages, so that a stray page finds its table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from sharewatch.store.migrations import statements
from sharewatch.store.pages import INDEX_INNER, INDEX_LEAF, TABLE_LEAF, Line, Page, Value
from sharewatch.store.schema import MIGRATIONS

_TYPES: dict[str, type[int] | type[str] | type[bytes]] = {
    "INTEGER": int,
    "TEXT": str,
    "BLOB": bytes,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A stored column; ``key`` is the one that stands as the rowid and is NULL in the record."""

    name: str
    kind: type[int] | type[str] | type[bytes]
    needed: bool
    key: bool = False

    def takes(self, value: Value) -> bool:
        """Whether such a value may stand here."""
        if value is None:
            return self.key or not self.needed
        torn = isinstance(value, str) and "\0" in value  # nobody ever wrote such a text
        return not self.key and isinstance(value, self.kind) and not torn


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's columns in the order in which they are stored."""

    table: str
    columns: tuple[Column, ...]
    by_rowid: bool
    fewest: int
    """How many columns its oldest rows have; later ones were added at the end."""

    def fits(self, page: Page) -> bool:
        """Whether every row of a page can be one of this table."""
        return self.is_kind(page) and all(self.takes(row) for row in page.rows)

    def values(self, row: Line) -> tuple[Value, ...]:
        """A row's columns as they are inserted, those that came later than the row left out."""
        rowid, found = row
        return tuple(
            rowid if column.key else value
            for column, value in zip(self.columns, found, strict=False)
        )

    def names(self, count: int) -> tuple[str, ...]:
        """The names of the first columns."""
        return tuple(column.name for column in self.columns[:count])

    def takes(self, row: Line) -> bool:
        """Whether a row can be one of this table."""
        _, found = row
        return self.fewest <= len(found) <= len(self.columns) and all(
            column.takes(value) for column, value in zip(self.columns, found, strict=False)
        )

    def is_kind(self, page: Page) -> bool:
        """Whether a page is one of a table with rowids, or without, as this one is."""
        return self.by_rowid != (page.kind in (INDEX_LEAF, INDEX_INNER))


def shapes_of(schema: int) -> dict[str, Shape]:
    """The tables of a schema, from 1 on."""
    shapes: dict[str, Shape] = {}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        for text in MIGRATIONS[:schema]:
            for statement in statements(text):
                made.execute(statement)
            shapes = {name: _shape(made, name, shapes.get(name)) for name in _tables(made)}
    return shapes


def altered_tables(found: sqlite3.Connection, schema: int) -> tuple[str, ...]:
    """The tables whose definition is not the one that a schema, from 1 on, gave them."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        for text in MIGRATIONS[:schema]:
            for statement in statements(text):
                made.execute(statement)
        wanted, there = _tables(made), _tables(found)
        return tuple(
            sorted(
                {*wanted} ^ {*there}
                | {name for name in wanted if _definition(made, name) != _definition(found, name)}
            )
        )


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    return [name for (name,) in rows]


def _definition(connection: sqlite3.Connection, table: str) -> list[list[tuple[object, ...]]]:
    """Columns, references and indexes, for the text may differ from one SQLite to the next."""
    said = ("table_xinfo", "foreign_key_list", "index_list")
    return [sorted(connection.execute(f"PRAGMA {one}('{table}')"), key=repr) for one in said]


def only_fit(page: Page, shapes: Iterable[Shape]) -> Shape | None:
    """The one table that a page can belong to; ``None`` where there are several, or none."""
    if page.kind not in (TABLE_LEAF, INDEX_LEAF, INDEX_INNER) or not page.rows:
        return None
    found = [one for one in shapes if one.fits(page)]
    return found[0] if len(found) == 1 else None


def _shape(made: sqlite3.Connection, table: str, before: Shape | None) -> Shape:
    # Of table_xinfo: name, type, NOT NULL, place in the primary key, and 2 or 3 if generated.
    rows = [
        (name, kind, needed, place)
        for _, name, kind, needed, _, place, hidden in made.execute(
            f"PRAGMA table_xinfo('{table}')"
        )
        if not hidden
    ]
    keys = sorted((row for row in rows if row[3]), key=lambda row: row[3])
    (without_rowid,) = made.execute(
        "SELECT wr FROM pragma_table_list WHERE name = ? AND schema = 'main'", (table,)
    ).fetchone()
    if without_rowid:
        rows = [*keys, *(row for row in rows if not row[3])]
    alias = keys[0][0] if not without_rowid and len(keys) == 1 and keys[0][1] == "INTEGER" else ""
    columns = tuple(
        Column(name, _TYPES[kind], bool(needed or place), key=name == alias)
        for name, kind, needed, place in rows
    )
    fewest = before.fewest if before else len(columns)
    return Shape(table, columns, not without_rowid, fewest)
