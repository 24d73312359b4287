"""What can go wrong with the database, each fault under its own name, in words for people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StoreError(Exception):
    """A known fault of the database; the message is a sentence for people."""


class CannotOpen(StoreError):
    """There is no such database, or this user may not open it."""


class NotOurs(StoreError):
    """The file is a database of another program; it was not touched."""


class NewerDatabase(StoreError):
    """A newer Sharewatch wrote the database; it was not touched."""


class OlderDatabase(StoreError):
    """The database wants a migration, and was opened for reading only."""


class CorruptDatabase(StoreError):
    """The file is damaged, or no database at all."""


class ReadOnlyStore(StoreError):
    """Nothing can be written: the file, its folder or this connection is read-only."""


class DiskFull(StoreError):
    """There was no room; the transaction left nothing behind."""


class StoreBusy(StoreError):
    """Another program held the database for too long."""


class DiskFault(StoreError):
    """The operating system failed to read or write the file."""


class OutOfRange(StoreError):
    """A number is larger than the database can hold (63 bits)."""


class WrongSource(StoreError):
    """The database already belongs to another source."""


class NoSuchRule(StoreError):
    """The rule was never stored, or was removed."""


class ExportFailed(StoreError):
    """The export could not be written."""


_BY_CODE: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_CORRUPT: (
        CorruptDatabase,
        "The database {} is damaged. Keep a copy of it, then move it away to begin anew.",
    ),
    sqlite3.SQLITE_NOTADB: (
        CorruptDatabase,
        "{} is not a database. Move it away, or keep the data in another folder (--data-dir).",
    ),
    sqlite3.SQLITE_FULL: (DiskFull, "The disk is full; {} was left as it was."),
    sqlite3.SQLITE_READONLY_ROLLBACK: (
        ReadOnlyStore,
        "A crash left {} half written; open it once for writing.",
    ),
    sqlite3.SQLITE_READONLY_DIRECTORY: (ReadOnlyStore, "The folder of {} can only be read."),
    sqlite3.SQLITE_READONLY: (ReadOnlyStore, "The database {} can only be read."),
    sqlite3.SQLITE_PERM: (ReadOnlyStore, "This user may not write the database {}."),
    sqlite3.SQLITE_CANTOPEN: (CannotOpen, "The database {} or its journal can't be opened."),
    sqlite3.SQLITE_BUSY: (StoreBusy, "Another program is using the database {}."),
    sqlite3.SQLITE_LOCKED: (StoreBusy, "Another program is using the database {}."),
    sqlite3.SQLITE_IOERR: (DiskFault, "The disk failed while using the database {}."),
}
_PRIMARY = 0xFF  # the low byte of an extended result code names the fault itself


@contextmanager
def faults_named(path: Path) -> Iterator[None]:
    """Turn SQLite's known faults into ours; whatever else it raises is a bug and stays as is."""
    try:
        yield
    except sqlite3.Error as why:
        # The sqlite3 module's own errors carry no code.
        code = getattr(why, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)
        known = _BY_CODE.get(code) or _BY_CODE.get(code & _PRIMARY)
        if known is None:
            raise
        fault, sentence = known
        raise fault(sentence.format(path)) from why
    except OverflowError as why:
        raise OutOfRange(f"A number is too large to be stored in {path}.") from why
