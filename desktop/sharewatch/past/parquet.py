"""Parquet files of snapshots, read in batches and no more columns than are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

from sharewatch.past.arrow import arrow
from sharewatch.past.cells import FURTHER, NEEDED, Cells, Unfit, day_of, row_of
from sharewatch.past.found import Snapshots, Source
from sharewatch.past.hub_stats import cells_of, is_hub_stats, wanted
from sharewatch.past.snapshots import Gathering, date_for
from sharewatch.past.watch import EVERY, Watch
from sharewatch.table_text import ReadError

MAGIC = b"PAR1"


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a file's rows are read: its columns, and each record as cells."""

    columns: list[str]
    cells: Callable[[Cells], Cells]
    dated: bool
    lenient: bool


def read_parquet(
    path: Path,
    file: BinaryIO,
    source: Source,
    *,
    date: int | None,
    task: str | None,
    watch: Watch,
) -> Snapshots:
    """Snapshots in the columns of this program's CSV, or the Hub's history ``hub-stats``.

    Rows of ``hub-stats`` that can't be used are left out and counted; in any other file they
    are errors. Raises ``ReadError``.
    """
    pyarrow, parquet = arrow(path)
    try:
        opened = parquet.ParquetFile(file)
        shape = _shape(path, opened)
        if shape.dated and date is not None:
            raise ReadError(f"{path}: it has dates of its own; leave the date away")
        of_all = 0 if shape.dated else date_for(path, date)
        gathering = Gathering(path, "row", lenient=shape.lenient)
        records = _records(pyarrow, opened, shape.columns)
        rows, size = opened.metadata.num_rows, path.stat().st_size
        for number, record in enumerate(records, 1):
            if number % EVERY == 0:
                watch.look(number, size * number // rows, size)
            try:
                cells = shape.cells(record)
                day = day_of(cells) if shape.dated else of_all
                gathering.add(number, day, row_of(cells, task))
            except Unfit as why:
                gathering.refuse(number, why.column, why.reason)
        watch.look(rows, size, size)
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as why:
        raise ReadError(f"{path}: damaged Parquet, fetch it again: {_first_line(why)}") from why
    pyarrow.default_memory_pool().release_unused()
    return gathering.finish(source)


def _shape(path: Path, opened: Any) -> _Shape:
    """What a file's columns say it is."""
    names = opened.schema_arrow.names
    if set(NEEDED) <= set(names):
        columns = [name for name in ("date", *NEEDED, *FURTHER) if name in names]
        return _Shape(columns, lambda record: record, dated="date" in names, lenient=False)
    if is_hub_stats(names):
        leaves = [opened.schema.column(at).path for at in range(len(opened.schema))]
        return _Shape(wanted(leaves), cells_of, dated=False, lenient=True)
    raise ReadError(
        f"{path}: its columns are neither date, {', '.join(NEEDED)} nor those of hub-stats "
        "(id, downloads, downloadsAllTime, likes)"
    )


def _records(pyarrow: ModuleType, opened: Any, columns: list[str]) -> Iterator[Cells]:
    for batch in opened.iter_batches(batch_size=8 * EVERY, columns=columns):
        names = batch.schema.names
        for values in zip(*(_values(pyarrow, one) for one in batch.columns), strict=True):
            yield dict(zip(names, values, strict=True))


def _values(pyarrow: ModuleType, column: Any) -> list[object]:
    """A column's values; moments and dates become UTC seconds."""
    kind = column.type
    if pyarrow.types.is_temporal(kind):
        zone = getattr(kind, "tz", None)
        column = column.cast(pyarrow.timestamp("s", zone), safe=False).cast(pyarrow.int64())
    values: list[object] = column.to_pylist()
    return values


def _first_line(why: Exception) -> str:
    return str(why).split("\n", 1)[0]
