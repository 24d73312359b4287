"""The status bar: how far the poll is, or when the next one comes and what is shown till then."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from sharewatch.core import words
from sharewatch.core.board import Board, PollFacts, SourceKind
from sharewatch.core.snapshot import Progress
from sharewatch.ui import theme
from sharewatch.ui.labels import muted, tip
from sharewatch.ui.sentences import age_text

SAID_MS = 6_000


class PollStatus(QWidget):
    """One line. While a poll runs it can be cancelled here, else started."""

    poll_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._progress: Progress | None = None
        self._trouble = ""
        self._saying = ""
        self._said = QTimer(self, singleShot=True, interval=SAID_MS)
        self._said.timeout.connect(self._on_said)
        self._waiting = ""
        self._bar = QProgressBar()
        self._bar.setAccessibleName(self.tr("Owners polled"))
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(140)
        self.text = muted()
        self.text.setWordWrap(False)
        self.text.setMinimumWidth(40)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Give up this poll; nothing of it is kept"))
        self.cancel.setFlat(True)
        self.cancel.clicked.connect(self.cancel_requested)
        self.poll = QPushButton(self.tr("Poll now"))
        self.poll.setToolTip(self.tr("Ask the source for new numbers (Ctrl+R)"))
        self.poll.setFlat(True)
        self.poll.clicked.connect(self.poll_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 8, 2)
        layout.addWidget(self._bar)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.cancel)
        layout.addWidget(self.poll)
        self._dress()
        self.refresh()

    def say(self, text: str) -> None:
        """Say something for some seconds in the place of what stands there."""
        self._saying = text
        self._said.start()
        self.refresh()

    def _on_said(self) -> None:
        self._saying = ""
        self.refresh()

    def show_board(self, board: Board) -> None:
        """Say what is shown and when it will be renewed."""
        self._board = board
        self.refresh()

    def show_progress(self, progress: Progress | None) -> None:
        """Say how far the poll is; ``None`` when none is running."""
        self._progress = progress
        self.refresh()

    def show_trouble(self) -> None:
        """What was to be opened could not be."""
        self._trouble = self.tr("Nothing is open")
        self.refresh()

    def show_waiting(self, why: str) -> None:
        """Say what scheduled polls wait for; empty when they don't."""
        self._waiting = why
        self.refresh()

    def refresh(self) -> None:
        """Say it anew, for ages grow."""
        polling = self._progress is not None
        self._bar.setVisible(polling)
        self.cancel.setVisible(polling)
        self.poll.setVisible(not polling)
        board = self._board
        barred = board is not None and (board.source.kind is SourceKind.REPLAY or board.viewing)
        self.poll.setEnabled(not barred)
        if self._progress is not None:
            self._bar.setRange(0, self._progress.owners)
            self._bar.setValue(self._progress.owners_done)
            said = " · ".join(self._progress_parts(self._progress))
        elif self._saying:
            said = self._saying
        elif self._board is not None and (self._board.families or not self._trouble):
            said = " · ".join(self._board_parts(self._board))
        else:
            said = self._trouble or self.tr("Starting …")
        self.text.setText(said)
        self.text.setToolTip(tip(said))

    def changeEvent(self, event: QEvent) -> None:
        """Take the pictures of the new scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        self.poll.setIcon(theme.icon("poll"))
        self.cancel.setIcon(theme.icon("close"))

    def _progress_parts(self, progress: Progress) -> list[str]:
        if progress.task:
            return [f"{progress.task} {progress.owners_done} / {progress.owners}"]
        parts = [
            self.tr("Polling: {done} of {owners} owners").format(
                done=progress.owners_done, owners=progress.owners
            ),
            self.tr("{pages} pages").format(pages=progress.pages),
            self.tr("{models} models").format(models=words.exact(progress.models)),
        ]
        if progress.waiting:
            parts.insert(1, progress.waiting)
        if progress.seconds_left is not None:
            left = words.span(progress.seconds_left)
            parts.append(self.tr("about {span} left").format(span=left))
        if progress.requests_left is not None:
            parts.append(self.tr("{count} requests left").format(count=progress.requests_left))
        return parts

    def _seen(self, latest: PollFacts) -> str:
        """Whether the last poll saw everything; of a sample that isn't known."""
        if not latest.complete:
            return self.tr("last poll incomplete")
        if latest.sample:
            return self.tr("sample {file}, as the file lists it").format(file=latest.sample)
        return self.tr("complete")

    def _board_parts(self, board: Board) -> list[str]:
        parts = []
        if board.shown is not None:
            parts.append(self.tr("As of {moment}").format(moment=words.moment(board.shown.as_of)))
            parts.append(age_text(board, board.shown))
        else:
            parts.append(self.tr("No complete poll yet"))
        if board.latest is not None:
            parts.append(self._seen(board.latest))
            if board.latest.skipped_rows:
                skipped = self.tr("{count} rows skipped")
                parts.append(skipped.format(count=board.latest.skipped_rows))
        if board.next_poll_at is not None:
            left = board.next_poll_at - time.time()
            due = self.tr("next poll in {span}").format(span=words.span(left))
            overdue = self._waiting or self.tr("a poll is due")
            parts.append(due if left > 0 else overdue)
        return parts
