"""The program on a real desktop: seen, told, closed, raised and quit as a user does it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

pytestmark = pytest.mark.desktop

HERE = Path(__file__).parent
PROGRAM = (sys.executable, "-m", "sharewatch")
FAST = ("--demo", "--days-per-minute", "60")
"""One simulated day a second: Qwen crosses one half within some seconds."""
STILL = ("--demo", "--days-per-minute", "0.001")


def ask(data: Path, *command: str) -> list[dict[str, object]]:
    """What the headless face says of a demo database."""
    asked = [*PROGRAM, "--data-dir", str(data), "--demo", *command, "--json"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60)
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_a_crossing_reaches_desktop_and_inbox_and_quit_leaves_nothing(
    launch, tray, windows, notifications, data, tmp_path, eventually
) -> None:
    program = launch(*PROGRAM, "--data-dir", str(data), *FAST)
    windows.wait_for(program.pid, "Demo")
    item = tray.wait_for(program.pid)
    assert any(item.icons()[0][2])
    eventually(lambda: "Qwen" in item.properties()["ToolTip"][2], "the leader in the tooltip")
    assert "Demo" in item.properties()["ToolTip"][2]
    said = notifications.wait_for("Qwen crossed its threshold")
    assert said.summary.startswith("Demo: ")
    assert "50 %" in said.body
    windows.wait_for(program.pid, "(1) Sharewatch")
    assert [label for label in item.menu() if "Qwen" in label]
    item.choose("Quit")
    assert program.wait(40) == 0
    assert "QThread" not in (tmp_path / "output").read_text()
    fired = [one for one in ask(data, "alerts") if one["kind"] == "FIRED"]
    assert [(one["family"], one["episode"]) for one in fired] == [("Qwen", 1)]
    assert len([one for one in notifications.all() if "crossed" in one.summary]) == 1


def test_poll_now_in_the_tray_polls(launch, tray, windows, data, eventually) -> None:
    before = len(ask(data, "shares", "--all"))
    program = launch(*PROGRAM, "--data-dir", str(data), *STILL)
    windows.wait_for(program.pid, "Sharewatch")
    item = tray.wait_for(program.pid)
    families = len(ask(data, "shares"))
    eventually(lambda: len(ask(data, "shares", "--all")) >= before + families, "the first poll")
    item.choose("Poll now")
    eventually(lambda: len(ask(data, "shares", "--all")) >= before + 2 * families, "one more poll")


def test_closing_goes_to_the_tray_once_with_a_hint_and_the_icon_brings_it_back(
    launch, tray, windows, notifications, data, eventually
) -> None:
    program = launch(*PROGRAM, "--data-dir", str(data), *STILL)
    window = windows.wait_for(program.pid, "Sharewatch")
    item = tray.wait_for(program.pid)
    windows.close(window)
    eventually(lambda: not windows.of(program.pid), "no window")
    notifications.wait_for("keeps watching")
    assert program.poll() is None
    item.activate()
    window = windows.wait_for(program.pid, "Sharewatch")
    windows.close(window)
    eventually(lambda: not windows.of(program.pid), "no window")
    assert len([one for one in notifications.all() if "keeps watching" in one.summary]) == 1


def test_a_second_start_raises_the_first_and_leaves(
    launch, tray, windows, data, eventually
) -> None:
    program = launch(*PROGRAM, "--data-dir", str(data), *STILL)
    windows.close(windows.wait_for(program.pid, "Sharewatch"))
    tray.wait_for(program.pid)
    eventually(lambda: not windows.of(program.pid), "no window")
    assert launch(*PROGRAM, "--data-dir", str(data), *STILL).wait(20) == 0
    windows.wait_for(program.pid, "Sharewatch")


def test_a_start_after_a_killed_one_is_not_refused(launch, windows, data) -> None:
    killed = launch(*PROGRAM, "--data-dir", str(data), *STILL)
    windows.wait_for(killed.pid, "Sharewatch")
    killed.kill()
    killed.wait(10)
    program = launch(*PROGRAM, "--data-dir", str(data), *STILL)
    windows.wait_for(program.pid, "Sharewatch")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_quits_in_order(launch, windows, data, tmp_path, number: int) -> None:
    program = launch(*PROGRAM, "--data-dir", str(data), *FAST)
    windows.wait_for(program.pid, "Sharewatch")
    program.send_signal(number)
    assert program.wait(40) == 0
    assert "QThread" not in (tmp_path / "output").read_text()


def test_background_shows_no_window_but_a_tray_item(launch, tray, windows, data) -> None:
    program = launch(*PROGRAM, "--data-dir", str(data), *STILL, "--background")
    item = tray.wait_for(program.pid)
    assert not windows.of(program.pid)
    item.choose("Open Sharewatch")
    windows.wait_for(program.pid, "Sharewatch")


def test_nothing_goes_over_the_network_before_the_first_run_page_is_accepted(
    launch, tray, windows, tmp_path
) -> None:
    asked = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as hub:
        hub.settimeout(0.2)
        host = f"http://127.0.0.1:{hub.getsockname()[1]}"
        program = launch(*PROGRAM, "--data-dir", str(tmp_path / "new"), HF_ENDPOINT=host)
        windows.wait_for(program.pid, "Sharewatch")
        tray.wait_for(program.pid).choose("Poll now")
        for _ in range(10):
            try:
                hub.accept()[0].close()
                asked.set()
            except TimeoutError:
                continue
        assert not asked.is_set()
        program.terminate()
        assert program.wait(40) == 0


NO_TRAY = """
set -e
"$PYTHON" -m sharewatch --data-dir "$DATA" --demo --days-per-minute 0.001 & program=$!
for _ in $(seq 300); do
  window=$(xdotool search --onlyvisible --pid $program --name Sharewatch | head -n 1) || true
  [ -n "$window" ] && break
  sleep 0.1
done
xdotool windowactivate --sync "$window"
xdotool key alt+F4
wait $program
echo "left with $?"
"""


def test_without_a_tray_closing_the_window_quits(data: Path) -> None:
    script = NO_TRAY.replace("$PYTHON", sys.executable).replace("$DATA", str(data))
    session = ["bash", str(HERE / "session.sh"), "--tray=none", "--", "bash", "-c", script]
    done = subprocess.run(session, capture_output=True, text=True, check=False, timeout=120)
    assert "left with 0" in done.stdout, done.stderr


def test_the_demo_is_left_for_the_users_own_data(launch, windows, data, eventually) -> None:
    program = launch(*PROGRAM, "--data-dir", str(data), *STILL, HF_ENDPOINT="http://127.0.0.1:9")
    window = windows.wait_for(program.pid, "Demo")
    subprocess.run(["xdotool", "windowactivate", "--sync", window], check=True)
    subprocess.run(["xdotool", "key", "ctrl+comma", "alt+l"], check=True)
    eventually(lambda: "Demo" not in windows.of(program.pid).get(window, "Demo"), "no demo")
    program.terminate()
    assert program.wait(40) == 0


def test_settings_that_cannot_be_read_are_asked_about_and_kept(
    launch, windows, data, eventually
) -> None:
    broken = data / "settings.toml"
    broken.write_text("theme = \n")
    program = launch(*PROGRAM, "--data-dir", str(data), *STILL)
    question = windows.wait_for(program.pid, "Sharewatch")
    subprocess.run(["xdotool", "windowactivate", "--sync", question], check=True)
    subprocess.run(["xdotool", "key", "Return"], check=True)
    windows.wait_for(program.pid, "Demo")
    assert (data / "settings.toml.broken").read_text() == "theme = \n"
