"""Oversight: what the running program notices of itself and around it, and who is told."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Signal, Slot

from sharewatch.core import words
from sharewatch.core.health import Ailment
from sharewatch.hub.errors import HubError
from sharewatch.ui.network import UNKNOWN, Network, is_near
from sharewatch.ui.watchdog import Watchdog

if TYPE_CHECKING:
    from sharewatch.desk.window_desk import WindowDesk
    from sharewatch.program.choices import Choices
    from sharewatch.ui.faults import Faults
    from sharewatch.ui.worker import Worker


class Mishap(StrEnum):
    """What can befall the program itself."""

    FAULT = "fault"
    DEATH = "death"
    HANG = "hang"


class Oversight(QObject):
    """Has mishaps told at once in the window and kept in the health log by the desk.

    A fault in a slot is told until the program is left, a death of the poll thread until the next
    one proves sound, and a hang until it is over: while it lasts no desk can note it.
    """

    said = Signal(str)
    """What has befallen, for the window; empty when it is over."""
    waiting = Signal(str)
    """Why scheduled polls wait for the network; empty when they don't."""

    def __init__(
        self,
        worker: Worker[WindowDesk],
        choices: Choices,
        faults: Faults,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._worker = worker
        self._choices = choices
        self._mishaps: dict[Mishap, str] = {}
        self._network = Network(self)
        self._watchdog = Watchdog(worker.heart, self)
        for changed in (self._network.changed, choices.changed, choices.desk_changed):
            changed.connect(self._look_at_network)
        self._watchdog.polling_hung.connect(self._on_hung)
        self._watchdog.polling_resumed.connect(self._on_resumed)
        worker.died.connect(self._on_died)
        worker.recovered.connect(self._on_recovered)
        faults.noticed.connect(self._on_fault)

    @Slot()
    def start(self) -> None:
        """Begin, once the window is painted."""
        self._watchdog.start()
        self._network.start()

    def close(self) -> None:
        """Watch no longer."""
        self._watchdog.close()

    @Slot()
    def _look_at_network(self) -> None:
        """Tell the poll thread of the network, unless its source is reached without one."""
        metered_waits = self._choices.settings.metered == "wait"
        state = UNKNOWN if self._is_near else self._network.state.heeding(metered=metered_waits)
        self._worker.set_network(state)
        self.waiting.emit(state.why_waiting)

    @property
    def _is_near(self) -> bool:
        try:
            return self._choices.demo or is_near(urlsplit(self._choices.endpoint).hostname or "")
        except HubError:
            return False

    @Slot(str)
    def _on_fault(self, sentence: str) -> None:
        self._note(Mishap.FAULT, sentence)

    @Slot(str)
    def _on_died(self, sentence: str) -> None:
        self._note(Mishap.DEATH, sentence)

    @Slot()
    def _on_recovered(self) -> None:
        self._note(Mishap.DEATH, "")

    @Slot(int)
    def _on_hung(self, since: int) -> None:
        said = self.tr(
            "Polling hangs since {moment}. Quit and start again if it stays so; the log has where."
        )
        self._note(Mishap.HANG, said.format(moment=words.moment(since)))

    @Slot()
    def _on_resumed(self) -> None:
        self._note(Mishap.HANG, "")

    def _note(self, mishap: Mishap, sentence: str) -> None:
        self._mishaps[mishap] = sentence
        told = " ".join(filter(None, self._mishaps.values()))
        self.said.emit(told)
        self._worker.post(lambda desk: desk.note(Ailment.PROGRAM, told))
