"""How long a change of share takes to be divided among models, beside a plain subtraction.

Run it by hand: ``python tests/benchmarks/bench_movers.py [models …]``. The floor takes the counts
of both panels into arrays and subtracts them, matching nothing; ratios hold between machines.
Processor time is counted, so that the machine's other work isn't. The last column is the largest
mover left out, for which the change is divided twice.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from sharewatch.core.movers import movers, on_fixed_panel, without_largest
from sharewatch.core.panel import OTHER, Member, Panel
from sharewatch.core.shares import OFFICIAL, TEXT, Measure

FAMILIES = tuple(f"Family {index}" for index in range(59))
NEW = 0.02


def panel(models: int, offset: int, seed: int) -> Panel:
    """Every hundredth model a merge, six in ten of no family, in the order of their keys."""
    counts = np.random.default_rng(seed).pareto(0.6, models) * 100
    members: list[Member] = []
    for index, count in enumerate(counts.astype(np.int64).tolist(), offset):
        own, other = FAMILIES[index % 59], FAMILIES[(index + 7) % 59]
        of = ((own,) if index % 100 < 99 else (own, other)) if index % 100 >= 60 else ()
        members.append(Member(f"{index:024x}", f"owner-{index % 999}/model-{index}", of, count))
    families = (*FAMILIES, OTHER)
    return Panel(seed, TEXT, OFFICIAL, Measure.D30, families, tuple(members))


def timed(act: Callable[[], object], most: int = 15) -> float:
    """The median of some runs, in milliseconds."""
    act()
    taken: list[float] = []
    for _ in range(most):
        start = time.thread_time()
        act()
        taken.append(time.thread_time() - start)
    return median(taken) * 1e3


def measure(models: int) -> None:
    """One table row."""
    first, last = panel(models, 0, 1), panel(models, round(models * NEW), 2)

    def subtract() -> object:
        before, after = (
            np.array([one.value for one in side.members], np.int64) for side in (first, last)
        )
        return after - before

    floor = timed(subtract)
    family = FAMILIES[3]
    divided = timed(lambda: movers(first, last, family))
    found = movers(first, last, family)
    assert sum(found.weights.values()) == found.change * found.over
    shown = timed(lambda: found.models(50))
    fixed = timed(lambda: on_fixed_panel(first, last, family))
    without = timed(lambda: without_largest(first, last, family))
    print(
        f"{models:>9,} {floor:8.2f} {divided:8.1f} {divided / floor:8.1f} {shown:8.1f} "
        f"{fixed:8.1f} {without:8.1f}"
    )


def main() -> None:
    """All sizes, or those named."""
    print(
        f"{'models':>9} {'floor':>8} {'movers':>8} {'movers×':>8} {'first 50':>8} "
        f"{'fixed':>8} {'without':>8}"
    )
    for models in [int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000]:
        measure(models)


if __name__ == "__main__":
    main()
