"""Looks a database over, and what lies beside it: what is fine, what is damaged, what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sharewatch.core import words
from sharewatch.store import backups, migrations, readable, reading, seals, shapes
from sharewatch.store.aside import ROOM, journal_of
from sharewatch.store.connection import Connection
from sharewatch.store.errors import CorruptDatabase
from sharewatch.store.schema import MIGRATIONS

STUMBLES = (sqlite3.Error, ValueError, OverflowError)
"""What reading raises where a damaged schema or text makes SQLite or Python stumble."""
_NAMED = 5


class Verdict(StrEnum):
    """What was found. What is ``NOTED`` needs no repair."""

    FINE = "fine"
    NOTED = "noted"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was looked at, under a name for programs, and a sentence about it."""

    name: str
    verdict: Verdict
    said: str

    @property
    def damaged(self) -> bool:
        """Whether it wants a repair."""
        return self.verdict is Verdict.DAMAGED


def check(database: Path) -> tuple[Point, ...]:
    """Look over a database and what lies beside it; nothing is written.

    One that is gone is damaged where there are backups of it. Raises ``CannotOpen``, ``NotOurs``,
    ``NewerDatabase``, and ``ReadOnlyStore`` for a file that a crash left half written, which the
    next start puts right.
    """
    if migrations.has_backups(database) and not database.exists():
        gone = Point("pages", Verdict.DAMAGED, "The file is gone, though there are backups of it.")
        return (gone, *beside(database))
    try:
        with closing(Connection(database, read_only=True)) as connection:
            found = look_over(connection)
    except CorruptDatabase as why:
        found = (Point("pages", Verdict.DAMAGED, str(why)),)
    return (*found, *beside(database))


def look_over(connection: Connection) -> tuple[Point, ...]:
    """Look over an open database, however damaged; raises ``NotOurs`` and ``NewerDatabase``."""
    try:
        migrations.demand_known(connection)
        return examine(connection)
    except CorruptDatabase as why:
        return (Point("pages", Verdict.DAMAGED, str(why)),)
    except STUMBLES as why:
        return (Point("pages", Verdict.DAMAGED, f"It can't be read: {why}."),)


def examine(connection: Connection) -> tuple[Point, ...]:
    """Everything in the database, part by part. Raises ``CorruptDatabase`` where a part can't."""
    if migrations.is_empty(connection):
        return (_empty(connection.path),)
    found = [_pages(connection), _tables(connection)]
    if any(one.damaged for one in found):
        return tuple(found)
    found.append(_references(connection))
    if migrations.schema_of(connection) < len(MIGRATIONS):
        said = "An older version wrote it; its polls are looked at once it was opened for writing."
        return (*found, Point("polls", Verdict.NOTED, said))
    found += [_polls(connection), _sums(connection), _censuses(connection)]
    found += [_inbox(connection), _rules(connection), _texts(connection)]
    return tuple(found)


def beside(database: Path) -> Iterator[Point]:
    """What lies beside the database: leftovers, files set aside, backups."""
    journal = journal_of(database)
    if journal.exists() and journal.stat().st_size:
        said = f"{journal.name} undoes what was half written when the database is opened next."
        yield Point("journal", Verdict.NOTED, said)
    left = sorted(
        one.name
        for folder in (database.parent, backups.folder_of(database))
        for pattern in (f"{ROOM}*", ".*.unfinished", ".*.unchecked")
        for one in folder.glob(pattern)
    )
    if left:
        said = f"Left behind by a crash, and no longer of use: {_few(left)}."
        yield Point("leftovers", Verdict.NOTED, said)
    aside = sorted(
        one.name
        for pattern in ("damaged-*", "replaced-*", "schema-*.bak")
        for one in database.parent.glob(f"{database.name}.{pattern}")
        if not one.name.endswith("-journal")
    )
    if aside:
        said = f"Kept, and yours to delete once you miss nothing: {_few(aside)}."
        yield Point("aside", Verdict.NOTED, said)
    for one in backups.backups_of(database):
        looked = backups.look_at(one.path)
        if looked.problem:
            yield Point("backup", Verdict.NOTED, f"{one.path.name} can't be used: {looked.problem}")
        else:
            until = f", the last of {words.moment(looked.last)}" if looked.last else ""
            said = f"{one.path.name} opens and holds {words.many(looked.polls, 'poll')}{until}."
            yield Point("backup", Verdict.FINE, said)


