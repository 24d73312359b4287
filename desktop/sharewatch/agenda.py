"""The agenda: what came of past polls, remembered over restarts, and when the next one is due."""

from __future__ import annotations

import json
import math
import time
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

from sharewatch.core.schedule import Attempts, held_for, next_due
from sharewatch.hub.errors import HubError, RateLimited
from sharewatch.store.errors import StoreError

if TYPE_CHECKING:
    from sharewatch.store.store import Store

_ATTEMPTS = "attempts"
_PROBLEM = "problem"


class Agenda:
    """Kept in the database, and in memory for as long as the database can't be written."""

    def __init__(self, store: Store, interval_s: int, jitter_s: int) -> None:
        self._store = store
        self._interval_s = interval_s
        self._jitter_s = jitter_s
        stored = store.meta(_ATTEMPTS)
        self._attempts = Attempts(**json.loads(stored)) if stored else Attempts()
        self.problem = store.meta(_PROBLEM) or None

    def due_at(self) -> int:
        """When the next poll is due, in UTC seconds of this machine."""
        return next_due(self._attempts, self._interval_s, self._jitter_s, int(time.time()))

    def demand_free(self) -> None:
        """Raise ``RateLimited`` while the source asks to be left alone, also after a restart."""
        wait = held_for(self._attempts, int(time.time()))
        if wait:
            raise RateLimited(wait)

    def note_stored(self) -> None:
        """A poll is being stored; called inside of its transaction."""
        self._keep(Attempts(stored_at=int(time.time())), None)

    def note_failed(self, why: Exception) -> None:
        """A poll came to nothing; a disk that can't take the note has it in memory."""
        now = time.time()
        wait = why.retry_in if isinstance(why, HubError) else 0
        failed = self._attempts.failed(
            int(now), max(math.ceil(now + wait) if wait else 0, self._attempts.not_before)
        )
        with suppress(StoreError):
            self._keep(failed, str(why))
        self._attempts, self.problem = failed, str(why)

    def note_called_off(self) -> None:
        """The user stopped a poll."""
        self._keep(self._attempts.called_off(int(time.time())), self.problem)

    def _keep(self, attempts: Attempts, problem: str | None) -> None:
        self._store.set_meta(_ATTEMPTS, json.dumps(asdict(attempts)))
        self._store.set_meta(_PROBLEM, problem)
        self._attempts, self.problem = attempts, problem
