"""Pages whose explanations give way to the numbers in a low window."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from sharewatch.ui.pages.parts.asking import AskingPage

LOW = 480


class RoomyPage(AskingPage):
    """A page with ``notes`` that are also said in tooltips, so that they can be spared."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notes: tuple[QWidget, ...] = ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the notes where there is room."""
        super().resizeEvent(event)
        for note in self.notes:
            note.setVisible(self.height() >= LOW)
