"""A clock that can be set, sped up or stopped: the embedded Hub's idea of now."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class SimulatedClock:
    """UTC seconds that start at ``start`` and pass ``speed`` times as fast as real ones.

    A speed of 0 stops it. Any thread may read or set it; setting it back is allowed.
    """

    def __init__(
        self, start: float, speed: float = 1.0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        if speed < 0:
            raise ValueError(f"speed: {speed}; time can stand still but not run backwards")
        self._speed = speed
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._set_at = (start, monotonic())

    def now(self) -> float:
        """The simulated time, in UTC seconds."""
        with self._lock:
            start, since = self._set_at
            return start + (self._monotonic() - since) * self._speed

    def set(self, at: float) -> None:
        """Make it ``at`` now; it runs on from there at the same speed."""
        with self._lock:
            self._set_at = (at, self._monotonic())
