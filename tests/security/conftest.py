"""A home, and servers on loopback: one that is the Hub, one that nobody should ever ask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted import ScriptedHub, page

from at_home import Home, listing

if not os.environ.get("SHAREWATCH_TEST_DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return Home(folder)


@pytest.fixture
def hub() -> Iterator[ScriptedHub]:
    """A Hub on loopback whose owners list two models each."""
    with ScriptedHub(listing) as server:
        yield server


@pytest.fixture
def elsewhere() -> Iterator[ScriptedHub]:
    """A server that nobody should ever ask."""
    with ScriptedHub(page([])) as server:
        yield server
