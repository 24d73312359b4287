"""A field for a large number, as people write one: 1e9, 1B, 1,000,000,000."""

from __future__ import annotations

import re
from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

MOST = 10**18
_COUNT = re.compile(r"(\d+(?:\.\d+)?)(?:e(\d{1,2}))?\s*([kmbt]?)", re.ASCII | re.IGNORECASE)
_APART = re.compile(r"(?<=\d)[,_ \u00a0\u202f](?=\d{3}(?!\d))", re.ASCII)
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}


def count_of(text: str) -> int | None:
    """A whole number above 0 and up to a trillion million; ``None`` for all else."""
    found = _COUNT.fullmatch(_APART.sub("", text.strip()))
    if found is None:
        return None
    digits, power, unit = found.groups()
    value = Fraction(digits) * 10 ** int(power or 0) * _UNITS[unit.lower()]
    return int(value) if value.denominator == 1 and 0 < value <= MOST else None


def round_text(count: int) -> str:
    """A round number as short as it can be said: ``1B``, ``2.5M``; others in full."""
    for unit, letter in ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K")):
        if count >= unit and count * 100 % unit == 0:
            return f"{count / unit:g}{letter}"
    return f"{count:,}"


def next_round(value: int, count: int = 3) -> tuple[int, ...]:
    """The next round numbers above a value: ones, twos and fives of powers of ten."""
    found: list[int] = []
    power = 10 ** max(0, len(str(value)) - 1)
    while len(found) < count:
        found += [step * power for step in (1, 2, 5) if step * power > value]
        power *= 10
    return tuple(found[:count])


class CountField(QLineEdit):
    """A number, taken when Enter is pressed or the field is left."""

    count_entered = Signal(object)
    """A whole number; ``object``, for it may be larger than 32 bits."""
    refused = Signal()
    """What was typed is no number."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(self.tr("A number such as 1e9, 1B or 1,000,000,000"))
        digits = self.fontMetrics().horizontalAdvance("0")
        self.setMinimumWidth(7 * digits)
        self.setMaximumWidth(20 * digits)
        self._count: int | None = None
        self.editingFinished.connect(self._on_edited)

    @property
    def count(self) -> int | None:
        """The number that was entered last."""
        return self._count

    def show_count(self, count: int) -> None:
        """Put a number in, without telling."""
        self._count = count
        self.setText(round_text(count))

    def _on_edited(self) -> None:
        typed = count_of(self.text())
        if typed is None:
            self.refused.emit()
        elif typed != self._count:
            self.show_count(typed)
            self.count_entered.emit(typed)
        else:
            self.show_count(typed)
