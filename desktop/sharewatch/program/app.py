"""The composition root: builds window, tray and poll thread, connects them, and quits in order."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from sharewatch import __version__
from sharewatch.core.board import DEMO, Board, FamilyModels, SourceKind
from sharewatch.core.health import Ailment
from sharewatch.desk.window_desk import WindowDesk
from sharewatch.diagnostics.scrubbing import Scrub, own_secrets
from sharewatch.faults import KNOWN
from sharewatch.places import Place, place
from sharewatch.program.choices import Choices
from sharewatch.program.errands import Errands
from sharewatch.program.help_desk import copy_report
from sharewatch.program.outgoing import Outgoing
from sharewatch.program.oversight import Oversight
from sharewatch.settings import Settings, SettingsError, read_settings
from sharewatch.ui import theme
from sharewatch.ui.faults import Faults
from sharewatch.ui.instance import Instance
from sharewatch.ui.process import (
    SessionEnd,
    Signals,
    begin_with_defaults,
    keep_log,
    keep_state,
    leave,
    open_outside,
)
from sharewatch.ui.tray import Tray
from sharewatch.ui.window import Window
from sharewatch.ui.worker import Worker

if TYPE_CHECKING:
    from sharewatch.core.answers import Answer
    from sharewatch.intake.importing import Brought

LOG = logging.getLogger("sharewatch")
REFRESH_MS = 60_000
BAD_INPUT = 6  # as the headless face leaves with
STORE_PATIENCE_MS = 2_000
QUIT_PATIENCE_MS = 35_000  # more than a request's whole deadline: the thread ends by itself


class Sharewatch(QObject):
    """The running application."""

    def __init__(
        self,
        app: QApplication,
        chosen: argparse.Namespace,
        where: Place,
        settings: Settings,
        faults: Faults,
    ) -> None:
        super().__init__()
        self._app = app
        self._where = where
        self._choices = Choices(chosen, where, settings, self)
        theme.apply_theme(app, settings.theme)
        self._window = Window()
        self._tray = Tray(self)
        self._instance = Instance(where.data, self)
        self._worker = Worker(
            lambda: self._choices.open_desk(self._worker.tell), (*KNOWN, InterruptedError), self
        )
        self._errands = Errands(self._worker, self)
        self._outgoing = Outgoing(self._worker, self._window, self._tray, self)
        self._oversight = Oversight(self._worker, self._choices, faults, self)
        self._leaving = False
        self._refresh = QTimer(self, interval=REFRESH_MS)
        self._refresh.timeout.connect(self._look_again)
        self._connect_window()
        self._connect_choices()
        self._connect_tray()
        self._connect_worker()

    def start(self) -> bool:
        """Show what is there and begin; False when another instance was raised instead."""
        if not self._instance.claim():
            return False
        self._window.show_settings(self._choices.settings)
        self._show_demo()
        if self._where.window.exists():
            self._window.restore_state(self._where.window.read_bytes())
        self._window.state_changed.connect(self._on_state_changed)
        if not self._choices.hidden:
            self._window.show()
        self._tray.start()
        QTimer.singleShot(0, self._begin)  # once the window is painted
        return True

    @Slot()
    def _begin(self) -> None:
        """Begin with everything that takes its time, unless one has quit already."""
        if not self._leaving:
            self._outgoing.start()
            self._worker.start()
            self._oversight.start()
            self._refresh.start()

    @Slot()
    def quit(self) -> None:
        """Hide at once, let the thread finish its request, then leave."""
        if self._leaving:
            return
        self._leaving = True
        self._oversight.close()
        self._on_state_changed(self._window.save_state())
        self._refresh.stop()
        self._window.hide()
        self._tray.hide()
        self._outgoing.close()
        ended = self._worker.stop(QUIT_PATIENCE_MS)
        self._instance.release()
        if not ended:
            LOG.error("the poll thread hangs; leaving without it")
            os._exit(1)  # Qt would abort over the running thread; the database is whole at any time
        self._app.quit()

    def store(self) -> None:
        """Have everything kept that is not yet, for the session may end at any moment."""
        self._on_state_changed(self._window.save_state())
        self._worker.finish_jobs(STORE_PATIENCE_MS)

    # -- wiring --------------------------------------------------------------------------

    def _connect_window(self) -> None:
        window = self._window
        self._errands.run_for(window)
        window.poll_requested.connect(self._on_poll_requested)
        window.cancel_requested.connect(self._errands.call_off)
        window.settings_changed.connect(self._choices.change)
        window.consented.connect(self._choices.change)
        window.demo_requested.connect(lambda: self._choices.go_to_demo(True))
        window.demo_left.connect(lambda: self._choices.go_to_demo(False))
        window.catalog_copy_requested.connect(self._choices.copy_catalog)
        window.catalog_opened.connect(open_outside)
        window.link_opened.connect(open_outside)
        window.data_folder_requested.connect(lambda: open_outside(self._where.data))
        window.diagnostics_requested.connect(
            lambda: copy_report(self._where, self._choices, window, self._tray)
        )
        window.model_opened.connect(self._choices.open_model)
        window.health.repair_requested.connect(self._choices.repair)
        window.settings.test_requested.connect(
            lambda: self._outgoing.try_out(self._choices.settings)
        )
        window.closed_to_tray.connect(self._on_closed_to_tray)
        window.quit_requested.connect(self.quit)
        self._instance.raise_requested.connect(window.raise_up)

    def _connect_choices(self) -> None:
        choices = self._choices
        choices.changed.connect(self._window.show_settings)
        choices.changed.connect(lambda settings: theme.apply_theme(self._app, settings.theme))
        choices.refused.connect(self._window.show_problem)
        choices.desk_changed.connect(self._on_desk_changed)
        choices.damaged.connect(self._window.show_damage)
        choices.damaged.connect(
            lambda text: self._worker.post(lambda desk: desk.note(Ailment.DATABASE, text))
        )
        choices.repaired.connect(self._window.show_repaired)

    def _connect_tray(self) -> None:
        tray = self._tray
        self._errands.run_for_tray(tray)
        tray.open_requested.connect(self._window.raise_up)
        tray.family_opened.connect(self._window.raise_up)
        tray.family_opened.connect(self._window.open_family)
        tray.quit_requested.connect(self.quit)
        tray.available_changed.connect(self._window.set_tray_available)
        tray.available_changed.connect(self._on_tray_available)

    def _connect_worker(self) -> None:
        self._worker.polled.connect(self._on_polled)
        self._worker.answered.connect(self._on_answered)
        self._worker.progressed.connect(self._window.show_progress)
        self._worker.failed.connect(self._choices.look_at_failure)
        self._worker.poll_failed.connect(self._window.show_problem)
        self._worker.poll_called_off.connect(self._errands.job(WindowDesk.postpone))
        self._oversight.said.connect(self._window.show_problem)
        self._oversight.waiting.connect(self._window.status.show_waiting)

    # -- from the thread -----------------------------------------------------------------

    @Slot(object)
    def _on_polled(self, board: Board) -> None:
        self._window.show_board(board)
        self._tray.show_board(board)
        self._errands.look_after(board)
        choices = self._choices
        unasked = board.source.kind is SourceKind.HUB and not choices.settings.consented
        if unasked and not choices.demo:
            self._window.show_first_run(choices.settings, urlsplit(choices.endpoint).netloc)
        self._outgoing.show_board(board)

    @Slot(object)
    def _on_answered(self, answer: object) -> None:
        if self._outgoing.take(answer):
            return
        if isinstance(answer, FamilyModels):
            self._window.show_models(answer)
        elif hasattr(answer, "question"):
            self._window.show_answer(cast("Answer", answer))
        else:
            self._window.show_brought(cast("Brought", answer))
            self._look_again()

    # -- from the window and the tray ----------------------------------------------------

    @Slot()
    def _on_poll_requested(self) -> None:
        """Nothing is polled before there is a yes."""
        if not self._window.ask_again():
            self._worker.request_poll()

    @Slot(bool)
    def _on_desk_changed(self, elsewhere: bool) -> None:
        if elsewhere:
            self._outgoing.forget()
            self._show_demo()
        self._errands.begin_anew(elsewhere=elsewhere)

    @Slot(bool)
    def _on_tray_available(self, available: bool) -> None:
        """Without a tray, a hidden window could never be found again."""
        if not available and not self._window.isVisible():
            self._window.raise_up()

    @Slot()
    def _on_closed_to_tray(self) -> None:
        settings = self._choices.settings
        if not settings.tray_hint_shown:
            self._tray.show_hint()
            self._choices.change(settings.with_hint_shown())

    def _show_demo(self) -> None:
        """Label the demo from its first frame on, before there is anything to show."""
        if self._choices.demo:
            now = int(time.time())
            self._window.show_board(Board(DEMO, now, now))

    def _look_again(self) -> None:
        self._worker.post(WindowDesk.board)

    @Slot(bytes)
    def _on_state_changed(self, state: bytes) -> None:
        keep_state(self._where.window, state)


def main(chosen: argparse.Namespace) -> int:
    """Run the application until it is quit; returns the exit code."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Sharewatch")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("sharewatch")
    app.setQuitOnLastWindowClosed(False)
    where = place(chosen.data_dir)
    keep_log(where.log, Scrub(own_secrets()))
    faults = Faults()
    try:
        settings = read_settings(where.settings)
    except SettingsError as why:
        if not begin_with_defaults(str(why)):
            return BAD_INPUT
        where.settings.replace(where.settings.with_suffix(".toml.broken"))
        settings = Settings()
    running = Sharewatch(app, chosen, where, settings, faults)
    if not running.start():
        return 0
    signals = Signals(running.quit)
    SessionEnd(app, running.store, running.quit, app)
    code = app.exec()
    signals.close()
    faults.close()
    leave(code)
    return code
