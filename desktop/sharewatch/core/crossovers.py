"""Crossovers: when one family passed another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sharewatch.core.panel import OTHER


@dataclass(frozen=True, slots=True)
class Crossover:
    """One family went from strictly below another to strictly above it.

    ``before`` is the last time the order was otherwise, ``after`` the first at which the new one
    was seen, and ``at`` where a straight line between the two differences is zero; all in UTC
    seconds. ``lasting`` is whether the order never turned back since.
    """

    passer: str
    passed: str
    before: int
    after: int
    at: int
    lasting: bool


def crossovers(
    times: Sequence[int] | NDArray[np.int64],
    values: Mapping[str, Sequence[float | None] | NDArray[np.float64]],
) -> tuple[Crossover, ...]:
    """Every change of order between any two families, by time.

    ``times`` are rising UTC seconds; ``values`` has each family's values at them, ``None`` or NaN
    where unknown. Counts are compared as doubles: exactly, up to 2^53. Equal and unknown values
    have no order and end none. ``Other`` is no family and passes nobody.
    """
    names = [name for name in values if name != OTHER]
    at = np.asarray(times, np.int64)
    rows = np.array([values[name] for name in names], np.float64).reshape(len(names), at.size)
    found: list[Crossover] = []
    for index, name in enumerate(names[:-1]):
        found += _with_each(name, names[index + 1 :], at, rows[index] - rows[index + 1 :])
    return tuple(sorted(found, key=lambda one: (one.at, one.after, one.passer, one.passed)))


def _with_each(
    name: str, others: list[str], times: NDArray[np.int64], lead: NDArray[np.float64]
) -> Iterable[Crossover]:
    """One family's changes of order with others; ``lead`` is what it has more, a row for each."""
    ordered = np.nan_to_num(np.sign(lead)) != 0
    seen = np.maximum.accumulate(np.where(ordered, np.arange(times.size), -1), axis=1)
    earlier = np.full_like(seen, -1)
    earlier[:, 1:] = seen[:, :-1]
    before = np.take_along_axis(lead, np.maximum(earlier, 0), axis=1)
    turned = ordered & (earlier >= 0) & ((before > 0) != (lead > 0))
    rows, columns = np.nonzero(turned)
    ends = np.append(rows[1:] != rows[:-1], [True] * bool(rows.size))
    for row, column, lasting in zip(rows, columns, ends, strict=True):
        start, was, now = earlier[row, column], before[row, column], lead[row, column]
        way = float(was / (was - now))
        begin, end = int(times[start]), int(times[column])
        passer, passed = (name, others[row]) if now > 0 else (others[row], name)
        yield Crossover(
            passer, passed, begin, end, begin + round((end - begin) * way), bool(lasting)
        )
