"""The program as a process: it is quit in the middle of anything and leaves nothing behind."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from scripted import Asked, Reply, ScriptedHub, page, row

from at_home import hash_of
from sharewatch.ui.faults import NOTICED

pytestmark = pytest.mark.desktop

PROGRAM = (sys.executable, "-m", "sharewatch")
STILL = ("--demo", "--days-per-minute", "0.001")
DRIVEN = """
import sys
from PySide6.QtCore import QTimer
from sharewatch.cli import parser as cli
from sharewatch.program import app

class Driven(app.Sharewatch):
    def start(self):
        QTimer.singleShot(0, self.drive)
        return super().start()

    def drive(self):
        {what}

app.Sharewatch = Driven
sys.exit(app.main(cli.parse(sys.argv[1:])))
"""
"""The real program, in which one thing happens that a user would do."""


class Hub(ScriptedHub):
    """A Hub that has one model for each owner, or is silent, and never answers a census."""

    def __init__(self, *, silent: bool) -> None:
        super().__init__(self._listing)
        self.silent = silent
        self.hanging = threading.Event()

    def _listing(self, asked: Asked) -> Reply:
        if "author" in asked.query and not self.silent:
            (owner,) = asked.query["author"]
            return page([row(hash_of(owner), f"{owner}/a", downloads=9, likes=1)])
        self.hanging.set()
        return Reply(stall=True)


@pytest.fixture
def hub(request: pytest.FixtureRequest) -> Iterator[Hub]:
    with Hub(silent=getattr(request, "param", True)) as serving:
        yield serving


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A data folder of somebody who has agreed to polling and seen nothing yet."""
    folder = tmp_path / "new"
    folder.mkdir(mode=0o700)
    (folder / "settings.toml").write_text("consented = true\n")
    return folder


@pytest.fixture
def nothing_left(tmp_path: Path) -> Callable[[subprocess.Popen[bytes], Path], None]:
    """Fails unless a program ended in order and left neither process, socket nor lock."""

    def check(program: subprocess.Popen[bytes], data: Path) -> None:
        left_with = program.wait(40)
        output = (tmp_path / "output").read_text()
        assert left_with == 0, output
        assert not re.search("QThread|Traceback", output), output
        log = data / "sharewatch.log"
        assert not log.exists(), log.read_text()
        assert not [one for one in data.iterdir() if one.name in ("window.lock", "window.socket")]
        assert not list(Path(os.environ["XDG_RUNTIME_DIR"]).glob("sharewatch*"))
        for lock in [*data.glob("*.polling"), *data.glob("*.importing")]:
            with lock.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for process in Path("/proc").glob("[0-9]*"):
            try:
                line = (process / "cmdline").read_bytes()
            except OSError:
                continue
            assert os.fsencode(data) not in line or int(process.name) == os.getpid()

    return check


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_quit_leaves_nothing(launch, windows, data, nothing_left, number) -> None:
    program = launch(*PROGRAM, "--data-dir", str(data), *STILL)
    windows.wait_for(program.pid, "Demo")
    assert list(Path(os.environ["XDG_RUNTIME_DIR"]).glob("sharewatch*"))
    program.send_signal(number)
    nothing_left(program, data)


def test_quitting_in_a_poll_of_a_silent_hub_waits_for_no_answer(
    launch, windows, new, hub, nothing_left
) -> None:
    program = launch(*PROGRAM, "--data-dir", str(new), HF_ENDPOINT=hub.url)
    windows.wait_for(program.pid, "Sharewatch")
    assert hub.hanging.wait(20)
    program.terminate()
    nothing_left(program, new)


@pytest.mark.parametrize("hub", [False], indirect=True)
def test_quitting_in_a_census_waits_for_no_answer(launch, windows, new, hub, nothing_left) -> None:
    (new / "settings.toml").write_text('consented = true\ncensus = "text"\n')
    program = launch(*PROGRAM, "--data-dir", str(new), HF_ENDPOINT=hub.url)
    windows.wait_for(program.pid, "Sharewatch")
    assert hub.hanging.wait(20)
    program.terminate()
    nothing_left(program, new)


