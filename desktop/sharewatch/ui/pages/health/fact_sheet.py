"""Facts under their names. Values change in their places, so that a selection in them stays."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from sharewatch.ui.labels import Label, muted
from sharewatch.ui.pages.health.card import Sheet


class FactSheet(Sheet):
    """A line for each fact, which can be selected to be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[tuple[Label, Label]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 12, 16, 12)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Show names and values."""
        found = list(facts)
        while len(self._lines) < len(found):
            self._add_line()
        for at, (name, value) in enumerate(self._lines):
            there = at < len(found)
            name.setVisible(there)
            value.setVisible(there)
            if there and (name.text(), value.text()) != found[at]:
                name.setText(found[at][0])
                value.setText(found[at][1])

    def fact(self, name: str) -> str:
        """What is said under a name."""
        return {one.text(): value.text() for one, value in self._lines if not one.isHidden()}.get(
            name, ""
        )

    def _add_line(self) -> None:
        name, value = muted(), Label()
        name.setWordWrap(False)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = len(self._lines)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1)
        self._lines.append((name, value))
