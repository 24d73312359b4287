"""A message for people, as every desktop can show it: plain, short, with a stable tag."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import IntEnum

TITLE_LENGTH = 63
BODY_LENGTH = 255
OPEN, SNOOZE = "open", "snooze"
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Urgency(IntEnum):
    """How much a message presses, in the desktop's own numbers."""

    LOW = 0
    NORMAL = 1


@dataclass(frozen=True, slots=True)
class Action:
    """A button: what a press of it is called, and its label."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Message:
    """What to show. A later message with the same ``tag`` stands in the place of the earlier.

    ``notices`` are the rows of the outbox it stands for, ``about`` the inbox entry that a click
    opens (``None``: the health page). ``replaces`` is what the desktop called the last message
    about the same rule, from before a restart. Title and body are plain text.
    """

    tag: str
    title: str
    body: str
    notices: tuple[int, ...] = ()
    about: int | None = None
    urgency: Urgency = Urgency.NORMAL
    category: str = "x-sharewatch.alert"
    actions: tuple[Action, ...] = ()
    replaces: str = ""


def plain(text: str, length: int) -> str:
    """Text that no desktop chokes on: no control or bidi characters, cut to so many characters."""
    text = "".join(_allowed(one) for one in text)
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def without_tags(text: str) -> str:
    """Text in which nobody finds a tag, for services that don't say whether they look for any."""
    return text.replace("<", "‹").replace(">", "›")


def _allowed(character: str) -> str:
    if character == "\n":
        return character
    if character in _BIDI:
        return ""
    kind = unicodedata.category(character)
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    return "\ufffd" if kind == "Cs" else character
