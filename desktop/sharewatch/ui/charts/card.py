"""A small panel over a chart: what the pointer or the keyboard reads there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from sharewatch.ui.charts.colours import line_colour
from sharewatch.ui.tokens import tokens

_PAD = 10.0
_CHIP = 9.0
_ASIDE = 14.0
_WIDEST = 380.0
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_WRAPPED = Qt.TextFlag.TextWordWrap

Ink = Callable[[str], QColor]


@dataclass(frozen=True, slots=True)
class Row:
    """A name and a figure; without a ``colour`` there is no chip."""

    name: str
    figure: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A title, rows, and notes below them."""

    title: str
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()

    def words(self) -> str:
        """All of it as a sentence."""
        said = ", ".join(f"{row.name} {row.figure}".strip() for row in self.rows)
        notes = "".join(f" {note}." for note in self.notes)
        return f"{self.title}: {said}.{notes}" if said else f"{self.title}.{notes}"


def paint_card(
    painter: QPainter,
    card: Card,
    at: QPointF,
    area: QRectF,
    font: QFont,
    *,
    ink: Ink = line_colour,
) -> None:
    """Paint a card beside a point, on its emptier side and inside an area.

    Rows that find no room in its height are counted instead; ``ink`` makes a chip's colour.
    """
    look, strong = tokens(), QFont(font)
    strong.setBold(True)
    plain, bold = QFontMetricsF(font), QFontMetricsF(strong)
    step = plain.height() + 3
    inner = min(_inner(card, plain, bold), _WIDEST, area.width() - 2 * _PAD - 4)
    notes = _heights(card, plain, inner, area.height() - 2 * _PAD - 2 - 2 * step)
    card = _cut(card, int((area.height() - 2 * _PAD - 10 - sum(notes)) / step) - 1)
    height = step * (1 + len(card.rows)) + sum(notes) + 2 * _PAD + 2
    wide = inner + 2 * _PAD
    left = at.x() + _ASIDE if at.x() + _ASIDE + wide < area.right() else at.x() - _ASIDE - wide
    top = max(area.top() + 2, min(at.y(), area.bottom() - height - 2))
    box = QRectF(max(left, area.left() + 2), top, wide, height)
    ground = QColor(look.surface)
    ground.setAlpha(242)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(look.border), 1.0))
    painter.setBrush(ground)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.radius, look.radius)

    room = QRectF(box.left() + _PAD, box.top() + _PAD, inner, step)
    painter.setFont(strong)
    painter.setPen(QColor(look.text))
    painter.drawText(room, _MIDDLE, _short(card.title, bold, inner))
    room.translate(0, 2)
    chips = any(row.colour for row in card.rows)
    for row in card.rows:
        room.translate(0, step)
        if row.colour:
            _chip(painter, room, ink(row.colour))
        _row(painter, row, room.adjusted(_CHIP + 8 if chips else 0, 0, 0, 0), (font, strong))
    painter.setFont(font)
    painter.setPen(QColor(look.muted))
    room.translate(0, step)
    for note, high in zip(card.notes, notes, strict=True):
        room.setHeight(high)
        said = note if high > step else _short(note, plain, inner)
        painter.drawText(room, _MIDDLE | _WRAPPED, said)
        room.translate(0, high)


def _heights(card: Card, metrics: QFontMetricsF, inner: float, most: float) -> list[float]:
    """The height of each note, whole if there is room for that, else of one line."""
    page = QRectF(0, 0, inner, 1e4)
    whole = [metrics.boundingRect(page, _WRAPPED, note).height() + 3 for note in card.notes]
    return whole if sum(whole) <= most else [metrics.height() + 3 for _ in card.notes]


def _cut(card: Card, most: int) -> Card:
    """The card with no more rows than there is room for."""
    if len(card.rows) <= max(1, most):
        return card
    kept = max(1, most - 1)
    left = f"+ {len(card.rows) - kept}"
    return Card(card.title, (*card.rows[:kept], Row(left, "…")), card.notes)


def _inner(card: Card, plain: QFontMetricsF, bold: QFontMetricsF) -> float:
    """The width that all of it asks for."""
    chip = _CHIP + 8 if any(row.colour for row in card.rows) else 0.0
    names = max((plain.horizontalAdvance(row.name) for row in card.rows), default=0.0)
    figures = max((bold.horizontalAdvance(row.figure) for row in card.rows), default=0.0)
    titles = (bold.horizontalAdvance(card.title), *map(plain.horizontalAdvance, card.notes))
    return max(chip + names + 24 + figures, *titles) + 1


def _chip(painter: QPainter, room: QRectF, colour: QColor) -> None:
    """A small square at the left of a row."""
    chip = QRectF(room.left(), room.center().y() - _CHIP / 2, _CHIP, _CHIP)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(chip, 2, 2)


def _row(painter: QPainter, row: Row, room: QRectF, fonts: tuple[QFont, QFont]) -> None:
    """A name and a figure."""
    plain, bold = (QFontMetricsF(font) for font in fonts)
    space = room.width() - bold.horizontalAdvance(row.figure) - 12
    painter.setPen(QColor(tokens().text))
    painter.setFont(fonts[0])
    painter.drawText(room, _MIDDLE, _short(row.name, plain, space))
    painter.setFont(fonts[1])
    painter.drawText(room, Qt.AlignmentFlag.AlignRight | _MIDDLE, row.figure)


def _short(text: str, metrics: QFontMetricsF, room: float) -> str:
    """A text that is too long, without its middle."""
    return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
