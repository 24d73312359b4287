"""The session bus: calls with a time limit, and the signals that came meanwhile.

One thread uses one connection. A call that is not answered raises ``Unanswered``; when the bus
itself is gone, ``BusLost``.
"""

from __future__ import annotations

import select
import socket
from collections import deque
from collections.abc import Iterator
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType
from jeepney import new_method_call as method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from sharewatch.channels.faults import BusLost, Unanswered

LIMIT_S = 5.0
_BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")


class SessionBus:
    """A connection of one's own."""

    def __init__(self) -> None:
        self._limit_s = LIMIT_S
        try:
            self._connection: DBusConnection = open_dbus_connection("SESSION")
        except (OSError, KeyError, RuntimeError, ValueError, StopIteration) as why:
            raise BusLost(str(why)) from why
        self._connection.sock.settimeout(LIMIT_S)
        self._signals: deque[Message] = deque()
        self._connection.filter(MatchRule(type="signal"), queue=self._signals)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def call(self, to: DBusAddress, method: str, signature: str = "", *values: Any) -> Any:
        """What a method answers, as a tuple."""
        message = method_call(to, method, signature or None, values)
        try:
            reply = self._connection.send_and_get_reply(message, timeout=self._limit_s)
        except TimeoutError as why:
            raise Unanswered(f"no answer to {method} within {self._limit_s:g} s") from why
        except (OSError, ValueError) as why:
            raise BusLost(str(why)) from why
        if reply.header.message_type is MessageType.error:
            raise Unanswered(str(reply.header.fields.get(HeaderFields.error_name)))
        return reply.body

    def identity(self) -> str:
        """What tells this bus from every other there was."""
        return str(self.call(_BUS, "GetId")[0])

    def owner(self, name: str) -> str:
        """Who answers to a name now; empty when nobody does."""
        try:
            return str(self.call(_BUS, "GetNameOwner", "s", name)[0])
        except Unanswered:
            return ""

    def reaches(self, name: str) -> bool:
        """Whether somebody answers to a name, or would be started for it."""
        return bool(self.owner(name)) or name in self.call(_BUS, "ListActivatableNames")[0]

    def listen(self, rule: MatchRule) -> None:
        """Have such signals sent here as well."""
        self.call(_BUS, "AddMatch", "s", rule.serialise())

    def listen_for_owner(self, name: str) -> None:
        """Have it told when a name changes hands."""
        rule = MatchRule(type="signal", interface=_BUS.interface, member="NameOwnerChanged")
        rule.add_arg_condition(0, name)
        self.listen(rule)

    def signals(self) -> Iterator[Message]:
        """The signals since the last look; raises ``BusLost``."""
        try:
            while True:
                self._connection.recv_messages(timeout=0)
        except TimeoutError:
            pass
        except (OSError, ValueError) as why:
            raise BusLost(str(why)) from why
        while self._signals:
            yield self._signals.popleft()

    def wait(self, other: socket.socket, seconds: float) -> None:
        """Return once the bus or the other socket has something to read, or time is up."""
        if not self._signals:
            select.select([self._connection.sock, other], [], [], seconds)


def changed_owner(signal: Message) -> str:
    """The name that changed hands, if it is this that a signal tells; only the bus can."""
    fields = signal.header.fields
    told = fields.get(HeaderFields.member) == "NameOwnerChanged"
    by_bus = fields.get(HeaderFields.sender) == _BUS.bus_name
    return str(signal.body[0]) if told and by_bus and len(signal.body) == 3 else ""
