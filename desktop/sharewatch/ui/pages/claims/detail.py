"""One claim in full: its verdict, its numbers, its source, and every other way to count it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sharewatch.core.answers import ClaimLine, JudgedLine
from sharewatch.core.board import Board
from sharewatch.core.claims import Judged, Verdict
from sharewatch.core.questions import ProvenanceOf
from sharewatch.core.shares import Measure
from sharewatch.core.sides import Families
from sharewatch.ui.ground import ground_text
from sharewatch.ui.labels import Label, heading, muted, tip, title
from sharewatch.ui.pages.claims.bars import ClaimBars
from sharewatch.ui.pages.claims.definitions import DefinitionTable
from sharewatch.ui.pages.claims.verdicts import VerdictMark, verdict_word
from sharewatch.ui.pages.claims.words import definition_text, ratio_text, traced
from sharewatch.ui.provenance.offer import offer_provenance, offer_provenance_of

TABLE_HEIGHT = 200


class ClaimDetail(QScrollArea):
    """Shows a claim under the definition chosen in its table, its own to begin with."""

    watch_wanted = Signal(object)
    """A ``ClaimLine`` that is to be watched, or no longer if it is."""
    followed = Signal(object)
    """A ``ProvenanceOf`` the numbers looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line: ClaimLine | None = None
        self._board: Board | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("The chosen claim"))
        self.sentence = title()
        self.mark = VerdictMark()
        self.definition = muted()
        self.watch = QPushButton()
        self.watch.clicked.connect(self._on_watch)
        self.arithmetic = heading()
        self.ratio = muted()
        self.bars = ClaimBars()
        self.reason = Label()
        self.ground = muted()
        self.published = Label()
        self.source = QLineEdit()
        self.source.setReadOnly(True)
        self.source.setAccessibleName(self.tr("Source"))
        self.copy = QPushButton(self.tr("Copy source"))
        self.copy.setToolTip(self.tr("Put the source on the clipboard"))
        self.copy.clicked.connect(self._on_copy)
        self.about = self._as_published()
        self.note = muted()
        self.table = DefinitionTable()
        self.table.setMinimumHeight(TABLE_HEIGHT)
        self.table.row_chosen.connect(self._show_judged)
        for label in (self.sentence, self.arithmetic, self.reason, self.published, self.note):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._judged: JudgedLine | None = None
        offer_provenance(self.table, traced, self.followed.emit)
        offer_provenance_of(self.arithmetic, self._traced, self.followed.emit)
        self._lay_out()

    def show_claim(self, line: ClaimLine, board: Board | None) -> None:
        """Show a claim; the definition looked at stays while it is the same claim."""
        same = self._line is not None and self._line.claim.id == line.claim.id
        self._line, self._board = line, board
        self.sentence.setText(line.claim.sentence)
        self._show_watch(line)
        self.about.setVisible(not line.own)
        self.published.setText(self._published(line.published))
        self.source.setText(line.claim.source)
        self.source.setCursorPosition(0)
        self.note.setText(line.claim.note)
        self.note.setVisible(bool(line.claim.note))
        if not same:
            self.table.clearSelection()
            self.verticalScrollBar().setValue(0)
        self.table.show_lines(line.lines)
        self._show_judged(self.table.current() or line.lines[0])

    def _show_judged(self, line: JudgedLine) -> None:
        """Show the numbers under one definition."""
        self._judged, judged = line, line.judged
        self.mark.show_verdict(judged.verdict)
        self.definition.setText(definition_text(judged.definition))
        self.arithmetic.setText(judged.arithmetic)
        self.arithmetic.setVisible(judged.left_bounds is not None)
        self.ratio.setText(self.tr("left ÷ right = {ratio}").format(ratio=ratio_text(judged.ratio)))
        self.ratio.setVisible(judged.ratio is not None)
        self.bars.show_judged(judged, self._colour(judged))
        self.reason.setText(
            self.tr("Unknown: {reason}").format(reason=judged.reason)
            if judged.verdict is Verdict.UNKNOWN
            else judged.reason
        )
        self.reason.setVisible(bool(self.reason.text()))
        self.ground.setText(self._ground(line))

    def _show_watch(self, line: ClaimLine) -> None:
        """Offer to watch what each poll brings anew, and to stop what is watched."""
        own, watched = line.claim.definition, bool(line.watched)
        watchable = own.measure in tuple(Measure)
        self.watch.setText(self.tr("Stop watching") if watched else self.tr("Watch this claim"))
        self.watch.setEnabled(watched or watchable)
        if watched:
            about = self.tr("No more alerts of this claim; those in the inbox stay")
        elif watchable and own.period is None:
            about = self.tr("Be told when it begins to hold, as a rule does of a share")
        elif watchable:
            about = self.tr(
                "Be told when it begins to hold of the latest count, whatever held in {period}"
            ).format(period=own.period)
        else:
            about = self.tr("Not known at each poll: a copy by 30 days or all time can be watched")
        self.watch.setToolTip(tip(about))
        self.watch.setAccessibleDescription(about)

    def _ground(self, line: JudgedLine) -> str:
        if line.basis is not None:
            return ground_text(line.basis, self._board)
        if line.judged.left_bounds is not None:
            return self.tr("Counted in the lineage that models declare, as far as it was seen")
        return self.tr("No numbers are stored under this definition")

    def _published(self, judged: Judged | None) -> str:
        """The claim by its source's own numbers."""
        if judged is None:
            return self.tr("The source gives no numbers for both sides.")
        said = self.tr("By the source's own numbers: {arithmetic} – {verdict}").format(
            arithmetic=judged.arithmetic, verdict=verdict_word(judged.verdict)
        )
        if judged.ratio is not None:
            ratio = ratio_text(judged.ratio)
            said += self.tr(" (left ÷ right = {ratio})").format(ratio=ratio)
        return f"{said}; {judged.reason}" if judged.reason else said

    def _colour(self, judged: Judged) -> str:
        """The left side's colour, if it is one family."""
        left = judged.claim.left
        if not isinstance(left, Families) or len(left.names) != 1 or self._board is None:
            return ""
        name = left.names[0].lower()
        families = self._board.families
        return next((one.colour for one in families if one.name.lower() == name), "")

    def _traced(self) -> ProvenanceOf | None:
        return None if self._judged is None else traced(self._judged)

    def _on_watch(self) -> None:
        if self._line is not None:
            self.watch_wanted.emit(self._line)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.source.text())

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 2, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.sentence)
        column.addLayout(_row(self.mark, self.definition, self.watch, stretch=1))
        column.addSpacing(6)
        column.addLayout(_row(self.arithmetic, self.ratio, stretch=0))
        for widget in (self.bars, self.reason, self.ground):
            column.addWidget(widget)
        column.addWidget(self.about)
        column.addWidget(self.note)
        column.addSpacing(6)
        column.addWidget(heading(self.tr("The same claim under every definition")))
        column.addWidget(self.table, 1)
        self.setWidget(inner)

    def _as_published(self) -> QWidget:
        """What the source says itself; a claim of one's own has none."""
        about = QWidget()
        column = QVBoxLayout(about)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(8)
        column.addWidget(heading(self.tr("As published")))
        column.addWidget(self.published)
        column.addLayout(_row(self.source, self.copy, stretch=0))
        return about


def _row(*widgets: QWidget, stretch: int) -> QHBoxLayout:
    """Widgets side by side; the one at ``stretch`` takes the room."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for at, widget in enumerate(widgets):
        row.addWidget(widget, 1 if at == stretch else 0)
    return row
