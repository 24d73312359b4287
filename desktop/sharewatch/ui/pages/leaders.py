"""The leaders table: who leads, by how much, and how that has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sharewatch.core import words
from sharewatch.core.board import History, Leader
from sharewatch.ui.chips import SparklineDelegate, chip
from sharewatch.ui.table import Table
from sharewatch.ui.tables import Column

TREND_S = 90 * words.DAY
CHARTED = 10


@dataclass(frozen=True, slots=True, eq=False)
class LeaderLine:
    """A leader with its shares of the last ninety days, and whether the chart shows it.

    ``charted`` is ``None`` for a family that the chart folds into the others.
    """

    leader: Leader
    trend: Sequence[float]
    charted: bool | None


class LeadersTable(QWidget):
    """One line a family. The box before a name takes its line out of the chart."""

    family_opened = Signal(str)
    hidden_changed = Signal(object)
    """A frozenset of the family names that are not to be charted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hidden: frozenset[str] = frozenset()
        self._leaders: Sequence[Leader] = ()
        self._history: History | None = None
        self.table = Table(
            self._columns(), lambda line: line.leader.facts.name, wide=1, wide_min=150
        )
        self.table.setAccessibleName(self.tr("Leaders"))
        self.table.setItemDelegateForColumn(8, SparklineDelegate(_past, self.table))
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.row_activated.connect(self._on_activated)
        self.table.source.row_checked.connect(self._on_checked)
        self.table.set_placeholder(self.tr("No share of this measure is known yet"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)

    def show_leaders(self, leaders: Sequence[Leader], history: History | None) -> None:
        """Show one measure's leaders with their past."""
        self._leaders, self._history = leaders, history
        self._show()

    def _show(self) -> None:
        trends = _trends(self._history)
        self.table.show_rows(
            LeaderLine(
                leader,
                trends.get(leader.facts.name, ()),
                leader.facts.name not in self._hidden if at < CHARTED else None,
            )
            for at, leader in enumerate(self._leaders)
        )

    def _on_activated(self, line: LeaderLine) -> None:
        self.family_opened.emit(line.leader.facts.name)

    def _on_checked(self, line: LeaderLine, on: bool) -> None:
        name = frozenset({line.leader.facts.name})
        self._hidden = self._hidden - name if on else self._hidden | name
        self._show()
        self.hidden_changed.emit(self._hidden)

    def _columns(self) -> tuple[Column, ...]:
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
                lambda one: words.percent(one.leader.share),
                lambda one: one.leader.share,
                number=True,
                bold=lambda _: True,
            ),
            _change(self.tr("7 days"), lambda one: one.leader.change_7d),
            _change(self.tr("30 days"), lambda one: one.leader.change_30d),
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
                self.tr("90 days"),
                lambda _: "",
                lambda one: _gain(one.trend),
                about=self.tr("The share over the last 90 days, each on its own scale"),
            ),
        )


def _developer(leader: Leader) -> str:
    return " · ".join(part for part in (leader.facts.developer, leader.facts.country) if part)


def _change(name: str, change: Callable[[LeaderLine], Fraction | None]) -> Column:
    """A column of changes in percentage points, told apart by sign and by colour."""

    def tone(line: LeaderLine) -> str:
        points = change(line)
        if points is None or abs(points) < Fraction(1, 2000):
            return "muted"
        return "good" if points > 0 else "bad"

    return Column(name, lambda one: words.points(change(one)), change, number=True, tone=tone)


def _past(line: LeaderLine) -> tuple[Sequence[float], str]:
    return line.trend, line.leader.facts.colour


def _gain(trend: Sequence[float]) -> float | None:
    """What was gained over the trend, to sort by."""
    known = [share for share in trend if isfinite(share)]
    return known[-1] - known[0] if known else None


def _trends(history: History | None) -> dict[str, Sequence[float]]:
    """Each family's shares of the last ninety days."""
    if history is None or not history.times.size:
        return {}
    recent = history.times >= history.times[-1] - TREND_S
    return {one.facts.name: one.shares[recent].tolist() for one in history.series}
