"""The question before a repair, and what it did."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

translate = QCoreApplication.translate


def ask_repair(parent: QWidget, repair: Callable[[], object]) -> None:
    """Open the question; ``repair`` is called only if it is answered so."""
    box = _box(parent, translate("health", "Repair the database?"))
    box.setInformativeText(
        translate(
            "health",
            "What can be read is saved into a new database, with what only the newest backup has. "
            "It is checked before it is used. The damaged file stays beside it under another name.",
        )
    )
    begin = box.addButton(translate("health", "Repair"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(begin)
    begin.clicked.connect(repair)
    box.open()


def tell_repaired(parent: QWidget, text: str) -> None:
    """Say what a repair saved and what is lost."""
    first, _, rest = text.partition("\n")
    box = _box(parent, first)
    box.setInformativeText(rest)
    box.addButton(QMessageBox.StandardButton.Ok)
    box.open()


def _box(parent: QWidget, text: str) -> QMessageBox:
    made = QMessageBox(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWindowTitle(QCoreApplication.applicationName())
    made.setText(text)
    made.finished.connect(made.deleteLater)
    return made
