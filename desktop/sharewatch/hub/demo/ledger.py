"""The demo's numbers: daily downloads of every model, summed up day by day on demand.

All-time and 30-day counts come from the same days, so that they agree with each other.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sharewatch.hub.demo.cast import COMMUNITY, FIXED, OFFICIAL, Role
from sharewatch.hub.demo.script import Course, Script

FIRST_DAY = -440
WINDOW = 30

_MILLION = 1e6
_WEEK = (1.08, 1.1, 1.1, 1.08, 1.02, 0.8, 0.82)
_NOISE = 0.09
_SWAY = 0.04

Counts = NDArray[np.int64]
Levels = NDArray[np.float64]


class Ledger:
    """True counts of all models at the end of each day from ``FIRST_DAY`` on.

    Days count from the simulated today. The same seed gives the same counts, in whatever order
    they are asked for, from any thread.
    """

    def __init__(self, script: Script, roles: Sequence[Role], seed: int, weekday: int) -> None:
        self._script = script
        self._seed = seed
        self._weekday = weekday
        self._lock = threading.Lock()
        self._day = np.array([role.day for role in roles], dtype=np.float64)
        self._weight = np.array([role.weight for role in roles])
        kind = np.array([role.kind for role in roles])
        family = np.array([role.family for role in roles])
        families = len(script.families)
        self._fixed = kind == FIXED
        # One group shares one flow: a family's official models, or its community's.
        self._groups = 2 * families
        self._group = np.where(kind == COMMUNITY, family + families, family)
        self._group[self._fixed] = self._groups
        self._leads = np.array([one.name == script.leader for one in script.families])
        found = [i for i, role in enumerate(roles) if role.model_id == script.surge.model]
        self._surging = found[0] if found and kind[found[0]] == OFFICIAL else None
        rng = np.random.default_rng((seed, 1))
        self._fade = rng.uniform(35, 110, len(roles))
        self._staying = rng.uniform(0.3, 0.6, len(roles))
        self._sway = rng.uniform(0, 2 * math.pi, families)
        self._length = rng.uniform(70, 150, families)
        self._ends = [self._start(rng)]

    def total(self, day: int) -> Counts:
        """All-time downloads at the end of a day."""
        with self._lock:
            while len(self._ends) <= day - FIRST_DAY:
                self._ends.append(self._ends[-1] + self._downloads(FIRST_DAY + len(self._ends)))
            return self._ends[max(0, day - FIRST_DAY)]

    def month(self, day: int) -> Counts:
        """Downloads of the 30 days up to the end of a day."""
        return self.total(day) - self.total(day - WINDOW)

    def _start(self, rng: np.random.Generator) -> Counts:
        """All-time counts at the end of the first day: as if today's level had long held."""
        age = np.clip(FIRST_DAY - self._day, 0, 900)
        daily = self._flow(FIRST_DAY, np.ones_like(self._weight))
        return np.rint(daily * age * rng.uniform(0.5, 0.9, len(age))).astype(np.int64)

    def _downloads(self, day: int) -> Counts:
        """Every model's downloads on one day."""
        rng = np.random.default_rng((self._seed, 2, day - FIRST_DAY))
        noise = np.exp(_NOISE * rng.standard_normal(len(self._weight)))
        rhythm = _WEEK[(self._weekday + day) % 7] / (sum(_WEEK) / 7)
        flow = self._flow(day, noise) * rhythm
        return np.rint(flow).astype(np.int64)

    def _flow(self, day: int, noise: Levels) -> Levels:
        """Downloads of a day before its rhythm: each group's flow, divided by weight and age."""
        age = day - self._day
        pull = self._weight * noise
        drawn = np.where(age >= 0, pull * self._liking(age), 0.0)
        levels = np.append(self._levels(day), 0.0)
        base = 0.0
        if self._surging is not None:
            # The outlier stands apart: the rest of its family shares what it leaves.
            base = self._surge_base(day)
            drawn[self._surging] = 0.0
            levels[self._group[self._surging]] -= base
        sums = np.bincount(self._group, drawn, self._groups + 1)
        rates = np.divide(levels, sums, out=np.zeros_like(levels), where=sums > 0)
        flow = drawn * rates[self._group]
        growth = _at(self._script.total, day) / _at(self._script.total, 0)
        fixed = np.where(age >= 0, pull * growth * _MILLION / WINDOW, 0.0)
        flow = np.where(self._fixed, fixed, flow)
        if self._surging is not None:
            flow[self._surging] = (base + self._surge(day)) * noise[self._surging]
        return flow

    def _liking(self, age: Levels) -> Levels:
        """A model's life: a launch within days, a fading peak, then a long slow decline."""
        age = np.maximum(age, 0)
        launch = 1 - np.exp(-(age + 1) / 6)
        peak = self._staying + (1 - self._staying) * np.exp(-age / self._fade)
        return launch * peak * np.exp(-age / 500)

    def _levels(self, day: int) -> Levels:
        """Daily downloads of every group: families by their courses, communities after them."""
        script = self._script
        daily = _at(script.total, day) * _MILLION / WINDOW
        courses = np.array([_at(family.course, day) for family in script.families])
        swing = 1 + _SWAY * np.sin(2 * math.pi * day / self._length + self._sway)
        leader = np.where(self._leads, courses / 100, 0.0)
        others = np.where(self._leads, 0.0, courses * swing)
        share = leader + (1 - leader.sum()) * others / max(others.sum(), 1e-9)
        official = share * daily
        return np.concatenate([official, official * script.community.part])

    def _surge_base(self, day: int) -> float:
        """The outlier's ordinary downloads on a day."""
        surge = self._script.surge
        if self._surging is None or day < self._day[self._surging]:
            return 0.0
        done = (day - surge.start) / (surge.until - surge.start)
        level = surge.before + (surge.after - surge.before) * min(1.0, max(0.0, done))
        return level * _MILLION / WINDOW

    def _surge(self, day: int) -> float:
        """The outlier's extra downloads on a day: one smooth wave."""
        surge = self._script.surge
        length = surge.until - surge.start
        if not surge.start < day < surge.until:
            return 0.0
        wave = 0.5 - 0.5 * math.cos(2 * math.pi * (day - surge.start) / length)
        # The best 30 days of the wave hold this many times its height.
        best = WINDOW / 2 + length / (2 * math.pi) * math.sin(math.pi * WINDOW / length)
        ordinary = (surge.before + surge.after) / 2
        return wave * (surge.peak - ordinary) * _MILLION / best


def _at(course: Course, day: float) -> float:
    """A course's level on a day."""
    days, levels = zip(*course, strict=True)
    return float(np.interp(day, days, levels))
