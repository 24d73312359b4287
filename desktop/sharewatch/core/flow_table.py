"""Flows of many models at once, as columns: what ``flows.model_flow`` says of each, in numpy.

Only models whose counter falls go through ``counters.repair`` one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sharewatch.core.counters import (
    BORN_WITHIN_S,
    BRIDGED_AFTER_S,
    HELD_FOR_S,
    Counter,
    Sample,
    repair,
)
from sharewatch.core.flows import Why

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

NEVER = -1
"""In a column of times: unknown, or not happened."""
WHYS = tuple(Why)
"""What the numbers in ``FlowTable.why`` stand for."""
_CASES = (Why.UNKNOWN, Why.COUNTED, Why.CREATED, Why.GONE, Why.UNKNOWN, Why.NEW)
_FAR = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Sightings:
    """All sightings of many models' all-time counts.

    ``model`` (0, 1, …), ``at`` (UTC seconds) and ``value`` have a row for each sighting; sorted by
    model, then time, they are read fastest. ``created_at`` has a row for each model, ``NEVER``
    where the Hub did not say.
    """

    model: Ints
    at: Ints
    value: Ints
    created_at: Ints


@dataclass(frozen=True, slots=True)
class FlowTable:
    """Each model's flow in each period: arrays of one row for a model, one column for a period.

    ``values`` are whole downloads, 0 where unknown; ``why`` are places in ``WHYS``. ``unsure`` is
    the most of an estimated value that can be another period's: what rose in the long gaps that
    the period's ends cut.
    """

    values: Ints
    estimated: Flags
    unsure: Ints
    why: NDArray[np.uint8]

    @property
    def known(self) -> Flags:
        """Where there is a value at all."""
        return ~np.isin(self.why, [WHYS.index(Why.EARLIER), WHYS.index(Why.UNKNOWN)])


def many_flows(
    sightings: Sightings,
    bounds: Ints,
    *,
    gone_at: Ints | None = None,
    since: int | None = None,
) -> FlowTable:
    """``model_flow`` of every model in every period between neighbouring ``bounds`` (rising).

    ``gone_at`` has a row for each model, ``NEVER`` where it is still there. Nothing is estimated
    from 30-day counts: what they could stand in for is ``EARLIER`` here.
    """
    marks = _marks(sightings, bounds)
    start, end = bounds[None, :-1], bounds[None, 1:]
    created = sightings.created_at[:, None]
    gone = np.full_like(created, NEVER) if gone_at is None else gone_at[:, None]
    first = marks.first_at[:, None]
    counted = marks.known[:, :-1] & marks.known[:, 1:] & ~marks.stepped
    whole = marks.known[:, 1:] & (start <= created) & (created < end) & ~marks.stepped
    within = since is None or since <= start
    why = np.select(
        [
            marks.stepped,
            counted,
            whole,
            (gone != NEVER) & (gone <= end),
            (first == _FAR) | (first <= start),
            np.broadcast_to(within, counted.shape),
        ],
        [WHYS.index(one) for one in _CASES],
        WHYS.index(Why.EARLIER),
    ).astype(np.uint8)
    values = np.select([counted, whole], [np.diff(marks.climbed), marks.climbed[:, 1:]], 0)
    cut = marks.cut[:, :-1] + marks.cut[:, 1:]
    return FlowTable(values, (cut > 0) & (counted | whole), np.minimum(cut, values), why)


@dataclass(frozen=True, slots=True)
class _Marks:
    """Each model's ``Counter.climbed`` at each bound, rounded down, and if it is known there.

    ``cut`` is what rose in the long gap that a bound cuts, 0 where it cuts none; ``stepped`` says
    of each stretch between two bounds whether a revision lies in it; ``first_at`` is each model's.
    """

    climbed: Ints
    known: Flags
    cut: Ints
    stepped: Flags
    first_at: Ints


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows sorted by model and time; those of model m are ``start[m]`` up to ``stop[m]``."""

    model: Ints
    at: Ints
    value: Ints
    start: Ints
    stop: Ints

    @classmethod
    def of(cls, models: int, model: Ints, at: Ints, value: Ints) -> _Rows:
        each = np.arange(models)
        return cls(
            model,
            at,
            value,
            np.searchsorted(model, each, "left"),
            np.searchsorted(model, each, "right"),
        )

    def take(self, rows: Ints | Flags) -> _Rows:
        return _Rows.of(len(self.start), self.model[rows], self.at[rows], self.value[rows])

    @property
    def first_at(self) -> Ints:
        first = np.full(len(self.start), _FAR)
        seen = self.start < self.stop
        first[seen] = self.at[self.start[seen]]
        return first

    @property
    def follows(self) -> Flags:
        """Whether the next row is of the same model, for all rows but the last."""
        return np.asarray(self.model[1:] == self.model[:-1])


def _marks(sightings: Sightings, bounds: Ints) -> _Marks:
    rows = _with_births(_ordered(sightings), sightings.created_at)
    new = np.append(True, ~rows.follows | (np.diff(rows.value) != 0))[: len(rows.at)]
    firsts = np.flatnonzero(new)
    lasts = np.append(firsts[1:], len(rows.at))[: len(firsts)] - 1
    runs = rows.take(firsts)
    falling = np.unique(runs.model[1:][runs.follows & (np.diff(runs.value) < 0)])
    held = rows.at[lasts] - rows.at[firsts] > HELD_FOR_S
    samples = rows.take(np.sort(np.append(firsts, lasts[held])))
    return _read(*_repaired(rows, samples, falling), bounds)


