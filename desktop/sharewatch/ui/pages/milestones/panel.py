"""The way of a count to a number, drawn; made only once the window stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from sharewatch.core.answers import MilestoneAnswer
from sharewatch.core.forecast import BEFORE_HISTORY, ONE_POINT

if TYPE_CHECKING:
    from sharewatch.ui.charts.milestone import MilestoneChart


class MilestonePanel(QWidget):
    """Shows an answer as a fan, or says why there is none to draw."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: MilestoneChart | None = None
        self._asked = False
        self._answer: MilestoneAnswer | None = None
        self._colour = self._caption = self._empty = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(160)
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)

    def show_answer(self, answer: MilestoneAnswer, colour: str, caption: str) -> None:
        """Show when a number is reached; ``caption`` is what an exported picture says."""
        self._answer, self._colour, self._caption, self._empty = answer, colour, caption, ""
        self._fill()

    def show_empty(self, text: str) -> None:
        """Show nothing but a reason."""
        self._answer, self._empty = None, text
        self._fill()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Have the chart made once the window stands: its library takes a while to load."""
        super().paintEvent(event)
        if not self._asked:
            self._asked = True
            QTimer.singleShot(0, self, self._make_chart)

    def _make_chart(self) -> None:
        # Only now: numpy takes longer to load than the window to stand.
        from sharewatch.ui.charts.milestone import MilestoneChart  # noqa: PLC0415

        self.chart = MilestoneChart(self)
        self._room.addWidget(self.chart)
        self._fill()

    def _fill(self) -> None:
        if self.chart is None:
            return
        import numpy as np  # noqa: PLC0415

        from sharewatch.ui.charts.fan import Fan  # noqa: PLC0415

        answer = self._answer
        self.chart.set_caption(self._caption)
        self.chart.set_empty_text(self._empty or self.tr("No count is known yet"))
        if answer is None:
            self.chart.show_milestone(None)
            return
        found = answer.milestone
        if unseen := [note for note in found.notes if note in (ONE_POINT, BEFORE_HISTORY)]:
            self.chart.set_empty_text(unseen[0])
            self.chart.show_milestone(None)
            return
        self.chart.show_milestone(
            Fan(
                answer.question.family,
                self._colour,
                np.array([at for at, _ in answer.points], np.float64),
                np.array([value for _, value in answer.points], np.float64),
                found.reach,
                found.expected,
                found.earliest,
                found.latest,
                found.method,
            )
        )
