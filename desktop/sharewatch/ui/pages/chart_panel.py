"""The share chart with its tools. The chart itself is made after the first paint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sharewatch.core.board import History, InboxEntry
from sharewatch.core.rules import Rule
from sharewatch.ui import theme
from sharewatch.ui.charts.marks import Marker, ThresholdLine
from sharewatch.ui.segments import Segments
from sharewatch.ui.sentences import event_sentence, level_text

if TYPE_CHECKING:
    from sharewatch.ui.charts.share_chart import ShareChart

LEAST_HEIGHT = 90


@dataclass(frozen=True, slots=True, eq=False)
class Charted:
    """All that the chart shows: one measure's history, its rules, its alerts and a caption."""

    history: History | None = None
    rules: Sequence[Rule] = ()
    entries: Sequence[InboxEntry] = ()
    colours: dict[str, str] = field(default_factory=dict)
    caption: str = ""


class ChartPanel(QWidget):
    """Mode, range, log scale and export above the chart of shares over time."""

    family_clicked = Signal(str)
    threshold_dragged = Signal(int, float)
    """A rule's id and its new level, a part of one."""
    csv_requested = Signal(str)
    """The path for a table of the shown measure."""
    said = Signal(str)
    """What became of an export, for people."""
    view_changed = Signal()
    """Another mode, range or scale was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: ShareChart | None = None
        self._charted = Charted()
        self._hidden: frozenset[str] = frozenset()
        self._focus: tuple[int, str] | None = None
        self._asked = False
        self.mode = Segments(
            self.tr("Chart"),
            (
                ("lines", self.tr("Lines"), self.tr("Each family's share as a line")),
                ("stacked", self.tr("Stacked"), self.tr("All shares as bands of one hundred %")),
                ("level", self.tr("Level"), self.tr("Downloads instead of shares")),
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
        self.log = QToolButton()
        self.log.setText(self.tr("Log"))
        self.log.setToolTip(self.tr("Logarithmic scale of the level"))
        self.log.setAccessibleName(self.tr("Logarithmic scale"))
        self.log.setCheckable(True)
        self.export = self._export_button()
        self.mode.value_chosen.connect(self._on_view_chosen)
        self.range.value_chosen.connect(self._on_range_chosen)
        self.log.clicked.connect(self._on_view_chosen)
        tools = QHBoxLayout()
        tools.setSpacing(6)
        for tool in (self.mode, self.log):
            tools.addWidget(tool)
        tools.addStretch(1)
        for tool in (self.range, self.export):
            tools.addWidget(tool)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(tools)
        self._room = QVBoxLayout()
        layout.addLayout(self._room, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._show_view()

    def show_charted(self, charted: Charted) -> None:
        """Show one measure's history."""
        self._charted = charted
        self._fill()

    def set_hidden(self, families: frozenset[str]) -> None:
        """Leave families out."""
        self._hidden = families
        if self.chart is not None:
            self.chart.set_hidden(families)

    def focus_on(self, as_of: int, family: str) -> None:
        """Bring a moment of a family into view."""
        self._focus = (as_of, family)
        self._fill_focus()

    def view(self) -> dict[str, str]:
        """Mode, range and scale, to be kept."""
        return {
            "mode": self.mode.value,
            "range": self.range.value,
            "log": str(self.log.isChecked()),
        }

    def restore_view(self, view: dict[str, str]) -> None:
        """Show the kept mode, range and scale."""
        self.mode.choose(view.get("mode", ""))
        self.range.choose(view.get("range", ""))
        self.log.setChecked(view.get("log") == "True")
        self._show_view()
        self._show_range()

    def save(self, kind: str, path: str) -> None:
        """Write the chart to a file as ``png`` or ``svg``, or ask for the table as ``csv``."""
        if kind == "csv":
            self.csv_requested.emit(path)
            return
        if self.chart is None:
            return
        write = {"png": self.chart.save_png, "svg": self.chart.save_svg}[kind]
        try:
            write(path)
        except OSError as why:
            self.said.emit(self.tr("Not saved: {why}").format(why=why))
        else:
            self.said.emit(self.tr("Saved {path}").format(path=path))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Have the chart made once the window stands: its library takes a while to load."""
        super().paintEvent(event)
        if not self._asked:
            self._asked = True
            QTimer.singleShot(0, self._make_chart)

    def changeEvent(self, event: QEvent) -> None:
        """Take the pictures of the new scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.export.setIcon(theme.icon("export"))

    def _make_chart(self) -> None:
        # Only now: pyqtgraph takes longer to load than the window to stand.
        from sharewatch.ui.charts.share_chart import ShareChart  # noqa: PLC0415

        self.chart = ShareChart(self)
        self.chart.setMinimumHeight(LEAST_HEIGHT)
        self.chart.setAccessibleName(self.tr("Shares over time; the table below has the numbers"))
        self.chart.family_clicked.connect(self.family_clicked)
        self.chart.threshold_dragged.connect(self.threshold_dragged)
        self.chart.set_empty_text(self.tr("The chart begins with the first complete poll"))
        self.chart.set_hidden(self._hidden)
        self.chart.set_range(self.range.value)
        self._room.addWidget(self.chart, 1)
        self._show_view()
        self._fill()

    def _fill(self) -> None:
        if self.chart is None:
            return
        shown = self._charted
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

    def _fill_focus(self) -> None:
        if self.chart is not None and self._focus is not None:
            self.chart.focus_on(*self._focus)
            self._focus = None

    def _on_view_chosen(self) -> None:
        self._show_view()
        self.view_changed.emit()

    def _on_range_chosen(self) -> None:
        self._show_range()
        self.view_changed.emit()

    def _show_range(self) -> None:
        if self.chart is not None:
            self.chart.set_range(self.range.value)

    def _show_view(self) -> None:
        level = self.mode.value == "level"
        self.log.setVisible(level)
        if self.chart is not None:
            self.chart.set_mode(self.mode.value)
            self.chart.set_log(level and self.log.isChecked())

    def _export_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(self.tr("Export"))
        button.setIcon(theme.icon("export"))
        button.setToolTip(self.tr("Save or copy what is shown"))
        button.setAccessibleName(self.tr("Export"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for kind, text in (
            ("png", self.tr("Picture (PNG) …")),
            ("svg", self.tr("Drawing (SVG) …")),
            ("csv", self.tr("Table (CSV) …")),
        ):
            menu.addAction(text).triggered.connect(self._asking(kind))
        menu.addSeparator()
        menu.addAction(self.tr("Copy picture")).triggered.connect(self._copy)
        button.setMenu(menu)
        return button

    def _asking(self, kind: str) -> Callable[[], None]:
        def ask() -> None:
            name = str(Path.home() / f"sharewatch.{kind}")
            path, _ = QFileDialog.getSaveFileName(
                self, self.tr("Export"), name, f"{kind.upper()} (*.{kind})"
            )
            if path:
                self.save(kind, path)

        return ask

    def _copy(self) -> None:
        if self.chart is not None:
            self.chart.copy_image()
            self.said.emit(self.tr("The picture is on the clipboard"))
