"""Errands: what the window wants done, as jobs and tasks on the poll thread."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sharewatch.core.board import Board
from sharewatch.core.snapshot import Progress
from sharewatch.window_desk import WindowDesk

if TYPE_CHECKING:
    from sharewatch.ui.tray import Tray
    from sharewatch.ui.window import Window
    from sharewatch.ui.worker import Worker


class Errands(QObject):
    """Connects the intents of window and tray to the desk on the poll thread."""

    def __init__(self, worker: Worker[WindowDesk], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._counting = False

    def run_for(self, window: Window) -> None:
        """Do what the window asks for."""
        window.rule_saved.connect(self.job(WindowDesk.save_rule))
        window.rule_removed.connect(self.job(WindowDesk.remove_rule))
        window.entries_read.connect(self.job(WindowDesk.mark_read))
        window.family_opened.connect(self.job(WindowDesk.models))
        window.asked.connect(self.job(WindowDesk.ask))
        window.snooze_requested.connect(self.job(WindowDesk.snooze))
        window.export_requested.connect(self.job(WindowDesk.export))
        window.claim_saved.connect(self.job(WindowDesk.save_claim))
        window.claim_removed.connect(self.job(WindowDesk.remove_claim))
        window.claim_watched.connect(self.job(WindowDesk.watch_claim))
        window.look_requested.connect(self.task(WindowDesk.look_into))
        window.import_requested.connect(self.task(WindowDesk.bring_in))
        window.census_requested.connect(self.task(WindowDesk.take_census))

    def run_for_tray(self, tray: Tray) -> None:
        """Do what the tray asks for."""
        tray.poll_requested.connect(self._worker.request_poll)
        tray.snooze_requested.connect(self.job(WindowDesk.snooze))

    def look_after(self, board: Board) -> None:
        """Have sums made anew where the board says that some are left to."""
        if board.uncounted and not self._counting:
            self._counting = True
            self._worker.post_task(self._count_again)

    def job(self, job: Callable[..., object | None]) -> Callable[..., None]:
        """A slot that has a method of the desk run on the poll thread, with what was emitted."""
        return lambda *emitted: self._worker.post(lambda desk: job(desk, *emitted))

    def task(self, task: Callable[..., object | None]) -> Callable[..., None]:
        """A slot for a method that takes long: it is handed what calls it off and hears it."""
        return lambda *emitted: self._worker.post_task(
            lambda desk, stop, between: task(desk, *emitted, stop, between)
        )

    def _count_again(
        self, desk: WindowDesk, stop: Event, between: Callable[[Progress], None]
    ) -> Board:
        try:
            return desk.count_again(stop, between)
        finally:
            self._counting = False
