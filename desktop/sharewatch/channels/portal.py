"""The desktop's portal, ``org.freedesktop.portal.Notification``, for programs kept in a box."""

from __future__ import annotations

from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule
from jeepney import Message as Signal

from sharewatch.channels.faults import Unanswered
from sharewatch.channels.message import Message, Urgency, without_tags
from sharewatch.channels.session_bus import SessionBus

NAME = "org.freedesktop.portal.Desktop"
_INTERFACE = "org.freedesktop.portal.Notification"
_PORTAL = DBusAddress("/org/freedesktop/portal/desktop", NAME, _INTERFACE)
_PROPERTIES = _PORTAL.with_interface("org.freedesktop.DBus.Properties")
_PRIORITIES = {Urgency.LOW: "low", Urgency.NORMAL: "normal"}


class Portal:
    """A message is called by its own tag, so that the next one with it replaces it exactly."""

    def __init__(self, bus: SessionBus) -> None:
        self._bus = bus
        bus.listen(MatchRule(type="signal", interface=_INTERFACE, path=_PORTAL.object_path))
        bus.listen_for_owner(NAME)

    def reaches(self) -> bool:
        """Whether there is a portal, and somebody behind it who shows messages."""
        if not self._bus.reaches(NAME):
            return False
        try:
            self._bus.call(_PROPERTIES, "Get", "ss", _INTERFACE, "version")
        except Unanswered:
            return False
        return True

    def show(self, message: Message) -> str:
        """Show a message; returns its name. Raises ``Unanswered``."""
        said: dict[str, tuple[str, Any]] = {
            "title": ("s", without_tags(message.title)),
            "body": ("s", without_tags(message.body)),  # some of those behind it look for tags
            "priority": ("s", _PRIORITIES[message.urgency]),
        }
        if message.actions:
            said["default-action"] = ("s", message.actions[0].key)
            said["buttons"] = (
                "aa{sv}",
                [{"label": ("s", a.label), "action": ("s", a.key)} for a in message.actions],
            )
        self._bus.call(_PORTAL, "AddNotification", "sa{sv}", message.tag, said)
        return message.tag

    def pressed(self, signal: Signal) -> tuple[str, str] | None:
        """What a signal says was pressed: the message's name and the action."""
        fields, body = signal.header.fields, signal.body
        if fields.get(HeaderFields.interface) != _INTERFACE or len(body) < 2:
            return None
        if fields.get(HeaderFields.member) != "ActionInvoked":
            return None
        if fields.get(HeaderFields.sender) != self._bus.owner(NAME):
            return None
        return str(body[0]), str(body[1])
