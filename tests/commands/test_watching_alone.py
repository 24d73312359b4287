"""`sharewatch watch` on a server without a desktop: its alerts reach a webhook and a command."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import pytest
from scripted import Asked, Reply, ScriptedHub, page, row

from at_home import PROGRAM, Home, hash_of
from receiver import Receiver
from sharewatch.core.schedule import BREAKER_AFTER
from sharewatch.desk.agenda import Agenda
from sharewatch.hub.errors import Offline
from sharewatch.store.store import Store


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


class Counts:
    """A Hub whose Qwen has as many downloads as it is told."""

    def __init__(self) -> None:
        self.qwen = 40

    def __call__(self, asked: Asked) -> Reply:
        owner = asked.query.get("author", ["nobody"])[0]
        count = self.qwen if owner == "Qwen" else 100 - self.qwen
        told = page([row(hash_of(owner), f"{owner}/model", downloads=count, likes=1)])
        return replace(told, headers={"Date": formatdate(usegmt=True)} | told.headers)


@contextmanager
def watching(home: Home) -> Iterator[subprocess.Popen[bytes]]:
    """The program at watch, until it is interrupted."""
    log = (home.path / "watch.log").open("ab")
    with log, subprocess.Popen([*PROGRAM, "watch"], env=home.env(), stdout=log, stderr=log) as it:
        try:
            yield it
            it.send_signal(signal.SIGINT)
            it.wait(30)
        finally:
            it.kill()


def wait_for(look: Callable[[], object], log: Path) -> None:
    deadline = time.monotonic() + 30
    while not look():
        if time.monotonic() > deadline:
            pytest.fail(log.read_text() if log.exists() else "nothing was said")
        time.sleep(0.05)


def begun(home: Home) -> bool:
    """Whether both channels have their place."""
    databases = list(home.data.glob("*.db"))
    if not databases:
        return False
    with closing(sqlite3.connect(f"file:{databases[0]}?mode=ro", uri=True)) as connection:
        kept = "SELECT count(*) FROM meta WHERE key LIKE 'channel:%'"
        try:
            return int(connection.execute(kept).fetchone()[0]) == 2
        except sqlite3.OperationalError:
            return False


def test_a_crossing_is_posted_and_handed_to_the_command(home):
    out, log = home.path / "got", home.path / "watch.log"
    script = home.path / "keep.py"
    script.write_text("import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read())")
    command = f"{sys.executable} {script} {out}"
    counts = Counts()
    with ScriptedHub(counts) as hub, Receiver() as there:
        home.choose(endpoint=hub.url, webhook=there.url, command=command)
        assert home.run("rules", "add", "--family", "Qwen", "--above", "0.5").returncode == 0
        assert home.run("poll").returncode == 0
        with watching(home):
            wait_for(lambda: begun(home), log)
        assert not there.posted
        counts.qwen = 60
        done = home.run("poll")
        assert "ALERT" in done.stdout, done.stdout + done.stderr
        with watching(home):
            wait_for(lambda: there.posted and out.exists() and out.read_bytes(), log)
    (posted,) = there.posted
    assert posted.said == json.loads(out.read_text())
    assert posted.said["title"] == "Qwen crossed its threshold"
    assert posted.said["alert"]["share"] == 0.6
    assert posted.said["source"]["kind"] == "hub"


def test_an_outage_is_told_while_it_lasts(home):
    log = home.path / "watch.log"
    with ScriptedHub(Counts()) as hub, Receiver() as there:
        home.choose(endpoint=hub.url, webhook=there.url, command="true")
        assert home.run("poll").returncode == 0
        with watching(home):
            wait_for(lambda: begun(home), log)
        (database,) = home.data.glob("*.db")
        with Store.open(database) as store:
            agenda = Agenda(store, 3600, 0)
            for _ in range(BREAKER_AFTER):
                agenda.note_failed(Offline("nobody answers"))
        with watching(home):
            wait_for(lambda: there.posted, log)
    (posted,) = there.posted
    assert (posted.said["kind"], posted.said["health"]["ailment"]) == ("health", "source")
    assert posted.said["text"].startswith("The source has not been readable since")
