"""The page "Why it moved": what changed a family's share between two days, model by model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sharewatch.core import words
from sharewatch.core.answers import Answer, MoversAnswer
from sharewatch.core.board import Board, SourceKind
from sharewatch.core.movers import Kind, ModelMove
from sharewatch.core.questions import MoversOf, ProvenanceOf, Question, View
from sharewatch.settings import write_private
from sharewatch.ui import theme
from sharewatch.ui.labels import Label, heading, muted
from sharewatch.ui.pages.movers import words as in_words
from sharewatch.ui.pages.movers.choices import MoversChoices
from sharewatch.ui.pages.movers.export import ExportButton, as_csv
from sharewatch.ui.pages.movers.picture import Halves, MoversPicture
from sharewatch.ui.pages.movers.table import Line, MoversTable
from sharewatch.ui.pages.parts.asking import AskingPage
from sharewatch.ui.pages.parts.page import EmptyState, page_header, page_layout
from sharewatch.ui.provenance.offer import offer_provenance, offer_provenance_of
from sharewatch.ui.sentences import source_word

NAME = "movers"


class MoversPage(AskingPage):
    """The change in a sentence, its parts in a picture, and every model in a table."""

    model_opened = Signal(str)
    family_opened = Signal(str)
    said = Signal(str)
    """What became of an export, for people."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: MoversAnswer | None = None
        self._colours: Mapping[str, str] = {}
        self._source, self._real = "", True
        self.choices = MoversChoices()
        self.choices.changed.connect(self._on_changed)
        self.headline = heading()
        self.parts = Label()
        self.footing = muted()
        self.picture = MoversPicture()
        self.table = MoversTable()
        self.export = ExportButton()
        self.trace = self._trace_button()
        self.empty = EmptyState(self.tr("Nothing to compare yet"))
        self.found = QWidget()
        self._lay_out()
        self._connect()
        self._show()

    def show_board(self, board: Board) -> None:
        """Offer the board's families and days; the days of a chosen span move along."""
        source = (source_word(board.source.kind), board.source.label)
        self._source = " · ".join(part for part in source if part)
        self._real = board.source.kind is not SourceKind.DEMO  # made-up models have no page
        self._open.setVisible(self._real)
        self._colours = {facts.name: facts.colour for facts in board.families}
        self.choices.show_board(board)
        self._put()
        super().show_board(board)
        self._ask_outdated()

    def take(self, question: Question) -> bool:
        """Explain another page's change, such as an alert's."""
        if not isinstance(question, MoversOf) or not self.choices.take(question):
            return False
        self._on_changed()
        return True

    def show_found(self, name: str, answer: Answer) -> None:  # noqa: ARG002  # one name
        """Show why it moved."""
        if isinstance(answer, MoversAnswer):
            self._answer = answer
            self._show()

    def show_reason(self, name: str, reason: str) -> None:  # noqa: ARG002  # one name
        """Say why that can't be known."""
        self._answer = None
        self._show()
        self.empty.heading.setText(self.tr("This change can't be explained"))
        hint = self.tr("Other days, another measure or another scope may be known.")
        self.empty.say(f"{reason} {hint}")

    def focus_filter(self) -> None:
        """Go to the filter of models."""
        self.table.focus_filter()

    def clear_filter(self) -> None:
        """Show all models again."""
        self.table.filter.clear()

    def save(self, kind: str, path: str) -> None:
        """Write the table as ``csv``, or the picture as ``png`` or ``svg``."""
        chart, answer = self.picture.chart, self._answer
        if answer is None or (chart is None and kind != "csv"):
            return
        try:
            if kind == "csv":
                write_private(Path(path), as_csv(answer, self._source))
            elif chart is not None:
                {"png": chart.save_png, "svg": chart.save_svg}[kind](path)
        except OSError as why:
            self.said.emit(self.tr("Not saved: {why}").format(why=why))
        else:
            self.said.emit(self.tr("Saved {path}").format(path=path))

    def changeEvent(self, event: QEvent) -> None:
        """Take the picture of the new scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.trace.setIcon(theme.icon("provenance"))

    def _on_changed(self) -> None:
        self._put()
        self._ask_outdated()

    def _put(self) -> None:
        """Put the choices' question, if it is another than the one that stands."""
        question = self.choices.question()
        if question is not None and question != self._questions.get(NAME):
            self._questions[NAME] = question
            self._outdated.add(NAME)
            self._answer = None
            self._show()

    def _show(self) -> None:
        """Show the answer, or that it is awaited, or what it waits for."""
        answer = self._answer
        self.empty.setVisible(answer is None)
        self.found.setVisible(answer is not None)
        self.export.setEnabled(answer is not None)
        self.trace.setEnabled(answer is not None)
        self.table.show_movers(answer, self._colours)
        self.picture.show_movers(answer, self._colours, self._caption())
        if answer is not None:
            self.headline.setText(in_words.headline(answer))
            self.parts.setText(in_words.parts(answer))
            self.footing.setText(in_words.footing(answer, self._source))
        elif NAME in self._questions:
            self.empty.heading.setText(self.tr("Comparing the two days …"))
            self.empty.say("")
        else:
            self.empty.heading.setText(self.tr("Nothing to compare yet"))
            self.empty.say(
                self.tr(
                    "With the second day that has a complete poll, it stands here which models "
                    "moved a family's share, and by how much each."
                )
            )

    def _caption(self) -> str:
        """What an exported picture must say of itself."""
        if self._answer is None:
            return ""
        sentence = in_words.headline(self._answer)
        return f"{sentence} {in_words.footing(self._answer, self._source)}"

    def _trace_of(self, line: Line) -> ProvenanceOf | None:
        """The sum that a row's model or family is part of; a gone model was part of the first."""
        gone = isinstance(line.move, ModelMove) and line.move.kind is Kind.GONE
        return self._provenance(line.move.family.partition(" + ")[0], first=gone)

    def _provenance(self, family: str, *, first: bool = False) -> ProvenanceOf | None:
        if self._answer is None:
            return None
        asked = self._answer.question
        day = asked.first_day if first else asked.last_day
        view = View(asked.view.measure, asked.view.scope, asked.view.attribution, day)
        return ProvenanceOf(family, view)

    def _trace_share(self) -> ProvenanceOf | None:
        return self._provenance(self._answer.movers.family) if self._answer else None

    def _fill_trace(self) -> None:
        """Both shares of the sentence, each to be traced."""
        menu = self.trace.menu()
        menu.clear()
        if self._answer is None:
            return
        found = self._answer.movers
        for first, share, basis in (
            (True, found.share_from, self._answer.first),
            (False, found.share_to, self._answer.last),
        ):
            text = self.tr("{share} on {day}").format(
                share=words.percent(share), day=words.day(basis.as_of)
            )
            asked = self._provenance(found.family, first=first)
            menu.addAction(text).triggered.connect(
                lambda _=False, asked=asked: self.followed.emit(asked)
            )

    def _on_model_activated(self, line: Line) -> None:
        if self._real and isinstance(line.move, ModelMove):
            self.model_opened.emit(line.move.model_id)

    def _on_family_activated(self, line: Line) -> None:
        self.family_opened.emit(line.move.family)

    def _connect(self) -> None:
        self.export.path_chosen.connect(self.save)
        self.table.view_chosen.connect(self.picture.choose_view)
        self.picture.mover_clicked.connect(self.table.choose)
        models, families = self.table.models, self.table.families
        models.row_activated.connect(self._on_model_activated)
        families.row_activated.connect(self._on_family_activated)
        self._open = QAction(self.tr("Open on the Hub"), models)
        self._open.triggered.connect(self._on_open)
        models.addAction(self._open)
        offer_provenance(models, self._trace_of, self.followed.emit)
        offer_provenance(families, self._trace_of, self.followed.emit)
        offer_provenance_of(self.headline, self._trace_share, self.followed.emit)

    def _on_open(self) -> None:
        line = self.table.models.current()
        if line is not None:
            self._on_model_activated(line)

    def _trace_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(self.tr("Where from?"))
        button.setIcon(theme.icon("provenance"))
        button.setToolTip(self.tr("Where the two shares come from"))
        button.setAccessibleName(self.tr("Where the two shares come from"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(QMenu(button))
        button.menu().aboutToShow.connect(self._fill_trace)
        return button

    def _lay_out(self) -> None:
        content = QWidget()
        layout = page_layout(content)
        header, name = page_header(
            self.tr("Why it moved"), self.choices.family, self.choices.measure, self.export
        )
        name.setWordWrap(False)
        first = QHBoxLayout()
        first.addWidget(self.headline, 1)
        first.addWidget(self.trace, 0, Qt.AlignmentFlag.AlignTop)
        splitter = Halves()
        splitter.addWidget(self.picture)
        splitter.addWidget(self.table)
        for label in (self.headline, self.parts, self.footing):
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self.found)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(first)
        column.addWidget(self.parts)
        column.addWidget(self.footing)
        column.addSpacing(4)
        column.addWidget(splitter, 1)
        layout.addLayout(header)
        layout.addWidget(self.choices)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.found, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
