"""What a row of snapshots says, cell by cell; a cell is a text of CSV or a value of Parquet."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from sharewatch import table_text
from sharewatch.core.identity import derived_id, is_model_id
from sharewatch.core.snapshot import MOST, ModelRow

T = TypeVar("T")
Cells = Mapping[str, object]
"""A row by column; ``None`` and an empty text both leave a cell open."""

NEEDED = ("model_id", "downloads_30d", "downloads_all_time", "likes")
FURTHER = (
    "hub_id",
    "created_at",
    "pipeline_tag",
    "disabled",
    "relation",
    "base_models",
    "parameters",
    "parameters_source",
)

_HUB_ID = re.compile(r"[0-9a-f]{24}").fullmatch
_TAG = re.compile(r"[!-~](?:[ -~]{0,62}[!-~])?").fullmatch
_RELATION = re.compile(r"[a-z_-]{1,32}").fullmatch
_SOURCE = re.compile("safetensors|gguf|list").fullmatch
_FLAG = re.compile("true|false", re.IGNORECASE).fullmatch


class Unfit(ValueError):
    """A row that can't be used: the column and the reason."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"column {column}: {reason}")
        self.column, self.reason = column, reason


def day_of(cells: Cells) -> int:
    """The date of a row, UTC midnight in seconds; raises ``Unfit``."""
    return _needed(cells, "date", _day)


def row_of(cells: Cells, task: str | None = None) -> ModelRow:
    """A row as a model; ``task`` stands in where the row names none. Raises ``Unfit``.

    A row without ``hub_id`` gets the id derived from its path. Parents that can't be models are
    left out, as the Hub's own listings hold such too.
    """
    path = _needed(cells, "model_id", _path)
    parameters = _read(cells, "parameters", _count)
    source = _read(cells, "parameters_source", _source) or "list"
    bases = _read(cells, "base_models", _bases) or ()
    return ModelRow(
        _read(cells, "hub_id", _hub_id) or derived_id(path),
        path,
        _read(cells, "downloads_30d", _count),
        _read(cells, "downloads_all_time", _count),
        _read(cells, "likes", _count),
        _read(cells, "created_at", _moment),
        _read(cells, "pipeline_tag", _tag) or task,
        _read(cells, "disabled", _flag) or False,
        _read(cells, "relation", _relation) if bases else None,
        bases,
        parameters,
        None if parameters is None else source,
    )


def _read(cells: Cells, column: str, parse: Callable[[object], T]) -> T | None:
    """What a cell says; ``None`` where it is open."""
    value = cells.get(column)
    if value is None or value == "":
        return None
    try:
        return parse(value)
    except ValueError as why:
        raise Unfit(column, str(why)) from None


def _needed(cells: Cells, column: str, parse: Callable[[object], T]) -> T:
    found = _read(cells, column, parse)
    if found is None:
        raise Unfit(column, "it is empty")
    return found


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"{value!r} is not a text")


def _path(value: object) -> str:
    return table_text.model_id(_text(value))


def _day(value: object) -> int:
    """A date as text, or seconds of any moment of it."""
    if not isinstance(value, int):
        return table_text.day(_text(value))
    return table_text.day(datetime.fromtimestamp(value, UTC).date().isoformat())


def _count(value: object) -> int | None:
    if isinstance(value, str):
        return table_text.count(value)
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise ValueError(f"{value!r} is not a whole number from 0 up")
    return value


def _moment(value: object) -> int:
    """UTC seconds of a moment, given so or as ISO text; without a zone it is UTC."""
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{value!r} is not a time like 2026-02-15T12:00:00Z") from None
        value = int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is not a time since 1970")
    return value


def _hub_id(value: object) -> str:
    return _formed(value, _HUB_ID, "24 hexadecimal digits")


def _tag(value: object) -> str:
    return _formed(value, _TAG, "a plain short name")


def _relation(value: object) -> str:
    return _formed(value, _RELATION, "a relation like finetune")


def _source(value: object) -> str:
    return _formed(value, _SOURCE, "safetensors, gguf or list")


def _formed(value: object, form: Callable[[str], object], takes: str) -> str:
    text = _text(value)
    if not form(text):
        raise ValueError(f"{text!r} is not {takes}")
    return text


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    return _formed(value, _FLAG, "true or false").lower() == "true"


def _bases(value: object) -> tuple[str, ...]:
    """Paths, as a list or as a text divided by ``;`` or spaces."""
    named = value if isinstance(value, list) else re.split(r"[;\s]+", _text(value))
    fit = [one for one in named if isinstance(one, str) and is_model_id(one)]
    return tuple(dict.fromkeys(fit))
