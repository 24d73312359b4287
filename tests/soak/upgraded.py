"""Kill an upgrade of an old database at every statement and every change of a file.

    python tests/soak/upgraded.py [--every N]

For each schema there was, a filled database of it is opened by this version in a process that is
killed before its k-th step, for each k (or every N-th). What is found must be the old database or
the new one, whole, and from before the first change of the old one on, its copy. Then it is opened
again, and must be the new one with all polls. Prints figures; exits with 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NoReturn

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "hub")]

from killing import Steps, begin, end_of, steps_of
from old_databases import as_of_schema
from rounds import deliver, next_day, watch, world
from sharewatch.store.migrations import copy_before
from sharewatch.store.schema import MIGRATIONS
from sharewatch.store.store import Store

NAME = "sharewatch.db"
NOW = len(MIGRATIONS)


def fill(folder: Path) -> Path:
    """A present database with polls, alerts and messages."""
    path = folder / "filled" / NAME
    with watch(path, world(models=2)) as (at_work, desk):
        for _ in range(12):
            next_day(at_work, desk)
            deliver(desk, folder / "screen")
    return path


def upgrade(path: Path, steps: Steps) -> None:
    """What every start does; each step is counted."""
    with steps.counting():
        Store.open(path).close()
        steps.step("end")


def dump(path: Path) -> list[str]:
    """All that a database holds; a journal beside it is heeded."""
    with closing(sqlite3.connect(path)) as found:
        version = found.execute("PRAGMA user_version").fetchone()
        return [str(version), *found.iterdump()]


def beside(path: Path) -> Path:
    """The same folder once more, so that looking mends nothing in the first."""
    folder = Path(tempfile.mkdtemp(dir=path.parent.parent))
    shutil.copytree(path.parent, folder, dirs_exist_ok=True)
    return folder / path.name


def faults_after(path: Path, schema: int, old: list[str], new: list[str]) -> Iterator[str]:
    """What is wrong after a kill, and after the next start."""
    looked_at = beside(path)
    found = dump(looked_at)
    copy = copy_before(path, schema)
    if found not in (old, new):
        yield "neither the old database nor the new one"
    if found == new and schema and not copy.exists():
        yield "a new database without a copy of the old one"
    if copy.exists() and dump(copy) != old:
        yield "the copy is not the old database"
    with Store.open(path) as store:
        if store.damaged_polls() or len(store.polls()) != (12 if schema else 0):
            yield "a poll is lost or torn"
    if dump(path) != new:
        yield "the next start did not make the new database"
    if schema and dump(copy) != old:
        yield "the next start did not keep a copy of the old one"
    left = {one.name for one in path.parent.iterdir()} - {NAME, f"{NAME}-journal", copy.name}
    if left:
        yield f"{left} is left over"
    shutil.rmtree(looked_at.parent)


def main() -> NoReturn:
    """Kill upgrades of each schema, and print the figures."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--every", type=int, default=1)
    every = options.parse_args().every
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder, filled = Path(name), fill(Path(name))
        for schema in range(NOW):
            before = folder / f"schema-{schema}" / NAME
            if schema:
                as_of_schema(schema, filled, before)
            else:
                before.parent.mkdir()
                before.touch(0o600)
            old = dump(before)
            trial = beside(before)
            steps = steps_of(partial(upgrade, trial), folder / "step")
            new = dump(trial)
            for last in range(1, steps + 1, every):
                path = beside(before)
                code = end_of(begin(partial(upgrade, path, Steps(folder / "step", last))))
                where = f"schema {schema}, killed at {(folder / 'step').read_text()}"
                if code != -9:
                    faults.append(f"{where}: it ended with {code}")
                faults += [f"{where}: {one}" for one in faults_after(path, schema, old, new)]
                shutil.rmtree(path.parent)
            runs = len(range(1, steps + 1, every))
            print(f"schema {schema} to {NOW}: {steps} steps, {runs} upgrades killed")
    for fault in faults[:20]:
        print("FAULT", fault)
    print(f"faults: {len(faults)}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
