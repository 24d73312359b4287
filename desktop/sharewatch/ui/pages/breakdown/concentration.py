"""How much of a scope is in few hands: the index, the lead with its arithmetic, both dated."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from sharewatch.core import words
from sharewatch.core.answers import ConcentrationAnswer
from sharewatch.core.questions import measure_name
from sharewatch.ui.labels import Label, heading, muted, tip
from sharewatch.ui.pages.parts.late_chart import LateChart
from sharewatch.ui.rows import Column
from sharewatch.ui.table import Table

if TYPE_CHECKING:
    from sharewatch.core.concentration import Concentration, Lead
    from sharewatch.ui.charts.index_line import IndexLine

SCALE = 10_000
translate = QCoreApplication.translate


class IndexPoint(NamedTuple):
    """The index at one time, between two bounds from 0 to 1."""

    at: int
    low: float
    high: float


class ConcentrationPane(QWidget):
    """Lead and index in words, the index over time as a line and a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: IndexLine | None = None
        self._points: tuple[IndexPoint, ...] = ()
        self.arithmetic = Label()
        self.index = heading()
        self.meaning = muted()
        for label in (self.arithmetic, self.index, self.meaning):
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self._room = LateChart()
        self._room.wanted.connect(self._make_chart)
        self.table = Table(_columns(self), lambda point: point.at, wide=0, wide_min=120)
        self.table.setAccessibleName(self.tr("Index over time"))
        self.table.setMinimumHeight(58)
        self.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        self.table.set_placeholder(self.tr("The index over time begins with the first poll"))
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self._room)
        splitter.addWidget(self.table)
        splitter.setSizes([260, 200])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for label in (self.arithmetic, self.index, self.meaning):
            layout.addWidget(label)
        layout.addWidget(splitter, 1)

    def wait(self) -> None:
        """Show nothing until the answer comes."""
        for label in (self.arithmetic, self.index, self.meaning):
            label.setText("")
        self._show_points(())

    def show_concentration(self, answer: ConcentrationAnswer) -> None:
        """Show an answer."""
        self.arithmetic.setText(arithmetic(answer.lead))
        self.index.setText(index_sentence(answer.concentration))
        self.meaning.setText(_meaning(answer.concentration))
        formula = self.tr(
            "The Herfindahl–Hirschman index: every family's share squared and summed up, times "
            "10,000. One family alone has 10,000, ten alike have 1,000."
        )
        self.index.setToolTip(tip(f"{formula} {self.meaning.text()}."))
        self._show_points(tuple(IndexPoint(*one) for one in answer.over_time))

    def _show_points(self, points: tuple[IndexPoint, ...]) -> None:
        self._points = points
        self.table.show_rows(points)
        self._fill()

    def _make_chart(self) -> None:
        from sharewatch.ui.charts.index_line import IndexLine  # noqa: PLC0415  # after the paint

        self.chart = IndexLine()
        self.chart.setAccessibleName(self.tr("Index over time; the table below has the numbers"))
        self.chart.set_empty_text(self.tr("The index over time begins with the first poll"))
        self._room.put(self.chart)
        self._fill()

    def _fill(self) -> None:
        if self.chart is not None:
            self.chart.show_points(
                [(one.at, one.low * SCALE, one.high * SCALE) for one in self._points]
            )


def lead_sentence(answer: ConcentrationAnswer) -> str:
    """The leader against the next ones, in a sentence."""
    lead, measure = answer.lead, measure_name(answer.basis.measure)
    if not lead.next:
        said = translate("concentration", "{leader} has all {measure} of this scope's families")
    elif lead.ratio is None:
        said = translate("concentration", "{leader} has {value} {measure}, all others none")
    else:
        said = translate(
            "concentration", "{leader} has {times} times the {measure} of the next {count} combined"
        )
    times = times_text(lead.ratio)
    return said.format(
        leader=lead.leader,
        value=words.compact(lead.value),
        measure=measure,
        times=times,
        count=len(lead.next),
    )


def arithmetic(lead: Lead) -> str:
    """The numbers of a lead: ``Qwen 409.4M against Gemma + Llama = 137.8M: 2.97 times, …``."""
    if not lead.next:
        return translate("concentration", "There is no other family in this scope")
    said = translate(
        "concentration", "{leader} {value} against {others} = {sum}: {times} times, margin {margin}"
    )
    return said.format(
        leader=lead.leader,
        value=words.compact(lead.value),
        others=" + ".join(lead.next),
        sum=words.compact(lead.next_sum),
        times=times_text(lead.ratio),
        margin=words.points(lead.margin),
    )


def times_text(ratio: Fraction | None) -> str:
    """A ratio as ``2.97``."""
    return words.UNKNOWN if ratio is None else f"{float(ratio):.2f}"


def index_sentence(of: Concentration) -> str:
    """The index as a number or two, with its scale."""
    low, high = (f"{round(one):,}" for one in (of.low_points, of.high_points))
    if low == high:
        return translate("concentration", "Concentration index (HHI) {index} of 10,000").format(
            index=low
        )
    return translate(
        "concentration", "Concentration index (HHI) between {low} and {high} of 10,000"
    ).format(low=low, high=high)


def _meaning(of: Concentration) -> str:
    """What the index amounts to: so many families alike."""
    fewest, most = alike_text(of.fewest), alike_text(of.most)
    if of.low == of.high:
        return translate(
            "concentration", "As concentrated as a scope of {count} families of equal size"
        ).format(count=fewest)
    return translate(
        "concentration",
        "As concentrated as a scope of {fewest} to {most} families of equal size: the index has "
        "two bounds, for nobody knows how many hands Other is in, one or ever so many",
    ).format(fewest=fewest, most=most)


def alike_text(count: Fraction | float | None) -> str:
    """A number of families alike; beyond all counting there is no number."""
    return words.UNKNOWN if count is None else f"{float(count):.1f}"


def _columns(pane: ConcentrationPane) -> tuple[Column, ...]:
    return (
        Column(pane.tr("Day"), lambda one: words.day(one.at), lambda one: one.at),
        Column(
            pane.tr("Index, at least"),
            lambda one: f"{one.low * SCALE:,.0f}",
            lambda one: one.low,
            number=True,
        ),
        Column(
            pane.tr("at most"),
            lambda one: f"{one.high * SCALE:,.0f}",
            lambda one: one.high,
            number=True,
            about=pane.tr("The same where no part of the scope is Other"),
        ),
        Column(
            pane.tr("Families alike"),
            lambda one: alike_text(1 / one.high if one.high else None),
            lambda one: one.high and 1 / one.high,
            number=True,
            about=pane.tr("At least so many families of equal size would be as concentrated"),
        ),
    )
