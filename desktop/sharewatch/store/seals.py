"""A checksum over each poll and census: it finds flipped bits that SQLite's own checks miss."""

from __future__ import annotations

import hashlib

from sharewatch.store.connection import Connection

_POLL = (
    "SELECT p.seq, p.kind, p.as_of, p.started_at, p.finished_at, c.fingerprint, c.version, "
    "p.complete, p.models, p.requests, p.skipped_rows "
    "FROM poll p JOIN catalog c ON c.id = p.catalog WHERE p.seq = ?"
)
_OWNERS = "SELECT owner, whole, models, error FROM poll_owner WHERE poll = ? ORDER BY owner"
# Column by column, as text: almost three times as fast as a tuple for each row.
_ROWS = (
    "SELECT json_group_array(model), json_group_array(downloads_30d), "
    "json_group_array(downloads_all_time), json_group_array(likes), json_group_array(present) "
    "FROM (SELECT * FROM observation WHERE poll = ? ORDER BY model)"
)
_SUMS = "SELECT series, value, models, unknown FROM rollup WHERE poll = ? ORDER BY series"
# Apart, and only where there are any: polls of schema 1 were sealed without.
_BOUNDS = "SELECT series, low, high FROM rollup WHERE poll = ? AND low IS NOT NULL ORDER BY series"

_CENSUS = (
    "SELECT s.id, s.reach, s.as_of, s.started_at, s.finished_at, s.cutoff, s.covered, s.models, "
    "s.requests, s.skipped_rows, s.counting, c.fingerprint, c.version "
    "FROM census s LEFT JOIN catalog c ON c.id = s.catalog WHERE s.id = ?"
)
_CENSUS_SUMS = (
    "SELECT series, value, models, unknown FROM census_rollup WHERE census = ? ORDER BY series"
)
_CENSUS_PAGES = "SELECT nth, columns FROM census_chunk WHERE census = ? ORDER BY nth"


def checksum(connection: Connection, seq: int) -> bytes:
    """BLAKE2b, 16 bytes, over all that one poll stored, read back from the tables."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (_POLL, _OWNERS, _ROWS, _SUMS):
        digest.update(repr(connection.all(part, (seq,))).encode())
    if bounds := connection.all(_BOUNDS, (seq,)):
        digest.update(repr(bounds).encode())
    return digest.digest()


def census_checksum(connection: Connection, census: int) -> bytes:
    """BLAKE2b, 16 bytes, over all that one census stored, read back from the tables."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (_CENSUS, _CENSUS_SUMS):
        digest.update(repr(connection.all(part, (census,))).encode())
    for nth, columns in connection.each(_CENSUS_PAGES, (census,)):
        digest.update(f"{nth} {len(columns)} ".encode())
        digest.update(columns)
    return digest.digest()


def seal_census(connection: Connection, census: int) -> None:
    """Note the checksum of everything a finished census stored."""
    connection.change(
        "UPDATE census SET checksum = ? WHERE id = ?",
        (census_checksum(connection, census), census),
    )


def census_holds(connection: Connection, census: int) -> bool:
    """Whether a census was sealed and still gives its checksum."""
    found = connection.one("SELECT checksum FROM census WHERE id = ?", (census,))
    return found is not None and found[0] == census_checksum(connection, census)


def damaged_polls(connection: Connection, last: int | None = None) -> tuple[int, ...]:
    """The sealed polls, of the ``last`` so many, whose rows no longer give their checksum."""
    sealed = connection.all(
        "SELECT seq, checksum FROM poll WHERE checksum IS NOT NULL ORDER BY seq DESC LIMIT ?",
        (-1 if last is None else last,),
    )
    return tuple(sorted(seq for seq, noted in sealed if checksum(connection, seq) != noted))


def damaged_censuses(connection: Connection) -> tuple[int, ...]:
    """The sealed censuses that no longer give their checksum."""
    sealed = connection.all("SELECT id FROM census WHERE checksum IS NOT NULL ORDER BY id")
    return tuple(key for (key,) in sealed if not census_holds(connection, key))
