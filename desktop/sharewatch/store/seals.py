"""A checksum over each poll's rows: it finds flipped bits that SQLite's own checks miss."""

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


def checksum(connection: Connection, seq: int) -> bytes:
    """BLAKE2b, 16 bytes, over all that one poll stored, read back from the tables."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (_POLL, _OWNERS, _ROWS, _SUMS):
        digest.update(repr(connection.all(part, (seq,))).encode())
    if bounds := connection.all(_BOUNDS, (seq,)):
        digest.update(repr(bounds).encode())
    return digest.digest()


def damaged_polls(connection: Connection) -> tuple[int, ...]:
    """The sealed polls whose rows no longer give their checksum."""
    sealed = connection.all("SELECT seq, checksum FROM poll WHERE checksum IS NOT NULL")
    return tuple(seq for seq, noted in sealed if checksum(connection, seq) != noted)
