"""Sets a database aside and puts another in its place; nothing is ever overwritten or deleted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sharewatch.store.connection import flush, flush_folder
from sharewatch.store.errors import StoreBusy, os_faults_named, speaking_of
from sharewatch.store.lock import polling

WORKS = ("polling", "importing", "taking a census", "replaying", "sending")
"""All kinds of work that hold a lock beside the database."""
ROOM = ".repair-"
"""How the folders begin in which a database is made ready beside the one in use."""


@contextmanager
def at_rest(database: Path) -> Iterator[None]:
    """Keep every other Sharewatch from working at a database; raises ``StoreBusy``."""
    with ExitStack() as stack:
        for work in WORKS:
            try:
                stack.enter_context(polling(database, work))
            except StoreBusy as why:
                raise StoreBusy(f"Another Sharewatch works at {database}; quit it first.") from why
        yield


@contextmanager
def room_beside(database: Path) -> Iterator[Path]:
    """A private folder on the database's own disk, gone at the end.

    Faults of what is made ready in it speak of the database.
    """
    with os_faults_named(database):
        room = TemporaryDirectory(prefix=ROOM, dir=database.parent, ignore_cleanup_errors=True)
    with room as name, speaking_of(database, Path(name)):
        yield Path(name)


def journal_of(database: Path) -> Path:
    """Where SQLite keeps what it needs to undo a half-written change."""
    return database.with_name(f"{database.name}-journal")


def copy_with_journal(database: Path, to: Path) -> None:
    """Copy a file as it is, with the journal that belongs to it."""
    with os_faults_named(database):
        shutil.copyfile(database, to)
        journal = journal_of(database)
        if journal.exists():
            shutil.copyfile(journal, journal_of(to))


def put_in_place(new: Path, database: Path, why: str, now: float) -> Path | None:
    """Put a finished file where the database is, after setting that aside with its journal.

    Returns where the former one is now, ``None`` if there was none. Whenever this is cut off, the
    former or the new one is in place.
    """
    with os_faults_named(database):
        flush(new)
        aside = _set_aside(database, why, now) if database.exists() else None
        new.replace(database)
        flush_folder(database.parent)
    return aside


def name_aside(database: Path, why: str, now: float) -> Path:
    """Where the database goes when it is set aside: a name that nothing has yet."""
    at = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%SZ")
    name, number = f"{database.name}.{why}-{at}", 1
    aside = database.with_name(name)
    while aside.exists() or journal_of(aside).exists():
        number += 1
        aside = database.with_name(f"{name}-{number}")
    return aside


def _set_aside(database: Path, why: str, now: float) -> Path:
    """Give the file a second name, and its journal, which must not meet another one, that alone."""
    aside = name_aside(database, why, now)
    try:
        aside.hardlink_to(database)
    except OSError:  # not every file system knows second names
        shutil.copyfile(database, aside)
        aside.chmod(0o600)
        flush(aside)
    journal = journal_of(database)
    if journal.exists() and journal.stat().st_size:
        journal.rename(journal_of(aside))
    return aside
