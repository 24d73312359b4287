"""One poll in two steps: ask the Hub, then enter what came into one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Event
from typing import TYPE_CHECKING, Protocol

from sharewatch.core.board import PollFacts
from sharewatch.core.episodes import EventKind
from sharewatch.core.rules import Rule
from sharewatch.core.snapshot import ModelRow, OwnerSweep, PollKind, Progress, Sweep
from sharewatch.hub.client import PageNote
from sharewatch.hub.errors import Missing, NotTheHub, Refused, ServerFault, TimedOut
from sharewatch.intake.census import Page
from sharewatch.intake.counting import Counting
from sharewatch.intake.doubts import doubts_of
from sharewatch.intake.meanings import claims_anew
from sharewatch.intake.renewals import renewal_of
from sharewatch.intake.tally import doubted, missing_from, tally
from sharewatch.intake.watching import Seen, begin_anew, judge

if TYPE_CHECKING:
    from sharewatch.core.catalog import Catalog
    from sharewatch.store.store import Writer


# One owner's listing may fail without the rest being in doubt; any other fault is the source's.
_OWNERS_OWN_FAULTS = (Missing, Refused, ServerFault, TimedOut)
_PERHAPS_THE_SOURCES = (ServerFault, TimedOut)
_FAULTS_IN_A_ROW = 3


class Hub(Protocol):
    """The part of the Hub client that a poll needs."""

    @property
    def requests(self) -> int:
        """All requests made so far."""

    @property
    def hold(self) -> float:
        """Seconds for which it asks to be left alone."""

    def probe(self, stop: Event) -> None:
        """Ask one thing once; raises ``HubError`` unless it is answered."""

    def sweep_owner(
        self, owner: str, *, stop: Event, on_page: Callable[[PageNote], None]
    ) -> OwnerSweep:
        """All pages of one owner's listing; raises ``HubError``."""
        ...

    def universe_page(
        self, task: str | None, cursor: str | None, stop: Event, say: Callable[[str], None]
    ) -> Page:
        """One page of a task's models, by falling downloads; raises ``HubError``."""
        ...


@dataclass(frozen=True, slots=True)
class Recorded:
    """One poll as stored, and the inbox entries that it led to."""

    poll: PollFacts
    events: tuple[tuple[Rule, EventKind], ...]


def unheard(_progress: Progress) -> None:
    """For callers who don't watch the progress."""


