"""Opening, refusing, source and small texts; one transaction, all or nothing."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ordinary_user import folder_of_an_ordinary_user
from sharewatch.core.board import Source, SourceKind
from sharewatch.store import errors, migrations
from sharewatch.store.schema import APPLICATION_ID
from sharewatch.store.store import Store, Writer


def contents(path: Path) -> dict[str, str]:
    """Every file of the folder with a digest of its bytes."""
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in path.parent.iterdir()}


def foreign(path: Path, *pragmas: str) -> None:
    with closing(sqlite3.connect(path)) as other:
        for pragma in pragmas:
            other.execute(f"PRAGMA {pragma}")
        other.execute("CREATE TABLE theirs (x)")
        other.execute("INSERT INTO theirs VALUES (1)")
        other.commit()


def test_a_new_database_is_for_this_user_alone(path):
    Store.open(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_new_database_says_whose_it_is_and_how_it_commits(path):
    with Store.open(path) as store:
        asked = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "application_id")
        said = [store._connection.all(f"PRAGMA {one}")[0][0] for one in asked]
    assert said == ["truncate", 3, 1, 0, APPLICATION_ID]


def test_every_table_is_strict(store):
    tables = store._connection.all("PRAGMA table_list")
    ours = [row for row in tables if row[2] == "table" and not row[1].startswith("sqlite_")]
    assert len(ours) == 28
    assert all(strict for *_, strict in ours)


def test_opening_again_finds_what_was_stored_and_changes_nothing(path):
    with Store.open(path) as store:
        store.set_meta("next", "12")
    before = path.read_bytes()
    with Store.open(path) as store:
        assert store.meta("next") == "12"
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_database(path):
    path.parent.mkdir()
    path.touch()
    with Store.open(path) as store:
        assert store.latest_poll() is None


def test_a_newer_database_is_refused_and_its_bytes_stay(path):
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {len(migrations.MIGRATIONS) + 1}")
    (path.parent / f"{path.name}-journal").unlink(missing_ok=True)
    before = contents(path)
    for read_only in (False, True):
        with pytest.raises(errors.NewerDatabase, match="newer Sharewatch"):
            Store.open(path, read_only=read_only)
    assert contents(path) == before


@pytest.mark.parametrize("pragmas", [(), ("application_id = 7", "user_version = 1")])
def test_another_programs_database_is_refused_and_its_bytes_stay(path, pragmas):
    path.parent.mkdir()
    foreign(path, *pragmas)
    before = contents(path)
    for read_only in (False, True):
        with pytest.raises(errors.NotOurs):
            Store.open(path, read_only=read_only)
    assert contents(path) == before


def test_another_programs_database_in_wal_mode_keeps_its_bytes(path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE theirs (x)")
        before = path.read_bytes(), path.with_name(f"{path.name}-wal").read_bytes()
        with pytest.raises(errors.NotOurs):
            Store.open(path)
        assert (path.read_bytes(), path.with_name(f"{path.name}-wal").read_bytes()) == before


def test_garbage_is_called_no_database(path):
    path.parent.mkdir()
    path.write_bytes(b"not a database, " * 512)
    before = contents(path)
    with pytest.raises(errors.CorruptDatabase, match="not a database"):
        Store.open(path)
    assert contents(path) == before


@pytest.mark.parametrize("page", [1, 7, -1])
def test_a_damaged_page_is_found_when_opening(path, make, page):
    with Store.open(path) as store:
        make.poll(store, make.sweep(*(make.row(f"a/{n}", n) for n in range(200))))
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(page * 4096 % size)
        file.write(b"\xff" * 4096)
    with pytest.raises(errors.CorruptDatabase, match="damaged"):
        Store.open(path)


def test_a_missing_database_is_not_made_by_reading(path):
    with pytest.raises(errors.CannotOpen, match="can't be opened"):
        Store.open(path, read_only=True)
    assert not path.exists()


def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(errors.CannotOpen, match="not a file"):
        Store.open(tmp_path)


def test_a_name_the_system_refuses_can_not_be_opened(tmp_path):
    with pytest.raises(errors.CannotOpen, match="can't be opened"):
        Store.open(tmp_path / ("x" * 300))


def crashed_copy(store: Store, sweep: Callable[[Writer], object], path: Path) -> None:
    """The files as a crash within the commit leaves them: half written, the journal beside."""
    store._connection.all("PRAGMA cache_size = 2")
    with store.write() as tx:
        sweep(tx)
        shutil.copy(store.path, path)
        shutil.copy(f"{store.path}-journal", f"{path}-journal")


def test_a_crash_within_a_commit_is_rolled_back(store, make, tmp_path):
    make.poll(store, make.sweep(*(make.row(f"a/{n}", n) for n in range(500))))
    before = list(store._connection.sqlite.iterdump())
    crashed_copy(store, lambda tx: tx.classify_again(str.upper), tmp_path / "crashed.db")
    with pytest.raises(errors.ReadOnlyStore, match="half written"):
        Store.open(tmp_path / "crashed.db", read_only=True)
    with Store.open(tmp_path / "crashed.db") as recovered:
        assert list(recovered._connection.sqlite.iterdump()) == before


def test_an_empty_file_can_not_be_only_read(path):
    path.parent.mkdir()
    path.touch()
    with pytest.raises(errors.OlderDatabase, match="open it once for writing"):
        Store.open(path, read_only=True)


def test_a_reader_reads_and_refuses_to_write(path, make):
    odd = path.with_name("100% odd?#name.db")
    with Store.open(odd) as store:
        make.poll(store, make.sweep(make.row("a/x", 1)))
    with Store.open(odd, read_only=True) as reader:
        assert reader.latest_poll().models == 1
        with pytest.raises(errors.ReadOnlyStore):
            reader.set_meta("a", "b")


@pytest.fixture
def ordinary_user() -> Iterator[Path]:
    """Where modes count."""
    with folder_of_an_ordinary_user() as folder:
        yield folder


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o500, 0o600), (0o700, 0o400)])
def test_where_nothing_can_be_written_one_is_told_and_can_read(
    ordinary_user, make, folder_mode, file_mode
):
    path = ordinary_user / "x.db"
    with Store.open(path) as store:
        make.poll(store, make.sweep(make.row("a/x", 1)))
    for left in ordinary_user.glob("*-journal"):
        left.unlink()
    path.chmod(file_mode)
    ordinary_user.chmod(folder_mode)
    with pytest.raises(errors.ReadOnlyStore):
        Store.open(path)
    with Store.open(path, read_only=True) as reader:
        assert reader.latest_poll().models == 1


def test_a_folder_that_can_not_be_written_gets_no_database(ordinary_user):
    ordinary_user.chmod(0o500)
    with pytest.raises(errors.ReadOnlyStore):
        Store.open(ordinary_user / "x.db")


def test_a_source_is_settled_once(store):
    hub = Source(SourceKind.HUB, "huggingface.co")
    assert store.source() is None
    store.bind_source(hub)
    store.bind_source(hub)
    assert store.source() == hub
    for other in (Source(SourceKind.DEMO, "huggingface.co"), Source(SourceKind.HUB, "mirror")):
        with pytest.raises(errors.WrongSource, match=r"huggingface\.co \(hub\)"):
            store.bind_source(other)
    assert store.source() == hub


def test_small_texts_are_kept_replaced_and_forgotten(store):
    store.set_meta("snooze", "1")
    store.set_meta("snooze", "2")
    assert store.meta("snooze") == "2"
    store.set_meta("snooze", None)
    assert store.meta("snooze") is None


def test_a_write_within_a_transaction_belongs_to_it(store):
    def fail_within() -> None:
        with store.write() as tx:
            store.set_meta("a", "1")
            tx.set_meta("b", "1")
            raise KeyError

    with pytest.raises(KeyError):
        fail_within()
    assert (store.meta("a"), store.meta("b")) == (None, None)


def test_a_second_writer_is_told_that_the_database_is_busy(path, monkeypatch):
    monkeypatch.setattr("sharewatch.store.connection.BUSY_TIMEOUT_S", 0.01)
    with Store.open(path) as first, Store.open(path) as second:
        with first.write(), pytest.raises(errors.StoreBusy):
            second.set_meta("a", "1")
        second.set_meta("a", "2")
        assert first.meta("a") == "2"


def test_a_bug_is_not_dressed_up_as_a_fault(store):
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        store._connection.all("SELECT * FROM nowhere")
