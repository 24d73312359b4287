"""The commands that look after the database itself: check, repair, backups, restore."""

from __future__ import annotations

import argparse
import shlex
import time
from pathlib import Path

from sharewatch.cli.exits import Exit, refuse
from sharewatch.commands.everyday import (
    end_progress,
    nothing,
    say,
    say_json,
    show_progress,
    where_for,
)
from sharewatch.printed import upkeep as forms
from sharewatch.store import backups as copies
from sharewatch.store import migrations, soundness
from sharewatch.store.errors import NoBackup
from sharewatch.store.repairs import repair as repair_database


def check(chosen: argparse.Namespace) -> int:
    """Look the database over; nothing is written."""
    database = _database(chosen)
    if _never_stored(database):
        return _refuse_to_begin(database)
    found = soundness.check(database)
    sound = not any(one.damaged for one in found)
    if chosen.json:
        say_json(forms.check_record(database, found))
    else:
        say(forms.check_text(database, found, _line(chosen, "repair")))
    return Exit.DONE if sound else Exit.DATABASE


def repair(chosen: argparse.Namespace) -> int:
    """Save what can be read of a damaged database."""
    database = _database(chosen)
    if _never_stored(database):
        return _refuse_to_begin(database)
    done = repair_database(database, show_progress)
    end_progress()
    if chosen.json:
        say_json(forms.repair_record(done))
    else:
        say(forms.repair_text(done))
    return Exit.INCOMPLETE if done.saved_nothing else Exit.DONE


def backups(chosen: argparse.Namespace) -> int:
    """The copies there are, and whether they open."""
    database = _database(chosen)
    found = [(one, copies.look_at(one.path)) for one in copies.backups_of(database)]
    if chosen.json:
        say_json([forms.backup_record(*one) for one in found])
        return Exit.DONE
    for one in found:
        say(forms.backup_line(*one))
    if not found and chosen.demo:
        say("The demo keeps no backups: it can be made again.")
    elif not found:
        say(f"There is no backup in {copies.folder_of(database)} yet; polling makes one a day.")
    return Exit.DONE


def restore(chosen: argparse.Namespace) -> int:
    """Put a backup in the database's place."""
    database = _database(chosen)
    try:
        backup = copies.find(database, chosen.backup)
    except NoBackup:
        if _never_stored(database):
            return _refuse_to_begin(database)
        raise
    done = copies.restore(database, backup, time.time())
    if chosen.json:
        say_json(forms.restore_record(done))
    else:
        say(forms.restore_text(done))
    return Exit.DONE


def _database(chosen: argparse.Namespace) -> Path:
    where, _ = where_for(chosen)
    return where.database(demo=chosen.demo)


def _never_stored(database: Path) -> bool:
    """Whether there is no database, and no backup that tells of one."""
    there = database.exists() and (not database.is_file() or database.stat().st_size > 0)
    return not there and not migrations.has_backups(database)


def _refuse_to_begin(database: Path) -> int:
    if database.exists():
        return nothing()
    return refuse(f"There is no database {database} yet, nor a backup of it.", Exit.NOTHING)


def _line(chosen: argparse.Namespace, command: str) -> str:
    """A command for the same database, as it is typed."""
    folder = [] if chosen.data_dir is None else ["--data-dir", str(chosen.data_dir)]
    demo = ["--demo"] if chosen.demo else []
    return shlex.join(["sharewatch", *folder, *demo, command])
