"""The fields of a rule: values in, a rule or what is wrong with it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QDateTime, QTime, QTimeZone
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sharewatch.core import words
from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.panel import OTHER
from sharewatch.core.rules import Direction, Rule, RuleError, demand_clearable
from sharewatch.core.shares import TRACKED, Measure
from sharewatch.ui.chips import chip
from sharewatch.ui.pages.parts.day_edit import DateField
from sharewatch.ui.pages.parts.fields import Fields, choices
from sharewatch.ui.pages.parts.scope_choice import ScopeChoice
from sharewatch.ui.pages.rules.numbers import count_field, exact, hours, percent_field, seconds


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong, and in which of the form's fields; an empty name means the whole."""

    field: str
    text: str


class RuleForm(Fields):
    """A rule's fields, the rarely needed ones folded away. What the form lacks is kept."""

    def __init__(
        self,
        rule: Rule,
        families: Sequence[FamilyFacts],
        scopes: Sequence[str] = (TRACKED,),
        now: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``now`` is the source's clock, which expiry goes by; without one it is this machine's."""
        super().__init__(parent)
        self._rule = rule
        self._now = QDateTime.currentSecsSinceEpoch() if now is None else now
        self._make_fields(rule, families)
        self._make_rare_fields(rule)
        self.scope = ScopeChoice(self.tr("what the share is a share of"))
        self.scope.offer_scopes(scopes)
        self.scope.choose_scope(rule.scope, rule.attribution)
        self.scope.setAccessibleName(self.tr("Scope"))
        self._show_families()
        plain = QFormLayout()
        self.add(plain, "family", self.tr("&Family"), self.family)
        self.add(plain, "measure", self.tr("&Measure"), self.measure)
        self.add(plain, "scope", self.tr("&Scope"), self.scope)
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
        self.add(rare, "max_gap_s", self.tr("Longest gap &in between"), self.max_gap)
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
        scope, attribution = self.scope.value
        try:
            found = replace(
                self._rule,
                family=self.family.currentText(),
                measure=Measure(self.measure.currentData()),
                direction=Direction(self.direction.currentData()),
                threshold=exact(self.threshold, self._rule.threshold),
                margin=exact(self.margin, self._rule.margin),
                confirm=confirm,
                window=self.window_size.value() or confirm,
                clear_after=self.clear_after.value(),
                repeat_s=seconds(self.repeat, self._rule.repeat_s) or None,
                cooldown_s=seconds(self.cooldown, self._rule.cooldown_s),
                max_gap_s=seconds(self.max_gap, self._rule.max_gap_s) or None,
                once=self.once.isChecked(),
                expires_at=self._expires_at(),
                tell_on_creation=self.tell_on_creation.isChecked(),
                scope=scope,
                attribution=attribution,
            )
            demand_clearable(found)
            self._demand_lasting(found)
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
        self.threshold = percent_field(rule.threshold, " %")
        self.threshold.setToolTip(self.tr("The share at which to tell"))
        self.margin = percent_field(rule.margin, " pp")
        self.margin.setToolTip(
            self.tr("How far back the share must go before it counts as back; stops flapping")
        )
        self.confirm = count_field(rule.confirm, 1, "")
        self.confirm.setToolTip(self.tr("How many distinct published values must agree"))
        self.window_size = count_field(0 if rule.window == rule.confirm else rule.window, 0, "")
        self.window_size.setSpecialValueText(self.tr("as many: in a row"))

    def _make_rare_fields(self, rule: Rule) -> None:
        self.clear_after = count_field(rule.clear_after, 1, "")
        self.clear_after.setToolTip(self.tr("How many published values must be back"))
        self.repeat = count_field(hours(rule.repeat_s), 0, self.tr(" h"), 8760)
        self.repeat.setSpecialValueText(self.tr("never"))
        self.repeat.setToolTip(
            self.tr("Told again while it lasts, until acknowledged; values change once a day")
        )
        self.cooldown = count_field(hours(rule.cooldown_s), 0, self.tr(" h"), 8760)
        self.cooldown.setSpecialValueText(self.tr("not at all"))
        self.cooldown.setToolTip(
            self.tr("A crossing within this time is told at its end, if it still lasts")
        )
        self.max_gap = count_field(hours(rule.max_gap_s), 0, self.tr(" h"), 8760)
        self.max_gap.setSpecialValueText(self.tr("any"))
        self.max_gap.setToolTip(
            self.tr("A streak survives a gap of at most this length between two values")
        )
        self.once = QCheckBox(self.tr("Tell o&nce, then stop watching"))
        self.once.setChecked(rule.once)
        self.tell_on_creation = QCheckBox(self.tr("Tell at once if it is &already so"))
        self.tell_on_creation.setChecked(rule.tell_on_creation)
        self.expires = QCheckBox(self.tr("on"))
        self.expires.setAccessibleName(self.tr("Expires"))
        self.expires.setChecked(rule.expires_at is not None)
        here = QDateTime.fromSecsSinceEpoch(self._now, QTimeZone.utc())
        day = here.date().addMonths(1)
        if rule.expires_at is not None:
            day = QDateTime.fromSecsSinceEpoch(rule.expires_at, QTimeZone.utc()).date()
        self.expiry_day = DateField(self.tr("Day of expiry, UTC"), day)
        self.expiry_day.setEnabled(self.expires.isChecked())
        self._first_day = day

    def _connect(self) -> None:
        self.scope.currentIndexChanged.connect(self._show_families)
        for combo in (self.family, self.measure, self.scope, self.direction):
            combo.currentIndexChanged.connect(self.changed)
        for spin in (
            self.confirm,
            self.window_size,
            self.clear_after,
            self.repeat,
            self.cooldown,
            self.max_gap,
        ):
            spin.valueChanged.connect(self.changed)
        for part in (self.threshold, self.margin):
            part.valueChanged.connect(self.changed)
        for box in (self.once, self.tell_on_creation, self.expires):
            box.toggled.connect(self.changed)
        self.expires.toggled.connect(self.expiry_day.setEnabled)
        self.expiry_day.dateChanged.connect(self.changed)

    def _show_families(self) -> None:
        """Wider scopes count models of no family too."""
        other = self.family.findText(OTHER)
        wider = self.scope.value[0] != TRACKED
        if wider and other < 0:
            self.family.addItem(OTHER)
        elif not wider and other >= 0 and self._rule.family != OTHER:
            self.family.removeItem(other)

    def _demand_lasting(self, found: Rule) -> None:
        """Refuse an expiry that has passed; raises ``RuleError``."""
        if found.expires_at is not None and found.expires_at <= self._now:
            raise RuleError("expires_at: " + self.tr("that day is over already"))

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
            "max_gap_s",
            "once",
            "expires_at",
            "tell_on_creation",
        )
    )
