"""Which renewal of the source's counts a poll shows; rules count renewals, not polls."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sharewatch.core.renewal import Counts, begins_anew

if TYPE_CHECKING:
    from sharewatch.core.scopes import Counted
    from sharewatch.store.store import Writer

_KEPT = "renewal"


def renewal_of(tx: Writer, seq: int, rows: Iterable[Counted], as_of: int) -> int:
    """The number of the poll that first saw the renewal which poll ``seq`` shows.

    Kept are that number with its time, and the last polls of this renewal and the one before.
    """
    kept = json.loads(tx.meta(_KEPT) or "null")
    base, since, began_at, last = kept or (None, seq, as_of, None)
    began_at = min(began_at, as_of)  # a time of the source's that was wrong is none to count from
    before, now = _counts_at(tx, last), _counts(rows)
    if begins_anew(_counts_at(tx, base), before, now, as_of - began_at):
        base, since, began_at = last, seq, as_of
    tx.set_meta(_KEPT, json.dumps((base, since, began_at, seq)))
    return int(since)


def _counts_at(tx: Writer, seq: int | None) -> Counts:
    return {} if seq is None else _counts(tx.model_values(seq))


def _counts(rows: Iterable[Counted]) -> Counts:
    return {row.hub_id: (row.downloads_30d, row.downloads_all_time) for row in rows}
