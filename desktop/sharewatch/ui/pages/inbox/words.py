"""What the inbox says of an alert's message, and of what holds messages back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from sharewatch.core.board import Board, InboxEntry, RuleLine
from sharewatch.core.episodes import EventKind
from sharewatch.ui.sentences import event_word, silence_word

translate = QCoreApplication.translate


def event_mark(kind: EventKind) -> str:
    """What an entry is, as short as it can be said."""
    if kind is EventKind.BASELINE:
        return translate("inbox", "Already true")
    return event_word(kind)


def line_of(board: Board | None, entry: InboxEntry) -> RuleLine | None:
    """The rule that is still in the very episode an entry tells of."""
    for line in board.rules if board else ():
        same = (line.rule.id, line.rule.version) == (entry.rule.id, entry.rule.version)
        if same and line.lasts and line.episode == entry.episode:
            return line if entry.kind is EventKind.FIRED else None
    return None


def message_word(board: Board | None, entry: InboxEntry) -> str:
    """What became of an entry's message, in a word; nothing where all went its way."""
    line = line_of(board, entry)
    if line is not None and line.acknowledged:
        return translate("inbox", "Acknowledged")
    if entry.missed:
        return translate("inbox", "Missed")
    return translate("inbox", "Not told") if entry.cancelled else ""


def message_sentences(board: Board | None, entry: InboxEntry) -> tuple[str, ...]:
    """The same in full."""
    said = []
    line = line_of(board, entry)
    if line is not None and line.acknowledged:
        said.append(translate("inbox", "Acknowledged: it is not told again until it is over."))
    if entry.missed:
        said.append(
            translate(
                "inbox", "Missed: it was too old for a desktop message when one could be shown."
            )
        )
    if entry.cancelled:
        said.append(
            translate(
                "inbox",
                "Not told: before a message could be shown it was over, or its rule, the catalog "
                "or a list was changed.",
            )
        )
    return tuple(said)


def silence_text(board: Board | None, now: float | None = None) -> str:
    """Until when no message is shown, and what that means; nothing where they are shown."""
    said = silence_word(board, now) if board is not None else ""
    if not said:
        return ""
    goes_on = translate("inbox", "Alerts are written here; what still holds is told afterwards.")
    return f"{said}. {goes_on}"
