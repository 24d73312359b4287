"""The derivatives page: upon which families others build, month by month."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from sharewatch.core.answers import Answer, DerivativesAnswer
from sharewatch.core.board import Board
from sharewatch.core.questions import DerivativesOf, Question
from sharewatch.core.words import moment
from sharewatch.ui.labels import heading, muted, tip
from sharewatch.ui.pages.derivatives.chart import DerivativeChart
from sharewatch.ui.pages.derivatives.tables import DerivativeTables
from sharewatch.ui.pages.derivatives.words import (
    derivatives_sentence,
    left_out_text,
    no_month_text,
    rule_text,
    threshold_text,
)
from sharewatch.ui.pages.parts.choice import Choice
from sharewatch.ui.pages.parts.page import EmptyState, page_header, page_layout
from sharewatch.ui.pages.parts.roomy import RoomyPage
from sharewatch.ui.segments import Segments
from sharewatch.ui.sentences import source_word

ASKED = "shown"


class DerivativesPage(RoomyPage):
    """New derivatives by month and family, all of them by relation, and the lineage's faults."""

    family_opened = Signal(str)
    """A family whose models are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self.mode = Segments(
            self.tr("Chart"),
            (
                ("models", self.tr("Models"), self.tr("How many are new in each month")),
                ("shares", self.tr("Shares"), self.tr("Each family's part of a month's new ones")),
            ),
        )
        self.threshold = Choice(
            self.tr("Counted derivatives"),
            self.tr(
                "By downloads of the last 30 days. More than 5 is what published counts call "
                "meaningful."
            ),
            [(one, threshold_text(one)) for one in (DerivativesOf().more_than, None)],
        )
        self.sentence = heading()
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.basis = muted()
        self.rule = muted(rule_text())
        self.chart = DerivativeChart()
        self.tables = DerivativeTables()
        self.empty = EmptyState(self.tr("No derivatives are known yet"))
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.chart)
        splitter.addWidget(self.tables)
        splitter.setSizes([320, 300])
        splitter.setChildrenCollapsible(False)
        self._splitter = splitter
        self._stack = QStackedWidget()
        self._stack.addWidget(splitter)
        self._stack.addWidget(self.empty)
        header, _ = page_header(self.tr("Derivatives"), self.mode, self.threshold)
        layout = page_layout(self)
        layout.setSpacing(6)
        layout.addLayout(header)
        for label in (self.sentence, self.basis):
            layout.addWidget(label)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.rule)
        self.mode.value_chosen.connect(lambda mode: self.chart.show_shares(mode == "shares"))
        self.threshold.value_chosen.connect(self._ask)
        self.chart.family_clicked.connect(self.family_opened)
        self.tables.families.row_activated.connect(lambda row: self.family_opened.emit(row.family))
        self.notes = (self.rule,)
        self._ask()

    def take(self, question: Question) -> bool:
        """Show another page's question, with its threshold."""
        if not isinstance(question, DerivativesOf):
            return False
        self.threshold.choose(question.more_than, threshold_text(question.more_than))
        self._ask()
        return True

    def show_board(self, board: Board) -> None:
        """Take the families' colours; a new poll is asked about."""
        self._board = board
        self.tables.show_board(board)
        self.chart.set_facts({facts.name: facts for facts in board.families})
        super().show_board(board)

    def show_found(self, _name: str, answer: Answer) -> None:
        """Show an answer."""
        if isinstance(answer, DerivativesAnswer):
            self.sentence.setText(derivatives_sentence(answer))
            self.basis.setText(self._ground(answer))
            self.basis.setToolTip(tip(answer.catalog))
            self.chart.show_table(answer.table, answer.as_of, no_month_text(answer))
            self.tables.show_answer(answer)
            self._stack.setCurrentWidget(self._splitter)

    def show_reason(self, _name: str, reason: str) -> None:
        """Say why there are no numbers."""
        self.sentence.setText("")
        self.basis.setText("")
        self.empty.say(reason)
        self._stack.setCurrentWidget(self.empty)

    def focus_filter(self) -> None:
        """Go to the filter of the table."""
        self.tables.filter.setFocus()
        self.tables.filter.selectAll()

    def clear_filter(self) -> None:
        """Show all rows again."""
        self.tables.filter.clear()

    def _ask(self) -> None:
        """Ask what is chosen; what was shown under another threshold is taken away."""
        question = DerivativesOf(self.threshold.value)
        if self._questions.get(ASKED) != question:
            self.sentence.setText(self.tr("Counting …"))
            self.basis.setText("")
            self.chart.show_table(None, None, self.tr("Counting …"))
            self.tables.wait(self.tr("Counting …"))
            self._stack.setCurrentWidget(self._splitter)
        self.ask(ASKED, question)

    def _ground(self, answer: DerivativesAnswer) -> str:
        """What the numbers stand on, and what is in none of them."""
        board = self._board
        parts = (
            source_word(board.source.kind) if board else "",
            threshold_text(answer.question.more_than),
            self.tr("as of {moment}").format(moment=moment(answer.as_of)) if answer.as_of else "",
            left_out_text(answer.table),
        )
        return " · ".join(part for part in parts if part)
