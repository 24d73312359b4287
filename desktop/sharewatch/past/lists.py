"""Files of one line per model, owner or edge: published lists, regions, releases, lineage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType
from typing import Generic, TypeVar

from sharewatch.past.found import (
    Edge,
    LineageFile,
    ModelList,
    OwnerRegions,
    ReleaseDates,
    Source,
    Tally,
)
from sharewatch.table_text import Line, day, model_id

T = TypeVar("T")

MODEL_LIST = ("org", "model", "modelId")
OWNER_REGIONS = ("hf_org", "region")
RELEASE_DATES = ("model_id", "actual_release_date")
LINEAGE = ("model_id", "base_model", "relation")


def model_list(source: Source, lines: Iterable[Line]) -> ModelList:
    """ATOM's list of models: ``org,model,modelId``."""
    kept = _Kept(lines, "modelId", model_id, "org", _said)
    return ModelList(source, kept.tally, tuple(kept.values.items()))


def owner_regions(source: Source, lines: Iterable[Line]) -> OwnerRegions:
    """ATOM's regions of owners: ``hf_org,region,notes``."""
    kept = _Kept(lines, "hf_org", _said, "region", _said)
    return OwnerRegions(source, kept.tally, MappingProxyType(kept.values))


def release_dates(source: Source, lines: Iterable[Line]) -> ReleaseDates:
    """ATOM's corrections: ``model_id,hf_created_at,actual_release_date,notes``."""
    kept = _Kept(lines, "model_id", model_id, "actual_release_date", day)
    return ReleaseDates(source, kept.tally, MappingProxyType(kept.values))


def lineage(source: Source, lines: Iterable[Line]) -> LineageFile:
    """Declared parents: ``model_id,base_model,relation``, kept as they are."""
    edges = tuple(_edges(lines))
    different = dict.fromkeys(edges)
    models = len({model for model, _, _ in edges})
    empty = {"relation": sum(not relation for _, _, relation in edges)}
    tally = Tally(len(edges), models, empty=empty, duplicates=len(edges) - len(different))
    return LineageFile(source, tally, tuple(different))


def _edges(lines: Iterable[Line]) -> Iterator[Edge]:
    for line in lines:
        cells = line.fields
        yield cells["model_id"], cells["base_model"], cells["relation"] or None


class _Kept(Generic[T]):
    """One value for each key; an equal line counts once, and a key in two cases is one."""

    def __init__(
        self,
        lines: Iterable[Line],
        key: str,
        read_key: Callable[[str], str],
        column: str,
        read_value: Callable[[str], T],
    ) -> None:
        self.values: dict[str, T] = {}
        first: dict[str, tuple[T, int]] = {}
        rows = 0
        for line in lines:
            rows += 1
            name, value = line.read(key, read_key), line.read(column, read_value)
            known, number = first.setdefault(name.lower(), (value, line.number))
            if known != value:
                line.fail(column, f"{name} has another one on line {number}; keep one of the two")
            if number == line.number:
                self.values[name] = value
        self.tally = Tally(rows, len(self.values), duplicates=rows - len(self.values))


def _said(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("it is empty" if not text.strip() else f"{text!r} is no plain text")
    return text.strip()
