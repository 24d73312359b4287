"""What goes out of the window: due messages to the desktop, letters to the further channels."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from sharewatch.alerting.letters import trial_letter
from sharewatch.alerting.mailing import routes
from sharewatch.channels.courier import Channel, Courier, Letter, Post, Receipt
from sharewatch.desk.window_desk import WindowDesk
from sharewatch.ui.delivery import Delivery

if TYPE_CHECKING:
    from sharewatch.core.board import Board
    from sharewatch.settings import Settings
    from sharewatch.ui.tray import Tray
    from sharewatch.ui.window import Window
    from sharewatch.ui.worker import Worker


class Outgoing(QObject):
    """Takes what is due from the poll thread, has it delivered, and tells what came of it."""

    _received = Signal(object)

    def __init__(
        self,
        worker: Worker[WindowDesk],
        window: Window,
        tray: Tray,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._worker = worker
        self._window = window
        self._board: Board | None = None
        self._carrying: set[Channel] = set()
        self._courier = Courier(self._received.emit)
        self._received.connect(self._on_received)
        self._delivery = delivery = Delivery(tray, self)
        delivery.wanted.connect(lambda: worker.post(WindowDesk.claim_notices))
        delivery.shown.connect(lambda told: worker.post(lambda desk: desk.notices_shown(told)))
        delivery.refused.connect(lambda: worker.post(WindowDesk.notices_refused))
        delivery.snoozed.connect(lambda s: worker.post(lambda desk: desk.snooze(s)))
        delivery.opened.connect(window.raise_up)
        delivery.entry_opened.connect(window.raise_up)
        delivery.entry_opened.connect(window.show_inbox_entry)
        delivery.health_opened.connect(window.raise_up)
        delivery.health_opened.connect(lambda: window.go_to("health"))
        delivery.tried.connect(self._on_tried)

    def start(self) -> None:
        """Begin to look for whoever shows messages."""
        self._delivery.start()

    def close(self) -> None:
        """Stop; what was under way is told again next time."""
        self._delivery.close()
        self._courier.close()

    def show_board(self, board: Board) -> None:
        """A board came: there may be something to tell."""
        self._board = board
        self._window.health.show_desktop(shows=self._delivery.available)
        self._delivery.look()
        self._worker.post(WindowDesk.letters)

    def take(self, answer: object) -> bool:
        """Whether an answer of the poll thread was for here."""
        if isinstance(answer, Post):
            for letter in answer.letters:
                self._carry(letter)
            return True
        if isinstance(answer, tuple):
            self._delivery.deliver(answer, self._board)
            return True
        return False

    def forget(self) -> None:
        """Other data are shown from now on."""
        self._board = None
        self._delivery.forget()

    def try_out(self, settings: Settings) -> None:
        """Send a test message every way there is; the settings page shows what came of it."""
        self._delivery.try_out()
        if self._board is not None:
            text = trial_letter(self._board.source, int(time.time()))
            for channel, to in routes(settings).items():
                self._courier.carry(Letter(channel, to, 0, text))

    def _carry(self, letter: Letter) -> None:
        """One letter of a channel at a time, for they arrive in order."""
        if letter.channel not in self._carrying:
            self._carrying.add(letter.channel)
            self._courier.carry(letter)

    @Slot(bool)
    def _on_tried(self, shown: bool) -> None:
        why = "" if shown else self.tr("nobody here shows messages now.")
        self._window.settings.show_tried("desktop", why)

    @Slot(object)
    def _on_received(self, receipt: Receipt) -> None:
        if not receipt.letter.place:
            self._window.settings.show_tried(receipt.letter.channel.value, receipt.why)
            return
        self._carrying.discard(receipt.letter.channel)
        self._worker.post(lambda desk: desk.note_receipt(receipt))
