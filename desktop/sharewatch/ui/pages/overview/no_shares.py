"""What stands on the overview before there are shares."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from sharewatch.core.board import Board
from sharewatch.core.snapshot import Progress
from sharewatch.ui.pages.parts.page import EmptyState


class NoShares(EmptyState):
    """Says that shares are coming, how far they are, or why there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._board: Board | None = None
        self.poll = self.add_button("", default=True)
        self._hope()
        self.show_progress(None)

    def show_board(self, board: Board) -> None:
        """Say why a first poll has brought no shares."""
        self._board = board
        self._hope()
        if board.latest is not None and board.shown is None:
            self.say(
                self.tr(
                    "The first poll came in incomplete, and a share of an incomplete whole is "
                    "not a measurement. The next one may be whole."
                )
            )

    def show_trouble(self, why: str) -> None:
        """Before there is a board of an open database, say why there is none."""
        if self._board is None or not self._board.families:
            self.heading.setText(self.tr("The data can't be opened"))
            self.say(why)
            self.poll.setText(self.tr("Try again"))

    def show_progress(self, progress: Progress | None) -> None:
        """Say that shares are coming."""
        self.poll.setEnabled(progress is None)
        if progress is not None and progress.task:
            self.say(f"{progress.task} {progress.owners_done} / {progress.owners}")
        elif progress is not None:
            self.say(
                self.tr(
                    "The poll is under way: {done} of {owners} owners. Shares stand here as soon "
                    "as all have answered."
                ).format(done=progress.owners_done, owners=progress.owners)
            )
        elif self._board is None or self._board.latest is None:
            self.say(
                self.tr(
                    "Each family's share of downloads stands here after the first complete poll, "
                    "and its course over time grows with every further one."
                )
            )

    def _hope(self) -> None:
        self.heading.setText(self.tr("No shares yet"))
        self.poll.setText(self.tr("Poll now"))
