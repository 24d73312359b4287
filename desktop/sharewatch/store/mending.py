"""Makes a database of salvaged rows a sound one: whole polls and censuses, and what hangs on them.

A poll or census counts as whole when its seal holds. One whose seal is broken is taken from the
backup where that has it; else it goes, and the database reads as if it had never been polled.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sharewatch.store import readable, seals
from sharewatch.store.connection import Connection

POLL_TABLES = {
    "poll": "seq",
    "poll_owner": "poll",
    "observation": "poll",
    "rollup": "poll",
    "skipped_row": "poll",
}
CENSUS_TABLES = {"census": "id", "census_chunk": "census", "census_rollup": "census"}
_NEVER_DELETED = ("catalog", "series", "import", "model", "model_name", "census_model")
_APART = {*POLL_TABLES, *CENSUS_TABLES, *_NEVER_DELETED, "latest", "rule_state"}


@dataclass(frozen=True, slots=True)
class Settled:
    """Which polls, or censuses, were taken from the backup and which are lost, by number."""

    from_backup: tuple[int, ...]
    lost: tuple[int, ...]


def merge(connection: Connection, damaged: set[str]) -> None:
    """Fill tables that lack rows from the attached ``backup``; a table that was whole is right."""
    for table in (*_NEVER_DELETED, *sorted(damaged - _APART)):
        _copy(connection, table, "OR IGNORE")
    if "rule_state" in damaged:
        newest = "SELECT max(version) FROM main.rule_version v WHERE v.rule = b.id"
        same = f"SELECT id FROM backup.rule b WHERE version = ({newest})"
        _copy(connection, "rule_state", "OR IGNORE", f"WHERE rule IN ({same})")


def same_line(connection: Connection, backup: Connection) -> bool:
    """Whether a backup is an earlier state of this very database."""
    polls = "SELECT seq, as_of, started_at FROM poll"
    there = {seq: times for seq, *times in backup.all(polls)}
    return all(there.get(seq, times) == times for seq, *times in connection.all(polls))


def settle_polls(connection: Connection, backup: Connection | None) -> Settled:
    """Keep whole polls only; rows of lost ones stay in the temporary table ``loose``."""
    mentioned = {
        seq
        for table, key in POLL_TABLES.items()
        for (seq,) in connection.all(f"SELECT DISTINCT {key} FROM {table}")
    }
    whole = set(readable.sealed_polls(connection))
    there = set(readable.sealed_polls(backup)) - whole if backup else set()
    every = mentioned | there
    skipped = set(range(1, max(every, default=0) + 1)) - every
    lost = sorted((mentioned | skipped) - whole - there)
    connection.change(
        "CREATE TEMP TABLE loose AS SELECT * FROM observation "
        "WHERE poll IN (SELECT value FROM json_each(?))",
        (json.dumps(lost),),
    )
    for seq in mentioned - whole:
        _drop(connection, POLL_TABLES, seq)
    for seq in sorted(there):
        for table, key in POLL_TABLES.items():
            _copy(connection, table, "", f"WHERE {key} = {seq}")
    return Settled(tuple(sorted(there)), tuple(lost))


def settle_censuses(connection: Connection, backup: Connection | None) -> Settled:
    """Keep the censuses that read as they were stored."""
    known = readable.censuses(connection)
    broken = [key for key in known if not readable.census_reads(connection, key)]
    for key in broken:
        _drop(connection, CENSUS_TABLES, key)
    wanted = [key for key in readable.censuses(backup) if key not in known or key in broken]
    there = [key for key in wanted if backup and readable.census_reads(backup, key)]
    for key in there:
        for table, column in CENSUS_TABLES.items():
            _copy(connection, table, "OR REPLACE", f"WHERE {column} = {key}")
    return Settled(tuple(there), tuple(key for key in broken if key not in there))


def fold(connection: Connection, lost: tuple[int, ...]) -> None:
    """Let what is left of lost polls stand at the next poll that is kept, the newest first.

    Models changed in a lost poll; the next one reads right only with those changes. Where its
    sums agreed with its models before and no longer do, what was left was wrong, and goes.
    """
    kept = [seq for (seq,) in connection.all("SELECT seq FROM poll ORDER BY seq")]
    for seq in reversed(lost):
        following = next((one for one in kept if one > seq), None)
        if following is not None:
            _move_on(connection, seq, following)
    connection.change("DROP TABLE temp.loose")


def tie_models(connection: Connection) -> int:
    """Let models begin at polls there are and have names; returns how many lost theirs."""
    if not connection.number("SELECT EXISTS (SELECT 1 FROM poll)"):
        for table in ("latest", "quarantine", "model_name", "model"):
            connection.change(f"DELETE FROM {table}")
    for table in ("model", "model_name", "quarantine"):
        connection.change(
            f"UPDATE OR IGNORE {table} SET first_poll = coalesce("
            "(SELECT min(seq) FROM poll WHERE seq >= first_poll), (SELECT max(seq) FROM poll)) "
            "WHERE first_poll NOT IN (SELECT seq FROM poll)"
        )
        connection.change(f"DELETE FROM {table} WHERE first_poll NOT IN (SELECT seq FROM poll)")
    nameless = connection.change(
        "INSERT OR IGNORE INTO model (id, hub_id, name, first_poll) "
        "SELECT model, 'lost:' || model, 'lost/model-' || model, min(poll) FROM observation "
        "WHERE model NOT IN (SELECT id FROM model) GROUP BY model"
    ).rowcount
    connection.change(
        "INSERT INTO model_name SELECT id, first_poll, name, "
        "lower(substr(name, 1, instr(name, '/') - 1)) FROM model "
        "WHERE id NOT IN (SELECT model FROM model_name)"
    )
    connection.change("DELETE FROM latest")
    connection.change("INSERT INTO latest SELECT model, max(poll) FROM observation GROUP BY model")
    known = {key for (key,) in connection.all("SELECT id FROM census_model")}
    listed = {
        key for census in readable.censuses(connection) for key in _listed(connection, census)
    }
    connection.change_many(
        "INSERT INTO census_model (id, hub_id, name) "
        "VALUES (?1, 'lost:' || ?1, 'lost/model-' || ?1)",
        [(key,) for key in sorted(listed - known)],
    )
    return nameless + len(listed - known)


def tie_sums(connection: Connection) -> None:
    """Where families can't be named any more, drop all sums, to be made again from the models."""
    gone = "series NOT IN (SELECT id FROM series)"
    polls = connection.all(f"SELECT DISTINCT poll FROM rollup WHERE {gone}")
    censuses = connection.all(f"SELECT DISTINCT census FROM census_rollup WHERE {gone}")
    for (seq,) in polls:
        connection.change("DELETE FROM rollup WHERE poll = ?", (seq,))
        connection.change("UPDATE poll SET counting = '' WHERE seq = ?", (seq,))
        _seal(connection, seq)
    for (key,) in censuses:
        connection.change("DELETE FROM census_rollup WHERE census = ?", (key,))
        connection.change("UPDATE census SET counting = NULL WHERE id = ?", (key,))
        seals.seal_census(connection, key)


