"""Health: what is wrong with the watching itself, in words; never a family's alert.

An ailment begins, is told once, and ends. What is wrong now are findings, made anew from facts;
what was wrong is a log of entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sharewatch.core import words

if TYPE_CHECKING:
    from sharewatch.core.plausibility import Doubt

NAMED = 3


class Ailment(StrEnum):
    """What can be wrong, the gravest first."""

    DATABASE = "database"
    DISK = "disk"
    PROGRAM = "program"
    SOURCE = "source"
    STALE = "stale"
    BLIND = "blind"
    INCOMPLETE = "incomplete"
    QUARANTINE = "quarantine"
    CHANNEL = "channel"
    BACKUP = "backup"


GRAVE = frozenset(
    {Ailment.DATABASE, Ailment.DISK, Ailment.PROGRAM, Ailment.SOURCE, Ailment.STALE, Ailment.BLIND}
)
"""Those by which an alert may be late, or a number not current."""

TOLD = GRAVE | {Ailment.QUARANTINE, Ailment.CHANNEL}
"""Those that are worth a message of the desktop, once for each outage."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong now: what, and what to do about it, a sentence each."""

    ailment: Ailment
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class HealthEntry:
    """An outage in the log. Moments are UTC seconds of this machine; it lasts while not ended."""

    id: int
    ailment: Ailment
    what: str
    began_at: int
    ended_at: int | None
    unread: bool


@dataclass(frozen=True, slots=True)
class Vitals:
    """The facts that findings are made from.

    ``down_since`` is when the present run of failures began, if it has lasted long enough to be
    called an outage, and ``problem`` its sentence. ``age_s`` is the age of the last complete poll
    in seconds, ``None`` where there is none or it has no age. ``frozen_since`` is when counts last
    moved, if that is too long ago. ``blind`` names the rules that the
    last poll said nothing sure about, ``unseen`` those that nothing is counted for any more, each
    with the reason. ``disk``, ``database``, ``program``, ``channel`` and
    ``backup`` are sentences of those who noticed, empty while there is nothing to say.
    """

    problem: str = ""
    down_since: int | None = None
    age_s: float | None = None
    stale_after_s: float = 0.0
    frozen_since: int | None = None
    missed_owners: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    blind: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    disk: str = ""
    database: str = ""
    program: str = ""
    channel: str = ""
    backup: str = ""


def findings(vitals: Vitals) -> tuple[Finding, ...]:
    """What is wrong, the gravest first."""
    found = [
        damaged(vitals.database) if vitals.database else None,
        _said(
            Ailment.DISK,
            vitals.disk,
            "What is stored stays as it is and is shown; polls are stored again once it can be "
            "written.",
        ),
        _said(Ailment.PROGRAM, vitals.program, "Copy the diagnostics and report it, please."),
        _source(vitals),
        _stale(vitals),
        _blind(vitals),
        _incomplete(vitals),
        _doubted(vitals),
        _said(
            Ailment.CHANNEL,
            vitals.channel,
            "Every alert stands in the inbox all the same; look at the settings of messages.",
        ),
        _said(Ailment.BACKUP, vitals.backup, "A copy is tried again after the next poll."),
    ]
    return tuple(one for one in found if one is not None)


def damaged(what: str) -> Finding:
    """A database that is damaged, in the words of whoever noticed."""
    return Finding(
        Ailment.DATABASE,
        what,
        "A repair saves what can be read and adds what only the newest backup has. The damaged "
        "file is kept beside it; nothing is deleted.",
    )


def _said(ailment: Ailment, what: str, remedy: str) -> Finding | None:
    return Finding(ailment, what, remedy) if what else None


def _source(vitals: Vitals) -> Finding | None:
    if vitals.down_since is None:
        return None
    since = words.moment(vitals.down_since)
    return Finding(
        Ailment.SOURCE,
        f"The source has not been readable since {since}. {vitals.problem}".rstrip(),
        "It is asked again by itself; nothing that is stored is lost, and no rule moves meanwhile.",
    )


def _stale(vitals: Vitals) -> Finding | None:
    if vitals.age_s is None or vitals.age_s <= vitals.stale_after_s:
        return _frozen(vitals)
    return Finding(
        Ailment.STALE,
        f"The last complete poll is {words.span(vitals.age_s)} old.",
        "Shares are shown with their age; poll now, or see what else is wrong here.",
    )


def _frozen(vitals: Vitals) -> Finding | None:
    if vitals.frozen_since is None:
        return None
    return Finding(
        Ailment.STALE,
        f"No count has moved since {words.moment(vitals.frozen_since)}.",
        "The source answers, but its counts stand still: shares are of that time until they go on.",
    )


def _blind(vitals: Vitals) -> Finding | None:
    what, remedy = [], []
    if vitals.blind:
        what.append(f"The last poll says nothing sure about what is watched: {_few(vitals.blind)}.")
        remedy.append("Rules hold their state; the next complete poll is looked at as always.")
    if vitals.unseen:
        what.append(f"Nothing is counted any more for what is watched: {_few(vitals.unseen)}.")
        remedy.append("Have it counted again, see Data, or remove these rules.")
    return Finding(Ailment.BLIND, " ".join(what), " ".join(remedy)) if what else None


def _incomplete(vitals: Vitals) -> Finding | None:
    if not vitals.missed_owners:
        return None
    return Finding(
        Ailment.INCOMPLETE,
        f"The last poll missed {_few(vitals.missed_owners)}.",
        "Shares are bounds where one of these is part of the scope; the next poll asks again.",
    )


def _doubted(vitals: Vitals) -> Finding | None:
    if not vitals.doubts:
        return None
    named = _few(tuple(f"{one.model_id} ({one.reason})" for one in vitals.doubts))
    return Finding(
        Ailment.QUARANTINE,
        f"Counts out of all proportion are in quarantine: {named}.",
        "A second count confirms or corrects them; until then their shares are bounds.",
    )


def _few(names: tuple[str, ...]) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return f"{shown} and {more} more" if more > 0 else shown
