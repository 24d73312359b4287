"""Writes daily shares to a file that a spreadsheet or a program can read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from sharewatch import __version__
from sharewatch.core import words
from sharewatch.core.plain import held
from sharewatch.core.shares import HUB, OFFICIAL, FamilySum, shares
from sharewatch.past.parquet_out import write_parquet
from sharewatch.settings import write_private
from sharewatch.store.errors import ExportFailed
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
    "share_low",
    "share_high",
    "scope_models",
    "complete",
    "catalog",
    "source",
    "source_label",
)


def export_shares(store: Store, path: Path) -> int:
    """Write every day's shares as ``.csv``, ``.json`` or ``.parquet``, whole or not at all.

    ``share`` is a fraction of one, empty where it is unknown; ``share_low`` and ``share_high``
    bound it where that is known. Every row says its scope with its size, its time, whether all
    of the scope was seen, the catalog it was counted under, and the source. Returns the number
    of rows; raises ``ExportFailed``.
    """
    kind = path.suffix.lower()
    if kind not in (".csv", ".json", ".parquet"):
        raise ExportFailed(f"{path.name}: exports are written as .csv, .json or .parquet.")
    rows = list(share_rows(store))
    if not rows:
        raise ExportFailed("There is nothing to export yet: no poll is stored.")
    if not path.absolute().parent.is_dir():
        raise ExportFailed(f"{path.absolute().parent} is not a folder.")
    try:
        if kind == ".parquet":
            write_parquet(path, COLUMNS, rows, _facts(store))
        else:
            write_private(path, _csv(rows) if kind == ".csv" else _json(rows))
    except OSError as why:
        raise ExportFailed(f"{path} could not be written: {why.strerror}.") from why
    return len(rows)


def share_rows(store: Store) -> Iterator[tuple[Cell, ...]]:
    """One row for each day, scope, attribution, measure and family, in the order ``COLUMNS``."""
    found = store.source()
    polled = (found.kind.value, found.label) if found else (None, None)
    files = {one.seq: one.sample for one in store.polls()}
    kinds = store.series()
    for poll in store.daily_polls():
        source = ("import", files[poll.seq]) if files[poll.seq] else polled
        for scope, attribution, measure in kinds:
            sums = store.sums(poll.seq, measure, scope, attribution)
            about = (words.iso(poll.as_of), scope, attribution, measure)
            yield from _rows_of(about, sums, (poll.complete, poll.catalog, *source))
    for census in store.censuses.whole():
        source = ("import", census.sample) if census.sample else polled
        for scope, attribution, measure in kinds:
            if census.sample and attribution == OFFICIAL and scope != HUB:
                continue  # the file's poll has it
            sums = store.censuses.sums(census.id, measure, scope, attribution)
            about = (words.iso(census.as_of), scope, attribution, measure)
            yield from _rows_of(about, sums, (True, census.catalog, *source))


def _rows_of(
    about: tuple[str, str, str, str], sums: tuple[FamilySum, ...], ground: tuple[Cell, ...]
) -> Iterator[tuple[Cell, ...]]:
    models = sum(one.models for one in sums)
    complete, *rest = ground
    known = bool(complete) and all(one.value is not None for one in sums)
    for one in shares(sums):
        yield (
            *about,
            one.family,
            one.value,
            _number(one.share),
            _number(one.low),
            _number(one.high),
            models,
            known,
            *rest,
        )


def _number(share: Fraction | None) -> float | None:
    return None if share is None else float(share)


def _facts(store: Store) -> dict[str, str]:
    """What a Parquet file says of itself."""
    source = store.source()
    latest = store.latest_poll()
    return {
        "made_by": f"Sharewatch {__version__}",
        "as_of": words.iso(latest.as_of) if latest else "",
        "catalog": store.catalog_version(latest.seq) if latest else "",
        "source": f"{source.kind} {source.label}" if source else latest.sample if latest else "",
        "scopes": ", ".join(sorted({scope for scope, _, _ in store.series()})),
    }


def _csv(rows: list[tuple[Cell, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180; a lone CR is quoted only so
    writer.writerow(COLUMNS)
    writer.writerows([_told(cell) for cell in row] for row in rows)
    return text.getvalue()


def _json(rows: list[tuple[Cell, ...]]) -> str:
    return json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows], indent=1) + "\n"


def _told(cell: Cell) -> Cell:
    """A cell as CSV has it."""
    return str(cell).lower() if isinstance(cell, bool) else held(cell)
