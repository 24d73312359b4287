"""The adoption page: one model against others of its size when they were as old."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from sharewatch.core.adoption import AdoptionDefinition
from sharewatch.core.answers import AdoptionAnswer, Answer, StoredAnswer
from sharewatch.core.board import Board
from sharewatch.core.questions import AdoptionOf, Question, StoredOf
from sharewatch.ui.ground import ground_text
from sharewatch.ui.labels import heading, muted, tip
from sharewatch.ui.pages.adoption.pane import AdoptionPane
from sharewatch.ui.pages.adoption.suggestions import Suggestions
from sharewatch.ui.pages.adoption.words import adoption_sentence, definition_name, definition_text
from sharewatch.ui.pages.parts.choice import Choice
from sharewatch.ui.pages.parts.page import EmptyState, page_header, page_layout
from sharewatch.ui.pages.parts.roomy import RoomyPage

ASKED = "shown"


class AdoptionPage(RoomyPage):
    """Choose a model and a definition; the score stands with both."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._known: dict[str, str] = {}
        self.model = QLineEdit()
        self.model.setAccessibleName(self.tr("Model"))
        self.model.setPlaceholderText(self.tr("Owner/model (Ctrl+F)"))
        self.model.setClearButtonEnabled(True)
        self.suggestions = Suggestions(self.model)
        self.show_model = QPushButton(self.tr("Show"))
        self.show_model.setToolTip(tip(self.tr("Count this model's adoption (Enter)")))
        self.definition = Choice(
            self.tr("Definition"),
            self.tr("Two definitions were published under one name"),
            [(one, definition_name(one)) for one in AdoptionDefinition],
        )
        self.sentence = heading()
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.basis = muted()
        self.rule = muted()
        self.pane = AdoptionPane()
        self.empty = EmptyState("")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.pane)
        header, _ = page_header(self.tr("Adoption"), self.definition)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.model, 1)
        tools.addWidget(self.show_model)
        layout = page_layout(self)
        layout.setSpacing(6)
        layout.addLayout(header)
        layout.addLayout(tools)
        for label in (self.sentence, self.basis, self.rule):
            layout.addWidget(label)
        layout.addWidget(self._stack, 1)
        self.suggestions.activated.connect(self._on_completed, Qt.ConnectionType.QueuedConnection)
        self.model.returnPressed.connect(self._ask)
        self.show_model.clicked.connect(self._ask)
        self.definition.value_chosen.connect(self._ask)
        self.pane.model_wanted.connect(self._on_completed)
        self.notes = (self.rule, self.pane.meaning)
        self._show_start()
        self.ask("models", StoredOf())

    def set_models(self, names: tuple[str, ...]) -> None:
        """Offer models by path while one is typed."""
        self._known = {name.casefold(): name for name in names}
        self.suggestions.offer(names)

    def take(self, question: Question) -> bool:
        """Show another page's model, by its definition."""
        if not isinstance(question, AdoptionOf):
            return False
        self.definition.choose(question.definition, definition_name(question.definition))
        self.model.setText(question.model_id)
        self._ask()
        return True

    def show_board(self, board: Board) -> None:
        """A new poll is asked about."""
        self._board = board
        super().show_board(board)

    def show_found(self, _name: str, answer: Answer) -> None:
        """Show an answer."""
        if isinstance(answer, StoredAnswer):
            self.set_models(answer.models)
        if isinstance(answer, AdoptionAnswer):
            self.sentence.setText(adoption_sentence(answer.adoption))
            self.sentence.setToolTip(tip(answer.adoption.model_id))
            self.basis.setText(ground_text(answer.basis, self._board))
            self.basis.setToolTip(tip(answer.basis.catalog))
            self.rule.setText(definition_text(answer.adoption.definition))
            self.definition.setToolTip(tip(self.rule.text()))
            self.pane.show_adoption(answer.adoption)
            self._stack.setCurrentWidget(self.pane)

    def show_reason(self, name: str, reason: str) -> None:
        """Say why there is no score."""
        if name == "models":
            return
        self._say_nothing()
        self.empty.heading.setText(self.tr("No score of this model"))
        self.empty.say(reason)
        self._stack.setCurrentWidget(self.empty)

    def focus_filter(self) -> None:
        """Go to the model's name."""
        self.model.setFocus()
        self.model.selectAll()

    def _on_completed(self, name: str) -> None:
        self.model.setText(name)
        self._ask()

    def _ask(self) -> None:
        """Ask about the named model; what was shown of another is taken away."""
        name = self.model.text().strip()
        if not name:
            return
        name = self._meant(name)
        question = AdoptionOf(name, self.definition.value)
        if self._questions.get(ASKED) != question:
            self._say_nothing()
            self.sentence.setText(self.tr("Counting …"))
            self.pane.wait()
            self._stack.setCurrentWidget(self.pane)
        self.ask(ASKED, question)

    def _meant(self, typed: str) -> str:
        """The model of that name, or the only one that has it in its name; else as it was typed."""
        part = typed.casefold()
        if part in self._known:
            return self._known[part]
        found = [name for known, name in self._known.items() if part in known]
        if len(found) != 1:
            return typed
        self.model.setText(found[0])
        return found[0]

    def _say_nothing(self) -> None:
        for label in (self.sentence, self.basis, self.rule):
            label.setText("")
            label.setToolTip("")

    def _show_start(self) -> None:
        self.empty.heading.setText(self.tr("Choose a model"))
        self.empty.say(
            self.tr(
                "Its downloads by days since release stand here, against the most downloaded of "
                "its own size when they were as old. Type a part of its name above."
            )
        )
        self._stack.setCurrentWidget(self.empty)