def cut_loose_ends(connection: Connection) -> None:
    """Drop rows that speak of something lost; where they may do without it, they stay."""
    while broken := connection.all('SELECT DISTINCT "table", fkid FROM pragma_foreign_key_check'):
        for table, key in broken:
            _cut(connection, table, key)


def _cut(connection: Connection, table: str, key: int) -> None:
    parts = [
        (column, parent, to)
        for number, _, parent, column, to, *_ in connection.all(f"PRAGMA foreign_key_list({table})")
        if number == key
    ]
    parent = parts[0][1]
    keys = [
        name
        for (name,) in connection.all(
            "SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (parent,)
        )
    ]
    pairs = [(column, to or keys[at]) for at, (column, _, to) in enumerate(parts)]
    match = " AND ".join(f"p.{to} = {table}.{column}" for column, to in pairs)
    orphan = f"{parts[0][0]} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE {match})"
    (needed,) = connection.all(
        'SELECT max("notnull" OR pk) FROM pragma_table_info(?) WHERE name = ?', (table, parts[0][0])
    )[0]
    if needed or len(parts) > 1 or table == "outbox":
        connection.change(f"DELETE FROM {table} WHERE {orphan}")
    else:
        connection.change(f"UPDATE {table} SET {parts[0][0]} = NULL WHERE {orphan}")


def _move_on(connection: Connection, lost: int, following: int) -> None:
    agreed = not readable.disagreeing_families(connection, following)
    connection.change("SAVEPOINT fold")
    connection.change(
        "INSERT OR IGNORE INTO observation SELECT ?, model, downloads_30d, downloads_all_time, "
        "likes, present FROM temp.loose WHERE poll = ?",
        (following, lost),
    )
    connection.change(
        "UPDATE latest SET poll = ?1 WHERE poll < ?1 AND model IN "
        "(SELECT model FROM observation WHERE poll = ?1)",
        (following,),
    )
    if agreed and readable.disagreeing_families(connection, following):
        connection.change("ROLLBACK TO fold")
    connection.change("RELEASE fold")
    _seal(connection, following)


def _listed(connection: Connection, census: int) -> list[int]:
    columns = readable.rows_of_census(connection, census)
    return [] if columns is None else list(columns[:, 0].tolist())


def _seal(connection: Connection, seq: int) -> None:
    connection.change(
        "UPDATE poll SET checksum = ? WHERE seq = ?", (seals.checksum(connection, seq), seq)
    )


def _copy(connection: Connection, table: str, how: str, where: str = "") -> None:
    """Rows of the attached backup's table."""
    columns = ", ".join(
        f'"{name}"'
        for (name,) in connection.all(
            "SELECT name FROM pragma_table_xinfo(?) WHERE NOT hidden ORDER BY cid", (table,)
        )
    )
    connection.change(
        f"INSERT {how} INTO main.{table} ({columns}) SELECT {columns} FROM backup.{table} {where}"
    )


def _drop(connection: Connection, tables: dict[str, str], number: int) -> None:
    for table, key in tables.items():
        connection.change(f"DELETE FROM {table} WHERE {key} = ?", (number,))
