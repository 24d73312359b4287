"""Names at the right end of lines, bands and bars, pushed apart so that none covers another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from sharewatch.ui.charts.colours import line_colour, mixed, text_colour
from sharewatch.ui.tokens import tokens

LEADER = 16.0
_WIDEST = 210.0


@dataclass(frozen=True, slots=True)
class End:
    """Where a line ends (pixels from the top), its name, and what it is there.

    The larger its ``weight``, the longer it keeps its name when room is short.
    """

    anchor: float
    weight: float
    family: str
    figure: str
    colour: str


@dataclass(frozen=True, slots=True)
class Label:
    """One family's name and latest figure in view; ``anchor`` is where its line ends."""

    family: str
    figure: str
    colour: str
    anchor: float
    box: QRectF


def names_width(names: Iterable[str], figure: str, font: QFont) -> float:
    """The width of a column of names, each with a figure as wide as this one."""
    strong = QFont(font)
    strong.setBold(True)
    after = QFontMetricsF(font).horizontalAdvance(f"  {figure}")
    widest = max(map(QFontMetricsF(strong).horizontalAdvance, names), default=0.0)
    return min(widest + after, _WIDEST) + LEADER + 8


def place_names(ends: Sequence[End], width: float, height: float, font: QFont) -> tuple[Label, ...]:
    """The labels of a column, top to bottom; when it is too low, the smallest go without."""
    line = QFontMetricsF(font).height()
    kept = sorted(ends, key=lambda end: -end.weight)[: max(1, int(height // line))]
    kept.sort(key=lambda end: end.anchor)
    tops = spread([end.anchor - line / 2 for end in kept], line, 0.0, height - line)
    return tuple(
        Label(
            end.family,
            end.figure,
            end.colour,
            end.anchor,
            QRectF(LEADER, top, width - LEADER, line),
        )
        for end, top in zip(kept, tops, strict=True)
    )


def paint_names(
    painter: QPainter, labels: Iterable[Label], plain: QFont, chosen: str | None = None
) -> None:
    """Each name beside a short line to where it belongs, its figure after it in grey.

    All but a ``chosen`` one are faded.
    """
    look, strong = tokens(), QFont(plain)
    strong.setBold(True)
    metrics = {False: QFontMetricsF(plain), True: QFontMetricsF(strong)}
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for label in labels:
        clear = chosen in (None, label.family)
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
    edge, middle = label.box.left() - LEADER, label.box.center().y()
    painter.setPen(QPen(colour, 1.0))
    painter.drawPolyline(
        [
            QPointF(edge + 2, label.anchor),
            QPointF(edge + 5, label.anchor),
            QPointF(edge + 10, middle),
            QPointF(edge + 13, middle),
        ]
    )
