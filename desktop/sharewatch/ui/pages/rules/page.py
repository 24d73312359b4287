"""The rules page: which shares are watched, and where each stands."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QStackedLayout, QWidget

from sharewatch.core import words
from sharewatch.core.answers import Answer, Rehearsed
from sharewatch.core.board import Board, RuleLine
from sharewatch.core.questions import ClaimsOf, RehearsalOf
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import OFFICIAL, TRACKED, Measure
from sharewatch.core.words import DAY
from sharewatch.ui.cells import PillDelegate
from sharewatch.ui.labels import muted
from sharewatch.ui.pages.parts.asking import AskingPage
from sharewatch.ui.pages.parts.page import EmptyState, page_header, page_layout
from sharewatch.ui.pages.parts.removal import ask_removal
from sharewatch.ui.pages.rules.editor import RuleEditor
from sharewatch.ui.pages.rules.words import messages_text
from sharewatch.ui.rows import Column
from sharewatch.ui.sentences import distance, first_of, short_rule, state_word
from sharewatch.ui.table import Table

_REHEARSAL = "rehearsal"
TONES = {"FIRING": "accent", "PENDING": "warn", "CLEARING": "warn", "ARMED": "good"}


class RulesPage(AskingPage):
    """All rules with their states; they are added, edited, snoozed and removed here."""

    rule_saved = Signal(object)
    rule_removed = Signal(int)
    rule_snoozed = Signal(int, int)
    """A rule's id, and seconds from now; 0 ends its snooze."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._editor: RuleEditor | None = None
        self.add = QPushButton(self.tr("Add …"))
        self.edit = QPushButton(self.tr("Edit …"))
        self.remove = QPushButton(self.tr("Remove …"))
        self.add.clicked.connect(self.add_rule)
        self.edit.clicked.connect(self._on_edit)
        self.remove.clicked.connect(self._on_remove)
        self.snooze = QPushButton(self.tr("Snooze"))
        self.snooze.setToolTip(self.tr("Show no message of the chosen rule; the inbox goes on"))
        self.snooze.setMenu(QMenu(self.snooze))
        self.snooze.menu().aboutToShow.connect(self._fill_snooze)
        self.table = Table(self._columns(), lambda line: line.rule.id, wide=0, wide_min=260)
        self.table.setAccessibleName(self.tr("Rules"))
        self.table.setItemDelegateForColumn(1, PillDelegate(self.table))
        self.table.row_chosen.connect(lambda _: self._show_buttons())
        self.table.row_activated.connect(lambda line: self._open(line.rule))
        full = QWidget()
        layout = page_layout(full)
        tools = (self.add, self.edit, self.snooze, self.remove)
        header, _ = page_header(self.tr("Rules"), *tools)
        layout.addLayout(header)
        layout.addWidget(
            muted(
                self.tr(
                    "Rules look at what is polled from now on; history is silent, but a rule can "
                    "be tried on it while it is written."
                )
            )
        )
        layout.addWidget(self.table, 1)
        self.terms = muted()
        layout.addWidget(self.terms)
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
        super().show_board(board)
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

    def show_found(self, _name: str, answer: Answer) -> None:
        """Show what the rule that is being written would have said."""
        if self._editor is not None and isinstance(answer, Rehearsed):
            self._editor.show_rehearsal(answer)

    def show_reason(self, _name: str, reason: str) -> None:
        """Say why the rule that is being written can't be tried."""
        if self._editor is not None:
            self._editor.show_reason(reason)

    def _open_editor(self, rule: Rule) -> None:
        if self._board is None:
            return
        self._editor = editor = RuleEditor(rule, self._board, self._share_of, self)
        editor.rule_saved.connect(self.rule_saved)
        editor.rehearsal_wanted.connect(self._on_rehearsal_wanted)
        editor.finished.connect(self._on_editor_finished)
        editor.finished.connect(editor.deleteLater)
        editor.open()

    def _on_rehearsal_wanted(self, rule: Rule) -> None:
        self.ask(_REHEARSAL, RehearsalOf(rule))

    def _on_editor_finished(self) -> None:
        self._editor = None
        self.withdraw(_REHEARSAL)

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

    def _fill_snooze(self) -> None:
        menu = self.snooze.menu()
        menu.clear()
        line = self.table.current()
        if line is None:
            return
        if line.snoozed_until is not None:
            self._offer(self.tr("End now"), line, 0)
        self._offer(self.tr("For 1 hour"), line, 3600)
        self._offer(self.tr("For 1 day"), line, DAY)
        self._offer(self.tr("For 1 week"), line, 7 * DAY)

    def _offer(self, text: str, line: RuleLine, length_s: int) -> None:
        self.snooze.menu().addAction(text).triggered.connect(
            lambda: self.rule_snoozed.emit(line.rule.id, length_s)
        )

    def _show_buttons(self) -> None:
        chosen = self.table.current() is not None
        for button in (self.edit, self.snooze, self.remove):
            button.setEnabled(chosen)
        line = self.table.current()
        self.terms.setText(_in_full(line.rule) if line is not None else "")
        families = bool(self._board and self._board.families)
        self.add.setEnabled(families)
        self.first.setEnabled(families)

    def _share_of(self, rule: Rule) -> Fraction | None:
        """The present share that a rule watches, or one that is being written."""
        if self._board is None:
            return None
        if (rule.scope, rule.attribution) == (TRACKED, OFFICIAL):
            leaders = self._board.leaders.get(rule.measure, ())
            return next((one.share for one in leaders if one.facts.name == rule.family), None)
        kind = (rule.family, rule.measure, rule.scope, rule.attribution)
        for line in self._board.rules:
            one = line.rule
            if (one.family, one.measure, one.scope, one.attribution) == kind:
                return line.share
        return None

    def _now(self, line: RuleLine) -> str:
        return distance(line.rule, self._share_of(line.rule))

    def _gap(self, line: RuleLine) -> Fraction | None:
        share = self._share_of(line.rule)
        return None if share is None else share - line.rule.threshold

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(
                self.tr("Rule"),
                lambda line: short_rule(line.rule),
                tip=lambda line: _in_full(line.rule),
                bold=lambda line: line.state == "FIRING",
            ),
            Column(
                self.tr("State"),
                lambda line: state_word(line.state),
                tone=lambda line: TONES.get(line.state, "muted"),
            ),
            Column(self.tr("Now"), self._now, self._gap),
            Column(
                self.tr("Last crossed"),
                lambda line: (
                    words.UNKNOWN if line.crossed_at is None else words.day(line.crossed_at)
                ),
                lambda line: line.crossed_at,
                about=self.tr("When it last fired as it is written now"),
            ),
            Column(
                self.tr("Messages"),
                messages_text,
                tip=messages_text,
                about=self.tr("What holds this rule's messages back, or ends them"),
                widest=215,
            ),
        )


def _in_full(rule: Rule) -> str:
    return ", ".join(filter(None, (words.rule_text(rule), words.rule_terms(rule))))


def _crossed(line: RuleLine) -> str:
    return words.UNKNOWN if line.crossed_at is None else words.day(line.crossed_at)
