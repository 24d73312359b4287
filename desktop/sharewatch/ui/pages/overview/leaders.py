"""The leaders table: who leads, by how much, and how that has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sharewatch.core import words
from sharewatch.core.board import History, Leader
from sharewatch.core.flows import Flow
from sharewatch.core.questions import ProvenanceOf
from sharewatch.ui import theme
from sharewatch.ui.cells import SparklineDelegate
from sharewatch.ui.chips import chip
from sharewatch.ui.pages.overview.shown_view import Bounds, FlowChange, Shown
from sharewatch.ui.pages.overview.words import bounds_text, growth_text
from sharewatch.ui.provenance.offer import offer_provenance
from sharewatch.ui.rows import Column
from sharewatch.ui.table import Table

COUNT_TREND_S = 90 * words.DAY
FLOW_TREND_S = 366 * words.DAY
CHARTED = 10
NOTHING_YET = FlowChange()


@dataclass(frozen=True, slots=True, eq=False)
class LeaderLine:
    """A leader with its past, and whether the chart shows it.

    ``charted`` is ``None`` for a family that the chart folds into the others. ``bounds`` are
    those of a share that isn't known exactly; ``flow`` is the change from the period before.
    """

    leader: Leader
    trend: Sequence[float]
    charted: bool | None
    bounds: Bounds | None = None
    flow: FlowChange = field(default=NOTHING_YET)

    @property
    def middle(self) -> Fraction | None:
        """The share, or the middle of its interval, to sort by."""
        return self.leader.share if self.bounds is None else sum(self.bounds, Fraction(0)) / 2


class LeadersTable(QWidget):
    """One line a family. The box before a name takes its line out of the chart."""

    family_opened = Signal(str)
    hidden_changed = Signal(object)
    """A frozenset of the family names that are not to be charted."""
    traced = Signal(str)
    """A family whose number is to be explained."""
    moved = Signal(str, int)
    """A family whose change within so many days is to be explained."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hidden: frozenset[str] = frozenset()
        self._shown: Shown | None = None
        self._flow: Flow | None = None
        self.table = Table(
            self._columns(None), lambda line: line.leader.facts.name, wide=1, wide_min=150
        )
        self.table.setAccessibleName(self.tr("Leaders"))
        self.table.setItemDelegateForColumn(8, SparklineDelegate(_past, self.table))
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.row_activated.connect(self._on_activated)
        self.table.source.row_checked.connect(self._on_checked)
        self.why = tuple(self._offer_movers(days) for days in (7, 30))
        offer_provenance(self.table, self._question, lambda one: self.traced.emit(one.family))
        self.set_placeholder("")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)

    def show_leaders(self, shown: Shown | None) -> None:
        """Show one view's leaders with their past."""
        self._shown = shown
        measure = None if shown is None else shown.view.measure
        if shown is not None and measure is not self._flow:
            self._show_columns(measure if isinstance(measure, Flow) else None)
        for action in self.why:
            action.setVisible(shown is not None and not isinstance(measure, Flow))
        self._show()

    def set_placeholder(self, text: str) -> None:
        """What stands here while there is no line."""
        self.table.set_placeholder(text or self.tr("No share of this measure is known yet"))

    def chosen(self) -> str:
        """The chosen family, else the first one; empty without any."""
        line = self.table.current()
        if line is None:
            first = None if self._shown is None else self._shown.first
            return "" if first is None else first.facts.name
        return str(line.leader.facts.name)

    def _show(self) -> None:
        shown = self._shown
        if shown is None:
            self.table.show_rows(())
            return
        trends = _trends(shown.history)
        self.table.show_rows(
            LeaderLine(
                leader,
                trends.get(leader.facts.name, ()),
                leader.facts.name not in self._hidden if at < CHARTED else None,
                shown.bounds.get(leader.facts.name),
                shown.flows.get(leader.facts.name, NOTHING_YET),
            )
            for at, leader in enumerate(shown.leaders)
        )

    def _show_columns(self, flow: Flow | None) -> None:
        """Compare with days before, or of a flow with the period before."""
        if flow is not self._flow:
            self._flow = flow
            source = self.table.source
            source.columns = self._columns(flow)
            last = len(source.columns) - 1
            source.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def _question(self, line: LeaderLine) -> ProvenanceOf | None:
        return None if self._shown is None else ProvenanceOf(line.leader.facts.name)

    def _offer_movers(self, days: int) -> QAction:
        text = self.tr("Why did it move in {days} days?").format(days=days)
        action = QAction(theme.icon("movers"), text, self.table)
        action.setShortcut(QKeySequence("Ctrl+M" if days == 7 else "Ctrl+Shift+M"))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: self._on_why(days))
        self.table.addAction(action)
        return action

    def _on_why(self, days: int) -> None:
        line = self.table.current()
        if line is not None:
            self.moved.emit(line.leader.facts.name, days)

    def _on_activated(self, line: LeaderLine) -> None:
        self.family_opened.emit(line.leader.facts.name)

    def _on_checked(self, line: LeaderLine, on: bool) -> None:
        name = frozenset({line.leader.facts.name})
        self._hidden = self._hidden - name if on else self._hidden | name
        self._show()
        self.hidden_changed.emit(self._hidden)

    def _columns(self, flow: Flow | None) -> tuple[Column, ...]:
        return (
            Column("#", lambda one: str(one.leader.rank), lambda one: one.leader.rank, number=True),
            Column(
                self.tr("Family"),
                lambda one: one.leader.facts.name,
                icon=lambda one: chip(one.leader.facts.colour),
                checked=lambda one: one.charted,
                bold=lambda one: one.leader.rank == 1,
                tip=lambda _: self.tr("Enter or double click: its models"),
                about=self.tr("Ticked families are drawn in the chart"),
            ),
            Column(self.tr("Developer"), lambda one: _developer(one.leader), widest=150),
            Column(
                self.tr("Share"),
                lambda one: bounds_text(one.bounds) if one.bounds else _share(one),
                lambda one: one.middle,
                number=True,
                bold=lambda _: True,
                tone=lambda one: "warn" if one.bounds else "",
                tip=self._share_tip,
            ),
            *(self._count_changes() if flow is None else self._flow_changes(flow)),
            Column(
                self.tr("Downloads"),
                lambda one: words.compact(one.leader.value),
                lambda one: one.leader.value,
                number=True,
                tip=lambda one: words.exact(one.leader.value),
            ),
            Column(
                self.tr("Models"),
                lambda one: words.exact(one.leader.models),
                lambda one: one.leader.models,
                number=True,
            ),
            Column(
                self.tr("90 days") if flow is None else self.tr("One year"),
                lambda _: "",
                lambda one: _gain(one.trend),
                about=self.tr("The course of the share over that time, each on its own scale"),
            ),
        )

    def _count_changes(self) -> tuple[Column, Column]:
        return (
            _change(self.tr("7 days"), lambda one: one.leader.change_7d),
            _change(self.tr("30 days"), lambda one: one.leader.change_30d),
        )

    def _flow_changes(self, flow: Flow) -> tuple[Column, Column]:
        before = {
            Flow.DAY: self.tr("Compared with the day before"),
            Flow.WEEK: self.tr("Compared with the week before"),
            Flow.MONTH: self.tr("Compared with the month before"),
        }[flow]
        return (
            _change(self.tr("Change"), lambda one: one.flow.share, before),
            Column(
                self.tr("Growth"),
                lambda one: growth_text(one.flow.growth),
                lambda one: one.flow.growth,
                number=True,
                tone=lambda one: _tone(one.flow.growth),
                about=before,
            ),
        )

    def _share_tip(self, line: LeaderLine) -> str:
        if line.bounds is not None:
            return self.tr(
                "The poll is incomplete: what is missing was carried from an earlier one, so the "
                "share is only known to lie in this interval"
            )
        if line.leader.share is None:
            return self.tr("A part of the scope is not known at this time, so no share is")
        return words.percent(line.leader.share, 3)


