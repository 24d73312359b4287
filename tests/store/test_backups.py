"""Daily copies: one a day, checked before any older one goes, and put back without loss."""

from __future__ import annotations

import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sharewatch.store import backups, errors
from sharewatch.store.lock import polling
from sharewatch.store.store import Store

NOW = int(datetime(2026, 11, 23, 18, tzinfo=UTC).timestamp())
DAY = 86_400


@pytest.fixture
def database(path: Path, make) -> Path:
    with Store.open(path) as store:
        for n in range(3):
            rows = [make.row(f"a/{at}", at + n) for at in range(300)]
            make.poll(store, make.sweep(*rows, at=NOW + n))
    return path


def poll_again(path: Path, make, at: int) -> None:
    with Store.open(path) as store:
        make.poll(store, make.sweep(make.row("a/1", at), at=at))


def names(path: Path) -> list[str]:
    return sorted(one.name for one in backups.folder_of(path).iterdir())


def test_a_copy_is_made_once_a_utc_day_for_this_user_alone(database):
    assert backups.is_due(database, NOW)
    done = backups.back_up(database, NOW)
    assert done.path == database.parent / "backups" / "sharewatch-2026-11-23.db"
    assert stat.S_IMODE(done.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(done.path.parent.stat().st_mode) == 0o700
    assert not backups.is_due(database, NOW + 3600)
    again = backups.back_up(database, NOW + 3600)
    assert (again.path, again.damaged) == (None, False)
    assert backups.back_up(database, NOW + DAY).path
    assert names(database) == ["sharewatch-2026-11-23.db", "sharewatch-2026-11-24.db"]


def test_a_copy_holds_what_the_database_held_and_says_so(database, make):
    copy = backups.back_up(database, NOW).path
    poll_again(database, make, NOW + 9)
    assert backups.look_at(copy) == backups.Looked(3, NOW + 2, "")
    with Store.open(copy, read_only=True) as there:
        assert there.damaged_polls() == ()
    (listed,) = backups.backups_of(database)
    assert (listed.path, listed.day) == (copy, date(2026, 11, 23))


def test_the_newest_of_three_days_and_of_four_weeks_stay(database):
    last = date(2026, 11, 23)
    days = [last - timedelta(n) for n in range(60)]
    kept = backups.kept_days(days)
    assert sorted(kept, reverse=True) == [
        date(2026, 11, 23),
        date(2026, 11, 22),
        date(2026, 11, 21),
        date(2026, 11, 15),
        date(2026, 11, 8),
    ]
    assert backups.kept_days([]) == frozenset()
    for n in range(60, -1, -1):
        backups.back_up(database, NOW - n * DAY)
    assert {one.day for one in backups.backups_of(database)} == kept
    assert len(names(database)) == len(kept)


def test_other_files_in_the_folder_are_no_backups_and_stay(database):
    backups.back_up(database, NOW - 90 * DAY)
    odd = ["sharewatch-2026-13-01.db", "mine.db", "demo-2026-01-01.db", "sharewatch-2026-01-01.bak"]
    for name in odd:
        (backups.folder_of(database) / name).touch()
    for n in range(40):
        backups.back_up(database, NOW + n * DAY)
    assert set(odd) < set(names(database))


@pytest.mark.parametrize("harm", ["zeroed", "flipped"])
def test_a_damaged_database_takes_no_good_copys_place(database, harm):
    copies = [backups.back_up(database, NOW + n * DAY).path for n in range(-40, 0)]
    before = {path: path.read_bytes() for path in copies if path.exists()}
    if harm == "zeroed":
        size = database.stat().st_size
        with database.open("r+b") as file:
            file.seek(size // 8192 * 4096)
            file.write(bytes(4096))
    else:
        with Store.open(database) as store, store.write():
            store._connection.change("UPDATE observation SET likes = 3 WHERE poll = 3")
    done = backups.back_up(database, NOW)
    assert (done.path, done.damaged) == (None, True)
    assert "sharewatch repair" in done.reason
    assert {one.path: one.path.read_bytes() for one in backups.backups_of(database)} == before
    assert not list(backups.folder_of(database).glob(".*"))


def test_without_the_room_that_is_wanted_no_copy_is_made_and_the_reason_is_told(
    database, monkeypatch
):
    monkeypatch.setattr(backups, "_ROOM", 10**12)  # times its size: no disk is that large
    done = backups.back_up(database, NOW)
    assert (done.path, done.damaged) == (None, False)
    assert "the disk has" in done.reason
    assert "MiB left" in done.reason
    assert not backups.folder_of(database).exists()


def test_a_folder_that_can_not_be_made_is_a_reason_and_no_fault(database):
    backups.folder_of(database).touch()
    done = backups.back_up(database, NOW)
    assert (done.path, done.damaged) == (None, False)
    assert done.reason.startswith("No backup was made.")
    assert f"{backups.folder_of(database) / 'sharewatch-2026-11-23.db'} " in done.reason
    assert "unfinished" not in done.reason


def test_a_copy_that_is_given_up_leaves_nothing(database):
    def give_up() -> None:
        raise InterruptedError("called off")

    with pytest.raises(InterruptedError, match="called off"):
        backups.back_up(database, NOW, give_up)
    assert names(database) == []
    assert backups.is_due(database, NOW)


def test_what_is_stored_while_a_copy_is_made_is_in_it_or_not_at_all(database, make):
    stored = iter(range(5))

    def store_more() -> None:
        for n in stored:
            poll_again(database, make, NOW + 100 + n)
            break

    copy = backups.back_up(database, NOW, store_more).path
    with Store.open(copy, read_only=True) as there:
        assert there.damaged_polls() == ()
        assert len(there.polls()) in range(3, 9)


def test_a_restored_backup_is_in_place_and_the_former_database_is_kept(database, make):
    copy = backups.back_up(database, NOW).path
    poll_again(database, make, NOW + 9)
    present = database.read_bytes()
    done = backups.restore(database, backups.find(database, "newest"), NOW)
    assert done.aside == database.with_name("sharewatch.db.replaced-20261123T180000Z")
    assert (done.backup, done.polls, done.last) == (copy, 3, NOW + 2)
    assert done.aside.read_bytes() == present
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    with Store.open(database) as store:
        assert [one.as_of for one in store.polls()] == [NOW, NOW + 1, NOW + 2]
    assert copy.exists()


def test_a_backup_can_be_restored_where_the_database_is_gone(database):
    backups.back_up(database, NOW)
    database.unlink()
    done = backups.restore(database, backups.find(database, "sharewatch-2026-11-23.db"), NOW)
    assert done.aside is None
    with Store.open(database) as store:
        assert len(store.polls()) == 3


def test_a_backup_that_is_not_sound_is_passed_over_and_refused_by_name(database):
    good = backups.back_up(database, NOW).path
    bad = backups.back_up(database, NOW + DAY).path
    bad.write_bytes(b"garbage" * 999)
    present = database.read_bytes()
    assert backups.find(database, "newest") == good
    with pytest.raises(errors.NoBackup, match="can't be restored"):
        backups.restore(database, bad, NOW)
    assert database.read_bytes() == present


@pytest.mark.parametrize("wanted", ["newest", "sharewatch-2020-01-01.db", "/nowhere/x.db"])
def test_a_backup_that_is_not_there_is_named(database, wanted):
    with pytest.raises(errors.NoBackup):
        backups.find(database, wanted)


def test_the_database_is_no_backup_of_itself(database):
    with pytest.raises(errors.NoBackup, match="itself"):
        backups.restore(database, database, NOW)


def test_nothing_is_restored_while_another_program_works_at_it(database):
    copy = backups.back_up(database, NOW).path
    present = database.read_bytes()
    with polling(database), pytest.raises(errors.StoreBusy):
        backups.restore(database, copy, NOW)
    assert database.read_bytes() == present


def test_who_had_it_open_is_told_that_it_was_replaced_and_can_lose_nothing_in_it(database):
    copy = backups.back_up(database, NOW).path
    with Store.open(database) as before:
        backups.restore(database, copy, NOW)
        with pytest.raises(errors.MovedAway, match="replaced while it was open"):
            before.set_meta("lost", "no")
        assert len(before.polls()) == 3  # what was stored can still be looked at
