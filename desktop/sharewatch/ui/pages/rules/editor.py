"""The dialog in which a rule is written: fields, the rule as a sentence, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QScrollArea, QVBoxLayout, QWidget

from sharewatch.core import words
from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.rules import Rule
from sharewatch.core.shares import Measure
from sharewatch.ui.labels import heading, muted
from sharewatch.ui.pages.rules.form import RuleForm, Wrong
from sharewatch.ui.sentences import distance

ShareOf = Callable[[str, Measure], Fraction | None]


class RuleEditor(QDialog):
    """Writes a rule anew or edits one; ``share_of`` gives a family's present share."""

    rule_saved = Signal(object)

    def __init__(
        self,
        rule: Rule,
        families: Sequence[FamilyFacts],
        share_of: ShareOf,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Edit rule") if rule.id else self.tr("Add rule"))
        self.setMinimumSize(360, 320)
        self.resize(480, min(440, self.screen().availableGeometry().height() - 48))
        self._share_of = share_of
        self.form = RuleForm(rule, families)
        self.form.changed.connect(self._on_changed)
        self.preview = heading()
        self.distance = muted()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        for button in self.buttons.buttons():
            button.setIcon(QIcon())
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setAccessibleName(self.tr("Rule"))
        room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        room.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(room, 1)
        layout.addWidget(self.preview)
        layout.addWidget(self.distance)
        layout.addWidget(self.buttons)
        self._on_changed()

    @property
    def save(self) -> QWidget:
        """The button that saves; it rests while something is wrong."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Save)

    def _on_changed(self) -> None:
        found = self.form.rule()
        if isinstance(found, Wrong):
            self.form.show_wrong(found)
            self.preview.setText(self.tr("This rule can't be watched yet"))
            self.distance.setText("" if found.field else found.text)
            self.save.setEnabled(False)
            return
        self.form.show_wrong(None)
        self.preview.setText(words.rule_text(found))
        self.distance.setText(distance(found, self._share_of(found.family, found.measure)))
        self.save.setEnabled(True)

    def _on_accepted(self) -> None:
        found = self.form.rule()
        if isinstance(found, Rule):
            self.rule_saved.emit(found)
            self.accept()
