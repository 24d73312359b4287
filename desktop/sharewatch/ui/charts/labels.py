"""Names at the right end of lines and bands, pushed apart so that none covers another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from sharewatch.core.words import compact, percent
from sharewatch.ui.charts.colours import line_colour, mixed, text_colour
from sharewatch.ui.charts.frame import Frame
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


def gutter(picture: Picture, font: QFont) -> float:
    """How wide a margin the labels of a picture take, in pixels."""
    metrics = QFontMetricsF(font)
    wide = [metrics.horizontalAdvance(f"{s.family}  100.0 %") for s in picture.strands]
    return min(max(wide, default=0.0), _WIDEST) + _LEADER + 8


def place(picture: Picture, frame: Frame, at: QRectF, font: QFont) -> tuple[Label, ...]:
    """The labels of a view in the margin ``at`` the right of its plot, top to bottom.

    When the margin is too low for all, the smallest families go without.
    """
    line = QFontMetricsF(font).height()
    last = min(int(np.searchsorted(picture.times, frame.end, "right")), picture.times.size) - 1
    wanted = []
    for row, strand in enumerate(picture.strands):
        index = _last_known(picture, row, last, frame.start)
        if index is None:
            continue
        value = picture.shown(row, index)
        wanted.append((_height(picture, row, index, frame), value, strand))
    wanted = sorted(wanted, key=lambda w: -w[1])[: max(1, int(at.height() // line))]
    wanted.sort(key=lambda w: w[0])
    tops = spread([w[0] - line / 2 for w in wanted], line, 0.0, at.height() - line)
    return tuple(
        Label(
            strand.family,
            figure(value, picture.mode),
            strand.colour,
            at.top() + anchor,
            QRectF(at.left() + _LEADER, at.top() + top, at.width() - _LEADER, line),
        )
        for (anchor, value, strand), top in zip(wanted, tops, strict=True)
    )


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


def paint_labels(
    painter: QPainter, labels: tuple[Label, ...], font: QFont, chosen: str | None
) -> None:
    """Each name beside a short line to where it belongs, its figure after it in grey."""
    look = tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for label in labels:
        faded = chosen is not None and label.family != chosen
        strong = QFont(font)
        strong.setBold(not faded)
        _leader(painter, label, mixed(line_colour(label.colour), look.surface, 0.7))
        name = QFontMetricsF(strong)
        room = label.box.width() - QFontMetricsF(font).horizontalAdvance(f"  {label.figure}")
        text = name.elidedText(label.family, Qt.TextElideMode.ElideRight, room)
        base = QPointF(label.box.left(), label.box.top() + name.ascent())
        painter.setFont(strong)
        painter.setPen(QColor(look.muted) if faded else text_colour(label.colour))
        painter.drawText(base, text)
        painter.setFont(font)
        painter.setPen(QColor(look.muted))
        painter.drawText(base + QPointF(name.horizontalAdvance(text) + 6, 0), label.figure)


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


def _last_known(picture: Picture, row: int, last: int, start: float) -> int | None:
    """The last point in view that a strand is known at."""
    first = int(np.searchsorted(picture.times, start, "left"))
    if first <= last and np.isfinite(picture.rows[row, last]):
        return last
    known = np.flatnonzero(np.isfinite(picture.rows[row, first : last + 1]))
    return first + int(known[-1]) if known.size else None


def _height(picture: Picture, row: int, index: int, frame: Frame) -> float:
    """Where a line ends, or the middle of a band, in pixels from the top."""
    height = float(picture.rows[row, index])
    if picture.mode == "stacked":
        below = float(picture.rows[row - 1, index]) if row else 0.0
        height = (height + below) / 2
    return min(max(frame.y_of(height), 0.0), frame.height)
