"""Facts about a database for a report, of which each is there or says why it can't be had."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from sharewatch.core import words
from sharewatch.store import migrations
from sharewatch.store.connection import Connection
from sharewatch.store.errors import StoreBusy, StoreError
from sharewatch.store.schema import APPLICATION_ID, MIGRATIONS

Fact = tuple[str, str]

LAST = 5
_PATIENCE_S = 0.5


def database_facts(path: Path, *, check: bool = False) -> tuple[Fact, ...]:
    """Names and values, whatever state the file is in; nothing is written and nothing raised.

    ``check`` reads the whole file, as slow as that is, to say whether it is sound.
    """
    missed = ", though there are backups of it" if migrations.has_backups(path) else ""
    try:
        size = path.stat().st_size
    except OSError as why:
        return (("database", f"not there ({why.strerror}){missed}"),)
    if not size:
        return (("database", f"0 bytes: empty{missed or ', nothing is stored yet'}"),)
    found = [("database", f"{size:,} bytes")]
    try:
        connection = Connection(path, read_only=True, patience_s=_PATIENCE_S)
    except (StoreError, sqlite3.Error) as why:
        return (*found, ("opened", f"no: {why}"))
    try:
        for name, ask in (*_FACTS, *((("sound", _sound),) if check else ())):
            found += ((name, said) for said in _told(ask, connection))
    except StoreBusy as why:  # it would be waited for with every fact
        found.append(("held", str(why)))
    finally:
        connection.close()
    return tuple(found)


def _told(ask: Callable[[Connection], Iterator[str]], connection: Connection) -> list[str]:
    try:
        return list(ask(connection))
    except StoreBusy:
        raise
    except (StoreError, sqlite3.Error, ValueError, ImportError) as why:
        return [f"can't be read: {why}"]


def _schema(connection: Connection) -> Iterator[str]:
    owner = connection.number("PRAGMA application_id")
    version = connection.number("PRAGMA user_version")
    known = len(MIGRATIONS)
    newer = ", of a newer Sharewatch" if version > known else ""
    ours = "" if owner == APPLICATION_ID else ", not marked as Sharewatch's"
    yield f"{version} (this program knows {known}){newer}{ours}"


def _journal(connection: Connection) -> Iterator[str]:
    beside = connection.path.with_name(f"{connection.path.name}-journal")
    left = beside.stat().st_size if beside.exists() else 0
    yield f"{left:,} bytes"


def _source(connection: Connection) -> Iterator[str]:
    yield " ".join(connection.one("SELECT kind, label FROM source") or ("not bound yet",))


def _polls(connection: Connection) -> Iterator[str]:
    for kind, count, whole, first, last in connection.all(
        "SELECT kind, COUNT(*), SUM(complete), MIN(as_of), MAX(as_of) FROM poll GROUP BY kind"
    ):
        when = f"{words.moment(first)} to {words.moment(last)}"
        yield f"{count} {kind}, {whole} of them complete, {when}"


def _last_polls(connection: Connection) -> Iterator[str]:
    for seq, as_of, complete, models, skipped in connection.all(
        "SELECT seq, as_of, complete, models, skipped_rows FROM poll ORDER BY seq DESC LIMIT ?",
        (LAST,),
    ):
        missed = connection.all(
            "SELECT owner, error FROM poll_owner WHERE poll = ? AND NOT whole LIMIT ?", (seq, LAST)
        )
        told = "; ".join(f"{owner}: {why or 'not whole'}" for owner, why in missed)
        whole = "complete" if complete else "INCOMPLETE"
        yield (
            f"{seq}, {words.moment(as_of)}, {whole}, {models} models, {skipped} rows skipped"
            + (f", missed {told}" if told else "")
        )


def _notes(connection: Connection) -> Iterator[str]:
    for key, value in connection.all(
        "SELECT key, value FROM meta WHERE key IN ('attempts', 'problem', 'snooze')"
    ):
        yield f"{key}: {value}"


def _rules(connection: Connection) -> Iterator[str]:
    kept = connection.number("SELECT COUNT(*) FROM rule WHERE removed_at IS NULL")
    gone = connection.number("SELECT COUNT(*) FROM rule WHERE removed_at IS NOT NULL")
    yield f"{kept}, and {gone} removed"


def _alerts(connection: Connection) -> Iterator[str]:
    events = connection.number("SELECT COUNT(*) FROM event")
    due = connection.all("SELECT state, COUNT(*) FROM outbox GROUP BY state")
    messages = ", ".join(f"{count} {state}" for state, count in due) or "none"
    yield f"{events} in the inbox; messages: {messages}"


def _health(connection: Connection) -> Iterator[str]:
    for ailment, what, began, ended in connection.all(
        "SELECT ailment, what, began_at, ended_at FROM health ORDER BY id DESC LIMIT ?", (LAST * 2,)
    ):
        until = words.moment(ended) if ended else "now"
        yield f"{ailment}, {words.moment(began)} to {until}: {what}"


def _more(connection: Connection) -> Iterator[str]:
    for table, name in (("model", "models"), ("census", "censuses"), ("quarantine", "in doubt")):
        there = connection.one("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,))
        if there:
            yield f"{connection.number(f'SELECT COUNT(*) FROM {table}')} {name}"


def _sound(connection: Connection) -> Iterator[str]:
    """What ``sharewatch check`` says of the database itself."""
    from sharewatch.store import soundness  # noqa: PLC0415  # it needs numbers, a report does not

    bad = [f"NO, {one.name}: {one.said}" for one in soundness.look_over(connection) if one.damaged]
    yield from bad or ("yes",)


_FACTS: tuple[tuple[str, Callable[[Connection], Iterator[str]]], ...] = (
    ("schema", _schema),
    ("journal", _journal),
    ("source", _source),
    ("polls", _polls),
    ("last polls", _last_polls),
    ("noted", _notes),
    ("rules", _rules),
    ("alerts", _alerts),
    ("health", _health),
    ("holds", _more),
)
