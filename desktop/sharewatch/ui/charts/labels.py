"""Names at the right end of lines and bands, pushed apart so that none covers another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from sharewatch.core.words import compact, percent
from sharewatch.ui.charts.colours import line_colour, mixed, text_colour
from sharewatch.ui.charts.columns import Floats
from sharewatch.ui.charts.picture import Picture
from sharewatch.ui.tokens import tokens

_LEADER = 16.0
_WIDEST = 190.0


@dataclass(frozen=True, slots=True)
class Label:
    """One family's name and latest figure in view; ``anchor`` is where its line ends."""

    family: str
    figure: str
    colour: str
    anchor: float
    box: QRectF


def figure(value: float, mode: str) -> str:
    """A strand's figure as people read it; unknown is a dash."""
    known = None if np.isnan(value) else value
    return compact(known) if mode == "level" else percent(known)


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
        metrics = QFontMetricsF(font)
        wide = [metrics.horizontalAdvance(f"{s.family}  100.0 %") for s in picture.strands]
        self.setFixedWidth(min(max(wide, default=0.0), _WIDEST) + _LEADER + 8)

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
        line = QFontMetricsF(self._font).height()
        first = int(np.searchsorted(picture.times, start, "left"))
        last = int(np.searchsorted(picture.times, end, "right")) - 1
        wanted = []
        for row, strand in enumerate(picture.strands):
            index = _last_known(picture.rows[row], first, last)
            if index is not None:
                value = picture.shown(row, index)
                wanted.append((self._height(picture, row, index), value, strand))
        wanted = sorted(wanted, key=lambda w: -w[1])[: max(1, int(self.height() // line))]
        wanted.sort(key=lambda w: w[0])
        tops = spread([w[0] - line / 2 for w in wanted], line, 0.0, self.height() - line)
        room = self.width() - _LEADER
        return tuple(
            Label(
                strand.family,
                figure(value, picture.mode),
                strand.colour,
                anchor,
                QRectF(_LEADER, top, room, line),
            )
            for (anchor, value, strand), top in zip(wanted, tops, strict=True)
        )

    def paint(self, painter: QPainter, *_: object) -> None:
        """Each name beside a short line to where it belongs, its figure after it in grey."""
        look, plain, strong = tokens(), self._font, QFont(self._font)
        strong.setBold(True)
        metrics = {False: QFontMetricsF(plain), True: QFontMetricsF(strong)}
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for label in self.placed():
            clear = self._chosen in (None, label.family)
            _leader(painter, label, mixed(line_colour(label.colour), look.surface, 0.7))
            room = label.box.width() - metrics[False].horizontalAdvance(f"  {label.figure}")
            name = metrics[clear].elidedText(label.family, Qt.TextElideMode.ElideRight, room)
            base = label.box.topLeft() + QPointF(0, metrics[clear].ascent())
            painter.setFont(strong if clear else plain)
            painter.setPen(text_colour(label.colour) if clear else QColor(look.muted))
            painter.drawText(base, name)
            after = base + QPointF(metrics[clear].horizontalAdvance(name) + 6, 0)
            painter.setFont(plain)
            painter.setPen(QColor(look.muted))
            painter.drawText(after, label.figure)

    def _height(self, picture: Picture, row: int, index: int) -> float:
        """Where a line ends, or the middle of a band, in pixels from the top."""
        height = float(picture.rows[row, index])
        if picture.mode == "stacked":
            below = float(picture.rows[row - 1, index]) if row else 0.0
            height = (height + below) / 2
        place: float = self._box.childTransform().map(QPointF(0.0, height)).y()
        floor: float = self.height()
        return min(max(place, 0.0), floor)


def spread(wanted: list[float], size: float, low: float, high: float) -> list[float]:
    """Places at least ``size`` apart, as near to the wanted (rising) ones as they can be.

    Neighbours that collide move together around their mean. All lie within ``low`` and ``high``
    when there is room.
    """
    groups: list[tuple[float, int]] = []
    for place_wanted in wanted:
        start, members = place_wanted, 1
        while groups and groups[-1][0] + groups[-1][1] * size > start:
            before, count = groups.pop()
            own = start - count * size
            start = (before * count + own * members) / (count + members)
            members += count
        start = max(low, min(start, high - (members - 1) * size))
        groups.append((start, members))
    placed = [start + i * size for start, members in groups for i in range(members)]
    for i in range(len(placed) - 2, -1, -1):
        placed[i] = min(placed[i], placed[i + 1] - size)
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + size)
    return placed


def _leader(painter: QPainter, label: Label, colour: QColor) -> None:
    """A hairline from the line's end to its name."""
    edge, middle = label.box.left() - _LEADER, label.box.center().y()
    painter.setPen(QPen(colour, 1.0))
    painter.drawPolyline(
        [
            QPointF(edge + 2, label.anchor),
            QPointF(edge + 5, label.anchor),
            QPointF(edge + 10, middle),
            QPointF(edge + 13, middle),
        ]
    )


def _last_known(values: Floats, first: int, last: int) -> int | None:
    """The last of a stretch of points that is known."""
    if first <= last and np.isfinite(values[last]):
        return last
    known = np.flatnonzero(np.isfinite(values[first : last + 1]))
    return first + int(known[-1]) if known.size else None
