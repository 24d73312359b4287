"""The models that censuses saw, each under a number, as they were last described."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sharewatch.core.identity import derived_id
from sharewatch.core.snapshot import ModelRow
from sharewatch.store.connection import Connection, Row


@dataclass(frozen=True, slots=True)
class CensusModel:
    """One model as the last census described it; ``bases`` are its declared parents' paths."""

    hub_id: str
    model_id: str
    created_at: int | None
    pipeline_tag: str | None
    relation: str | None
    bases: tuple[str, ...]
    parameters: int | None
    parameters_source: str | None


class CensusModels:
    """All of them. What writes does so inside of the transaction that is open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def describe(self, rows: Sequence[ModelRow]) -> dict[str, int]:
        """Keep what the rows say of their models; returns each model's number.

        A model that came without the Hub's own id before is recognised by its path.
        """
        self._connection.change_many(
            "UPDATE OR IGNORE census_model SET hub_id = ? WHERE hub_id = ?",
            [(row.hub_id, derived_id(row.model_id)) for row in rows],
        )
        self._connection.change_many(
            "INSERT INTO census_model (hub_id, name, created_at, pipeline_tag, relation, bases, "
            "parameters, parameters_source) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (hub_id) DO UPDATE SET name = excluded.name, "
            "created_at = ifnull(excluded.created_at, created_at), "
            "pipeline_tag = ifnull(excluded.pipeline_tag, pipeline_tag), "
            "relation = ifnull(excluded.relation, relation), "
            "bases = ifnull(excluded.bases, bases), "
            "parameters = ifnull(excluded.parameters, parameters), "
            "parameters_source = ifnull(excluded.parameters_source, parameters_source)",
            [
                (
                    row.hub_id,
                    row.model_id,
                    row.created_at,
                    row.pipeline_tag,
                    row.relation,
                    json.dumps(row.base_models) if row.base_models else None,
                    row.parameters,
                    row.parameters_source,
                )
                for row in rows
            ],
        )
        return dict(
            self._connection.all(
                "SELECT m.hub_id, m.id FROM json_each(?) j "
                "JOIN census_model m ON m.hub_id = j.value",
                (json.dumps([row.hub_id for row in rows]),),
            )
        )

    def ids_of(self, paths: Sequence[str]) -> dict[str, str]:
        """The ``hub_id`` that polls, else censuses, know a present path by; paths in lower case."""
        wanted = {path.lower() for path in paths}
        found: dict[str, str] = {}
        for table in ("census_model", "model"):  # joined in SQL, every path would meet every name
            for name, hub_id in self._connection.each(
                f"SELECT name, hub_id FROM {table} ORDER BY id"
            ):
                if (path := name.lower()) in wanted:
                    found[path] = hub_id
        return found

    def each(self) -> Iterator[tuple[int, str, str | None, str | None, tuple[str, ...]]]:
        """Every model any census saw: number, path, task, relation and declared parents."""
        for key, name, task, relation, bases in self._connection.each(
            "SELECT id, name, pipeline_tag, relation, bases FROM census_model"
        ):
            yield key, name, task, relation, tuple(json.loads(bases)) if bases else ()

    def created(self) -> Iterator[tuple[int, str, int | None]]:
        """Every model's number, path and time of creation."""
        yield from self._connection.each("SELECT id, name, created_at FROM census_model")

    def described(self, numbers: NDArray[np.int64]) -> dict[int, CensusModel]:
        """These models as they were last described, by number."""
        rows = self._connection.all(
            "SELECT m.id, hub_id, name, created_at, pipeline_tag, relation, bases, parameters, "
            "parameters_source FROM json_each(?) j JOIN census_model m ON m.id = j.value",
            (json.dumps(numbers.tolist()),),
        )
        return {row[0]: _model(row) for row in rows}

    def largest_number(self) -> int:
        """The largest number a model has; 0 without any."""
        return self._connection.number("SELECT ifnull(max(id), 0) FROM census_model")


def _model(row: Row) -> CensusModel:
    _, hub_id, name, created_at, task, relation, bases, parameters, source = row
    parents = tuple(json.loads(bases)) if bases else ()
    return CensusModel(hub_id, name, created_at, task, relation, parents, parameters, source)
