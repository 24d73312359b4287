"""The Hub's request budget: so many requests per fixed window, told on every response."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

GENEROUS = 1_000_000


@dataclass(frozen=True, slots=True)
class Charge:
    """What one request cost: whether it is served, and the headers that say what is left."""

    allowed: bool
    headers: tuple[tuple[str, str], ...]


class Budget:
    """``quota`` requests per fixed window of ``window_s`` real seconds; refusals count too.

    ``None`` as quota means as good as unlimited.
    """

    def __init__(
        self,
        quota: int | None = 500,
        window_s: float = 300,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.quota = GENEROUS if quota is None else quota
        self.window_s = window_s
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._opened = monotonic()
        self._spent = 0

    def spend(self) -> Charge:
        """Charge one request to the present window."""
        with self._lock:
            windows = math.floor((self._monotonic() - self._opened) / self.window_s)
            if windows > 0:
                self._opened += windows * self.window_s
                self._spent = 0
            self._spent += 1
            left = max(0, self.quota - self._spent)
            reset = math.ceil(self._opened + self.window_s - self._monotonic())
            policy = f'"fixed window";"api";q={self.quota};w={self.window_s:g}'
            return Charge(
                self._spent <= self.quota,
                (("RateLimit", f'"api";r={left};t={reset}'), ("RateLimit-Policy", policy)),
            )
