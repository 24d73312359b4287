"""Thresholds and alert moments, laid over a plot."""

from __future__ import annotations

import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPen

from sharewatch.ui.charts.colours import line_colour, text_colour
from sharewatch.ui.charts.marks import Marker, ThresholdLine
from sharewatch.ui.tokens import tokens

_GRIP = 6.0
_SIZE = 11.0


class Threshold(pg.InfiniteLine):
    """A rule's threshold, to be pulled up and down by tenths of a percent."""

    def __init__(self, line: ThresholdLine, font: QFont) -> None:
        ground = QColor(tokens().surface)
        ground.setAlpha(215)
        pen = QPen(line_colour(line.colour), 1.2, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([6, 4])
        pen.setCosmetic(True)
        super().__init__(
            line.level,
            angle=0,
            pen=pen,
            hoverPen=QPen(QColor(), 2 * _GRIP),
            movable=True,
            bounds=(0, 1),
            label=line.label.replace("{", "{{").replace("}", "}}"),
            labelOpts={
                "position": 0.008,
                "anchors": [(0, -0.1), (0, 1.1)],
                "color": text_colour(line.colour),
                "fill": ground,
            },
        )
        self.rule_id = line.rule_id
        self.label.setFont(font)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.sigDragged.connect(self._snap)

    def setMouseHover(self, _hover: bool) -> None:
        """Let the pointer's shape alone say that this can be pulled."""

    def _snap(self) -> None:
        """Say the level instead of the rule while it changes."""
        self.setValue(round(min(self.value(), self.getViewBox().viewRange()[1][1]), 3))
        self.label.setFormat(f"{self.value() * 100:.1f} %")


class Markers(pg.ScatterPlotItem):
    """Triangles on the time axis: filled and upward for fired, hollow and downward for cleared.

    Any other kind is a small ring.
    """

    def __init__(self) -> None:
        # Without the cache, which would cut off symbols that stand beside their point.
        super().__init__(useCache=False, antialias=True)
        self._shown: object = None

    def place(self, markers: tuple[Marker, ...], height: float) -> None:
        """Set markers at a height of the vertical axis."""
        look = tokens()
        if self._shown == (markers, height, look):
            return
        self._shown = markers, height, look
        kinds = {"FIRED": ("t1", look.bad), "CLEARED": ("t", look.good)}
        spots = []
        for marker in markers:
            symbol, colour = kinds.get(marker.kind.upper(), ("o", look.muted))
            filled = symbol == "t1"
            spots.append(
                {
                    "pos": (marker.as_of, height),
                    "symbol": Symbols[symbol].translated(0, -0.7),
                    "size": _SIZE if symbol != "o" else _SIZE * 0.7,
                    "pen": pg.mkPen(look.surface if filled else colour, width=1.5),
                    "brush": colour if filled else look.surface,
                }
            )
        self.setData(spots)
