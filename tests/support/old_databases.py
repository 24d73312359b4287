"""Databases as older versions left them: today's rows, as far as an old schema has place for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sharewatch.store.migrations import statements
from sharewatch.store.schema import APPLICATION_ID, MIGRATIONS


def as_of_schema(schema: int, filled: Path, path: Path) -> Path:
    """Make a database of an older schema with the rows of a present one; returns its path."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        for text in MIGRATIONS[:schema]:
            for statement in statements(text):
                old.execute(statement)
        old.execute("ATTACH ? AS filled", (str(filled),))
        old.execute("BEGIN")
        for (table,) in old.execute(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table'"
        ).fetchall():
            ours, theirs = (_columns(old, where, table) for where in ("main", "filled"))
            both = ", ".join(f'"{name}"' for name in ours if name in theirs)
            # What an old schema has no place for, such as a message about an outage, is left out.
            old.execute(
                f"INSERT OR IGNORE INTO main.{table} ({both}) SELECT {both} FROM filled.{table}"
            )
        old.execute("COMMIT")
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute(f"PRAGMA user_version = {schema}")
    path.chmod(0o600)
    return path


def _columns(old: sqlite3.Connection, where: str, table: str) -> list[str]:
    """The names of a table's columns that hold what was written."""
    return [row[1] for row in old.execute(f"PRAGMA {where}.table_info({table})")]
