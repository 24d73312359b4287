"""Patience with one Hub: asks again while a fault is a passing one, and waits when told to."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

import httpx

from sharewatch.core.words import span
from sharewatch.hub.errors import Cancelled, Held, HubError, RateLimited
from sharewatch.hub.limits import backoff
from sharewatch.hub.line import Answer, Line

_WAIT_SLICE_S = 0.5
_NO_TIME_S = 0.001  # what is left of a wait that was made in slices

Say = Callable[[str], None]
"""Hears why nothing moves just now, at the beginning of a wait and in each slice of it."""


class Patience:
    """Everything asked of a line goes through here, so that no wait is forgotten.

    ``clock`` counts seconds, ``wait(stop, seconds)`` sleeps and says whether it was called off.
    A wait longer than ``longest_s`` is left to the caller.
    """

    def __init__(
        self,
        line: Line,
        clock: Callable[[], float],
        rng: random.Random,
        wait: Callable[[threading.Event, float], bool],
        *,
        max_attempts: int,
        longest_s: float,
    ) -> None:
        self._line = line
        self._clock = clock
        self._rng = rng
        self._wait = wait
        self._max_attempts = max_attempts
        self._longest_s = longest_s
        self._held_until = 0.0

    @property
    def hold(self) -> float:
        """Seconds for which the Hub asks to be left alone from now on, 0 when it does not.

        Its Retry-After, or what is left of a window whose requests are used up.
        """
        now = self._clock()
        spent = self._line.budget.wait(now) if self._line.budget else 0.0
        left = max(self._held_until - now, spent)
        return left if left > _NO_TIME_S else 0.0

    def ask(
        self,
        url: httpx.URL,
        stop: threading.Event,
        say: Say,
        missing: tuple[int, ...],
        *,
        attempts: int | None = None,
    ) -> Answer:
        """One answer, asked for up to ``attempts`` times; see ``Line.get``.

        Raises ``Held`` without asking where the wait before the first request is too long.
        """
        most = attempts or self._max_attempts
        failed = 0
        while True:
            self._heed(stop, say)
            try:
                return self._line.get(url, stop, missing)
            except HubError as why:
                failed += 1
                if why.retry_in:
                    self._held_until = max(self._held_until, self._clock() + why.retry_in)
                if not why.passing or failed >= most:
                    raise
                seconds = backoff(failed - 1, self._rng, floor=why.retry_in)
                if seconds > self._longest_s:
                    raise
                self._pause(seconds, stop, say, why.sentence)

    def _heed(self, stop: threading.Event, say: Say) -> None:
        """Wait for as long as the Hub asks to be left alone."""
        seconds = self.hold
        if seconds > self._longest_s:
            raise Held(seconds)
        if seconds:
            self._pause(seconds, stop, say, RateLimited.sentence)
        if stop.is_set():
            raise Cancelled

    def _pause(self, seconds: float, stop: threading.Event, say: Say, why: str) -> None:
        """Wait, saying why and how long."""
        while seconds > 0:
            say(f"{why} Next attempt in {span(seconds)}.")  # who hears it may do other work
            if self._wait(stop, min(seconds, _WAIT_SLICE_S)):
                raise Cancelled
            seconds -= _WAIT_SLICE_S
