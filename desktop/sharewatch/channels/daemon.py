"""The desktop's notification daemon, ``org.freedesktop.Notifications``."""

from __future__ import annotations

from html import escape
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule
from jeepney import Message as Signal

from sharewatch.channels.faults import Unanswered
from sharewatch.channels.message import OPEN, Action, Message
from sharewatch.channels.session_bus import SessionBus

NAME = "org.freedesktop.Notifications"
_DAEMON = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)
_DESKTOP_ENTRY = "sharewatch"
_AS_LONG_AS_THE_DESKTOP_LIKES = -1


class Daemon:
    """Whatever program answers to that name; one that is restarted is asked anew what it can.

    A message is called ``BUS:OWNER/NUMBER``: a number is replaced only while the very program
    that gave it lives.
    """

    def __init__(self, bus: SessionBus) -> None:
        self._bus = bus
        self._identity = bus.identity()
        self._owner = ""
        self._able: frozenset[str] = frozenset()
        self._standing: dict[str, int] = {}
        bus.listen(MatchRule(type="signal", interface=NAME, path=_DAEMON.object_path))
        bus.listen_for_owner(NAME)

    def reaches(self) -> bool:
        """Whether there is one, running or to be started."""
        return self._bus.reaches(NAME)

    def show(self, message: Message) -> str:
        """Show a message; returns what the daemon calls it. Raises ``Unanswered``."""
        self._ask_what_it_can()
        number = self._standing.get(message.tag) or self._number(message.replaces)
        try:
            answer = self._bus.call(
                _DAEMON, "Notify", "susssasa{sv}i", *self._words(message, number)
            )
        except Unanswered:
            self._owner = ""
            raise
        given = answer[0] if answer and isinstance(answer[0], int) else 0
        self._standing[message.tag] = given
        return self._called(given)

    def pressed(self, signal: Signal) -> tuple[str, str] | None:
        """What a signal says was pressed: the message's name and the action."""
        fields, body = signal.header.fields, signal.body
        ours = (fields.get(HeaderFields.interface), fields.get(HeaderFields.sender))
        if ours != (NAME, self._owner) or not self._owner or len(body) < 2:
            return None
        number, said = body[0], body[1]
        if fields.get(HeaderFields.member) == "NotificationClosed":
            for tag in [tag for tag, one in self._standing.items() if one == number]:
                del self._standing[tag]
        if fields.get(HeaderFields.member) != "ActionInvoked":
            return None
        return self._called(number), OPEN if said == "default" else str(said)

    def _ask_what_it_can(self) -> None:
        """Once for each program behind the name."""
        if self._owner and self._bus.owner(NAME) == self._owner:
            return
        self._owner = ""
        self._able = frozenset(self._bus.call(_DAEMON, "GetCapabilities")[0])
        self._owner = self._bus.owner(NAME)
        self._standing.clear()

    def _words(self, message: Message, number: int) -> tuple[Any, ...]:
        body = escape(message.body, quote=False) if "body-markup" in self._able else message.body
        hints = {
            "desktop-entry": ("s", _DESKTOP_ENTRY),
            "urgency": ("y", int(message.urgency)),
            "category": ("s", message.category),
            "x-dunst-stack-tag": ("s", message.tag),
            "x-canonical-private-synchronous": ("s", message.tag),
        }
        buttons = _buttons(message.actions) if "actions" in self._able else []
        return (
            "Sharewatch",
            number,
            _DESKTOP_ENTRY,
            message.title,
            body,
            buttons,
            hints,
            _AS_LONG_AS_THE_DESKTOP_LIKES,
        )

    def _called(self, number: int) -> str:
        return f"{self._identity}{self._owner}/{number}"

    def _number(self, name: str) -> int:
        """The number of a message that this very program showed, or 0."""
        whose, _, number = name.rpartition("/")
        return int(number) if whose == f"{self._identity}{self._owner}" else 0


def _buttons(actions: tuple[Action, ...]) -> list[str]:
    """Keys and labels in turn; a press on the message itself is the first action's."""
    pairs = [("default", actions[0].label)] if actions else []
    pairs += [(one.key, one.label) for one in actions]
    return [word for pair in pairs for word in pair]
