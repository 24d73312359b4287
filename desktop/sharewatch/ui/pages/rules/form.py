"""The fields of a rule: values in, a rule or what is wrong with it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from PySide6.QtCore import QDate, QDateTime, QTime, QTimeZone
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sharewatch.core import words
from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.rules import Direction, Rule, RuleError, demand_clearable
from sharewatch.core.shares import Measure
from sharewatch.ui.chips import chip
from sharewatch.ui.pages.parts.day_edit import DateField
from sharewatch.ui.pages.parts.fields import Fields, choices

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong, and in which of the form's fields; an empty name means the whole."""

    field: str
    text: str


class RuleForm(Fields):
    """A rule's fields, the rarely needed ones folded away. What the form lacks is kept."""

    def __init__(
        self, rule: Rule, families: Sequence[FamilyFacts], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rule = rule
        self._make_fields(rule, families)
        plain = QFormLayout()
        self.add(plain, "family", self.tr("&Family"), self.family)
        self.add(plain, "measure", self.tr("&Measure"), self.measure)
        self.add(plain, "direction", self.tr("Tell &when it is"), self.direction)
        self.add(plain, "threshold", self.tr("&Threshold"), self.threshold)
        self.add(plain, "margin", self.tr("Mar&gin"), self.margin)
        self.add(plain, "confirm", self.tr("&Confirmations"), self.confirm)
        self.advanced = QWidget()
        rare = QFormLayout(self.advanced)
        rare.setContentsMargins(0, 0, 0, 0)
        self.add(rare, "window", self.tr("&Out of the last"), self.window_size)
        self.add(rare, "clear_after", self.tr("C&lear after"), self.clear_after)
        self.add(rare, "repeat_s", self.tr("&Repeat every"), self.repeat)
        self.add(rare, "cooldown_s", self.tr("&Quiet after telling"), self.cooldown)
        self.add(rare, "expires_at", self.tr("&Expires"), self._expiry())
        rare.addRow(self.once)
        rare.addRow(self.tell_on_creation)
        self.fold = QToolButton()
        self.fold.setText(self.tr("More …"))
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self.advanced.setVisible)
        self.advanced.setVisible(False)
        self.fold.setChecked(_is_advanced(rule))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(plain)
        layout.addWidget(self.fold)
        layout.addWidget(self.advanced)
        self._connect()

    def rule(self) -> Rule | Wrong:
        """The rule as the fields say it, or what is wrong with them."""
        confirm = self.confirm.value()
        try:
            found = replace(
                self._rule,
                family=self.family.currentText(),
                measure=Measure(self.measure.currentData()),
                direction=Direction(self.direction.currentData()),
                threshold=_exact(self.threshold, self._rule.threshold),
                margin=_exact(self.margin, self._rule.margin),
                confirm=confirm,
                window=self.window_size.value() or confirm,
                clear_after=self.clear_after.value(),
                repeat_s=_seconds(self.repeat, self._rule.repeat_s) or None,
                cooldown_s=_seconds(self.cooldown, self._rule.cooldown_s),
                once=self.once.isChecked(),
                expires_at=self._expires_at(),
                tell_on_creation=self.tell_on_creation.isChecked(),
            )
            demand_clearable(found)
        except RuleError as why:
            field, colon, text = str(why).partition(": ")
            known = colon and self.has(field)
            return Wrong(field, text) if known else Wrong("", str(why))
        return found

    def show_wrong(self, found: Wrong | None) -> None:
        """Say what is wrong beside its field, and nothing beside the others."""
        self.say_wrong(found.field if found else "", found.text if found else "")

    def _make_fields(self, rule: Rule, families: Sequence[FamilyFacts]) -> None:
        self.family = QComboBox()
        for facts in families:
            self.family.addItem(chip(facts.colour), facts.name)
        if rule.family and self.family.findText(rule.family) < 0:
            self.family.addItem(rule.family)
        self.family.setCurrentText(rule.family)
        self.measure = choices([(words.MEASURE_NAMES[one], one) for one in Measure], rule.measure)
        self.direction = choices(
            [
                (self.tr("at or above the threshold"), Direction.ABOVE),
                (self.tr("at or below the threshold"), Direction.BELOW),
            ],
            rule.direction,
        )
        self.threshold = _percent(rule.threshold, " %")
        self.threshold.setToolTip(self.tr("The share at which to tell"))
        self.margin = _percent(rule.margin, " pp")
        self.margin.setToolTip(
            self.tr("How far back the share must go before it counts as back; stops flapping")
        )
        self.confirm = _count(rule.confirm, 1, "")
        self.confirm.setToolTip(self.tr("How many distinct published values must agree"))
        self.window_size = _count(0 if rule.window == rule.confirm else rule.window, 0, "")
        self.window_size.setSpecialValueText(self.tr("as many: in a row"))
        self.clear_after = _count(rule.clear_after, 1, "")
        self.clear_after.setToolTip(self.tr("How many published values must be back"))
        self.repeat = _count(_hours(rule.repeat_s), 0, self.tr(" h"), 8760)
        self.repeat.setSpecialValueText(self.tr("never"))
        self.cooldown = _count(_hours(rule.cooldown_s), 0, self.tr(" h"), 8760)
        self.cooldown.setSpecialValueText(self.tr("not at all"))
        self.once = QCheckBox(self.tr("Tell o&nce, then stop watching"))
        self.once.setChecked(rule.once)
        self.tell_on_creation = QCheckBox(self.tr("Tell at once if it is &already so"))
        self.tell_on_creation.setChecked(rule.tell_on_creation)
        self.expires = QCheckBox(self.tr("on"))
        self.expires.setAccessibleName(self.tr("Expires"))
        self.expires.setChecked(rule.expires_at is not None)
        day = QDate.currentDate().addMonths(1)
        if rule.expires_at is not None:
            day = QDateTime.fromSecsSinceEpoch(rule.expires_at, QTimeZone.utc()).date()
        self.expiry_day = DateField(self.tr("Day of expiry, UTC"), day)
        self.expiry_day.setEnabled(self.expires.isChecked())
        self._first_day = day

    def _connect(self) -> None:
        for combo in (self.family, self.measure, self.direction):
            combo.currentIndexChanged.connect(self.changed)
        for spin in (self.confirm, self.window_size, self.clear_after, self.repeat, self.cooldown):
            spin.valueChanged.connect(self.changed)
        for part in (self.threshold, self.margin):
            part.valueChanged.connect(self.changed)
        for box in (self.once, self.tell_on_creation, self.expires):
            box.toggled.connect(self.changed)
        self.expires.toggled.connect(self.expiry_day.setEnabled)
        self.expiry_day.dateChanged.connect(self.changed)

    def _expiry(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.expires)
        layout.addWidget(self.expiry_day)
        layout.addStretch(1)
        return row

    def _expires_at(self) -> int | None:
        """The end of the chosen UTC day; a moment that was kept stays as it was."""
        if not self.expires.isChecked():
            return None
        day = self.expiry_day.date()
        if self._rule.expires_at is not None and day == self._first_day:
            return self._rule.expires_at
        midnight = QDateTime(day.addDays(1), QTime(0, 0), QTimeZone.utc())
        return midnight.toSecsSinceEpoch()


