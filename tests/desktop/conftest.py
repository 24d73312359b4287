"""What the tests on a desktop look through: the bus, the tray, notifications and windows.

All of it asks the desktop, from outside of the program: a test starts the real program with
``launch`` and sees what the user's panel, notification daemon and window manager see.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress, DBusErrorResponse, HeaderFields, Message, MessageType
from jeepney import new_method_call as method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import unwrap_msg

ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
NOTIFICATIONS = "org.freedesktop.Notifications"
BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
MONITORING = BUS.with_interface("org.freedesktop.DBus.Monitoring")
DUNST = DBusAddress("/org/freedesktop/Notifications", NOTIFICATIONS, "org.dunstproject.cmd0")
WATCHER = DBusAddress(
    "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher", "org.kde.StatusNotifierWatcher"
)


def eventually(look: Callable[[], Any], what: str, seconds: float = 15) -> Any:
    """The first thing seen that is not empty; fails when there is none in time."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > deadline:
            pytest.fail(f"{what}: not seen within {seconds:g} s")
        time.sleep(0.02)
    return seen


@dataclass(frozen=True)
class Bus:
    """Calls on the session bus."""

    connection: DBusConnection

    def call(self, to: DBusAddress, method: str, signature: str = "", *values: Any) -> Any:
        """What a method answers, as a tuple; raises ``DBusErrorResponse``."""
        message = method_call(to, method, signature or None, values)
        return unwrap_msg(self.connection.send_and_get_reply(message, timeout=10))

    def properties(self, of: DBusAddress) -> dict[str, Any]:
        """All properties of an interface, by name."""
        to = of.with_interface("org.freedesktop.DBus.Properties")
        (typed,) = self.call(to, "GetAll", "s", of.interface)
        return {name: value for name, (_, value) in typed.items()}

    def has_owner(self, name: str) -> bool:
        """Whether somebody answers to a name."""
        return self.call(BUS, "NameHasOwner", "s", name)[0]

    def pid(self, name: str) -> int:
        """The process behind a name."""
        return self.call(BUS, "GetConnectionUnixProcessID", "s", name)[0]


@dataclass(frozen=True)
class TrayItem:
    """One program's item in the panel's tray."""

    bus: Bus
    address: DBusAddress

    def properties(self) -> dict[str, Any]:
        """``Title``, ``Status``, ``ToolTip``, ``Menu``, ``IconPixmap`` and the others."""
        return self.bus.properties(self.address)

    def icons(self) -> list[tuple[int, int, bytes]]:
        """Width, height and ARGB pixels of each size of the icon."""
        return self.properties()["IconPixmap"]

    def activate(self) -> None:
        """Click on the item, as the panel does for the first mouse button."""
        self.bus.call(self.address, "Activate", "ii", 0, 0)

    def menu(self) -> dict[str, int]:
        """The label of each entry, submenus included, with its number; the menu as just opened."""
        to = self._menu_address()
        self.bus.call(to, "AboutToShow", "i", 0)
        _, root = self.bus.call(to, "GetLayout", "iias", 0, -1, [])
        return dict(_entries(root))

    def choose(self, label: str) -> None:
        """Click on the menu's entry of that label."""
        entries = self.menu()
        assert label in entries, f"{label!r} is not among {list(entries)}"
        clicked = ("clicked", ("s", ""), 0)
        self.bus.call(self._menu_address(), "Event", "isvu", entries[label], *clicked)

    def _menu_address(self) -> DBusAddress:
        return DBusAddress(self.properties()["Menu"], self.address.bus_name, MENU)


def _entries(entry: tuple[int, dict[str, Any], list[Any]]) -> Iterator[tuple[str, int]]:
    """Labels and numbers of an entry and all below it; underscores only mark access keys."""
    number, properties, children = entry
    if "label" in properties:
        yield properties["label"][1].replace("_", ""), number
    for _, child in children:
        yield from _entries(child)


@dataclass(frozen=True)
class Tray:
    """The panel's tray."""

    bus: Bus

    def items(self) -> list[DBusAddress]:
        """Where each item is found."""
        if not self.bus.has_owner(WATCHER.bus_name):
            return []
        names = self.bus.properties(WATCHER)["RegisteredStatusNotifierItems"]
        parts = (name.partition("/") for name in names)
        return [
            DBusAddress("/" + (path or "StatusNotifierItem"), name, ITEM) for name, _, path in parts
        ]

    def item_of(self, pid: int) -> TrayItem | None:
        """The item of one process, if it shows one."""
        for address in self.items():
            try:
                if self.bus.pid(address.bus_name) == pid:
                    return TrayItem(self.bus, address)
            except DBusErrorResponse:
                continue  # gone since it was listed
        return None

    def wait_for(self, pid: int) -> TrayItem:
        """The item of one process, once it is there."""
        return eventually(lambda: self.item_of(pid), f"a tray item of process {pid}")


@dataclass(frozen=True)
class Notification:
    """One call of ``Notify``, and the number the daemon gave it (``None``: none yet)."""

    app: str
    replaces: int
    icon: str
    summary: str
    body: str
    actions: list[str]
    hints: dict[str, tuple[str, Any]]
    timeout_ms: int
    number: int | None = None


