"""Censuses to be taken: what one costs is said before it is begun."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sharewatch.core.answers import CensusLine
from sharewatch.core.board import Board, SourceKind
from sharewatch.core.shares import HUB, TEXT
from sharewatch.ui.labels import Label
from sharewatch.ui.pages.data.words import cost_text, reach_text
from sharewatch.ui.pages.parts.page import make_default


class CensusOffer(QWidget):
    """A button for each reach; the chosen one is explained, and begun or let be."""

    census_requested = Signal(str)
    """``text`` or ``hub``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._censuses: tuple[CensusLine, ...] = ()
        self._reach = ""
        self.buttons = {reach: QPushButton() for reach in (TEXT, HUB)}
        self.cost = Label()
        self.begin = QPushButton(self.tr("Begin"))
        make_default(self.begin)
        self.leave = QPushButton(self.tr("Not now"))
        self._answer = QWidget()
        self._lay_out()
        for reach, button in self.buttons.items():
            button.clicked.connect(lambda _=False, reach=reach: self._on_chosen(reach))
        self.begin.clicked.connect(self._on_begin)
        self.leave.clicked.connect(lambda: self._explain(""))
        self.show_censuses(())
        self._explain("")

    def show_board(self, board: Board) -> None:
        """A recorded series has nobody to ask."""
        recorded = board.source.kind is SourceKind.REPLAY
        for button in self.buttons.values():
            button.setEnabled(not recorded)
            button.setToolTip(self.tr("A recorded series can't be asked") if recorded else "")

    def show_censuses(self, censuses: Sequence[CensusLine]) -> None:
        """Offer to go on with those under way."""
        self._censuses = tuple(censuses)
        texts = {
            TEXT: self.tr("Take a census of text models …"),
            HUB: self.tr("Take a census of the whole Hub …"),
        }
        for reach, button in self.buttons.items():
            text = texts[reach]
            if self._under_way(reach):
                text = self.tr("Continue the census of {reach}").format(reach=reach_text(reach))
            button.setText(text)

    def set_busy(self, busy: bool) -> None:
        """One long work at a time."""
        self.begin.setEnabled(not busy)

    def _under_way(self, reach: str) -> bool:
        return any(one.reach == reach and one.finished_at is None for one in self._censuses)

    def _on_chosen(self, reach: str) -> None:
        if self._under_way(reach):
            self._explain("")
            self.census_requested.emit(reach)
        else:
            self._explain(reach)
            self.begin.setFocus()

    def _on_begin(self) -> None:
        reach = self._reach
        self._explain("")
        self.census_requested.emit(reach)

    def _explain(self, reach: str) -> None:
        self._reach = reach
        last = [one for one in self._censuses if one.reach == reach and one.finished_at]
        self.cost.setText(cost_text(reach, last[0] if last else None) if reach else "")
        self._answer.setVisible(bool(reach))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        answer = QHBoxLayout(self._answer)
        answer.setContentsMargins(0, 0, 0, 0)
        answer.setSpacing(8)
        answer.addWidget(self.cost, 1)
        answer.addWidget(self.begin)
        answer.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._answer)
