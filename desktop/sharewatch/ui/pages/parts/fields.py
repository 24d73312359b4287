"""Fields under their names, each with a line for what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QSizePolicy, QWidget

from sharewatch.ui.labels import Label, say_wrong, wrong


class Fields(QWidget):
    """A form whose fields go by key; a subclass lays them out by ``add``."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wrongs: dict[str, Label] = {}

    def add(self, form: QFormLayout, key: str, name: str, field: QWidget) -> None:
        """A field under its name, and a line below that is hidden while nothing is wrong."""
        if not field.accessibleName():
            field.setAccessibleName(name.replace("&", ""))
        self._wrongs[key] = label = wrong()
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        form.addRow(name, field)
        form.addRow("", label)

    def has(self, key: str) -> bool:
        """Whether there is a field of this key."""
        return key in self._wrongs

    def say_wrong(self, key: str, text: str) -> None:
        """Say what is wrong beside one field, and nothing beside the others."""
        for known, label in self._wrongs.items():
            say_wrong(label, text if known == key else "")

    def wrong_text(self, key: str) -> str:
        """What is said to be wrong with a field."""
        return self._wrongs[key].text()


def choices(offered: Sequence[tuple[str, str]], chosen: str) -> QComboBox:
    """A box of texts with their values; the chosen value is looked at, else the first."""
    made = QComboBox()
    for text, value in offered:
        made.addItem(text, str(value))
    made.setCurrentIndex(max(0, made.findData(str(chosen))))
    return made
