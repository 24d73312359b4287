"""Which alerts are listed: all or the unread, of a kind, and with a word in them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from sharewatch.core.board import InboxEntry
from sharewatch.core.episodes import EventKind
from sharewatch.ui.pages.inbox.words import event_mark
from sharewatch.ui.pages.parts.choice import Choice
from sharewatch.ui.segments import Segments
from sharewatch.ui.sentences import event_sentence, event_word

_KINDS = (EventKind.FIRED, EventKind.CLEARED, EventKind.BASELINE)


class InboxFilters(QWidget):
    """Choices and a line to type in; together they say whether an entry is listed."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.read = Segments(
            self.tr("Alerts"),
            (
                ("all", self.tr("All"), self.tr("Read and unread alerts")),
                ("unread", self.tr("Unread"), self.tr("Only what was not looked at")),
            ),
        )
        self.read.value_chosen.connect(lambda _: self.changed.emit())
        self.kind = Choice(
            self.tr("Kind"),
            self.tr("What is listed: crossings, returns, or both"),
            [(None, self.tr("Every kind")), *((kind, event_mark(kind)) for kind in _KINDS)],
        )
        self.kind.value_chosen.connect(self.changed)
        self.text = QLineEdit()
        self.text.setAccessibleName(self.tr("Filter alerts"))
        self.text.setPlaceholderText(self.tr("Filter by family or words (Ctrl+F)"))
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(self.changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.read)
        layout.addWidget(self.kind)
        layout.addWidget(self.text, 1)

    @property
    def any(self) -> bool:
        """Whether something is left out."""
        return self.read.value != "all" or self.kind.value is not None or bool(self.text.text())

    @property
    def unread_only(self) -> bool:
        """Whether nothing but what was read is left out."""
        return self.any and self.kind.value is None and not self.text.text()

    def accept(self, entry: InboxEntry, reading: int | None) -> bool:
        """Whether an entry is listed; the one of this id is being read, and counts as unread."""
        if self.read.value == "unread" and not entry.unread and entry.id != reading:
            return False
        if self.kind.value is not None and entry.kind is not self.kind.value:
            return False
        said = f"{event_sentence(entry)} {event_word(entry.kind)}".casefold()
        return all(part in said for part in self.text.text().casefold().split())

    def clear(self) -> None:
        """List everything."""
        self.read.choose("all")
        self.kind.setCurrentIndex(0)
        self.text.clear()
        self.changed.emit()
