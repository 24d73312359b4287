"""The dialog in which a rule is written: fields, the rule as a sentence, where it stands, and
what it would have said of the past."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sharewatch.core import words
from sharewatch.core.answers import Rehearsed
from sharewatch.core.board import Board
from sharewatch.core.questions import attribution_name
from sharewatch.core.rules import Rule
from sharewatch.core.shares import OFFICIAL, TRACKED
from sharewatch.ui.labels import muted
from sharewatch.ui.pages.parts.editor import Editor
from sharewatch.ui.pages.rules.form import RuleForm, Wrong
from sharewatch.ui.pages.rules.words import rehearsal_text
from sharewatch.ui.sentences import distance

ShareOf = Callable[[Rule], Fraction | None]
SETTLED_MS = 300
"""How long nothing is typed before the rule is tried."""


class RuleEditor(Editor):
    """Writes a rule anew or edits one; ``share_of`` gives the present share that a rule watches.

    While it is written, ``rehearsal_wanted`` asks what it would have said; ``show_rehearsal``
    answers.
    """

    rule_saved = Signal(object)
    rehearsal_wanted = Signal(object)
    """A ``Rule``, of which nothing is to be stored."""

    def __init__(
        self, rule: Rule, board: Board, share_of: ShareOf, parent: QWidget | None = None
    ) -> None:
        form = RuleForm(rule, board.families, board.scopes, board.source_now)
        super().__init__(form, (500, 560), parent)
        self.form = form
        self.room.setAccessibleName(self.tr("Rule"))
        self.setWindowTitle(self.tr("Edit rule") if rule.id else self.tr("Add rule"))
        self.setMinimumSize(360, 320)
        self._share_of = share_of
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._on_settled)
        self.past = muted()
        self.past.setAccessibleName(self.tr("What it would have said"))
        self.past.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.indexOf(self.buttons), self.past)
        self.form.changed.connect(self._on_changed)
        self._on_changed()

    def accept(self) -> None:
        """Save the rule."""
        found = self.form.rule()
        if isinstance(found, Rule):
            self.rule_saved.emit(found)
            super().accept()

    def show_rehearsal(self, answer: Rehearsed) -> None:
        """Say what the rule would have said, if it still is that rule."""
        if answer.question.rule == self.form.rule():
            self.past.setText(rehearsal_text(answer))

    def show_reason(self, reason: str) -> None:
        """Say why it can't be tried."""
        self.past.setText(reason)

    def _on_changed(self) -> None:
        found = self.form.rule()
        if isinstance(found, Wrong):
            self.form.show_wrong(found)
            self._settled.stop()
            self.past.setText("")
            whole = "" if found.field else found.text
            self.say(self.tr("This rule can't be watched yet"), whole, savable=False)
            return
        self.form.show_wrong(None)
        self.say(words.rule_text(found), self._stands(found), savable=True)
        self.past.setText(self.tr("Trying it on the history …"))
        self._settled.start()

    def _stands(self, rule: Rule) -> str:
        stands = distance(rule, self._share_of(rule))
        if (rule.scope, rule.attribution) == (TRACKED, OFFICIAL):
            return stands
        return f"{stands} ({rule.scope}, {attribution_name(rule.attribution)})"

    def _on_settled(self) -> None:
        found = self.form.rule()
        if isinstance(found, Rule):
            self.rehearsal_wanted.emit(found)