def test_quitting_in_an_import_gives_it_up_whole(
    launch, windows, new, tmp_path, eventually, nothing_left
) -> None:
    (new / "settings.toml").unlink()  # nobody has agreed to anything
    rows = (
        f"2026-01-{day:02},owner{n % 97}/m{n},{n},,0" for day in range(1, 29) for n in range(2000)
    )
    series = tmp_path / "long.csv"
    series.write_text("date,model_id,downloads_30d,downloads_all_time,likes\n" + "\n".join(rows))
    what = f"self._window.import_requested.emit({str(series)!r}, None, '')"
    program = launch(sys.executable, "-c", DRIVEN.format(what=what), "--data-dir", str(new))
    windows.wait_for(program.pid, "Sharewatch")
    eventually((new / "sharewatch.db.importing").exists, "an import that stores")
    program.terminate()
    nothing_left(program, new)


def test_quitting_while_the_demo_is_made_leaves_its_making(
    launch, windows, new, eventually, nothing_left
) -> None:
    program = launch(*PROGRAM, "--data-dir", str(new), *STILL)
    windows.wait_for(program.pid, "Demo")
    eventually((new / "demo.db").exists, "a demo that is made")
    program.terminate()
    nothing_left(program, new)


def test_a_command_and_another_folder_run_beside_a_window(
    launch, windows, data, tmp_path, nothing_left
) -> None:
    program = launch(*PROGRAM, "--data-dir", str(data), *STILL)
    windows.wait_for(program.pid, "Demo")
    asked = [*PROGRAM, "--data-dir", str(data), "--demo", "shares"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Qwen" in done.stdout
    other = tmp_path / "other"
    shutil.copytree(data, other, ignore=shutil.ignore_patterns("window.*"))
    beside = launch(*PROGRAM, "--data-dir", str(other), *STILL)
    windows.wait_for(beside.pid, "Demo")
    assert program.poll() is None
    for one in (beside, program):
        one.terminate()
        one.wait(40)
    for one, folder in ((beside, other), (program, data)):
        nothing_left(one, folder)


def test_a_fault_in_a_slot_is_said_in_the_window_and_the_program_goes_on(
    launch, windows, data, eventually, tmp_path
) -> None:
    program = launch(
        sys.executable, "-c", DRIVEN.format(what="1 / 0"), "--data-dir", str(data), *STILL
    )
    windows.wait_for(program.pid, "Demo")
    eventually(lambda: "ZeroDivisionError" in text_of(data / "sharewatch.log"), "the fault's trace")
    told = ("program", NOTICED)
    eventually(lambda: told in outages(data / "demo.db"), "the fault in the log of outages")
    program.terminate()
    assert program.wait(40) == 0


def test_a_session_that_ends_finds_all_stored_and_an_end_that_is_given_up_changes_nothing(
    launch, windows, data, eventually
) -> None:
    ends = (
        "import shiboken6; from PySide6.QtCore import QObject;"
        "from PySide6.QtGui import QSessionManager; self.stand_in = QObject();"
        "self._window.go_to('inbox');"
        "self._app.commitDataRequest.emit(shiboken6.wrapInstance("
        "shiboken6.getCppPointer(self.stand_in)[0], QSessionManager))"
    )
    program = launch(
        sys.executable, "-c", DRIVEN.format(what=ends), "--data-dir", str(data), *STILL
    )
    eventually(lambda: "inbox" in text_of(data / "window.state"), "the view that is kept")
    windows.wait_for(program.pid, "Demo")
    assert program.poll() is None
    program.terminate()
    assert program.wait(40) == 0


def text_of(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def outages(database: Path) -> list[tuple[str, str]]:
    """The kind and the sentence of each outage in the log."""
    with closing(sqlite3.connect(database)) as reading:
        return reading.execute("SELECT ailment, what FROM health").fetchall()
