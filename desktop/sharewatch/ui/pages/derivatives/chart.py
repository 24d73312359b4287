"""New derivatives by month: bars of how many, or bands of the families' shares."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.derivatives import DerivativeTable
from sharewatch.core.flows import Flow
from sharewatch.ui.pages.derivatives.words import is_over, month_end, month_start
from sharewatch.ui.pages.parts.late_chart import LEAST_HEIGHT, LateChart

if TYPE_CHECKING:
    from sharewatch.ui.charts.bars import BarChart
    from sharewatch.ui.charts.share_chart import ShareChart

GREY = "#8a93a3"


class DerivativeChart(QWidget):
    """Both pictures of one table; a merge stands in equal parts, so that bars add up."""

    family_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: BarChart | None = None
        self.bands: ShareChart | None = None
        self._table: DerivativeTable | None = None
        self._as_of: int | None = None
        self._why = ""
        self._facts: Mapping[str, FamilyFacts] = {}
        self._shares = False
        self._room = LateChart()
        self._room.wanted.connect(self._make_charts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._room)

    def set_facts(self, facts: Mapping[str, FamilyFacts]) -> None:
        """Take the families' colours."""
        self._facts = facts
        self._fill()

    def show_table(self, table: DerivativeTable | None, as_of: int | None, why: str = "") -> None:
        """Show a table as of a time, or ``why`` it has no month; ``None`` while there is none."""
        self._table, self._as_of, self._why = table, as_of, why
        self._fill()

    def show_shares(self, on: bool) -> None:
        """Draw shares instead of numbers of models."""
        self._shares = on
        self._fill()

    def _make_charts(self) -> None:
        from sharewatch.ui.charts.bars import BarChart  # noqa: PLC0415  # after the first paint
        from sharewatch.ui.charts.share_chart import ShareChart  # noqa: PLC0415

        self.bars, self.bands = BarChart(), ShareChart()
        self.bands.set_mode("stacked")
        self.bands.set_range("all")
        self.bars.setAccessibleName(self.tr("New derivatives by month; the table has the numbers"))
        self.bands.setAccessibleName(
            self.tr("Shares of new derivatives by month; the table has the numbers")
        )
        both = QWidget()
        self._stack = QStackedLayout(both)
        for chart in (self.bars, self.bands):
            chart.setMinimumHeight(LEAST_HEIGHT)
            chart.family_clicked.connect(self.family_clicked)
            self._stack.addWidget(chart)
        self._room.put(both)
        self._fill()

    def _fill(self) -> None:
        if self.bars is None or self.bands is None:
            return
        self._stack.setCurrentIndex(int(self._shares))
        for chart in (self.bars, self.bands):
            chart.set_empty_text(self._why)
        table = self._table
        if table is None or not table.months:
            self.bars.show_flow(None)
            self.bands.show_history(None)
        elif self._shares:
            self._fill_bands(self.bands, table)
        else:
            self._fill_bars(self.bars, table)

    def _fill_bars(self, chart: BarChart, table: DerivativeTable) -> None:
        from sharewatch.ui.charts.flow import FlowHistory, FlowPart  # noqa: PLC0415  # after paint

        names = [month.month or "" for month in table.months]
        parts = tuple(
            FlowPart(
                total.family,
                self._colour(total.family),
                [float((month.families[at].share or 0) * month.models) for month in table.months],
            )
            for at, total in enumerate(table.totals)
        )
        chart.show_flow(
            FlowHistory(
                "month",
                [month_start(name) for name in names],
                [month_end(name) for name in names],
                parts,
                [not is_over(month, self._as_of) for month in table.months],
            )
        )

    def _fill_bands(self, chart: ShareChart, table: DerivativeTable) -> None:
        import numpy as np  # noqa: PLC0415  # after the first paint

        from sharewatch.core.board import History, Series  # noqa: PLC0415

        totals = np.array([month.models for month in table.months], dtype=float)
        series = []
        for at, total in enumerate(table.totals):
            known = [month.families[at].share for month in table.months]
            shares = np.array([nan if one is None else float(one) for one in known])
            facts = self._facts.get(total.family)
            facts = facts or FamilyFacts(total.family, "", "", GREY)
            series.append(Series(facts, shares, shares * totals))
        times = np.array([month_start(month.month or "") for month in table.months], dtype=np.int64)
        begun = np.array([not is_over(month, self._as_of) for month in table.months])
        chart.show_history(History(Flow.MONTH, "", times, totals, tuple(series), estimated=begun))

    def _colour(self, family: str) -> str:
        facts = self._facts.get(family)
        return facts.colour if facts else GREY
