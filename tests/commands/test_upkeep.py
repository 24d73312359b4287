"""The commands that look after the database: what they say, their forms, their exit codes."""

from __future__ import annotations

import json
import random
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
    assert (code, found["was_sound"], found["sound"], found["polls"]) == (Exit.DONE, False, True, 5)
    assert set(found) == {
        *(
            "database",
            "was_sound",
            "sound",
            "set_aside",
            "backup",
            "bad_pages",
            "polls",
            "first",
            "last",
        ),
        *("polls_from_backup", "lost", "censuses", "censuses_lost", "rules", "inbox_entries"),
        "models_without_name",
    }
    assert (found["first"], found["last"]) == ("2026-05-01T00:00:00Z", "2026-05-05T00:00:00Z")
    again = json.loads(run("repair", "--json")[1])
    assert again == {"database": str(database), "was_sound": True, "sound": True}


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
    for command in (["check"], ["repair"], ["restore", "newest"]):
        assert cli.main(["--data-dir", str(tmp_path / "none"), *command]) == Exit.NOTHING
        assert capsys.readouterr().err.startswith("sharewatch: There is no ")
    assert not (tmp_path / "none").exists()


def test_what_a_crash_left_behind_is_noted_and_no_damage(run, database):
    (database.parent / ".repair-abc").mkdir()
    backups.back_up(database, NOW)
    (backups.folder_of(database) / ".sharewatch-2027-01-01.db.unchecked").touch()
    code, out, _ = run("check")
    assert code == Exit.DONE
    assert "Left behind by a crash, and no longer of use: .repair-abc, .sharewatch-2027" in out


@pytest.mark.parametrize("there", [True, False])
def test_an_empty_or_missing_database_beside_backups_is_damaged_and_brought_back(
    run, database, there
):
    copy = backups.back_up(database, NOW).path
    database.unlink()
    state = "empty" if there else "gone"
    if there:
        database.touch()
    for command in ("shares", "alerts", "poll", "replay"):
        given = [database.parent.parent / "series.csv"] if command == "replay" else []
        code, out, err = run(command, *given)
        assert (code, out) == (Exit.DATABASE, "")
        assert "though there are backups of it" in err
    code, out, _ = run("check")
    assert code == Exit.DATABASE
    assert f"damaged  pages       The file is {state}, though there are backups of it.\n" in out
    (pages, _) = json.loads(run("check", "--json")[1])["points"]
    assert pages["says"] == f"The file is {state}, though there are backups of it."
    assert copy.name in run("backups")[1]
    assert ", though there are backups of it\n" in run("diagnostics")[1]
    assert "no such table" not in run("diagnostics")[1]
    assert database.exists() is there
    code, out, _ = run("repair")
    assert code == Exit.DONE
    assert out.startswith(f"{database} was {'damaged' if there else 'gone'}, and holds what could")
    assert f"With the backup {copy.name}: 5 polls came from there." in out
    assert run("check")[0] == Exit.DONE
    assert "5 live" in run("diagnostics")[1]


def test_an_empty_file_without_backups_is_no_damage_but_nothing(run, database):
    database.write_bytes(b"")
    for command in (["check"], ["repair"], ["restore", "newest"], ["shares"]):
        code, out, err = run(*command)
        assert (code, out) == (Exit.NOTHING, "")
        assert err.startswith("sharewatch: Nothing is stored yet")


def test_where_nothing_could_be_saved_it_is_said_so_and_by_the_exit_code(run, database):
    database.write_bytes(random.Random(3).randbytes(40_000))
    code, out, _ = run("repair")
    assert code == Exit.INCOMPLETE
    (aside,) = database.parent.glob("*.damaged-*")
    assert out.startswith(f"Nothing could be saved of {database}; an empty one is in its place.\n")
    assert f"The damaged file is kept as {aside.name}." in out
    assert run("check")[0] == Exit.DONE


def test_what_is_no_backup_is_not_offered_for_repair(run, database, tmp_path):
    other = tmp_path / "people"
    other.write_text("root:x:0:0\n" * 99)
    code, _, err = run("restore", other)
    assert code == Exit.INPUT
    assert err == f"sharewatch: {other} can't be restored. It is no database.\n"
    other.write_bytes(b"")
    assert run("restore", other)[2].endswith("can't be restored. It is empty.\n")
    content = database.read_bytes()
    other.write_bytes(content[:8192] + bytes(4096) + content[12_288:])
    assert run("restore", other)[2].endswith("can't be restored. It is damaged.\n")


def test_a_newer_database_is_called_by_its_own_name(run, database):
    content = database.read_bytes()
    database.write_bytes(content[:60] + (99).to_bytes(4, "big") + content[64:])
    code, _, err = run("repair")
    assert code == Exit.DATABASE
    assert err.startswith(f"sharewatch: A newer Sharewatch wrote {database}; it was left")


def test_the_command_to_repair_is_for_the_database_that_was_looked_at(tmp_path, capsys):
    folder = tmp_path / "my data"
    folder.mkdir()
    (folder / "demo.db").write_bytes(b"garbage" * 999)
    code, out, _ = typing_into(folder, capsys)("--demo", "check")
    assert code == Exit.DATABASE
    assert f"run `sharewatch --data-dir '{folder}' --demo repair`: it saves" in out


def test_the_demo_says_that_it_keeps_no_backups(run):
    assert run("--demo", "backups")[1] == "The demo keeps no backups: it can be made again.\n"