class Notifications:
    """Everything said to and by the notification daemon, heard on a thread of its own."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._heard: list[Message] = []
        self._done = threading.Event()
        self._connection = open_dbus_connection("SESSION")
        rules = [f"destination='{NOTIFICATIONS}'", f"sender='{NOTIFICATIONS}'"]
        become = method_call(MONITORING, "BecomeMonitor", "asu", (rules, 0))
        unwrap_msg(self._connection.send_and_get_reply(become, timeout=10))
        self._thread = threading.Thread(target=self._listen, name="notifications")
        self._thread.start()

    def _listen(self) -> None:
        while not self._done.is_set():
            try:
                self._heard.append(self._connection.receive(timeout=0.1))
            except TimeoutError:
                continue

    def close(self) -> None:
        """Stop listening."""
        self._done.set()
        self._thread.join()
        self._connection.close()

    def all(self) -> list[Notification]:
        """Each notification since listening began, in order."""
        heard = tuple(self._heard)
        numbers = {
            (fields.get(HeaderFields.destination), fields[HeaderFields.reply_serial]): one.body[0]
            for one in heard
            if one.header.message_type is MessageType.method_return
            and one.body
            and (fields := one.header.fields)
        }
        return [
            Notification(
                *one.body,
                number=numbers.get((one.header.fields[HeaderFields.sender], one.header.serial)),
            )
            for one in heard
            if one.header.message_type is MessageType.method_call
            and one.header.fields[HeaderFields.member] == "Notify"
        ]

    def wait_for(self, text: str) -> Notification:
        """The first notification with ``text`` in its summary or body, once it has a number."""

        def look() -> list[Notification]:
            return [n for n in self.all() if n.number and text in f"{n.summary}\n{n.body}"]

        return eventually(look, f"a notification saying {text!r}")[0]

    def press(self) -> None:
        """Choose the first action of the topmost notification on the screen."""
        self._bus.call(DUNST, "NotificationAction", "u", 0)

    def chosen(self) -> list[tuple[int, str]]:
        """The number and the action of each notification that was pressed."""
        return [
            one.body
            for one in tuple(self._heard)
            if one.header.message_type is MessageType.signal
            and one.header.fields[HeaderFields.member] == "ActionInvoked"
        ]


class Windows:
    """The windows on the screen, as the window manager knows them."""

    def of(self, pid: int) -> dict[str, str]:
        """The visible windows of a process: number to title."""
        numbers = _xdotool("search", "--onlyvisible", "--pid", str(pid)).split()
        titled = {number: _xdotool("getwindowname", number).strip() for number in numbers}
        return {number: title for number, title in titled.items() if title}

    def wait_for(self, pid: int, title: str) -> str:
        """The number of a process's window with ``title`` in its title, once it is there."""

        def look() -> list[str]:
            return [number for number, named in self.of(pid).items() if title in named]

        return eventually(look, f"a window {title!r} of process {pid}")[0]

    def close(self, number: str) -> None:
        """Close a window as a user does: bring it forward and press Alt+F4."""
        _xdotool("windowactivate", "--sync", number)
        _xdotool("key", "alt+F4")


def _xdotool(*arguments: str) -> str:
    return subprocess.run(
        ["xdotool", *arguments], capture_output=True, text=True, check=False
    ).stdout


@pytest.fixture(autouse=True, scope="session")
def session() -> Path:
    """The folder of the desktop's logs. Without a desktop of their own these tests don't run."""
    folder = os.environ.get("SHAREWATCH_DESKTOP_SESSION")
    if not folder:
        pytest.skip("NO DESKTOP: run bash tests/desktop/session.sh -- pytest tests/desktop")
    return Path(folder)


@pytest.fixture(name="eventually")
def _eventually() -> Callable[..., Any]:
    """Look again and again until something is seen."""
    return eventually


@pytest.fixture
def bus(session: Path) -> Iterator[Bus]:
    """The session bus."""
    with open_dbus_connection("SESSION") as connection:
        yield Bus(connection)


@pytest.fixture
def tray(bus: Bus) -> Tray:
    """The panel's tray."""
    return Tray(bus)


@pytest.fixture
def notifications(bus: Bus) -> Iterator[Notifications]:
    """Every notification from now on, none on the screen yet."""
    bus.call(DUNST, "NotificationCloseAll")
    listening = Notifications(bus)
    yield listening
    listening.close()


@pytest.fixture
def windows(session: Path) -> Windows:
    """The windows on the screen."""
    return Windows()


@pytest.fixture(scope="session")
def made_up_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo database with its past, made once."""
    folder = tmp_path_factory.mktemp("year")
    made = [sys.executable, "-m", "sharewatch", "--data-dir", str(folder), "--demo", "shares"]
    subprocess.run(made, check=True, timeout=120)
    return folder


@pytest.fixture
def data(made_up_year: Path, tmp_path: Path) -> Path:
    """A data folder whose demo needs no making."""
    folder = tmp_path / "data"
    shutil.copytree(made_up_year, folder)
    return folder


@pytest.fixture
def launch(session: Path, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a program; it is ended with the test. Its output is in ``tmp_path / "output"``."""
    started: list[subprocess.Popen[bytes]] = []
    with (tmp_path / "output").open("wb") as output:

        def start(*command: str, **variables: str) -> subprocess.Popen[bytes]:
            settings = os.environ | {"PYTHONFAULTHANDLER": "1"} | variables
            program = subprocess.Popen(
                command, env=settings, stdout=output, stderr=subprocess.STDOUT
            )
            started.append(program)
            return program

        yield start
        for program in started:
            program.terminate()
        for program in started:
            try:
                program.wait(5)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
