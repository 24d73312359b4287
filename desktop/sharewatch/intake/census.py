"""A census: everything a reach lists, page by page, across rate limits and restarts.

Each page is stored with the place behind it. Whatever interrupts a census, the next call goes on
there; one that drags on for longer than a day is begun anew, for it would be of no one time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from threading import Event
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sharewatch.core.shares import HUB, TEXT, Measure
from sharewatch.core.snapshot import TEXT_TASKS, BadRow, ModelRow, Progress
from sharewatch.core.words import DAY
from sharewatch.hub.errors import Cancelled, StaleCursor
from sharewatch.intake.census_tally import count_census
from sharewatch.intake.counting import Counting
from sharewatch.intake.meanings import claims_anew
from sharewatch.intake.watching import Seen, judge

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sharewatch.core.catalog import Catalog
    from sharewatch.store.census import Census
    from sharewatch.store.store import Store

LONGEST_S = DAY
"""How long one census may take before it is no longer of one time."""
COVERAGE = Fraction(199, 200)
"""The part of all downloads that a census after the first one covers, unless told otherwise."""
WHOLE_AGAIN_AFTER_S = 30 * DAY
"""How old the last census without a cutoff may be that a cutoff is learnt from."""
TASKS: dict[str, tuple[str | None, ...]] = {TEXT: TEXT_TASKS, HUB: (None,)}
_TASK = "Census, page"


class Page(Protocol):
    """One page of a listing by falling downloads."""

    @property
    def rows(self) -> tuple[ModelRow, ...]:
        """The models."""

    @property
    def bad_rows(self) -> tuple[BadRow, ...]:
        """Rows that could not be read."""

    @property
    def next_cursor(self) -> str | None:
        """Where to go on."""

    @property
    def as_of(self) -> int:
        """The server's time."""

    @property
    def lowest(self) -> int | None:
        """The smallest count on it."""


class Universe(Protocol):
    """The part of the Hub client that a census needs."""

    @property
    def requests(self) -> int:
        """All requests made so far."""

    def universe_page(
        self, task: str | None, cursor: str | None, stop: Event, say: Callable[[str], None]
    ) -> Page:
        """One page; raises ``HubError``."""
        ...


@dataclass(slots=True)
class _Walk:
    """Where a census is: its number and times, task and cursor, and what it has so far."""

    census: int
    as_of: int
    started_at: int
    task: int
    cursor: str | None
    pages: int
    models: int
    cutoff: int


def take_census(
    store: Store,
    hub: Universe,
    catalog: Catalog,
    reach: str,
    *,
    coverage: Fraction = COVERAGE,
    stop: Event,
    between: Callable[[Progress], None],
    now: Callable[[], float] = time.time,
    quiet_until: int = 0,
) -> Census:
    """Begin a census or go on with the one under way, to its end; returns it, counted.

    The first of a reach goes down to the models nobody downloads, so it covers everything; later
    ones stop at the count above which lay ``coverage`` of all downloads then. Raises ``HubError``
    with all pages so far stored.
    """
    expected = _expected_pages(store, reach)
    begun_again: set[int] = set()
    walk = _resumed(store, reach, int(now()))
    tasks = TASKS[reach]
    while walk is None or walk.task < len(tasks):
        if stop.is_set():
            raise Cancelled
        asked = hub.requests
        task = tasks[walk.task] if walk else tasks[0]
        told = _Teller(between, walk, expected, float(now()))
        try:
            page = hub.universe_page(task, walk.cursor if walk else None, stop, told.waiting)
        except StaleCursor:
            if walk is None or walk.cursor is None or walk.task in begun_again:
                raise  # where even a fresh place is called stale, asking on would never end
            begun_again.add(walk.task)
            walk.cursor = None  # the task's list again from its top; known rows count once
            continue
        if walk is None:
            walk = _begun(store, reach, page.as_of, int(now()), coverage)
        _store_page(store, walk, page, hub.requests - asked)
        _Teller(between, walk, expected, float(now())).done()
    return _finished(store, catalog, walk, reach, int(now()), quiet_until=quiet_until)


def cutoff_for(store: Store, reach: str, coverage: Fraction, now: int) -> int:
    """The count above which lay ``coverage`` of a reach's downloads at its last whole census.

    0, so that everything is asked for, where that is too long ago or there was none.
    """
    whole = [one for one in store.censuses.whole((reach,)) if one.cutoff == 0]
    if not whole or now - whole[-1].as_of > WHOLE_AGAIN_AFTER_S:
        return 0
    counts = np.sort(store.censuses.columns(whole[-1].id).downloads_30d)[::-1]
    counts = counts[counts > 0]
    if not len(counts):
        return 0
    wanted = float(coverage) * float(counts.sum())
    place = int(np.searchsorted(np.cumsum(counts), wanted))
    return int(counts[min(place, len(counts) - 1)])


