"""The day's backup: made after a poll, once a day, of what was polled from the Hub."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from sharewatch.core.board import SourceKind
from sharewatch.core.health import Ailment
from sharewatch.core.snapshot import Progress

if TYPE_CHECKING:
    from sharewatch.desk.desk import Desk

_COPYING = Progress(0, 1, 0, 0, task="Making the day's backup")


def after_poll(desk: Desk, stop: Event, between: Callable[[Progress], None]) -> str:
    """Make a copy unless today has one; why there is none, empty if all is well.

    The desk is noted what is wrong. The demo and a recorded series can be made again, and have
    no copies. Nothing is raised for a copy that failed.
    """
    from sharewatch.store import backups  # noqa: PLC0415  # only where one is made

    now = time.time()
    if desk.source.kind is not SourceKind.HUB or not backups.is_due(desk.store.path, now):
        return ""

    def look_up() -> None:
        if stop.is_set():
            raise InterruptedError("called off")
        between(_COPYING)

    try:
        done = backups.back_up(desk.store.path, now, look_up)
    except InterruptedError:
        return ""  # the next poll makes it
    desk.note(Ailment.BACKUP, done.reason)
    desk.note(Ailment.DATABASE, done.reason if done.damaged else "")
    return done.reason
