"""CSV files: what one is shows in its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from sharewatch.past import catalogs, lists
from sharewatch.past.cells import NEEDED, Unfit, day_of, row_of
from sharewatch.past.found import Found, Source
from sharewatch.past.snapshots import Gathering, date_for
from sharewatch.past.watch import EVERY, Watch
from sharewatch.table_text import Line, ReadError, open_table

_EXPORTED = {"as_of", "scope", "attribution", "measure", "family", "share"}

Reader = Callable[[Source, Iterable[Line]], Found]

_READERS: tuple[tuple[tuple[str, ...], Reader], ...] = (
    (lists.MODEL_LIST, lists.model_list),
    (lists.OWNER_REGIONS, lists.owner_regions),
    (lists.RELEASE_DATES, lists.release_dates),
    (lists.LINEAGE, lists.lineage),
    (catalogs.COLUMNS, catalogs.catalog_file),
)


def read_text(
    path: Path,
    file: BinaryIO,
    source: Source,
    *,
    date: int | None,
    task: str | None,
    watch: Watch,
) -> Found:
    """A CSV file as what its columns say it is; raises ``ReadError``."""
    table = open_table(path, file)
    lines = _watched(table.lines, file, path.stat().st_size, watch)
    if set(NEEDED) <= set(table.header):
        dated = "date" in table.header
        if dated and date is not None:
            raise ReadError(f"{path}: it has dates of its own; leave the date away")
        of_all = None if dated else date_for(path, date)
        return _snapshots(Gathering(path, "line"), lines, of_all, task).finish(source)
    if date is not None or task is not None:
        raise ReadError(f"{path}: only snapshots take a date or a task; leave them away")
    for columns, reader in _READERS:
        if set(columns) <= set(table.header):
            found = reader(source, lines)
            if not found.tally.rows:
                raise ReadError(f"{path}: line {table.header_line + 1}: the file has no rows")
            return found
    raise ReadError(f"{path}: line {table.header_line}: {_unknown(table.header)}")


def _snapshots(
    gathering: Gathering, lines: Iterable[Line], of_all: int | None, task: str | None
) -> Gathering:
    """All lines as rows; ``of_all`` is their date where they have none of their own."""
    for line in lines:
        try:
            day = day_of(line.fields) if of_all is None else of_all
            gathering.add(line.number, day, row_of(line.fields, task))
        except Unfit as why:
            gathering.refuse(line.number, why.column, why.reason)
    return gathering


def _watched(lines: Iterable[Line], file: BinaryIO, size: int, watch: Watch) -> Iterator[Line]:
    rows = 0
    for rows, line in enumerate(lines, 1):
        if rows % EVERY == 0:
            watch.look(rows, file.tell(), size)
        yield line
    watch.look(rows, size, size)


def _unknown(header: tuple[str, ...]) -> str:
    """Why a header is none of those that are read, and which those are."""
    if not header:
        return "the file is empty"
    if set(header) >= _EXPORTED:
        return "these are shares that were exported; only snapshots of models can be read back"
    missing = [column for column in ("date", *NEEDED) if column not in header]
    if len(missing) < len(NEEDED):
        return f"column {missing[0]} is missing; snapshots have date, {', '.join(NEEDED)}"
    kinds = "; ".join(",".join(columns) for columns, _ in _READERS)
    return f"its columns are none of these: date,{','.join(NEEDED)}; {kinds}"
