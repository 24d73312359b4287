"""What a headline stands on, with the ways to where it comes from and why it moved."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from sharewatch.ui import theme
from sharewatch.ui.labels import muted


class Footing(QWidget):
    """A line of text; beside it two buttons about the chosen family, else the leading one."""

    traced = Signal()
    """Where does this number come from?"""
    moved = Signal(int)
    """Why did it move in so many days?"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = muted()
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.why = _button(self.tr("Why?"), self.tr("Why the chosen family's share moved"))
        self.why.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.why.setMenu(QMenu(self.why))
        for days in (7, 30):
            text = self.tr("Why did it move in {days} days?").format(days=days)
            self.why.menu().addAction(text).triggered.connect(
                lambda _=False, days=days: self.moved.emit(days)
            )
        self.trace = _button(
            self.tr("Where from?"), self.tr("The polls, models and rules behind the chosen number")
        )
        self.trace.clicked.connect(self.traced)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.text, 1)
        for button in (self.why, self.trace):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._dress()
        self.set_narrow(False)
        self.offer(trace=False, why=False)

    def set_narrow(self, narrow: bool) -> None:
        """Show the buttons' pictures alone, or their words beside them."""
        style = Qt.ToolButtonStyle
        for button in (self.why, self.trace):
            button.setToolButtonStyle(
                style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
            )

    def offer(self, *, trace: bool, why: bool) -> None:
        """Offer what there is a way to."""
        self.trace.setVisible(trace)
        self.why.setVisible(why)

    def changeEvent(self, event: QEvent) -> None:
        """Take the pictures of the new scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        self.why.setIcon(theme.icon("movers"))
        self.trace.setIcon(theme.icon("provenance"))


def _button(text: str, about: str) -> QToolButton:
    made = QToolButton()
    made.setText(text)
    made.setToolTip(about)
    made.setAccessibleName(about)
    return made
