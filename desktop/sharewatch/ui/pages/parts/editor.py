"""The frame of a dialog in which something is written: a form, what it says, and Save."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QScrollArea, QVBoxLayout, QWidget

from sharewatch.ui.labels import heading, muted


class Editor(QDialog):
    """A form that scrolls where the screen is low; below it stands what its fields say.

    A subclass says by ``say`` what is written, and saves in ``accept``.
    """

    def __init__(self, form: QWidget, size: tuple[int, int], parent: QWidget | None = None) -> None:
        """``size`` is in logical pixels, as far as the screen has them."""
        super().__init__(parent)
        wide, high = size
        self.resize(wide, min(high, self.screen().availableGeometry().height() - 48))
        self.preview = heading()
        self.note = muted()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        for button in self.buttons.buttons():
            button.setIcon(QIcon())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.room = QScrollArea()
        self.room.setWidgetResizable(True)
        self.room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(form)
        column.addStretch(1)
        self.room.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.room, 1)
        layout.addWidget(self.preview)
        layout.addWidget(self.note)
        layout.addWidget(self.buttons)

    @property
    def save(self) -> QWidget:
        """The button that saves; it rests while something is wrong."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Save)

    def say(self, preview: str, note: str, *, savable: bool) -> None:
        """Say what is written, and whether it can be saved."""
        self.preview.setText(preview)
        self.note.setText(note)
        self.save.setEnabled(savable)