def owners_to_ask(catalog: Catalog, lists: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Every namespace that a poll lists: the catalog's, then those of published lists."""
    asked = {owner.lower(): owner for owner in catalog.owners}
    for paths in lists.values():
        for path in sorted(paths):
            owner, slash, _ = path.partition("/")
            if slash:
                asked.setdefault(owner, owner)
    return tuple(asked.values())


def sweep(
    hub: Hub,
    asked: tuple[str, ...],
    *,
    stop: Event,
    between: Callable[[Progress], None] = unheard,
    now: Callable[[], float] = time.time,
    kind: PollKind = PollKind.LIVE,
) -> Sweep:
    """Ask for every owner's models; no database is touched.

    ``between`` is called after each page. An owner whose listing fails is noted in the sweep;
    raises ``HubError`` when the source as a whole can't be read.
    """
    started = int(now())
    asked_before = hub.requests
    counter = _Counter(len(asked), between, started, now)
    owners: list[OwnerSweep] = []
    faults = 0
    for owner in asked:
        try:
            owners.append(hub.sweep_owner(owner, stop=stop, on_page=counter.on_page))
            faults = 0
        except _OWNERS_OWN_FAULTS as why:
            owners.append(OwnerSweep(owner, error=str(why)))
            faults += isinstance(why, _PERHAPS_THE_SOURCES)
            if faults == _FAULTS_IN_A_ROW:
                raise
            if len(owners) == len(asked) and not any(one.complete for one in owners):
                raise NotTheHub if isinstance(why, Missing) else why from why
        counter.on_owner(owners[-1])
    return Sweep(
        # The earliest time is the honest one: nothing shown is older than it says.
        as_of=min((one.as_of for one in owners if one.as_of is not None), default=started),
        started_at=started,
        finished_at=int(now()),
        rows=_unique(owners),
        owners=tuple(owners),
        requests=hub.requests - asked_before,
        kind=kind,
    )


def enter(
    tx: Writer,
    catalog: Catalog,
    swept: Sweep,
    now: int,
    import_id: int | None = None,
    *,
    quiet_until: int = 0,
) -> Recorded:
    """Write a sweep, its family sums, rule states, events and notices into a transaction.

    ``now`` is the clock that messages are delivered by, none before ``quiet_until``; shares stand
    at the sweep's own time.
    """
    if tx.catalog_changed(catalog):
        begin_anew(tx, catalog, now)
    missing = missing_from(
        tx.last_listing, catalog, swept.failed_owners, swept.bad_rows, swept.as_of
    )
    counting = Counting(catalog, tx)
    live = swept.kind is PollKind.LIVE
    raised, over = doubts_of(tx, catalog, swept) if live else ((), ())
    ended = {one.doubt.hub_id for one in over}
    standing = [one.doubt for one in tx.quarantines.open() if one.doubt.hub_id not in ended]
    sums = tally(
        counting.poll_scopes(),
        swept.rows,
        swept.as_of,
        missing=missing,
        doubted=doubted(catalog, (*standing, *raised) if live else ()),
    )
    complete = not any(part.families for part in missing)
    seq = tx.add_poll(
        swept,
        catalog=catalog,
        family_of=catalog.family_of,
        complete=complete,
        counting=counting.digest,
        import_id=import_id,
    )
    tx.quarantines.end(over, seq - 1)
    tx.quarantines.add(seq, raised)
    for kind, found in sums.items():
        tx.add_rollups(seq, *kind, found)
    events: tuple[tuple[Rule, EventKind], ...] = ()
    if live:
        claims_anew(tx, catalog, now)
        renewal = renewal_of(tx, seq, swept.rows, swept.as_of)
        seen = Seen(seq, seq, swept.as_of, now, quiet_until, renewal=renewal)
        events = judge(tx, catalog, seen, sums)
    tx.seal(seq)
    facts = PollFacts(
        seq,
        swept.as_of,
        swept.finished_at,
        complete,
        len(swept.rows),
        swept.failed_owners,
        len(swept.bad_rows),
    )
    return Recorded(facts, events)


def without_sudden_voids(swept: Sweep, had_models: frozenset[str]) -> Sweep:
    """Doubt an owner whose listing is suddenly empty, and a Hub that lists nothing at all.

    Absence from a listing is not deletion: such an owner counts as not seen. Raises
    ``NotTheHub`` when there is no model of anybody.
    """
    if not swept.rows and not swept.failed_owners:
        raise NotTheHub("The address answers, but lists no model of any tracked owner.")
    return replace(
        swept,
        owners=tuple(
            replace(one, error="suddenly lists no model")
            if one.complete and not one.rows and one.owner in had_models
            else one
            for one in swept.owners
        ),
    )


def _unique(owners: list[OwnerSweep]) -> tuple[ModelRow, ...]:
    """Each model once, whichever listings it stood in."""
    rows: dict[str, ModelRow] = {}
    for owner in owners:
        for row in owner.rows:
            rows.setdefault(row.hub_id, row)
    return tuple(rows.values())


class _Counter:
    """Adds up pages and models over owners and says how far the sweep is."""

    def __init__(
        self,
        owners: int,
        between: Callable[[Progress], None],
        started: float,
        now: Callable[[], float],
    ) -> None:
        self._owners = owners
        self._between = between
        self._started = started
        self._now = now
        self._done = 0
        self._pages = 0
        self._models = 0
        self._latest: PageNote | None = None

    def on_page(self, note: PageNote) -> None:
        """One page of the current owner arrived, or a wait began."""
        self._latest = note
        self._tell(note.pages, note.models)

    def on_owner(self, owner: OwnerSweep) -> None:
        """One owner is finished."""
        self._done += 1
        self._pages += owner.pages
        self._models += len(owner.rows)
        self._tell(0, 0)

    def _tell(self, pages: int, models: int) -> None:
        passed = self._now() - self._started
        left = self._owners - self._done
        self._between(
            Progress(
                owners_done=self._done,
                owners=self._owners,
                pages=self._pages + pages,
                models=self._models + models,
                requests_left=self._latest.requests_left if self._latest else None,
                seconds_left=passed / self._done * left if self._done else None,
                waiting=self._latest.waiting if self._latest else "",
            )
        )
