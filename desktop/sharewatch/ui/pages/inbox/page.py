"""The inbox: every alert that was ever raised, newest first. Desktop messages are only hints."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QToolButton,
    QWidget,
)

from sharewatch.core import words
from sharewatch.core.board import Board, InboxEntry
from sharewatch.core.episodes import EventKind
from sharewatch.ui import theme
from sharewatch.ui.cells import PillDelegate
from sharewatch.ui.labels import muted
from sharewatch.ui.pages.inbox.detail import Detail
from sharewatch.ui.pages.inbox.filters import InboxFilters
from sharewatch.ui.pages.inbox.words import event_mark, message_word, silence_text
from sharewatch.ui.pages.parts.page import EmptyState, Page, page_header, page_layout
from sharewatch.ui.rows import Column
from sharewatch.ui.sentences import event_sentence, event_word
from sharewatch.ui.snooze import snooze_choices
from sharewatch.ui.table import Table

TONES = {EventKind.FIRED: "accent", EventKind.CLEARED: "good", EventKind.BASELINE: "muted"}


class InboxPage(Page):
    """Alerts in a list with the chosen one below. Going to an entry marks it as read.

    Nothing is ever deleted here: the inbox is the record.
    """

    entries_read = Signal(tuple)
    """Ids of entries that were looked at."""
    all_read = Signal(int)
    """The id up to which all entries are to count as looked at."""
    acknowledged = Signal(tuple)
    """Ids of entries that are not to be told again."""
    entry_shown = Signal(object)
    """An entry that is to be shown in the chart."""
    snooze_requested = Signal(int)
    rule_wanted = Signal()
    followed = Signal(object)
    """A ``Question`` that another page answers: why the share moved, or which claims hold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._chosen: int | None = None
        self.mark_read = QPushButton(self.tr("Mark all read"))
        self.mark_read.clicked.connect(self._on_mark_read)
        self.snooze = QToolButton()
        self.snooze.setToolTip(self.tr("Raise alerts here only, without desktop messages"))
        self.snooze.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.snooze.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.snooze.setMenu(QMenu(self.snooze))
        self.snooze.menu().aboutToShow.connect(self._fill_snooze)
        self.silence = muted()
        self.filters = InboxFilters()
        self.filters.changed.connect(self._on_filter_changed)
        self.table = Table(self._columns(), lambda entry: entry.id, wide=1, wide_min=260)
        self.table.setAccessibleName(self.tr("Alerts"))
        self.table.setItemDelegateForColumn(0, PillDelegate(self.table))
        self.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
        self.table.row_chosen.connect(self._on_row_chosen)
        self.table.row_activated.connect(self.entry_shown)
        self.detail = Detail()
        self.detail.acknowledged.connect(self.acknowledged)
        self.detail.entry_shown.connect(self.entry_shown)
        self.detail.followed.connect(self.followed)
        full = QWidget()
        layout = page_layout(full)
        header, _ = page_header(self.tr("Inbox"), self.mark_read, self.snooze)
        layout.addLayout(header)
        layout.addWidget(self.silence)
        layout.addWidget(self.filters)
        layout.addWidget(self._split(), 1)
        self.empty = EmptyState(self.tr("No alerts yet"))
        self.empty.say(
            self.tr(
                "When a share crosses a threshold that you set, it is written here and stays, "
                "whether or not the desktop showed a message."
            )
        )
        self.add_rule = self.empty.add_button(self.tr("Add a rule …"), default=True)
        self.add_rule.clicked.connect(self.rule_wanted)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(full)
        self._on_filter_changed()
        self._show_chosen()
        self.refresh()

    def show_board(self, board: Board) -> None:
        """Show the board's alerts."""
        self._board = board
        self._stack.setCurrentIndex(1 if board.inbox else 0)
        self.table.show_rows(board.inbox)
        self.mark_read.setEnabled(board.unread > 0)
        self._on_filter_changed()
        self._show_chosen()
        self.refresh()

    def refresh(self) -> None:
        """Say anew what holds messages back, for quiet hours end by themselves."""
        said = silence_text(self._board)
        self.silence.setText(said)
        self.silence.setVisible(bool(said))
        until = self._board.snoozed_until if self._board else None
        self.snooze.setIcon(theme.icon("snooze"))
        self.snooze.setText(
            self.tr("Snooze")
            if until is None
            else self.tr("Snoozed until {moment}").format(moment=words.moment(until))
        )
        self.snooze.setAccessibleName(self.snooze.text())

    def show_entry(self, entry_id: int) -> bool:
        """Go to an entry, which marks it as read; whether it is there."""
        self.clear_filter()
        self.table.setFocus()
        found = self.table.choose(entry_id)
        entry = self.table.current()
        if found and entry is not None and self._chosen != entry_id:
            self._on_row_chosen(entry)
        return found

    def focus_filter(self) -> None:
        """Go to the line that filters."""
        self.filters.text.setFocus()
        self.filters.text.selectAll()

    def clear_filter(self) -> None:
        """List everything."""
        self.filters.clear()

    def _split(self) -> QSplitter:
        """The list above the chosen alert."""
        made = QSplitter(Qt.Orientation.Vertical)
        made.addWidget(self.table)
        made.addWidget(self.detail)
        made.setStretchFactor(0, 1)
        made.setSizes([1000, 100])
        made.setChildrenCollapsible(False)
        return made

    def _on_row_chosen(self, entry: InboxEntry) -> None:
        self._chosen = entry.id
        self._show_chosen()
        if entry.unread:
            self.entries_read.emit((entry.id,))

    def _on_mark_read(self) -> None:
        """Up to the newest one that is in sight: what came since has not been looked at."""
        if self._board is not None and self._board.inbox:
            self.all_read.emit(self._board.inbox[0].id)

    def _on_filter_changed(self) -> None:
        """The entry being read stays, or it would vanish under the reader's eyes."""
        chosen, filters = self._chosen, self.filters
        self.table.set_filter(
            (lambda entry: filters.accept(entry, chosen)) if filters.any else None
        )
        self.table.set_placeholder(
            self.tr("Nothing is unread")
            if filters.unread_only
            else self.tr("No alert is like that")
        )

    def _show_chosen(self) -> None:
        entries = self._board.inbox if self._board else ()
        chosen = next((entry for entry in entries if entry.id == self._chosen), None)
        self.detail.show_entry(self._board, chosen)

    def _fill_snooze(self) -> None:
        menu = self.snooze.menu()
        menu.clear()
        if self._board is not None and self._board.snoozed_until is not None:
            end = menu.addAction(self.tr("End now"))
            end.triggered.connect(lambda: self.snooze_requested.emit(0))
        for choice in snooze_choices():
            menu.addAction(choice.text).triggered.connect(
                lambda _=False, one=choice: self.snooze_requested.emit(one.seconds())
            )

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(
                self.tr("What"),
                lambda entry: event_mark(entry.kind),
                tone=lambda entry: TONES[entry.kind],
                tip=lambda entry: event_word(entry.kind),
            ),
            Column(
                self.tr("Alert"),
                event_sentence,
                bold=lambda entry: entry.unread,
                tip=event_sentence,
            ),
            Column(
                self.tr("As of"),
                lambda entry: words.moment(entry.as_of),
                lambda entry: (entry.as_of, entry.id),
                bold=lambda entry: entry.unread,
            ),
            Column(
                self.tr("Message"),
                lambda entry: message_word(self._board, entry),
                about=self.tr("Missed, not told or acknowledged; nothing where it was told"),
            ),
        )
