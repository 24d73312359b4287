"""Who passed whom: every change of order between two families."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from sharewatch.core import words
from sharewatch.core.answers import CrossoversAnswer
from sharewatch.core.board import AnyMeasure, Board
from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.flows import Flow
from sharewatch.core.shares import Measure
from sharewatch.ui.chips import chip
from sharewatch.ui.ground import ground_text
from sharewatch.ui.labels import heading, muted
from sharewatch.ui.rows import Column
from sharewatch.ui.segments import Segments
from sharewatch.ui.table import Table

if TYPE_CHECKING:
    from sharewatch.core.crossovers import Crossover

MEASURES: dict[str, AnyMeasure] = {
    one.value: one for one in (Measure.ALL_TIME, Measure.D30, Flow.MONTH, Flow.WEEK)
}


class Crossings(QWidget):
    """A measure, a family and a table of who passed whom, the latest first."""

    measure_chosen = Signal(str)
    """Another measure, by its value; ``show_found`` answers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours: dict[str, str] = {}
        self.measure = Segments(
            self.tr("Measure"),
            (
                ("all-time", self.tr("All time"), self.tr("By downloads since creation")),
                ("30d", self.tr("30 days"), self.tr("By downloads of the last 30 days")),
                ("month", self.tr("Months"), self.tr("By downloads of each month")),
                ("week", self.tr("Weeks"), self.tr("By downloads of each week")),
            ),
        )
        self.measure.value_chosen.connect(self.measure_chosen)
        self.family = QComboBox()
        self.family.setAccessibleName(self.tr("Only crossovers of"))
        self.family.addItem(self.tr("All families"), "")
        self.family.currentIndexChanged.connect(self._on_filter_changed)
        self.lasting = QCheckBox(self.tr("Lasting only"))
        self.lasting.setToolTip(self.tr("Only where the order never turned back since"))
        self.lasting.toggled.connect(self._on_filter_changed)
        self.ground = muted()
        self.table = Table(
            self._columns(), lambda one: (one.passer, one.passed, one.after), wide=3, wide_min=240
        )
        self.table.setAccessibleName(self.tr("Crossovers"))
        self.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        self.table.setMinimumHeight(120)
        header = _row(heading(self.tr("Who passed whom")), self.lasting, self.family)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(header)
        layout.addLayout(_row(self.ground, self.measure))
        layout.addWidget(self.table, 1)

    def show_families(self, families: Sequence[FamilyFacts]) -> None:
        """Offer families to look at alone; the chosen one stays."""
        self._colours = {one.name: one.colour for one in families}
        names = [one.name for one in families]
        if names == [self.family.itemData(at) for at in range(1, self.family.count())]:
            return
        chosen = self.family.currentData()
        self.family.blockSignals(True)
        while self.family.count() > 1:
            self.family.removeItem(1)
        for one in families:
            self.family.addItem(chip(one.colour), one.name, one.name)
        self.family.setCurrentIndex(max(0, self.family.findData(chosen)))
        self.family.blockSignals(False)

    def show_found(self, answer: CrossoversAnswer, board: Board | None) -> None:
        """Show all changes of order."""
        self.ground.setText(ground_text(answer.basis, board))
        self.table.set_placeholder(
            self.tr("No crossover is of this family and this kind")
            if answer.crossovers
            else self.tr("Nobody passed anybody as far back as is known")
        )
        self.table.show_rows(answer.crossovers)

    def show_reason(self, reason: str) -> None:
        """Say why nothing is known."""
        self.ground.setText("")
        self.table.show_rows(())
        self.table.set_placeholder(reason)

    def _on_filter_changed(self) -> None:
        family, lasting = self.family.currentData(), self.lasting.isChecked()

        def accept(one: Crossover) -> bool:
            return (not lasting or one.lasting) and (
                not family or family in (one.passer, one.passed)
            )

        self.table.set_filter(accept if family or lasting else None)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("On about"), lambda one: words.day(one.at), lambda one: one.at),
            Column(
                self.tr("Who"),
                lambda one: one.passer,
                icon=lambda one: chip(self._colours.get(one.passer, "#888888")),
                bold=lambda _: True,
            ),
            Column(
                self.tr("Passed"),
                lambda one: one.passed,
                icon=lambda one: chip(self._colours.get(one.passed, "#888888")),
            ),
            Column(
                self.tr("Between"),
                lambda one: f"{words.moment(one.before)} – {words.moment(one.after)}",
                lambda one: one.before,
                about=self.tr(
                    "When the old order was seen last, and the new one first; "
                    "of months and weeks, their beginnings"
                ),
                tip=lambda one: f"{words.moment(one.before)} – {words.moment(one.after)}",
            ),
            Column(
                self.tr("Since then"),
                lambda one: self.tr("✓ lasting") if one.lasting else self.tr("turned back"),
                tone=lambda one: "good" if one.lasting else "muted",
            ),
        )


def _row(wide: QWidget, *others: QWidget) -> QHBoxLayout:
    """Widgets side by side; the first takes the room."""
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(wide, 1)
    for one in others:
        row.addWidget(one)
    return row
