"""What can go wrong with the database, each fault under its own name, in words for people."""

from __future__ import annotations

import errno
import re
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


class NoDatabase(CorruptDatabase):
    """The file's first bytes are those of no database."""


class BeyondRepair(StoreError):
    """What could be read of a damaged file makes no sound database; nothing was changed."""


class NoBackup(StoreError):
    """There is no such backup, or it can't be used."""


class MovedAway(StoreError):
    """The file was replaced or moved while it was open; nothing can be written to it any more."""


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


_DAMAGED = (
    "The database {} is damaged. `sharewatch repair`, with the same --data-dir or --demo, saves "
    "what can be read of it, and so does the Health page; the damaged file is kept."
)
MOVED = "The database {} was moved or replaced while it was open; start Sharewatch again."
_NO_DATABASE = (
    "{} is not a database. If it was Sharewatch's, `sharewatch repair`, with the same --data-dir "
    "or --demo, saves what can be read of it, and so does the Health page; else keep the data in "
    "another folder (--data-dir)."
)
_BY_CODE: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_CORRUPT: (
        CorruptDatabase,
        _DAMAGED,
    ),
    sqlite3.SQLITE_NOTADB: (NoDatabase, _NO_DATABASE),
    sqlite3.SQLITE_FULL: (DiskFull, "The disk is full; {} was left as it was."),
    sqlite3.SQLITE_READONLY_ROLLBACK: (
        ReadOnlyStore,
        "A crash left {} half written; open it once for writing.",
    ),
    sqlite3.SQLITE_READONLY_DBMOVED: (
        MovedAway,
        MOVED,
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


def damaged(path: Path) -> CorruptDatabase:
    """What to raise where our own checks find a file damaged."""
    return CorruptDatabase(_DAMAGED.format(path))


@contextmanager
def faults_named(path: Path) -> Iterator[None]:
    """Turn SQLite's known faults into ours; whatever else it raises is a bug and stays as is."""
    try:
        yield
    except sqlite3.Error as why:
        # The sqlite3 module's own errors carry no code.
        code = getattr(why, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)
        known = _BY_CODE.get(code) or _BY_CODE.get(code & _PRIMARY)
        if known is None and "decode to UTF-8" in str(why):
            raise damaged(path) from why
        if known is None:
            raise
        fault, sentence = known
        raise fault(sentence.format(path)) from why
    except UnicodeDecodeError as why:  # of a damaged schema not even SQLite's complaint is text
        raise damaged(path) from why
    except OverflowError as why:
        raise OutOfRange(f"A number is too large to be stored in {path}.") from why


@contextmanager
def speaking_of(path: Path, unfinished: Path) -> Iterator[None]:
    """Let faults of what is made ready at ``unfinished``, or below it, speak of ``path``.

    Nobody knows a file by the name it has until it is finished.
    """
    at = re.escape(str(unfinished.parent)) + r"[/\\]\.*" + re.escape(unfinished.name)
    try:
        yield
    except StoreError as why:
        said = re.sub(at + r"([\w./\\-]*\w)?", lambda _: str(path), str(why))
        raise type(why)(said) from why


@contextmanager
def os_faults_named(path: Path) -> Iterator[None]:
    """Turn what the operating system says of a file beside the database into our faults."""
    try:
        yield
    except OSError as why:
        if why.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"The disk is full; {path} could not be written.") from why
        if why.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise ReadOnlyStore(f"This user may not write {path}.") from why
        raise DiskFault(f"The file {path} can't be used: {why.strerror}.") from why