def _is_advanced(rule: Rule) -> bool:
    """Whether a rule uses what is folded away."""
    plain = Rule(rule.family, rule.measure, rule.direction, rule.threshold)
    return rule.window != rule.confirm or any(
        getattr(rule, name) != getattr(plain, name)
        for name in (
            "clear_after",
            "cooldown_s",
            "repeat_s",
            "once",
            "expires_at",
            "tell_on_creation",
        )
    )


def _percent(part: Fraction, unit: str) -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setRange(0, 999)
    made.setDecimals(2)
    made.setSingleStep(0.5)
    made.setSuffix(unit)
    made.setValue(float(part) * 100)
    return made


def _count(value: int, least: int, unit: str, most: int = 99) -> QSpinBox:
    made = QSpinBox()
    made.setRange(least, most)
    made.setSuffix(unit)
    made.setValue(value)
    return made


def _exact(field: QDoubleSpinBox, kept: Fraction) -> Fraction:
    """What was typed, exactly; a finer value that was kept and not touched stays."""
    typed = Fraction(f"{field.value():.2f}") / 100
    untouched = Fraction(f"{float(kept) * 100:.2f}") / 100
    return kept if typed == untouched else typed


def _hours(seconds: int | None) -> int:
    """Whole hours, a started one counting."""
    return -(-(seconds or 0) // HOUR)


def _seconds(field: QSpinBox, kept: int | None) -> int:
    """The seconds of the hours shown; a kept span that was not touched stays."""
    return (kept or 0) if field.value() == _hours(kept) else field.value() * HOUR
