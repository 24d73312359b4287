"""A session bus of a test's own, and a notification daemon on it that behaves as it is told."""

from __future__ import annotations

import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.Notifications"
DAEMON = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)


@dataclass
class Bus:
    """A session bus of a test's own."""

    folder: Path
    process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"unix:path={self.folder / 'bus'}"

    def start(self) -> None:
        """Begin; again after ``stop``, at the same address."""
        config = self.folder / "bus.conf"
        config.write_text(
            f"<busconfig><type>session</type><listen>{self.address}</listen>"
            '<auth>EXTERNAL</auth><policy context="default"><allow send_destination="*"/>'
            '<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>'
        )
        self.process = subprocess.Popen(
            [
                "dbus-daemon",
                f"--config-file={config}",
                "--nofork",
                "--nopidfile",
                "--print-address",
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline()

    def stop(self) -> None:
        """End it as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None
        (self.folder / "bus").unlink(missing_ok=True)


@contextmanager
def bus_of_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """A bus with nobody on it, for a test and what it starts; it is skipped where none can be."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed")
    made = Bus(folder)
    made.start()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
    yield made
    made.stop()


@dataclass
class Scripted:
    """A notification daemon: what it can, what it was told, and how it behaves."""

    capabilities: tuple[str, ...] = ("body", "body-markup", "actions")
    refusing: bool = False
    silent: bool = False
    address: DBusAddress = DAEMON
    told: list[tuple[Any, ...]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    first_number: int = 1

    def __post_init__(self) -> None:
        self._connection = open_dbus_connection("SESSION")
        self._connection.send_and_get_reply(message_bus.RequestName(NAME))
        self._ending = threading.Event()
        self._to_send: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def say(self, member: str, signature: str, *values: Any) -> None:
        """Send a signal to everybody who listens."""
        self._to_send.put(new_signal(DAEMON, member, signature, values))

    def stop(self) -> None:
        """Leave the bus."""
        self._ending.set()
        self._thread.join()
        self._connection.close()

    def _serve(self) -> None:
        while not self._ending.is_set():
            while not self._to_send.empty():
                self._connection.send(self._to_send.get())
            try:
                call = self._connection.receive(timeout=0.02)
            except TimeoutError:
                continue
            except OSError:
                return
            if call.header.message_type is MessageType.method_call:
                self._answer(call)

    def _answer(self, call: Message) -> None:
        member = call.header.fields[HeaderFields.member]
        self.asked.append(member)
        if self.silent:
            return
        if member == "GetCapabilities":
            self._connection.send(new_method_return(call, "as", (list(self.capabilities),)))
        elif self.refusing:
            self._connection.send(new_error(call, "org.freedesktop.Notifications.Excess"))
        else:
            self.told.append(call.body)
            number = call.body[1] or self.first_number + len(self.told) - 1
            self._connection.send(new_method_return(call, "u", (number,)))
