"""Fields of numbers: shares in percent, spans in hours, and counts; what was kept stays exact."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

HOUR = 3600


def percent_field(part: Fraction, unit: str) -> QDoubleSpinBox:
    """A share or a distance of shares, in hundredths of a percent."""
    made = QDoubleSpinBox()
    made.setRange(0, 999)
    made.setDecimals(2)
    made.setSingleStep(0.5)
    made.setSuffix(unit)
    made.setValue(float(part) * 100)
    return made


def count_field(value: int, least: int, unit: str, most: int = 99) -> QSpinBox:
    """A whole number."""
    made = QSpinBox()
    made.setRange(least, most)
    made.setSuffix(unit)
    made.setValue(value)
    return made


def exact(field: QDoubleSpinBox, kept: Fraction) -> Fraction:
    """What was typed, exactly; a finer value that was kept and not touched stays."""
    typed = Fraction(f"{field.value():.2f}") / 100
    untouched = Fraction(f"{float(kept) * 100:.2f}") / 100
    return kept if typed == untouched else typed


def hours(seconds: int | None) -> int:
    """Whole hours, a started one counting."""
    return -(-(seconds or 0) // HOUR)


def seconds(field: QSpinBox, kept: int | None) -> int:
    """The seconds of the hours shown; a kept span that was not touched stays."""
    return (kept or 0) if field.value() == hours(kept) else field.value() * HOUR
