"""What every page has in common, and what a page says while it has nothing to show."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sharewatch.core.board import Board
from sharewatch.core.snapshot import Progress
from sharewatch.ui.labels import Label, muted, title


class Page(QWidget):
    """A page shows boards; it may have a filter, to be reached and cleared by keyboard."""

    def show_board(self, board: Board) -> None:
        """Show what this page has to say of a board."""

    def show_progress(self, progress: Progress | None) -> None:
        """Show how far a poll or other work is; ``None`` when it is over."""

    def show_trouble(self, text: str) -> None:
        """Say why something that this page asked for failed."""

    def show_brought(self, brought: object) -> None:
        """Show what a file held or brought, on the page that asked for it."""

    def focus_filter(self) -> None:
        """Go to the filter, if there is one."""

    def clear_filter(self) -> None:
        """Show everything again."""


class EmptyState(QWidget):
    """Why there is nothing here, what will be, and the buttons that lead on."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = title(heading)
        self.text = muted()
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        for label in (self.heading, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self.heading)
        column.addWidget(self.text)
        column.addLayout(self._buttons)
        column.addStretch(3)
        layout = QHBoxLayout(self)
        layout.addStretch(1)
        layout.addLayout(column, 6)
        layout.addStretch(1)

    def add_button(self, text: str, *, default: bool = False) -> QPushButton:
        """One more way on."""
        button = QPushButton(text)
        if default:
            make_default(button)
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button

    def say(self, text: str) -> None:
        """Say the reason in other words."""
        self.text.setText(text)


def make_default(button: QPushButton) -> None:
    """Make a button the one that Enter presses; its bold text is given its room."""
    font = QFont(button.font())
    font.setWeight(QFont.Weight.DemiBold)
    button.setFont(font)
    button.setDefault(True)


def page_layout(page: QWidget) -> QVBoxLayout:
    """The margins that all pages keep."""
    layout = QVBoxLayout(page)
    layout.setContentsMargins(20, 16, 20, 12)
    layout.setSpacing(10)
    return layout


def page_header(text: str, *tools: QWidget) -> tuple[QHBoxLayout, Label]:
    """A page's title with its tools at the right."""
    row = QHBoxLayout()
    row.setSpacing(8)
    name = title(text)
    row.addWidget(name, 1)
    for tool in tools:
        row.addWidget(tool)
    return row, name
