"""One connection to the database file: how it is opened, and how a transaction is held."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sharewatch.store.errors import (
    MOVED,
    CannotOpen,
    DiskFault,
    DiskFull,
    MovedAway,
    ReadOnlyStore,
    StoreError,
    faults_named,
)

BUSY_TIMEOUT_S = 5.0
_PAGES_AT_ONCE = 1024

Row = tuple[Any, ...]

_PRAGMAS = (
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "foreign_keys = ON",
    "cache_size = -32768",  # KiB; a year seeded in one transaction must not spill
)
# WAL has a corruption race in SQLite before 3.51.3, and DELETE with FULL loses acknowledged
# commits in a power cut; TRUNCATE with EXTRA lost none.
_WRITING = ("journal_mode = TRUNCATE", "synchronous = EXTRA", "fullfsync = ON")


class Connection:
    """Speaks SQL to one file, from one thread, and names the faults."""

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool,
        as_it_lies: bool = False,
        patience_s: float | None = None,
    ) -> None:
        self.path = path
        self.read_only = read_only
        self.lacks_room = ""
        uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
        if as_it_lies:  # past locks and journal: only for what the first page says
            uri += "&immutable=1"
        with faults_named(path):
            timeout = BUSY_TIMEOUT_S if patience_s is None else patience_s
            self.sqlite = sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None)
        try:
            self._file = _file_at(path)
            for pragma in () if as_it_lies else _PRAGMAS:
                self.all(f"PRAGMA {pragma}")
        except BaseException:
            self.close()
            raise

    def prepare_to_write(self) -> None:
        """Choose how commits reach the disk, and find out now whether they can.

        Raises ``ReadOnlyStore`` when the file or its folder can't be written. A full disk may have
        room again when something is to be stored: it is noted in ``lacks_room``.
        """
        for pragma in _WRITING:
            self.all(f"PRAGMA {pragma}")
        with faults_named(self.path):
            self.sqlite.execute("BEGIN IMMEDIATE")
        try:
            version = self.number("PRAGMA user_version")
            self.change(f"PRAGMA user_version = {version}")  # makes SQLite open a journal
        except DiskFull as why:
            self.lacks_room = str(why)
        finally:
            self._roll_back()

    def all(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """Every row of a question."""
        with faults_named(self.path):
            return self.sqlite.execute(sql, values).fetchall()

    def each(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of a question one by one, for answers too long to hold."""
        with faults_named(self.path):
            yield from self.sqlite.execute(sql, values)

    def one(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Row | None:
        """The first row of a question, if there is any."""
        rows = self.all(sql, values)
        return rows[0] if rows else None

    def number(self, sql: str, values: Sequence[Any] = ()) -> int:
        """The one integer a question always answers with."""
        with faults_named(self.path):
            return int(self.sqlite.execute(sql, values).fetchone()[0])

    def change(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Cursor:
        """Run one statement that writes; only inside of a transaction."""
        self._demand_transaction()
        with faults_named(self.path):
            return self.sqlite.execute(sql, values)

    def change_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row; only inside of a transaction."""
        self._demand_transaction()
        with faults_named(self.path):
            self.sqlite.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commit at the end, roll back when anything is raised.

        Raises ``MovedAway`` rather than write into a file that nobody will find again.
        """
        if not self.in_place:
            raise MovedAway(MOVED.format(self.path))
        with faults_named(self.path):
            self.sqlite.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.change("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    @property
    def in_place(self) -> bool:
        """Whether the file that is open is still the one at its path."""
        return _file_at(self.path) == self._file

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self.sqlite.in_transaction

    def state(self) -> tuple[int, int]:
        """Two numbers that change with what this connection or another writes."""
        return self.number("PRAGMA data_version"), self.sqlite.total_changes

    def copy_to(self, path: Path, between: Callable[[], None] | None = None) -> None:
        """Copy the whole database, as of now, to another file, whole or not at all.

        ``between`` is called after each few megabytes; what it raises gives the copy up.
        """
        unfinished = path.with_name(f".{path.name}.unfinished")
        unfinished.unlink(missing_ok=True)
        make_private(unfinished)
        try:
            with faults_named(unfinished):
                copy = sqlite3.connect(unfinished)
                try:
                    self.sqlite.backup(
                        copy,
                        pages=_PAGES_AT_ONCE if between else -1,
                        progress=(lambda *_: between()) if between else None,
                        sleep=0,
                    )
                finally:
                    copy.close()
            flush(unfinished)
            unfinished.replace(path)
            flush_folder(path.parent)
        except OSError as why:
            if why.errno is None:  # nothing of a file: ``between`` raised it
                raise
            raise DiskFault(f"The copy {path} could not be written: {why.strerror}.") from why
        finally:
            unfinished.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        self.sqlite.close()

    def _roll_back(self) -> None:
        if self.sqlite.in_transaction:  # a full disk rolls back by itself
            self.sqlite.execute("ROLLBACK")

    def _demand_transaction(self) -> None:
        """A statement after an automatic rollback would commit on its own."""
        if not self.sqlite.in_transaction:
            raise StoreError("The transaction had already ended; nothing was written.")


def _file_at(path: Path) -> tuple[int, int] | None:
    """Which file a path leads to; ``None`` where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def make_private(path: Path) -> None:
    """Make the file and its folder, for this user alone, where they aren't yet.

    A file that exists is not opened here: closing it would drop the locks that another
    connection of this process holds on it.
    """
    try:
        new = [one for one in (path.parent, *path.parent.parents) if not one.exists()]
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in reversed(new):
            flush_folder(folder.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if not path.is_file():
            raise CannotOpen(f"{path} is not a file.") from None
    except OSError as why:
        if why.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise ReadOnlyStore(f"This user may not write {path}.") from why
        raise CannotOpen(f"The database {path} can't be opened: {why.strerror}.") from why


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, on systems that can be asked to."""
    with suppress(OSError):
        flush(folder, os.O_RDONLY)


def flush(path: Path, how: int = os.O_RDWR) -> None:
    """Wait until a finished file is on the disk."""
    handle = os.open(path, how)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
