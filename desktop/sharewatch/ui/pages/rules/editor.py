"""The dialog in which a rule is written: fields, the rule as a sentence, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sharewatch.core import words
from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.rules import Rule
from sharewatch.core.shares import Measure
from sharewatch.ui.pages.parts.editor import Editor
from sharewatch.ui.pages.rules.form import RuleForm, Wrong
from sharewatch.ui.sentences import distance

ShareOf = Callable[[str, Measure], Fraction | None]


class RuleEditor(Editor):
    """Writes a rule anew or edits one; ``share_of`` gives a family's present share."""

    rule_saved = Signal(object)

    def __init__(
        self,
        rule: Rule,
        families: Sequence[FamilyFacts],
        share_of: ShareOf,
        parent: QWidget | None = None,
    ) -> None:
        form = RuleForm(rule, families)
        super().__init__(form, (480, 440), parent)
        self.form = form
        self.room.setAccessibleName(self.tr("Rule"))
        self.setWindowTitle(self.tr("Edit rule") if rule.id else self.tr("Add rule"))
        self.setMinimumSize(360, 320)
        self._share_of = share_of
        self.form.changed.connect(self._on_changed)
        self._on_changed()

    def accept(self) -> None:
        """Save the rule."""
        found = self.form.rule()
        if isinstance(found, Rule):
            self.rule_saved.emit(found)
            super().accept()

    def _on_changed(self) -> None:
        found = self.form.rule()
        if isinstance(found, Wrong):
            self.form.show_wrong(found)
            whole = "" if found.field else found.text
            self.say(self.tr("This rule can't be watched yet"), whole, savable=False)
            return
        self.form.show_wrong(None)
        stands = distance(found, self._share_of(found.family, found.measure))
        self.say(words.rule_text(found), stands, savable=True)
