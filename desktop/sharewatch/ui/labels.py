"""Text on the screen. It is always plain: what came from elsewhere never becomes markup."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from sharewatch.core.plain import plain
from sharewatch.ui import theme


class Label(QLabel):
    """A plain-text label that wraps; signs that are not seen are spelled out."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(plain(text), parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(plain(text))


def title(text: str = "") -> Label:
    """A page's first line."""
    made = Label(text)
    font = QFont(made.font())
    font.setPointSizeF(theme.tokens().font_title * 1.15)
    font.setWeight(QFont.Weight.DemiBold)
    made.setFont(font)
    return made


def heading(text: str = "") -> Label:
    """A section's first line."""
    made = Label(text)
    font = QFont(made.font())
    font.setWeight(QFont.Weight.DemiBold)
    made.setFont(font)
    return made


def muted(text: str = "") -> Label:
    """What stands beside the answer: scope, time, hints."""
    made = Label(text)
    made.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return made


def wrong(text: str = "") -> Label:
    """What is wrong with the field above it; hidden while nothing is."""
    made = Label(text)
    made.setForegroundRole(QPalette.ColorRole.BrightText)
    made.setVisible(bool(text))
    return made


def say_wrong(label: QLabel, text: str) -> None:
    """Show what is wrong, or hide the line."""
    label.setText(text)
    label.setVisible(bool(text))


def tip(text: str) -> str:
    """Text for a tooltip, which has no plain format: escaped, so that it reads as it is."""
    return f"<qt>{escape(plain(text))}</qt>"


def untagged(text: str) -> str:
    """Text for a place that may read markup or not, such as a tray: no tag survives in either."""
    return plain(text).replace("<", "‹").replace(">", "›")


def lettered(text: str) -> str:
    """Text for a button or a menu, where an ampersand would else make a letter its key."""
    return plain(text).replace("&", "&&")
