"""Published figures, laid over a plot of own data."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QPainter

from sharewatch.ui.charts.diamonds import (
    Diamond,
    diamond_under,
    paint_diamonds,
    place_diamonds,
)
from sharewatch.ui.charts.marks import Reference
from sharewatch.ui.charts.picture import Picture
from sharewatch.ui.charts.strokes import Ink


class References(Ink):
    """Diamonds for the figures in a picture's unit; on bands there are none."""

    _font = QFont()
    _all: tuple[Reference, ...] = ()
    _painted: tuple[Diamond, ...] = ()

    def show_references(self, references: tuple[Reference, ...], font: QFont) -> None:
        """Show other figures."""
        self._all, self._font = references, font
        self.setZValue(5)
        self.update()

    def fitting(self, picture: Picture) -> tuple[Reference, ...]:
        """Those in a picture's unit that have a place on its axis."""
        unit = {"lines": True, "level": False}.get(picture.mode)
        return tuple(r for r in self._all if r.is_share is unit and (r.value > 0 or r.is_share))

    def widened(self, start: float, end: float, low: float, high: float) -> tuple[float, float]:
        """A span of heights widened to the figures of a stretch of time."""
        picture = self._picture
        if picture is None:
            return low, high
        seen = [
            _height(picture, one)
            for one in self.fitting(picture)
            if start <= (one.start + one.end) / 2 <= end
        ]
        return min([low, *seen]), max([high, *seen])

    def diamonds(self) -> tuple[Diamond, ...]:
        """What is in view, in pixels of it."""
        if self._picture is None:
            return ()
        return place_diamonds(self._found(self._picture), self.boundingRect(), self._font)

    def under(self, at: QPointF) -> Reference | None:
        """The figure at a pixel."""
        found = diamond_under(self._painted, at)
        return None if found is None else found.reference

    def place_of(self, reference: Reference) -> QPointF:
        """Where a figure stands, in pixels."""
        places = (one.at for one in self._painted if one.reference is reference)
        return next(places, QPointF())

    def paint(self, painter: QPainter, *_: object) -> None:
        """The diamonds."""
        self._painted = self.diamonds()
        paint_diamonds(painter, self._painted, self._font)

    def _found(self, picture: Picture) -> Iterator[tuple[Reference, QPointF, float, float]]:
        """The figures with their places."""
        to = self._box.childTransform()
        for one in self.fitting(picture):
            left, right = (at * to.m11() + to.dx() for at in (one.start, one.end))
            y = _height(picture, one) * to.m22() + to.dy()
            yield one, QPointF((left + right) / 2, y), left, right


def _height(picture: Picture, reference: Reference) -> float:
    """A figure's place on the axis."""
    return math.log10(reference.value) if picture.log else reference.value
