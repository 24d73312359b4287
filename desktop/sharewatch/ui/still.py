"""Fields that the mouse wheel passes over: a page is scrolled, and no choice is changed by it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget


class WheelGuard(QObject):
    """Hands the wheel on to the page while a field is not the one being edited."""

    def guard(self, room: QWidget) -> None:
        """Guard every field within a room."""
        fields: list[QWidget] = [*room.findChildren(QComboBox)]
        fields += room.findChildren(QAbstractSpinBox)
        for field in fields:
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ignore the wheel over a field without focus, so that whatever scrolls gets it."""
        turned = event.type() == QEvent.Type.Wheel
        if turned and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
