"""The chosen alert in full, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sharewatch.core import words
from sharewatch.core.board import Board, InboxEntry
from sharewatch.core.questions import ClaimsOf, MoversOf, Question, View
from sharewatch.core.words import DAY
from sharewatch.ui.labels import heading, muted
from sharewatch.ui.pages.inbox.words import line_of, message_sentences
from sharewatch.ui.sentences import event_sentence, event_word, scope_name

HEIGHT = 136


class Detail(QFrame):
    """One alert: its sentence, what it stands on, what became of its message, and three ways on."""

    acknowledged = Signal(tuple)
    """Ids of entries that are not to be told again."""
    entry_shown = Signal(object)
    """An entry that is to be shown in the chart."""
    followed = Signal(object)
    """A ``Question`` that another page answers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._entry: InboxEntry | None = None
        self.setMinimumHeight(HEIGHT)
        self.sentence = heading()
        self.facts = muted()
        for label in (self.sentence, self.facts):
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.why = QPushButton(self.tr("Why did it move?"))
        self.why.setToolTip(self.tr("The models behind the change since the poll before"))
        self.why.clicked.connect(self._on_why)
        self.in_chart = QPushButton(self.tr("Show in chart"))
        self.in_chart.setToolTip(self.tr("The moment of this alert in the overview's chart"))
        self.in_chart.clicked.connect(lambda: self.entry_shown.emit(self._entry))
        self.acknowledge = QPushButton(self.tr("Acknowledge"))
        self.acknowledge.setToolTip(
            self.tr("No repeats of this alert until the share is back; reading alone stops none")
        )
        self.acknowledge.clicked.connect(self._on_acknowledge)
        buttons = QHBoxLayout()
        for button in (self.why, self.in_chart, self.acknowledge):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 12, 4, 4)
        layout.addWidget(self.sentence)
        layout.addWidget(self.facts)
        layout.addStretch(1)
        layout.addLayout(buttons)  # at the end, where no alert's length moves them

    def show_entry(self, board: Board | None, entry: InboxEntry | None) -> None:
        """Show an alert as it stands on a board, or that none is chosen."""
        self._board, self._entry = board, entry
        self.in_chart.setEnabled(entry is not None and not entry.rule.claim)
        self.why.setEnabled(entry is not None and self._question(entry) is not None)
        line = line_of(board, entry) if entry is not None else None
        repeats = line is not None and line.rule.repeat_s is not None
        self.acknowledge.setEnabled(repeats and line is not None and not line.acknowledged)
        if entry is None or board is None:
            self.sentence.setText(self.tr("Choose an alert to read it"))
            self.facts.setText("")
            return
        stood = f"{event_word(entry.kind)} · " + self.tr("as of {moment}").format(
            moment=words.moment(entry.as_of)
        )
        scope = scope_name(entry.rule.scope, len(board.families))
        self.sentence.setText(event_sentence(entry))
        self.facts.setText("\n".join((stood, scope, *message_sentences(board, entry))))

    def _on_why(self) -> None:
        question = self._question(self._entry) if self._entry else None
        if question is not None:
            self.followed.emit(question)

    def _on_acknowledge(self) -> None:
        if self._entry is not None:
            self.acknowledged.emit((self._entry.id,))

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
