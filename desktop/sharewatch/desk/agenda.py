"""The agenda: what came of past polls, remembered over restarts, and when the next one is due."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event
from typing import TYPE_CHECKING

import msgspec

from sharewatch.core.schedule import (
    LOOK_EVERY_S,
    Attempts,
    held_for,
    next_due,
    settled_at,
    woke,
)
from sharewatch.hub.errors import Cancelled, Held, HubError, RateLimited
from sharewatch.store.errors import StoreError

if TYPE_CHECKING:
    from sharewatch.core.snapshot import Progress
    from sharewatch.intake.poll import Hub
    from sharewatch.store.store import Store

_ATTEMPTS = "attempts"
_PROBLEM = "problem"


class Agenda:
    """Kept in the database, and in memory for as long as the database can't be written."""

    def __init__(self, store: Store, interval_s: int, jitter_s: int) -> None:
        self._store = store
        self._interval_s = interval_s
        self._jitter_s = jitter_s
        self._awake_at = 0
        self._attempts = _read(store.meta(_ATTEMPTS))
        self.problem = store.meta(_PROBLEM) or None

    @property
    def failures(self) -> int:
        """How many polls failed since the last stored one."""
        return self._attempts.failures

    @property
    def failed_since(self) -> int | None:
        """Since when the source can't be read, in UTC seconds of this machine, if it can't be."""
        return self._attempts.down_since

    @property
    def breaker_open(self) -> bool:
        """Whether a poll must begin with one request that is answered, before it asks for more."""
        return self._attempts.open

    def due_at(self) -> int:
        """When the next poll is due, in UTC seconds of this machine."""
        now = int(time.time())
        return next_due(self._attempts, self._interval_s, self._jitter_s, now, self._awake_at)

    def note_woken(self) -> None:
        """The machine slept: what is overdue comes once the network had time to come back."""
        self._awake_at = settled_at(time.time(), random.SystemRandom().random())

    @property
    def hold(self) -> int:
        """Seconds for which the source still asks to be left alone, also after a restart."""
        return held_for(self._attempts, int(time.time()))

    def rest(self, stop: Event, seconds: float) -> None:
        """Wait, though not for long at a time; a machine that slept meanwhile is noticed."""
        wall, monotonic = time.time(), time.monotonic()
        stop.wait(min(seconds, LOOK_EVERY_S))
        if woke(time.time() - wall, time.monotonic() - monotonic):
            self.note_woken()

    def demand_free(self, hold_known: float = 0.0) -> None:
        """Raise ``Held`` while the source asks to be left alone.

        ``hold_known`` is what its client knows of that, for those who wait as long as it does.
        """
        if not hold_known and (wait := self.hold):
            raise Held(wait)

    @contextmanager
    def asking(
        self, hub: Hub, stop: Event, between: Callable[[Progress], None]
    ) -> Iterator[Callable[[Progress], None]]:
        """While the source is asked; gives what to call in the place of ``between``.

        Where it could not be read for long it is asked one thing first, and raises ``HubError`` if
        it does not answer. When it asks to be left alone, that is remembered before the wait.
        """

        def heard(progress: Progress) -> None:
            self.note_hold(hub.hold)
            between(progress)

        try:
            if self.breaker_open:
                hub.probe(stop)
            yield heard
        finally:
            self.note_hold(hub.hold)

    def note_hold(self, seconds: float) -> None:
        """The source asks to be left alone: remembered at once, whatever ends this program."""
        now = time.time()
        held = self._attempts.held(int(now), math.ceil(now + seconds) if seconds else 0)
        if held != self._attempts:
            with suppress(StoreError):
                self._keep(held, self.problem)
            self._attempts = held

    def note_stored(self) -> None:
        """A poll is being stored; called inside of its transaction."""
        self._keep(self._attempts.stored(int(time.time())), None)

    def note_failed(self, why: Exception) -> None:
        """A poll came to nothing; a disk that can't take the note has it in memory."""
        if isinstance(why, Cancelled):
            return
        now = time.time()
        if isinstance(why, HubError):
            wait = math.ceil(now + why.retry_in) if why.retry_in else 0
            failed = self._attempts.failed(int(now), wait)
        else:
            failed = self._attempts.failed_here(int(now))
        # How long it wants to be left alone is told by when the next poll is due, and grows less.
        said = why.sentence if isinstance(why, RateLimited) else str(why)
        with suppress(StoreError):
            self._keep(failed, said)
        self._attempts, self.problem = failed, said

    def note_called_off(self) -> None:
        """The user stopped a poll."""
        self._keep(self._attempts.called_off(int(time.time())), self.problem)

    def _keep(self, attempts: Attempts, problem: str | None) -> None:
        self._store.set_meta(_ATTEMPTS, msgspec.json.encode(attempts).decode())
        self._store.set_meta(_PROBLEM, problem)
        self._attempts, self.problem = attempts, problem


def _read(stored: str | None) -> Attempts:
    """What was kept; what can't be read, and what was not kept then, begins anew."""
    try:
        return msgspec.json.decode(stored or "{}", type=Attempts)
    except msgspec.DecodeError:
        return Attempts()
