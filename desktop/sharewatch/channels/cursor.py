"""How far a channel has read the outbox, and when it may try again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

FIRST_WAIT_S = 30
LONGEST_WAIT_S = 3600
MISSED_AFTER_S = 24 * 3600
FAILING_FROM = 3


@dataclass(frozen=True, slots=True)
class Cursor:
    """``place`` is the last message that was delivered or passed over.

    ``tries`` failed in a row since, the last of them because of ``why``; the next is not made
    before ``not_before``. ``to`` is a digest of where the channel leads: somewhere else begins
    without a wait. ``missed`` counts messages that grew too old during this failure.
    """

    place: int
    to: str = ""
    tries: int = 0
    not_before: int = 0
    why: str = ""
    missed: int = 0

    def may_try(self, now: int) -> bool:
        """Whether the wait is over; a clock set back can't make it longer than the longest."""
        return now >= self.not_before or self.not_before - now > LONGEST_WAIT_S

    def delivered(self, place: int) -> Cursor:
        """After a message was taken."""
        return Cursor(place, self.to)

    def failed(self, why: str, now: int) -> Cursor:
        """After a message was not taken."""
        wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(self.tries, 10))
        return replace(self, tries=self.tries + 1, not_before=now + wait, why=why)

    def passed(self, place: int) -> Cursor:
        """After a message had become too old."""
        return replace(self, place=place, missed=self.missed + 1)

    def leading(self, to: str) -> Cursor:
        """The same place, leading there."""
        return self if to == self.to else Cursor(self.place, to)

    @property
    def failing(self) -> bool:
        """Whether it has failed so often that people should know."""
        return self.tries >= FAILING_FROM


def is_missed(due_at: int, now: int) -> bool:
    """Whether a message has grown too old to be worth sending."""
    return now - due_at > MISSED_AFTER_S


def to_json(cursor: Cursor) -> str:
    """A cursor as one line of text, for storing."""
    return json.dumps(asdict(cursor), separators=(",", ":"))


def from_json(text: str) -> Cursor:
    """The cursor that ``to_json`` wrote."""
    return Cursor(**json.loads(text))
