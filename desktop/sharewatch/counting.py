"""Counting: where each model counts, by catalog, published lists and declared lineage together.

When any of them changes, sums stored before are made again under the new one, newest first, so
that a chart never compares two definitions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from sharewatch.core.panel import OTHER
from sharewatch.core.scopes import Counted, Scope
from sharewatch.core.snapshot import Progress
from sharewatch.tally import missing_from, poll_scopes, tally
from sharewatch.watching import begin_anew

if TYPE_CHECKING:
    from sharewatch.core.catalog import Catalog
    from sharewatch.store.store import Store, Writer

AT_ONCE = 10
"""Polls added up again in one transaction."""

TASK = "Counting anew under the changed catalog, poll"


def counting_of(catalog: Catalog, digests: tuple[str, ...]) -> str:
    """A digest of all that decides where models count; the catalog's own where it decides alone."""
    if not digests:
        return catalog.fingerprint
    return hashlib.sha256("\n".join((catalog.fingerprint, *digests)).encode()).hexdigest()


def recount(
    store: Store,
    catalog: Catalog,
    now: int,
    *,
    stop: Event,
    between: Callable[[Progress], None],
) -> bool:
    """Make every poll's sums again that stand under another counting; whether all are done.

    Goes on where it was stopped. A catalog with other members lets every rule begin anew first.
    """
    counting = counting_of(catalog, store.lists.digests())
    pending = store.recounts.pending(counting)
    if not pending:
        return True
    for start in range(0, len(pending), AT_ONCE):
        if stop.is_set():
            return False
        with store.write() as tx:
            if tx.catalog_changed(catalog):
                begin_anew(tx, catalog, now)
            scopes = poll_scopes(catalog, tx.lists.paths())
            for seq in pending[start : start + AT_ONCE]:
                if tx.recounts.take_back(seq, catalog, counting):
                    _count_again(tx, catalog, scopes, seq, store.model_values(seq))
        between(Progress(min(start + AT_ONCE, len(pending)), len(pending), 0, 0, task=TASK))
    return True


def _count_again(
    tx: Writer, catalog: Catalog, scopes: tuple[Scope, ...], seq: int, rows: tuple[Counted, ...]
) -> None:
    """One poll's sums under the present counting, of the owners it asked."""
    polled = tx.recounts.polled(seq)
    missing = missing_from(
        lambda owner: tx.last_listing(owner, seq),
        catalog,
        polled.missed,
        polled.skipped,
        polled.as_of,
    )
    asked = {OTHER, *(f for owner in polled.owners for f in catalog.families_of_owner(owner))}
    for kind, sums in tally(scopes, rows, polled.as_of, missing=missing).items():
        tx.add_rollups(seq, *kind, [one for one in sums if one.family in asked])
    tx.seal(seq)
