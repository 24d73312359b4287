"""Let a poll run out of memory, at less and less lack of it, and see that nothing is torn.

    python tests/soak/starved.py [--runs 60]

Each run is a process that may have so much memory more while it polls a Hub of thousands of
models. It must say so and poll again with enough of it, or die; what is stored is held against its
own polls. Prints what became of the runs; the exit code is 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NoReturn

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "hub")]

from killing import begin, end_of
from replayed import faults_in
from rounds import CATALOG, FIRST, deliver, next_day, watch, world
from sharewatch.core.board import DEMO
from sharewatch.core.words import DAY
from sharewatch.desk.desk import Desk
from sharewatch.hub.client import HubClient
from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.server import EmbeddedHub
from sharewatch.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

MODELS = 1000
DAYS = 3
MOST_MB = 12
SAID_SO = 3


def serve(at: float, address: Path, ended: int) -> None:
    """Be the Hub until the other end of a pipe is closed: its memory is its own."""
    listed = world(models=MODELS, days=DAYS + 1)
    with EmbeddedHub(listed, SimulatedClock(at, speed=0), quota=None) as hub:
        unfinished = address.with_suffix(".unfinished")
        unfinished.write_text(hub.url)
        unfinished.replace(address)
        os.read(ended, 1)


def poll(path: Path, url: str, at: float, spare_mb: float) -> None:
    """Poll with so much memory to spare, and again with all of it if that was too little."""
    with Store.open(path) as store, HubClient(url) as client:
        desk = Desk(store, lambda: CATALOG, DEMO, client, interval_s=DAY, clock=lambda: at)
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        allowed = pages * resource.getpagesize() + int(spare_mb * 2**20)
        before = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, before[1]))
        try:
            desk.poll(Event())
        except MemoryError:
            resource.setrlimit(resource.RLIMIT_AS, before)
            desk.poll(Event())
            os._exit(SAID_SO)
        resource.setrlimit(resource.RLIMIT_AS, before)


def work(folder: Path, days: int) -> None:
    """Take some rounds, and deliver."""
    with watch(folder / "db", world(models=MODELS if days else 1, days=days)) as (at_work, desk):
        for _ in range(days):
            next_day(at_work, desk)
        deliver(desk, folder / "screen")


@contextmanager
def hub(folder: Path) -> Iterator[str]:
    """The address of a Hub in a process of its own, on the day after the last poll."""
    ended, end = os.pipe()
    process = begin(partial(serve_alone, folder, ended, end))
    os.close(ended)
    while not (folder / "address").exists():
        os.sched_yield()
    yield (folder / "address").read_text()
    os.close(end)
    end_of(process)


def serve_alone(folder: Path, ended: int, end: int) -> None:
    """The Hub's process lets go of the end that its parent holds."""
    os.close(end)
    serve(FIRST + DAYS * DAY, folder / "address", ended)


def main() -> NoReturn:
    """Starve as many polls as asked for, and print the figures."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--runs", type=int, default=60)
    runs = options.parse_args().runs
    became: Counter[str] = Counter()
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as name, hub(Path(name)) as url:
        before = Path(name) / "before"
        before.mkdir()
        end_of(begin(partial(work, before, DAYS)))
        for run in range(runs):
            folder = Path(name) / "run"
            shutil.copytree(before, folder)
            spare = MOST_MB * run / runs
            code = end_of(begin(partial(poll, folder / "db", url, FIRST + DAYS * DAY, spare)))
            meant = {0: "had enough", SAID_SO: "ran out, said so and polled again"}
            became[meant.get(code, "died")] += 1
            end_of(begin(partial(work, folder, 0)))
            stored = DAYS + (code in meant)
            found = faults_in(folder / "db", stored, folder / "screen")
            faults += [f"with {spare:.1f} MB to spare: {one}" for one in found]
            shutil.rmtree(folder)
    for what, count in became.most_common():
        print(f"{count:6}  {what}")
    print(f"{runs} polls, with 0 to {MOST_MB} MB to spare")
    for fault in faults[:20]:
        print("FAULT", fault)
    print(f"faults: {len(faults)}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
