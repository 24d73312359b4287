"""Processes that are killed at a step of theirs: at a statement, or at a change of a file."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from watched_files import Step, watching


class Steps:
    """Counts the steps of this process, and ends it before the one that is to be its last.

    What that one would have been is written to a file.
    """

    def __init__(self, said: Path, last: int = 0) -> None:
        self.taken = 0
        self._said = said
        self._last = last

    def step(self, what: str) -> None:
        """Take one step."""
        self.taken += 1
        if self.taken == self._last:
            self._said.write_text(what)
            os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count what is done to databases that are opened and closed meanwhile."""
        connect = sqlite3.connect

        def traced(*said: object, **more: object) -> sqlite3.Connection:
            connection = connect(*said, **more)
            connection.set_trace_callback(self._statement)
            return connection

        sqlite3.connect = traced
        try:
            with watching(self._file):
                yield
        finally:
            sqlite3.connect = connect

    def _file(self, step: Step) -> None:
        self.step(str(step))

    def _statement(self, sql: str) -> None:
        lines = [line for line in sql.split("\n") if not line.startswith("--")]
        words = " ".join(lines).split()
        telling = {"SELECT": 1, "WITH": 1, "INSERT": 5 if words[1:2] == ["OR"] else 3}
        self.step(" ".join(words[: telling.get(words[0], 3)]))


def begin(job: Callable[[], None]) -> int:
    """Do a job in a process of its own; returns its number."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        job()
        code = 0
    except Exception as why:  # noqa: BLE001  # said here, for the parent sees a code only
        print("ended by", repr(why), file=sys.stderr)
    finally:
        sys.stderr.flush()
        os._exit(code)


def end_of(process: int) -> int:
    """Wait for a process; returns its exit code, or less than 0 for the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def steps_of(job: Callable[[Steps], None], said: Path) -> int:
    """How many steps a job takes that nobody kills."""

    def count() -> None:
        steps = Steps(said)
        job(steps)
        said.write_text(str(steps.taken))

    if end_of(begin(count)):
        raise SystemExit("It does not even work undisturbed.")
    return int(said.read_text())
