"""The chart of shares or flow with its tools."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from sharewatch.ui.pages.overview.chart_room import BARS, Charted, ChartRoom
from sharewatch.ui.pages.overview.chart_tools import (
    TABLES,
    ExportButton,
    PublishedButton,
    RangeButton,
)
from sharewatch.ui.pages.overview.published import PublishedBox
from sharewatch.ui.segments import Segments

__all__ = ["NARROW", "ChartPanel", "Charted"]

NARROW = 760
"""Below this width buttons show their pictures alone."""
VERY_NARROW = 660
LEAST_WIDTH = 480
LINES = ("lines", "stacked", "level")


class ChartPanel(QWidget):
    """Mode, range, log scale, published figures and export above the chart."""

    family_clicked = Signal(str)
    threshold_dragged = Signal(int, float)
    """A rule's id and its new level, a part of one."""
    table_requested = Signal(str)
    """The path for a table of what is stored."""
    link_opened = Signal(str)
    """The address of a published figure's source."""
    said = Signal(str)
    """What became of an export, for people."""
    view_changed = Signal()
    """Another mode, range or scale was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._charted = Charted()
        self._modes = {False: "lines", True: BARS}
        self.mode = Segments(
            self.tr("Chart"),
            (
                ("lines", self.tr("Lines"), self.tr("Each family's share as a line")),
                ("stacked", self.tr("Stacked"), self.tr("All shares as bands of one hundred %")),
                ("level", self.tr("Level"), self.tr("Downloads instead of shares")),
                (BARS, self.tr("Bars"), self.tr("Downloads of each period as a bar")),
            ),
        )
        self.range = Segments(
            self.tr("Range"),
            (
                ("7d", self.tr("7d"), self.tr("The last 7 days")),
                ("30d", self.tr("30d"), self.tr("The last 30 days")),
                ("90d", self.tr("90d"), self.tr("The last 90 days")),
                ("1y", self.tr("1y"), self.tr("The last year")),
                ("all", self.tr("All"), self.tr("Everything that is known")),
            ),
        )
        self.range.choose("1y")
        self.short_range = RangeButton(self.range)
        self.log = QToolButton()
        self.log.setText(self.tr("Log"))
        self.log.setToolTip(self.tr("Logarithmic scale of the level"))
        self.log.setAccessibleName(self.tr("Logarithmic scale"))
        self.log.setCheckable(True)
        self.published = PublishedButton()
        self.export = ExportButton()
        self.room = ChartRoom()
        self._connect()
        self._lay_out()
        self._show_modes()
        self._show_view()

    def show_charted(self, charted: Charted) -> None:
        """Show one view's history; flow and counts each keep a mode of their own."""
        turned = charted.flow is not self._charted.flow
        self._charted = charted
        if turned:
            self._show_modes()
        self._show_view()
        self.room.show_charted(charted)

    def set_hidden(self, families: frozenset[str]) -> None:
        """Leave families out; of bars they go with the others."""
        self.room.set_hidden(families)

    def focus_on(self, as_of: int, family: str) -> None:
        """Bring a moment of a family's share into view, with the thresholds of its rules."""
        self._modes[self._charted.flow] = LINES[0]
        self._show_modes()
        self._show_view()
        self.room.focus_on(as_of, family)

    def view(self) -> dict[str, str]:
        """Modes, range, scale and overlay, to be kept."""
        return {
            "mode": self._modes[False],
            "flow_mode": self._modes[True],
            "range": self.range.value,
            "log": str(self.log.isChecked()),
            "published": str(self.published.is_on),
        }

    def restore_view(self, view: dict[str, str]) -> None:
        """Show the kept modes, range, scale and overlay."""
        for flow, key, offered in ((False, "mode", LINES), (True, "flow_mode", (*LINES, BARS))):
            if view.get(key) in offered:
                self._modes[flow] = view[key]
        self.range.choose(view.get("range", ""))
        self.short_range.refresh()
        self.log.setChecked(view.get("log") == "True")
        self.published.overlay.setChecked(view.get("published") == "True")
        self._show_modes()
        self._show_view()
        self.room.set_range(self.range.value)

    def save(self, kind: str, path: str) -> None:
        """Write the chart to a file as ``png`` or ``svg``, or ask for a table."""
        chart = self.room.current
        if kind in TABLES:
            self.table_requested.emit(path)
        elif chart is not None:
            try:
                {"png": chart.save_png, "svg": chart.save_svg}[kind](path)
            except OSError as why:
                self.said.emit(self.tr("Not saved: {why}").format(why=why))
            else:
                self.said.emit(self.tr("Saved {path}").format(path=path))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Spare words in a narrow window."""
        super().resizeEvent(event)
        for button in (self.published, self.export):
            button.set_narrow(self.width() < NARROW)
        short = self.width() < VERY_NARROW
        self.range.setVisible(not short)
        self.short_range.setVisible(short)

    def _connect(self) -> None:
        self.mode.value_chosen.connect(self._on_mode_chosen)
        self.range.value_chosen.connect(self._on_range_chosen)
        self.log.clicked.connect(self._on_view_chosen)
        self.published.toggled_on.connect(self._on_view_chosen)
        self.published.list_requested.connect(self.show_published)
        self.export.path_chosen.connect(self.save)
        self.export.copy_requested.connect(self._copy)
        self.room.family_clicked.connect(self.family_clicked)
        self.room.threshold_dragged.connect(self.threshold_dragged)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(6)
        for tool in (self.mode, self.log):
            tools.addWidget(tool)
        tools.addStretch(1)
        for tool in (self.range, self.short_range, self.published, self.export):
            tools.addWidget(tool)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(tools)
        layout.addWidget(self.room, 1)
        self.setMinimumWidth(LEAST_WIDTH)  # less than the row of tools at its widest
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_published(self) -> PublishedBox:
        """Show all published figures with their sources."""
        box = PublishedBox(self)
        box.link_opened.connect(self.link_opened)
        box.finished.connect(box.deleteLater)
        box.open()
        return box

    def _on_mode_chosen(self, mode: str) -> None:
        self._modes[self._charted.flow] = mode
        self._on_view_chosen()

    def _on_view_chosen(self) -> None:
        self._show_view()
        self.view_changed.emit()

    def _on_range_chosen(self) -> None:
        self.room.set_range(self.range.value)
        self.view_changed.emit()

    def _show_modes(self) -> None:
        """Offer bars of a flow alone, and show the mode kept for such a view."""
        flow = self._charted.flow
        self.mode.button(BARS).setVisible(flow)
        self.mode.button(BARS).setEnabled(flow)  # so that the arrow keys don't lead there
        self.mode.choose(self._modes[flow])

    def _show_view(self) -> None:
        """Show the mode, and published figures over levels if they are wanted."""
        mode, found = self.mode.value, self._charted.references
        levels = mode in ("level", BARS)
        self.log.setVisible(mode == "level")
        self.published.fit(len(found), levels=levels)
        self.room.set_mode(mode, log=self.log.isChecked())
        self.room.show_references(found if levels and self.published.is_on else ())

    def _copy(self) -> None:
        chart = self.room.current
        if chart is not None:
            chart.copy_image()
            self.said.emit(self.tr("The picture is on the clipboard"))
