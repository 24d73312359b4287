"""What all tests share."""

from __future__ import annotations

import os
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
