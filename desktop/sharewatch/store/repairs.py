"""Repairs a database: made ready beside it, checked, and only then put in its place."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sharewatch.core.snapshot import Progress
from sharewatch.store import backups, migrations, soundness
from sharewatch.store.aside import at_rest, copy_with_journal, put_in_place, room_beside
from sharewatch.store.connection import Connection
from sharewatch.store.errors import CannotOpen, DiskFault, DiskFull, StoreError
from sharewatch.store.salvage import Between, Salvaged, salvage
from sharewatch.store.schema import MIGRATIONS


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did. ``salvaged`` is ``None`` for a sound database, which stays as it is.

    ``aside`` is where the damaged file is now, ``backup`` the copy that was merged.
    """

    database: Path
    salvaged: Salvaged | None = None
    aside: Path | None = None
    backup: Path | None = None


def unheard(_progress: Progress) -> None:
    """For callers who don't watch the progress."""


def repair(database: Path, between: Between = unheard, *, now: float | None = None) -> Repaired:
    """Save what can be read of a damaged database into a new one, and put that in its place.

    No connection of this process may be open. Raises ``StoreBusy`` while another program works at
    it, ``NotOurs`` and ``NewerDatabase`` for files that are left alone, ``DiskFull``,
    ``BeyondRepair``; whatever is raised, nothing was changed.
    """
    if not database.is_file():
        raise CannotOpen(f"There is no database {database} to repair.")
    with at_rest(database), room_beside(database) as room:
        copy, new = room / "damaged.db", room / "new.db"
        copy_with_journal(database, copy)
        if _is_sound(copy):
            return Repaired(database)
        backup = backups.newest_sound(database)
        salvaged = salvage(copy, new, _made_current(backup, room / "backup.db"), between)
        aside = put_in_place(new, database, "damaged", time.time() if now is None else now)
    return Repaired(database, salvaged, aside, backup if salvaged.used_backup else None)


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
