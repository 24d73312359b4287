"""The picture of what moved a share. The chart itself is made after the first paint."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from sharewatch.core.answers import MoversAnswer
from sharewatch.core.movers import Kind, ModelMove
from sharewatch.ui import theme
from sharewatch.ui.pages.movers.words import MOST, kind_word, smallest_name, subject
from sharewatch.ui.pages.parts.late_chart import LateChart

if TYPE_CHECKING:
    from sharewatch.ui.charts.movers import Movers, MoversChart

LEAST_HEIGHT = 150
NEEDED_HEIGHT = 360
"""Picture and table need so much together; a lower page is scrolled."""


class MoversPicture(LateChart):
    """The largest contributions as bars, of models or of families."""

    mover_clicked = Signal(str)
    """A model's path, or a family's name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: MoversChart | None = None
        self._answer: MoversAnswer | None = None
        self._colours: Mapping[str, str] = {}
        self._view = "models"
        self._caption = ""
        self.setMinimumHeight(LEAST_HEIGHT)
        self.wanted.connect(self._make_chart)

    def show_movers(
        self, answer: MoversAnswer | None, colours: Mapping[str, str], caption: str
    ) -> None:
        """Show an answer's contributions, or none; ``colours`` go by family."""
        self._answer, self._colours, self._caption = answer, colours, caption
        self._fill()

    def choose_view(self, view: str) -> None:
        """Show ``models`` or ``families``."""
        self._view = view
        self._fill()

    def _make_chart(self) -> None:
        from sharewatch.ui.charts.movers import MoversChart  # noqa: PLC0415  # after paint

        self.chart = MoversChart(self)
        self.chart.mover_clicked.connect(self.mover_clicked)
        self.put(self.chart)
        self._fill()

    def _fill(self) -> None:
        if self.chart is not None:
            self.chart.set_caption(self._caption)
            drawn = _drawn(self._answer, self._colours, self._view) if self._answer else None
            self.chart.show_movers(drawn)


class Halves(QSplitter):
    """Picture and table: they take what room there is, and ask for no more than they need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setChildrenCollapsible(False)
        self.setMinimumHeight(NEEDED_HEIGHT)

    def sizeHint(self) -> QSize:
        """The least height, so that a page is scrolled only when it has to be."""
        return QSize(super().sizeHint().width(), NEEDED_HEIGHT)


def _drawn(answer: MoversAnswer, colours: Mapping[str, str], view: str) -> Movers:
    """An answer as the chart takes it; beyond the models of the table, the smallest as one."""
    from sharewatch.ui.charts.movers import Mover, Movers  # noqa: PLC0415  # after paint

    found, others = answer.movers, theme.tokens().muted
    moves = found.families if view == "families" else found.models(MOST)
    drawn = [
        Mover(
            move.model_id if isinstance(move, ModelMove) else move.family,
            move.family,
            colours.get(move.family.partition(" + ")[0], others),
            move.contribution,
            move.before,
            move.after,
            _note(move) if isinstance(move, ModelMove) else "",
        )
        for move in moves
    ]
    smallest = found.ranking[MOST:] if view == "models" else ()
    if smallest:
        part = Fraction(sum(found.weights[key] for key in smallest), found.over)
        drawn.append(Mover(smallest_name(len(smallest)), "", others, part))
    return Movers(subject(found.family), found.share_from, found.share_to, tuple(drawn))


def _note(move: ModelMove) -> str:
    return "" if move.kind is Kind.STAYED else kind_word(move.kind)
