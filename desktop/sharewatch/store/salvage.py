"""Saves what can be read of a damaged database into a new one, together with the newest backup."""

from __future__ import annotations

import mmap
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sharewatch.core.snapshot import Progress
from sharewatch.store import mended_rules, mending, migrations, seals
from sharewatch.store.connection import Connection, make_private
from sharewatch.store.errors import BeyondRepair, NewerDatabase, NotOurs
from sharewatch.store.mending import Settled
from sharewatch.store.pages import Line, Pages, Value
from sharewatch.store.schema import APPLICATION_ID, MIGRATIONS
from sharewatch.store.shapes import Shape, shapes_of
from sharewatch.store.trees import Found, look_through

Between = Callable[[Progress], None]
_NO_SCHEMA = 256  # a number from here on is no schema of any version but a damaged one
_TASK = "Saving what can be read, page"
_TELL_EVERY = 100


@dataclass(frozen=True, slots=True)
class Gap:
    """Lost polls: how many, and the times (UTC seconds) of the kept ones around them.

    ``after`` or ``before`` is ``None`` where nothing is kept on that side.
    """

    polls: int
    after: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What became of a damaged database.

    ``polls`` are those it holds now, from ``first`` to ``last`` (UTC seconds, ``None`` without
    any); ``nameless`` are models whose name was lost. ``used_backup`` says whether the backup is
    an earlier state of the same database and could be merged.
    """

    bad_pages: int
    polls: int
    first: int | None
    last: int | None
    polls_from_backup: int
    gaps: tuple[Gap, ...]
    censuses: int
    censuses_lost: int
    rules: int
    entries: int
    nameless: int
    used_backup: bool


def salvage(damaged: Path, new: Path, backup: Path | None, between: Between) -> Salvaged:
    """Make a sound database at ``new`` from a damaged file, which is only read.

    ``backup`` is a sound database of the present schema, or ``None``. Raises ``NotOurs`` and
    ``NewerDatabase`` for files that are not to be touched, ``BeyondRepair`` when what was made is
    not sound.
    """
    make_private(new)
    with closing(Connection(new, read_only=False)) as connection:
        # A crash here leaves a file that nobody opens: it need not be safe before it is whole.
        for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "foreign_keys = OFF"):
            connection.all(f"PRAGMA {pragma}")
        found = _fill(connection, damaged, between)
        migrations.bring_to(connection, len(MIGRATIONS))
        if backup is None:
            salvaged = _mend(connection, None, found)
        else:
            connection.all("ATTACH DATABASE ? AS backup", (str(backup),))
            with closing(Connection(backup, read_only=True)) as there:
                salvaged = _mend(connection, there, found)
            connection.all("DETACH DATABASE backup")
        _demand_whole(connection)
    return salvaged


def _fill(connection: Connection, damaged: Path, between: Between) -> Found:
    """Every row that can be read, in the schema it was stored in."""
    if damaged.stat().st_size == 0:
        migrations.bring_to(connection, len(MIGRATIONS))
        return Found(damaged=set(shapes_of(len(MIGRATIONS))))
    with damaged.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as bytes_:
        pages = Pages(bytes_)
        schema = pages.schema if 0 < pages.schema <= len(MIGRATIONS) else len(MIGRATIONS)
        migrations.bring_to(connection, schema)
        handed = count()

        def take(shape: Shape, rows: list[Line]) -> bool:
            if (done := next(handed)) % _TELL_EVERY == 0:
                between(Progress(done, pages.count, 0, 0, task=_TASK))
            return _insert(connection, shape, rows)

        with connection.transaction():
            found = look_through(pages, shapes_of(schema), take)
        _demand_ours(pages, found, damaged)
    return found


def _insert(connection: Connection, shape: Shape, rows: list[Line]) -> bool:
    """Put rows into their table; whether it took them all."""
    before = connection.sqlite.total_changes
    for width in {len(values) for _, values in rows}:
        names = ", ".join(f'"{name}"' for name in shape.names(width))
        slots = ", ".join("?" * width)
        sql = f"INSERT OR IGNORE INTO {shape.table} ({names}) VALUES ({slots})"
        found = [shape.values(row) for row in rows if len(row[1]) == width]
        try:
            connection.change_many(sql, found)
        except sqlite3.IntegrityError:
            connection.change_many(sql, (row for row in found if _is_taken(connection, sql, row)))
    return connection.sqlite.total_changes - before == len(rows)


def _is_taken(connection: Connection, sql: str, row: tuple[Value, ...]) -> bool:
    try:
        connection.change(sql, row)
    except sqlite3.IntegrityError:
        return False
    return True


def _demand_ours(pages: Pages, found: Found, path: Path) -> None:
    """Refuse a file that is clearly another program's, or from a newer version."""
    if pages.has_header and pages.application != APPLICATION_ID and not found.rows:
        raise NotOurs(f"{path} belongs to another program; it was left as it is.")
    if pages.application == APPLICATION_ID and len(MIGRATIONS) < pages.schema < _NO_SCHEMA:
        raise NewerDatabase(
            f"A newer Sharewatch wrote {path}; it was left as it is. Repair it with that version."
        )


