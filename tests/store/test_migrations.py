"""From one schema to the next: the old one or the new one, and a copy beside."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from sharewatch.store import errors, migrations
from sharewatch.store.connection import Connection
from sharewatch.store.schema import MIGRATIONS
from sharewatch.store.store import Store

NOW = len(MIGRATIONS)

NEXT = """
-- One column; and a table with a ; in it.
ALTER TABLE meta ADD COLUMN at INTEGER;
CREATE TABLE note (text TEXT DEFAULT ';') STRICT;
UPDATE meta SET at = 5;
"""


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as found:
        return [*found.iterdump(), str(found.execute("PRAGMA user_version").fetchone())]


@pytest.fixture
def old(path) -> Path:
    with Store.open(path) as store:
        store.set_meta("kept", "yes")
    return path


@pytest.fixture
def newer_program(old, monkeypatch) -> None:
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, NEXT))


def test_a_text_falls_into_its_statements():
    found = list(migrations.statements(NEXT))
    assert len(found) == 3
    assert found[1] == "CREATE TABLE note (text TEXT DEFAULT ';') STRICT;"


@pytest.mark.usefixtures("newer_program")
def test_an_older_database_is_copied_beside_and_brought_up_to_date(old):
    before = dump(old)
    with Store.open(old) as store:
        assert store._connection.all("SELECT * FROM meta") == [("kept", "yes", 5)]
        assert migrations.schema_of(store._connection) == NOW + 1
    copy = migrations.copy_before(old, NOW)
    assert dump(copy) == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert {one.name for one in old.parent.iterdir()} == {
        old.name,
        copy.name,
        f"{old.name}-journal",
    }


@pytest.mark.usefixtures("newer_program")
def test_an_older_database_can_not_be_only_read(old):
    with pytest.raises(errors.OlderDatabase):
        Store.open(old, read_only=True)


@pytest.mark.usefixtures("newer_program")
def test_without_a_copy_there_is_no_migration(old):
    copy = migrations.copy_before(old, NOW)
    copy.mkdir()
    before = dump(old)
    with pytest.raises(errors.DiskFault, match="could not be written"):
        Store.open(old)
    assert dump(old) == before
    assert not list(old.parent.glob(".*"))


def test_a_new_database_leaves_no_copy(old):
    assert list(old.parent.glob("*.bak")) == []


@pytest.mark.parametrize("schema", range(NOW + 1))
def test_a_migration_that_fails_anywhere_leaves_the_old_schema(schema, path, monkeypatch):
    texts = (*MIGRATIONS, NEXT)[: schema + 1]
    before: list[str] = []
    if schema:
        monkeypatch.setattr(migrations, "MIGRATIONS", texts[:-1])
        with Store.open(path) as store:
            store.set_meta("kept", "yes")
        before = dump(path)
    monkeypatch.setattr(migrations, "MIGRATIONS", texts)
    change, failures = Connection.change, 0
    steps = len(list(migrations.statements(texts[-1]))) + 1 + (not schema)
    for at in range(steps):
        calls = iter(range(1000))

        def failing(self, sql, *values, calls=calls, at=at):
            if next(calls) == at + 1:  # the very first is the trial of being able to write
                raise sqlite3.OperationalError(sql)
            return change(self, sql, *values)

        monkeypatch.setattr(Connection, "change", failing)
        with pytest.raises(sqlite3.OperationalError):
            Store.open(path)
        failures += 1
        monkeypatch.setattr(Connection, "change", change)
        assert dump(path) == before if schema else path.stat().st_size == 0
    assert failures == steps
    Store.open(path).close()
    assert f"({len(texts)},)" in dump(path)


def crashed(path: Path, to: Path) -> Path:
    """A copy of a database as a crash in the middle of a commit leaves it; returns its path."""
    with closing(sqlite3.connect(path, isolation_level=None)) as at_work:
        at_work.execute("PRAGMA cache_size = 1")  # so that pages are written before the commit
        at_work.execute("BEGIN")
        at_work.execute("CREATE TABLE unfinished (text)")
        at_work.executemany("INSERT INTO unfinished VALUES (?)", [("x" * 999,)] * 999)
        shutil.copytree(path.parent, to)
        at_work.execute("ROLLBACK")
    assert (to / f"{path.name}-journal").stat().st_size
    return to / path.name


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("pragma", "fault"),
    [(f"user_version = {NOW + 1}", errors.NewerDatabase), ("application_id = 7", errors.NotOurs)],
)
def test_not_even_a_crash_of_a_newer_or_another_program_is_mended(
    pragma, fault, read_only, old, tmp_path
):
    with closing(sqlite3.connect(old, isolation_level=None)) as theirs:
        theirs.execute(f"PRAGMA {pragma}")
    path = crashed(old, tmp_path / "crashed")
    (path.parent / f"{path.name}.polling").touch()
    before = all_bytes(path.parent)
    with pytest.raises(errors.ReadOnlyStore if read_only else fault):
        Store.open(path, read_only=read_only)
    assert all_bytes(path.parent) == before


def test_a_crash_of_this_program_is_mended(old, tmp_path):
    before = dump(old)
    with Store.open(crashed(old, tmp_path / "crashed")) as store:
        assert dump(store.path) == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sqlite_schema SET sql = CAST(x'435245415445a9' AS TEXT) WHERE name = 'meta'",
        "UPDATE meta SET value = CAST(x'a9a9' AS TEXT)",
    ],
)
def test_text_that_is_none_is_damage(change, old):
    with closing(sqlite3.connect(old, isolation_level=None)) as rows:
        rows.execute("PRAGMA writable_schema = ON")
        assert rows.execute(change).rowcount
    with pytest.raises(errors.CorruptDatabase, match="is damaged"), Store.open(old) as store:
        store.meta("kept")
