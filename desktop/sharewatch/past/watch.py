"""Who is told how far reading is, and may end it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import BinaryIO

EVERY = 4096
_BLOCK = 1 << 20

Tell = Callable[[int, int, int], None]
"""Told rows read so far, bytes read so far and bytes in all."""


class ReadStopped(Exception):
    """Reading was ended on request; nothing of the file was used."""


@dataclass(frozen=True, slots=True)
class Watch:
    """``tell`` is called every few thousand rows; ``stop`` is heeded as often."""

    tell: Tell | None = None
    stop: Event | None = None

    def look(self, rows: int, done: int, size: int) -> None:
        """Say how far it is; raises ``ReadStopped`` if that is far enough."""
        if self.stop is not None and self.stop.is_set():
            raise ReadStopped("Reading the file was stopped; nothing of it was used.")
        if self.tell is not None:
            self.tell(rows, done, size)


def digest(file: BinaryIO, size: int, watch: Watch) -> str:
    """The SHA-256 of a whole file in hex; it is left at its beginning."""
    file.seek(0)
    found = hashlib.sha256()
    while block := file.read(_BLOCK):
        found.update(block)
        watch.look(0, 0, size)
    file.seek(0)
    return found.hexdigest()
