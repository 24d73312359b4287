"""A desk with one rule or more over a real database, and a Hub of two families told what to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from threading import Event

from at_work import made_up
from sharewatch.core.board import DEMO, InboxEntry, RuleLine
from sharewatch.core.catalog import Catalog
from sharewatch.core.quiet import QuietHours
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.core.snapshot import PollKind
from sharewatch.core.words import DAY
from sharewatch.desk.desk import Desk
from sharewatch.hub.client import HubClient
from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.listing import Card, Listing
from sharewatch.hub.demo.server import EmbeddedHub
from sharewatch.intake.poll import unheard
from sharewatch.store.outbox import DueNotice
from sharewatch.store.store import Store

STOP = Event()
HOUR = 3600
START = 20_000 * DAY + 12 * HOUR
RULE = Rule("Alpha", Measure.D30, Direction.ABOVE, Fraction(1, 2))
CATALOG = made_up(Alpha=(["alpha"], []), Beta=(["beta"], []))
ALPHA, BETA = ("alpha/one", "alpha/two"), ("beta/one", "beta/two")
WHOLE = 1_000_000


@dataclass
class Shelf:
    """What a Hub lists: four models whose counts are set by hand."""

    counts: dict[str, int | None] = field(default_factory=dict)

    def say(self, percent: float | None) -> None:
        """Renew all counts, so that Alpha has this part of them; ``None`` leaves one unknown."""
        alpha = round((percent or 0) * WHOLE / 100)
        for paths, whole in ((ALPHA, alpha), (BETA, WHOLE - alpha)):
            for path in paths:
                self.counts[path] = whole // 2
        if percent is None:
            self.counts[ALPHA[0]] = None

    def models_at(self, _at: float) -> Listing:
        """Everything there is."""
        counts = list(self.counts.values())
        cards = [Card(f"{number:024x}", path) for number, path in enumerate(self.counts)]
        all_time = [None if count is None else 10 * count for count in counts]
        return Listing(cards, counts, all_time, [5] * len(counts), [1] * len(counts))


@dataclass
class Hub:
    """A Hub on loopback with its clock, and the client that asks it."""

    shelf: Shelf
    clock: SimulatedClock
    client: HubClient


@contextmanager
def hub() -> Iterator[Hub]:
    """A Hub that stands still until it is told otherwise."""
    shelf, clock = Shelf(), SimulatedClock(START, speed=0)
    with EmbeddedHub(shelf, clock, quota=None) as served, HubClient(served.url) as client:
        yield Hub(shelf, clock, client)


class AlertDesk:
    """A desk at work; ``told`` is everything that was shown, as kinds of notices."""

    def __init__(self, path: Path, at: Hub, quiet: QuietHours | None = None) -> None:
        self.hub = at
        self.catalog: Catalog = CATALOG
        self.told: list[str] = []
        self._path = path
        self._quiet = quiet
        self._open()

    def restart(self) -> None:
        """Close the database, open it anew, and go on as the program does at its start."""
        self.close()
        self._open()

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def watch(self, *rules: Rule) -> None:
        """Add rules."""
        for rule in rules:
            self.desk.alerts.save_rule(rule)

    def see(
        self, percent: float | None, hours: float = 24, kind: PollKind = PollKind.LIVE
    ) -> tuple[str, ...]:
        """Let time pass and poll a Hub that was renewed; the kinds of entries this led to."""
        self.hub.shelf.say(percent)
        return self.look(hours, kind)

    def look(self, hours: float, kind: PollKind = PollKind.LIVE) -> tuple[str, ...]:
        """Let time pass and poll the Hub as it is."""
        self.hub.clock.set(self.hub.clock.now() + hours * HOUR)
        recorded = self.desk.poll(STOP, unheard, kind)
        return tuple(str(one) for _, one in recorded.events)

    def deliver(self, hours: float = 0) -> tuple[str, ...]:
        """Let time pass, then show what is due and mark it as shown."""
        self.hub.clock.set(self.hub.clock.now() + hours * HOUR)
        due = self.desk.claim_notices()
        self.desk.notices_shown(tuple((one.id, "") for one in due))
        kinds = tuple(str(one.notice) for one in due if not _of_health(one))
        self.told += kinds
        return kinds

    @property
    def line(self) -> RuleLine:
        """Where the first rule stands."""
        return self.desk.rules()[0]

    @property
    def state(self) -> str:
        """The first rule's state."""
        return str(self.line.state)

    @property
    def inbox(self) -> Sequence[InboxEntry]:
        """Everything that was said, oldest first."""
        return self.desk.store.inbox.entries()[::-1]

    @property
    def kinds(self) -> list[str]:
        """The kinds of everything that was said."""
        return [str(one.kind) for one in self.inbox]

    def _open(self) -> None:
        self._store = Store.open(self._path)
        self.desk = Desk(
            self._store,
            lambda: self.catalog,
            DEMO,
            self.hub.client,
            interval_s=DAY,
            quiet=self._quiet,
            clock=self.hub.clock.now,
        )
        self.desk.messages._minute = lambda: int(self.hub.clock.now()) // 60 % 1440
        self.desk.resume()


def _of_health(notice: DueNotice) -> bool:
    return notice.notice == "HEALTH"
