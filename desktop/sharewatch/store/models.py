"""Reads models back from change-only rows: what each poll said, as if it had been stored whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sharewatch.core.words import DAY
from sharewatch.store.connection import Connection
from sharewatch.store.reading import daily_polls, poll_near


@dataclass(frozen=True, slots=True)
class ModelValue:
    """One model as a poll saw it; ``family`` is the one it has under the present catalog."""

    hub_id: str
    model_id: str
    family: str | None
    downloads_30d: int | None
    downloads_all_time: int | None
    likes: int | None
    created_at: int | None = None
    pipeline_tag: str | None = None
    parameters: int | None = None
    parameters_source: str | None = None


@dataclass(frozen=True, slots=True)
class FamilyModel:
    """One model of a family at a poll, and its 30-day count of a week before."""

    model_id: str
    downloads_30d: int | None
    downloads_all_time: int | None
    likes: int | None
    created_at: int | None
    downloads_30d_week_before: int | None


# A model's row as of a poll is its last one up to there. Most often that is its very last;
# otherwise the search goes back poll by poll, which is short for a model that changed since.
_AS_OF = """
    FROM model m
    JOIN latest l ON l.model = m.id
    JOIN model_name n ON n.model = m.id AND n.first_poll = (
        SELECT max(first_poll) FROM model_name WHERE model = m.id AND first_poll <= :seq)
    JOIN poll_owner w ON w.poll = :seq AND w.owner = n.owner AND w.whole
    JOIN observation o ON o.model = m.id AND o.poll = CASE WHEN l.poll <= :seq THEN l.poll ELSE (
        SELECT p.seq FROM poll p JOIN observation x ON x.poll = p.seq AND x.model = m.id
        WHERE p.seq <= :seq ORDER BY p.seq DESC LIMIT 1) END
    WHERE m.first_poll <= :seq AND o.present
"""


LAST = 1 << 62
_VALUES = (
    "SELECT m.hub_id, n.name, m.family, o.downloads_30d, o.downloads_all_time, o.likes, "
    "m.created_at, m.pipeline_tag, m.parameters, m.parameters_source"
)


def model_values(connection: Connection, seq: int) -> tuple[ModelValue, ...]:
    """Every model that a poll found, as it found it, in the order they were first seen."""
    rows = connection.all(f"{_VALUES}{_AS_OF} ORDER BY m.id", {"seq": seq})
    return tuple(ModelValue(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class PastDay:
    """One earlier day: its poll with its time, and its models' counts by ``hub_id``."""

    seq: int
    as_of: int
    rows: Mapping[str, ModelValue]


def past_days(
    connection: Connection, before: int, days: int, known: Mapping[int, PastDay]
) -> tuple[PastDay, ...]:
    """What the polls that stand for the days before a moment's day found, by time.

    Polls that are ``known``, by their numbers, aren't read again.
    """
    day = before // DAY
    chosen = [one for one in daily_polls(connection, day - days) if one.as_of // DAY < day]
    return tuple(
        known.get(one.seq)
        or PastDay(
            one.seq, one.as_of, {row.hub_id: row for row in model_values(connection, one.seq)}
        )
        for one in chosen
    )


def last_listing(
    connection: Connection, owner: str, before: int | None = None
) -> tuple[int, tuple[ModelValue, ...]] | None:
    """The time of an owner's last whole listing, and its models then; ``None`` if there is none.

    ``before`` is the number of a poll that comes too late. A file need not name all models, so
    it speaks only for an owner that was never listed live.
    """
    found = connection.one(
        "SELECT p.seq, p.as_of FROM poll_owner w JOIN poll p ON p.seq = w.poll "
        "WHERE w.owner = ? AND w.whole AND p.seq < ? "
        "ORDER BY p.kind = 'live' DESC, p.as_of DESC, p.seq DESC LIMIT 1",
        (owner, before if before is not None else LAST),
    )
    if found is None:
        return None
    seq, as_of = found
    rows = connection.all(
        f"{_VALUES}{_AS_OF} AND n.owner = :owner ORDER BY m.id", {"seq": seq, "owner": owner}
    )
    return as_of, tuple(ModelValue(*row) for row in rows)


def family_models(connection: Connection, family: str, seq: int) -> tuple[FamilyModel, ...]:
    """The models of one family that a poll found, most downloaded first.

    The week before is the complete poll nearest to seven days earlier, at most a day away.
    """
    now = connection.all(
        "SELECT m.id, n.name, o.downloads_30d, o.downloads_all_time, o.likes, m.created_at"
        f"{_AS_OF} AND m.family = :family "
        "ORDER BY o.downloads_30d DESC NULLS LAST, n.name",
        {"seq": seq, "family": family},
    )
    before = _counts_week_before(connection, family, seq)
    return tuple(
        FamilyModel(name, d30, all_time, likes, created_at, before.get(key))
        for key, name, d30, all_time, likes, created_at in now
    )


def _counts_week_before(connection: Connection, family: str, seq: int) -> dict[int, int | None]:
    times = connection.all("SELECT as_of FROM poll WHERE seq = ?", (seq,))
    earlier = poll_near(connection, times[0][0] - 7 * DAY, within_s=DAY) if times else None
    if earlier is None:
        return {}
    rows = connection.all(
        f"SELECT m.id, o.downloads_30d {_AS_OF} AND m.family = :family",
        {"seq": earlier.seq, "family": family},
    )
    return dict(rows)
