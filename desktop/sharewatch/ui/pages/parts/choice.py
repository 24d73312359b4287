"""A choice of one value among named ones, to which a question from elsewhere may add its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from sharewatch.ui.labels import tip


class Choice(QComboBox):
    """A box of values, each with its text; the first is chosen."""

    value_chosen = Signal()
    """The user chose."""

    def __init__(
        self,
        name: str,
        about: str,
        choices: Sequence[tuple[Any, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(tip(about))
        self.setMinimumWidth(90)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._values: list[Any] = []
        self.offer(choices)
        self.activated.connect(lambda _: self.value_chosen.emit())

    @property
    def value(self) -> Any:
        """The chosen value."""
        return self._values[self.currentIndex()]

    def offer(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer other values; the chosen one stays chosen if it is among them."""
        chosen = [self.value] if self._values else []
        self.clear()
        self._values = [value for value, _ in choices]
        self.addItems([text for _, text in choices])
        kept = [at for at, value in enumerate(self._values) if value in chosen]
        self.setCurrentIndex(kept[0] if kept else 0)

    def choose(self, value: Any, text: str) -> None:
        """Choose a value without telling; one that isn't offered is added under ``text``."""
        if value not in self._values:
            self._values.append(value)
            self.addItem(text)
        self.setCurrentIndex(self._values.index(value))