def _empty(path: Path) -> Point:
    if migrations.has_backups(path):
        said = "The file is empty, though there are backups of it."
        return Point("pages", Verdict.DAMAGED, said)
    return Point("pages", Verdict.NOTED, "The file is empty: nothing is stored yet.")


def _pages(connection: Connection) -> Point:
    found = [str(row[0]) for row in connection.all("PRAGMA integrity_check(20)")]
    count = connection.number("PRAGMA page_count")
    bad = found != ["ok"]
    return _point(
        "pages", f"{words.many(count, 'page')}, each in order.", f"{_first_line(found)}", bad
    )


def _tables(connection: Connection) -> Point:
    altered = shapes.altered_tables(connection.sqlite, migrations.schema_of(connection))
    return _point(
        "tables",
        "Every table is as it was made.",
        f"Tables are not as they were made: {_few(altered)}.",
        bool(altered),
    )


def _references(connection: Connection) -> Point:
    broken = connection.all('SELECT "table", count(*) FROM pragma_foreign_key_check GROUP BY 1')
    bad = ", ".join(f"{count} of {table}" for table, count in broken)
    return _point(
        "references",
        "Every row that speaks of another finds it.",
        f"Rows speak of others that are not there: {bad}.",
        bool(broken),
    )


def _polls(connection: Connection) -> Point:
    count = connection.number("SELECT count(*) FROM poll")
    broken = seals.damaged_polls(connection)
    times: dict[int, int] = dict(connection.all("SELECT seq, as_of FROM poll"))
    named = _few(f"{words.iso(times[seq])} (poll {seq})" for seq in broken)
    return _point(
        "polls",
        f"{words.many(count, 'poll')}, each as it was stored.",
        f"{len(broken)} of {words.many(count, 'poll')} can't be read as stored: {named}.",
        bool(broken),
    )


def _sums(connection: Connection) -> Point:
    last = reading.latest_poll(connection, complete_only=True)
    bad = readable.disagreeing_families(connection, last.seq) if last else ()
    if not bad:
        return Point("sums", Verdict.FINE, "The last poll's sums are those of its models.")
    said = f"The last poll's sums are not those of its models: {_few(bad)}. The next poll looks "
    return Point("sums", Verdict.NOTED, f"{said}at every model again.")


def _censuses(connection: Connection) -> Point:
    keys = readable.censuses(connection)
    broken = [key for key in keys if not readable.census_reads(connection, key)]
    times: dict[int, int] = dict(connection.all("SELECT id, as_of FROM census"))
    named = _few(f"{words.day(times[key])} (census {key})" for key in broken)
    count = words.many(len(keys), "census", "censuses")
    return _point(
        "censuses",
        f"{count}, each as it was stored.",
        f"{len(broken)} of {count} can't be read as stored: {named}.",
        bool(broken),
    )


def _inbox(connection: Connection) -> Point:
    count = connection.number("SELECT count(*) FROM event")
    twice = connection.number(
        "SELECT count(*) FROM (SELECT 1 FROM event NOT INDEXED "
        "GROUP BY rule, version, episode, kind HAVING count(*) > 1)"
    )
    return _point(
        "inbox",
        f"{words.many(count, 'entry', 'entries')} in the inbox, each once.",
        f"Entries of the inbox that are there more than once: {twice}.",
        bool(twice),
    )


def _rules(connection: Connection) -> Point:
    rules = readable.illegible_rules(connection)
    states = readable.illegible_states(connection)
    count = connection.number("SELECT count(*) FROM rule WHERE removed_at IS NULL")
    bad = _few(f"rule {rule}" for rule in sorted({*rules, *states}))
    return _point(
        "rules",
        f"{words.many(count, 'rule')}, each readable with its state.",
        f"What is watched can't be read: {bad}.",
        bool(rules or states),
    )


def _texts(connection: Connection) -> Point:
    torn = readable.torn_texts(connection)
    return _point(
        "texts",
        "Every text is whole.",
        f"Texts are wiped out in part: {_few(torn)}.",
        bool(torn),
    )


def _point(name: str, fine: str, bad: str, is_bad: bool) -> Point:
    return Point(name, Verdict.DAMAGED, bad) if is_bad else Point(name, Verdict.FINE, fine)


def _first_line(found: list[str]) -> str:
    more = f" ({len(found)} such findings)" if len(found) > 1 else ""
    return f"SQLite finds the file damaged: {found[0].splitlines()[-1]}{more}"


def _few(names: Iterable[str]) -> str:
    found = list(names)
    more = len(found) - _NAMED
    return ", ".join(found[:_NAMED]) + (f" and {more} more" if more > 0 else "")
