"""Where the files that ship with the program are, installed, frozen or in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The path of a shipped file, such as ``families.toml`` or ``icons/sharewatch.svg``.

    An installed package carries them inside; a checkout has them in its top-level folder.
    """
    inside = _PACKAGE / "resources"
    return (inside if inside.is_dir() else _PACKAGE.parents[1] / "resources") / name
