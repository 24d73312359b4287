"""A disk that is full costs what could not be written, and nothing else; with room, all goes on."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest

from at_work import AtWork
from old_databases import as_of_schema
from replayed import faults_in
from rounds import FIRST, RULES, deliver, next_day, watch, world
from sharewatch.core.words import DAY
from sharewatch.desk.window_desk import WindowDesk
from sharewatch.intake.poll import unheard
from sharewatch.store.errors import DiskFault, DiskFull, ExportFailed
from sharewatch.store.exporter import export_shares
from sharewatch.store.migrations import copy_before
from sharewatch.store.schema import MIGRATIONS
from sharewatch.store.store import Store
from watched_files import WHY_NOT, Step, watching

HUB = world(models=2)
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)


@dataclass
class Room:
    """Counts writes that want room, and has none left after so many.

    Most file systems need none to write over what is there; one that copies on write does.
    """

    copies: bool = False
    writes: int = 0
    left: int | None = None

    def hear(self, step: Step) -> int:
        if step.what != "write":
            return 0
        if not self.copies and step.at + len(step.data) <= Path(step.path).stat().st_size:
            return 0
        self.writes += 1
        return sqlite3.SQLITE_FULL if self.left is not None and self.writes > self.left else 0

    def runs_out_after(self, writes: int) -> None:
        self.writes, self.left = 0, writes

    def is_made(self) -> None:
        self.left = None


def contents(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as found:
        return list(found.iterdump())


def poll(work: AtWork, desk: WindowDesk) -> None:
    last = work.store.latest_poll()
    work.clock.set(last.as_of + DAY if last else FIRST)
    work.desk.poll(Event(), unheard)


def save_rule(work: AtWork, desk: WindowDesk) -> None:
    desk.save_rule(RULES[0])


def claim(work: AtWork, desk: WindowDesk) -> None:
    desk.claim_notices()


def mark(work: AtWork, desk: WindowDesk) -> None:
    desk.notices_shown(((1, ""),))


def read(work: AtWork, desk: WindowDesk) -> None:
    desk.mark_read(tuple(one.id for one in work.store.inbox.entries()))


def acknowledge(work: AtWork, desk: WindowDesk) -> None:
    desk.acknowledge(tuple(one.id for one in work.store.inbox.entries()))


def snooze(work: AtWork, desk: WindowDesk) -> None:
    desk.snooze(3600)


@pytest.mark.parametrize("copies", [False, True], ids=["grows", "copies"])
@pytest.mark.parametrize("work_on", [poll, save_rule, claim, mark, read, acknowledge, snooze])
def test_a_disk_that_is_full_at_any_write_leaves_everything_as_it_was(work_on, copies, tmp_path):
    room, path = Room(copies), tmp_path / "data" / "db"
    with watching(room.hear), watch(path, HUB) as (work, desk):
        while not work.store.outbox.due():
            next_day(work, desk)
        shown, now, writes = work.store.inbox.entries(), work.clock.now(), 0
        if work_on is mark:
            assert [one.id for one in desk.claim_notices()] == [1]
        before = contents(path)
        while not done(room, writes, lambda: work_on(work, desk)):
            if not copies:
                assert work.store.inbox.entries() == shown  # it can still be looked at
            room.is_made()
            assert contents(path) == before
            assert work.store.inbox.entries() == shown
            work.clock.set(now)
            writes += 1
        assert writes > 3
        room.is_made()
        assert contents(path) != before


def done(room: Room, writes: int, work: Callable[[], None]) -> bool:
    """Whether so many writes that want room are enough for some work."""
    room.runs_out_after(writes)
    try:
        work()
    except DiskFull:
        return False
    return True


def test_a_poll_goes_on_once_there_is_room(tmp_path):
    room, screen, path = Room(), tmp_path / "screen", tmp_path / "data" / "db"
    with watching(room.hear), watch(path, HUB) as (work, desk):
        for stored in range(1, 9):
            room.runs_out_after(stored)
            with pytest.raises(DiskFull):
                poll(work, desk)
            assert "disk is full" in work.store.write_fault
            assert any("disk is full" in one.what for one in desk.board().findings)
            room.is_made()
            assert next_day(work, desk) == stored
            assert work.store.write_fault == ""
            deliver(desk, screen)
            desk.board()
    assert list(faults_in(path, 8, screen)) == []


@pytest.mark.parametrize("schema", range(len(MIGRATIONS)))
def test_an_upgrade_of_a_full_disk_leaves_the_old_database(schema, tmp_path):
    room, path = Room(), tmp_path / "data" / "db"
    with watch(tmp_path / "filled", HUB) as (work, desk):
        next_day(work, desk)
    as_of_schema(schema, tmp_path / "filled", path)
    before, writes = contents(path), 0
    with watching(room.hear):
        while not done(room, writes, lambda: reopen(path)):
            room.is_made()
            assert contents(path) == before
            assert [one.name for one in path.parent.glob(".*")] == []
            writes += 1 if writes < 8 else 7  # there are hundreds
    assert writes > 8
    with Store.open(path) as store:
        assert len(store.polls()) == bool(schema)
        assert store.damaged_polls() == ()
    if schema:
        assert contents(copy_before(path, schema)) == before


def reopen(path: Path) -> None:
    Store.open(path).close()


def test_a_copy_that_finds_no_room_leaves_the_one_of_before(tmp_path):
    room, copy = Room(), tmp_path / "copy"
    with watching(room.hear), watch(tmp_path / "db", HUB) as (work, desk):
        work.store._connection.copy_to(copy)
        before = copy.read_bytes()
        next_day(work, desk)
        room.runs_out_after(3)
        with pytest.raises(DiskFull):
            work.store._connection.copy_to(copy)
        assert copy.read_bytes() == before
        assert {one.name for one in tmp_path.iterdir()} >= {"db", "copy"}
        assert list(tmp_path.glob(".*")) == []
        assert work.store.latest_poll().seq == 1


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A file system of its own with half a megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        size = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=512k", "none", folder],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as why:
        pytest.skip(f"no file system can be made here: {why}")
    if size.returncode:
        pytest.skip(f"no file system can be made here: {size.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def last_poll_with_room(work: AtWork, desk: WindowDesk, screen: Path) -> int:
    """Poll and deliver until there is no room; returns the last poll that had some."""
    seq = 0
    try:
        while True:
            seq = next_day(work, desk)
            deliver(desk, screen)
    except DiskFull:
        return seq


def test_a_disk_that_really_is_full(small_disk, tmp_path):
    path, screen = small_disk / "data" / "db", tmp_path / "screen"
    with watch(path, world(models=40)) as (work, desk):
        seq = last_poll_with_room(work, desk, screen)
        assert seq > 3
        assert work.store.latest_poll().seq == seq  # it can still be looked at
        assert any("disk is full" in one.what for one in desk.board().findings)
        (small_disk / "rest").write_bytes(bytes(shutil.disk_usage(small_disk).free))
        for step in (save_rule, acknowledge):
            with pytest.raises(DiskFull):
                step(work, desk)
        with pytest.raises(ExportFailed, match="No space left"):
            export_shares(work.store, small_disk / "shares.csv")
        with pytest.raises((DiskFull, DiskFault)):
            work.store._connection.copy_to(small_disk / "copy")
        assert {one.name for one in small_disk.iterdir()} == {"data", "rest"}
        (small_disk / "rest").unlink()
        subprocess.run(["mount", "-o", "remount,size=4m", small_disk], check=True)
        assert next_day(work, desk) == seq + 1
        assert work.store.write_fault == ""
        deliver(desk, screen)
        desk.board()
        deliver(desk, screen)
        assert export_shares(work.store, small_disk / "shares.csv") > 0
    assert list(faults_in(path, seq + 1, screen)) == []
