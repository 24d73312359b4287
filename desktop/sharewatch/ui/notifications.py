"""One poll's alerts as one message of the desktop. The inbox is the record, this only a hint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QSystemTrayIcon

from sharewatch.core import words
from sharewatch.core.board import Board, InboxEntry, SourceKind
from sharewatch.core.episodes import EventKind
from sharewatch.core.shares import OFFICIAL
from sharewatch.ui.sentences import event_sentence, scope_size

translate = QCoreApplication.translate

TITLE_LENGTH = 63
BODY_LENGTH = 255
SHOWN_MS = 10_000


@dataclass(frozen=True, slots=True)
class Notice:
    """A message for the desktop: the inbox entries it stands for, and plain text."""

    ids: tuple[int, ...]
    title: str
    body: str


def compose(entries: Sequence[InboxEntry], board: Board | None) -> Notice:
    """Say one poll's entries (one or more) in one message that every desktop can show."""
    demo = board is not None and board.source.kind is SourceKind.DEMO
    mark = translate("notifications", "Demo: ") if demo else ""
    sentences = [
        translate("notifications", "{what} · {scope}, {day}").format(
            what=event_sentence(entry), scope=_scope(entry, board), day=words.day(entry.as_of)
        )
        for entry in entries
    ]
    return Notice(
        ids=tuple(entry.id for entry in entries),
        title=_cut(_plain(mark + _title(entries)), TITLE_LENGTH),
        body=_plain(_body(sentences)),
    )


def _scope(entry: InboxEntry, board: Board | None) -> str:
    """The scope that the share is of; with its size, where the board is of the same poll."""
    rule = entry.rule
    shown = None if board is None else board.shown
    same = shown is not None and shown.as_of == entry.as_of and rule.attribution == OFFICIAL
    if board is not None and same and rule.scope == board.scope:
        return scope_size(board, rule.measure)
    return translate("notifications", "{scope} scope").format(scope=rule.scope)


def _title(entries: Sequence[InboxEntry]) -> str:
    if len(entries) > 1:
        return translate("notifications", "{count} alerts").format(count=len(entries))
    entry = entries[0]
    if entry.kind is EventKind.CLEARED:
        return translate("notifications", "{family} is back from its threshold").format(
            family=entry.family
        )
    return translate("notifications", "{family} crossed its threshold").format(family=entry.family)


def _body(sentences: Sequence[str]) -> str:
    """As many whole sentences as fit, then how many more there are."""
    body = "\n".join(sentences)
    for kept in range(len(sentences) - 1, 0, -1):
        if len(body) <= BODY_LENGTH:
            break
        rest = translate("notifications", "… and {count} more").format(count=len(sentences) - kept)
        body = "\n".join([*sentences[:kept], rest])
    return _cut(body, BODY_LENGTH)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _plain(text: str) -> str:
    """Some daemons read the body as markup and some do not: no tag survives in either."""
    return text.replace("<", "‹").replace(">", "›")


class Notifier:
    """Hands notices to the desktop through the tray icon."""

    def __init__(self, tray_icon: QSystemTrayIcon) -> None:
        self._tray_icon = tray_icon

    def show(self, notice: Notice) -> bool:
        """Show a notice; whether the desktop took it, which needs a tray with our icon in it."""
        if not (QSystemTrayIcon.isSystemTrayAvailable() and self._tray_icon.isVisible()):
            return False
        # Our own picture: with one of Qt's, a panel shows that instead of us for as long.
        self._tray_icon.showMessage(notice.title, notice.body, self._tray_icon.icon(), SHOWN_MS)
        return True
