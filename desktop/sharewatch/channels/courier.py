"""Carries letters to further channels, on a thread of its own or there and then."""

from __future__ import annotations

import hashlib
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sharewatch.channels.faults import Undelivered

LOG = logging.getLogger(__name__)


class Channel(StrEnum):
    """The further channels, by the settings that name where they lead."""

    COMMAND = "command"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message for one channel: its place in the outbox, and the JSON that is sent."""

    channel: Channel
    to: str
    place: int
    text: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a letter; ``why`` is empty when it was taken."""

    letter: Letter
    why: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """Letters to be carried now, one of a channel at most."""

    letters: tuple[Letter, ...] = ()


class Carrier(Protocol):
    """What takes a letter there."""

    def deliver(self, letter: bytes) -> None:
        """Try once; raises ``Undelivered``."""


def digest(to: str) -> str:
    """Where a channel leads, in a form that gives nothing away."""
    return hashlib.sha256(to.encode("utf-8", "replace")).hexdigest()[:16]


def carrier(channel: Channel, to: str) -> Carrier:
    """What takes letters there; raises ``ValueError`` with a sentence."""
    if channel is Channel.COMMAND:
        from sharewatch.channels.command import Command  # noqa: PLC0415  # only where it is used

        return Command(to)
    from sharewatch.channels.webhook import Webhook  # noqa: PLC0415

    return Webhook(to)


def carry(letter: Letter) -> Receipt:
    """Deliver one letter, and say what became of it."""
    try:
        carrier(letter.channel, letter.to).deliver(letter.text)
    except (Undelivered, ValueError) as why:
        return Receipt(letter, str(why))
    except Exception:
        LOG.exception("delivering to the %s", letter.channel)
        return Receipt(letter, f"The {letter.channel} failed in an unexpected way; see the log.")
    return Receipt(letter)


class Courier:
    """Carries one letter after the other; ``hear`` is called on the thread with each receipt."""

    def __init__(self, hear: Callable[[Receipt], None]) -> None:
        self._hear = hear
        self._letters: queue.SimpleQueue[Letter | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closing = False

    def carry(self, letter: Letter) -> None:
        """Have a letter carried; the first one begins the thread."""
        self._letters.put(letter)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
            self._thread.start()

    def close(self, patience_s: float = 0.5) -> None:
        """Stop after the letter under way; what was not carried is read again next time."""
        self._closing = True
        self._letters.put(None)
        if self._thread is not None:
            self._thread.join(patience_s)

    def _run(self) -> None:
        while (letter := self._letters.get()) is not None and not self._closing:
            self._hear(carry(letter))
