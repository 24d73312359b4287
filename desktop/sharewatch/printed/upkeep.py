"""What was found of the database itself, and what was done about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.printed.basis import Record

if TYPE_CHECKING:
    from sharewatch.store.backups import Backup, Looked, Restored
    from sharewatch.store.repairs import Repaired
    from sharewatch.store.salvage import Gap, Salvaged
    from sharewatch.store.soundness import Point


def check_record(database: Path, found: Sequence[Point]) -> Record:
    """What a look at the database found."""
    return {
        "database": str(database),
        "sound": not any(one.damaged for one in found),
        "points": [
            {"name": one.name, "verdict": one.verdict.value, "says": one.said} for one in found
        ],
    }


def check_text(database: Path, found: Sequence[Point], repair: str) -> str:
    """The same for people, with what to do: ``repair`` is the command for it."""
    lines = [str(database), *(f"  {one.verdict:<8} {one.name:<11} {one.said}" for one in found)]
    if any(one.damaged for one in found):
        lines.append(
            f"Quit Sharewatch and run `{repair}`: it saves what can be read, with the newest "
            "backup, and keeps the damaged file."
        )
    else:
        lines.append("The database is sound; there is nothing to do.")
    return "\n".join(lines)


def repair_record(done: Repaired) -> Record:
    """What a repair did: whether the database was sound, and whether it is now."""
    was_sound = done.salvaged is None
    said: Record = {"database": str(done.database), "was_sound": was_sound, "sound": True}
    if done.salvaged is not None:
        kept = done.salvaged
        said |= {
            "set_aside": str(done.aside) if done.aside else None,
            "backup": str(done.backup) if done.backup else None,
            "bad_pages": kept.bad_pages,
            "polls": kept.polls,
            "first": _iso(kept.first),
            "last": _iso(kept.last),
            "polls_from_backup": kept.polls_from_backup,
            "lost": [
                {"polls": gap.polls, "after": _iso(gap.after), "before": _iso(gap.before)}
                for gap in kept.gaps
            ],
            "censuses": kept.censuses,
            "censuses_lost": kept.censuses_lost,
            "rules": kept.rules,
            "inbox_entries": kept.entries,
            "models_without_name": kept.nameless,
        }
    return said


def repair_text(done: Repaired) -> str:
    """The same for people."""
    if done.salvaged is None:
        return f"{done.database} is sound; nothing was changed."
    kept = done.salvaged
    if done.saved_nothing:
        lines = [f"Nothing could be saved of {done.database}; an empty one is in its place."]
    else:
        state = "damaged" if done.aside else "gone"
        lines = [f"{done.database} was {state}, and holds what could be saved now.", _saved(kept)]
    if done.backup is not None:
        lines.append(
            f"With the backup {done.backup.name}: {words.many(kept.polls_from_backup, 'poll')} "
            "came from there."
        )
    lines += [f"Lost: {_lost(gap)}." for gap in kept.gaps]
    if kept.censuses_lost:
        lines.append(f"Lost: {words.many(kept.censuses_lost, 'census', 'censuses')}.")
    if kept.nameless:
        lines.append(f"{words.many(kept.nameless, 'model')} lost the name and count as nobody's.")
    if not kept.gaps and not kept.censuses_lost and kept.last is not None:
        lines.append(f"No poll up to {words.moment(kept.last)} is missing.")
    if done.aside is not None:
        lines.append(f"The damaged file is kept as {done.aside.name}.")
    return "\n".join(lines)


def backup_record(one: Backup, looked: Looked) -> Record:
    """One backup and what it holds."""
    return {
        "file": str(one.path),
        "day": one.day.isoformat(),
        "bytes": one.size,
        "usable": not looked.problem,
        "polls": looked.polls,
        "last": _iso(looked.last),
        "problem": looked.problem or None,
    }


def backup_line(one: Backup, looked: Looked) -> str:
    """The same for people."""
    size = f"{one.size / (1 << 20):,.1f} MiB"
    if looked.problem:
        return f"{one.path.name}  {size:>12}  can't be used: {looked.problem}"
    until = f", the last of {words.moment(looked.last)}" if looked.last is not None else ""
    return f"{one.path.name}  {size:>12}  {words.many(looked.polls, 'poll')}{until}"


def restore_record(done: Restored) -> Record:
    """What was put in place."""
    return {
        "backup": str(done.backup),
        "polls": done.polls,
        "last": _iso(done.last),
        "set_aside": str(done.aside) if done.aside else None,
    }


def restore_text(done: Restored) -> str:
    """The same for people."""
    until = f", the last of {words.moment(done.last)}" if done.last is not None else ""
    said = f"{done.backup.name} is in place: {words.many(done.polls, 'poll')}{until}."
    if done.aside is not None:
        said += f" The former database is kept as {done.aside.name}."
    return said


def _saved(kept: Salvaged) -> str:
    if kept.first is None or kept.last is None:
        polls = "no poll"
    else:
        span = f"{words.moment(kept.first)} to {words.moment(kept.last)}"
        polls = f"{words.many(kept.polls, 'poll')} from {span}"
    return (
        f"Saved: {polls}, {words.many(kept.censuses, 'census', 'censuses')}, "
        f"{words.many(kept.rules, 'rule')}, "
        f"{words.many(kept.entries, 'inbox entry', 'inbox entries')}."
    )


def _lost(gap: Gap) -> str:
    many = words.many(gap.polls, "poll")
    if gap.after is not None and gap.before is not None:
        return f"{many} between {words.moment(gap.after)} and {words.moment(gap.before)}"
    if gap.after is not None:
        return f"{many} after {words.moment(gap.after)}"
    if gap.before is not None:
        return f"{many} before {words.moment(gap.before)}"
    return many


def _iso(at: int | None) -> str | None:
    return None if at is None else words.iso(at)
