"""Bringing files in: read and judged whole first, then stored all or nothing.

What is brought in is history: no rule ever sees it. Each record says which file it came from. A
date that is stored already is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from sharewatch.core.identity import derived_id
from sharewatch.core.lineage import Edge, Lineage
from sharewatch.core.plain import ONE_LINE
from sharewatch.core.scopes import RESERVED, ScopeError
from sharewatch.core.shares import DERIVATIVES
from sharewatch.core.snapshot import ModelRow, OwnerSweep, PollKind, Progress, Sweep
from sharewatch.core.words import DAY
from sharewatch.intake.census_tally import count_census, places_of
from sharewatch.intake.counting import Counting, recount
from sharewatch.intake.poll import enter, owners_to_ask
from sharewatch.intake.watching import rules_anew
from sharewatch.past.found import (
    CatalogFile,
    Found,
    LineageFile,
    ModelList,
    OwnerRegions,
    ReleaseDates,
    Snapshots,
)
from sharewatch.past.reader import read
from sharewatch.past.watch import ReadStopped
from sharewatch.store.lists import Declared
from sharewatch.table_text import ReadError

if TYPE_CHECKING:
    from sharewatch.core.catalog import Catalog
    from sharewatch.store.store import Store, Writer

CHUNK = 1000
EVERYBODY_UP_TO = 50_000
"""The most rows of a date that are kept as a poll's, whoever published them.

A family or list that is added later then counts from them too. Of more, only what is tracked at
the time is: the rest is in the census alone.
"""
_READING = "Reading the file, part"
_STORING = "Bringing in, date"
_KINDS = {
    Snapshots: "snapshots",
    ModelList: "list",
    OwnerRegions: "regions",
    ReleaseDates: "release dates",
    LineageFile: "lineage",
    CatalogFile: "catalog",
}


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file is and what came of it, or would: ``stored`` dates, and ``known`` ones that
    were left alone. ``name`` is a list's, as a scope; ``future`` are dates still to come."""

    kind: str
    label: str
    rows: int
    models: int
    dates: tuple[int, ...] = ()
    stored: int = 0
    known: int = 0
    duplicates: int = 0
    rejected: int = 0
    reasons: tuple[str, ...] = ()
    name: str = ""
    dry: bool = False
    future: int = 0


def look_into(
    path: Path,
    *,
    date: int | None = None,
    task: str | None = None,
    stop: Event,
    between: Callable[[Progress], None],
) -> Found:
    """Read a file whole; nothing is stored. Raises ``ReadError``, ``ReadStopped``."""

    def tell(rows: int, done: int, size: int) -> None:
        between(Progress(done, max(size, 1), 0, rows, task=_READING))

    return read(path, date=date, task=task, tell=tell, stop=stop)


def bring_in(
    store: Store,
    catalog: Catalog,
    found: Found,
    now: int,
    *,
    name: str = "",
    stop: Event,
    between: Callable[[Progress], None],
    dry: bool = False,
) -> Brought:
    """Store what a file holds in one transaction, or only say what would be stored (``dry``).

    A list, and lineage, make stored sums count anew. Raises ``ReadError`` for what can't be
    used, ``ReadStopped`` with nothing stored.
    """
    if isinstance(found, CatalogFile):
        raise ReadError(
            f"{found.source.name} is a catalog: it takes the place of the one in use, and is not "
            "stored beside polls."
        )
    named = _list_name(store, found, name) if isinstance(found, ModelList) else ""
    told = _told(store, catalog, found, named, now, dry=dry)
    if dry or (isinstance(found, Snapshots) and not told.stored):
        return told
    with store.write() as tx:
        number = tx.lists.add_import(
            kind=_KINDS[type(found)],
            label=found.source.name,
            sha256=found.source.sha256,
            at=now,
            rows=found.tally.rows,
        )
        if isinstance(found, Snapshots):
            _store_snapshots(store, tx, catalog, found, number, stop=stop, between=between)
        elif isinstance(found, ModelList):
            before = tx.lists.list_models(named)
            tx.lists.put_list(named, (path for path, _ in found.models), number)
            if before != tx.lists.list_models(named):
                rules_anew(tx, now, lambda rule: rule.scope == named)
        elif isinstance(found, OwnerRegions):
            tx.lists.put_regions(found.regions, number)
        elif isinstance(found, ReleaseDates):
            tx.lists.put_release_dates(found.dates, number)
        else:
            tx.lists.put_declared((Declared(*edge) for edge in found.edges), number)
            rules_anew(tx, now, lambda rule: rule.attribution == DERIVATIVES)
    recount(store, catalog, now, stop=stop, between=between)
    return told


