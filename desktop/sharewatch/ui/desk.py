"""What the poll thread works at, as far as the thread can tell."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

from sharewatch.core.board import Board
from sharewatch.core.snapshot import Progress


class Desk(Protocol):
    """Opened, used and closed on this thread only."""

    def next_due(self) -> float | None:
        """Seconds until the next poll is due, 0 or less when it is; ``None`` when none is."""

    def note_woken(self) -> None:
        """The machine slept, or the program stood still."""

    def poll(self, stop: threading.Event, between: Callable[[Progress], None]) -> Board:
        """Poll once, calling ``between`` after each page and leaving early once ``stop`` is set."""
        ...

    def board(self) -> Board:
        """What is known now."""
        ...

    @property
    def writing(self) -> bool:
        """Whether a transaction is open, in which no job may run."""
        ...

    def close(self) -> None:
        """Let go of the database and the network."""


AnyDesk = TypeVar("AnyDesk", bound=Desk)
