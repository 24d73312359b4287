"""The groups of a scope: who divides each of them, drawn and in numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from sharewatch.core import words
from sharewatch.core.answers import BreakdownAnswer
from sharewatch.core.origins import UNKNOWN, GroupSum
from sharewatch.core.questions import By
from sharewatch.ui.cells import ShareBarDelegate
from sharewatch.ui.labels import muted, tip
from sharewatch.ui.pages.breakdown.words import (
    families_text,
    group_name,
    in_order,
    leader_of,
    rule_text,
    sources_text,
)
from sharewatch.ui.pages.parts.late_chart import LateChart
from sharewatch.ui.rows import Column
from sharewatch.ui.table import Table

if TYPE_CHECKING:
    from sharewatch.ui.charts.breakdown import Bar, BreakdownChart

MOST_BARS = 10
GREY = "#8a93a3"


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with its place in the natural order and its name for people; one ``leads``."""

    order: int
    name: str
    group: GroupSum
    leads: bool


class GroupsPane(QWidget):
    """A bar and a line of the table for each group."""

    family_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: BreakdownChart | None = None
        self._answer: BreakdownAnswer | None = None
        self._colours: Mapping[str, str] = {}
        self._room = LateChart()
        self._room.wanted.connect(self._make_chart)
        self.table = Table(_columns(self), lambda line: line.group.label, wide=5, wide_min=200)
        self.table.setItemDelegateForColumn(2, ShareBarDelegate(self._bar, self.table))
        self.table.setAccessibleName(self.tr("Groups"))
        self.table.setMinimumHeight(66)
        self.sources = muted()
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self._room)
        splitter.addWidget(self.table)
        splitter.setSizes([340, 260])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(splitter, 1)
        layout.addWidget(self.sources)

    def set_colours(self, colours: Mapping[str, str]) -> None:
        """Take the families' colours (``#rrggbb``)."""
        self._colours = colours
        self._fill()

    def wait(self) -> None:
        """Show nothing until the answer comes."""
        self._answer = None
        self.table.set_placeholder(self.tr("Counting …"))
        self.table.show_rows(())
        self.sources.setText("")
        self._fill()

    def show_groups(self, answer: BreakdownAnswer) -> None:
        """Show an answer."""
        by = answer.question.by
        other = self._answer is None or self._answer.question.by is not by
        self._answer = answer
        self.table.set_placeholder(self.tr("No group's name has these words"))
        most = max((one.share for one in answer.groups if one.share is not None), default=None)
        self.table.show_rows(
            GroupLine(order, group_name(by, one.label), one, most is not None and one.share == most)
            for order, one in enumerate(in_order(by, answer.groups))
        )
        # A developer's families are mostly one: the lengths in the table say more than full bars.
        self._room.setVisible(by is not By.DEVELOPER)
        if other:
            self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.sources.setText(sources_text(by, answer.sources))
        self.sources.setToolTip(tip(rule_text(by)))
        self._fill()

    def set_filter(self, text: str) -> None:
        """Show only groups and families with these words."""
        parts = text.casefold().split()

        def accept(line: GroupLine) -> bool:
            said = f"{line.name} {families_text(line.group, None)}".casefold()
            return all(part in said for part in parts)

        self.table.set_filter(accept if parts else None)

    def _bar(self, line: GroupLine) -> tuple[float, str]:
        """A group's share of the largest one, in the colour of its leading family."""
        groups = self._answer.groups if self._answer else ()
        most = max((one.share for one in groups if one.share is not None), default=None)
        leader = leader_of(line.group)
        colour = self._colours.get(leader[0], GREY) if leader else GREY
        return float((line.group.share or 0) / most) if most else 0.0, colour

    def _make_chart(self) -> None:
        from sharewatch.ui.charts.breakdown import BreakdownChart  # noqa: PLC0415  # after paint

        self.chart = BreakdownChart()
        self.chart.setAccessibleName(
            self.tr("Families within each group; the table below has the numbers")
        )
        self.chart.family_clicked.connect(self.family_clicked)
        self._room.put_tall(self.chart)
        self._fill()

    def _fill(self) -> None:
        if self.chart is None:
            return
        answer = self._answer
        bars = _bars(answer, self._colours, self.tr("{count} others")) if answer else []
        waiting = self.tr("Counting …") if answer is None else self.tr("Nothing can be drawn")
        self.chart.set_empty_text(waiting)
        self.chart.show_breakdown(bars)
        self.chart.setMinimumHeight(self.chart.minimumSizeHint().height())


def _bars(answer: BreakdownAnswer, colours: Mapping[str, str], others: str) -> list[Bar]:
    """The groups that are known whole, no more than can be told apart."""
    from sharewatch.ui.charts.breakdown import Bar, Part  # noqa: PLC0415  # after the paint

    by = answer.question.by
    drawn = [one for one in in_order(by, answer.groups) if one.value]
    kept, tail = drawn[:MOST_BARS], drawn[MOST_BARS:]
    if len(tail) == 1 or by is By.SIZE:
        kept, tail = drawn, []

    def bar(name: str, groups: Sequence[GroupSum]) -> Bar:
        share = sum((one.share for one in groups if one.share is not None), start=0)
        parts: dict[str, int] = {}
        for one in groups:
            for family, value in one.families:
                parts[family] = parts.get(family, 0) + (value or 0)
        return Bar(
            f"{name}   {words.percent(share)}",
            tuple(Part(name, colours.get(name, GREY), value) for name, value in parts.items()),
        )

    made = [bar(group_name(by, one.label), [one]) for one in kept]
    if tail:
        made.append(bar(others.format(count=len(tail)), tail))
    return made


def _columns(pane: GroupsPane) -> tuple[Column, ...]:
    def why(line: GroupLine) -> str:
        if line.group.share is not None:
            return words.exact(line.group.value)
        if line.group.value is None:
            return pane.tr("Unknown: a model wasn't seen or has no count")
        return pane.tr("No share: another group's downloads are unknown, or there are none")

    return (
        Column(
            pane.tr("Group"),
            lambda one: one.name,
            lambda one: one.order,
            bold=lambda one: one.leads and one.group.label != UNKNOWN,
            tip=lambda one: one.name,
            about=pane.tr("In their natural order: by size, or the largest first"),
            widest=220,
        ),
        Column(
            pane.tr("Share"),
            lambda one: words.percent(one.group.share),
            lambda one: one.group.share,
            number=True,
            bold=lambda _: True,
            tip=why,
        ),
        Column("", lambda _: "", lambda one: one.group.share, number=True, tip=why),
        Column(
            pane.tr("Downloads"),
            lambda one: words.compact(one.group.value),
            lambda one: one.group.value,
            number=True,
            tip=why,
        ),
        Column(
            pane.tr("Models"),
            lambda one: words.exact(one.group.models),
            lambda one: one.group.models,
            number=True,
        ),
        Column(
            pane.tr("Largest families in it"),
            lambda one: families_text(one.group),
            lambda one: _led(one.group),
            tip=lambda one: families_text(one.group, 20),
            about=pane.tr("Each with its part of the group"),
        ),
    )


def _led(group: GroupSum) -> str | None:
    """The leading family, to sort by."""
    leader = leader_of(group)
    return leader[0].casefold() if leader else None