def forget_list(store: Store, name: str) -> None:
    """Forget a published list; its sums go when all are counted anew. Raises ``ScopeError``."""
    with store.write() as tx:
        if not tx.lists.drop_list(name):
            known = ", ".join(one.name for one in store.lists.lists()) or "none"
            raise ScopeError(f"There is no list {name!r}; those there are: {known}.")


def _told(
    store: Store, catalog: Catalog, found: Found, named: str, now: int, *, dry: bool
) -> Brought:
    """What a file is, beside what is stored."""
    dates = found.dates if isinstance(found, Snapshots) else ()
    known = sum(store.has_poll_at(date) for date in dates)
    tally = found.tally
    if isinstance(found, LineageFile):
        refused = Lineage((Edge(*edge) for edge in found.edges), catalog.family_of).rejected
        reasons = tuple(f"{one.model} of {one.base}: {one.reason}" for one in refused)
        tally = replace(tally, rejected=len(refused), reasons=reasons)
    return Brought(
        _KINDS[type(found)],
        found.source.name,
        tally.rows,
        tally.models,
        dates,
        len(dates) - known,
        known,
        tally.duplicates,
        tally.rejected,
        tally.reasons,
        named,
        dry,
        sum(date > now + DAY for date in dates),
    )


def _list_name(store: Store, found: ModelList, name: str) -> str:
    """What a list is called as a scope: as asked, or as its file; raises ``ReadError``.

    A list that takes another's place keeps its spelling, for rules know it by that.
    """
    wanted = name.strip() or found.source.name.partition(".")[0]
    if not re.fullmatch(ONE_LINE, wanted) or wanted.lower() in RESERVED:
        raise ReadError(f"{wanted!r} can't be a list's name; call it something else (--name).")
    known = {one.lower(): one for one in store.lists.paths()}
    return known.get(wanted.lower(), wanted)


def _store_snapshots(
    store: Store,
    tx: Writer,
    catalog: Catalog,
    found: Snapshots,
    number: int,
    *,
    stop: Event,
    between: Callable[[Progress], None],
) -> None:
    """Each new date as a poll, and as a census of everything it names."""
    asked = owners_to_ask(catalog, tx.lists.paths())
    known = {owner.lower() for owner in asked}
    owners = tuple(OwnerSweep(owner) for owner in asked)
    censuses = []
    for done, date in enumerate(found.dates, 1):
        if store.has_poll_at(date):
            continue
        rows = _recognised(tx, found.rows_at(date))
        polled = tuple(
            row
            for row in rows
            if len(rows) <= EVERYBODY_UP_TO or row.model_id.partition("/")[0].lower() in known
        )
        swept = Sweep(date, date, date, polled, owners, kind=PollKind.IMPORT)
        enter(tx, catalog, swept, date, import_id=number)
        censuses.append(_store_census(tx, date, rows, number, stop))
        between(Progress(done, len(found.dates), 0, len(rows), task=_STORING))
    counting = Counting(catalog, tx)  # now that the lineage of all dates is there
    places = places_of(counting, tx)
    for census in censuses:
        _demand_going(stop)
        count_census(tx, counting, census, "file", places)


def _recognised(tx: Writer, rows: Sequence[ModelRow]) -> tuple[ModelRow, ...]:
    """The same rows, those that came without an id under the one their path is known by."""
    ids = tx.censuses.models.ids_of([row.model_id for row in rows])
    taken = {row.hub_id for row in rows}
    found = []
    for row in rows:
        known = ids.get(row.model_id.lower(), row.hub_id)
        if known not in taken and row.hub_id == derived_id(row.model_id):
            taken.add(known)
            found.append(replace(row, hub_id=known))
        else:
            found.append(row)
    return tuple(found)


def _store_census(tx: Writer, date: int, rows: Sequence[ModelRow], number: int, stop: Event) -> int:
    census = tx.censuses.begin("file", as_of=date, started_at=date, import_id=number)
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        _demand_going(stop)
        tx.censuses.add_rows(census, chunk)
    tx.censuses.finish(census, at=date, models=len(rows), covered=None)
    return census


def _demand_going(stop: Event) -> None:
    if stop.is_set():
        raise ReadStopped("The import was stopped; nothing of it was stored.")
