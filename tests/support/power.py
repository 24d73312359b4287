"""A disk that loses its power: from the steps of real work, the states it may be found in.

What was flushed is there. Of what was not, any part is: each write in sectors of 512 bytes, each
cut of a file, each name made, moved or taken away. Where a file had grown, there may be zeros or
rubbish. A name is safe once its folder was flushed, also the name of a folder in its own.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from watched_files import Step, watching

SECTOR = 512
FOLDER = None


@dataclass
class _Content:
    """A file's bytes that are safe, and what was done to it since."""

    safe: bytearray = field(default_factory=bytearray)
    since: list[Step] = field(default_factory=list)

    def flush(self) -> None:
        self.safe = self.now()
        self.since = []

    def now(self) -> bytearray:
        found = bytearray(self.safe)
        for step in self.since:
            _do(found, step)
        return found

    def after_a_cut(self, luck: Random, part: float) -> bytes:
        """The safe bytes with ``part`` of what was done since."""
        found = bytearray(self.safe)
        for step in self.since:
            if step.what == "truncate":
                if luck.random() < part:
                    _do(found, step)
                continue
            for sector in _sectors(step):
                if luck.random() < part:
                    _do(found, sector)
                elif sector.at >= len(self.safe) and luck.random() < 0.2:
                    _do(found, Step("write", "", sector.at, luck.randbytes(len(sector.data))))
        return bytes(found)


@dataclass
class Disk:
    """The folders and files below ``root`` as steps change them; ``root`` itself is safe."""

    root: str
    _files: dict[str, _Content | None] = field(default_factory=dict)
    _safe: dict[str, _Content | None] = field(default_factory=dict)
    _since: list[tuple[str, str, _Content | None]] = field(default_factory=list)

    @classmethod
    def holding(cls, root: str, files: dict[str, bytes]) -> Disk:
        """A disk on which files are safe already."""
        disk = cls(root)
        for path, content in files.items():
            folder = _folder_of(path)
            while folder != root:
                disk._safe[folder] = FOLDER
                folder = _folder_of(folder)
            disk._safe[path] = _Content(bytearray(content))
        disk._files = dict(disk._safe)
        return disk

    def do(self, step: Step) -> None:
        """Take one step. Steps on other paths are passed over."""
        if not step.path.startswith(self.root + os.sep):
            if step.what == "sync folder" and step.path == self.root:
                self._flush_folder(step.path)
            return
        if step.what == "sync folder":
            self._flush_folder(step.path)
        elif step.what == "sync":
            content = self._files[step.path]
            if content is not FOLDER:
                content.flush()
        elif step.what == "delete":
            del self._files[step.path]
            self._since.append(("delete", step.path, None))
        elif step.what == "move":
            to = os.fsdecode(step.data)
            self._files[to] = self._files.pop(step.path)
            self._since.append(("move", step.path, self._files[to]))
            self._since.append(("to", to, self._files[to]))
        elif step.what in ("create", "folder"):
            made = FOLDER if step.what == "folder" else _Content()
            self._files[step.path] = made
            self._since.append(("create", step.path, made))
        else:
            content = self._files[step.path]
            assert content is not FOLDER
            content.since.append(step)

    def now(self) -> dict[str, bytes]:
        """Every file as a program sees it, by its path."""
        return {path: bytes(one.now()) for path, one in self._files.items() if one is not FOLDER}

    def after_a_cut(self, luck: Random) -> dict[str, bytes]:
        """The files that may be found after the power failed now, by their paths."""
        part = luck.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        names = dict(self._safe)
        pending = iter(self._since)
        for what, path, content in pending:
            happened = luck.random() < luck.choice((part, 0.5))
            if what == "move":
                _, to, _ = next(pending)
                if happened:
                    names.pop(path, None)
                    names[to] = content
            elif happened and what == "create":
                names[path] = content
            elif happened:
                names.pop(path, None)
        return {
            path: one.after_a_cut(luck, part)
            for path, one in names.items()
            if one is not FOLDER and self._reachable(path, names)
        }

    def _flush_folder(self, folder: str) -> None:
        later = []
        for one in self._since:
            what, path, content = one
            if _folder_of(path) != folder:
                later.append(one)
            elif what in ("create", "to"):
                self._safe[path] = content
            else:
                self._safe.pop(path, None)
        self._since = later

    def _reachable(self, path: str, names: dict[str, _Content | None]) -> bool:
        folder = _folder_of(path)
        return folder == self.root or (folder in names and self._reachable(folder, names))


