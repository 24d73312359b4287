"""The box that shows where a number comes from: its formula, its polls, its models and rules."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sharewatch.core import words
from sharewatch.core.answers import Answer, NoAnswer, ProvenanceAnswer
from sharewatch.core.questions import ProvenanceOf
from sharewatch.ui import theme
from sharewatch.ui.labels import Label, muted
from sharewatch.ui.pages.parts.page import EmptyState
from sharewatch.ui.provenance import words as said
from sharewatch.ui.provenance.tables import model_columns, poll_columns
from sharewatch.ui.rows import Row
from sharewatch.ui.segments import Segments
from sharewatch.ui.table import Table


class ProvenanceBox(QDialog):
    """One number with all that it stands on; another question takes its place."""

    asked = Signal(object)
    """A ``ProvenanceOf``; ``show_answer`` is called with what comes of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Where this number comes from"))
        self.resize(860, 600)
        self.setMinimumSize(420, 340)
        self._question: ProvenanceOf | None = None
        self._answer: ProvenanceAnswer | None = None
        self.subject = muted()
        self.figure = _figure()
        self.formula = _selectable()
        self.facts = _Facts()
        self.empty = EmptyState("")
        self.part = Segments(
            self.tr("Behind the number"),
            (
                ("models", self.tr("Models"), self.tr("Which models count, by which rule")),
                ("polls", self.tr("Polls"), self.tr("The polls that the counts were read from")),
            ),
        )
        self.part.value_chosen.connect(self._on_part_chosen)
        self.polls = Table(poll_columns(), lambda poll: poll.seq, wide=4, wide_min=80)
        self.polls.setAccessibleName(self.tr("Polls"))
        self.polls.set_placeholder(self.tr("No poll is behind this number"))
        self.models = Table(model_columns(), lambda model: model.model_id, wide=0, wide_min=200)
        self.models.setAccessibleName(self.tr("Models that count"))
        self.models.sortByColumn(2, Qt.SortOrder.DescendingOrder)
        self.filter = QLineEdit()
        self.filter.setAccessibleName(self.tr("Filter models"))
        self.filter.setPlaceholderText(self.tr("Filter by model, rule or lineage (Ctrl+F)"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._on_filter_changed)
        self.counted = muted()
        self.copy = QPushButton(self.tr("Copy as text"))
        self.copy.setToolTip(self.tr("The number with all that it stands on, as plain text"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._on_copy)
        self._tables = QStackedWidget()
        self._stack = QStackedWidget()
        self._lay_out()
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._on_find)

    def look_up(self, question: ProvenanceOf) -> None:
        """Ask after a number, and stand there waiting for what comes."""
        self._question, self._answer = question, None
        self._wait(question)
        self.show()
        self.raise_()
        self.activateWindow()
        self.asked.emit(question)

    def show_answer(self, answer: Answer) -> None:
        """Show the answer to the question that stands; any other is passed over."""
        if answer.question != self._question:
            return
        if isinstance(answer, NoAnswer):
            self.show_reason(answer.reason)
        elif isinstance(answer, ProvenanceAnswer):
            self._show(answer)

    def show_reason(self, reason: str) -> None:
        """Say why nothing is known of the number."""
        self._answer = None
        self.copy.setEnabled(False)
        self.empty.heading.setText(self.tr("This number can't be traced"))
        self.empty.say(reason)
        self._stack.setCurrentIndex(0)

    def _wait(self, question: ProvenanceOf) -> None:
        self.copy.setEnabled(False)
        self.empty.heading.setText(said.subject(question))
        self.empty.say(self.tr("Looking up its polls, models and rules …"))
        self._stack.setCurrentIndex(0)

    def _show(self, answer: ProvenanceAnswer) -> None:
        self._answer = answer
        self.subject.setText(said.subject(answer.question))
        self.figure.setText(said.figure(answer))
        self.formula.setText(answer.formula)
        self.facts.show_facts(said.facts(answer))
        self.filter.clear()
        self.polls.show_rows(answer.polls)
        self.models.show_rows(answer.models)
        self._count()
        self.copy.setEnabled(True)
        self._stack.setCurrentIndex(1)

    def _count(self) -> None:
        """Say how many models there are, and how many of them are shown."""
        if self._answer is None:
            return
        every, shown = len(self._answer.models), len(self.models.shown())
        text = self.tr("{shown} of {count}").format(
            shown=words.exact(shown), count=words.exact(every)
        )
        self.counted.setText(text)
        self.models.set_placeholder(
            self.tr("No model has these words") if every else self.tr("No model counts for it")
        )

    def _on_part_chosen(self, part: str) -> None:
        self._tables.setCurrentWidget(self.polls if part == "polls" else self.models)
        self.filter.setVisible(part == "models")
        self.counted.setVisible(part == "models")

    def _on_filter_changed(self, text: str) -> None:
        parts = text.casefold().split()

        def fits(model: Row) -> bool:
            written = " ".join(said.model_cells(model)).casefold()
            return all(part in written for part in parts)

        self.models.set_filter(fits if parts else None)
        self._count()

    def _on_find(self) -> None:
        self.part.choose("models")
        self._on_part_chosen("models")
        self.filter.setFocus()
        self.filter.selectAll()

    def _on_copy(self) -> None:
        if self._answer is not None:
            QGuiApplication.clipboard().setText(said.as_text(self._answer))

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.part)
        tools.addWidget(self.filter, 1)
        tools.addWidget(self.counted)
        tools.addStretch()
        self.counted.setWordWrap(False)
        for table in (self.models, self.polls):
            table.setMinimumHeight(64)
            self._tables.addWidget(table)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.subject, self.figure, self.formula, self.facts):
            column.addWidget(widget)
        column.addSpacing(6)
        column.addLayout(tools)
        column.addWidget(self._tables, 1)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(full)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setIcon(QIcon())
        close.setDefault(True)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 12)
        layout.addWidget(self._stack, 1)
        layout.addWidget(buttons)


class _Facts(QWidget):
    """Names with what is known under them, in two columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self._shown: list[Label] = []

    def show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """Show these facts and no others, the first column before the second."""
        for label in self._shown:
            self._grid.removeWidget(label)
            label.deleteLater()
        self._shown = []
        rows = (len(facts) + 1) // 2
        for place, (name, text) in enumerate(facts):
            right, row = divmod(place, rows)
            known = _selectable(text)
            known.setAccessibleName(name)
            title = muted(name)
            title.setWordWrap(False)
            for at, label in ((2 * right, title), (2 * right + 1, known)):
                self._grid.addWidget(label, row, at, Qt.AlignmentFlag.AlignTop)
                self._shown.append(label)

    def text(self) -> str:
        """All facts, a line each."""
        pairs = zip(self._shown[::2], self._shown[1::2], strict=True)
        return "\n".join(f"{name.text()}: {known.text()}" for name, known in pairs)


def _figure() -> Label:
    made = _selectable()
    font = QFont(made.font())
    font.setPointSizeF(theme.tokens().font_figure)
    font.setWeight(QFont.Weight.DemiBold)
    made.setFont(font)
    return made


def _selectable(text: str = "") -> Label:
    made = Label(text)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made
