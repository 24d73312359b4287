"""Delivery: what is due goes to the desktop the best way there is, and a press comes back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from sharewatch.channels.desktop import Desktop, Found, Heard, Pressed, Refused, Shown, Way
from sharewatch.channels.message import OPEN, SNOOZE, Message
from sharewatch.core.board import Board
from sharewatch.ui.notifications import SNOOZE_S, Due, compose, trial
from sharewatch.ui.tray import Tray

KNOWN_BY_NAME = 64


class Delivery(QObject):
    """Shows due messages and tells what came of them.

    Where nobody would show one, what is due is not asked for: it waits in the database, and
    window title and tray icon say how much is unread.
    """

    entry_opened = Signal(int)
    """An alert is to be shown, by its inbox entry."""
    health_opened = Signal()
    opened = Signal()
    """The window is to be shown, whatever page it is at."""
    snoozed = Signal(int)
    """No more messages for so many seconds."""
    wanted = Signal()
    """What is due can be shown now: hand it to ``deliver``."""
    shown = Signal(tuple)
    """Pairs of a row that reached the desktop and what the desktop calls its message."""
    refused = Signal()
    """The desktop did not take what was handed over, all or some: it is due again."""
    tried = Signal(bool)
    """Whether a test message was shown."""
    _heard = Signal(object)

    def __init__(self, tray: Tray, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray = tray
        self._way: Way | None = None
        self._out: dict[str, Message] = {}
        self._told: list[tuple[int, str]] = []
        self._any_refused = False
        self._next: tuple[tuple[Due, ...], Board | None] | None = None
        self._names: dict[str, Message] = {}
        self._heard.connect(self._on_heard)
        self._desktop = Desktop(self._heard.emit)
        tray.message_clicked.connect(self._on_clicked)
        tray.available_changed.connect(self.look)

    @property
    def available(self) -> bool:
        """Whether somebody would show a message now."""
        if self._way is Way.BALLOON:
            return self._tray.available
        return self._way is Way.SERVICE

    def start(self) -> None:
        """Begin to look for whoever shows messages."""
        self._desktop.start()

    def close(self) -> None:
        """Stop; messages under way are told again next time."""
        self._desktop.close()

    @Slot()
    def look(self) -> None:
        """Ask for what is due, if it could be shown."""
        if self.available:
            self.wanted.emit()

    def deliver(self, due: Sequence[Due], board: Board | None) -> None:
        """Show what is due; ``shown`` and ``refused`` tell what came of it."""
        if not due:
            return
        if self._out:
            before = self._next[0] if self._next else ()
            self._next = (*before, *due), board
            return
        messages = compose(due, board)
        self._out = {one.tag: one for one in messages}
        for one in messages:
            self._show(one)

    def try_out(self) -> None:
        """Show a test message; ``tried`` tells whether it was shown."""
        if self.available:
            self._show(trial())
        else:
            self.tried.emit(False)

    def forget(self) -> None:
        """Other data are shown from now on: what was told of is not in them."""
        self._names.clear()
        self._out.clear()
        self._told.clear()
        self._next = None

    def _show(self, message: Message) -> None:
        if self._way is not Way.BALLOON:
            self._desktop.show(message)
        elif self._tray.available:
            self._tray.show_message(message.title, message.body, message)
            self._on_shown(message, "")
        else:
            self._on_refused(message)

    @Slot(object)
    def _on_heard(self, heard: Heard) -> None:
        if isinstance(heard, Found):
            self._way = heard.way
            self.look()
        elif isinstance(heard, Shown):
            self._names[heard.name] = heard.message
            while len(self._names) > KNOWN_BY_NAME:
                del self._names[next(iter(self._names))]
            self._on_shown(heard.message, heard.name)
        elif isinstance(heard, Refused):
            self._on_refused(heard.message)
        else:
            self._on_pressed(heard)

    def _on_shown(self, message: Message, name: str) -> None:
        if not message.notices:
            self.tried.emit(True)
        elif self._out.pop(message.tag, None):
            alone = len(message.notices) == 1  # one for several must not give way to one of them
            self._told += [(notice, name if alone else "") for notice in message.notices]
            self._finish()

    def _on_refused(self, message: Message) -> None:
        if not message.notices:
            self.tried.emit(False)
        elif self._out.pop(message.tag, None):
            self._any_refused = True
            self._finish()

    def _finish(self) -> None:
        """Once all of them are answered for: tell it, and go on with what came meanwhile."""
        if self._out:
            return
        told, self._told = tuple(self._told), []
        refused, self._any_refused = self._any_refused, False
        following, self._next = self._next, None
        if told:
            self.shown.emit(told)
        if refused:
            self.refused.emit()  # which makes what came meanwhile due again as well
        elif following:
            self.deliver(*following)

    def _on_pressed(self, pressed: Pressed) -> None:
        if pressed.action == SNOOZE:
            self.snoozed.emit(SNOOZE_S)
        elif pressed.action == OPEN:
            self._open(self._names.get(pressed.name))

    @Slot(object)
    def _on_clicked(self, message: object) -> None:
        self._open(message if isinstance(message, Message) else None)

    def _open(self, message: Message | None) -> None:
        """Show what a message was about; one that isn't known any more still shows the window."""
        if message is None or not message.notices:
            self.opened.emit()
        elif message.about is None:
            self.health_opened.emit()
        else:
            self.entry_opened.emit(message.about)
