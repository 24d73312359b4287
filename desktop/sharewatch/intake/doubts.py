"""Doubts: which counts of a live poll are too odd to be shown, and which doubts are over.

A quarantined count still bounds its family's share, together with the one trusted before it, so
that no rule fires on a slip of the counting and none is blind while it lasts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.core.plausibility import (
    FALL,
    JUMP_NEEDS_DAYS,
    Doubt,
    family_fall,
    jump_limit,
    suspicious_jump,
)
from sharewatch.core.snapshot import ModelRow, Sweep
from sharewatch.core.words import DAY

if TYPE_CHECKING:
    from sharewatch.core.catalog import Catalog
    from sharewatch.store.models import ModelValue, PastDay
    from sharewatch.store.quarantines import Quarantine
    from sharewatch.store.writer import Writer

LOOK_BACK_DAYS = 14
AT_ONCE_S = 36 * 3600
"""Polls further apart say nothing of what happened at once."""


def doubts_of(
    tx: Writer, catalog: Catalog, swept: Sweep
) -> tuple[tuple[Doubt, ...], tuple[Quarantine, ...]]:
    """The doubts that this sweep raises, and those of before that it ends."""
    rows = {row.hub_id: row for row in swept.rows}
    unseen = {owner.lower() for owner in swept.failed_owners}
    unseen |= {bad.owner.lower() for bad in swept.bad_rows}
    standing = tx.quarantines.open()
    over = tuple(one for one in standing if _is_over(one, rows, unseen))
    still = {one.doubt.hub_id for one in standing} - {one.doubt.hub_id for one in over}
    settled = tx.quarantines.ended_since(swept.as_of - LOOK_BACK_DAYS * DAY)
    watched = [
        row
        for row in swept.rows
        if row.hub_id not in still | settled and catalog.family_of(row.model_id)
    ]
    past = tx.past_days(swept.as_of, LOOK_BACK_DAYS)
    ended = {one.doubt.hub_id for one in over}
    fresh = [one for one in watched if one.hub_id not in ended]
    jumps = _jumps(fresh, past, swept.as_of)
    jumped = {one.hub_id for one in jumps}
    falls = _falls(fresh, catalog, past, swept.as_of)
    return (*jumps, *(one for one in falls if one.hub_id not in jumped)), over


def _is_over(one: Quarantine, rows: Mapping[str, ModelRow], unseen: Collection[str]) -> bool:
    """Whether a doubt ends: by another count, or with the model; not by looking away."""
    row = rows.get(one.doubt.hub_id)
    if row is None:
        return one.doubt.model_id.partition("/")[0].lower() not in unseen
    return one.doubt.over(row.downloads_30d, row.downloads_all_time)


def _jumps(rows: Iterable[ModelRow], past: Sequence[PastDay], now: int) -> list[Doubt]:
    """Models whose all-time count rose out of all proportion since the day before."""
    found = []
    for row in rows:
        counts = [
            (day.as_of, before.downloads_all_time)
            for day in past
            if (before := day.rows.get(row.hub_id)) and before.downloads_all_time is not None
        ]
        if row.downloads_all_time is None or len(counts) <= JUMP_NEEDS_DAYS:
            continue
        rises = _daily([*counts, (now, row.downloads_all_time)])
        limit = jump_limit(rises[:-1])
        if limit is not None and suspicious_jump(rises[:-1], rises[-1]):
            last = past[-1].rows.get(row.hub_id)
            if last is None or last.downloads_all_time is None:
                continue
            reason = (
                f"rose by {words.compact(rises[-1])} in a day, more than ten times its usual "
                f"{words.compact(sorted(rises[:-1])[len(rises) // 2 - 1])}"
            )
            most = last.downloads_all_time + int(limit)
            found.append(_doubt(row, last, reason, most))
    return found


def _falls(
    rows: Iterable[ModelRow], catalog: Catalog, past: Sequence[PastDay], now: int
) -> list[Doubt]:
    """The fallen members of a family most of which fell by more than a fifth at once."""
    if not past or now - past[-1].as_of > AT_ONCE_S:
        return []
    pairs: dict[str, list[tuple[ModelRow, ModelValue]]] = {}
    for row in rows:
        before = past[-1].rows.get(row.hub_id)
        family = catalog.family_of(row.model_id)
        if before and family and None not in (before.downloads_30d, row.downloads_30d):
            pairs.setdefault(family, []).append((row, before))
    found: list[Doubt] = []
    for family, both in pairs.items():
        was = [before.downloads_30d or 0 for _, before in both]
        now_ = [row.downloads_30d or 0 for row, _ in both]
        if family_fall(was, now_):
            reason = f"most models of {family} fell by more than a fifth at once"
            found += [
                _doubt(row, before, reason, None) for row, before in both if _fell(row, before)
            ]
    return found


def _fell(row: ModelRow, before: ModelValue) -> bool:
    return (row.downloads_30d or 0) < (before.downloads_30d or 0) * (1 - FALL)


def _daily(counts: Sequence[tuple[int, int]]) -> list[int]:
    """Rises between neighbouring days, each as of one day.

    Counts are refreshed about once a day, so what rose in less is a whole day's.
    """
    return [
        (value - before) * DAY // max(at - earlier, DAY)
        for (earlier, before), (at, value) in pairwise(counts)
    ]


def _doubt(row: ModelRow, before: ModelValue, reason: str, most: int | None) -> Doubt:
    return Doubt(
        row.hub_id,
        row.model_id,
        reason,
        most,
        before.downloads_30d,
        before.downloads_all_time,
        row.downloads_30d,
        row.downloads_all_time,
    )
