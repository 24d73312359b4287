"""Errands: what the window wants done, as jobs and tasks on the poll thread."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from sharewatch.core.board import Board
from sharewatch.core.snapshot import Progress
from sharewatch.desk.window_desk import WindowDesk

if TYPE_CHECKING:
    from sharewatch.ui.tray import Tray
    from sharewatch.ui.window import Window
    from sharewatch.ui.worker import Worker


class Errands(QObject):
    """Connects the intents of window and tray to the desk on the poll thread."""

    def __init__(self, worker: Worker[WindowDesk], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._busy: set[str] = set()
        self._running = ""
        self._called_off: set[str] = set()

    def run_for(self, window: Window) -> None:
        """Do what the window asks for."""
        window.rule_saved.connect(self.job(WindowDesk.save_rule))
        window.rule_removed.connect(self.job(WindowDesk.remove_rule))
        window.rule_snoozed.connect(self.job(WindowDesk.snooze_rule))
        window.entries_read.connect(self.job(WindowDesk.mark_read))
        window.all_read.connect(self.job(WindowDesk.mark_read_up_to))
        window.acknowledged.connect(self.job(WindowDesk.acknowledge))
        window.outages_read.connect(self.job(WindowDesk.mark_health_read))
        window.family_opened.connect(self.job(WindowDesk.models))
        window.asked.connect(self.job(WindowDesk.ask))
        window.snooze_requested.connect(self.job(WindowDesk.snooze))
        window.export_requested.connect(self.job(WindowDesk.export))
        window.claim_saved.connect(self.job(WindowDesk.save_claim))
        window.claim_removed.connect(self.job(WindowDesk.remove_claim))
        window.claim_watched.connect(self.job(WindowDesk.watch_claim))
        window.look_requested.connect(self.task(WindowDesk.look_into))
        window.import_requested.connect(self.task(WindowDesk.bring_in))
        window.list_removed.connect(self.job(WindowDesk.forget_list))
        window.census_requested.connect(self.task(WindowDesk.take_census))

    def run_for_tray(self, tray: Tray) -> None:
        """Do what the tray asks for."""
        tray.poll_requested.connect(self._worker.request_poll)
        tray.snooze_requested.connect(self.job(WindowDesk.snooze))

    def look_after(self, board: Board) -> None:
        """Have sums made anew where some are left to, and a census taken where one is due."""
        if board.uncounted and not board.viewing:
            self._begin("count", WindowDesk.count_again)
        if board.census_due:
            reach = board.census_due
            self._begin("census", lambda desk, *rest: desk.take_census(reach, *rest), True)

    @Slot()
    def call_off(self) -> None:
        """Give up what runs; sums are then left as they are until ``begin_anew``."""
        if self._running:
            self._called_off.add(self._running)
        self._worker.cancel_poll()

    def begin_anew(self, *, elsewhere: bool = False) -> None:
        """Have the desk opened again, ``elsewhere`` at other data."""
        self._called_off.clear()
        if elsewhere:
            self._busy.clear()
        self._worker.begin_anew(elsewhere=elsewhere)

    def job(self, job: Callable[..., object | None]) -> Callable[..., None]:
        """A slot that has a method of the desk run on the poll thread, with what was emitted."""
        return lambda *emitted: self._worker.post(lambda desk: job(desk, *emitted))

    def task(self, task: Callable[..., object | None]) -> Callable[..., None]:
        """A slot for a method that takes long: it is handed what calls it off and hears it."""
        return lambda *emitted: self._worker.post_task(
            lambda desk, stop, between: task(desk, *emitted, stop, between)
        )

    def _begin(self, name: str, task: Callable[..., Board], asks_hub: bool = False) -> None:
        """Post a task, once until it is over; one that ``asks_hub`` waits for a network."""
        if name in self._busy | self._called_off:
            return
        self._busy.add(name)

        def work(desk: WindowDesk, stop: Event, between: Callable[[Progress], None]) -> Board:
            self._running = name
            try:
                return task(desk, stop, between)
            finally:
                self._running = ""
                self._busy.discard(name)

        self._worker.post_task(work, scheduled=asks_hub)