def _mend(connection: Connection, backup: Connection | None, found: Found) -> Salvaged:
    """Make a sound database of what was read."""
    with connection.transaction():
        usable = backup if backup and mending.same_line(connection, backup) else None
        if usable:
            mending.merge(connection, found.damaged)
        polls = mending.settle_polls(connection, usable)
        censuses = mending.settle_censuses(connection, usable)
        nameless = mending.tie_models(connection)
        mending.fold(connection, polls.lost)
        mended_rules.tie_rules(connection)
        mending.tie_sums(connection)
        mending.cut_loose_ends(connection)
        mended_rules.tie_states(connection)
    return _told(connection, found, polls, censuses, nameless=nameless, merged=usable is not None)


def _told(
    connection: Connection,
    found: Found,
    polls: Settled,
    censuses: Settled,
    *,
    nameless: int,
    merged: bool,
) -> Salvaged:
    kept = connection.all("SELECT seq, as_of FROM poll ORDER BY seq")
    times = [as_of for _, as_of in kept]
    return Salvaged(
        bad_pages=found.bad_pages,
        polls=len(kept),
        first=min(times, default=None),
        last=max(times, default=None),
        polls_from_backup=len(polls.from_backup),
        gaps=_gaps(dict(kept), polls.lost),
        censuses=connection.number("SELECT count(*) FROM census"),
        censuses_lost=len(censuses.lost),
        rules=connection.number("SELECT count(*) FROM rule WHERE removed_at IS NULL"),
        entries=connection.number("SELECT count(*) FROM event"),
        nameless=nameless,
        used_backup=merged,
    )


def _gaps(kept: dict[int, int], lost: tuple[int, ...]) -> tuple[Gap, ...]:
    """Lost polls by the kept ones around them, in the order they were stored."""
    runs: dict[tuple[int | None, int | None], int] = {}
    for seq in lost:
        after = max((one for one in kept if one < seq), default=None)
        before = min((one for one in kept if one > seq), default=None)
        runs[after, before] = runs.get((after, before), 0) + 1
    return tuple(
        Gap(count, None if after is None else kept[after], None if before is None else kept[before])
        for (after, before), count in runs.items()
    )


def _demand_whole(connection: Connection) -> None:
    """Raise ``BeyondRepair`` unless what was made is sound."""
    sound = (
        connection.all("PRAGMA integrity_check(1)") == [("ok",)]
        and not connection.all("PRAGMA foreign_key_check")
        and not seals.damaged_polls(connection)
        and not seals.damaged_censuses(connection)
    )
    if not sound:
        raise BeyondRepair(
            "What could be read makes no sound database; nothing was changed. "
            "`sharewatch restore newest` puts the newest backup in place."
        )
