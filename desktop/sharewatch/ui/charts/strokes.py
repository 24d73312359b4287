"""The chart's ink: lines and bands drawn from columns, in pixels of the plot.

A wide antialiased polyline costs Qt some fifty times a thin one, and the more points the worse.
It is right for a few. Separate wide segments look nearly the same and are quick for some hundred
points; beyond that a thin line drawn twice, a little apart, is as wide to the eye.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from sharewatch.ui.charts.colours import line_colour, mixed
from sharewatch.ui.charts.columns import Columns, Floats
from sharewatch.ui.charts.doubt import Doubts
from sharewatch.ui.charts.outlines import paint_band, paint_dashes, runs
from sharewatch.ui.charts.picture import Picture
from sharewatch.ui.tokens import tokens

_FEW = 120
_SOME = 700
_WIDE = 2.0
_APART = 0.6
_FADED = 0.22
_BAND = 0.86


class Ink(pg.GraphicsObject):
    """Something drawn from a picture, all over a view and in its pixels.

    Not in the view's values: pixel columns are what is drawn, and an SVG would round seconds
    since 1970 to six digits.
    """

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__()
        self._box = box
        self._picture: Picture | None = None
        self._row = 0
        self._chosen: str | None = None
        self.setZValue(-1)
        self.setParentItem(box)

    def setData(self, picture: Picture, chosen: str | None, row: int = 0) -> None:
        """Draw a picture, or a row of it, all families but a ``chosen`` one faded."""
        self._picture, self._chosen, self._row = picture, chosen, row
        self.setVisible(True)
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole view."""
        return QRectF(self._box.rect())

    def viewTransformChanged(self) -> None:
        """Another stretch is in view, or the view has another size."""
        self.prepareGeometryChange()

    def colour(self, picture: Picture, row: int, strength: float = 1.0) -> QColor:
        """A row's colour, faded if another family is chosen."""
        strand = picture.strands[row]
        faded = self._chosen is not None and strand.family != self._chosen
        return mixed(line_colour(strand.colour), tokens().surface, _FADED if faded else strength)

    def columns(self, picture: Picture) -> Columns:
        """What of a picture is in view."""
        return picture.view(*self.seen())

    def seen(self) -> tuple[float, float, int]:
        """The stretch of time in view and the pixels it has."""
        start, end = self._box.viewRange()[0]
        return start, end, int(self._box.width())

    def placed(self, times: Floats, values: Floats) -> tuple[Floats, Floats]:
        """Where points stand, in pixels."""
        to = self._box.childTransform()
        return times * to.m11() + to.dx(), values * to.m22() + to.dy()


class Line(Ink):
    """One family's line, its own for life; the larger lie above the smaller."""

    def setData(self, picture: Picture, chosen: str | None, row: int = 0) -> None:
        """Draw a row of a picture."""
        super().setData(picture, chosen, row)
        self.setZValue(-1 if picture.strands[row].family == chosen else -2 - row)

    def paint(self, painter: QPainter, *_: object) -> None:
        """The line; for an export whole, whatever it costs."""
        picture = self._picture
        if picture is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.colour(picture, self._row)
        points = self.columns(picture).line(self._row)
        if picture.doubt is not None:
            doubts = picture.doubt.view(*self.seen())
            self._paint_doubts(painter, doubts, colour)
            points = doubts.sure(self._row)
        _stroke(painter, *self.placed(*points), colour, fine=bool(self._exportOpts))

    def _paint_doubts(self, painter: QPainter, doubts: Doubts, colour: QColor) -> None:
        """What is only known as an interval, and what is estimated."""
        times, low, high = doubts.band(self._row)
        x, top = self.placed(times, high)
        paint_band(painter, x, top, self.placed(times, low)[1], colour)
        paint_dashes(painter, *self.placed(*doubts.estimated(self._row)), colour)


class Bands(Ink):
    """Cumulative bands from the highest down, each painted over by those below it.

    Seams in the ground's colour part the bands and hide their stepped edges.
    """

    def paint(self, painter: QPainter, *_: object) -> None:
        """The bands."""
        if self._picture is None:
            return
        columns = self.columns(self._picture)
        for row in range(len(self._picture.strands) - 1, -1, -1):
            x, y = self.placed(columns.times, columns.middle(row))
            colour = self.colour(self._picture, row, _BAND)
            for run in runs(np.isfinite(y)):
                _fill(painter, x[run], y[run], self._box.height(), colour)


def _stroke(painter: QPainter, x: Floats, y: Floats, colour: QColor, fine: bool) -> None:
    """One line, broken where a value is unknown; a point without neighbours is a dot."""
    known = np.isfinite(y)
    if fine or x.size <= _FEW:
        round_join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(colour, _WIDE, *round_join))
        for run in runs(known):
            painter.drawPolyline(_polygon(x[run], y[run]))
    elif x.size <= _SOME:
        painter.setPen(QPen(colour, _WIDE))
        _segments(painter, x, y, known)
    else:
        painter.setPen(QPen(colour, 1.0))
        for run in runs(known):
            painter.drawPolyline(_polygon(x[run], y[run] - _APART / 2))
            painter.drawPolyline(_polygon(x[run], y[run] + _APART / 2))
    _dots(painter, x, y, known, colour)


def _segments(painter: QPainter, x: Floats, y: Floats, known: NDArray[np.bool_]) -> None:
    """Separate lines between neighbours that are both known."""
    joined = known[:-1] & known[1:]
    if joined.any():
        lines = pg.Qt.internals.PrimitiveArray(QLineF, 4)
        lines.resize(int(joined.sum()))
        ends = (x[:-1], y[:-1], x[1:], y[1:])
        lines.ndarray()[:] = np.stack([end[joined] for end in ends], axis=1)
        painter.drawLines(*lines.drawargs())


def _dots(
    painter: QPainter, x: Floats, y: Floats, known: NDArray[np.bool_], colour: QColor
) -> None:
    """Points that no line reaches."""
    around = np.concatenate(([False], known, [False]))
    alone = known & ~around[:-2] & ~around[2:]
    if alone.any():
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for at_x, at_y in zip(x[alone], y[alone], strict=True):
            painter.drawEllipse(QPointF(at_x, at_y), 2.5, 2.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _fill(painter: QPainter, x: Floats, y: Floats, floor: float, colour: QColor) -> None:
    """The ground under one edge, and the edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(colour))
    painter.drawPolygon(_polygon(np.r_[x[0], x, x[-1]], np.r_[floor, y, floor]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens().surface), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_polygon(x, y))


def _polygon(x: Floats, y: Floats) -> QPolygonF:
    """Points as Qt takes them, filled in one step."""
    polygon: QPolygonF = pg.functions.create_qpolygonf(x.size)
    memory = pg.functions.ndarray_from_qpolygonf(polygon)
    memory[:, 0] = x
    memory[:, 1] = y
    return polygon
