"""The tray icon: the leader at a glance, and a menu that reaches everything."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from sharewatch.channels.message import without_tags
from sharewatch.core import words
from sharewatch.core.board import Board
from sharewatch.core.shares import Measure
from sharewatch.ui import theme
from sharewatch.ui.labels import lettered, untagged
from sharewatch.ui.sentences import (
    age_text,
    first_of,
    is_stale,
    scope_size,
    silence_word,
    source_word,
    stands_still,
)
from sharewatch.ui.snooze import snooze_choices

translate = QCoreApplication.translate

LEADERS = 5
LOOK_EVERY_MS = 3_000
LOOKS = 20
LOOK_LATER_MS = 5_000
SHOWN_MS = 10_000


class Tray(QObject):
    """An icon in the desktop's tray.

    It gives a tray a minute to appear before it says that there is none, and notices later when
    one comes or goes.
    """

    open_requested = Signal()
    poll_requested = Signal()
    family_opened = Signal(str)
    snooze_requested = Signal(int)
    """Seconds to keep quiet from now; 0 ends a snooze."""
    quit_requested = Signal()
    message_clicked = Signal(object)
    """What the last message was about, as it was handed over with it."""
    available_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._looks = 0
        self._told: bool | None = None
        self._about: object = None
        self._menu = QMenu()
        self._menu.aboutToShow.connect(self._fill_menu)
        self.icon = QSystemTrayIcon(theme.tray_icon("stale", 0), self)
        self.icon.setContextMenu(self._menu)
        self.icon.setToolTip(QCoreApplication.applicationName())
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(lambda: self.message_clicked.emit(self._about))
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._fill_menu()

    @property
    def available(self) -> bool:
        """Whether the icon is in a tray. ``supportsMessages`` is not asked: it says yes always."""
        return self.icon.isVisible() and QSystemTrayIcon.isSystemTrayAvailable()

    def start(self) -> None:
        """Show the icon, now or as soon as a tray appears."""
        self._looks, self._told = 0, None
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.start()
        self._look()

    def hide(self) -> None:
        """Take the icon away, before leaving."""
        self._timer.stop()
        self.icon.hide()

    def show_board(self, board: Board) -> None:
        """Show the state, the leader and the menu of a board."""
        self._board = board
        self.icon.setIcon(theme.tray_icon(icon_state(board), board.unread))
        self.icon.setToolTip(untagged(tooltip(board)))
        if not self._menu.isVisible():
            self._fill_menu()

    def show_hint(self) -> None:
        """Say where the window went and how to leave; the app asks for this once."""
        self.show_message(
            self.tr("Sharewatch keeps watching"),
            self.tr("It is in the tray. To leave, choose Quit in its menu."),
        )

    def show_message(self, title: str, body: str, about: object = None) -> None:
        """Show a message at the icon; a click on it tells what it was about.

        Some desktops look for tags in it, so there are none.
        """
        self._about = about
        # Our own picture: with one of Qt's, a panel shows that instead of us for as long.
        self.icon.showMessage(without_tags(title), without_tags(body), self.icon.icon(), SHOWN_MS)

    def _look(self) -> None:
        """Trays come after the program at login, and go when a panel crashes."""
        self._looks += 1
        there = QSystemTrayIcon.isSystemTrayAvailable()
        if there and not self.icon.isVisible():
            self.icon.show()
        if there or self._looks >= LOOKS:
            self._timer.setInterval(LOOK_LATER_MS)
            if there is not self._told:
                self._told = there
                self.available_changed.emit(there)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.open_requested.emit()

    def _fill_menu(self) -> None:
        self._menu.clear()
        self._add_leaders()
        self._add(self.tr("Poll now")).triggered.connect(self.poll_requested)
        self._add_snooze()
        self._menu.addSeparator()
        opened = self._add(self.tr("Open Sharewatch"))
        opened.triggered.connect(self.open_requested)
        self._menu.setDefaultAction(opened)
        self._add(self.tr("Quit")).triggered.connect(self.quit_requested)

    def _add(self, text: str) -> QAction:
        """A menu line; an ampersand of a name is a letter, not a shortcut."""
        return self._menu.addAction(lettered(text))

    def _add_leaders(self) -> None:
        leaders = self._board.leaders.get(Measure.D30, ()) if self._board else ()
        if leaders and self._board and self._board.shown:
            said = self.tr("30-day downloads, {scope}, {day}").format(
                scope=scope_size(self._board), day=words.day(self._board.shown.as_of)
            )
            mark = source_word(self._board.source.kind)
            self._add(f"{mark}: {said}" if mark else said).setEnabled(False)
        for leader in leaders[:LEADERS]:
            line = self._add(f"{leader.rank}. {leader.facts.name}  {words.percent(leader.share)}")
            line.triggered.connect(
                lambda _=False, name=leader.facts.name: self.family_opened.emit(name)
            )
        if leaders:
            self._menu.addSeparator()

    def _add_snooze(self) -> None:
        until = self._board.snoozed_until if self._board else None
        if until is not None:
            said = self.tr("Snoozed until {moment} · end").format(moment=words.moment(until))
            self._add(said).triggered.connect(lambda: self.snooze_requested.emit(0))
            return
        if self._board is not None and (quiet := silence_word(self._board)):
            self._add(quiet).setEnabled(False)
        snooze = self._menu.addMenu(self.tr("Snooze"))
        for choice in snooze_choices():
            snooze.addAction(choice.text).triggered.connect(
                lambda _=False, one=choice: self.snooze_requested.emit(one.seconds())
            )


def icon_state(board: Board) -> str:
    """The icon's state: ``alert``, ``error``, ``stale`` or ``fresh``; the gravest is shown."""
    if board.unread:
        return "alert"
    if board.problem:
        return "error"
    return "stale" if is_stale(board) or stands_still(board) else "fresh"


def tooltip(board: Board) -> str:
    """The leader, of what, how old, and whether it is measured at all."""
    parts = []
    leader = first_of(board, Measure.D30)
    if leader is not None:
        parts.append(
            translate("Tray", "{family} {share} of 30-day downloads ({scope})").format(
                family=leader.facts.name,
                share=words.percent(leader.share),
                scope=scope_size(board),
            )
        )
    if board.shown is None:
        parts.append(translate("Tray", "no complete poll yet"))
    else:
        parts.append(
            translate("Tray", "as of {day}, {age}").format(
                day=words.day(board.shown.as_of), age=age_text(board, board.shown)
            )
        )
    if board.unread:
        parts.append(translate("Tray", "{count} unread").format(count=board.unread))
    parts.append(silence_word(board))
    parts.append(source_word(board.source.kind))
    return " · ".join(part for part in parts if part)
