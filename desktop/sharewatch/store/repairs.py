"""Repairs a database: made ready beside it, checked, and only then put in its place."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sharewatch.core import words
from sharewatch.core.health import Ailment
from sharewatch.core.snapshot import Progress
from sharewatch.store import backups, migrations, soundness
from sharewatch.store.aside import (
    at_rest,
    copy_with_journal,
    name_aside,
    put_in_place,
    room_beside,
)
from sharewatch.store.connection import Connection
from sharewatch.store.errors import CannotOpen, DiskFault, DiskFull, StoreError
from sharewatch.store.health_log import HealthLog
from sharewatch.store.salvage import Between, Salvaged, salvage
from sharewatch.store.schema import MIGRATIONS


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did. ``salvaged`` is ``None`` for a sound database, which stays as it is.

    ``aside`` is where the damaged file is now, if there was any, ``backup`` the copy that was
    merged.
    """

    database: Path
    salvaged: Salvaged | None = None
    aside: Path | None = None
    backup: Path | None = None

    @property
    def saved_nothing(self) -> bool:
        """Whether the new database is as good as empty."""
        done = self.salvaged
        return done is not None and not (done.polls or done.censuses or done.rules or done.entries)


def unheard(_progress: Progress) -> None:
    """For callers who don't watch the progress."""


def repair(database: Path, between: Between = unheard, *, now: float | None = None) -> Repaired:
    """Save what can be read of a damaged database into a new one, and put that in its place.

    Its health log tells of it. A database that is gone or empty is made anew from its backups. No
    connection of this process may be open. Raises ``StoreBusy`` while another program works at
    it, ``NotOurs`` and ``NewerDatabase`` for files that are left alone, ``DiskFull``,
    ``BeyondRepair``, ``CannotOpen`` where nothing was ever stored; whatever is raised, nothing was
    changed.
    """
    _demand_something(database)
    at = time.time() if now is None else now
    with at_rest(database), room_beside(database) as room:
        copy, new = room / "damaged.db", room / "new.db"
        if database.exists():
            copy_with_journal(database, copy)
        else:
            copy.touch()
        if _is_sound(copy):
            return Repaired(database)
        backup = backups.newest_sound(database)
        salvaged = salvage(copy, new, _made_current(backup, room / "backup.db"), between)
        kept = name_aside(database, "damaged", at) if database.exists() else None
        _note(new, _told(salvaged, kept), int(at))
        aside = put_in_place(new, database, "damaged", at)
    return Repaired(database, salvaged, aside, backup if salvaged.used_backup else None)


def _demand_something(database: Path) -> None:
    """Raise ``CannotOpen`` where there is nothing to repair, nor ever was."""
    there = database.is_file()
    if there and database.stat().st_size:
        return
    if not migrations.has_backups(database) or (database.exists() and not there):
        raise CannotOpen(f"There is no database {database} to repair.")


def _note(new: Path, what: str, at: int) -> None:
    """Let the log of outages tell later what was done."""
    with closing(Connection(new, read_only=False)) as connection, connection.transaction():
        HealthLog(connection).add_ended(Ailment.DATABASE, what, at)


def _told(done: Salvaged, kept: Path | None) -> str:
    """What a repair did, in a sentence."""
    lost = sum(gap.polls for gap in done.gaps)
    if done.last is None:
        polls = "no poll could be saved"
    elif lost:
        polls = f"{words.many(lost, 'poll')} lost{_span(done.gaps[0].after, done.gaps[-1].before)}"
    else:
        polls = f"no poll up to {words.moment(done.last)} lost"
    if kept is None:
        return f"The database was gone and made anew: {polls}."
    return (
        f"The database was damaged and repaired: {polls}; the damaged file is kept as {kept.name}."
    )


def _span(after: int | None, before: int | None) -> str:
    if after is not None and before is not None:
        return f" between {words.moment(after)} and {words.moment(before)}"
    if after is not None:
        return f" after {words.moment(after)}"
    return "" if before is None else f" before {words.moment(before)}"


def _is_sound(copy: Path) -> bool:
    """Whether the copy is in order, once SQLite has undone what was half written."""
    try:
        with closing(Connection(copy, read_only=False)) as connection:
            migrations.demand_known(connection)
            if migrations.is_empty(connection):
                return False
            migrations.bring_to(connection, len(MIGRATIONS))
            return not any(one.damaged for one in soundness.examine(connection))
    except (DiskFull, DiskFault):
        raise
    except (StoreError, *soundness.STUMBLES):
        return False


def _made_current(backup: Path | None, copy: Path) -> Path | None:
    """A copy of the backup in the present schema."""
    if backup is not None:
        with closing(Connection(backup, read_only=True)) as connection:
            connection.copy_to(copy)
        with closing(Connection(copy, read_only=False)) as connection:
            migrations.bring_to(connection, len(MIGRATIONS))
    return None if backup is None else copy
