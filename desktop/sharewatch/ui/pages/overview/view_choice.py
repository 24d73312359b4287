"""How is counted: measure, scope and attribution, as the choices above a picture."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sharewatch.core.board import AnyMeasure
from sharewatch.core.flows import Flow
from sharewatch.core.questions import View
from sharewatch.core.shares import Measure
from sharewatch.ui.pages.parts.scope_choice import ScopeChoice
from sharewatch.ui.segments import Segments

LEAST_SCOPE = 120


class ViewChoice(QWidget):
    """A measure of five, and a scope with or without derivatives."""

    view_chosen = Signal()
    """The user chose another view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.measure = Segments(
            self.tr("Measure"),
            (
                (Measure.D30, self.tr("30 days"), self.tr("Downloads of the last 30 days")),
                (Measure.ALL_TIME, self.tr("All time"), self.tr("Downloads since creation")),
                (Flow.MONTH, self.tr("Month"), self.tr("Downloads of each calendar month")),
                (Flow.WEEK, self.tr("Week"), self.tr("Downloads of each week from Monday on")),
                (Flow.DAY, self.tr("Day"), self.tr("Downloads of each day, in UTC")),
            ),
        )
        self.scope = ScopeChoice(self.tr("What the shares are of, and who counts"))
        self.scope.setMinimumWidth(LEAST_SCOPE)
        self.measure.value_chosen.connect(self.view_chosen)
        self.scope.value_chosen.connect(self.view_chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.measure)
        row.addWidget(self.scope)
        row.addStretch(1)

    @property
    def view(self) -> View:
        """What is chosen, at the latest time there is."""
        scope, attribution = self.scope.value
        return View(measure_of(self.measure.value), scope, attribution)

    def choose(self, view: View) -> None:
        """Choose a view without telling; a scope that isn't offered is added."""
        self.measure.choose(view.measure)
        self.scope.choose_scope(view.scope, view.attribution)

    def set_scopes(self, names: tuple[str, ...]) -> None:
        """Offer scopes by name, each with both attributions; the chosen one stays if there."""
        self.scope.offer_scopes(names)


def measure_of(value: str) -> AnyMeasure:
    """The measure of a name; raises ``ValueError`` for another."""
    return Measure(value) if value in tuple(Measure) else Flow(value)
