"""A file that a user has, recognised by what is in it and read whole."""

from __future__ import annotations

import stat
from pathlib import Path
from threading import Event

from sharewatch.core.plain import one_line
from sharewatch.past.found import Found, Source
from sharewatch.past.parquet import MAGIC, read_parquet
from sharewatch.past.texts import read_text
from sharewatch.past.watch import Tell, Watch, digest
from sharewatch.table_text import LARGEST, TOO_LARGE, ReadError


def read(
    path: Path,
    *,
    date: int | None = None,
    task: str | None = None,
    tell: Tell | None = None,
    stop: Event | None = None,
) -> Found:
    """Read CSV (also compressed with gzip) or Parquet; the whole file is judged before any use.

    ``date`` (UTC seconds) says of which day snapshots without dates are, and ``task`` is the
    Hub's task of the models for which the file names none. ``tell`` hears of rows done, bytes
    done and bytes in all; setting ``stop`` ends in ``ReadStopped``. Raises ``ReadError``.
    """
    watch = Watch(tell, stop)
    try:
        _judge_kind(path)
        with path.open("rb") as file:
            source = Source(one_line(path.name), digest(file, path.stat().st_size, watch))
            magic = file.read(len(MAGIC))
            file.seek(0)
            reader = read_parquet if magic == MAGIC else read_text
            return reader(path, file, source, date=date, task=task, watch=watch)
    except OSError as why:
        raise ReadError(f"{path}: {why.strerror or why}") from why


def _judge_kind(path: Path) -> None:
    """Refuse what is no file, before opening it could block, and what is too large to be one."""
    found = path.stat()
    mode = found.st_mode
    if stat.S_ISDIR(mode):
        raise ReadError(f"{path}: it is a folder; name a file in it")
    if not stat.S_ISREG(mode):
        raise ReadError(f"{path}: it is not a file")
    if found.st_size > LARGEST:
        raise ReadError(f"{path}: {TOO_LARGE}")
