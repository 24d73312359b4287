"""Writes daily shares to a file that a spreadsheet or a program can read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from sharewatch.core import words
from sharewatch.core.board import Source
from sharewatch.core.shares import shares
from sharewatch.settings import write_private
from sharewatch.store.errors import ExportFailed
from sharewatch.store.reading import DayPoll
from sharewatch.store.store import Store

Cell = str | int | float | bool | None

COLUMNS = (
    "as_of",
    "scope",
    "attribution",
    "measure",
    "family",
    "value",
    "share",
    "complete",
    "catalog",
    "source",
    "source_label",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


def export_shares(store: Store, path: Path) -> int:
    """Write every day's shares as ``.csv`` or ``.json``, whole or not at all.

    ``share`` is a fraction of one, empty where it is unknown; ``source`` says ``hub``, ``demo``
    or ``replay`` in every row. Returns the number of rows; raises ``ExportFailed``.
    """
    as_text = {".csv": _csv, ".json": _json}.get(path.suffix.lower())
    if as_text is None:
        raise ExportFailed(f"{path.name}: exports are written as .csv or .json.")
    rows = list(share_rows(store))
    if not rows:
        raise ExportFailed("There is nothing to export yet: no poll is stored.")
    if not path.absolute().parent.is_dir():
        raise ExportFailed(f"{path.absolute().parent} is not a folder.")
    try:
        write_private(path, as_text(rows))
    except OSError as why:
        raise ExportFailed(f"{path} could not be written: {why.strerror}.") from why
    return len(rows)


def share_rows(store: Store) -> Iterator[tuple[Cell, ...]]:
    """One row for each day, scope, attribution, measure and family, in the order ``COLUMNS``."""
    source = store.source()
    kinds = store.series()
    for poll in store.daily_polls():
        for kind in kinds:
            yield from _rows_of(store, poll, kind, source)


def _rows_of(
    store: Store, poll: DayPoll, kind: tuple[str, str, str], source: Source | None
) -> Iterator[tuple[Cell, ...]]:
    scope, attribution, measure = kind
    for one in shares(store.sums(poll.seq, measure, scope, attribution)):
        yield (
            words.iso(poll.as_of),
            *kind,
            one.family,
            one.value,
            float(one.share) if poll.complete and one.share is not None else None,
            poll.complete,
            poll.catalog,
            source.kind.value if source else None,
            source.label if source else None,
        )


def _csv(rows: list[tuple[Cell, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180; a lone CR is quoted only so
    writer.writerow(COLUMNS)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def _json(rows: list[tuple[Cell, ...]]) -> str:
    return json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows], indent=1) + "\n"


def _guarded(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula is kept a text."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell
