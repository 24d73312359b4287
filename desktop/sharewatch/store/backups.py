"""Daily copies of the database beside it: made, checked, thinned out, and put back in place."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sharewatch.store import migrations, seals
from sharewatch.store.aside import at_rest, put_in_place, room_beside
from sharewatch.store.connection import Connection
from sharewatch.store.errors import (
    CorruptDatabase,
    NoBackup,
    NoDatabase,
    StoreError,
    damaged,
    os_faults_named,
    speaking_of,
)

KEPT_DAYS, KEPT_WEEKS = 3, 4
_NEWEST = 10  # so many polls are compared with their seals before a copy counts as good
_ROOM = 2  # a copy is made while the disk has room for so many


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy in the folder of backups: the UTC day it was made on, and its size in bytes."""

    path: Path
    day: date
    size: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What a backup holds: how many polls, the time of the last (UTC seconds), what is wrong."""

    polls: int = 0
    last: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What came of making a copy: its path, or why there is none. ``damaged``: the database is."""

    path: Path | None = None
    reason: str = ""
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that is in place: what it holds, and where the former database is, if any was."""

    backup: Path
    aside: Path | None
    polls: int
    last: int | None


def nothing_between() -> None:
    """For those who have nothing to do while a copy is made."""


def folder_of(database: Path) -> Path:
    """Where the copies of a database are."""
    return database.parent / "backups"


def backups_of(database: Path) -> tuple[Backup, ...]:
    """The copies there are, newest first; files of other names are none."""
    named = re.compile(re.escape(database.stem) + r"-(\d{4}-\d{2}-\d{2})\.db").fullmatch
    found = []
    for path in folder_of(database).glob("*.db") if folder_of(database).is_dir() else ():
        if (match := named(path.name)) and path.is_file():
            try:
                day = date.fromisoformat(match[1])
            except ValueError:
                continue
            found.append(Backup(path, day, path.stat().st_size))
    return tuple(sorted(found, key=lambda one: one.day, reverse=True))


def look_at(backup: Path, *, whole: bool = False) -> Looked:
    """Whether a backup opens and is sound, ``whole`` by every seal; nothing is raised."""
    try:
        with closing(Connection(backup, read_only=True)) as connection:
            if migrations.is_empty(connection):
                return Looked(problem="It is empty.")
            migrations.demand_known(connection)
            _demand_sound(connection, None if whole else _NEWEST, nothing_between)
            polls, last = connection.all("SELECT count(*), max(as_of) FROM poll")[0]
    except NoDatabase:
        return Looked(problem="It is no database.")
    except (CorruptDatabase, sqlite3.Error, ValueError):
        return Looked(problem="It is damaged.")
    except StoreError as why:
        return Looked(problem=str(why))
    return Looked(polls, last)


def newest_sound(database: Path) -> Path | None:
    """The newest backup that opens and is sound."""
    return next((one.path for one in backups_of(database) if not look_at(one.path).problem), None)


def is_due(database: Path, now: float) -> bool:
    """Whether there is no copy of this UTC day yet."""
    return not _path_of(database, now).exists()


def back_up(database: Path, now: float, between: Callable[[], None] = nothing_between) -> BackedUp:
    """Copy a database once a UTC day, and thin out older copies; no fault of it is raised.

    ``between`` is called between two steps; what it raises gives the copy up and is passed on.
    """
    path = _path_of(database, now)
    if path.exists():
        return BackedUp(reason="There is a copy of today already.")
    try:
        with os_faults_named(path):
            wanted = _ROOM * database.stat().st_size
            left = shutil.disk_usage(database.parent).free
        if left < wanted:
            return BackedUp(
                reason=f"No backup was made: the disk has {_mib(left)} left, and {_mib(wanted)} "
                "are wanted for it."
            )
        _copy(database, path, between)
        _thin_out(database)
    except CorruptDatabase:
        bad = damaged(database)
        return BackedUp(
            reason=f"No backup was made, for it would be no good one. {bad}", damaged=True
        )
    except StoreError as why:
        return BackedUp(reason=f"No backup was made. {why}")
    return BackedUp(path)


def find(database: Path, wanted: str) -> Path:
    """The backup meant by ``newest``, a file's path, or a name in the folder of backups.

    Raises ``NoBackup``.
    """
    if wanted == "newest":
        found = newest_sound(database)
        if found is None:
            raise NoBackup(f"There is no backup in {folder_of(database)} that can be used.")
        return found
    for path in (Path(wanted).expanduser(), folder_of(database) / wanted):
        if path.is_file():
            return path
    raise NoBackup(f"There is no backup {wanted}; `sharewatch backups` lists those there are.")


def restore(database: Path, backup: Path, now: float) -> Restored:
    """Put a copy of a backup in the database's place, which is set aside; never deletes.

    Raises ``NoBackup`` for one that can't be used, ``StoreBusy`` while another program works.
    """
    if database.exists() and backup.samefile(database):
        raise NoBackup(f"{backup} is the database itself.")
    with at_rest(database), room_beside(database) as room:
        looked = look_at(backup, whole=True)
        if looked.problem:
            raise NoBackup(f"{backup} can't be restored. {looked.problem}")
        new = room / database.name
        with closing(Connection(backup, read_only=True)) as connection:
            connection.copy_to(new)
        if copied := look_at(new, whole=True).problem:
            raise NoBackup(f"The copy of {backup} is not sound. {copied}")
        aside = put_in_place(new, database, "replaced", now)
    return Restored(backup, aside, looked.polls, looked.last)


def kept_days(days: Iterable[date]) -> frozenset[date]:
    """Which copies stay: the newest three, and the newest of each of the newest four weeks."""
    falling = sorted(days, reverse=True)
    weeks: dict[tuple[int, int], date] = {}
    for day in falling:
        weeks.setdefault(day.isocalendar()[:2], day)
    return frozenset(falling[:KEPT_DAYS]) | frozenset(list(weeks.values())[:KEPT_WEEKS])


def _path_of(database: Path, now: float) -> Path:
    day = datetime.fromtimestamp(now, UTC).date()
    return folder_of(database) / f"{database.stem}-{day.isoformat()}.db"


def _copy(database: Path, path: Path, between: Callable[[], None]) -> None:
    """Make the copy under another name, and give it its own once it is known to be good."""
    unfinished = path.with_name(f".{path.name}.unchecked")
    with speaking_of(path, unfinished):
        _copy_checked(database, path, unfinished, between)


def _copy_checked(
    database: Path, path: Path, unfinished: Path, between: Callable[[], None]
) -> None:
    try:
        with closing(Connection(database, read_only=True)) as connection:
            connection.copy_to(unfinished, between)
            polls = connection.all("SELECT seq, checksum FROM poll ORDER BY seq")
        with closing(Connection(unfinished, read_only=True)) as copy:
            _demand_sound(copy, _NEWEST, between)
            # A poll stored meanwhile is in neither or in both, for the copy then begins anew.
            copied = copy.all("SELECT seq, checksum FROM poll ORDER BY seq")
            if copied != polls[: len(copied)]:
                raise damaged(database)
        with os_faults_named(path):
            unfinished.replace(path)
    finally:
        with os_faults_named(path):
            unfinished.unlink(missing_ok=True)


def _demand_sound(connection: Connection, newest: int | None, between: Callable[[], None]) -> None:
    """Raise ``CorruptDatabase`` unless every page is in order, and the newest seals hold."""
    for (table,) in connection.all("SELECT name FROM sqlite_schema WHERE type = 'table'"):
        if connection.all(f"PRAGMA quick_check('{table}')") != [("ok",)]:
            raise damaged(connection.path)
        between()
    if migrations.schema_of(connection) > 1 and seals.damaged_polls(connection, newest):
        raise damaged(connection.path)


def _thin_out(database: Path) -> None:
    found = backups_of(database)
    kept = kept_days(one.day for one in found)
    for one in found:
        if one.day not in kept:
            with os_faults_named(one.path):
                one.path.unlink(missing_ok=True)


def _mib(size: int) -> str:
    return f"{size / (1 << 20):,.0f} MiB"
