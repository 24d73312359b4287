"""When work that nobody asked for just now may begin: after rests and wakes, with a network."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sharewatch.core.schedule import settled_at, woke
from sharewatch.ui.network import UNKNOWN, NetworkState

BELIEF_S = 3600.0
"""For so long the system's word that there is no network is believed; it has been wrong before."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """Seconds of the wall and since some moment, and a random number from 0 to 1."""

    wall: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    draw: Callable[[], float] = random.random


class Pace:
    """Belongs to the poll thread; only ``set_network`` may be called from another.

    Holds are counted by the monotonic clock, so that no jump of the wall clock makes one longer.
    ``woken`` is set by a sleep that was noticed.
    """

    def __init__(self, clocks: Clocks | None = None, network: NetworkState = UNKNOWN) -> None:
        self._clocks = clocks or Clocks()
        self._given = network
        self._network = UNKNOWN
        self._offline_at = 0.0
        self._until = 0.0
        self.woken = False

    def set_network(self, network: NetworkState) -> None:
        """Take what is known of the network."""
        self._given = network

    def rest(self, seconds: float) -> None:
        """Hold back for so long at least."""
        self._until = max(self._until, self._clocks.monotonic() + seconds)

    def held(self) -> float | None:
        """Seconds until such work may begin, 0 when it may; ``None`` while the network holds it."""
        self._take_network()
        if self._network.holds and not self._disbelieved():
            return None
        return max(0.0, self._until - self._clocks.monotonic())

    @contextmanager
    def waiting(self, seconds: float) -> Iterator[None]:
        """Watch a wait meant to last so long: after a sleep the network gets time to come back."""
        wall, monotonic = self._clocks.wall(), self._clocks.monotonic()
        try:
            yield
        finally:
            passed = self._clocks.wall() - wall, self._clocks.monotonic() - monotonic
            if woke(*passed, seconds):
                self.woken = True
                self._settle()

    def take_wake(self) -> bool:
        """Whether there was a sleep since this was last asked."""
        woken, self.woken = self.woken, False
        return woken

    def _take_network(self) -> None:
        before, self._network = self._network, self._given
        if before.holds and not self._network.holds:
            self._settle()
        if self._network.online is False and before.online is not False:
            self._offline_at = self._clocks.monotonic()

    def _disbelieved(self) -> bool:
        said_for = self._clocks.monotonic() - self._offline_at
        return not self._network.metered and said_for >= BELIEF_S

    def _settle(self) -> None:
        now = self._clocks.wall()
        self.rest(settled_at(now, self._clocks.draw()) - now)
