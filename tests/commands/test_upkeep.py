"""The commands that look after the database: what they say, their forms, their exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from series import qwen_rises
from sharewatch.cli import parser as cli
from sharewatch.cli.exits import Exit
from sharewatch.store import backups
from sharewatch.store.store import Store
from typed import Run, typing_into

NOW = 1_800_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five days of a replayed series."""
    series = qwen_rises(tmp_path / "series.csv")
    assert cli.main(["--data-dir", str(tmp_path / "data"), "replay", str(series), "--json"]) == 0
    return tmp_path / "data"


@pytest.fixture
def database(folder: Path) -> Path:
    return folder / "sharewatch.db"


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return typing_into(folder, capsys)


def wipe(database: Path, page: int) -> None:
    content = database.read_bytes()
    at = page * 4096 % len(content)
    database.write_bytes(content[:at] + bytes(4096) + content[at + 4096 :])


def test_a_sound_database_is_called_so_in_words_and_by_the_exit_code(run, database):
    before = database.read_bytes()
    code, out, err = run("check")
    assert (code, err) == (Exit.DONE, "")
    assert "5 polls, each as it was stored." in out
    assert out.rstrip().endswith("there is nothing to do.")
    code, out, _ = run("check", "--json")
    found = json.loads(out)
    assert (code, found["sound"]) == (Exit.DONE, True)
    assert {one["name"]: one["verdict"] for one in found["points"]} == {
        **dict.fromkeys(("pages", "tables", "references", "polls", "sums"), "fine"),
        **dict.fromkeys(("censuses", "inbox", "rules", "texts"), "fine"),
    }
    code, out, _ = run("repair")
    assert (code, out) == (Exit.DONE, f"{database} is sound; nothing was changed.\n")
    assert database.read_bytes() == before


def test_a_damaged_database_is_refused_by_name_and_a_repair_saves_it(run, database):
    wipe(database, -1)
    code, out, err = run("shares")
    assert (code, out) == (Exit.DATABASE, "")
    assert "`sharewatch repair`" in err
    assert "Health page" in err
    code, out, _ = run("check")
    assert code == Exit.DATABASE
    assert "damaged  pages" in out
    assert "`sharewatch repair`" in out
    code, out, _ = run("repair")
    assert code == Exit.DONE
    assert "holds what could be saved now.\nSaved: " in out
    (aside,) = database.parent.glob("*.damaged-*")
    assert f"The damaged file is kept as {aside.name}." in out
    code, out, _ = run("check")
    assert code == Exit.DONE
    assert aside.name in out


def test_what_a_repair_did_has_one_form_for_programs(run, database):
    wipe(database, 0)
    backups.back_up(database, NOW)
    code, out, _ = run("repair", "--json")
    found = json.loads(out)
    assert (code, found["sound"], found["polls"]) == (Exit.DONE, False, 5)
    assert set(found) == {
        *("database", "sound", "set_aside", "backup", "bad_pages", "polls", "first", "last"),
        *("polls_from_backup", "lost", "censuses", "censuses_lost", "rules", "inbox_entries"),
        "models_without_name",
    }
    assert (found["first"], found["last"]) == ("2026-05-01T00:00:00Z", "2026-05-05T00:00:00Z")
    assert json.loads(run("repair", "--json")[1]) == {"database": str(database), "sound": True}


def test_lost_polls_are_named_by_the_time_they_lie_in(run, database):
    with Store.open(database) as store, store.write():
        store._connection.change("UPDATE rollup SET value = value + 1 WHERE poll IN (3, 5)")
    code, out, _ = run("check")
    assert code == Exit.DATABASE
    assert "2 of 5 polls can't be read as stored: 2026-05-03T00:00:00Z (poll 3)" in out
    out = run("repair")[1]
    assert "Lost: 1 poll between 2026-05-02 00:00 UTC and 2026-05-04 00:00 UTC." in out
    assert "Lost: 1 poll after 2026-05-04 00:00 UTC." in out
    assert "Saved: 3 polls from 2026-05-01 00:00 UTC to 2026-05-04 00:00 UTC" in out


def test_backups_are_listed_with_what_they_hold_and_restored(run, database):
    assert "There is no backup" in run("backups")[1]
    copy = backups.back_up(database, NOW).path
    bad = copy.with_name("sharewatch-2027-01-16.db")
    bad.write_bytes(b"garbage" * 999)
    code, out, _ = run("backups")
    first, second = out.splitlines()
    assert code == Exit.DONE
    assert first.startswith(bad.name)
    assert "can't be used" in first
    assert second.startswith(copy.name)
    assert second.endswith("5 polls, the last of 2026-05-05 00:00 UTC")
    listed = json.loads(run("backups", "--json")[1])
    assert [(one["usable"], one["polls"]) for one in listed] == [(False, 0), (True, 5)]
    code, out, _ = run("check", "--json")
    points = [one for one in json.loads(out)["points"] if one["name"] == "backup"]
    assert (code, [one["verdict"] for one in points]) == (Exit.DONE, ["noted", "fine"])
    code, out, _ = run("restore", "newest")
    assert code == Exit.DONE
    assert f"{copy.name} is in place: 5 polls" in out
    (aside,) = database.parent.glob("*.replaced-*")
    assert aside.name in out
    assert json.loads(run("restore", copy.name, "--json")[1])["polls"] == 5
    code, out, err = run("restore", bad.name)
    assert (code, out) == (Exit.INPUT, "")
    assert "can't be restored" in err


def test_where_there_is_no_database_one_is_told_and_none_is_made(run, tmp_path, capsys):
    for command, code in (
        (["check"], Exit.NOTHING),
        (["repair"], Exit.DATABASE),
        (["restore", "newest"], Exit.INPUT),
    ):
        assert cli.main(["--data-dir", str(tmp_path / "none"), *command]) == code
        assert capsys.readouterr().err.startswith("sharewatch: There is no ")
    assert not (tmp_path / "none").exists()


def test_what_a_crash_left_behind_is_noted_and_no_damage(run, database):
    (database.parent / ".repair-abc").mkdir()
    backups.back_up(database, NOW)
    (backups.folder_of(database) / ".sharewatch-2027-01-01.db.unchecked").touch()
    code, out, _ = run("check")
    assert code == Exit.DONE
    assert "Left behind by a crash, and no longer of use: .repair-abc, .sharewatch-2027" in out
