"""Models that have what was typed in their path, listed right below the field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

SHOWN = 12
APART = 3


class Suggestions(QCompleter):
    """Completes a field by any part of a name, in any case."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._names = QStringListModel(self)
        self.setModel(self._names)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setMaxVisibleItems(SHOWN)
        self.setPopup(_Popup(field))
        field.setCompleter(self)

    def offer(self, names: tuple[str, ...]) -> None:
        """Offer these names."""
        self._names.setStringList(list(names))


class _Popup(QListView):
    """Stands apart from its field and is as high as its rows; Qt would cover the field's edge."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__()
        self._field = field
        self.setObjectName("suggestions")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)

    def event(self, event: QEvent) -> bool:
        """Whenever it is placed, place it better."""
        done = super().event(event)
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return done

    def _place(self) -> None:
        model = self.model()
        if model is None or not model.rowCount():
            return
        edge = 2 * self.contentsMargins().top()
        high = self.sizeHintForRow(0) * min(SHOWN, model.rowCount()) + edge
        below = self._field.mapToGlobal(QPoint(0, self._field.height())).y()
        top = below + APART
        if self.y() < below - self._field.height():  # no room below: it stands above
            top = self._field.mapToGlobal(QPoint(0, 0)).y() - APART - high
        if (self.y(), self.height()) != (top, high):
            self.setGeometry(self.x(), top, self.width(), high)
