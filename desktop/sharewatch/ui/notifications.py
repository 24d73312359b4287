"""What is due, as messages of the desktop: alerts in one, health in another.

The inbox is the record, a message only a hint.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QCoreApplication

from sharewatch.channels.message import (
    BODY_LENGTH,
    OPEN,
    SNOOZE,
    TITLE_LENGTH,
    Action,
    Message,
    Urgency,
    short,
)
from sharewatch.core import words
from sharewatch.core.board import Board, InboxEntry, SourceKind
from sharewatch.core.episodes import EventKind, Notice
from sharewatch.core.health import GRAVE, HealthEntry
from sharewatch.core.shares import OFFICIAL
from sharewatch.ui.sentences import event_sentence, scope_size

translate = QCoreApplication.translate

SNOOZE_S = 3600


class Due(Protocol):
    """A message that is due, as the outbox has it."""

    @property
    def id(self) -> int:
        """Its row."""
        ...

    @property
    def notice(self) -> Notice:
        """What it tells."""
        ...

    @property
    def entry(self) -> InboxEntry | HealthEntry:
        """What it is about."""
        ...

    @property
    def shown_as(self) -> str:
        """What the desktop called the last message of its rule."""
        ...


def compose(due: Sequence[Due], board: Board | None) -> list[Message]:
    """Say all that is due in two messages at most, which every desktop can show."""
    alerts = [(one, one.entry) for one in due if isinstance(one.entry, InboxEntry)]
    outages = [(one, one.entry) for one in due if isinstance(one.entry, HealthEntry)]
    messages = [_of_alerts(alerts, board)] if alerts else []
    return messages + ([_of_health(outages, board)] if outages else [])


def trial() -> Message:
    """A message to see whether and how messages are shown."""
    return Message(
        tag="sharewatch-trial",
        title=translate("notifications", "Sharewatch: a test message"),
        body=translate("notifications", "Alerts will come the same way."),
        actions=(Action(OPEN, translate("notifications", "Open")),),
    )


def _of_alerts(told: Sequence[tuple[Due, InboxEntry]], board: Board | None) -> Message:
    first, entry = told[0]
    alone = len(told) == 1
    about = f"rule-{entry.rule.id}" if alone else f"alerts-{first.id}"
    return Message(
        tag=_tag(about, board),
        title=short(_mark(board) + _title(told), TITLE_LENGTH),
        body=short(_body([_sentence(one, board) for _, one in told]), BODY_LENGTH),
        notices=tuple(one.id for one, _ in told),
        about=entry.id,
        actions=(
            Action(OPEN, translate("notifications", "Open")),
            Action(SNOOZE, translate("notifications", "Snooze 1 h")),
        ),
        replaces=first.shown_as if alone else "",
    )


def _of_health(told: Sequence[tuple[Due, HealthEntry]], board: Board | None) -> Message:
    grave = any(entry.ailment in GRAVE for _, entry in told)
    title = (
        translate("notifications", "The watching is disturbed")
        if grave
        else translate("notifications", "Something wants a look")
    )
    return Message(
        tag=_tag("health", board),
        title=short(_mark(board) + title, TITLE_LENGTH),
        body=short(_body([entry.what for _, entry in told]), BODY_LENGTH),
        notices=tuple(one.id for one, _ in told),
        urgency=Urgency.NORMAL if grave else Urgency.LOW,
        category="x-sharewatch.health",
        actions=(Action(OPEN, translate("notifications", "Open")),),
    )


def _tag(about: str, board: Board | None) -> str:
    """Stable over restarts, and another one in the demo."""
    kind = board.source.kind if board is not None else SourceKind.HUB
    return f"sharewatch-{kind}-{about}"


def _mark(board: Board | None) -> str:
    demo = board is not None and board.source.kind is SourceKind.DEMO
    return translate("notifications", "Demo: ") if demo else ""


def _sentence(entry: InboxEntry, board: Board | None) -> str:
    return translate("notifications", "{what} · {scope}, {day}").format(
        what=event_sentence(entry), scope=_scope(entry, board), day=words.day(entry.as_of)
    )


def _scope(entry: InboxEntry, board: Board | None) -> str:
    """The scope that the share is of; with its size, where the board is of the same poll."""
    rule = entry.rule
    shown = None if board is None else board.shown
    same = shown is not None and shown.as_of == entry.as_of and rule.attribution == OFFICIAL
    if board is not None and same and rule.scope == board.scope:
        return scope_size(board, rule.measure)
    return translate("notifications", "{scope} scope").format(scope=rule.scope)


def _title(told: Sequence[tuple[Due, InboxEntry]]) -> str:
    if len(told) > 1:
        return translate("notifications", "{count} alerts").format(count=len(told))
    due, entry = told[0]
    if entry.kind is EventKind.CLEARED:
        said = translate("notifications", "{family} is back from its threshold")
    elif due.notice is Notice.REPEAT:
        said = translate("notifications", "{family} is still beyond its threshold")
    else:
        said = translate("notifications", "{family} crossed its threshold")
    return said.format(family=entry.family)


def _body(sentences: Sequence[str]) -> str:
    """As many whole sentences as fit, then how many more there are."""
    body = "\n".join(sentences)
    for kept in range(len(sentences) - 1, 0, -1):
        if len(body) <= BODY_LENGTH:
            break
        rest = translate("notifications", "… and {count} more").format(count=len(sentences) - kept)
        body = "\n".join([*sentences[:kept], rest])
    return body
