"""A look at the database finds each kind of damage, says what it is, and writes nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sharewatch.core.episodes import RuleState, to_json
from sharewatch.core.shares import FamilySum
from sharewatch.core.snapshot import ModelRow
from sharewatch.store import errors, repairs, soundness
from sharewatch.store.schema import MIGRATIONS
from sharewatch.store.soundness import Verdict
from sharewatch.store.store import Store


@pytest.fixture
def database(path: Path, make) -> Path:
    with Store.open(path) as store:
        sums = (FamilySum("Alpha", 3, 2, 0),)
        make.poll(store, make.sweep(make.row("alpha/x", 1), make.row("alpha/y", 2)), sums=sums)
        rule = store.add_rule(make.rule(), 7)
        with store.write() as tx:
            tx.save_state(rule.id, to_json(RuleState()))
            tx.inbox.add(rule, episode=1, kind="FIRED", poll=1, at=7, share=None)
            census = tx.censuses.begin("text", as_of=7, started_at=7)
            tx.censuses.add_rows(census, [ModelRow("id 1", "a/1", 1, 1, 1)])
            tx.censuses.finish(census, at=9, models=1, covered=None)
    return path


def harm(path: Path, *statements: str) -> None:
    """Change the file behind the program's back."""
    with closing(sqlite3.connect(path)) as there, there:
        for statement in statements:
            there.execute(statement)


def verdicts(path: Path) -> dict[str, Verdict]:
    return {one.name: one.verdict for one in soundness.check(path)}


def test_what_is_sound_is_called_fine_point_by_point_and_stays_as_it_is(database):
    before = database.read_bytes()
    assert set(verdicts(database).values()) == {Verdict.FINE}
    assert list(verdicts(database)) == [
        *("pages", "tables", "references", "polls", "sums", "censuses", "inbox", "rules", "texts"),
    ]
    assert database.read_bytes() == before
    assert not any(one.name != database.name and one.stat().st_size for one in files(database))


def files(database: Path) -> list[Path]:
    return list(database.parent.iterdir())


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("references", "DELETE FROM catalog"),
        ("polls", "UPDATE rollup SET value = 4"),
        ("polls", "DELETE FROM observation WHERE model = 1"),
        ("polls", "UPDATE poll SET as_of = as_of + 1"),
        ("censuses", "UPDATE census_chunk SET columns = x'00'"),
        ("censuses", "UPDATE census SET models = 2, checksum = NULL"),
        ("censuses", "DELETE FROM census_chunk"),
        ("rules", "UPDATE rule_state SET state = '{'"),
        ("rules", "UPDATE rule_state SET state = '{}'"),
        ("rules", "UPDATE rule_version SET threshold = 'half'"),
        ("rules", "UPDATE rule_version SET measure = '31d'"),
        ("texts", "UPDATE model SET pipeline_tag = 'te' || char(0) || 'xt'"),
        ("tables", "ALTER TABLE meta RENAME COLUMN value TO valve"),
        ("tables", "DROP TABLE latest"),
    ],
)
def test_each_kind_of_damage_is_found_and_a_repair_leaves_none(database, name, statement):
    harm(database, statement)
    assert verdicts(database)[name] is Verdict.DAMAGED
    done = repairs.repair(database, now=7)
    assert done.aside is not None
    assert Verdict.DAMAGED not in verdicts(database).values()
    with Store.open(database) as store:
        assert store.damaged_polls() == ()


def test_an_entry_that_is_in_the_inbox_twice_is_found_and_a_repair_leaves_one(database):
    put_in_twice(database)
    (pages,) = [one for one in soundness.check(database) if one.damaged]
    assert "non-unique entry in index" in pages.said
    assert repairs.repair(database, now=7).salvaged.entries == 1
    assert verdicts(database)["inbox"] is Verdict.FINE


def put_in_twice(database: Path) -> None:
    """The one entry again, while its index is called one that takes it."""
    key = "(rule, version, episode, kind)"
    index, name = f"CREATE INDEX twin ON event {key}", "sqlite_autoindex_event_1"
    harm(
        database,
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET sql = replace(sql, 'UNIQUE {key},', '') WHERE name = 'event'",
        f"UPDATE sqlite_schema SET name = 'twin', sql = '{index}' WHERE name = '{name}'",
    )
    harm(
        database,
        "INSERT INTO event (rule, version, episode, kind, at) "
        "SELECT rule, version, episode, kind, at FROM event",
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET name = '{name}', sql = NULL WHERE name = 'twin'",
        "UPDATE sqlite_schema SET sql = replace(sql, 'FOREIGN KEY (rule, version)', "
        f"'UNIQUE {key}, FOREIGN KEY (rule, version)') WHERE name = 'event'",
    )


def test_sums_that_are_not_those_of_the_models_are_noted_and_want_no_repair(database):
    harm(database, "UPDATE model SET family = NULL WHERE id = 1")
    found = {one.name: one for one in soundness.check(database)}
    assert found["sums"].verdict is Verdict.NOTED
    assert "Alpha" in found["sums"].said
    assert repairs.repair(database).salvaged is None


def test_a_poll_is_named_by_its_time(database):
    harm(database, "UPDATE rollup SET value = 4")
    (polls,) = [one for one in soundness.check(database) if one.name == "polls"]
    assert polls.said == ("1 of 1 poll can't be read as stored: 2024-10-04T12:00:00Z (poll 1).")


def test_a_database_of_an_older_version_is_looked_at_as_far_as_that_goes(path, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr("sharewatch.store.migrations.MIGRATIONS", MIGRATIONS[:2])
        Store.open(path).close()
    found = verdicts(path)
    assert (found["pages"], found["polls"]) == (Verdict.FINE, Verdict.NOTED)
    assert repairs.repair(path).salvaged is None


def test_what_was_set_aside_or_left_behind_is_named(database):
    for name in (
        ".repair-x",
        "sharewatch.db.damaged-20260101T000000Z",
        "sharewatch.db.schema-1.bak",
    ):
        (database.parent / name).touch()
    said = {one.name: one.said for one in soundness.check(database)}
    assert ".repair-x" in said["leftovers"]
    assert "damaged-20260101T000000Z" in said["aside"]
    assert "schema-1.bak" in said["aside"]


def test_a_file_that_a_crash_left_half_written_wants_a_start_and_no_repair(database):
    with Store.open(database) as store:
        store._connection.all("PRAGMA cache_size = 2")
        with store.write() as tx:
            tx.classify_again(str.upper)
            store._connection.change("CREATE TABLE much AS SELECT zeroblob(90000) AS x")
            torn, journal = database.read_bytes(), Path(f"{database}-journal").read_bytes()
    database.write_bytes(torn)
    Path(f"{database}-journal").write_bytes(journal)
    with pytest.raises(errors.ReadOnlyStore, match="half written"):
        soundness.check(database)
    Store.open(database).close()
    assert set(verdicts(database).values()) == {Verdict.FINE}
