"""The desktop's notifications, on a thread of their own: nothing else ever waits for them."""

from __future__ import annotations

import logging
import queue
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol, TypeAlias

from sharewatch.channels.faults import BusLost, Unanswered

if TYPE_CHECKING:
    from jeepney import Message as Signal

    from sharewatch.channels.message import Message
    from sharewatch.channels.session_bus import SessionBus

LOG = logging.getLogger(__name__)
LOOK_EVERY_S = 15.0
_TRAY_HOST = "org.kde.StatusNotifierWatcher"


class Way(Enum):
    """Who shows messages.

    ``BALLOON`` is the tray icon's own, where there is no such service at all. ``NOBODY`` stands
    for a desktop where a tray icon's message would go to a service that isn't there.
    """

    SERVICE = auto()
    BALLOON = auto()
    NOBODY = auto()


@dataclass(frozen=True, slots=True)
class Found:
    """Who would show a message now."""

    way: Way


@dataclass(frozen=True, slots=True)
class Shown:
    """A message reached the desktop, which calls it so."""

    message: Message
    name: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A message reached nobody."""

    message: Message


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody pressed a button of a message, or the message itself; by its name."""

    name: str
    action: str


Heard: TypeAlias = Found | Shown | Refused | Pressed


class Service(Protocol):
    """Somebody on the bus who shows messages."""

    def reaches(self) -> bool:
        """Whether it is there."""

    def show(self, message: Message) -> str:
        """Show a message; returns its name. Raises ``Unanswered``, ``BusLost``."""
        ...

    def pressed(self, signal: Signal) -> tuple[str, str] | None:
        """What a signal says was pressed: the message's name and the action."""


class Desktop:
    """Finds whoever shows messages, hands them over, and hears what is pressed.

    ``hear`` is called on the thread. Who shows messages may come, go and hang as they like.
    """

    def __init__(self, hear: Callable[[Heard], None], look_every_s: float = LOOK_EVERY_S) -> None:
        self._hear = hear
        self._look_every_s = look_every_s
        self._waiting: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._bell, self._ear = socket.socketpair()
        for end in (self._bell, self._ear):
            end.setblocking(False)
        self._closing = threading.Event()
        self._told: Way | None = None
        self._thread = threading.Thread(target=self._run, name="notifications", daemon=True)

    def start(self) -> None:
        """Begin to look; what is found is told."""
        self._thread.start()

    def show(self, message: Message) -> None:
        """Have a message shown; ``Shown`` or ``Refused`` tells what came of it."""
        self._waiting.put(message)
        self._ring()

    def close(self, patience_s: float = 2.0) -> None:
        """Stop; a service that hangs is not waited for longer than so."""
        self._closing.set()
        self._ring()
        if self._thread.ident is not None:
            self._thread.join(patience_s)
        if not self._thread.is_alive():
            self._bell.close()
            self._ear.close()

    def _ring(self) -> None:
        with suppress(OSError):  # enough bells wait to be heard, or nobody listens any more
            self._bell.send(b"!")

    def _run(self) -> None:
        while not self._closing.is_set():
            if sys.platform != "linux":
                self._rest(Way.BALLOON)
                continue
            from sharewatch.channels.session_bus import SessionBus  # noqa: PLC0415

            try:
                bus = SessionBus()
            except BusLost:
                had_one = self._told in (Way.SERVICE, Way.NOBODY)
                self._rest(Way.NOBODY if had_one else Way.BALLOON)
                continue
            try:
                self._serve(bus)
            except BusLost as why:
                LOG.warning("the session bus is gone: %s", why)
            finally:
                bus.close()

    def _rest(self, way: Way) -> None:
        """Without a bus: refuse what comes, until it is time to look for one again."""
        self._tell(way)
        until = time.monotonic() + self._look_every_s
        while not self._closing.is_set() and (left := until - time.monotonic()) > 0:
            select.select([self._ear], [], [], left)
            self._hush()
            self._hand_over(None)

    def _serve(self, bus: SessionBus) -> None:
        from sharewatch.channels.daemon import Daemon  # noqa: PLC0415
        from sharewatch.channels.portal import Portal  # noqa: PLC0415
        from sharewatch.channels.session_bus import changed_owner  # noqa: PLC0415

        services = (Daemon(bus), Portal(bus))
        bus.listen_for_owner(_TRAY_HOST)
        service = self._find(bus, services)
        while not self._closing.is_set():
            bus.wait(self._ear, self._look_every_s)
            self._hush()
            changed = service is None
            for signal in bus.signals():
                changed = changed or bool(changed_owner(signal))
                pressed = service.pressed(signal) if service else None
                if pressed:
                    self._hear(Pressed(*pressed))
            if changed:
                service = self._find(bus, services)
            if not self._hand_over(service):
                service = None
                self._tell(Way.NOBODY)

    def _find(self, bus: SessionBus, services: Iterable[Service]) -> Service | None:
        """The first service that is there, and tell what that means."""
        for service in services:
            with suppress(Unanswered):
                if service.reaches():
                    self._tell(Way.SERVICE)
                    return service
        self._tell(Way.NOBODY if bus.owner(_TRAY_HOST) else Way.BALLOON)
        return None

    def _hand_over(self, service: Service | None) -> bool:
        """Show what waits; whether the service, if there is one, took all of it."""
        took_all = True
        while True:
            try:
                message = self._waiting.get_nowait()
            except queue.Empty:
                return took_all or service is None
            name = ""
            try:
                if service and took_all:
                    name = service.show(message)
            except Unanswered as why:
                LOG.warning("the desktop did not take a message: %s", why)
            finally:
                took_all = bool(name)
                self._hear(Shown(message, name) if name else Refused(message))

    def _hush(self) -> None:
        with suppress(BlockingIOError):
            self._ear.recv(4096)

    def _tell(self, way: Way) -> None:
        if way is not self._told:
            self._told = way
            self._hear(Found(way))
