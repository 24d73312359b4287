"""The strip above the pages: what one must know before believing a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sharewatch.core import words
from sharewatch.core.board import Board, SourceKind
from sharewatch.core.plausibility import Doubt
from sharewatch.ui import theme
from sharewatch.ui.labels import Label
from sharewatch.ui.sentences import age_s, is_stale, stands_still

translate = QCoreApplication.translate

OWNERS_NAMED = 5


class Tone(StrEnum):
    """How grave a line is; the theme has a colour of each name, the line an icon as well."""

    ACCENT = "accent"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class BannerLine:
    """One thing to know."""

    tone: Tone
    icon: str
    text: str


def banner_lines(
    board: Board | None, problem: str | None = None, now: float | None = None
) -> tuple[BannerLine, ...]:
    """What a board's numbers need said about them, the gravest last.

    ``problem`` is a failure that came after the board; ``now`` is this machine's time.
    """
    if board is None:
        return (BannerLine(Tone.BAD, "warning", problem),) if problem else ()
    lines = [*_kind_lines(board)]
    if board.latest is not None and not board.latest.complete:
        lines.append(BannerLine(Tone.WARN, "warning", _incomplete(board)))
    lines += [BannerLine(Tone.WARN, "warning", _doubted(board.doubts))] if board.doubts else []
    if board.uncounted:
        said = translate(
            "Banner", "Counting anew under the changed catalog or list: {count} polls are left"
        ).format(count=board.uncounted)
        lines.append(BannerLine(Tone.ACCENT, "info", said))
    if board.shown is not None and is_stale(board, now):
        age = words.span(age_s(board, board.shown, now))
        said = (
            translate("Banner", "The sample {file} is {age} old: nothing newer is stored")
            if board.shown.sample
            else translate("Banner", "The last complete poll is {age} old")
        )
        said = said.format(age=age, file=board.shown.sample)
        lines.append(BannerLine(Tone.WARN, "warning", said))
    if still := stands_still(board):
        lines.append(BannerLine(Tone.WARN, "warning", still))
    if problem and problem != board.problem:
        lines.append(BannerLine(Tone.BAD, "warning", problem))
    if board.problem:
        said = _problem(board.problem, board.next_poll_at)
        lines.append(BannerLine(Tone.BAD, "warning", said))
    return tuple(lines)


def _kind_lines(board: Board) -> Iterator[BannerLine]:
    """What kind of data it is, and whether it can only be looked at."""
    if board.source.kind is SourceKind.DEMO:
        said = translate("Banner", "Demo data: simulated, not measurements")
        yield BannerLine(Tone.ACCENT, "demo", said)
    if board.source.kind is SourceKind.REPLAY:
        said = translate("Banner", "Recorded series {file}").format(file=board.source.label)
        yield BannerLine(Tone.ACCENT, "info", said)
    if board.viewing:
        said = translate("Banner", "Only looking: {why}").format(why=board.viewing)
        yield BannerLine(Tone.WARN, "warning", said)


def _incomplete(board: Board) -> str:
    owners = board.latest.failed_owners if board.latest else ()
    if board.shown is None:
        said = translate("Banner", "The last poll is incomplete, so no share is known")
    else:
        said = translate(
            "Banner", "The last poll is incomplete: shares of the last complete poll are shown"
        )
    if not owners:
        return said
    named = ", ".join(owners[:OWNERS_NAMED])
    if len(owners) > OWNERS_NAMED:
        more = translate("Banner", "and {count} more").format(count=len(owners) - OWNERS_NAMED)
        named = f"{named} {more}"
    silent = translate("Banner", "owners that didn't answer: {owners}").format(owners=named)
    return f"{said}; {silent}"


def _doubted(doubts: tuple[Doubt, ...]) -> str:
    """Which counts are in quarantine, and why."""
    first = doubts[0]
    said = translate("Banner", "In quarantine until another count confirms it: {model} {reason}")
    told = said.format(model=first.model_id, reason=first.reason)
    if len(doubts) == 1:
        return told
    more = translate("Banner", "and {count} more").format(count=len(doubts) - 1)
    return f"{told}; {more}"


def _problem(failure: str, next_poll_at: int | None) -> str:
    said = failure.rstrip(". ")
    if next_poll_at is None:
        return said
    again = translate("Banner", "next try at {moment}").format(moment=words.moment(next_poll_at))
    return f"{said} · {again}"


class Banner(QWidget):
    """Coloured lines, one below the other; no line, no room taken."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[BannerLine, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        """What the strip says."""
        return tuple(line.text for line in self._lines)

    def show_lines(self, lines: tuple[BannerLine, ...]) -> None:
        """Show these lines and no others."""
        if lines != self._lines:
            self._lines = lines
            self._build()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of the new scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._build()

    def _build(self) -> None:
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in self._lines:
            self._layout.addWidget(_strip(line))
        self.setVisible(bool(self._lines))


def _strip(line: BannerLine) -> QFrame:
    """One line on its ground, with its picture."""
    look = theme.tokens()
    colour = QColor(getattr(look, line.tone.value))
    ground = QColor(colour)
    ground.setAlpha(48 if look.dark else 30)
    strip = QFrame()
    palette = strip.palette()
    palette.setColor(QPalette.ColorRole.Window, ground)
    palette.setColor(QPalette.ColorRole.WindowText, colour)
    strip.setPalette(palette)
    strip.setAutoFillBackground(True)
    picture = QLabel()
    picture.setPixmap(theme.icon(line.icon).pixmap(16, 16))
    text = Label(line.text)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    text.setAccessibleName(line.text)
    layout = QHBoxLayout(strip)
    layout.setContentsMargins(16, 6, 16, 6)
    layout.setSpacing(8)
    layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(text, 1)
    return strip
