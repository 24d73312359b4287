"""That the desktop the other tests stand on is a real one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from jeepney import DBusAddress

NOTIFICATIONS = "org.freedesktop.Notifications"

pytestmark = pytest.mark.desktop

HERE = Path(__file__).parent
PROOF = (sys.executable, str(HERE / "tray_icon.py"))


def run_in_session(*options: str, command: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", str(HERE / "session.sh"), *options, "--", *command],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_program_registers_its_item_with_an_icon_of_many_pixels(launch, tray) -> None:
    item = tray.wait_for(launch(*PROOF).pid)
    width, height, pixels = item.icons()[0]
    assert len(pixels) == width * height * 4
    assert any(pixels)
    assert item.properties()["ToolTip"][2] == "a proof"


def test_an_item_goes_with_its_program(launch, tray) -> None:
    program = launch(*PROOF)
    tray.wait_for(program.pid)
    program.terminate()
    program.wait(10)
    assert tray.item_of(program.pid) is None


def test_the_menu_is_read_and_clicked_through_the_bus(launch, tray, windows) -> None:
    program = launch(*PROOF)
    item = tray.wait_for(program.pid)
    assert list(item.menu()) == ["Show it", "Tell it", "More", "Leave"]
    item.choose("Show it")
    windows.wait_for(program.pid, "A proof window")
    item.choose("Leave")
    assert program.wait(10) == 0


def test_a_click_on_the_item_reaches_the_program(launch, tray, windows) -> None:
    program = launch(*PROOF)
    tray.wait_for(program.pid).activate()
    windows.wait_for(program.pid, "A proof window")


def test_a_notification_is_heard_with_the_daemons_number(
    launch, tray, notifications, session
) -> None:
    tray.wait_for(launch(*PROOF).pid).choose("Tell it")
    said = notifications.wait_for("of the desktop")
    assert said.summary == "A proof"
    assert said.number
    assert "of the desktop" in (session / "dunst.log").read_text("utf-8")


def test_a_notification_can_be_pressed(bus, notifications, eventually) -> None:
    to = DBusAddress("/org/freedesktop/Notifications", NOTIFICATIONS, NOTIFICATIONS)
    words = ("proof", 0, "", "Press me", "", ["default", "Open"], {}, 0)
    (number,) = bus.call(to, "Notify", "susssasa{sv}i", *words)
    assert notifications.wait_for("Press me").number == number
    notifications.press()
    assert eventually(notifications.chosen, "an action") == [(number, "default")]


def test_a_window_asked_to_close_closes(launch, tray, windows, eventually) -> None:
    program = launch(*PROOF)
    tray.wait_for(program.pid).activate()
    windows.close(windows.wait_for(program.pid, "A proof window"))
    eventually(lambda: not windows.of(program.pid), "no window")


def test_a_desktop_without_a_tray_and_a_daemon_has_neither() -> None:
    program = (
        "import sys; from PySide6.QtWidgets import QApplication, QSystemTrayIcon;"
        "app = QApplication(sys.argv); print(QSystemTrayIcon.isSystemTrayAvailable());"
        "from jeepney.io.blocking import open_dbus_connection as connect;"
        "from jeepney import message_bus as bus;"
        "c = connect('SESSION');"
        "ask = bus.NameHasOwner('org.freedesktop.Notifications');"
        "print(c.send_and_get_reply(ask).body[0]); c.close()"
    )
    done = run_in_session("--tray=none", "--notify=none", command=(sys.executable, "-c", program))
    assert done.stdout.split() == ["False", "False"]


def test_a_session_passes_the_exit_code_on_and_leaves_nothing_behind() -> None:
    script = "echo $SHAREWATCH_DESKTOP_SESSION; exit 7"
    done = run_in_session("--size=640x480", command=("sh", "-c", script))
    assert done.returncode == 7
    folder = Path(done.stdout.split()[0])
    assert folder.is_absolute()
    assert not folder.exists()


def test_a_session_that_is_ended_takes_its_command_along(tmp_path: Path, eventually) -> None:
    mark = tmp_path / "pid"
    script = f"echo $$ >{mark}; exec sleep 600"
    with subprocess.Popen(["bash", str(HERE / "session.sh"), "--", "sh", "-c", script]) as session:
        pid = int(eventually(lambda: mark.exists() and mark.read_text(), "the command"))
        session.terminate()
        assert session.wait(15) == 143
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
