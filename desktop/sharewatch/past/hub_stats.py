"""Rows of the published history of the whole Hub, ``models.parquet`` of ``hub-stats``.

It keeps the Hub's own names, has no date, and repeats a model now and then. Nested columns are
structs in some files and JSON as text in others.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from sharewatch.past.cells import Cells

_NAMES = {
    "_id": "hub_id",
    "id": "model_id",
    "modelId": "model_id",
    "downloads": "downloads_30d",
    "downloadsAllTime": "downloads_all_time",
    "likes": "likes",
    "createdAt": "created_at",
    "pipeline_tag": "pipeline_tag",
    "disabled": "disabled",
}
_TOTALS = ("safetensors", "gguf")
_BASES = "baseModels"
_BASE_TAG = "base_model:"


def is_hub_stats(columns: Collection[str]) -> bool:
    """Whether a file with these columns is such a one."""
    return bool({"id", "modelId"} & set(columns)) and {"downloads", "likes"} <= set(columns)


def wanted(leaves: Iterable[str]) -> list[str]:
    """The columns to read, of all there are; a nested one is named by its path with dots."""
    found = list(leaves)
    kept = [leaf for leaf in found if leaf in _NAMES and not (leaf == "modelId" and "id" in found)]
    kept += [leaf for leaf in found for name in _TOTALS if leaf in (name, f"{name}.total")]
    bases = [leaf for leaf in found if leaf.split(".")[0] == _BASES and not leaf.endswith("._id")]
    if not bases:
        bases = [leaf for leaf in found if leaf.split(".")[0] == "tags"]
    return kept + bases


def cells_of(record: Cells) -> Cells:
    """A row of such a file under the names this program gives its columns."""
    cells = {_NAMES[name]: value for name, value in record.items() if name in _NAMES}
    for name in _TOTALS:
        total = _struct(record.get(name)).get("total")
        if total:
            cells |= {"parameters": total, "parameters_source": name}
            break
    relation, bases = _lineage(record)
    return cells | {"relation": relation, "base_models": bases}


def _lineage(record: Cells) -> tuple[object, list[object]]:
    """The declared relation and parents: the Hub's reading, or the tags where that is missing."""
    if _BASES in record:
        declared = _struct(record[_BASES])
        models = declared.get("models")
        named = models if isinstance(models, list) else []
        return declared.get("relation"), [_struct(base).get("id") for base in named]
    tags = record.get("tags")
    parts = [
        tag.removeprefix(_BASE_TAG).rpartition(":")
        for tag in (tags if isinstance(tags, list) else [])
        if isinstance(tag, str) and tag.startswith(_BASE_TAG)
    ]
    relations = [relation for relation, _, _ in parts if relation]
    return next(iter(relations), None), [base for _, _, base in parts]


def _struct(value: object) -> dict[str, object]:
    """A struct, or JSON that says one; anything else is an empty one."""
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}
