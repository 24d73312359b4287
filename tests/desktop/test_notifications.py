"""Messages of the real program through real notification services, and presses on them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress
from scripted import Asked, Reply, ScriptedHub, page, row

from at_home import CATALOG, hash_of
from receiver import Receiver

pytestmark = pytest.mark.desktop

HERE = Path(__file__).parent
PROGRAM = (sys.executable, "-m", "sharewatch")
STILL = ("--demo", "--days-per-minute", "0.001")
SHOWN = "SELECT count(*) FROM outbox WHERE state = 'shown'"
CROSSED = "Qwen crossed its threshold"
NOTIFICATIONS = "org.freedesktop.Notifications"
DUNST = DBusAddress("/org/freedesktop/Notifications", NOTIFICATIONS, "org.dunstproject.cmd0")
PORTAL = "org.freedesktop.portal.Desktop"
PORTAL_PARTS = ("/usr/libexec/xdg-desktop-portal-gtk", "/usr/libexec/xdg-desktop-portal")


@pytest.fixture(scope="module")
def crossed_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo database in which Qwen has just crossed, and nobody was told: made once."""
    folder = tmp_path_factory.mktemp("year")
    no_screen = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    days = [*PROGRAM, "--data-dir", folder, "--demo"]
    subprocess.run(days, check=True, timeout=180, env=no_screen, stdout=subprocess.DEVNULL)
    change(folder, "UPDATE outbox SET due_at = (SELECT max(as_of) FROM poll)")
    assert count(folder, "SELECT count(*) FROM outbox WHERE state = 'due'") == 1
    return folder


