"""The milestones page: when a family reaches a number, and when it passed another."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from sharewatch.core.answers import Answer, CrossoversAnswer, MilestoneAnswer
from sharewatch.core.board import Board
from sharewatch.core.questions import (
    CrossoversOf,
    MilestoneOf,
    ProvenanceOf,
    Question,
    View,
)
from sharewatch.core.shares import Measure
from sharewatch.ui.chips import chip
from sharewatch.ui.ground import ground_text
from sharewatch.ui.labels import Label, heading, muted, say_wrong, wrong
from sharewatch.ui.pages.milestones.crossings import MEASURES, Crossings
from sharewatch.ui.pages.milestones.panel import MilestonePanel
from sharewatch.ui.pages.milestones.words import method_text, milestone_sentence
from sharewatch.ui.pages.parts.asking import AskingPage
from sharewatch.ui.pages.parts.count_field import CountField, next_round, round_text
from sharewatch.ui.pages.parts.page import page_header, page_layout
from sharewatch.ui.pages.parts.scope_choice import ScopeChoice
from sharewatch.ui.provenance.offer import offer_provenance_of

MILESTONE, CROSSOVERS = "milestone", "crossovers"
QUICK = 3
LEAST_HEIGHT = 520


class MilestonesPage(AskingPage):
    """A number's date with its range above, who passed whom below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._asked = MilestoneOf("", 10**9)
        self._view = CrossoversOf().view
        self.family = QComboBox()
        self.family.setAccessibleName(self.tr("Family"))
        self.family.setMinimumWidth(120)
        self.reach = CountField(self.tr("Number to reach"))
        self.refused = wrong()
        self.quick = [QPushButton() for _ in range(QUICK)]
        self.scope = ScopeChoice(self.tr("Which models are counted"))
        self.sentence = heading()
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.method, self.ground = muted(), muted()
        self.panel = MilestonePanel()
        self.crossings = Crossings()
        self._lay_out()
        self._connect()

    def show_board(self, board: Board) -> None:
        """Offer the board's families, leaders first, and begin with the leader's next number."""
        first, self._board = self._board is None, board
        self._show_families(board)
        self.scope.offer_scopes(board.scopes)
        if not self._asked.family and self.family.count():
            family = self.family.itemText(0)
            self._asked = replace(self._asked, family=family, reach=self._next(family)[0])
        self._show_choices()
        super().show_board(board)
        if first:
            self._ask_milestone()
            self.ask(CROSSOVERS, CrossoversOf(self._view))

    def take(self, question: Question) -> bool:
        """Answer for milestones and crossovers."""
        if isinstance(question, MilestoneOf):
            self._asked = question
            self._show_choices()
            self._ask_milestone()
            return True
        if isinstance(question, CrossoversOf):
            self._view = question.view
            self.crossings.measure.choose(question.view.measure.value)
            self.ask(CROSSOVERS, question)
            return True
        return False

    def show_found(self, _name: str, answer: Answer) -> None:
        """Show the date, or who passed whom."""
        if isinstance(answer, MilestoneAnswer):
            family = answer.question.family
            ground = ground_text(answer.basis, self._board)
            self.sentence.setText(milestone_sentence(family, answer.milestone))
            self.method.setText(method_text(answer.milestone))
            self.ground.setText(ground)
            self.panel.show_answer(
                answer, self._colour(family), f"{ground} · {answer.basis.catalog}"
            )
        if isinstance(answer, CrossoversAnswer):
            self.crossings.show_found(answer, self._board)

    def show_reason(self, name: str, reason: str) -> None:
        """Say why one of the two isn't known."""
        if name == CROSSOVERS:
            self.crossings.show_reason(reason)
            return
        self.sentence.setText(self.tr("Unknown"))
        self.method.setText(reason)
        self.ground.setText("")
        self.panel.show_empty(reason)

    def focus_filter(self) -> None:
        """Go to the choice of one family's crossovers."""
        self.crossings.family.setFocus()

    def clear_filter(self) -> None:
        """Show everybody's crossovers again."""
        self.crossings.family.setCurrentIndex(0)
        self.crossings.lasting.setChecked(False)

    def _ask_milestone(self) -> None:
        if self._asked.family:
            self.ask(MILESTONE, self._asked)

    def _on_choice(self) -> None:
        """Another family, number or scope; another family begins with its own next number."""
        family = self.family.currentText()
        scope, attribution = self.scope.value
        reach = self.reach.count or self._asked.reach
        if family != self._asked.family and reach not in self._next(family):
            reach = self._next(family)[0]
        self._asked = MilestoneOf(family, reach, scope, attribution)
        self._show_choices()
        self._ask_milestone()

    def _on_quick(self, reach: int) -> None:
        self.reach.show_count(reach)
        self._on_choice()

    def _on_refused(self) -> None:
        say_wrong(self.refused, self.tr("A number such as 1e9, 1B or 1,000,000,000"))

    def _on_measure_chosen(self, measure: str) -> None:
        self._view = View(MEASURES[measure], self._view.scope, self._view.attribution)
        self.ask(CROSSOVERS, CrossoversOf(self._view))

    def _show_families(self, board: Board) -> None:
        counted = [one for one in board.leaders.get(Measure.ALL_TIME, ()) if one.value]
        ranked = [one.facts for one in (*counted, *board.leaders.get(Measure.D30, ()))]
        offered = list({facts.name: facts for facts in (*ranked, *board.families)}.values())
        if [one.name for one in offered] != [
            self.family.itemText(at) for at in range(self.family.count())
        ]:
            self.family.clear()
            for facts in offered:
                self.family.addItem(chip(facts.colour), facts.name)
        self.crossings.show_families(offered)

    def _show_choices(self) -> None:
        asked = self._asked
        self.family.setCurrentIndex(self.family.findText(asked.family))
        self.scope.choose_scope(asked.scope, asked.attribution)
        self.reach.show_count(asked.reach)
        say_wrong(self.refused, "")
        for button, reach in zip(self.quick, self._next(asked.family), strict=True):
            button.setText(round_text(reach))
            button.setToolTip(self.tr("When is {number} reached?").format(number=f"{reach:,}"))
            button.setProperty("reach", str(reach))

    def _next(self, family: str) -> tuple[int, ...]:
        """The next round numbers after what a family stands at."""
        leaders = self._board.leaders.get(Measure.ALL_TIME, ()) if self._board else ()
        value = next((one.value for one in leaders if one.facts.name == family), None)
        return next_round(10**8 if value is None else value, QUICK)

    def _traced(self) -> ProvenanceOf | None:
        """Where the count comes from that the date was read from."""
        if not self.ground.text():
            return None
        view = View(Measure.ALL_TIME, self._asked.scope, self._asked.attribution)
        return ProvenanceOf(self._asked.family, view)

    def _colour(self, family: str) -> str:
        families = self._board.families if self._board else ()
        return next((one.colour for one in families if one.name == family), "#888888")

    def _connect(self) -> None:
        self.family.activated.connect(self._on_choice)
        self.scope.value_chosen.connect(self._on_choice)
        self.reach.count_entered.connect(self._on_choice)
        self.reach.refused.connect(self._on_refused)
        for button in self.quick:
            button.clicked.connect(
                lambda _=False, one=button: self._on_quick(int(one.property("reach")))
            )
        self.crossings.measure_chosen.connect(self._on_measure_chosen)
        offer_provenance_of(self.sentence, self._traced, self.followed.emit)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.family)
        tools.addWidget(Label(self.tr("reaches")))
        tools.addWidget(self.reach)
        for button in self.quick:
            tools.addWidget(button)
        tools.addStretch(1)
        tools.addWidget(self.scope)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(6)
        for label in (self.sentence, self.method, self.ground):
            column.addWidget(label)
        column.addWidget(self.panel, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(above)
        splitter.addWidget(self.crossings)
        splitter.setSizes([560, 440])
        splitter.setChildrenCollapsible(False)
        splitter.setMinimumHeight(LEAST_HEIGHT)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setWidget(splitter)
        room.setAccessibleName(self.tr("Milestone and crossovers"))
        layout = page_layout(self)
        header, _ = page_header(self.tr("Milestones"))
        layout.addLayout(header)
        layout.addLayout(tools)
        layout.addWidget(self.refused)
        layout.addWidget(room, 1)
