"""From one schema to the next: the old one or the new one, and a copy beside."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from sharewatch.store import errors, migrations
from sharewatch.store.connection import Connection
from sharewatch.store.schema import VERSION_1
from sharewatch.store.store import Store

VERSION_2 = """
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
    monkeypatch.setattr(migrations, "MIGRATIONS", (VERSION_1, VERSION_2))


def test_a_text_falls_into_its_statements():
    found = list(migrations.statements(VERSION_2))
    assert len(found) == 3
    assert found[1] == "CREATE TABLE note (text TEXT DEFAULT ';') STRICT;"


@pytest.mark.usefixtures("newer_program")
def test_an_older_database_is_copied_beside_and_brought_up_to_date(old):
    before = dump(old)
    with Store.open(old) as store:
        assert store._connection.all("SELECT * FROM meta") == [("kept", "yes", 5)]
        assert migrations.schema_of(store._connection) == 2
    copy = migrations.copy_before(old, 1)
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
    copy = migrations.copy_before(old, 1)
    copy.mkdir()
    before = dump(old)
    with pytest.raises(errors.DiskFault, match="could not be written"):
        Store.open(old)
    assert dump(old) == before
    assert not list(old.parent.glob(".*"))


def test_a_new_database_leaves_no_copy(old):
    assert list(old.parent.glob("*.bak")) == []


@pytest.mark.parametrize("text", [VERSION_1, VERSION_2])
def test_a_migration_that_fails_anywhere_leaves_the_old_schema(text, old, monkeypatch):
    from_scratch = text is VERSION_1
    path = old.with_name("new.db") if from_scratch else old
    texts = (VERSION_1,) if from_scratch else (VERSION_1, VERSION_2)
    monkeypatch.setattr(migrations, "MIGRATIONS", texts)
    before = [] if from_scratch else dump(old)
    change, failures = Connection.change, 0
    steps = len(list(migrations.statements(text))) + 1 + from_scratch
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
        assert path.stat().st_size == 0 if from_scratch else dump(path) == before
    assert failures == steps
    Store.open(path).close()
    assert f"({len(texts)},)" in dump(path)
