"""The frame before anybody has agreed to polling: it asks, or lets look at what is stored."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sharewatch.settings import Settings
from sharewatch.ui.frame import Frame
from sharewatch.ui.pages.first_run import FirstRunPage


class Welcome(Frame):
    """Covers the pages until there is a yes, the demo is chosen, or one only wants to look."""

    consented = Signal(object)
    """The ``Settings`` that were agreed to."""
    demo_requested = Signal()
    later = Signal()
    """What is stored is looked at; nothing was agreed to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._put_off = False
        self.first_run = FirstRunPage()
        self.first_run.consented.connect(self._on_consented)
        self.first_run.demo_requested.connect(self._on_demo_requested)
        self.first_run.later.connect(self._on_later)

    def show_first_run(self, settings: Settings, host: str = "") -> None:
        """Ask for consent, unless that is being done or was put off until the next start."""
        if not self.covered and not self._put_off:
            self.first_run.show_settings(settings, host)
            self._ask()

    def ask_again(self) -> bool:
        """Ask what was put off, for a poll is wanted after all; whether there was need to."""
        needed = self._put_off
        if needed:
            self._ask()
        return needed

    def _ask(self) -> None:
        self._put_off = False
        self.cover(self.first_run)
        self.first_run.start.setFocus()

    def _on_consented(self, settings: Settings) -> None:
        self.uncover("overview")
        self.consented.emit(settings)

    def _on_demo_requested(self) -> None:
        self.uncover("overview")
        self.demo_requested.emit()

    def _on_later(self) -> None:
        self._put_off = True
        self.uncover("overview")
        self.later.emit()
