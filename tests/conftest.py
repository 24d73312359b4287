"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("SHAREWATCH_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real captures and series; a test that needs it skips without it."""
    if not SHARED.is_dir():
        pytest.skip("real captures and series are not beside this checkout")
    return SHARED


@pytest.fixture(autouse=True)
def _closed_is_deleted(request: pytest.FixtureRequest) -> Iterator[None]:
    """Delete the widgets a test closed: without a loop they live on and all the others pay."""
    yield
    if "qapp" in request.fixturenames:
        from PySide6.QtCore import QEvent  # noqa: PLC0415  # most tests know no Qt

        request.getfixturevalue("qapp").sendPostedEvents(None, QEvent.Type.DeferredDelete)
