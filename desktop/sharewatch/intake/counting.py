"""Counting: where each model counts, by catalog, published lists and declared lineage together.

When any of them changes, sums stored before are made again under the new one, newest first, so
that a chart never compares two definitions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING

from sharewatch.core.lineage import Edge, Lineage
from sharewatch.core.panel import OTHER
from sharewatch.core.scopes import RESERVED, Counted, Scope, ScopeError, official, scope
from sharewatch.core.shares import OFFICIAL, TRACKED, FamilySum
from sharewatch.core.snapshot import Progress
from sharewatch.intake.census_tally import count_census, places_of
from sharewatch.intake.tally import doubted, missing_from, tally
from sharewatch.intake.watching import begin_anew

if TYPE_CHECKING:
    from sharewatch.core.catalog import Catalog
    from sharewatch.store.store import Store, Writer

AT_ONCE = 10
"""Polls added up again in one transaction."""

TASK = "Counting anew under what was changed, step"


class Counting:
    """All that decides where models count, as it stands in one store.

    ``digest`` tells one counting from another; where neither lists nor lineage were brought in
    it is the catalog's own fingerprint.
    """

    def __init__(self, catalog: Catalog, store: Store | Writer) -> None:
        self.catalog = catalog
        self.lists: Mapping[str, frozenset[str]] = store.lists.paths()
        digests = store.lists.digests()
        self.digest = catalog.fingerprint
        if digests:
            text = "\n".join((catalog.fingerprint, *digests))
            self.digest = hashlib.sha256(text.encode()).hexdigest()
        self._store = store

    @cached_property
    def families(self) -> tuple[str, ...]:
        """Every family of the catalog, in its order."""
        return tuple(facts.name for facts in self.catalog.facts)

    @cached_property
    def lineage(self) -> Lineage:
        """Declared descent: what censuses saw, then what was brought in."""
        return Lineage(self._edges(), self.catalog.family_of)

    @property
    def scopes(self) -> tuple[str, ...]:
        """Every scope there is, by name."""
        return (*RESERVED, *sorted(self.lists))

    def scope(self, name: str, attribution: str = OFFICIAL) -> Scope:
        """A scope by name, in any case; raises ``ScopeError``."""
        named = {one.lower(): one for one in self.scopes}
        found = named.get(name.lower())
        if found is None:
            raise ScopeError(
                f"scope: {name!r} is none of {', '.join(named.values())}. A published list "
                "becomes one with `sharewatch import`."
            )
        by = official(self.catalog.family_of)
        if attribution != OFFICIAL:
            by = self.lineage.families_of
        return scope(found, attribution, self.families, by, self.lists.get(found, ()))

    def poll_scopes(self) -> tuple[Scope, ...]:
        """The scopes whose sums every poll keeps."""
        return tuple(self.scope(name) for name in (TRACKED, *sorted(self.lists)))

    def _edges(self) -> Iterator[Edge]:
        for _, name, _, relation, bases in self._store.censuses.models.each():
            for base in bases:
                yield Edge(name, base, relation)
        for one in self._store.lists.declared():
            yield Edge(one.name, one.base, one.relation)


def recount(
    store: Store,
    catalog: Catalog,
    now: int,
    *,
    stop: Event,
    between: Callable[[Progress], None],
) -> bool:
    """Make all sums again that stand under another counting; whether all are done.

    Goes on where it was stopped. A catalog with other members lets every rule begin anew first.
    """
    if store.read_only:
        return False
    counting = Counting(catalog, store)
    polls = store.recounts.pending(counting.digest)
    censuses = store.censuses.to_recount(counting.digest)
    steps = len(polls) + len(censuses)
    for start in range(0, len(polls), AT_ONCE):
        if stop.is_set():
            return False
        with store.write() as tx:
            if start == 0 and tx.catalog_changed(catalog):
                begin_anew(tx, catalog, now)
            for seq in polls[start : start + AT_ONCE]:
                if tx.recounts.take_back(seq, catalog, counting.digest):
                    _count_again(tx, counting, seq, store.model_values(seq))
        between(Progress(min(start + AT_ONCE, len(polls)), steps, 0, 0, task=TASK))
    places = places_of(counting, store) if censuses else None
    for done, census in enumerate(censuses, len(polls) + 1):
        if stop.is_set():
            return False
        with store.write() as tx:
            count_census(tx, counting, census.id, census.reach, places)
        between(Progress(done, steps, 0, 0, task=TASK))
    return True


def uncounted(store: Store, catalog: Catalog) -> int:
    """How many polls and censuses stand under another counting."""
    digest = Counting(catalog, store).digest
    return len(store.recounts.pending(digest)) + len(store.censuses.to_recount(digest))


def _count_again(tx: Writer, counting: Counting, seq: int, rows: tuple[Counted, ...]) -> None:
    """One poll's sums under the present counting, of the owners it asked."""
    polled = tx.recounts.polled(seq)
    catalog = counting.catalog
    missing = missing_from(
        lambda owner: tx.last_listing(owner, seq),
        catalog,
        polled.missed,
        polled.skipped,
        polled.as_of,
    )
    asked = {OTHER, *(f for owner in polled.owners for f in catalog.families_of_owner(owner))}
    standing = tx.quarantines.at(seq) if polled.live else ()
    doubts = doubted(catalog, (one.doubt for one in standing))
    sums = tally(counting.poll_scopes(), rows, polled.as_of, missing=missing, doubted=doubts)
    for kind, found in sums.items():
        known = [one for one in found if one.family in asked]
        if polled.live and not _owners_in(counting.lists.get(kind[0], ())) <= polled.owners:
            known = [_without_sum(one) if one.family == OTHER else one for one in known]
        tx.add_rollups(seq, *kind, known)
    tx.recounts.note_complete(seq, complete=not any(part.families for part in missing))
    tx.seal(seq)


def _owners_in(paths: Iterable[str]) -> frozenset[str]:
    """The namespaces of a list's models, in lower case as they are."""
    return frozenset(path.partition("/")[0] for path in paths if "/" in path)


def _without_sum(seen: FamilySum) -> FamilySum:
    """What was seen of a family, where there may be any number of others."""
    return replace(seen, value=None, low=None, high=None)
