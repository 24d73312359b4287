"""One window per folder, on a real socket: what it listens to, and what it outlives."""

from __future__ import annotations

import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sharewatch.ui.instance import Instance, address_for, is_private, is_sharewatch

CLAIM = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from sharewatch.ui.instance import Instance
app = QCoreApplication([])
folder, *wish = sys.argv[1:]
made = Instance(Path(folder))
if wish == ["locked out"]:
    Path(folder).rmdir()
claimed = made.claim()
print("claimed" if claimed else "left", flush=True)
if claimed and wish == ["stay"]:
    sys.stdin.read()
"""
FLOOD = """
import resource, socket, sys
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
count, said = int(sys.argv[2]), sys.argv[3].encode()
guests = []
for _ in range(count):
    guest = socket.socket(socket.AF_UNIX)
    guest.connect(sys.argv[1])
    try:
        guest.sendall(said)
    except OSError:
        pass  # hung up on
    guests.append(guest)
print("connected", len(guests), flush=True)
sys.stdin.read()
"""


def open_files() -> int:
    """How many this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The user's runtime folder, with a name as short as they are."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


@pytest.fixture
def instance(tmp_path: Path, qtbot: QtBot) -> Iterator[Instance]:
    made = Instance(tmp_path / "data")
    assert made.claim()
    yield made
    made.release()


@pytest.fixture
def run() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start(script: str, *arguments: object) -> subprocess.Popen[str]:
        program = subprocess.Popen(
            [sys.executable, "-c", script, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(program)
        return program

    yield start
    for program in started:
        program.communicate(timeout=30)


def test_the_socket_is_the_users_own_in_the_runtime_folder_and_goes_with_the_instance(
    instance: Instance, runtime: Path
) -> None:
    (there,) = runtime.iterdir()
    assert str(there) == instance.address
    assert stat.S_IMODE(there.stat().st_mode) & 0o077 == 0
    instance.release()
    assert not list(runtime.iterdir())


def test_a_later_start_raises_the_first_and_leaves(
    instance: Instance, tmp_path: Path, run, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(instance.raise_requested):
        later = run(CLAIM, tmp_path / "data")
    assert later.communicate(timeout=30)[0] == "left\n"


def test_a_start_at_another_folder_is_another_instance(instance: Instance, tmp_path: Path, run):
    assert run(CLAIM, tmp_path / "other").communicate(timeout=30)[0] == "claimed\n"


@pytest.mark.parametrize("said", ["quit\n", "raise", "RAISE\n", "x" * 100_000, ""])
def test_whatever_else_is_said_does_nothing_and_is_hung_up_on(
    instance: Instance, run, qtbot: QtBot, said: str
) -> None:
    raised: list[int] = []
    instance.raise_requested.connect(lambda: raised.append(1))
    with qtbot.waitSignal(instance._server.newConnection):
        guest = run(FLOOD, instance.address, 1, said)
    qtbot.waitUntil(lambda: not instance._guests)  # a second at most
    assert guest.communicate(timeout=30)[0] == "connected 1\n"
    assert raised == []


def test_a_thousand_guests_are_few_at_once_and_the_word_is_heard_after_them(
    instance: Instance, tmp_path: Path, run, qtbot: QtBot
) -> None:
    raised: list[int] = []
    most: list[int] = []
    instance.raise_requested.connect(lambda: raised.append(1))
    instance._server.newConnection.connect(lambda: most.append(open_files()))
    before = open_files()
    guests = run(FLOOD, instance.address, 1000, "garbage")
    qtbot.waitUntil(lambda: len(most) >= 1000, timeout=30_000)
    qtbot.waitUntil(lambda: not instance._guests)
    assert max(most) - before < 60  # those listened to, and those of one turn of the loop
    assert raised == []
    with qtbot.waitSignal(instance.raise_requested):
        later = run(CLAIM, tmp_path / "data")
    assert later.communicate(timeout=30)[0] == "left\n"
    assert guests.communicate(timeout=30)[0] == "connected 1000\n"
    assert raised == [1]


def test_lock_and_socket_of_a_killed_instance_are_taken_over(
    tmp_path: Path, runtime: Path, run, qtbot: QtBot
) -> None:
    killed = run(CLAIM, tmp_path / "data", "stay")
    assert killed.stdout.readline() == "claimed\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait(10)
    assert len(list(runtime.iterdir())) == 1
    made = Instance(tmp_path / "data")
    assert made.claim()
    with qtbot.waitSignal(made.raise_requested):
        later = run(CLAIM, tmp_path / "data")
    later.communicate(timeout=30)
    made.release()
    assert not list(runtime.iterdir())


def test_a_lock_whose_number_is_another_programs_by_now_is_taken_over(
    tmp_path: Path, run, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """The system gives numbers anew: the lock names a living Python, which is no Sharewatch."""
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("LOCK", str(tmp_path / "data" / "window.lock"))
    stranger = run(
        "import os, sys; from PySide6.QtCore import QLockFile; lock = QLockFile(os.environ['LOCK'])"
        "; print(lock.lock(), flush=True); sys.stdin.read()"
    )
    assert stranger.stdout.readline() == "True\n"
    assert not is_sharewatch(stranger.pid)
    made = Instance(tmp_path / "data")
    assert made.claim()
    made.release()


def test_a_folder_that_takes_no_lock_has_an_instance_only_if_one_answers(
    tmp_path: Path, qtbot: QtBot, run
) -> None:
    made = Instance(tmp_path / "data")
    shutil.rmtree(tmp_path / "data")
    assert made.claim()
    with qtbot.waitSignal(made.raise_requested):
        later = run(CLAIM, tmp_path / "data", "locked out")
    assert later.communicate(timeout=30)[0] == "left\n"
    made.release()


def test_a_folder_that_others_may_enter_is_no_place_for_the_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(shared))
    assert not is_private(str(shared))
    assert not is_private("")
    short = Path("/home/somebody")
    assert address_for(short) == str(short / "window.socket")
    deep = short / ("deep" * 40)
    assert address_for(deep) == address_for(deep)
    assert "/" not in address_for(deep)


def test_a_socket_that_is_there_needs_no_more_than_a_unix_address_holds(runtime: Path) -> None:
    address = address_for(Path("/" + "long" * 100))
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(address)
    assert Path(address).parent == runtime