def _repaired(rows: _Rows, samples: _Rows, falling: Ints) -> tuple[_Rows, Flags]:
    """Samples that never fall, and after which of them a revision's step follows.

    A falling model's are its repaired ones, each with what the counter had climbed to.
    """
    made: list[tuple[int, int, int, bool]] = []
    for model in falling.tolist():
        mine = slice(rows.start[model], rows.stop[model])
        pairs = zip(rows.at[mine].tolist(), rows.value[mine].tolist(), strict=True)
        made += ((model, *one) for one in _climb(repair(Sample(*pair) for pair in pairs)))
    others = samples.take(~np.isin(samples.model, falling))
    columns = np.array(made, np.int64).reshape(-1, 4)
    model = np.append(others.model, columns[:, 0])
    order = np.argsort(model, kind="stable")
    repaired = _Rows.of(
        len(samples.start),
        model[order],
        np.append(others.at, columns[:, 1])[order],
        np.append(others.value, columns[:, 2])[order],
    )
    return repaired, np.append(np.zeros(len(others.at), bool), columns[:, 3] != 0)[order]


def _climb(counter: Counter) -> Iterator[tuple[int, int, bool]]:
    """Each sample's time, what the counter had climbed to, and if a revision's step follows."""
    climbed = counter.segments[0][0].value
    for segment in counter.segments:
        for at, value in segment:
            last = at == segment[-1].at and segment is not counter.segments[-1]
            yield at, climbed + value - segment[0].value, last
        climbed += segment[-1].value - segment[0].value


def _ordered(sightings: Sightings) -> _Rows:
    """Rows by model and time, the highest value alone where there are several at one moment."""
    rows = _Rows.of(len(sightings.created_at), sightings.model, sightings.at, sightings.value)
    later = ~rows.follows | (np.diff(rows.at) > 0)
    if (later & (np.diff(rows.model) >= 0)).all():
        return rows
    rows = rows.take(np.lexsort((rows.value, rows.at, rows.model)))
    return rows.take(np.append(~rows.follows | (np.diff(rows.at) > 0), True))


def _with_births(rows: _Rows, created_at: Ints) -> _Rows:
    """A 0 where a model was created that was first seen shortly after."""
    first = rows.first_at
    born = (
        (first != _FAR)
        & (created_at != NEVER)
        & (created_at < first)
        & (first - created_at <= BORN_WITHIN_S)
    )
    places = rows.start[born]
    return _Rows.of(
        len(first),
        np.insert(rows.model, places, np.flatnonzero(born)),
        np.insert(rows.at, places, created_at[born]),
        np.insert(rows.value, places, 0),
    )


def _read(samples: _Rows, step: Flags, bounds: Ints) -> _Marks:
    """Read every model's samples, of which none falls, at every bound.

    ``step`` tells the samples after which a revision leaves the count unknown until the next.
    """
    if not len(samples.at):
        shape = len(samples.start), len(bounds)
        unknown = np.zeros(shape, bool)
        nothing = np.zeros(shape, np.int64)
        return _Marks(nothing, unknown, nothing, unknown[:, 1:], samples.first_at)
    low = min(samples.at.min(), bounds.min())
    width = max(samples.at.max(), bounds.max()) - low + 1
    keys = samples.model * width + (samples.at - low)
    sought = np.arange(len(samples.start))[:, None] * width + (bounds - low)
    start, stop = samples.start[:, None], samples.stop[:, None]
    here = np.searchsorted(keys, sought, "right") - 1
    left = np.maximum(here, 0)
    right = np.minimum(here + 1, len(keys) - 1)
    exact = (here >= start) & (samples.at[left] == bounds)
    between = (here >= start) & (here + 1 < stop) & ~exact & ~step[left]
    gap = np.where(between, samples.at[right] - samples.at[left], 1)
    passed = np.where(between, bounds - samples.at[left], 0)
    each, over = np.divmod(samples.value[right] - samples.value[left], gap)
    # rise·passed ÷ gap in two parts, for the product alone could be beyond 64 bits
    climbed = samples.value[left] + each * passed + over * passed // gap
    known = exact | between
    long = between & (gap > BRIDGED_AFTER_S)
    before = np.searchsorted(keys, sought, "left") - 1
    return _Marks(
        np.where(known, climbed, 0),
        known,
        np.where(long, samples.value[right] - samples.value[left], 0),
        _any_step(samples, step, np.maximum(here[:, :-1], start), before[:, 1:]),
        samples.first_at,
    )


def _any_step(samples: _Rows, step: Flags, first: Ints, last: Ints) -> Flags:
    """Whether any of the gaps after samples ``first`` to ``last`` is a revision's step."""
    so_far = np.concatenate(([0], np.cumsum(samples.follows & step[:-1]), [0]))
    so_far[-1] = so_far[-2]
    return np.asarray(so_far[np.maximum(last + 1, first)] > so_far[first])
