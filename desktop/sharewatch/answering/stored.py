"""What is stored beside polls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core.answers import CensusLine, ImportLine, ListLine, StoredAnswer
from sharewatch.core.questions import StoredOf
from sharewatch.core.shares import HUB, TEXT, TRACKED

if TYPE_CHECKING:
    from sharewatch.answering.ground import Ground
    from sharewatch.store.census import Census
    from sharewatch.store.store import Store


def stored(ground: Ground, question: StoredOf) -> StoredAnswer:
    """Imports, lists and censuses, newest first, and the models of the latest poll."""
    store = ground.store
    running = [one for reach in (TEXT, HUB) if (one := store.censuses.under_way(reach))]
    latest = store.latest_poll()
    rows = store.model_values(latest.seq) if latest else ()
    return StoredAnswer(
        question,
        tuple(
            ImportLine(one.kind, one.label, one.sha256, one.at, one.rows)
            for one in reversed(store.lists.imports())
        ),
        tuple(
            ListLine(one.name, one.models, one.source.label, one.source.at)
            for one in store.lists.lists()
        ),
        tuple(_line(one) for one in (*running, *reversed(store.censuses.whole((TEXT, HUB))))),
        scopes_with_numbers(store),
        tuple(
            one.model_id
            for one in sorted(rows, key=lambda row: -(row.downloads_30d or 0))
            if ground.catalog.family_of(one.model_id)
        ),
    )


def scopes_with_numbers(store: Store) -> tuple[str, ...]:
    """Every scope that something is stored of, the tracked one first."""
    reaches = {one.reach for one in store.censuses.whole()}
    wide = [TEXT] if reaches & {TEXT, HUB} else []
    if reaches & {HUB, "file"}:
        wide.append(HUB)
    return (TRACKED, *wide, *(one.name for one in store.lists.lists()))


def _line(one: Census) -> CensusLine:
    return CensusLine(
        one.reach,
        one.as_of,
        one.finished_at,
        one.models,
        one.requests,
        one.cutoff,
        one.covered,
    )
