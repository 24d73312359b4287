"""The breakdown page: a scope by origin, developer and size, and how concentrated it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QWidget,
)

from sharewatch.core import words
from sharewatch.core.answers import Answer, BreakdownAnswer, ConcentrationAnswer
from sharewatch.core.board import Board
from sharewatch.core.questions import (
    Basis,
    BreakdownOf,
    By,
    ConcentrationOf,
    ProvenanceOf,
    Question,
    View,
    measure_name,
)
from sharewatch.core.shares import Measure
from sharewatch.ui.ground import ground_text
from sharewatch.ui.labels import heading, muted, tip
from sharewatch.ui.pages.breakdown.concentration import ConcentrationPane, lead_sentence
from sharewatch.ui.pages.breakdown.groups import GroupsPane
from sharewatch.ui.pages.breakdown.words import groups_sentence
from sharewatch.ui.pages.parts.choice import Choice
from sharewatch.ui.pages.parts.page import EmptyState, page_header, page_layout
from sharewatch.ui.pages.parts.roomy import RoomyPage
from sharewatch.ui.pages.parts.scope_choice import ScopeChoice
from sharewatch.ui.provenance.offer import offer_provenance, offer_provenance_of
from sharewatch.ui.segments import Segments

CONCENTRATION = "concentration"
MOST_NEXT = 12
ASKED = "shown"


class BreakdownPage(RoomyPage):
    """One cut through a scope at a time: groups with their families, or the concentration."""

    family_opened = Signal(str)
    """A family whose models are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._basis: Basis | None = None
        self._day: int | None = None
        self._leader: str | None = None
        self.by = Segments(
            self.tr("Breakdown"),
            (
                (By.ORIGIN, self.tr("Origin"), self.tr("By where the publishers are")),
                (By.DEVELOPER, self.tr("Developer"), self.tr("By who published the models")),
                (By.SIZE, self.tr("Size"), self.tr("By number of parameters")),
                (CONCENTRATION, self.tr("Concentration"), self.tr("How much is in few hands")),
            ),
        )
        self.measure = Choice(
            self.tr("Measure"),
            self.tr("What is counted"),
            [(one, measure_name(one)) for one in Measure],
        )
        self.scope = ScopeChoice(self.tr("What the shares are of, and who counts"))
        self.next = QSpinBox()
        self.next.setRange(1, MOST_NEXT)
        self.next.setValue(ConcentrationOf().next_n)
        self.next.setPrefix(self.tr("next "))
        self.next.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.next.setAccessibleName(self.tr("How many families the leader is held against"))
        self.next.setToolTip(tip(self.tr("How many families the leader is held against")))
        self.filter = QLineEdit()
        self.filter.setAccessibleName(self.tr("Filter groups"))
        self.filter.setPlaceholderText(self.tr("Filter (Ctrl+F)"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(90)
        self.latest = QPushButton()
        self.latest.setToolTip(tip(self.tr("Back to the latest numbers")))
        self.sentence = heading()
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.basis = muted()
        self.ground = QPushButton(self.tr("Where from?"))
        self.ground.setFlat(True)
        self.ground.setToolTip(tip(self.tr("The polls, models and rules behind these numbers")))
        self.empty = EmptyState(self.tr("No answer to this yet"))
        self.groups = GroupsPane()
        self.concentration = ConcentrationPane()
        self._stack = QStackedWidget()
        for pane in (self.groups, self.concentration, self.empty):
            self._stack.addWidget(pane)
        self.notes = (self.concentration.meaning,)
        self._lay_out()
        self._connect()
        self._ask()

    def set_scopes(self, names: tuple[str, ...]) -> None:
        """Offer scopes by name, each with both attributions; the chosen one is kept if there."""
        self.scope.offer_scopes(names)
        if self._questions[ASKED] != self._question():
            self._ask()

    def take(self, question: Question) -> bool:
        """Show another page's breakdown or concentration, with its day and its measure."""
        if isinstance(question, ConcentrationOf):
            self.by.choose(CONCENTRATION)
            self.next.blockSignals(True)
            self.next.setValue(question.next_n)
            self.next.blockSignals(False)
        elif isinstance(question, BreakdownOf):
            self.by.choose(question.by)
        else:
            return False
        view = question.view
        self.measure.choose(view.measure, measure_name(view.measure))
        self.scope.choose_scope(view.scope, view.attribution)
        self._day = view.day
        self._ask()
        return True

    def show_board(self, board: Board) -> None:
        """Take the families' colours; a new poll is asked about."""
        self._board = board
        self.set_scopes(board.scopes)
        self.groups.set_colours({facts.name: facts.colour for facts in board.families})
        super().show_board(board)

    def show_found(self, _name: str, answer: Answer) -> None:
        """Show groups or concentration."""
        if isinstance(answer, BreakdownAnswer):
            self._leader = None
            self.sentence.setText(groups_sentence(answer))
            self.groups.show_groups(answer)
            self._stack.setCurrentWidget(self.groups)
            self._show_basis(answer.basis)
        elif isinstance(answer, ConcentrationAnswer):
            self._leader = answer.lead.leader
            self.sentence.setText(lead_sentence(answer))
            self.concentration.show_concentration(answer)
            self._stack.setCurrentWidget(self.concentration)
            self._show_basis(answer.basis)

    def show_reason(self, _name: str, reason: str) -> None:
        """Say why there are no numbers."""
        self._show_basis(None)
        self.sentence.setText("")
        self.empty.say(
            self.tr("{reason}\nAnother measure or scope may have an answer.").format(reason=reason)
        )
        self._stack.setCurrentWidget(self.empty)

    def focus_filter(self) -> None:
        """Go to the filter, where the list may be long."""
        if self.filter.isVisible():
            self.filter.setFocus()
            self.filter.selectAll()

    def clear_filter(self) -> None:
        """Show all groups again."""
        self.filter.clear()

    def _lay_out(self) -> None:
        header, _ = page_header(self.tr("Breakdown"), self.by)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        for tool in (self.measure, self.scope, self.next, self.latest):
            tools.addWidget(tool)
        tools.addWidget(self.filter, 1)
        tools.addStretch(1)
        ground = QHBoxLayout()
        ground.addWidget(self.basis, 1)
        ground.addWidget(self.ground, 0, Qt.AlignmentFlag.AlignTop)
        layout = page_layout(self)
        layout.setSpacing(6)
        layout.addLayout(header)
        layout.addLayout(tools)
        layout.addWidget(self.sentence)
        layout.addLayout(ground)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.by.value_chosen.connect(self._ask)
        self.measure.value_chosen.connect(self._ask)
        self.scope.value_chosen.connect(self._ask)
        self.next.valueChanged.connect(self._ask)
        self.latest.clicked.connect(self._on_latest)
        self.filter.textChanged.connect(self.groups.set_filter)
        self.groups.family_clicked.connect(self.family_opened)
        self.ground.clicked.connect(lambda: self.followed.emit(self._traced()))
        offer_provenance_of(self.sentence, self._traced, self.followed.emit)
        offer_provenance(self.groups.table, lambda _: self._traced(), self.followed.emit)

    def _question(self) -> BreakdownOf | ConcentrationOf:
        scope, attribution = self.scope.value
        view = View(self.measure.value, scope, attribution, self._day)
        if self.by.value == CONCENTRATION:
            return ConcentrationOf(view, self.next.value())
        return BreakdownOf(By(self.by.value), view)

    def _ask(self) -> None:
        """Ask what is chosen; what was shown under other choices is taken away."""
        question = self._question()
        concentration = isinstance(question, ConcentrationOf)
        self.next.setVisible(concentration)
        self.filter.setVisible(self.by.value == By.DEVELOPER)
        if self.filter.isHidden():
            self.filter.clear()
        self.latest.setVisible(self._day is not None)
        if self._day is not None:
            self.latest.setText(f"{words.day(self._day * words.DAY)}  ×")
        if self._questions.get(ASKED) != question:
            self.sentence.setText(self.tr("Counting …"))
            self._show_basis(None)
            self.groups.wait()
            self.concentration.wait()
            self._stack.setCurrentWidget(self.concentration if concentration else self.groups)
        self.ask(ASKED, question)

    def _show_basis(self, basis: Basis | None) -> None:
        self._basis = basis
        self.ground.setVisible(basis is not None)
        self.basis.setText("" if basis is None else ground_text(basis, self._board))
        self.basis.setToolTip("" if basis is None else tip(basis.catalog))

    def _on_latest(self) -> None:
        self._day = None
        self._ask()

    def _traced(self) -> ProvenanceOf | None:
        """What is shown, to be traced: the leader's number, or the whole scope's of groups."""
        if self._basis is None:
            return None
        return ProvenanceOf(self._leader, self._question().view)
