"""Kill the watch at every step of polling and delivering, and see that nothing is lost or doubled.

    python tests/soak/killed.py --runs 1000 [--seed 1]

Each run is a process that polls a Hub on loopback into a database, shows messages and marks them,
until it is killed: at the k-th statement or change of a file, for each k in turn, or at random.
The next process goes on where it ended and delivers; then the database is held against its own
polls. Prints where it was killed and what was found; the exit code is 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import NoReturn

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "hub")]

from killing import Steps, begin, end_of, steps_of
from replayed import faults_in, shown_on
from rounds import deliver, next_day, watch, world

ROUNDS = 2
CHAIN = 25
BEFORE = (0, 9)
"""How many polls a database has before it is killed at each of its steps."""


@dataclass(frozen=True)
class Place:
    """Where one watch is kept."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "data" / "sharewatch.db"

    @property
    def screen(self) -> Path:
        """A line for each message that was shown."""
        return self.folder / "screen"

    @property
    def acknowledged(self) -> Path:
        """A line for each poll that was said to be stored."""
        return self.folder / "acknowledged"

    @property
    def last_step(self) -> Path:
        """Where a process says what step it was killed at."""
        return self.folder / "step"

    def last_acknowledged(self) -> int:
        lines = self.acknowledged.read_text().split() if self.acknowledged.exists() else []
        return int(lines[-1]) if lines else 0


@dataclass
class Figures:
    """What came of the runs."""

    kills: Counter[str] = field(default_factory=Counter)
    ended: int = 0
    polls: int = 0
    messages: int = 0
    doubled: int = 0
    errors: list[str] = field(default_factory=list)


def work(place: Place, rounds: int, steps: Steps) -> None:
    """Open, deliver what is left, and take some rounds; each step is counted."""
    with steps.counting(), watch(place.database, WORLD) as (at_work, desk):
        deliver(desk, place.screen, steps.step)
        for _ in range(rounds):
            seq = next_day(at_work, desk)
            with place.acknowledged.open("a") as lines:
                lines.write(f"{seq}\n")
            deliver(desk, place.screen, steps.step)
            steps.step("the next round")


def killed_at(place: Place, last: int, figures: Figures) -> None:
    """Have a process killed at its step number ``last``."""
    code = end_of(begin(lambda: work(place, ROUNDS, Steps(place.last_step, last))))
    note(place, code, place.last_step.read_text() if code < 0 else "", figures)


def killed_after(place: Place, wait_s: float, figures: Figures) -> None:
    """Have a process killed after some time."""
    process = begin(lambda: work(place, ROUNDS, Steps(place.last_step)))
    time.sleep(wait_s)
    os.kill(process, signal.SIGKILL)
    note(place, end_of(process), "some moment", figures)


def note(place: Place, code: int, where: str, figures: Figures) -> None:
    """Go on after a kill, deliver, and look for faults."""
    if code == -signal.SIGKILL:
        figures.kills[where] += 1
    elif code == 0:
        figures.ended += 1
    else:
        figures.errors.append(f"the process ended by itself with {code}")
    code = end_of(begin(lambda: work(place, 0, Steps(place.last_step))))
    if code:
        figures.errors.append(f"after a kill at {where} nothing could go on: {code}")
        return
    found = faults_in(place.database, place.last_acknowledged(), place.screen)
    figures.errors += [f"after a kill at {where}: {fault}" for fault in found]


def tally(place: Place, figures: Figures) -> None:
    """Count what a watch came to before it is thrown away."""
    shown = shown_on(place.screen)
    figures.messages += len(shown)
    figures.doubled += shown.total() - len(shown)
    with sqlite3.connect(place.database) as rows:
        figures.polls += rows.execute("SELECT count(*) FROM poll").fetchone()[0]
    rows.close()
    shutil.rmtree(place.folder)


def copied(before: Place) -> Place:
    """The same watch once more."""
    folder = Path(tempfile.mkdtemp(dir=before.folder.parent))
    shutil.copytree(before.folder, folder, dirs_exist_ok=True)
    return Place(folder)


def at_each_step(folder: Path, runs: int, figures: Figures) -> int:
    """Kill at each step, or at as many as there are runs, evenly; returns how many there are."""
    every: list[tuple[Place, int]] = []
    for polls in BEFORE:
        place = Place(Path(tempfile.mkdtemp(dir=folder)))
        if polls and end_of(begin(partial(work, place, polls, Steps(place.last_step)))):
            raise SystemExit("the watch does not even work undisturbed")
        trial = copied(place)
        steps = steps_of(partial(work, trial, ROUNDS), trial.last_step)
        every += [(place, step) for step in range(1, steps + 1)]
    chosen = every if runs >= len(every) else [every[n * len(every) // runs] for n in range(runs)]
    for before, step in chosen:
        place = copied(before)
        killed_at(place, step, figures)
        tally(place, figures)
    return len(every)


def at_random(folder: Path, runs: int, luck: Random, figures: Figures) -> None:
    """Kill one watch again and again, at any moment or step, and begin another in between."""
    place = Place(Path(tempfile.mkdtemp(dir=folder)))
    began = time.monotonic()
    work_s = 0.0
    if end_of(begin(lambda: work(place, ROUNDS, Steps(place.last_step)))) == 0:
        work_s = time.monotonic() - began
    for run in range(1, runs + 1):
        if luck.random() < 0.5:
            killed_after(place, luck.random() * work_s, figures)
        else:
            killed_at(place, luck.randrange(1, 400), figures)
        if run % CHAIN == 0 and run < runs:
            tally(place, figures)
            place = Place(Path(tempfile.mkdtemp(dir=folder)))
    tally(place, figures)


def main() -> NoReturn:
    """Do as many runs as asked for, half of them at each step in turn, and print the figures."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--runs", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        in_turn = asked.runs * 2 // 3
        steps = at_each_step(Path(folder), in_turn, figures)
        at_random(Path(folder), asked.runs - min(in_turn, steps), Random(asked.seed), figures)
    for where, count in figures.kills.most_common():
        print(f"{count:6}  killed at {where}")
    print(f"{asked.runs} runs: {figures.kills.total()} killed, {figures.ended} ended before")
    print(f"{steps} steps in turn; {len(figures.kills)} kinds of steps were the last")
    print(f"{figures.polls} polls, {figures.messages} messages, {figures.doubled} shown again")
    for fault in figures.errors[:20]:
        print("FAULT", fault)
    print(f"faults: {len(figures.errors)}")
    sys.exit(1 if figures.errors else 0)


WORLD = world()

if __name__ == "__main__":
    main()
