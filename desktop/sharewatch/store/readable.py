"""Whether what a database holds reads as it was stored, beyond what SQLite itself checks."""

from __future__ import annotations

import sqlite3

import numpy as np
from numpy.typing import NDArray

from sharewatch.core.episodes import from_json
from sharewatch.core.shares import OFFICIAL, TRACKED, Measure
from sharewatch.store import models, reading, rulebook, seals
from sharewatch.store.columns import unpack
from sharewatch.store.connection import Connection

_ILLEGIBLE = (ValueError, TypeError, KeyError, ZeroDivisionError)


def sealed_polls(connection: Connection) -> tuple[int, ...]:
    """The polls whose seal holds."""
    rows = connection.all("SELECT seq, checksum FROM poll WHERE checksum IS NOT NULL ORDER BY seq")
    return tuple(seq for seq, noted in rows if seals.checksum(connection, seq) == noted)


def disagreeing_families(connection: Connection, seq: int) -> tuple[str, ...]:
    """The families whose 30-day sums at a poll are not those of the models it found.

    It can be said of official models as they count now; sums with bounds are left out.
    """
    added: dict[str, int] = {}
    for one in models.model_values(connection, seq):
        if one.family is not None:
            added[one.family] = added.get(one.family, 0) + (one.downloads_30d or 0)
    stored = reading.sums(connection, seq, Measure.D30, TRACKED, OFFICIAL)
    return tuple(
        one.family
        for one in stored
        if one.value is not None and one.value != added.get(one.family, 0)
    )


def censuses(connection: Connection | None) -> tuple[int, ...]:
    """The numbers of all censuses, finished or not."""
    rows = connection.all("SELECT id FROM census ORDER BY id") if connection else ()
    return tuple(key for (key,) in rows)


def census_reads(connection: Connection, census: int) -> bool:
    """Whether a census decodes, has as many models as it says, and gives its checksum."""
    ((finished, said, seal),) = connection.all(
        "SELECT finished_at, models, checksum FROM census WHERE id = ?", (census,)
    )
    rows = rows_of_census(connection, census)
    if rows is None:
        return False
    if finished is None:
        return True
    counted = len(np.unique(rows[:, 0]))
    return counted == said and (seal is None or seals.census_holds(connection, census))


def rows_of_census(connection: Connection, census: int) -> NDArray[np.int64] | None:
    """All rows of a census, n by 4; ``None`` if a page is missing or can't be decoded."""
    pages = connection.all(
        "SELECT nth, columns FROM census_chunk WHERE census = ? ORDER BY nth", (census,)
    )
    if [nth for nth, _ in pages] != list(range(len(pages))):
        return None
    try:
        found = [unpack(columns) for _, columns in pages]
    except (ValueError, MemoryError):
        return None
    return np.concatenate(found) if found else np.zeros((0, 4), dtype=np.int64)


def torn_texts(connection: Connection) -> tuple[str, ...]:
    """The tables with a text that is none, or holds zero bytes as wiped out pages leave them."""
    return tuple(
        table
        for (table,) in connection.all(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
        if _is_torn(connection, table)
    )


def _is_torn(connection: Connection, table: str) -> bool:
    texts = connection.all("SELECT name FROM pragma_table_info(?) WHERE type = 'TEXT'", (table,))
    names = ", ".join(f'"{name}"' for (name,) in texts)
    if not names:
        return False
    try:
        rows = connection.each(f"SELECT {names} FROM {table}")
        return any("\0" in text for row in rows for text in row if text)
    except sqlite3.OperationalError:  # no UTF-8
        return True


def illegible_rules(connection: Connection) -> tuple[int, ...]:
    """The rules of which a version can't be read."""
    bad = []
    for row in connection.all(f"SELECT {rulebook.COLUMNS} FROM rule_version v"):
        try:
            rulebook.rule_of(row)
        except _ILLEGIBLE:
            bad.append(row[0])
    return tuple(sorted(set(bad)))


def illegible_states(connection: Connection) -> tuple[int, ...]:
    """The rules whose state can't be read."""
    bad = []
    for rule, text in connection.all("SELECT rule, state FROM rule_state ORDER BY rule"):
        try:
            from_json(text)
        except _ILLEGIBLE:
            bad.append(rule)
    return tuple(bad)
