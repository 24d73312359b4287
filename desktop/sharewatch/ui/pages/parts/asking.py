"""Pages whose content is asked for: a question goes out, its answer comes back a moment later."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from sharewatch.core.answers import Answer, NoAnswer
from sharewatch.core.board import Board
from sharewatch.core.questions import Question
from sharewatch.ui.pages.parts.page import Page


class AskingPage(Page):
    """A page with questions under names of its own.

    A subclass calls ``ask`` whenever a choice changes, and shows what comes by ``show_found``
    and ``show_reason``. While the page is hidden nothing is asked; each new poll makes what is
    shown out of date, and it is asked anew as soon as the page is seen. An answer to an earlier
    question of the same name is passed over.
    """

    asked = Signal(object)
    """A ``Question``; ``show_answer`` is called with what comes of it."""
    followed = Signal(object)
    """A ``Question`` that another page answers, or the provenance of a number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._questions: dict[str, Question] = {}
        self._outdated: set[str] = set()
        self._polled: tuple[object, ...] = ()

    def ask(self, name: str, question: Question) -> None:
        """Ask, now or as soon as the page is seen; the same question twice is asked anew."""
        self._questions[name] = question
        self._outdated.add(name)
        self._ask_outdated()

    def withdraw(self, name: str) -> None:
        """Nobody wants to know this any more."""
        self._questions.pop(name, None)
        self._outdated.discard(name)

    def show_answer(self, answer: Answer) -> None:
        """Show an answer to a question that still stands."""
        for name, question in self._questions.items():
            if answer.question != question:
                continue
            if isinstance(answer, NoAnswer):
                self.show_reason(name, answer.reason)
            else:
                self.show_found(name, answer)

    def take(self, question: Question) -> bool:  # noqa: ARG002  # a subclass looks at it
        """Ask another page's question here, choices and all; whether this is the page for it."""
        return False

    def show_found(self, name: str, answer: Answer) -> None:
        """Show the answer to the question of this name."""

    def show_reason(self, name: str, reason: str) -> None:
        """Say why the question of this name can't be answered."""

    def show_board(self, board: Board) -> None:
        """A new poll or another catalog puts everything that was answered out of date."""
        latest = board.latest.seq if board.latest else None
        polled = (
            board.source,
            latest,
            board.catalog,
            board.rules,
            board.scopes,
            board.uncounted,
            board.censuses,
        )
        if polled != self._polled:
            self._polled = polled
            self._outdated = set(self._questions)
            self._ask_outdated()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what became out of date while nobody looked."""
        super().showEvent(event)
        self._ask_outdated()

    def _ask_outdated(self) -> None:
        if not self.isVisible():
            return
        while self._outdated:
            self.asked.emit(self._questions[self._outdated.pop()])
