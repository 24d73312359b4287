"""The chart of shares over time, as pages use it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import QStackedLayout, QWidget

from sharewatch.core.board import History
from sharewatch.core.shares import Measure
from sharewatch.core.words import MEASURE_NAMES
from sharewatch.ui.charts import export
from sharewatch.ui.charts.axes import opening
from sharewatch.ui.charts.chart_view import ChartView
from sharewatch.ui.charts.marks import MODES, SHOWN_RANGES, Marker, Reference, ThresholdLine
from sharewatch.ui.charts.picture import Picture, Strand, fold
from sharewatch.ui.charts.readout import Readout, read
from sharewatch.ui.charts.ticks import DAY
from sharewatch.ui.labels import muted

__all__ = ["Marker", "Reference", "ShareChart", "ThresholdLine"]

_NAMES = {measure.value: name for measure, name in MEASURE_NAMES.items()}


class ShareChart(QWidget):
    """A history as lines of shares, stacked bands, or values.

    ``threshold_dragged`` tells a rule's id and the level (0..1) it was dropped at,
    ``family_clicked`` a family's name, ``hovered`` the moment read, in UTC seconds.
    """

    threshold_dragged = Signal(int, float)
    family_clicked = Signal(str)
    hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 160)
        self.setAccessibleName(self.tr("Shares over time"))
        self._view = ChartView(self)
        self._words = muted()
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setMargin(20)
        self._words.setBackgroundRole(QPalette.ColorRole.Base)
        self._words.setAutoFillBackground(True)
        self._layout = QStackedLayout(self)
        self._layout.addWidget(self._words)
        self._layout.addWidget(self._view)
        self._history: History | None = None
        self._top = 10
        self._mode, self._range, self._log = "lines", "1y", False
        self._hidden: frozenset[str] = frozenset()
        self._kept: frozenset[str] = frozenset()
        self._caption = ""
        self._strands: tuple[Strand, ...] = ()
        self._view.family_clicked.connect(self.family_clicked)
        self._view.threshold_dropped.connect(self.threshold_dragged)
        self._view.reset_wanted.connect(self._reset)
        self._view.crosshair_moved.connect(self._describe)

    def sizeHint(self) -> QSize:
        """A comfortable size for a year of a dozen families."""
        return QSize(900, 480)

    def show_history(self, history: History | None, top: int = 10) -> None:
        """Draw a history's ``top`` largest families by name and the rest as "Other".

        What was in view stays in view, unless that was the latest stretch: it moves on.
        """
        known = history is not None and history.times.size > 0
        stretch = self._stretch_in_past()
        self._history, self._top = (history if known else None), top
        self._redraw(stretch)

    def set_empty_text(self, text: str) -> None:
        """Say what stands here while there is nothing to draw."""
        self._words.setText(text)
        self._describe()

    def set_mode(self, mode: str) -> None:
        """Draw ``lines`` or ``stacked`` shares, or the ``level``: values."""
        if mode not in MODES:
            raise ValueError(f"mode: {mode!r}; it takes {', '.join(MODES)}")
        self._mode = mode
        self._redraw(self._stretch())

    def set_range(self, name: str) -> None:
        """Show the latest ``7d``, ``30d``, ``90d``, ``1y``, or ``all``."""
        if name not in SHOWN_RANGES:
            raise ValueError(f"range: {name!r}; it takes {', '.join(SHOWN_RANGES)}")
        self._range = name
        self._reset()

    def set_log(self, on: bool) -> None:
        """Draw values on a logarithmic axis; shares always stand on a plain one."""
        self._log = on
        self._redraw(self._stretch())

    def set_thresholds(self, lines: Sequence[ThresholdLine]) -> None:
        """Lay the thresholds of rules over the lines, to be seen and dragged."""
        self._view.show_thresholds(tuple(lines))

    def set_markers(self, markers: Sequence[Marker]) -> None:
        """Mark the moments at which alerts fired or cleared."""
        self._view.show_markers(tuple(markers))

    def show_references(self, references: Sequence[Reference]) -> None:
        """Lay published figures over lines and levels, none to take them away.

        Their time is added to that which can be looked at.
        """
        latest = self._at_range()
        self._view.show_references(tuple(references))
        if latest:
            self._reset()
        self._describe()

    def set_hidden(self, families: frozenset[str]) -> None:
        """Leave some families out, "Other" among them if named."""
        self._hidden = families
        self._redraw(self._stretch())

    def set_caption(self, text: str) -> None:
        """The line that every export carries: scope, measure, as-of, catalog, Demo."""
        self._caption = text

    def focus_on(self, as_of: int, family: str) -> None:
        """Show a moment with one family set apart, its figures read out.

        The family is drawn by name even when it is small or was hidden.
        """
        self._hidden -= {family}
        self._kept = frozenset({family})
        stretch = self._stretch()
        if stretch is not None and not stretch[0] <= as_of <= stretch[1]:
            half = (stretch[1] - stretch[0]) / 2
            stretch = as_of - half, as_of + half
        self._redraw(stretch)
        self._view.set_apart(family)
        if self._view.picture is not None:
            self._view.put_crosshair(self._view.picture.nearest(as_of))

    def end_focus(self) -> None:
        """Show all families alike again."""
        self._view.set_apart(None)
        self._view.put_crosshair(None)
        if self._kept:
            self._kept = frozenset()
            self._redraw(self._stretch())

    def readout(self) -> Readout | None:
        """What the crosshair reads now, ``None`` without one."""
        return self._view.readout()

    def drawn(self) -> tuple[Strand, ...]:
        """The strands now drawn, the folded tail last."""
        return () if self._view.picture is None else self._view.picture.strands

    def shown_times(self) -> tuple[float, float]:
        """The stretch of time in view, in UTC seconds."""
        return self._view.times()

    def save_png(self, path: str | Path) -> None:
        """Write the chart as seen with its caption, at twice its size; ``OSError`` on failure."""
        export.save_png(self._settled(), self._caption, Path(path))

    def save_svg(self, path: str | Path) -> None:
        """Write the chart as seen with its caption as a drawing; ``OSError`` on failure."""
        export.save_svg(self._settled(), self._caption, Path(path))

    def copy_image(self) -> None:
        """Put the chart as seen with its caption on the clipboard."""
        QGuiApplication.clipboard().setImage(export.page_image(self._settled(), self._caption))

    def changeEvent(self, event: QEvent) -> None:
        """Take another scheme's colours or another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._view.dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right read the points one by one, Home and End the first and last in view.

        Escape puts the crosshair away and sets no family apart any more.
        """
        if event.key() == Qt.Key.Key_Escape and (self._view.chosen or self.readout()):
            self._view.set_apart(None)
            self._view.put_crosshair(None)
            return
        moved = self._step(event.key())
        if moved is None:
            super().keyPressEvent(event)
        else:
            self._view.put_crosshair(moved)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show who comes by keyboard where the crosshair is."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._view.put_crosshair(self._step(Qt.Key.Key_End))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Put the crosshair away."""
        super().focusOutEvent(event)
        self._view.put_crosshair(None)

    def _settled(self) -> ChartView:
        """The view laid out at its size, even if it was never on a screen."""
        self.grab()
        return self._view

    def _step(self, key: int) -> int | None:
        """Which point a key leads to."""
        picture = self._view.picture
        if picture is None:
            return None
        start, end = self.shown_times()
        first = int(np.searchsorted(picture.times, start, "left"))
        last = int(np.searchsorted(picture.times, end, "right")) - 1
        at = self._view.index
        steps = {
            Qt.Key.Key_Left: last if at is None else max(first, at - 1),
            Qt.Key.Key_Right: first if at is None else min(last, at + 1),
            Qt.Key.Key_Home: first,
            Qt.Key.Key_End: last,
        }
        return steps.get(Qt.Key(key))

    def _stretch(self) -> tuple[float, float] | None:
        """What is in view, ``None`` when nothing is."""
        return None if self._view.picture is None else self.shown_times()

    def _stretch_in_past(self) -> tuple[float, float] | None:
        """What is in view if somebody went back in time to see it."""
        picture, stretch = self._view.picture, self._stretch()
        if picture is None or stretch is None or stretch[1] >= picture.times[-1] - DAY / 2:
            return None
        return stretch

    def _redraw(self, stretch: tuple[float, float] | None) -> None:
        """Fold the history anew and show a stretch of it, else the chosen range."""
        history = self._history
        if history is None:
            self._view.picture = None
            self._layout.setCurrentWidget(self._words)
        else:
            self._strands = fold(history, self._top, self._kept)
            left = tuple(s for s in self._strands if s.family not in self._hidden)
            counts = isinstance(history.measure, Measure)  # of counts, nothing else is dashed
            picture = Picture(history.times, left, self._mode, self._log, sampled=counts)
            self._view.show_picture(picture, stretch)
            if stretch is None:
                self._reset()
            self._layout.setCurrentWidget(self._view)
        self._describe()

    def _reset(self) -> None:
        """Back to the chosen range."""
        if self._view.picture is not None:
            self._view.show_times(*opening(self._view.bounds(), self._range))

    def _at_range(self) -> bool:
        """Whether the chosen range is in view, unmoved."""
        picture = self._view.picture
        return picture is not None and np.allclose(
            self.shown_times(), opening(self._view.bounds(), self._range), atol=1.0, rtol=0
        )

    def _describe(self) -> None:
        """Say in words what the crosshair reads, else the latest figures."""
        readout, picture = self._view.readout(), self._view.picture
        if picture is None or self._history is None:
            self.setAccessibleDescription(self._words.text())
            return
        words = (readout or read(picture, picture.times.size - 1)).words()
        measure = _NAMES.get(self._history.measure.value, self._history.measure.value)
        self.setAccessibleDescription(f"{measure}. {words}")
        if readout is not None:
            self.hovered.emit(readout.as_of)
