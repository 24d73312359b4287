"""What a rule sees, remembers and says: the values of the alert state machine."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction


class EventKind(StrEnum):
    """What an inbox entry says."""

    BASELINE = "BASELINE"
    FIRED = "FIRED"
    CLEARED = "CLEARED"


class State(StrEnum):
    """Where a rule stands."""

    NEW = "NEW"
    ARMED = "ARMED"
    PENDING = "PENDING"
    FIRING = "FIRING"
    CLEARING = "CLEARING"
    EXPIRED = "EXPIRED"
    DONE = "DONE"


class Notice(StrEnum):
    """What the user is told outside the inbox."""

    FIRED = "FIRED"
    CLEARED = "CLEARED"
    REPEAT = "REPEAT"
    HEALTH = "HEALTH"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one poll says of the watched share.

    ``low`` and ``high`` bound the share and are equal when it is exact; both are ``None`` when
    nothing is known or the data are quarantined. ``update`` names the published value, so that
    polls that saw the same one count once. ``renewal`` tells one renewal of the source's counts
    from the next, where that is known: what was seen in the midst of it and what was seen at its
    end are one observation. ``history`` marks an import.
    """

    seq: int
    at: int
    low: Fraction | None
    high: Fraction | None
    update: str | None = None
    history: bool = False
    renewal: int | None = None


@dataclass(frozen=True, slots=True)
class Snooze:
    """Silence until a moment; the length bounds what is left if the clock is set back."""

    until: int
    length: int


@dataclass(frozen=True, slots=True)
class RuleState:
    """All that a rule remembers between polls. Moments are UTC seconds.

    ``seen`` holds the last observations (was it on?), newest last; ``offs`` counts those that
    speak for clearing; ``seen_before`` and ``offs_before`` are the same as they were before the
    present renewal of the source's counts, for its last value holds. ``told`` says whether this
    episode reached the user; ``due`` waits for the end of a snooze or cooldown.
    """

    state: State = State.NEW
    seen: tuple[bool, ...] = ()
    offs: int = 0
    episode: int = 0
    told: bool = False
    acknowledged: bool = False
    due: Notice | None = None
    due_since: int = 0
    fired_at: int | None = None
    told_at: int | None = None
    snooze: Snooze | None = None
    last_seq: int | None = None
    last_valid_at: int | None = None
    last_update: str | None = None
    last_renewal: int | None = None
    outage: bool = False
    seen_before: tuple[bool, ...] = ()
    offs_before: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows: the new state, inbox events, notices to show now, and health.

    ``missed`` says that a due notice became too old to be shown; its event stays in the inbox.
    ``outage_began`` is true at the first poll that says nothing.
    """

    state: RuleState
    events: tuple[EventKind, ...] = ()
    notices: tuple[Notice, ...] = ()
    missed: bool = False
    outage_began: bool = False


def to_json(state: RuleState) -> str:
    """A state as one line of text, for storing."""
    return json.dumps(asdict(state), separators=(",", ":"))


def from_json(text: str) -> RuleState:
    """The state that ``to_json`` wrote."""
    found = json.loads(text)
    found["state"] = State(found["state"])
    found["seen"] = tuple(found["seen"])
    found["seen_before"] = tuple(found.get("seen_before", ()))
    found["due"] = Notice(found["due"]) if found["due"] else None
    found["snooze"] = Snooze(**found["snooze"]) if found["snooze"] else None
    return RuleState(**found)
