"""How the window's place and view are kept: one line of JSON, read with care."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WindowState:
    """Qt's own bytes for geometry and splitter, and the view as words."""

    geometry: bytes
    splitter: bytes
    view: dict[str, str] = field(default_factory=dict)


def pack(state: WindowState) -> bytes:
    """The state as bytes."""
    kept = {
        "geometry": base64.b64encode(state.geometry).decode(),
        "splitter": base64.b64encode(state.splitter).decode(),
        "view": state.view,
    }
    return json.dumps(kept).encode()


def unpack(kept: bytes) -> WindowState | None:
    """The state that was packed; ``None`` for anything else."""
    try:
        found = json.loads(kept)
        return WindowState(
            base64.b64decode(found["geometry"], validate=True),
            base64.b64decode(found["splitter"], validate=True),
            {str(key): str(value) for key, value in found["view"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        return None
