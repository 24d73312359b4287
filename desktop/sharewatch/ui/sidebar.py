"""The way between pages: a column of buttons that folds to icons in a narrow window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from sharewatch.ui import theme
from sharewatch.ui.labels import muted, tip

WIDE = 176
NARROW = 52


@dataclass(slots=True)
class _Entry:
    """One page's button, its picture, its name and how many things wait there."""

    button: QToolButton
    icon: str
    name: str
    shortcut: str
    badge: int = 0


class Sidebar(QFrame):
    """One button a page, in the order in which they were added, and a word about the source."""

    page_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Pages"))
        self.setObjectName("sidebar")
        self._entries: dict[str, _Entry] = {}
        self._narrow = False
        self._group = QButtonGroup(self)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(2)
        self._source = muted()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 12, 8, 12)
        layout.addLayout(self._buttons)
        layout.addStretch(1)
        layout.addWidget(self._source)
        self.set_narrow(False)

    def add_page(self, key: str, name: str, icon: str, keys: str) -> None:
        """Add a page's button; ``icon`` is a name of the theme, ``keys`` may be empty."""
        button = QToolButton(self)
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setIconSize(QSize(20, 20))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.page_chosen.emit(key))
        self._group.addButton(button)
        self._buttons.addWidget(button)
        self._entries[key] = _Entry(button, icon, name, keys)
        self._dress()

    def show_page(self, key: str) -> None:
        """Mark a page as the one being looked at."""
        if any(entry.button.hasFocus() for entry in self._entries.values()):
            self.focus_page(key)
        self._entries[key].button.setChecked(True)

    def focus_page(self, key: str) -> None:
        """Give the keyboard to a page's button."""
        self._entries[key].button.setFocus()

    def show_badge(self, key: str, count: int) -> None:
        """Say how many things wait on a page."""
        self._entries[key].badge = count
        self._dress()

    def show_source(self, text: str) -> None:
        """Say where the numbers come from."""
        room = self._source.fontMetrics()
        self._source.setText(room.elidedText(text, Qt.TextElideMode.ElideMiddle, WIDE - 16))
        self._source.setToolTip(tip(text))

    def set_narrow(self, narrow: bool) -> None:
        """Fold to icons, or unfold."""
        self._narrow = narrow
        self.setFixedWidth(NARROW if narrow else WIDE)
        self._source.setVisible(not narrow)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Take the pictures of the new scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        style = (
            Qt.ToolButtonStyle.ToolButtonIconOnly
            if self._narrow
            else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        for entry in self._entries.values():
            count = f"  {entry.badge}" if entry.badge else ""
            entry.button.setToolButtonStyle(style)
            entry.button.setIcon(theme.icon(entry.icon))
            entry.button.setText(f"  {entry.name}{count and f'  ({entry.badge})'}")
            entry.button.setAccessibleName(f"{entry.name}{count}")
            keys = f" ({entry.shortcut})" if entry.shortcut else ""
            entry.button.setToolTip(f"{entry.name}{keys}")
