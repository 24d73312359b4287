"""Every model's counts day by day, as one matrix: what flows and adoption are read from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sharewatch.core.shares import Measure
from sharewatch.store.columns import UNKNOWN
from sharewatch.store.connection import Connection
from sharewatch.store.reading import daily_polls

AT_ONCE = 64
"""Polls that are read together."""


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


def daily_counts(connection: Connection) -> dict[Measure, DailyCounts]:
    """Both measures of all models; polls are gone through in the order they were stored.

    A doubted count is withheld for as long as its doubt lasted.
    """
    days = daily_polls(connection)
    models = connection.all(
        "SELECT id, hub_id, name, created_at, pipeline_tag, parameters, parameters_source "
        "FROM model ORDER BY id"
    )
    numbers = np.array([row[0] for row in models], dtype=np.int64)
    column_of = {day.seq: at for at, day in enumerate(days)}
    shape = len(models), len(days)
    values = {measure: np.full(shape, UNKNOWN, dtype=np.int64) for measure in Measure}
    absent = np.zeros(shape, dtype=np.bool_)
    now = {measure: np.full(len(models), UNKNOWN, dtype=np.int64) for measure in Measure}
    gone = np.zeros(len(models), dtype=np.bool_)
    owners = _owners(connection, numbers)
    for seq, changes in _changes(connection):
        rows = np.searchsorted(numbers, changes.models)
        for measure, counts in changes.counts.items():
            now[measure][rows] = counts
        gone[rows] = ~changes.present
        if seq in column_of:
            at, seen = column_of[seq], owners.seen(seq)
            for measure in Measure:
                values[measure][:, at] = np.where(seen, now[measure], UNKNOWN)
            absent[:, at] = seen & gone
    _withhold(connection, values, numbers, column_of)
    described = tuple(DailyModel(*row[1:]) for row in models)
    times = np.array([day.as_of for day in days], dtype=np.int64)
    polls = np.array([day.seq for day in days], dtype=np.int64)
    return {
        measure: DailyCounts(described, times, polls, counts, absent)
        for measure, counts in values.items()
    }


@dataclass(frozen=True, slots=True)
class _Changes:
    """What one poll wrote: its models' numbers, their counts, and whether they were there."""

    models: NDArray[np.int64]
    counts: dict[Measure, NDArray[np.int64]]
    present: NDArray[np.bool_]


def _changes(connection: Connection) -> Iterator[tuple[int, _Changes]]:
    """What each poll wrote, by number, also of those that wrote nothing.

    SQLite gathers texts of some polls at a time: a tuple for each row would take three times as
    long, and a single text of all would stop every other thread.
    """
    numbers = [seq for (seq,) in connection.all("SELECT seq FROM poll ORDER BY seq")]
    for start in range(0, len(numbers), AT_ONCE):
        polls = numbers[start : start + AT_ONCE]
        (texts,) = connection.all(
            "SELECT json_group_array(poll), json_group_array(model), json_group_array(present), "
            f"json_group_array(ifnull(downloads_30d, {UNKNOWN})), "
            f"json_group_array(ifnull(downloads_all_time, {UNKNOWN})) FROM "
            "(SELECT * FROM observation WHERE poll BETWEEN ? AND ? ORDER BY poll, model)",
            (polls[0], polls[-1]),
        )
        poll, model, present, d30, all_time = (
            np.array(json.loads(text), dtype=np.int64) for text in texts
        )
        first, last = (np.searchsorted(poll, polls, side) for side in ("left", "right"))
        for at, seq in enumerate(polls):
            mine = slice(first[at], last[at])
            yield (
                seq,
                _Changes(
                    model[mine],
                    {Measure.D30: d30[mine], Measure.ALL_TIME: all_time[mine]},
                    present[mine] != 0,
                ),
            )


def _withhold(
    connection: Connection,
    values: dict[Measure, NDArray[np.int64]],
    numbers: NDArray[np.int64],
    column_of: dict[int, int],
) -> None:
    """Take out the counts that were seen while their model was in quarantine."""
    for model, first, last in connection.all(
        "SELECT model, first_poll, ifnull(last_poll, 1 << 62) FROM quarantine"
    ):
        doubted = [at for seq, at in column_of.items() if first <= seq <= last]
        for counts in values.values():
            counts[np.searchsorted(numbers, model), doubted] = UNKNOWN


@dataclass(slots=True)
class _Owners:
    """Whose listing each model is in, as a number, from which poll on."""

    whole: dict[int, list[int]]
    names: list[tuple[int, int, int]]
    of: NDArray[np.int64]
    size: int
    at: int = 0

    def seen(self, seq: int) -> NDArray[np.bool_]:
        """Whether each model's owner was seen whole by a poll; polls rise from call to call."""
        while self.at < len(self.names) and self.names[self.at][0] <= seq:
            _, row, owner = self.names[self.at]
            self.of[row] = owner
            self.at += 1
        whole = np.zeros(self.size + 1, dtype=np.bool_)
        whole[self.whole.get(seq, [])] = True
        return np.asarray(whole[self.of])


def _owners(connection: Connection, numbers: NDArray[np.int64]) -> _Owners:
    rows = connection.all("SELECT first_poll, model, owner FROM model_name ORDER BY first_poll")
    owner_of = {owner: at for at, owner in enumerate({owner.lower() for _, _, owner in rows})}
    places = np.searchsorted(numbers, [model for _, model, _ in rows]).tolist()
    names = [
        (poll, place, owner_of[owner.lower()])
        for (poll, _, owner), place in zip(rows, places, strict=True)
    ]
    whole: dict[int, list[int]] = {}
    for seq, owner in connection.all("SELECT poll, lower(owner) FROM poll_owner WHERE whole"):
        if owner in owner_of:
            whole.setdefault(seq, []).append(owner_of[owner])
    nobody = np.full(len(numbers), len(owner_of), dtype=np.int64)
    return _Owners(whole, names, nobody, len(owner_of))
