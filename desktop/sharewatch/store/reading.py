"""Answers questions about stored polls: sums, daily history, and models as of a poll."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sharewatch.core.board import PollFacts
from sharewatch.core.shares import FamilySum
from sharewatch.core.words import DAY
from sharewatch.store.connection import Connection, Row


@dataclass(frozen=True, slots=True)
class DailySums:
    """Family sums over time, one row a UTC day: its last complete poll, else its last one.

    ``times`` (UTC seconds, rising) and ``polls`` (their numbers) have n entries; ``values`` is n
    by families, NaN where a sum is unknown or the family was not yet in the scope. ``totals``
    are the scope's sums over the families each poll knew of. A row of an incomplete poll is all
    NaN.
    """

    times: NDArray[np.int64]
    polls: NDArray[np.int64]
    families: tuple[str, ...]
    values: NDArray[np.float64]
    totals: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DayPoll:
    """The poll that stands for its UTC day, and the version of the catalog it was made under."""

    seq: int
    as_of: int
    complete: bool
    catalog: str


_LONG_AGO = -(1 << 62)
_FACTS = (
    "SELECT seq, as_of, finished_at, complete, models, skipped_rows, "
    "(SELECT label FROM import i WHERE i.id = poll.import) FROM poll"
)


def meta(connection: Connection, key: str) -> str | None:
    """A small text kept under a name, or ``None``."""
    found = connection.one("SELECT value FROM meta WHERE key = ?", (key,))
    return None if found is None else str(found[0])


def latest_poll(connection: Connection, *, complete_only: bool) -> PollFacts | None:
    """The last live poll by number, whatever its clock said; without one, the newest import."""
    return _facts(
        connection,
        f"{_FACTS} WHERE complete >= ? ORDER BY kind = 'live' DESC, "
        "CASE kind WHEN 'live' THEN seq ELSE as_of END DESC, seq DESC LIMIT 1",
        (complete_only,),
    )


def poll_facts(connection: Connection, seq: int) -> PollFacts | None:
    """One poll by its number."""
    return _facts(connection, f"{_FACTS} WHERE seq = ?", (seq,))


def poll_of_day(connection: Connection, day: int, *, complete_only: bool) -> PollFacts | None:
    """The last complete poll of a UTC day (days since 1970), else its last one."""
    return _facts(
        connection,
        f"{_FACTS} WHERE day = ? AND complete >= ? "
        "ORDER BY complete DESC, as_of DESC, seq DESC LIMIT 1",
        (day, complete_only),
    )


def poll_near(connection: Connection, at: int, *, within_s: int) -> PollFacts | None:
    """The complete poll nearest to a moment, at most that many seconds away from it."""
    first, last = at - within_s, at + within_s
    return _facts(
        connection,
        f"{_FACTS} WHERE day BETWEEN ? AND ? AND complete AND as_of BETWEEN ? AND ? "
        "ORDER BY abs(as_of - ?), seq DESC LIMIT 1",
        (first // DAY, last // DAY, first, last, at),
    )


def all_polls(connection: Connection) -> tuple[PollFacts, ...]:
    """Every poll, in the order they were stored."""
    failed: dict[int, list[str]] = {}
    for seq, owner in connection.all(
        "SELECT poll, owner FROM poll_owner WHERE NOT whole ORDER BY poll, owner"
    ):
        failed.setdefault(seq, []).append(owner)
    return tuple(
        _poll_facts(row, tuple(failed.get(row[0], ())))
        for row in connection.all(f"{_FACTS} ORDER BY seq")
    )


def has_poll_at(connection: Connection, as_of: int) -> bool:
    """Whether some poll has exactly this time."""
    return bool(
        connection.number(
            "SELECT EXISTS (SELECT 1 FROM poll WHERE day = ? AND as_of = ?)", (as_of // DAY, as_of)
        )
    )


def owners_with_models(connection: Connection) -> frozenset[str]:
    """The owners whose last whole listing had models; a file's counts behind any live one."""
    rows = connection.all(
        "SELECT owner FROM (SELECT w.owner, w.models, "
        "max(CASE p.kind WHEN 'live' THEN p.as_of ELSE p.as_of + ? END) FROM poll_owner w "
        "JOIN poll p ON p.seq = w.poll WHERE w.whole GROUP BY w.owner) WHERE models > 0",
        (_LONG_AGO,),
    )
    return frozenset(owner for (owner,) in rows)


def sums(
    connection: Connection, seq: int, measure: str, scope: str, attribution: str
) -> tuple[FamilySum, ...]:
    """The family sums one poll stored, in the order their families were first stored."""
    rows = connection.all(
        "SELECT s.family, r.value, r.models, r.unknown, r.low, r.high FROM rollup r "
        "JOIN series s ON s.id = r.series "
        "WHERE r.poll = ? AND s.measure = ? AND s.scope = ? AND s.attribution = ? ORDER BY s.id",
        (seq, measure, scope, attribution),
    )
    return tuple(FamilySum(*row) for row in rows)


