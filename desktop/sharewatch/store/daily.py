"""Every model's counts day by day, as one matrix: what flows and adoption are read from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sharewatch.core.shares import Measure
from sharewatch.store.columns import UNKNOWN
from sharewatch.store.connection import Connection
from sharewatch.store.reading import daily_polls

_COLUMN = {Measure.D30: "downloads_30d", Measure.ALL_TIME: "downloads_all_time"}


@dataclass(frozen=True, slots=True)
class DailyModel:
    """One model as it is known now."""

    hub_id: str
    model_id: str
    created_at: int | None
    pipeline_tag: str | None
    parameters: int | None
    parameters_source: str | None


@dataclass(frozen=True, slots=True)
class DailyCounts:
    """One measure of every model, at the poll that stands for each UTC day.

    ``times`` (UTC seconds, rising) and ``polls`` have a column each; ``models`` have a row each.
    ``values`` is models by days: ``UNKNOWN`` where the Hub gave no count, the model wasn't there,
    or its owner wasn't seen. ``absent`` says where its owner was seen and the model wasn't.
    """

    models: tuple[DailyModel, ...]
    times: NDArray[np.int64]
    polls: NDArray[np.int64]
    values: NDArray[np.int64]
    absent: NDArray[np.bool_]


def daily_counts(connection: Connection, measure: Measure) -> DailyCounts:
    """Read them all; polls are gone through in the order they were stored."""
    days = daily_polls(connection)
    models = connection.all(
        "SELECT id, hub_id, name, created_at, pipeline_tag, parameters, parameters_source "
        "FROM model ORDER BY id"
    )
    row_of = {row[0]: at for at, row in enumerate(models)}
    column_of = {day.seq: at for at, day in enumerate(days)}
    values = np.full((len(models), len(days)), UNKNOWN, dtype=np.int64)
    absent = np.zeros(values.shape, dtype=np.bool_)
    now = np.full(len(models), UNKNOWN, dtype=np.int64)
    gone = np.zeros(len(models), dtype=np.bool_)
    changes = connection.each(
        f"SELECT poll, model, {_COLUMN[measure]}, present FROM observation ORDER BY poll, model"
    )
    owners = _owners(connection, row_of, len(models))
    pending = next(changes, None)
    for (seq,) in connection.all("SELECT seq FROM poll ORDER BY seq"):
        while pending is not None and pending[0] == seq:
            at = row_of[pending[1]]
            now[at] = UNKNOWN if pending[2] is None else pending[2]
            gone[at] = not pending[3]
            pending = next(changes, None)
        if seq in column_of:
            seen = owners.seen(connection, seq)
            values[:, column_of[seq]] = np.where(seen, now, UNKNOWN)
            absent[:, column_of[seq]] = seen & gone
    return DailyCounts(
        tuple(DailyModel(*row[1:]) for row in models),
        np.array([day.as_of for day in days], dtype=np.int64),
        np.array([day.seq for day in days], dtype=np.int64),
        values,
        absent,
    )


@dataclass(slots=True)
class _Owners:
    """Whose listing each model is in, as a number, from which poll on."""

    numbers: dict[str, int]
    names: list[tuple[int, int, int]]
    of: NDArray[np.int64]
    at: int = 0

    def seen(self, connection: Connection, seq: int) -> NDArray[np.bool_]:
        """Whether each model's owner was seen whole by a poll; polls rise from call to call."""
        while self.at < len(self.names) and self.names[self.at][0] <= seq:
            _, row, owner = self.names[self.at]
            self.of[row] = owner
            self.at += 1
        whole = np.zeros(len(self.numbers) + 1, dtype=np.bool_)
        for (owner,) in connection.all(
            "SELECT owner FROM poll_owner WHERE poll = ? AND whole", (seq,)
        ):
            if (number := self.numbers.get(owner.lower())) is not None:
                whole[number] = True
        return np.asarray(whole[self.of])


def _owners(connection: Connection, row_of: dict[int, int], models: int) -> _Owners:
    rows = connection.all("SELECT first_poll, model, owner FROM model_name ORDER BY first_poll")
    numbers = {owner: at for at, owner in enumerate({owner.lower() for _, _, owner in rows})}
    names = [(poll, row_of[model], numbers[owner.lower()]) for poll, model, owner in rows]
    return _Owners(numbers, names, np.full(models, len(numbers), dtype=np.int64))
