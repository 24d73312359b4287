"""The inbox: every alert that was ever raised, newest first. Desktop messages are only hints."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sharewatch.core import words
from sharewatch.core.board import Board, InboxEntry
from sharewatch.core.episodes import EventKind
from sharewatch.core.questions import ClaimsOf, MoversOf, Question, View
from sharewatch.core.words import DAY
from sharewatch.ui import theme
from sharewatch.ui.cells import PillDelegate
from sharewatch.ui.labels import heading, muted
from sharewatch.ui.pages.parts.page import EmptyState, Page, page_header, page_layout
from sharewatch.ui.rows import Column
from sharewatch.ui.sentences import event_sentence, event_word, scope_name
from sharewatch.ui.snooze import snooze_choices
from sharewatch.ui.table import Table

TONES = {EventKind.FIRED: "accent", EventKind.CLEARED: "good", EventKind.BASELINE: "muted"}
DETAIL_HEIGHT = 136


class InboxPage(Page):
    """Alerts in a list with the chosen one below. Going to an entry marks it as read."""

    entries_read = Signal(tuple)
    """Ids of entries that were looked at."""
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
        self.unread_only = QCheckBox(self.tr("Unread only"))
        self.unread_only.toggled.connect(self._on_filter_changed)
        self.all_read = QPushButton(self.tr("Mark all read"))
        self.all_read.clicked.connect(self._on_all_read)
        self.snooze = QToolButton()
        self.snooze.setToolTip(self.tr("Raise alerts here only, without desktop messages"))
        self.snooze.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.snooze.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.snooze.setMenu(QMenu(self.snooze))
        self.snooze.menu().aboutToShow.connect(self._fill_snooze)
        self.table = Table(self._columns(), lambda entry: entry.id, wide=1, wide_min=280)
        self.table.setAccessibleName(self.tr("Alerts"))
        self.table.setItemDelegateForColumn(0, PillDelegate(self.table))
        self.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
        self.table.set_placeholder(self.tr("Nothing is unread"))
        self.table.row_chosen.connect(self._on_row_chosen)
        self.table.row_activated.connect(self.entry_shown)

        full = QWidget()
        layout = page_layout(full)
        header, _ = page_header(self.tr("Inbox"), self.unread_only, self.all_read, self.snooze)
        layout.addLayout(header)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.table)
        splitter.addWidget(self._detail())
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([1000, 100])
        splitter.setChildrenCollapsible(False)
        layout.addWidget(splitter, 1)
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
        self._show_chosen()
        self._show_snooze()

    def show_board(self, board: Board) -> None:
        """Show the board's alerts."""
        self._board = board
        self._stack.setCurrentIndex(1 if board.inbox else 0)
        self.table.show_rows(board.inbox)
        self.all_read.setEnabled(board.unread > 0)
        self._on_filter_changed()
        self._show_chosen()
        self._show_snooze()

    def show_entry(self, entry_id: int) -> bool:
        """Go to an entry, which marks it as read; whether it is there."""
        self.unread_only.setChecked(False)
        self.table.setFocus()
        found = self.table.choose(entry_id)
        entry = self.table.current()
        if found and entry is not None and self._chosen != entry_id:
            self._on_row_chosen(entry)
        return found

    def clear_filter(self) -> None:
        """Show read entries as well."""
        self.unread_only.setChecked(False)

    def _detail(self) -> QWidget:
        """The chosen alert in full."""
        pane = QFrame()
        pane.setMinimumHeight(DETAIL_HEIGHT)
        self.sentence = heading()
        self.facts = muted()
        for label in (self.sentence, self.facts):
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.in_chart = QPushButton(self.tr("Show in chart"))
        self.in_chart.setToolTip(self.tr("The moment of this alert in the overview's chart"))
        self.in_chart.clicked.connect(self._on_in_chart)
        self.why = QPushButton(self.tr("Why did it move?"))
        self.why.setToolTip(self.tr("The models behind the change since the poll before"))
        self.why.clicked.connect(self._on_why)
        buttons = QHBoxLayout()
        buttons.addWidget(self.why)
        buttons.addWidget(self.in_chart)
        buttons.addStretch(1)
        layout = QVBoxLayout(pane)
        layout.setContentsMargins(4, 12, 4, 4)
        layout.addWidget(self.sentence)
        layout.addWidget(self.facts)
        layout.addStretch(1)
        layout.addLayout(buttons)  # at the end, where no alert's length moves them
        return pane

    def _on_row_chosen(self, entry: InboxEntry) -> None:
        self._chosen = entry.id
        self._show_chosen()
        if entry.unread:
            self.entries_read.emit((entry.id,))

    def _on_all_read(self) -> None:
        entries = self._board.inbox if self._board else ()
        self.entries_read.emit(tuple(entry.id for entry in entries if entry.unread))

    def _on_filter_changed(self) -> None:
        """The entry being read stays, or it would vanish under the reader's eyes."""
        chosen = self._chosen
        self.table.set_filter(
            (lambda entry: entry.unread or entry.id == chosen)
            if self.unread_only.isChecked()
            else None
        )

    def _on_in_chart(self) -> None:
        entry = self._entry()
        if entry is not None:
            self.entry_shown.emit(entry)

    def _on_why(self) -> None:
        entry = self._entry()
        question = self._question(entry) if entry else None
        if question is not None:
            self.followed.emit(question)

    def _question(self, entry: InboxEntry) -> Question | None:
        """What made the share cross: its movers since the last day before that has a poll."""
        rule = entry.rule
        if rule.claim:
            return ClaimsOf()
        history = self._board.histories.get(rule.measure) if self._board else None
        days = [int(at) // DAY for at in history.times] if history else []
        earlier = [one for one in days if one < entry.as_of // DAY]
        if not earlier:
            return None
        view = View(rule.measure, rule.scope, rule.attribution)
        return MoversOf(entry.family, earlier[-1], entry.as_of // DAY, view)

    def _entry(self) -> InboxEntry | None:
        entries = self._board.inbox if self._board else ()
        return next((entry for entry in entries if entry.id == self._chosen), None)

    def _show_chosen(self) -> None:
        entry = self._entry()
        self.in_chart.setEnabled(entry is not None and not entry.rule.claim)
        self.why.setEnabled(entry is not None and self._question(entry) is not None)
        if entry is None or self._board is None:
            self.sentence.setText(self.tr("Choose an alert to read it"))
            self.facts.setText("")
            return
        lines = [
            f"{event_word(entry.kind)} · "
            + self.tr("as of {moment}").format(moment=words.moment(entry.as_of)),
            scope_name(entry.rule.scope, len(self._board.families)),
        ]
        if entry.missed:
            lines.append(self.tr("Too old for a desktop message when it could have been shown"))
        self.sentence.setText(event_sentence(entry))
        self.facts.setText("\n".join(lines))

    def _show_snooze(self) -> None:
        until = self._board.snoozed_until if self._board else None
        self.snooze.setIcon(theme.icon("snooze"))
        self.snooze.setText(
            self.tr("Snooze")
            if until is None
            else self.tr("Snoozed until {moment}").format(moment=words.moment(until))
        )
        self.snooze.setAccessibleName(self.snooze.text())

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
                lambda entry: event_word(entry.kind),
                tone=lambda entry: TONES[entry.kind],
                tip=lambda entry: event_word(entry.kind),
                widest=190,
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
        )
