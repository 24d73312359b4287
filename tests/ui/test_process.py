"""What a running program owes its system, shown by real processes."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sharewatch.ui.faults import NOTICED
from sharewatch.ui.process import SessionEnd

FAULTY = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from sharewatch.ui.faults import Faults
from sharewatch.ui.process import keep_log

class Canvas(QWidget):
    def paintEvent(self, event):
        raise KeyError("while painting")

class Last:
    def __del__(self):
        raise OSError("in the end")

def fail():
    raise ValueError("in a slot")

def fail_elsewhere():
    raise IndexError("in a thread")

def leave_quietly():
    raise SystemExit

folder, stderr = sys.argv[1:]
if stderr == "none":
    sys.stderr = sys.__stderr__ = None  # as in a program with windows only
app = QApplication([])
keep_log(Path(folder) / "log")
faults = Faults()
said = []
faults.noticed.connect(said.append)
for _ in range(30):
    QTimer.singleShot(0, fail)
threading.Thread(target=fail_elsewhere).start()
threading.Thread(target=leave_quietly).start()
last = Last()
del last
canvas = Canvas()
canvas.show()
QTimer.singleShot(300, app.quit)
code = app.exec()
print(code, len(said), *set(said), sep="|")
faults.close()
"""
HEARING = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from sharewatch.ui.process import Signals
app = QCoreApplication([])
signals = Signals(lambda: (print("in order"), app.quit()))
QTimer.singleShot(0, lambda: print("ready", flush=True))
code = app.exec()
signals.close()
sys.exit(code)
"""


def run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", *map(str, command)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("stderr", ["none", "there"])
def test_faults_that_nothing_caught_are_logged_told_once_and_end_nothing(
    tmp_path: Path, stderr: str
) -> None:
    done = run(FAULTY, tmp_path, stderr)
    log = (tmp_path / "log").read_text()
    assert done.stdout == f"0|4|{NOTICED}\n", done.stderr
    for kind, text in (
        ("ValueError", "in a slot"),
        ("IndexError", "in a thread"),
        ("OSError", "in the end"),
        ("KeyError", "while painting"),
    ):
        assert log.count(f"\n{kind}: ") == 1
        assert text in log
    assert log.count("Traceback") == 4
    assert "ValueError for the 10th time" in log
    assert "SystemExit" not in log
    assert done.stderr.count("Traceback") == (0 if stderr == "none" else 4)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_that_asks_to_leave_is_heard(number: int) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", HEARING], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert program.stdout.readline() == "ready\n"
    program.send_signal(number)
    out, errors = program.communicate(timeout=30)
    assert (program.returncode, out, errors) == (0, "in order\n", "")


def test_a_program_started_with_nohup_outlives_its_terminal() -> None:
    ignoring = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    program = subprocess.Popen(
        [sys.executable, "-c", ignoring + HEARING], stdout=subprocess.PIPE, text=True
    )
    assert program.stdout.readline() == "ready\n"
    program.send_signal(signal.SIGHUP)
    program.send_signal(signal.SIGTERM)
    assert program.communicate(timeout=30)[0] == "in order\n"
    assert program.returncode == 0


LINGERING = """
import sys, threading
from sharewatch.ui.process import leave
if sys.argv[1] == "hangs":
    threading.Thread(target=threading.Event().wait).start()  # Python would wait for it for ever
leave(3)
print("left to Python")
"""


@pytest.mark.parametrize(("thread", "said"), [("hangs", ""), ("none", "left to Python\n")])
def test_a_thread_that_hangs_keeps_no_program(thread: str, said: str) -> None:
    done = run(LINGERING, thread)
    assert (done.stdout, done.returncode) == (said, 0 if said else 3)


def test_the_end_of_a_session_has_all_stored_and_is_not_held_up(
    qapp: QApplication, qtbot: QtBot
) -> None:
    told: list[str] = []
    ends = SessionEnd(qapp, lambda: told.append("store"), lambda: told.append("quit"))
    stand_in = QObject()
    manager = shiboken6.wrapInstance(shiboken6.getCppPointer(stand_in)[0], QSessionManager)
    qapp.commitDataRequest.emit(manager)
    assert told == ["store"]
    qapp.saveStateRequest.emit(manager)
    assert told == ["store", "store"]
    qapp.aboutToQuit.emit()
    assert told == ["store", "store", "quit"]
    shiboken6.invalidate(manager)
    ends.deleteLater()
