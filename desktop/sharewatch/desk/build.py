"""Builds a desk over the user's own database: the Hub, or a recorded series."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from sharewatch.core import words
from sharewatch.core.board import Source, SourceKind
from sharewatch.core.catalog import Catalog
from sharewatch.core.plain import one_line
from sharewatch.core.quiet import quiet_hours
from sharewatch.core.snapshot import PollKind, Progress
from sharewatch.core.words import DAY
from sharewatch.desk.desk import Desk
from sharewatch.hub import access
from sharewatch.hub.client import HubClient
from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.recording import Recording, RecordingError, read_recording
from sharewatch.hub.demo.server import EmbeddedHub
from sharewatch.intake.poll import Recorded, unheard
from sharewatch.places import Place, catalog_path, read_catalog
from sharewatch.settings import Settings
from sharewatch.store.errors import DiskFull, ReadOnlyStore
from sharewatch.store.lock import polling
from sharewatch.store.store import Store

LONGEST_JITTER_S = 900
_JITTER = "jitter_s"
_REPLAYED = "replayed {date}"


@dataclass(frozen=True, slots=True)
class Replay:
    """A recorded series at work. Dates are UTC midnights."""

    desk: Desk
    recording: Recording
    clock: SimulatedClock

    @property
    def dates(self) -> tuple[int, ...]:
        """The dates of the series, rising."""
        return self.recording.dates

    def was_polled(self, date: int) -> bool:
        """Whether a date is stored; raises ``RecordingError`` if it was another one's."""
        if not self.desk.store.has_poll_at(date):
            return False
        if self.desk.store.meta(_REPLAYED.format(date=date)) != self.recording.digest(date):
            raise RecordingError(
                f"{self.desk.source.label}: {words.day(date)} differs from what was replayed "
                "before. Replay a changed series into another folder (--data-dir)."
            )
        return True

    def poll(self, date: int, between: Callable[[Progress], None] = unheard) -> Recorded:
        """Poll one date. One that lies before the last stored poll is history: no rule sees it."""
        last = self.desk.store.latest_poll()
        past = last is not None and date < last.as_of
        self.clock.set(date)
        kind = PollKind.IMPORT if past else PollKind.LIVE
        recorded = self.desk.poll(Event(), between, kind)
        self.desk.store.set_meta(_REPLAYED.format(date=date), self.recording.digest(date))
        return recorded


def open_desk(where: Place, settings: Settings, *, may_poll: bool = True) -> Desk:
    """The desk of the user's own database.

    It polls the Hub of the settings, unless it ``may_poll`` not or the database holds a recorded
    series. The database is bound to the Hub it is first polled from.
    """
    catalog = catalog_reader(settings)
    address = access.endpoint(settings.endpoint)
    interval_s = settings.interval_minutes * 60
    with ExitStack() as stack:
        store, viewing = _open_store(where.database(demo=False))
        stack.enter_context(store)
        source = store.source() or Source(SourceKind.HUB, urlsplit(address).netloc)
        if source.kind is SourceKind.REPLAY:
            last = store.latest_poll()
            stands_still = float(last.as_of) if last else time.time()
            return Desk(
                store,
                catalog,
                source,
                None,
                interval_s=interval_s,
                viewing=viewing,
                clock=lambda: stands_still,
            ).take_over(stack)
        client = None
        if may_poll and not viewing:
            source = Source(SourceKind.HUB, urlsplit(address).netloc)
            demand_source(store, source)
            token = access.token() if access.may_carry_token(address) else None
            client = stack.enter_context(HubClient(address, token))
        return Desk(
            store,
            catalog,
            source,
            client,
            interval_s=interval_s,
            jitter_s=_own_jitter(store, interval_s),
            census="" if settings.census == "off" else settings.census,
            quiet=quiet_hours(settings.quiet_from, settings.quiet_to),
            viewing=viewing,
        ).take_over(stack)


def open_replay(where: Place, settings: Settings, series: Path, lineage: Path | None) -> Replay:
    """A desk over a recorded series, served by the embedded Hub with the file's dates as time."""
    catalog = catalog_reader(settings)
    recording = read_recording(series, lineage)
    with ExitStack() as stack:
        store = stack.enter_context(Store.open(where.database(demo=False)))
        source = Source(SourceKind.REPLAY, one_line(series.name))
        demand_source(store, source)
        stack.enter_context(polling(store.path, "replaying"))
        clock = SimulatedClock(recording.dates[0], speed=0)
        hub = stack.enter_context(EmbeddedHub(recording, clock, quota=None))
        client = stack.enter_context(HubClient(hub.url))
        desk = Desk(
            store,
            catalog,
            source,
            client,
            interval_s=DAY,
            clock=clock.now,
        ).take_over(stack)
        return Replay(desk, recording, clock)


def catalog_reader(settings: Settings) -> Callable[[], Catalog]:
    """What reads the catalog that applies, each time anew."""
    return lambda: read_catalog(catalog_path(settings))


def demand_source(store: Store, source: Source) -> None:
    """Refuse a database of another source; raises ``WrongSource``. A new one is bound later."""
    if store.source() is not None:
        store.bind_source(source)


def _open_store(path: Path) -> tuple[Store, str]:
    """The user's database, and why it can only be looked at, where that is so."""
    try:
        return Store.open(path), ""
    except ReadOnlyStore as why:
        if not path.exists():
            raise
        return Store.open(path, read_only=True), f"{why} Nothing is polled or changed."


def _own_jitter(store: Store, interval_s: int) -> int:
    """This installation's own delay, drawn once, so that not all ask at the same minute."""
    found = store.meta(_JITTER)
    if found is None:
        found = str(secrets.randbelow(LONGEST_JITTER_S))
        with suppress(ReadOnlyStore, DiskFull):
            store.set_meta(_JITTER, found)
    return min(int(found), interval_s // 10)