def _resumed(store: Store, reach: str, now: int) -> _Walk | None:
    """The census under way, if it isn't too old to go on with."""
    found = store.censuses.under_way(reach)
    if found is None:
        return None
    if not 0 <= now - found.started_at < LONGEST_S:
        with store.write():
            store.censuses.drop(found.id)
        return None
    pages = store.censuses.pages(found.id)
    return _Walk(
        found.id,
        found.as_of,
        found.started_at,
        found.task,
        found.cursor,
        pages,
        found.models,
        found.cutoff,
    )


def _begun(store: Store, reach: str, as_of: int, now: int, coverage: Fraction) -> _Walk:
    cutoff = cutoff_for(store, reach, coverage, now)
    with store.write():
        census = store.censuses.begin(reach, as_of=as_of, started_at=now, cutoff=cutoff)
    return _Walk(census, as_of, now, 0, None, 0, 0, cutoff)


def _store_page(store: Store, walk: _Walk, page: Page, requests: int) -> None:
    """Keep a page together with the place behind it; one of unreadable rows is a page as well."""
    rows = [row for row in page.rows if (row.downloads_30d or 0) >= walk.cutoff]
    at_end = page.next_cursor is None or not (rows or page.bad_rows)
    beneath = page.lowest is not None and page.lowest <= max(0, walk.cutoff - 1)
    walk.task, walk.cursor = (
        (walk.task + 1, None) if at_end or beneath else (walk.task, page.next_cursor)
    )
    walk.pages += 1
    walk.models += len(rows)
    first_sights = {row.hub_id: row for row in reversed(rows)}
    with store.write():
        store.censuses.add_rows(walk.census, tuple(first_sights.values()))
        store.censuses.go_on(
            walk.census,
            task=walk.task,
            cursor=walk.cursor,
            models=len(rows),
            requests=requests,
            skipped_rows=len(page.bad_rows),
        )


def _finished(
    store: Store, catalog: Catalog, walk: _Walk, reach: str, now: int, *, quiet_until: int
) -> Census:
    columns = store.censuses.columns(walk.census)
    covered = covered_above(store, reach, walk.cutoff)
    part = covered[Measure.D30]
    with store.write() as tx:
        tx.censuses.finish(walk.census, at=now, models=len(columns.models), covered=part)
        sums = count_census(tx, Counting(catalog, tx), walk.census, reach)
        seen = Seen(walk.census, None, walk.as_of, now, quiet_until, covered)
        claims_anew(tx, catalog, now)
        judge(tx, catalog, seen, sums)
    return next(one for one in store.censuses.whole((reach,)) if one.id == walk.census)


def covered_above(store: Store, reach: str, cutoff: int) -> dict[Measure, Fraction | None]:
    """The part of all downloads that models at or above a cutoff have, by measure.

    By the last census that had no cutoff; ``None`` where there is none.
    """
    if cutoff == 0:
        return dict.fromkeys(Measure, Fraction(1))
    whole = [one for one in store.censuses.whole((reach,)) if one.cutoff == 0]
    if not whole:
        return dict.fromkeys(Measure)
    columns = store.censuses.columns(whole[-1].id)
    listed = columns.downloads_30d >= cutoff
    counts = {Measure.D30: columns.downloads_30d, Measure.ALL_TIME: columns.downloads_all_time}
    return {measure: _part(found, listed) for measure, found in counts.items()}


def _part(counts: NDArray[np.int64], listed: NDArray[np.bool_]) -> Fraction | None:
    """The part of the known counts that is listed."""
    known = counts > 0
    total = int(counts[known].sum())
    return Fraction(int(counts[known & listed].sum()), total) if total else None


def _expected_pages(store: Store, reach: str) -> int:
    """As many pages as the last census of the reach asked for; 0 where there was none."""
    whole = store.censuses.whole((reach,))
    return whole[-1].requests if whole else 0


class _Teller:
    """Says how far a census is."""

    def __init__(
        self, between: Callable[[Progress], None], walk: _Walk | None, expected: int, now: float
    ) -> None:
        self._between = between
        self._walk = walk
        self._expected = expected
        self._now = now

    def done(self) -> None:
        """A page was stored."""
        self._tell("")

    def waiting(self, why: str) -> None:
        """Nothing moves just now."""
        self._tell(why)

    def _tell(self, waiting: str) -> None:
        pages = self._walk.pages if self._walk else 0
        left = None
        if self._walk and pages and self._expected > pages:
            left = (self._now - self._walk.started_at) / pages * (self._expected - pages)
        self._between(
            Progress(
                pages,
                max(self._expected, pages),
                pages,
                self._walk.models if self._walk else 0,
                seconds_left=left,
                waiting=waiting,
                task=_TASK,
            )
        )
