"""The rules page: which shares are watched, and where each stands."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedLayout, QWidget

from sharewatch.core import words
from sharewatch.core.board import Board, RuleLine
from sharewatch.core.questions import ClaimsOf
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.ui.cells import PillDelegate
from sharewatch.ui.labels import muted
from sharewatch.ui.pages.parts.page import EmptyState, Page, page_header, page_layout
from sharewatch.ui.pages.parts.removal import ask_removal
from sharewatch.ui.pages.rules.editor import RuleEditor
from sharewatch.ui.rows import Column
from sharewatch.ui.sentences import distance, first_of, short_rule, state_word
from sharewatch.ui.table import Table

TONES = {"FIRING": "accent", "PENDING": "warn", "CLEARING": "warn", "ARMED": "good"}


class RulesPage(Page):
    """All rules with their states; they are added, edited and removed here."""

    rule_saved = Signal(object)
    rule_removed = Signal(int)
    followed = Signal(object)
    """A ``Question`` that another page answers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self.add = QPushButton(self.tr("Add …"))
        self.edit = QPushButton(self.tr("Edit …"))
        self.remove = QPushButton(self.tr("Remove …"))
        self.add.clicked.connect(self.add_rule)
        self.edit.clicked.connect(self._on_edit)
        self.remove.clicked.connect(self._on_remove)
        self.table = Table(self._columns(), lambda line: line.rule.id, wide=0, wide_min=260)
        self.table.setAccessibleName(self.tr("Rules"))
        self.table.setItemDelegateForColumn(1, PillDelegate(self.table))
        self.table.row_chosen.connect(lambda _: self._show_buttons())
        self.table.row_activated.connect(lambda line: self._open(line.rule))
        full = QWidget()
        layout = page_layout(full)
        header, _ = page_header(self.tr("Rules"), self.add, self.edit, self.remove)
        layout.addLayout(header)
        layout.addWidget(
            muted(self.tr("Rules look at live, complete polls only; imported history is silent."))
        )
        layout.addWidget(self.table, 1)
        self.empty = EmptyState(self.tr("No rules yet"))
        self.empty.say(
            self.tr(
                "A rule watches one family's share and tells you when it reaches a threshold: "
                "in the inbox, and as a message of the desktop."
            )
        )
        self.first = self.empty.add_button(self.tr("Add a rule …"), default=True)
        self.first.clicked.connect(self.add_rule)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(full)
        self._show_buttons()

    def show_board(self, board: Board) -> None:
        """Show the board's rules."""
        self._board = board
        self._stack.setCurrentIndex(1 if board.rules else 0)
        self.table.show_rows(board.rules)
        self._show_buttons()

    def add_rule(self) -> None:
        """Open the editor on a rule that the leader is about to meet."""
        leader = first_of(self._board, Measure.D30) if self._board else None
        families = self._board.families if self._board else ()
        family = leader.facts.name if leader else (families[0].name if families else "")
        if not family:
            return
        share = leader.share if leader and leader.share is not None else Fraction(1, 4)
        level = min(Fraction(1), Fraction(int(share * 20) + 1, 20))
        self._open_editor(
            Rule(family, Measure.D30, Direction.ABOVE, level, margin=Fraction(1, 200))
        )

    def _open_editor(self, rule: Rule) -> None:
        families = self._board.families if self._board else ()
        editor = RuleEditor(rule, families, self._share_of, self)
        editor.rule_saved.connect(self.rule_saved)
        editor.finished.connect(editor.deleteLater)
        editor.open()

    def _on_edit(self) -> None:
        line = self.table.current()
        if line is not None:
            self._open(line.rule)

    def _open(self, rule: Rule) -> None:
        """Edit a rule; a claim is edited where claims are."""
        if rule.claim:
            self.followed.emit(ClaimsOf())
        else:
            self._open_editor(rule)

    def _on_remove(self) -> None:
        """Ask first: a removed rule can't be brought back."""
        line = self.table.current()
        if line is None:
            return
        ask_removal(
            self,
            self.tr("Remove rule"),
            self.tr("Stop watching this?"),
            words.rule_text(line.rule),
            lambda: self.rule_removed.emit(line.rule.id),
        )

    def _show_buttons(self) -> None:
        chosen = self.table.current() is not None
        self.edit.setEnabled(chosen)
        self.remove.setEnabled(chosen)
        families = bool(self._board and self._board.families)
        self.add.setEnabled(families)
        self.first.setEnabled(families)

    def _share_of(self, family: str, measure: Measure) -> Fraction | None:
        leaders = self._board.leaders.get(measure, ()) if self._board else ()
        return next((one.share for one in leaders if one.facts.name == family), None)

    def _now(self, line: RuleLine) -> str:
        return distance(line.rule, self._share_of(line.rule.family, line.rule.measure))

    def _gap(self, line: RuleLine) -> Fraction | None:
        share = self._share_of(line.rule.family, line.rule.measure)
        return None if share is None else share - line.rule.threshold

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(
                self.tr("Rule"),
                lambda line: short_rule(line.rule),
                tip=lambda line: words.rule_text(line.rule),
                bold=lambda line: line.state == "FIRING",
            ),
            Column(
                self.tr("State"),
                lambda line: state_word(line.state),
                tone=lambda line: TONES.get(line.state, "muted"),
            ),
            Column(self.tr("Now"), self._now, self._gap),
            Column(
                self.tr("Confirmed by"),
                lambda line: _confirmation(line.rule),
                lambda line: line.rule.confirm,
                about=self.tr("How many published values must agree before you are told"),
            ),
            Column(
                self.tr("Margin"),
                lambda line: f"{float(line.rule.margin) * 100:g} pp",
                lambda line: line.rule.margin,
                number=True,
            ),
        )


def _confirmation(rule: Rule) -> str:
    if rule.window == rule.confirm:
        return str(rule.confirm)
    return f"{rule.confirm} / {rule.window}"
