"""The way in: a command runs headless; without one the window opens, if there is a screen."""

from __future__ import annotations

import argparse
import os
import sys

from sharewatch import libraries
from sharewatch.cli import parser as cli

_NO_LIBRARIES = 69  # EX_UNAVAILABLE
INTERRUPTED = 130


def main() -> int:
    """Start Sharewatch; returns the exit code."""
    chosen = cli.parse(sys.argv[1:])
    if chosen.job is None and has_display():
        return open_window(chosen)
    cli.stop_on_signals()
    try:
        return cli.run(chosen)
    except KeyboardInterrupt:  # while still importing
        return INTERRUPTED


def has_display() -> bool:
    """Whether a window can be opened: always, except on a Unix without a screen."""
    if sys.platform in ("win32", "darwin"):
        return True
    wanted = os.environ.get("QT_QPA_PLATFORM", "")
    return bool(
        wanted == "offscreen" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def open_window(chosen: argparse.Namespace) -> int:
    """Open the window, or say which system libraries it lacks."""
    missing = libraries.missing(xcb=bool(os.environ.get("DISPLAY")))
    if missing:
        sys.stderr.write(f"sharewatch: Qt needs system libraries. {libraries.advice(missing)}\n")
        return _NO_LIBRARIES
    from sharewatch.program import app  # noqa: PLC0415  # Qt is imported only once a window is wanted

    return app.main(chosen)


if __name__ == "__main__":
    sys.exit(main())
