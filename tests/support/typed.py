"""Commands as they are typed, each run to its end within this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sharewatch.cli import parser as cli

Run = Callable[..., tuple[int, str, str]]


def typing_into(folder: Path, capsys: pytest.CaptureFixture[str], *given: str) -> Run:
    """Runs commands over a data folder; each returns its exit code, its output and its errors."""
    capsys.readouterr()

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main(["--data-dir", str(folder), *given, *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command
