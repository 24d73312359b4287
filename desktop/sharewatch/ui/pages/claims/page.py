"""The claims page: what is said of downloads, held against the program's own numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSplitter, QStackedLayout, QWidget

from sharewatch.core.answers import Answer, ClaimLine, ClaimsAnswer
from sharewatch.core.board import Board
from sharewatch.core.claims import Claim, Verdict
from sharewatch.core.questions import ClaimsOf, Question
from sharewatch.core.shares import HUB, TEXT, TRACKED
from sharewatch.ui.labels import muted
from sharewatch.ui.pages.claims.claim_list import ClaimList
from sharewatch.ui.pages.claims.detail import ClaimDetail
from sharewatch.ui.pages.claims.editor import ClaimEditor
from sharewatch.ui.pages.claims.verdicts import verdict_word
from sharewatch.ui.pages.parts.asking import AskingPage
from sharewatch.ui.pages.parts.page import EmptyState, page_header, page_layout
from sharewatch.ui.pages.parts.removal import ask_removal

CLAIMS = "claims"


class ClaimsPage(AskingPage):
    """All claims with their verdicts at the left, the chosen one in full at the right."""

    claim_watched = Signal(object)
    """A ``Claim`` that is to raise alerts."""
    claim_unwatched = Signal(int)
    """The id of the rule that watches a claim, to be removed."""
    claim_saved = Signal(object)
    """A new ``Claim`` of the user's own."""
    claim_removed = Signal(str)
    """The id of a claim of the user's own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._lines: tuple[ClaimLine, ...] = ()
        self._wanted = ""
        self.edit = QPushButton(self.tr("Edit a copy …"))
        self.edit.setToolTip(self.tr("Make a claim of your own, beginning with this one"))
        self.edit.clicked.connect(self._on_edit)
        self.remove = QPushButton(self.tr("Remove …"))
        self.remove.clicked.connect(self._on_remove)
        self.summary = muted()
        self.list = ClaimList()
        self.detail = ClaimDetail()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 5)
        self.splitter.setSizes([220, 760])
        self.splitter.setChildrenCollapsible(False)
        self.list.claim_chosen.connect(self._show_line)
        self.detail.watch_wanted.connect(self._on_watch_wanted)
        self.detail.followed.connect(self.followed)
        full = QWidget()
        layout = page_layout(full)
        header, _ = page_header(self.tr("Claims"), self.edit, self.remove)
        layout.addLayout(header)
        layout.addWidget(self.summary)
        layout.addWidget(self.splitter, 1)
        self.empty = EmptyState(self.tr("Claims"))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(full)
        self.empty.say(self.tr("Claims are judged here after the first poll."))

    def show_board(self, board: Board) -> None:
        """Ask for verdicts on what is known now."""
        first, self._board = self._board is None, board
        super().show_board(board)
        if first:
            self.ask(CLAIMS, ClaimsOf())

    def take(self, question: Question) -> bool:
        """Answer for all claims."""
        return isinstance(question, ClaimsOf)

    def show_found(self, _name: str, answer: Answer) -> None:
        """Show the claims; the chosen one stays chosen, or a new one is."""
        if not isinstance(answer, ClaimsAnswer):
            return
        self._lines = answer.claims
        self._stack.setCurrentIndex(1 if answer.claims else 0)
        self.empty.say(self.tr("There is no claim to judge."))
        self.list.show_lines(answer.claims)
        if self._wanted and self.list.choose(self._wanted):
            self._wanted = ""
        line = self.list.current()
        if line is not None:
            self._show_line(line)
        self.summary.setText(self._totals())

    def show_reason(self, _name: str, reason: str) -> None:
        """Say why no claim can be judged."""
        self._stack.setCurrentIndex(0)
        self.empty.say(reason)

    def _show_line(self, line: ClaimLine) -> None:
        self.detail.show_claim(line, self._board)
        self.remove.setEnabled(line.own)
        self.remove.setToolTip(
            self.tr("Remove this claim of yours")
            if line.own
            else self.tr("Claims that came with the program stay; your own can be removed")
        )

    def _on_watch_wanted(self, line: ClaimLine) -> None:
        if line.watched:
            self.claim_unwatched.emit(line.watched)
        else:
            self.claim_watched.emit(line.claim)

    def _on_edit(self) -> None:
        line = self.list.current()
        if line is None:
            return
        found = {one.judged.definition.scope for each in self._lines for one in each.lines}
        known, families = self._board and self._board.scopes, self._board and self._board.families
        scopes = tuple(dict.fromkeys((*(known or ()), TRACKED, TEXT, HUB, *sorted(found))))
        taken = {one.claim.id for one in self._lines}
        editor = ClaimEditor(line.claim, families or (), scopes, taken, self)
        editor.claim_saved.connect(self._on_saved)
        editor.finished.connect(editor.deleteLater)
        editor.open()

    def _on_saved(self, claim: Claim) -> None:
        self._wanted = claim.id
        self.claim_saved.emit(claim)
        self.ask(CLAIMS, ClaimsOf())

    def _on_remove(self) -> None:
        """Ask first: a removed claim can't be brought back."""
        line = self.list.current()
        if line is None or not line.own:
            return
        ask_removal(
            self,
            self.tr("Remove claim"),
            self.tr("Remove this claim of yours?"),
            line.claim.sentence,
            lambda: self._on_removed(line.claim.id),
        )

    def _on_removed(self, claim_id: str) -> None:
        self.claim_removed.emit(claim_id)
        self.ask(CLAIMS, ClaimsOf())

    def _totals(self) -> str:
        """How many claims hold."""
        verdicts = [one.lines[0].judged.verdict for one in self._lines]
        counted = (f"{verdict_word(one)}: {verdicts.count(one)}" for one in Verdict)
        return " · ".join((*counted, self.tr("each as its own definition counts")))