@pytest.fixture
def data(crossed_year: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own, with that message due."""
    folder = tmp_path / "data"
    shutil.copytree(crossed_year, folder)
    return folder


def change(data: Path, *statements: str) -> None:
    """Change the demo's database while no program has it."""
    with closing(sqlite3.connect(data / "demo.db", isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def count(data: Path, question: str, database: str = "demo.db") -> int:
    """One number of a database."""
    with closing(sqlite3.connect(f"file:{data}/{database}?mode=ro", uri=True)) as connection:
        return int(connection.execute(question).fetchone()[0])


def as_after_a_crash(data: Path, *more: str) -> None:
    """The last message was shown, and the program killed before it could note that."""
    claimed = "UPDATE outbox SET state = 'claimed', shown_at = NULL, shown_as = NULL"
    change(data, claimed, *more)


def test_a_crossing_is_one_message_with_buttons_and_a_press_opens_that_alert(
    launch, tray, windows, notifications, data, eventually
) -> None:
    program = launch(*PROGRAM, "--data-dir", str(data), *STILL, "--background")
    said = notifications.wait_for(CROSSED)
    assert said.app == "Sharewatch"
    assert said.actions == ["default", "Open", "open", "Open", "snooze", "Snooze 1 h"]
    assert said.hints["desktop-entry"] == ("s", "sharewatch")
    assert said.hints["urgency"] == ("y", 1)
    assert said.hints["x-dunst-stack-tag"] == ("s", "sharewatch-demo-rule-1")
    assert not windows.of(program.pid)
    notifications.press()
    window = windows.wait_for(program.pid, "Sharewatch")
    eventually(
        lambda: windows.of(program.pid).get(window, "(").startswith("Sharewatch"), "a read alert"
    )
    read = "SELECT count(*) FROM event WHERE kind = 'FIRED' AND NOT unread"
    assert eventually(lambda: count(data, read), "the alert, read") == 1
    assert len([one for one in notifications.all() if "crossed" in one.summary]) == 1


def test_a_press_on_snooze_keeps_quiet(launch, tray, notifications, bus, data, eventually) -> None:
    program = launch(*PROGRAM, "--data-dir", str(data), *STILL, "--background")
    item = tray.wait_for(program.pid)
    notifications.wait_for(CROSSED)
    bus.call(DUNST, "ContextMenuCall")  # whose user always chooses to snooze
    assert eventually(notifications.chosen, "an action")[0][1] == "snooze"
    eventually(lambda: count(data, "SELECT count(*) FROM meta WHERE key = 'snooze'"), "a snooze")
    assert item.menu()


def test_a_message_told_twice_after_a_crash_stands_once(
    launch, notifications, bus, data, eventually
) -> None:
    program = launch(*PROGRAM, "--data-dir", str(data), *STILL)
    notifications.wait_for(CROSSED)
    eventually(lambda: count(data, SHOWN), "a mark")
    program.kill()
    program.wait(10)
    as_after_a_crash(data)
    launch(*PROGRAM, "--data-dir", str(data), *STILL)
    eventually(
        lambda: [one for one in notifications.all() if "crossed" in one.summary and one.number][1:],
        "the same once more",
    )
    assert bus.properties(DUNST)["displayedLength"] == 1


def test_the_next_message_of_a_rule_takes_the_earlier_ones_place_after_a_restart(
    launch, notifications, bus, data, eventually
) -> None:
    program = launch(*PROGRAM, "--data-dir", str(data), *STILL)
    first = notifications.wait_for(CROSSED)
    eventually(lambda: count(data, SHOWN), "a mark")
    program.terminate()
    assert program.wait(40) == 0
    repeat = "INSERT INTO outbox (event, notice, due_at) SELECT event, 'REPEAT', due_at FROM outbox"
    change(data, repeat)
    launch(*PROGRAM, "--data-dir", str(data), *STILL)
    later = notifications.wait_for("still beyond")
    assert later.replaces == first.number == later.number


def test_a_name_that_looks_like_markup_is_shown_as_it_is(
    launch, notifications, session, data, eventually
) -> None:
    program = launch(*PROGRAM, "--data-dir", str(data), *STILL)
    notifications.wait_for(CROSSED)
    eventually(lambda: count(data, SHOWN), "a mark")
    program.kill()
    program.wait(10)
    name = "<img src=x> & <b>Q</b>"
    as_after_a_crash(data, f"UPDATE rule_version SET family = '{name}'")
    launch(*PROGRAM, "--data-dir", str(data), *STILL)
    said = notifications.wait_for("&lt;img src=x&gt; &amp; &lt;b&gt;Q&lt;/b&gt;")
    assert name in said.summary
    shown = (session / "dunst.log").read_text("utf-8")
    assert "<img" not in shown.rpartition("formatted:")[2].partition("frame:")[0]


def test_a_desktop_that_is_not_to_be_disturbed_has_the_number_in_the_title(
    launch, windows, notifications, bus, data
) -> None:
    paused = DUNST.with_interface("org.freedesktop.DBus.Properties")
    bus.call(paused, "Set", "ssv", DUNST.interface, "paused", ("b", True))
    try:
        program = launch(*PROGRAM, "--data-dir", str(data), *STILL)
        windows.wait_for(program.pid, "(1) Sharewatch")
        notifications.wait_for(CROSSED)
        assert bus.properties(DUNST)["displayedLength"] == 0
    finally:
        bus.call(paused, "Set", "ssv", DUNST.interface, "paused", ("b", False))


@pytest.fixture
def portal(launch: Callable[..., Any], bus: Any, eventually: Callable[..., Any]) -> Iterator[None]:
    """The desktop's portal, for as long as a test wants it."""
    if not all(map(shutil.which, (*PORTAL_PARTS, "xdg-dbus-proxy"))):
        pytest.fail("xdg-desktop-portal, xdg-desktop-portal-gtk and xdg-dbus-proxy are needed")
    parts = [launch(PORTAL_PARTS[0])]
    eventually(
        lambda: bus.has_owner("org.freedesktop.impl.portal.desktop.gtk"), "the portal's screen side"
    )
    parts.append(launch(PORTAL_PARTS[1], XDG_CURRENT_DESKTOP="gnome"))
    eventually(lambda: bus.has_owner(PORTAL), "the portal")
    yield
    for part in reversed(parts):
        part.terminate()
        part.wait(10)


def test_a_program_in_a_box_speaks_through_the_portal(
    launch, windows, notifications, portal, bus, data, tmp_path, eventually
) -> None:
    address = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    boxed = tmp_path / "boxed"
    launch("xdg-dbus-proxy", address, str(boxed), "--filter", f"--talk={PORTAL}")
    eventually(boxed.exists, "the box's own bus")
    program = launch(
        *PROGRAM, "--data-dir", str(data), *STILL, DBUS_SESSION_BUS_ADDRESS=f"unix:path={boxed}"
    )
    said = notifications.wait_for(CROSSED)
    assert said.app != "Sharewatch", "the portal said it"
    assert said.actions[:2] == ["default", ""]
    assert {"open", "snooze"} <= set(said.actions)
    window = windows.wait_for(program.pid, "(1) Sharewatch")

    def pressed_and_read() -> bool:
        notifications.press()  # again, for it may be on the bus before it is on the screen
        return windows.of(program.pid).get(window, "(").startswith("Sharewatch")

    eventually(pressed_and_read, "a read alert")


def test_the_window_sends_what_it_shows_to_a_webhook_too(
    launch, tray, windows, notifications, tmp_path, eventually
) -> None:
    data, share = tmp_path / "own", [40]

    def answer(asked: Asked) -> Reply:
        owner = asked.query.get("author", ["nobody"])[0]
        count = share[0] if owner == "Qwen" else 100 - share[0]
        return page([row(hash_of(owner), f"{owner}/model", downloads=count, likes=1)])

    def run(*command: str) -> None:
        subprocess.run([*PROGRAM, "--data-dir", data, *command], check=True, timeout=60)

    with ScriptedHub(answer) as hub, Receiver() as there:
        data.mkdir()
        (data / "own.toml").write_text(CATALOG)
        (data / "settings.toml").write_text(
            f'consented = true\ncatalog = "{data}/own.toml"\nendpoint = "{hub.url}"\n'
            f'webhook = "{there.url}"\n'
        )
        run("rules", "add", "--family", "Qwen", "--above", "0.5")
        run("poll")
        share[0] = 60
        program = launch(*PROGRAM, "--data-dir", str(data))
        windows.wait_for(program.pid, "Sharewatch")
        tray.wait_for(program.pid).choose("Poll now")
        assert notifications.wait_for("crossed its threshold").actions
        # The scripted Hub's date is long ago, so a letter about old numbers comes as well.
        eventually(lambda: "Qwen crossed its threshold" in titles(there), "a letter")
    assert titles(there).count("Qwen crossed its threshold") == 1


def titles(there: Receiver) -> list[str]:
    """What the letters so far are headed."""
    return [posted.said["title"] for posted in there.posted]


WITHOUT_A_TRAY = """
"$PYTHON" -m sharewatch --data-dir "$DATA" --demo --days-per-minute 0.001 & program=$!
for _ in $(seq 300); do
  grep -q "Qwen crossed" "$SHAREWATCH_DESKTOP_SESSION/dunst.log" && break
  sleep 0.1
done
grep -c "summary: .*Qwen crossed" "$SHAREWATCH_DESKTOP_SESSION/dunst.log"
kill $program
wait $program
"""

WITHOUT_A_SERVICE = """
"$PYTHON" -m sharewatch --data-dir "$DATA" --demo --days-per-minute 0.001 & program=$!
for _ in $(seq 300); do
  xdotool search --pid $program --name '^[(]1[)] Sharewatch' >/dev/null 2>&1 && break
  sleep 0.1
done
xdotool search --pid $program --name '^[(]1[)] Sharewatch' >/dev/null && echo "title says 1"
dunst -print >"$DATA/late.log" 2>&1 & late=$!
for _ in $(seq 300); do
  grep -q "Qwen crossed" "$DATA/late.log" && break
  sleep 0.1
done
grep -c "summary: .*Qwen crossed" "$DATA/late.log"
kill $program
wait $program
kill $late
"""


def run_in_session(script: str, data: Path, *options: str) -> list[str]:
    """What a script prints on a desktop of other parts."""
    script = script.replace("$PYTHON", sys.executable).replace("$DATA", str(data))
    session = ["bash", str(HERE / "session.sh"), *options, "--", "bash", "-c", script]
    done = subprocess.run(session, capture_output=True, text=True, check=False, timeout=150)
    return done.stdout.splitlines() or [done.stderr]


def test_without_a_tray_messages_come_all_the_same(data: Path) -> None:
    assert run_in_session(WITHOUT_A_TRAY, data, "--tray=none") == ["1"]


@pytest.mark.parametrize("tray", ["xfce", "none"])
def test_without_a_service_the_title_says_it_and_the_message_comes_with_the_service(
    data: Path, tray: str
) -> None:
    said = run_in_session(WITHOUT_A_SERVICE, data, f"--tray={tray}", "--notify=none")
    assert said == ["title says 1", "1"]