def _folder_of(path: str) -> str:
    return path.rpartition(os.sep)[0]


def _do(found: bytearray, step: Step) -> None:
    if step.what == "truncate":
        del found[step.at :]
        found.extend(bytes(step.at - len(found)))
    else:
        found.extend(bytes(max(0, step.at - len(found))))
        found[step.at : step.at + len(step.data)] = step.data


def _sectors(step: Step) -> Iterator[Step]:
    """A write, cut where sectors begin."""
    at, end = step.at, step.at + len(step.data)
    while at < end:
        until = min(end, (at // SECTOR + 1) * SECTOR)
        yield Step("write", step.path, at, step.data[at - step.at : until - step.at])
        at = until


class Recorder:
    """All that work did to the files below a folder, and when something was acknowledged.

    ``before`` are the files that were safe already. ``acknowledged`` are pairs: how many steps
    were taken, and what was then to be kept.
    """

    def __init__(self, root: Path, before: dict[str, bytes]) -> None:
        self.root = str(root)
        self.before = before
        self.steps: list[Step] = []
        self.acknowledged: list[tuple[int, str]] = []

    def acknowledge(self, what: str) -> None:
        """From now on, ``what`` must not be lost."""
        self.acknowledged.append((len(self.steps), what))

    def replay(self) -> Iterator[tuple[int, Disk]]:
        """The disk after each step, and how much was acknowledged by then. It is one disk."""
        disk = Disk.holding(self.root, self.before)
        known = 0
        for number, step in enumerate(self.steps, 1):
            disk.do(step)
            while known < len(self.acknowledged) and self.acknowledged[known][0] <= number:
                known += 1
            yield known, disk

    def cuts(self, number: int, luck: Random) -> Iterator[tuple[int, dict[str, bytes]]]:
        """What may be found after cuts at so many moments, and how much was acknowledged."""
        moments = Counter(luck.randrange(len(self.steps)) for _ in range(number))
        for moment, (known, disk) in enumerate(self.replay()):
            for _ in range(moments[moment]):
                yield known, disk.after_a_cut(luck)


@contextmanager
def recording(root: Path, before: dict[str, bytes] | None = None) -> Iterator[Recorder]:
    """Note every step below a folder: SQLite's, and Python's own calls on names and flushes."""
    noted = Recorder(root, before or {})
    inside = noted.root + os.sep

    def hear(step: Step) -> None:
        if step.path == noted.root or step.path.startswith(inside):
            noted.steps.append(step)

    flush = os.fsync

    def fsync(handle: int) -> None:
        flush(handle)
        path = Path(f"/proc/self/fd/{handle}").readlink()
        hear(Step("sync folder" if path.is_dir() else "sync", str(path)))

    _heard_by.append(hear)
    os.fsync = fsync
    try:
        with watching(hear):
            yield noted
    finally:
        os.fsync = flush
        _heard_by.remove(hear)


_heard_by: list[Callable[[Step], None]] = []


def _on_call(event: str, about: tuple[object, ...]) -> None:
    """Python's own word of a call, given before it is made."""
    if not _heard_by or event not in ("open", "os.mkdir", "os.rename", "os.remove"):
        return
    path = os.fsdecode(about[0]) if isinstance(about[0], (str, bytes, os.PathLike)) else ""
    step = None
    if event == "open" and isinstance(about[2], int) and about[2] & os.O_CREAT:
        step = None if os.path.lexists(path) else Step("create", path)
    elif event == "os.mkdir":
        step = None if os.path.lexists(path) else Step("folder", path)
    elif event == "os.rename":
        step = Step("move", path, data=os.fsencode(str(about[1])))
    elif event == "os.remove":
        step = Step("delete", path) if os.path.lexists(path) else None
    if step:
        for hear in _heard_by:
            hear(step)


sys.addaudithook(_on_call)


def lay_out(files: dict[str, bytes], root: str, folder: Path) -> dict[str, bytes]:
    """Write the found files below another folder, as they lay below ``root``; returns them."""
    laid = {str(folder / Path(path).relative_to(root)): files[path] for path in files}
    for path, content in laid.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content)
    return laid
