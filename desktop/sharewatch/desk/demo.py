"""The demo: a desk over the demo Hub in a database of its own, with a made-up year behind it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction

from sharewatch.core.board import DEMO
from sharewatch.core.catalog import Catalog
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import TEXT, Measure
from sharewatch.core.snapshot import OwnerSweep, PollKind, Progress, Sweep
from sharewatch.core.words import DAY
from sharewatch.desk.build import catalog_reader
from sharewatch.desk.desk import Desk
from sharewatch.hub.client import HubClient
from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.ecosystem import Ecosystem
from sharewatch.hub.demo.server import EmbeddedHub
from sharewatch.intake.census_tally import count_census
from sharewatch.intake.counting import Counting
from sharewatch.intake.poll import enter, unheard
from sharewatch.places import Place
from sharewatch.settings import Settings
from sharewatch.store.lock import polling
from sharewatch.store.store import Store, Writer

DAYS_PER_MINUTE = 4.0
POLLS_PER_DAY = 2
PAST_DAYS = 365
CENSUS_DAYS = 28
PAGE = 1000
SEED = 7
FIRST_RULE = Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 2), Fraction(1, 100))
_ANCHOR = "demo_anchor"
_TASK = "Making up a year of demo data, day"


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo at work; its clock may be set."""

    desk: Desk
    clock: SimulatedClock


def open_demo(
    where: Place,
    settings: Settings,
    *,
    days_per_minute: float = DAYS_PER_MINUTE,
    may_poll: bool = True,
    between: Callable[[Progress], None] = unheard,
) -> Demo:
    """Open the demo where its database ends, or make its past first.

    Simulated time runs ``days_per_minute`` fast. At 0 it stands still, one day after the last
    poll, so that each visit polls the next day.
    """
    reader = catalog_reader(settings)
    with ExitStack() as stack:
        store = stack.enter_context(Store.open(where.database(demo=True)))
        store.bind_source(DEMO)
        world = Ecosystem(seed=SEED, anchor=_anchor(store))
        if store.latest_poll() is None:
            with polling(store.path):
                make_past(store, reader(), world, between)
        last = store.latest_poll()
        ahead = 0 if not may_poll else 3600 if days_per_minute else DAY
        start = (last.as_of if last else world.anchor) + ahead
        clock = SimulatedClock(start, days_per_minute * DAY / 60)
        client = None
        if may_poll:
            hub = stack.enter_context(EmbeddedHub(world, clock, quota=None))
            client = stack.enter_context(HubClient(hub.url))
        interval_s = round(60 / (days_per_minute * POLLS_PER_DAY)) if days_per_minute else DAY
        desk = Desk(
            store,
            reader,
            DEMO,
            client,
            interval_s=max(1, interval_s),
            stale_after_s=2 * DAY,
            clock=clock.now,
        ).take_over(stack)
        return Demo(desk, clock)


def make_past(
    store: Store,
    catalog: Catalog,
    world: Ecosystem,
    between: Callable[[Progress], None],
) -> None:
    """A year of polls and censuses in one transaction, as history: no rule sees it."""
    owners = tuple(OwnerSweep(owner) for owner in catalog.owners)
    with store.write() as tx:
        if store.latest_poll() is not None:  # another program was quicker
            return
        censuses = []
        for done, (at, rows) in enumerate(world.history(PAST_DAYS, owners=catalog.owners), 1):
            enter(tx, catalog, Sweep(at, at, at, tuple(rows), owners, kind=PollKind.IMPORT), at)
            if (PAST_DAYS - done) % CENSUS_DAYS == 0:
                censuses.append(_take_census(tx, world, at))
            between(Progress(done, PAST_DAYS, 0, len(rows), task=_TASK))
        counting = Counting(catalog, tx)
        for census in censuses:
            count_census(tx, counting, census, TEXT)
        store.add_rule(FIRST_RULE, world.anchor)


def _take_census(tx: Writer, world: Ecosystem, at: int) -> int:
    """Everything the demo Hub lists of the text tasks at a moment, without asking it."""
    rows = world.universe_at(at)
    census = tx.censuses.begin(TEXT, as_of=at, started_at=at)
    for start in range(0, len(rows), PAGE):
        tx.censuses.add_rows(census, rows[start : start + PAGE])
    tx.censuses.finish(census, at=at, models=len(rows), covered=Fraction(1))
    return census


def _anchor(store: Store) -> int:
    """The demo's today, UTC midnight: the real day on which its database was made."""
    found = store.meta(_ANCHOR)
    if found is None:
        found = str(int(time.time()) // DAY * DAY)
        store.set_meta(_ANCHOR, found)
    return int(found)
