"""Writes a table as Parquet, with facts about it inside."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sharewatch.past.arrow import arrow

Cell = str | int | float | bool | None


def write_parquet(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[tuple[Cell, ...]],
    facts: Mapping[str, str],
) -> int:
    """Write rows whole or not at all, readable by the user alone; returns their number.

    A column holds texts, whole numbers, numbers or flags, as its values are, and ``None`` where
    there is none; one without any value holds texts. ``facts`` are the file's own key-value
    metadata. Raises ``OSError``, ``ReadError`` without pyarrow, and ``TypeError`` for a column
    that mixes kinds.
    """
    pyarrow, parquet = arrow(path)
    given = list(rows)
    values = list(zip(*given, strict=True)) if given else [() for _ in columns]
    kinds = {
        str: pyarrow.string(),
        int: pyarrow.int64(),
        float: pyarrow.float64(),
        bool: pyarrow.bool_(),
    }
    fields = [
        pyarrow.field(name, kinds[_kind(name, column)])
        for name, column in zip(columns, values, strict=True)
    ]
    schema = pyarrow.schema(fields, metadata=dict(facts))
    arrays = [
        pyarrow.array(column, field.type) for column, field in zip(values, fields, strict=True)
    ]
    table = pyarrow.Table.from_arrays(arrays, schema=schema)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            parquet.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return len(given)


def _kind(name: str, column: Iterable[Cell]) -> type[str | int | float | bool]:
    """The one kind of a column's values."""
    kinds = {type(value) for value in column if value is not None}
    if not kinds:
        return str
    if kinds == {int, float}:
        return float
    if len(kinds) > 1:
        told = ", ".join(sorted(kind.__name__ for kind in kinds))
        raise TypeError(f"column {name} mixes {told}")
    return kinds.pop()
