"""A command of the user's that is run with each message: no shell, little time, no secrets."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sharewatch.channels.faults import Undelivered
from sharewatch.channels.places import words

LIMIT_S = 10.0
_SECRET = re.compile(
    r"(^|_)(TOKEN|KEY|SECRET|PASSWORD|PASSWD|CREDENTIALS?)S?(_PATH)?$", re.IGNORECASE
)
_LIBRARIES = "LD_LIBRARY_PATH"


class Command:
    """Runs the command with a letter on its standard input; 0 means that it took it.

    It starts in the user's home, in a process group of its own, which is killed when ``limit_s``
    seconds are over; what it prints goes nowhere.
    """

    def __init__(self, command: str, limit_s: float = LIMIT_S) -> None:
        self._words = words(command)
        self._limit_s = limit_s

    def deliver(self, letter: bytes) -> None:
        """Run it once; raises ``Undelivered``."""
        try:
            process = subprocess.Popen(  # noqa: S603  # the user's own words, without a shell
                self._words,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=Path.home(),
                env=harmless(os.environ),
                start_new_session=True,
            )
        except (OSError, ValueError) as why:
            reason = getattr(why, "strerror", None) or str(why)
            raise Undelivered(f"The command could not be started: {reason}.") from why
        with process:
            try:
                process.communicate(letter, timeout=self._limit_s)
            except subprocess.TimeoutExpired as why:
                _kill(process)
                said = f"The command was still running after {self._limit_s:g} s and was ended."
                raise Undelivered(said) from why
        if process.returncode < 0:
            raise Undelivered(f"The command was ended by signal {-process.returncode}.")
        if process.returncode:
            raise Undelivered(f"The command ended with code {process.returncode}.")


def harmless(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without what is secret, and without the libraries of a packaged program."""
    kept = {name: value for name, value in environment.items() if not _SECRET.search(name)}
    if getattr(sys, "frozen", False):
        kept.pop(_LIBRARIES, None)
        before = kept.pop(f"{_LIBRARIES}_ORIG", None)
        if before is not None:
            kept[_LIBRARIES] = before
    return kept


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a command with everything that it started."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
