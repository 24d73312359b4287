"""Where the chart of shares and the bars of flow stand. They are made after the first paint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from sharewatch.core.board import History, InboxEntry
from sharewatch.core.rules import Rule
from sharewatch.ui import theme
from sharewatch.ui.charts.marks import Marker, Reference, ThresholdLine
from sharewatch.ui.pages.overview.flow_bars import flow_history
from sharewatch.ui.pages.parts.late_chart import LEAST_HEIGHT, LateChart
from sharewatch.ui.sentences import event_sentence, level_text

if TYPE_CHECKING:
    from sharewatch.ui.charts.bars import BarChart
    from sharewatch.ui.charts.share_chart import ShareChart

BARS = "bars"


@dataclass(frozen=True, slots=True, eq=False)
class Charted:
    """All that the chart shows: one view's history, its rules, its alerts and a caption.

    ``flow`` is whether the view counts periods, known before its history is. ``references`` are
    the published figures that fit its values; ``empty`` stands where there is no history.
    """

    history: History | None = None
    rules: Sequence[Rule] = ()
    entries: Sequence[InboxEntry] = ()
    colours: dict[str, str] = field(default_factory=dict)
    caption: str = ""
    flow: bool = False
    references: tuple[Reference, ...] = ()
    empty: str = ""


class ChartRoom(LateChart):
    """One chart at a time: shares or levels over time, or bars."""

    family_clicked = Signal(str)
    threshold_dragged = Signal(int, float)
    """A rule's id and its new level, a part of one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: ShareChart | None = None
        self.bars: BarChart | None = None
        self._charted = Charted()
        self._references: tuple[Reference, ...] = ()
        self._hidden: frozenset[str] = frozenset()
        self._focus: tuple[int, str] | None = None
        self._mode, self._log, self._range = "lines", False, "1y"
        self._stack = QStackedWidget()
        self.put(self._stack)
        self.wanted.connect(self._make_chart)

    @property
    def current(self) -> ShareChart | BarChart | None:
        """The chart that is looked at, ``None`` before it is made."""
        return self.bars if self._mode == BARS else self.chart

    def show_charted(self, charted: Charted) -> None:
        """Show one view's history."""
        self._charted = charted
        self._fill()

    def set_hidden(self, families: frozenset[str]) -> None:
        """Leave families out; of bars they go with the others."""
        self._hidden = families
        if self.chart is not None:
            self.chart.set_hidden(families)
        self._fill_bars()

    def set_mode(self, mode: str, *, log: bool) -> None:
        """Draw lines, stacked bands, levels or bars; ``log`` is for levels."""
        self._mode, self._log = mode, log
        self._show_mode()

    def set_range(self, name: str) -> None:
        """Show the latest stretch of this length."""
        self._range = name
        for chart in (self.chart, self.bars):
            if chart is not None:
                chart.set_range(name)

    def show_references(self, references: tuple[Reference, ...]) -> None:
        """Lay published figures over the chart, none to take them away."""
        if references != self._references:
            self._references = references
            for chart in (self.chart, self.bars):
                if chart is not None:
                    chart.show_references(references)

    def focus_on(self, as_of: int, family: str) -> None:
        """Bring a moment of a family into view, as soon as its history is there."""
        self._focus = (as_of, family)
        self._fill_focus()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was brought into view is set apart for as long as one looks."""
        super().hideEvent(event)
        self._focus = None
        if self.chart is not None:
            self.chart.end_focus()

    def _make_chart(self) -> None:
        from sharewatch.ui.charts.share_chart import ShareChart  # noqa: PLC0415  # after paint

        self.chart = ShareChart(self)
        self.chart.setMinimumHeight(LEAST_HEIGHT)
        self.chart.setAccessibleName(self.tr("Shares over time; the table below has the numbers"))
        self.chart.family_clicked.connect(self.family_clicked)
        self.chart.threshold_dragged.connect(self.threshold_dragged)
        self.chart.set_hidden(self._hidden)
        self.chart.set_range(self._range)
        self.chart.show_references(self._references)
        self._stack.addWidget(self.chart)
        self._show_mode()
        self._fill()

    def _make_bars(self) -> BarChart:
        from sharewatch.ui.charts.bars import BarChart  # noqa: PLC0415  # after paint

        bars = BarChart(self)
        bars.setMinimumHeight(LEAST_HEIGHT)
        bars.set_range(self._range)
        bars.show_references(self._references)
        self._stack.addWidget(bars)
        return bars

    def _show_mode(self) -> None:
        if self.chart is None:
            return
        if self._mode == BARS:
            if self.bars is None:
                self.bars = self._make_bars()
                self._fill_bars()
            self._stack.setCurrentWidget(self.bars)
        else:
            self.chart.set_mode(self._mode)
            self.chart.set_log(self._mode == "level" and self._log)
            self._stack.setCurrentWidget(self.chart)

    def _fill(self) -> None:
        self._fill_bars()
        if self.chart is None:
            return
        shown = self._charted
        begins = self.tr("The chart begins with the first complete poll")
        self.chart.set_empty_text(shown.empty or begins)
        self.chart.set_caption(shown.caption)
        self.chart.show_history(shown.history)
        self.chart.set_thresholds(
            [
                ThresholdLine(
                    rule.id,
                    float(rule.threshold),
                    f"{rule.family} {level_text(rule)}",
                    shown.colours.get(rule.family, theme.tokens().muted),
                )
                for rule in shown.rules
            ]
        )
        self.chart.set_markers(
            [Marker(entry.as_of, entry.kind, event_sentence(entry)) for entry in shown.entries]
        )
        self._fill_focus()

    def _fill_bars(self) -> None:
        if self.bars is not None:
            self.bars.set_empty_text(self._charted.empty)
            self.bars.set_caption(self._charted.caption)
            self.bars.show_flow(flow_history(self._charted.history, self._hidden))

    def _fill_focus(self) -> None:
        known = self._charted.history is not None
        if self.chart is not None and known and self._focus is not None:
            self.chart.focus_on(*self._focus)
            self._focus = None
