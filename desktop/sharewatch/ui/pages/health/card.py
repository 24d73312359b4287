"""A thing that is wrong, as a card: what, since when, what to do, and the buttons for that."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sharewatch.core import words
from sharewatch.core.health import Ailment, Finding
from sharewatch.ui import theme
from sharewatch.ui.labels import heading, muted
from sharewatch.ui.pages.health.words import ailment_word, tone

translate = QCoreApplication.translate

POLL, SETTINGS, RULES, FOLDER, COPY = "poll", "settings", "rules", "folder", "copy"
REPAIR = "repair"
_WAYS: dict[Ailment, tuple[str, ...]] = {
    Ailment.DATABASE: (REPAIR, COPY, FOLDER),
    Ailment.DISK: (FOLDER,),
    Ailment.PROGRAM: (COPY,),
    Ailment.SOURCE: (POLL, SETTINGS),
    Ailment.STALE: (POLL,),
    Ailment.BLIND: (POLL, RULES),
    Ailment.INCOMPLETE: (POLL,),
    Ailment.CHANNEL: (SETTINGS,),
    Ailment.BACKUP: (FOLDER,),
}
_STRIP = 3


@dataclass(frozen=True, slots=True)
class Wrong:
    """A finding, when it began (UTC seconds, if that is known), and the ways out to offer."""

    finding: Finding
    began_at: int | None
    ways: tuple[str, ...]


def ways_of(wrong: tuple[Finding, ...]) -> list[tuple[str, ...]]:
    """The ways out of each finding; one that several have is offered with the first alone."""
    offered: set[str] = set()
    found = []
    for one in wrong:
        ways = tuple(way for way in _WAYS.get(one.ailment, ()) if way not in offered)
        offered.update(ways)
        found.append(ways)
    return found


class Sheet(QFrame):
    """A quiet ground with round corners; ``strip`` names a colour for its left edge."""

    strip = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, its rim, and the strip if there is one."""
        super().paintEvent(event)
        look = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(look.hairline))
        painter.setBrush(QColor(look.surface))
        room = self.rect().adjusted(0, 0, -1, -1)
        painter.drawRoundedRect(room, look.radius, look.radius)
        if self.strip:
            edge = room.adjusted(0, look.radius, _STRIP - room.width(), -look.radius)
            painter.fillRect(edge, QColor(getattr(look, self.strip)))
        painter.end()


class FindingCard(Sheet):
    """One finding."""

    way_chosen = Signal(str)
    """What to do about it: ``poll``, ``settings``, ``rules``, ``folder``, ``copy``, ``repair``."""

    def __init__(self, wrong: Wrong, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        finding = wrong.finding
        self.strip = tone(finding.ailment)
        picture = QLabel()
        colour = getattr(theme.tokens(), self.strip)
        picture.setPixmap(theme.icon("warning", colour).pixmap(20, 20))
        self.what = heading(finding.what)
        self.remedy = muted(finding.remedy)
        for label in (self.what, self.remedy):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        name = ailment_word(finding.ailment)
        since = ""
        if wrong.began_at is not None:
            moment = words.moment(wrong.began_at)
            since = translate("health", " · since {moment}").format(moment=moment)
        self.kind = muted(f"{name}{since}")
        self.setAccessibleName(f"{name}: {finding.what} {finding.remedy}")
        text = QVBoxLayout()
        text.setSpacing(4)
        text.addWidget(self.kind)
        text.addWidget(self.what)
        text.addWidget(self.remedy)
        self.buttons = {way: self._button(way) for way in wrong.ways}
        if self.buttons:
            row = QHBoxLayout()
            row.setContentsMargins(0, 6, 0, 0)
            for button in self.buttons.values():
                row.addWidget(button)
            row.addStretch(1)
            text.addLayout(row)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(text, 1)

    def _button(self, way: str) -> QPushButton:
        text = {
            POLL: translate("health", "Poll now"),
            SETTINGS: translate("health", "Open settings"),
            RULES: translate("health", "Open rules"),
            FOLDER: translate("health", "Open data folder"),
            COPY: translate("health", "Copy diagnostics"),
            REPAIR: translate("health", "Repair …"),
        }[way]
        made = QPushButton(text)
        made.clicked.connect(lambda: self.way_chosen.emit(way))
        return made
