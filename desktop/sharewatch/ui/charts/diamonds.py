"""Published figures on a chart: hollow diamonds, never to be taken for own data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from sharewatch.core.words import compact, percent
from sharewatch.ui.charts.card import Card, Row
from sharewatch.ui.charts.colours import line_colour
from sharewatch.ui.charts.marks import Reference
from sharewatch.ui.charts.ticks import DAY, MONTH_NAMES
from sharewatch.ui.tokens import tokens

translate = QCoreApplication.translate

_SIZE = 5.5
_REACH = 9.0
_GAP = 9.0
_WHISKER = 24.0


@dataclass(frozen=True, slots=True)
class Diamond:
    """A figure in a plot: where it stands, from where to where its period is, its label's box."""

    reference: Reference
    at: QPointF
    left: float
    right: float
    label: QRectF | None


def place_diamonds(
    found: Iterable[tuple[Reference, QPointF, float, float]], area: QRectF, font: QFont
) -> tuple[Diamond, ...]:
    """Diamonds with their labels where these cover nothing; where there is no room, without."""
    metrics = QFontMetricsF(font)
    inside = [one for one in found if area.adjusted(-1, -1, 1, 1).contains(one[1])]
    taken = [_around(at) for _, at, _, _ in inside]
    made = []
    for reference, at, left, right in inside:
        size = QSizeF(metrics.horizontalAdvance(reference.label) + 6, metrics.height())
        free = [
            box
            for box in _beside(at, size, right - left > _WHISKER)
            if area.contains(box) and not any(box.intersects(other) for other in taken)
        ]
        if free:
            taken.append(free[0])
        made.append(Diamond(reference, at, left, right, free[0] if free else None))
    return tuple(made)


def paint_diamonds(painter: QPainter, diamonds: Iterable[Diamond], font: QFont) -> None:
    """Hollow diamonds, a whisker over a period, and labels on the ground's colour."""
    look = tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    ground = QColor(look.surface)
    ground.setAlpha(215)
    for diamond in diamonds:
        x, y = diamond.at.x(), diamond.at.y()
        ink = line_colour(diamond.reference.colour)
        painter.setPen(QPen(ink, 1.2))
        if diamond.right - diamond.left > _WHISKER:
            painter.drawLine(QLineF(diamond.left, y, diamond.right, y))
            for end in (diamond.left, diamond.right):
                painter.drawLine(QLineF(end, y - 3, end, y + 3))
        painter.setPen(QPen(ink, 1.8))
        painter.setBrush(QColor(look.surface))
        around = ((x, y - _SIZE), (x + _SIZE, y), (x, y + _SIZE), (x - _SIZE, y))
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in around]))
        if diamond.label is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(diamond.label, 3, 3)
            painter.setPen(QColor(look.text))
            painter.drawText(diamond.label, Qt.AlignmentFlag.AlignCenter, diamond.reference.label)


def diamond_under(diamonds: Iterable[Diamond], at: QPointF) -> Diamond | None:
    """The diamond at a pixel."""
    near = [(QLineF(one.at, at).length(), one) for one in diamonds]
    distance, found = min(near, key=lambda one: one[0], default=(_REACH, None))
    return found if distance < _REACH else None


def reference_card(reference: Reference) -> Card:
    """What was published, for when, and by whom."""
    return Card(
        reference.label,
        (Row(period_text(reference.start, reference.end), _figure(reference)),),
        (translate("charts", "Published elsewhere, not counted here"), reference.source),
    )


def reference_text(reference: Reference) -> str:
    """The same as a line."""
    when = period_text(reference.start, reference.end)
    return translate("charts", "Published: {label} {figure}, {when}, {source}").format(
        label=reference.label, figure=_figure(reference), when=when, source=reference.source
    )


def period_text(start: float, end: float) -> str:
    """A moment or a period: ``9 May 2026``, ``Mar 2026``, ``Aug 2025 – Mar 2026``."""
    first = datetime.fromtimestamp(start, UTC)
    last = datetime.fromtimestamp(max(start, end - 1), UTC)
    if end - start < DAY:
        return f"{first.day} {_month(first)}"
    months = first.day == 1 and datetime.fromtimestamp(end, UTC).day == 1
    if not months:
        return f"{first.day} {_month(first)} – {last.day} {_month(last)}"
    same = (first.year, first.month) == (last.year, last.month)
    return _month(first) if same else f"{_month(first)} – {_month(last)}"


def _month(at: datetime) -> str:
    return f"{MONTH_NAMES[at.month]} {at.year}"


def _figure(reference: Reference) -> str:
    """The published value with its bound."""
    text = percent(reference.value) if reference.is_share else compact(reference.value)
    return f"{reference.bound} {text}" if reference.bound else text


def _around(at: QPointF) -> QRectF:
    return QRectF(at.x() - _SIZE, at.y() - _SIZE, 2 * _SIZE, 2 * _SIZE)


def _beside(at: QPointF, size: QSizeF, whisker: bool) -> tuple[QRectF, ...]:
    """Where a label may stand: beside, above or below; where a whisker is, rather not beside."""
    x, y, wide, high = at.x(), at.y(), size.width(), size.height()
    upright = (
        QRectF(QPointF(x - wide / 2, y - _GAP - high), size),
        QRectF(QPointF(x - wide / 2, y + _GAP), size),
    )
    beside = (
        QRectF(QPointF(x + _GAP, y - high / 2), size),
        QRectF(QPointF(x - _GAP - wide, y - high / 2), size),
    )
    return upright + beside if whisker else beside + upright