def _share(line: LeaderLine) -> str:
    return words.percent(line.leader.share)


def _developer(leader: Leader) -> str:
    return " · ".join(part for part in (leader.facts.developer, leader.facts.country) if part)


def _change(name: str, change: Callable[[LeaderLine], Fraction | None], about: str = "") -> Column:
    """A column of changes in percentage points, told apart by sign and by colour."""
    return Column(
        name,
        lambda one: words.points(change(one)),
        change,
        number=True,
        tone=lambda one: _tone(change(one)),
        about=about,
    )


def _tone(change: Fraction | None) -> str:
    if change is None or abs(change) < Fraction(1, 2000):
        return "muted"
    return "good" if change > 0 else "bad"


def _past(line: LeaderLine) -> tuple[Sequence[float], str]:
    return line.trend, line.leader.facts.colour


def _gain(trend: Sequence[float]) -> float | None:
    """What was gained over the trend, to sort by."""
    known = [share for share in trend if isfinite(share)]
    return known[-1] - known[0] if known else None


def _trends(history: History | None) -> dict[str, Sequence[float]]:
    """Each family's latest shares: of ninety days, of a flow of a year."""
    if history is None or not history.times.size:
        return {}
    reach = FLOW_TREND_S if isinstance(history.measure, Flow) else COUNT_TREND_S
    recent = history.times >= history.times[-1] - reach
    return {one.facts.name: one.shares[recent].tolist() for one in history.series}
