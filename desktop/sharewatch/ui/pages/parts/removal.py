"""The question before something is removed for good."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_removal(
    parent: QWidget, name: str, question: str, about: str, remove: Callable[[], object]
) -> None:
    """Open the question over a page; ``remove`` is called only if it is answered by Remove."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(name)
    box.setText(question)
    box.setInformativeText(about)
    text = QCoreApplication.translate("removal", "Remove")
    button = box.addButton(text, QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    button.clicked.connect(remove)
    box.finished.connect(box.deleteLater)
    box.open()
