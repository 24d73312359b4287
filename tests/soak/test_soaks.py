"""A short part of each soak, and that they would find what they look for."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from replayed import faults_in
from rounds import deliver, next_day, watch, world
from watched_files import WHY_NOT

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)


def soak(script: str, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, HERE / script, *options], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    print(done.stdout)
    return done.stdout


def test_a_watch_that_is_killed_at_any_step_loses_doubles_and_tears_nothing():
    said = soak("killed.py", "--runs", "40")
    assert "faults: 0" in said
    assert "40 runs" in said


def test_an_upgrade_that_is_killed_at_any_step_leaves_the_old_database_or_the_new_one():
    said = soak("upgraded.py", "--every", "12")
    assert "faults: 0" in said
    assert "schema 1 to" in said


def test_a_poll_that_runs_out_of_memory_tears_nothing():
    said = soak("starved.py", "--runs", "6")
    assert "faults: 0" in said
    assert "ran out" in said


@pytest.fixture(scope="module")
def watched(tmp_path_factory) -> Path:
    """A folder with a watch of some days, all of it delivered."""
    folder = tmp_path_factory.mktemp("watched")
    with watch(folder / "db", world()) as (at_work, desk):
        for _ in range(12):
            next_day(at_work, desk)
            deliver(desk, folder / "screen")
    return folder


def test_nothing_is_wrong_with_a_watch_that_nobody_killed(watched):
    assert list(faults_in(watched / "db", 12, watched / "screen")) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("DELETE FROM observation WHERE poll = 1 AND model = 1", "poll 1 is torn"),
        ("UPDATE poll SET checksum = NULL WHERE seq = 2", "a poll has no seal"),
        ("INSERT INTO poll_owner VALUES (99, 'a', 1, 1, NULL)", "a row refers to none"),
        ("DELETE FROM event WHERE id = 2", "is lost"),
        ("UPDATE event SET episode = episode + 1 WHERE id = 2", "is doubled or nobody's"),
        (
            "INSERT INTO outbox (event, notice, due_at) SELECT id, 'FIRED', 1 FROM event",
            "is doubled or nobody's",
        ),
        ("UPDATE outbox SET state = 'claimed' WHERE id = 1", "message 1 is claimed"),
        ("UPDATE rule_state SET state = replace(state, 'ARMED', 'FIRING')", "by its polls"),
    ],
)
def test_what_a_kill_might_do_would_be_found(change, fault, watched, tmp_path):
    path = tmp_path / "db"
    path.write_bytes((watched / "db").read_bytes())
    with closing(sqlite3.connect(path)) as rows:
        assert rows.execute(change).rowcount > 0
        rows.commit()
    assert any(fault in found for found in faults_in(path, 12, watched / "screen"))


def test_a_message_that_never_came_and_a_poll_that_is_gone_would_be_found(watched, tmp_path):
    silent = tmp_path / "screen"
    silent.write_text("\n".join((watched / "screen").read_text().split("\n")[1:]))
    assert "was shown 0 times" in next(iter(faults_in(watched / "db", 12, silent)))
    assert "13 were acknowledged" in next(iter(faults_in(watched / "db", 13, watched / "screen")))
