"""What a model is called: which texts can be paths, and an id for a path that came without one."""

from __future__ import annotations

import hashlib
import re

_PART = r"\w[\w.-]{0,95}"
_PATH = re.compile(rf"(?:{_PART}/)?{_PART}", re.ASCII).fullmatch


def is_model_id(text: str) -> bool:
    """Whether a text is a path the Hub could have given: ``owner/name`` or a bare legacy name.

    ASCII letters, digits, ``_``, ``-`` and ``.`` only, at most 96 to a part, never ``..``.
    """
    return _PATH(text) is not None and ".." not in text


def derived_id(path: str) -> str:
    """A stable ``_id`` for a path whose real one is unknown: 24 hex digits."""
    return hashlib.sha256(path.encode()).hexdigest()[:24]