def daily_polls(connection: Connection, since_day: int | None = None) -> tuple[DayPoll, ...]:
    """The poll that stands for each UTC day, rising: its last complete one, else its last."""
    rows = connection.all(
        "SELECT p.seq, p.as_of, p.complete, c.version, p.day "
        "FROM poll p JOIN catalog c ON c.id = p.catalog WHERE p.day >= ? "
        "ORDER BY p.day, p.complete, p.as_of, p.seq",
        (since_day if since_day is not None else _LONG_AGO,),
    )
    last = {row[-1]: row for row in rows}
    return tuple(
        DayPoll(seq, as_of, bool(complete), catalog)
        for seq, as_of, complete, catalog, _ in last.values()
    )


def days(connection: Connection) -> tuple[int, ...]:
    """The UTC days that have a poll, rising."""
    rows = connection.all("SELECT DISTINCT day FROM poll ORDER BY day")
    return tuple(day for (day,) in rows)


def kinds_of_series(connection: Connection) -> tuple[tuple[str, str, str], ...]:
    """Each scope, attribution and measure there are sums of."""
    rows = connection.all(
        "SELECT scope, attribution, measure FROM series GROUP BY 1, 2, 3 ORDER BY min(id)"
    )
    return tuple((scope, attribution, measure) for scope, attribution, measure in rows)


def catalog_fingerprint_of_latest(connection: Connection) -> str | None:
    """The fingerprint of the catalog under which the last poll was stored."""
    found = connection.one(
        "SELECT c.fingerprint FROM poll p JOIN catalog c ON c.id = p.catalog "
        "ORDER BY p.seq DESC LIMIT 1"
    )
    return None if found is None else str(found[0])


def catalog_version(connection: Connection, seq: int) -> str:
    """The version of the catalog under which a poll was stored; empty for an unknown poll."""
    found = connection.one(
        "SELECT c.version FROM poll p JOIN catalog c ON c.id = p.catalog WHERE p.seq = ?", (seq,)
    )
    return "" if found is None else str(found[0])


def present_catalog_since(connection: Connection) -> int:
    """The earliest time of the polls after the last one under another catalog; 0 without polls."""
    return connection.number(
        "WITH made AS (SELECT p.seq, p.as_of, c.fingerprint FROM poll p "
        "JOIN catalog c ON c.id = p.catalog), "
        "other AS (SELECT coalesce(max(seq), 0) AS seq FROM made WHERE fingerprint != "
        "(SELECT fingerprint FROM made ORDER BY seq DESC LIMIT 1)) "
        "SELECT coalesce(min(as_of), 0) FROM made WHERE seq > (SELECT seq FROM other)"
    )


def history(
    connection: Connection, measure: str, scope: str, attribution: str, since_day: int | None
) -> DailySums:
    """One measure's family sums, day by day."""
    series = connection.all(
        "SELECT id, family FROM series "
        "WHERE measure = ? AND scope = ? AND attribution = ? ORDER BY id",
        (measure, scope, attribution),
    )
    chosen = daily_polls(connection, since_day)
    times = np.array([one.as_of for one in chosen], dtype=np.int64)
    polls = np.array([one.seq for one in chosen], dtype=np.int64)
    known = [one.seq for one in chosen if one.complete]
    keys = np.array([key for key, _ in series], dtype=np.int64)
    stored, values = _gather(connection, known, keys)
    whole = np.isin(polls, known)
    all_values = np.full((len(chosen), len(series)), np.nan)
    totals = np.full(len(chosen), np.nan)
    all_values[whole] = values
    totals[whole] = np.where(stored, values, 0.0).sum(axis=1)  # NaN if one is unknown
    return DailySums(times, polls, tuple(family for _, family in series), all_values, totals)


def _gather(
    connection: Connection, polls: list[int], keys: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which sums are stored, and the sums (NaN if unknown): polls by series, both in order."""
    stored = np.zeros((len(polls), len(keys)), dtype=np.bool_)
    values = np.full(stored.shape, np.nan)
    if not stored.size:
        return stored, values
    # SQLite gathers three texts, for a tuple per number would take twice as long.
    ((rows, columns, sums_),) = connection.all(
        "SELECT json_group_array(p.key), json_group_array(r.series), json_group_array(r.value) "
        "FROM json_each(?) p JOIN rollup r ON r.poll = p.value AND r.series BETWEEN ? AND ?",
        (json.dumps(polls), int(keys[0]), int(keys[-1])),
    )
    found = np.array(json.loads(columns), dtype=np.int64)
    ours = np.isin(found, keys)  # another measure's series may lie between
    at = (
        np.array(json.loads(rows), dtype=np.int64)[ours],
        np.searchsorted(keys, found[ours]),
    )
    stored[at] = True
    values[at] = np.array(json.loads(sums_), dtype=np.float64)[ours]
    return stored, values


def _facts(connection: Connection, sql: str, values: tuple[int | bool, ...]) -> PollFacts | None:
    row = connection.one(sql, values)
    if row is None:
        return None
    failed = connection.all(
        "SELECT owner FROM poll_owner WHERE poll = ? AND NOT whole ORDER BY owner", (row[0],)
    )
    return _poll_facts(row, tuple(owner for (owner,) in failed))


def _poll_facts(row: Row, failed: tuple[str, ...]) -> PollFacts:
    seq, as_of, stored_at, complete, models, skipped_rows, sample = row
    return PollFacts(
        seq, as_of, stored_at, bool(complete), models, failed, skipped_rows, sample or ""
    )
