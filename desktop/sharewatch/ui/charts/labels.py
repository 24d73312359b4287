"""The column of names right of a view."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QPainter

from sharewatch.ui.charts.columns import Floats
from sharewatch.ui.charts.names import End, Label, names_width, paint_names, place_names
from sharewatch.ui.charts.picture import Picture


class LabelColumn(pg.GraphicsWidget):
    """The margin right of a view. When it is too low for all, the smallest go without."""

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__()
        self._box = box
        self._picture: Picture | None = None
        self._font = QFont()
        self._chosen: str | None = None

    def setData(self, picture: Picture, font: QFont) -> None:
        """Name a picture's strands, as wide as the names need."""
        self._picture, self._font = picture, font
        names = (strand.family for strand in picture.strands)
        self.setFixedWidth(names_width(names, picture.widest_figure, font))

    def set_apart(self, family: str | None) -> None:
        """Fade all names but one, or none."""
        self._chosen = family
        self.update()

    def placed(self) -> tuple[Label, ...]:
        """The labels top to bottom, in pixels of this column."""
        picture = self._picture
        if picture is None:
            return ()
        start, end = self._box.viewRange()[0]
        first = int(np.searchsorted(picture.times, start, "left"))
        last = int(np.searchsorted(picture.times, end, "right")) - 1
        ends = []
        for row, strand in enumerate(picture.strands):
            index = _last_known(picture.middles[row], first, last)
            if index is not None:
                height = self._height(picture, row, index)
                weight = picture.middle(row, index)
                figure = picture.figure(row, index)
                ends.append(End(height, weight, strand.family, figure, strand.colour))
        return place_names(ends, self.width(), self.height(), self._font)

    def paint(self, painter: QPainter, *_: object) -> None:
        """The labels."""
        paint_names(painter, self.placed(), self._font, self._chosen)

    def _height(self, picture: Picture, row: int, index: int) -> float:
        """Where a line ends, or the middle of a band, in pixels from the top."""
        height = float(picture.middles[row, index])
        if picture.mode == "stacked":
            below = float(picture.rows[row - 1, index]) if row else 0.0
            height = (height + below) / 2
        place: float = self._box.childTransform().map(QPointF(0.0, height)).y()
        floor: float = self.height()
        return min(max(place, 0.0), floor)


def _last_known(values: Floats, first: int, last: int) -> int | None:
    """The last of a stretch of points that is known."""
    if first <= last and np.isfinite(values[last]):
        return last
    known = np.flatnonzero(np.isfinite(values[first : last + 1]))
    return first + int(known[-1]) if known.size else None
