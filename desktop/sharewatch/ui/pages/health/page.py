"""The health page: whether the watching can be relied on now, and when it could not be."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sharewatch.core import words
from sharewatch.core.board import Board, SourceKind
from sharewatch.core.health import Finding, HealthEntry, damaged
from sharewatch.settings import Settings
from sharewatch.ui import theme
from sharewatch.ui.cells import PillDelegate
from sharewatch.ui.labels import heading, muted, title
from sharewatch.ui.pages.health.card import (
    COPY,
    FOLDER,
    POLL,
    REPAIR,
    FindingCard,
    Wrong,
    ways_of,
)
from sharewatch.ui.pages.health.fact_sheet import FactSheet
from sharewatch.ui.pages.health.repair import ask_repair
from sharewatch.ui.pages.health.words import (
    ailment_word,
    began,
    facts,
    headline,
    lasted,
    messages_text,
    tone,
)
from sharewatch.ui.pages.parts.page import Page, page_layout
from sharewatch.ui.rows import Column
from sharewatch.ui.table import Table

AGES_EVERY_MS = 20_000
_ROWS_SEEN = 8


class HealthPage(Page):
    """A sentence, what is wrong with what to do, the facts, and the log of outages.

    What is unread stands bold for as long as it is looked at, and is read by that.
    """

    poll_requested = Signal()
    page_wanted = Signal(str)
    """The key of the page on which something is to be done."""
    diagnostics_requested = Signal()
    data_folder_requested = Signal()
    outages_read = Signal(tuple)
    """Ids of outages that were looked at."""
    repair_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._settings = Settings()
        self._desktop_shows: bool | None = None
        self._fresh: frozenset[int] = frozenset()
        self._shown: tuple[Wrong, ...] | None = None
        self.picture = QLabel()
        self.sentence = title(self.tr("Nothing is open yet"))
        self.copy = QPushButton(self.tr("Copy diagnostics"))
        self.copy.setToolTip(self.tr("All that helps with a question or a fault; no secret in it"))
        self.copy.clicked.connect(self.diagnostics_requested)
        self.cards: tuple[FindingCard, ...] = ()
        self._known = QWidget()
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self.facts = FactSheet()
        self.log = self._log()
        self.none = muted(self.tr("Nothing was wrong so far."))
        self._ages = QTimer(self, interval=AGES_EVERY_MS)
        self._ages.timeout.connect(self._show)
        self._lay_out()
        self._show()

    def show_board(self, board: Board) -> None:
        """Show how it stands."""
        self._board = board
        if self.isVisible():
            self._look_at()
        self._show()

    def show_damage(self, sentence: str) -> None:
        """Say that the database can't be opened, before there is any board of it."""
        self._board = None
        self.sentence.setText(self.tr("The database can't be opened"))
        look = theme.tokens()
        self.picture.setPixmap(theme.icon("warning", look.bad).pixmap(24, 24))
        self._known.hide()
        what, _, _ = sentence.partition(". ")
        wrong = damaged(f"{what.rstrip('.')}.")
        self._put_cards((Wrong(wrong, None, ways_of((wrong,))[0]),))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong now."""
        return self._board.findings if self._board else ()

    @property
    def messages(self) -> str:
        """By which ways messages reach the user."""
        return messages_text(self._settings, desktop=self._desktop_shows)

    def show_settings(self, settings: Settings) -> None:
        """Say which further ways messages take."""
        self._settings = settings
        self._show()

    def show_desktop(self, *, shows: bool) -> None:
        """Say whether the desktop shows messages now."""
        self._desktop_shows = shows
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """What is unread is looked at now."""
        super().showEvent(event)
        self._look_at()
        self._show()
        self._ages.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """It was looked at."""
        super().hideEvent(event)
        self._fresh = frozenset()
        self._ages.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of the new scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._shown = None
            self._show()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.sentence, 1)
        top.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        column.addLayout(self._cards)
        column.addWidget(self._known)
        column.addStretch(1)
        known = QVBoxLayout(self._known)
        known.setContentsMargins(0, 4, 0, 0)
        known.setSpacing(10)
        known.addWidget(heading(self.tr("As it stands")))
        known.addWidget(self.facts)
        known.addSpacing(4)
        known.addWidget(heading(self.tr("What was wrong")))
        known.addWidget(self.none)
        known.addWidget(self.log)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setAccessibleName(self.tr("Health"))
        room.setWidget(inner)
        outer = page_layout(self)
        outer.addLayout(top)
        outer.addWidget(room, 1)

    def _log(self) -> Table:
        made = Table(self._columns(), lambda entry: entry.id, wide=1, wide_min=220)
        made.setAccessibleName(self.tr("What was wrong"))
        made.setItemDelegateForColumn(0, PillDelegate(made))
        made.sortByColumn(2, Qt.SortOrder.DescendingOrder)
        return made

    def _look_at(self) -> None:
        """What is unread is seen from now on, and stays bold until the page is left."""
        log = self._board.health if self._board else ()
        unread = tuple(one.id for one in log if one.unread and one.id not in self._fresh)
        if unread:
            self._fresh |= frozenset(unread)
            self.outages_read.emit(unread)

    def _show(self) -> None:
        board = self._board
        if board is None:
            return
        self._known.show()
        self.sentence.setText(headline(board))
        self._show_picture(board)
        self._show_cards(board)
        self.facts.show_facts(facts(board, self.messages))
        self.log.show_rows(board.health)
        self.log.setVisible(bool(board.health))
        self.none.setVisible(not board.health)
        rows = min(len(board.health), _ROWS_SEEN)
        row = self.log.verticalHeader().defaultSectionSize()
        head = self.log.horizontalHeader().sizeHint().height()
        self.log.setFixedHeight(head + rows * row + 4)

    def _show_picture(self, board: Board) -> None:
        look = theme.tokens()
        wrong = board.findings
        name, colour = ("warning", tone(wrong[0].ailment)) if wrong else ("health", "good")
        self.picture.setPixmap(theme.icon(name, getattr(look, colour)).pixmap(24, 24))

    def _show_cards(self, board: Board) -> None:
        may_poll = board.source.kind is not SourceKind.REPLAY and not board.viewing
        wrong = tuple(
            Wrong(one, began(one, board.health), tuple(w for w in ways if may_poll or w != POLL))
            for one, ways in zip(board.findings, ways_of(board.findings), strict=True)
        )
        self._put_cards(wrong)

    def _put_cards(self, wrong: tuple[Wrong, ...]) -> None:
        if wrong == self._shown:
            return
        self._shown = wrong
        for card in self.cards:
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = tuple(FindingCard(one) for one in wrong)
        for card in self.cards:
            card.way_chosen.connect(self._on_way_chosen)
            self._cards.addWidget(card)

    def _on_way_chosen(self, way: str) -> None:
        if way == POLL:
            self.poll_requested.emit()
        elif way == FOLDER:
            self.data_folder_requested.emit()
        elif way == COPY:
            self.diagnostics_requested.emit()
        elif way == REPAIR:
            ask_repair(self, self.repair_requested.emit)
        else:
            self.page_wanted.emit(way)

    def _columns(self) -> tuple[Column, ...]:
        def bold(entry: HealthEntry) -> bool:
            return entry.unread or entry.id in self._fresh

        return (
            Column(
                self.tr("About"),
                lambda entry: ailment_word(entry.ailment),
                tone=lambda entry: tone(entry.ailment) if entry.ended_at is None else "muted",
                widest=190,
            ),
            Column(
                self.tr("What"), lambda entry: entry.what, bold=bold, tip=lambda entry: entry.what
            ),
            Column(
                self.tr("Began"),
                lambda entry: words.moment(entry.began_at),
                lambda entry: (entry.began_at, entry.id),
                bold=bold,
            ),
            Column(
                self.tr("Lasted"),
                lasted,
                lambda entry: -1 if entry.ended_at is None else entry.ended_at - entry.began_at,
                bold=bold,
            ),
        )
