"""The report: whole whatever state things are in, and without a secret."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import series
from sharewatch.alerting.messages import Messages
from sharewatch.cli import parser as cli
from sharewatch.diagnostics import report as diagnostics
from sharewatch.places import Place
from sharewatch.settings import Settings, write_settings
from sharewatch.store.schema import MIGRATIONS
from sharewatch.store.store import Store

PARTS = ("Versions", "Desktop", "Folders", "Settings", "Environment", "Database", "Log")


@pytest.fixture
def where(tmp_path: Path) -> Place:
    folder = tmp_path / "data"
    return Place(folder, folder)


@pytest.fixture
def polled(where: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Place:
    """A folder in which something was polled."""
    recorded = series.qwen_rises(tmp_path / "rising.csv")
    assert cli.main(["--data-dir", str(where.data), "replay", str(recorded)]) == 0
    add = ("rules", "add", "--family", "Qwen", "--above", "0.5")
    assert cli.main(["--data-dir", str(where.data), *add]) == 0
    capsys.readouterr()
    return where


def damage(where: Place, write: Callable[[sqlite3.Connection], object]) -> None:
    with closing(sqlite3.connect(where.database(demo=False))) as connection:
        write(connection)
        connection.commit()


def test_it_says_what_is_stored(polled: Place) -> None:
    text = diagnostics.report(polled, check=True)
    for fact in ("replay rising.csv", "5 live, 5 of them complete", "1, and 0 removed"):
        assert fact in text
    assert text.count("last polls") == 5
    assert f"{len(MIGRATIONS)} (this program knows {len(MIGRATIONS)})" in text
    assert [line.split()[1] for line in text.splitlines() if line.startswith("sound")] == ["yes"]


def test_it_says_what_holds_messages_back(polled: Place) -> None:
    with Store.open(polled.database(demo=False)) as store:
        Messages(store).begin_snooze(1_800_000_000, 3600)
    assert 'snooze: {"until": 1800003600, "length": 3600}' in diagnostics.report(polled)


def test_without_anything_every_part_is_there(where: Place) -> None:
    text = diagnostics.report(where)
    assert [part for part in PARTS if f"[{part}]" in text] == list(PARTS)
    assert "not there (No such file or directory)" in text
    assert "nothing was ever written down" in text


def test_a_newer_database_is_reported_and_left_as_it_is(polled: Place) -> None:
    damage(polled, lambda db: db.execute("PRAGMA user_version = 99"))
    before = polled.database(demo=False).read_bytes()
    assert "99 (this program knows" in diagnostics.report(polled)
    assert "of a newer Sharewatch" in diagnostics.report(polled)
    assert polled.database(demo=False).read_bytes() == before


def test_a_database_of_other_tables_costs_only_what_it_lacks(polled: Place) -> None:
    damage(polled, lambda db: db.execute("DROP TABLE outbox"))
    text = diagnostics.report(polled)
    assert "can't be read: no such table: outbox" in text
    assert "5 live, 5 of them complete" in text


@pytest.mark.parametrize("junk", [b"no database at all" * 100, b""])
def test_a_file_that_is_no_database_is_reported_as_such(where: Place, junk: bytes) -> None:
    where.data.mkdir()
    where.database(demo=False).write_bytes(junk)
    text = diagnostics.report(where, check=True)
    assert f"{len(junk):,} bytes" in text
    assert "no: " in text or "empty, nothing is stored yet" in text


def test_a_damaged_database_is_called_unsound(polled: Place) -> None:
    path = polled.database(demo=False)
    content = bytearray(path.read_bytes())
    content[8192:-4096] = bytes(len(content) - 8192 - 4096)
    path.write_bytes(content)
    text = diagnostics.report(polled, check=True)
    assert "is damaged" in text
    assert "sound                yes" not in text


def test_what_only_a_look_at_every_part_finds_is_told_as_a_check_does(polled: Place) -> None:
    damage(polled, lambda db: db.execute("UPDATE rollup SET value = value + 1 WHERE poll = 3"))
    text = diagnostics.report(polled, check=True)
    assert "sound                NO, polls: 1 of 5 polls can't be read as stored" in text


def test_a_database_that_another_program_holds_is_not_waited_for(polled: Place) -> None:
    with closing(sqlite3.connect(polled.database(demo=False))) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        text = diagnostics.report(polled)
    assert "Another program is using the database" in text
    assert "[Log]" in text


def test_settings_tell_no_secret(where: Place) -> None:
    settings = Settings(
        webhook="https://hooks.example/T0/B1/XyZ?key=abc",
        command="notify --password sesame",
        endpoint="https://ada:pass@hub.example/sub",
    )
    write_settings(where.settings, settings)
    text = diagnostics.report(where)
    for secret in ("XyZ", "abc", "sesame", "ada:", "pass@"):
        assert secret not in text
    for left in ("https://hooks.example/***", "notify ***", "https://hub.example/***"):
        assert left in text


def test_settings_that_cannot_be_read_are_quoted_as_such(where: Place) -> None:
    where.data.mkdir()
    where.settings.write_text("interval_minutes = 1\n", "utf-8")
    assert "it takes 15 to 10080 minutes" in diagnostics.report(where)


def test_the_log_ends_it_scrubbed_and_short(where: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secretsecret")
    where.data.mkdir()
    lines = [f"line {at} of hf_secretsecret \x1b[31m" for at in range(80)]
    where.log.write_bytes(("\n".join(lines) + "\n").encode() + b"\xff broken\n")
    text = diagnostics.report(where)
    assert "line 30 of" not in text
    assert r"line 31 of *** \u001b[31m" in text
    assert "secretsecret" not in text
    assert "token                found (HF_TOKEN)" in text


def test_what_only_the_window_knows_is_given_to_it(where: Place) -> None:
    assert "tray                 none" in diagnostics.report(where, given={"tray": "none"})


def test_the_home_folder_is_not_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    place = Place(tmp_path / "data", tmp_path / "config")
    assert str(tmp_path) not in diagnostics.report(place)
    assert "data                 ~/data" in diagnostics.report(place)


def test_the_command_needs_no_numbers_and_no_window(where: Place) -> None:
    """It is asked for when something is broken, so it imports as little as can be."""
    program = (
        "import sys; from sharewatch.cli import parser as cli\n"
        f"code = cli.main(['--data-dir', {str(where.data)!r}, 'diagnostics'])\n"
        "sys.exit(code or bool({'numpy', 'PySide6', 'httpx'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "[Versions]" in done.stdout
