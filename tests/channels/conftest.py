"""What the tests of channels share: a bus of their own, and a notification daemon that obeys."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from daemon import Bus, Scripted, bus_of_its_own
from sharewatch.channels.desktop import Desktop


@pytest.fixture
def eventually_gone() -> Callable[[int], None]:
    """Fails when a process is still there after some seconds."""

    def wait(pid: int) -> None:
        for _ in range(500):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return  # ended, and whoever adopted it has not looked yet
            time.sleep(0.01)
        pytest.fail(f"process {pid} is still there")

    return wait


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """A bus with nobody on it, for this test and what it starts."""
    with bus_of_its_own(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def daemon(bus: Bus) -> Iterator[Callable[..., Scripted]]:
    """Starts notification daemons on the bus."""
    started: list[Scripted] = []

    def start(**behaviour: Any) -> Scripted:
        started.append(Scripted(**behaviour))
        return started[-1]

    yield start
    for one in started:
        one.stop()


class Ear:
    """What a desktop's thread told, in order."""

    def __init__(self) -> None:
        self.heard: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def next(self, kind: type, seconds: float = 10) -> Any:
        """The next thing told; it must be of this kind."""
        found = self.heard.get(timeout=seconds)
        assert isinstance(found, kind), found
        return found


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[Desktop, Ear]]]:
    """Starts the thread that speaks to the desktop, and listens to it."""
    started: list[Desktop] = []
    monkeypatch.setattr("sharewatch.channels.session_bus.LIMIT_S", 0.5)

    def start(look_every_s: float = 0.2) -> tuple[Desktop, Ear]:
        ear = Ear()
        started.append(Desktop(ear.heard.put, look_every_s))
        started[-1].start()
        return started[-1], ear

    yield start
    for one in started:
        one.close()
        assert not one._thread.is_alive()
