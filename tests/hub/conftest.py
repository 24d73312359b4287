"""A scripted Hub on loopback, and a client that asks it by a clock of its own."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator

import pytest
from scripted import Clock, ScriptedHub, page

from sharewatch.hub.client import HubClient


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def hub() -> Iterator[ScriptedHub]:
    with ScriptedHub(page([])) as server:
        yield server


@pytest.fixture
def client(hub: ScriptedHub, clock: Clock) -> Iterator[HubClient]:
    with HubClient(hub.url, clock=clock, wait=clock.wait, rng=random.Random(1)) as one:
        yield one
