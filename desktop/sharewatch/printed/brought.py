"""What a file brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.printed.basis import Record

if TYPE_CHECKING:
    from sharewatch.intake.importing import Brought
    from sharewatch.store.lists import StoredList


def record(what: Brought) -> Record:
    """What a file held, and what came of it."""
    return {
        "kind": what.kind,
        "file": what.label,
        "dry_run": what.dry,
        "rows": what.rows,
        "models": what.models,
        "dates": [words.day(one) for one in what.dates],
        "stored": what.stored,
        "known": what.known,
        "duplicates": what.duplicates,
        "rejected": what.rejected,
        "reasons": list(what.reasons),
        "future": what.future,
        "scope": what.name or None,
    }


def text(brought: Brought) -> str:
    """What came of a file, in a sentence or two for people."""
    would = "would be " if brought.dry else ""
    what = "owners" if brought.kind == "regions" else "models"
    said = f"{brought.label}: {brought.kind}, {brought.rows:,} rows, {brought.models:,} {what}"
    if brought.dates:
        said += (
            f" on {len(brought.dates)} dates from {words.day(brought.dates[0])} to "
            f"{words.day(brought.dates[-1])}; {brought.stored} {would}stored"
        )
        if brought.known:
            said += f", {brought.known} are stored already and left as they are"
    elif brought.name:
        said += f"; {would}usable as the scope {brought.name!r}"
    if brought.future:
        said += f". {brought.future} of the dates lie in the future: is that meant"
    if brought.duplicates:
        said += f". {brought.duplicates:,} rows repeat others"
    if brought.rejected:
        said += f". {brought.rejected:,} rows can't be used, the first: {brought.reasons[0]}"
    return said + "."


def list_record(one: StoredList) -> Record:
    """A published list."""
    return {
        "name": one.name,
        "models": one.models,
        "file": one.source.label,
        "sha256": one.source.sha256,
        "imported": words.iso(one.source.at),
    }


def list_line(one: StoredList) -> str:
    """A published list in a line."""
    when = words.day(one.source.at)
    return f"{one.name}: {one.models:,} models, {one.source.label}, imported {when}"
