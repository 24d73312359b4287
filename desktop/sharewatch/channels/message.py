"""A message for people, as every desktop can show it: plain, short, with a stable tag."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from sharewatch.core.plain import plain

TITLE_LENGTH = 63
BODY_LENGTH = 255
OPEN, SNOOZE = "open", "snooze"


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


def short(text: str, length: int) -> str:
    """A text whose every sign is seen, cut to so many characters."""
    text = plain(text)
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def without_tags(text: str) -> str:
    """Text in which nobody finds a tag, for services that don't say whether they look for any."""
    return text.replace("<", "‹").replace(">", "›")
