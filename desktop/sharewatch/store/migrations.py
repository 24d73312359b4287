"""Brings a database to the present schema, one version after the other, all or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sharewatch.store.connection import Connection
from sharewatch.store.errors import (
    CorruptDatabase,
    NewerDatabase,
    NotOurs,
    OlderDatabase,
    damaged,
    speaking_of,
)
from sharewatch.store.schema import APPLICATION_ID, MIGRATIONS

CHEAP_TO_CHECK = 4 << 20
"""Files up to this size, in bytes, are checked whenever they are opened."""


def demand_known(connection: Connection) -> None:
    """Refuse another program's database and one from a newer Sharewatch; writes nothing."""
    if not is_empty(connection):
        demand_head_known(connection)


def demand_head_known(connection: Connection) -> None:
    """The same by the file's first page alone, which has to be there."""
    path = connection.path
    if connection.number("PRAGMA application_id") != APPLICATION_ID:
        raise NotOurs(f"{path} belongs to another program; it was left as it is.")
    found, known = schema_of(connection), len(MIGRATIONS)
    if found > known:
        raise NewerDatabase(
            f"A newer Sharewatch wrote {path} (its schema is {found}, this version knows "
            f"{known}); it was left as it is."
        )


def demand_current(connection: Connection) -> None:
    """Raise ``OlderDatabase`` for a schema that a read-only connection can't bring up to date."""
    found, known = schema_of(connection), len(MIGRATIONS)
    if found < known:
        raise OlderDatabase(
            f"The database {connection.path} wants a migration (its schema is {found}, this "
            f"version wants {known}); open it once for writing."
        )


def migrate(connection: Connection) -> None:
    """Bring the schema up to date; a database with content is copied beside itself before."""
    found = schema_of(connection)
    if found == len(MIGRATIONS):
        return
    if not is_empty(connection):
        copy = copy_before(connection.path, found)
        with speaking_of(copy, copy.with_name(f".{copy.name}")):
            connection.copy_to(copy)
    bring_to(connection, len(MIGRATIONS))


def bring_to(connection: Connection, schema: int) -> None:
    """Lead a database to a schema in one transaction, without a copy."""
    found = schema_of(connection)
    with connection.transaction():
        if found == 0:
            connection.change(f"PRAGMA application_id = {APPLICATION_ID}")
        for text in MIGRATIONS[found:schema]:
            for statement in statements(text):
                connection.change(statement)
        connection.change(f"PRAGMA user_version = {schema}")


def demand_there(path: Path) -> None:
    """Raise ``CorruptDatabase`` for a database that is gone, though there are backups of it."""
    if has_backups(path) and not path.exists():
        raise _gone(path)


def demand_sound(connection: Connection) -> None:
    """Raise ``CorruptDatabase`` when a file small enough to check quickly is damaged.

    An empty file is a new database, unless there are backups of what it was.
    """
    if is_empty(connection) and has_backups(connection.path):
        raise _gone(connection.path)
    size = connection.number("PRAGMA page_count") * connection.number("PRAGMA page_size")
    if size <= CHEAP_TO_CHECK and connection.all("PRAGMA quick_check(1)") != [("ok",)]:
        raise damaged(connection.path)


def schema_of(connection: Connection) -> int:
    """The schema's number; 0 before there is one."""
    return connection.number("PRAGMA user_version")


def is_empty(connection: Connection) -> bool:
    """Whether nothing was ever written."""
    return connection.number("PRAGMA page_count") == 0


def has_backups(path: Path) -> bool:
    """Whether copies of a database lie beside it, or beside where it was."""
    day = "-".join(("[0-9]" * 4, "[0-9]" * 2, "[0-9]" * 2))
    return any(path.parent.glob(f"backups/{path.stem}-{day}.db"))


def copy_before(path: Path, schema: int) -> Path:
    """Where the copy of a database of that schema goes."""
    return path.with_name(f"{path.name}.schema-{schema}.bak")


def statements(text: str) -> Iterator[str]:
    """The SQL statements of a text, one by one, for ``executescript`` would commit."""
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def _gone(path: Path) -> CorruptDatabase:
    return CorruptDatabase(
        f"The database {path} is gone or empty, though there are backups of it: "
        "`sharewatch repair`, with the same --data-dir or --demo, brings the newest back, and so "
        "does the Health page. To begin anew, move the folder of backups away."
    )
