"""A power cut at any moment leaves the last acknowledged state, or the one being written then.

SHAREWATCH_POWER_CUTS says how many cuts; each test prints what came of them.
"""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from old_databases import as_of_schema
from power import Recorder, lay_out, recording
from rounds import deliver, next_day, watch, world
from sharewatch.store import connection
from sharewatch.store.connection import Connection
from sharewatch.store.errors import StoreError
from sharewatch.store.migrations import copy_before
from sharewatch.store.schema import MIGRATIONS
from sharewatch.store.store import Store
from watched_files import WHY_NOT

CUTS = int(os.environ.get("SHAREWATCH_POWER_CUTS", "80"))
HUB = world(models=2)
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
DATABASE = Path("data") / "sharewatch.db"
OURS = connection._WRITING
OTHERS = (
    ("journal_mode = DELETE", "synchronous = FULL"),
    ("journal_mode = TRUNCATE", "synchronous = OFF"),
    ("journal_mode = WAL", "synchronous = NORMAL"),
)


def contents(database: sqlite3.Connection) -> str:
    """A digest of the schema and all rows."""
    version = database.execute("PRAGMA user_version").fetchone()
    return sha256("\n".join((str(version), *database.iterdump())).encode()).hexdigest()


@contextmanager
def acknowledging(noted: Recorder) -> Iterator[None]:
    """Note what the database holds whenever a commit has returned."""
    transaction = Connection.transaction

    @contextmanager
    def acknowledged(self: Connection) -> Iterator[None]:
        with transaction(self):
            yield
        noted.acknowledge(contents(self.sqlite))

    Connection.transaction = acknowledged
    try:
        yield
    finally:
        Connection.transaction = transaction


def work(root: Path, screen: Path) -> None:
    """A new database, polls with alerts and messages, and what people do meanwhile."""
    with watch(root / DATABASE, HUB) as (at_work, desk):
        for _ in range(4):
            next_day(at_work, desk)
            deliver(desk, screen)
        desk.snooze(3600)
        desk.remove_rule(2)
        next_day(at_work, desk)
        entries = tuple(entry.id for entry in desk.board().inbox)
        desk.mark_read(entries)
        desk.acknowledge(entries)
        desk.snooze(0)
    with watch(root / DATABASE, HUB) as (at_work, desk):
        deliver(desk, screen)
        next_day(at_work, desk)


def recorded(folder: Path) -> Recorder:
    """All steps of that work, held against what then lies on the real disk."""
    root = folder / "disk"
    root.mkdir()
    with recording(root) as noted, acknowledging(noted):
        work(root, folder / "screen")
    *_, (known, disk) = noted.replay()
    assert known == len(noted.acknowledged) > 15
    assert disk.now() == {str(one): one.read_bytes() for one in root.rglob("*") if one.is_file()}
    return noted


def opened(folder: Path) -> str:
    """What a found disk holds once the store has mended it."""
    with Store.open(folder / DATABASE) as store:
        assert store._connection.all("PRAGMA integrity_check") == [("ok",)]
        assert store.damaged_polls() == ()
        return contents(store._connection.sqlite)


def kept(noted: Recorder, known: int) -> set[str]:
    """What may be found when so many states were acknowledged: the last one, or the next."""
    states = [state for _, state in noted.acknowledged]
    return {*states[max(0, known - 1) : known + 1]}


def losses(noted: Recorder, luck: Random) -> int:
    """After how many cuts something acknowledged was lost, or the file was damaged."""
    lost = 0
    for known, files in noted.cuts(CUTS, luck):
        with TemporaryDirectory() as folder:
            lay_out(files, noted.root, Path(folder))
            try:
                lost += opened(Path(folder)) not in kept(noted, known)
            except (StoreError, AssertionError, sqlite3.Error):
                lost += 1
    return lost


def test_a_power_cut_loses_nothing_that_was_acknowledged(tmp_path):
    noted = recorded(tmp_path)
    lost = losses(noted, Random(1))
    print(f"{lost} losses in {CUTS} cuts, {len(noted.steps)} steps: {', '.join(OURS)}")
    assert lost == 0


@pytest.mark.parametrize("pragmas", OTHERS, ids=", ".join)
def test_other_pragmas_would_lose_something_in_the_same_cuts(pragmas, tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "_WRITING", pragmas)
    noted = recorded(tmp_path)
    lost = losses(noted, Random(1))
    print(f"{lost} losses in {CUTS} cuts, {len(noted.steps)} steps: {', '.join(pragmas)}")
    assert lost > 0


def test_a_second_cut_while_the_first_is_mended_loses_nothing_either(tmp_path):
    noted, luck = recorded(tmp_path), Random(2)
    again = 0
    for known, files in noted.cuts(CUTS, luck):
        with TemporaryDirectory() as first, TemporaryDirectory() as second:
            found = lay_out(files, noted.root, Path(first))
            with recording(Path(first), found) as mending:
                opened(Path(first))
            for _, left in mending.cuts(1, luck):
                lay_out(left, mending.root, Path(second))
                assert opened(Path(second)) in kept(noted, known)
                again += 1
    print(f"0 losses in {again} second cuts")
    assert again


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as found:
        return [str(found.execute("PRAGMA user_version").fetchone()), *found.iterdump()]


@pytest.mark.parametrize("schema", range(1, len(MIGRATIONS)))
def test_a_power_cut_in_an_upgrade_leaves_the_old_database_or_the_new_one_with_a_copy(
    schema, tmp_path
):
    work(tmp_path / "filled", tmp_path / "screen")
    path = as_of_schema(schema, tmp_path / "filled" / DATABASE, tmp_path / "disk" / DATABASE)
    old = dump(path)
    with recording(tmp_path / "disk", {str(path): path.read_bytes()}) as noted:
        Store.open(path).close()
    new, found, luck = dump(path), Counter[str](), Random(schema)
    for left, (_, disk) in zip(range(len(noted.steps) - 1, -1, -1), noted.replay(), strict=True):
        if left > 9 and left % 4:
            continue
        files = disk.after_a_cut(luck)
        with TemporaryDirectory() as folder:
            lay_out(files, noted.root, Path(folder))
            mended = Path(folder) / DATABASE
            copy = copy_before(mended, schema)
            is_new = dump(mended) == new
            assert is_new or dump(mended) == old
            assert dump(copy) == old if is_new else True
            opened(Path(folder))
            assert (dump(mended), dump(copy)) == (new, old)
            found["new" if is_new else "old"] += 1
    print(f"schema {schema}: {dict(found)} in {found.total()} cuts, {len(noted.steps)} steps")
    assert found["old"]
    assert is_new  # the last cut came when the upgrade had been acknowledged
