"""The way of a count to a number, drawn; made only once the window stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QWidget

from sharewatch.core.answers import MilestoneAnswer
from sharewatch.core.forecast import BEFORE_HISTORY, ONE_POINT
from sharewatch.ui.pages.parts.late_chart import LateChart

if TYPE_CHECKING:
    from sharewatch.ui.charts.milestone import MilestoneChart


class MilestonePanel(LateChart):
    """Shows an answer as a fan, or says why there is none to draw."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: MilestoneChart | None = None
        self._answer: MilestoneAnswer | None = None
        self._colour = self._caption = self._empty = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(160)
        self.wanted.connect(self._make_chart)

    def show_answer(self, answer: MilestoneAnswer, colour: str, caption: str) -> None:
        """Show when a number is reached; ``caption`` is what an exported picture says."""
        self._answer, self._colour, self._caption, self._empty = answer, colour, caption, ""
        self._fill()

    def show_empty(self, text: str) -> None:
        """Show nothing but a reason."""
        self._answer, self._empty = None, text
        self._fill()

    def _make_chart(self) -> None:
        from sharewatch.ui.charts.milestone import MilestoneChart  # noqa: PLC0415  # after paint

        self.chart = MilestoneChart(self)
        self.put(self.chart)
        self._fill()

    def _fill(self) -> None:
        if self.chart is None:
            return
        import numpy as np  # noqa: PLC0415  # after paint

        from sharewatch.ui.charts.fan import Fan  # noqa: PLC0415  # after paint

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
