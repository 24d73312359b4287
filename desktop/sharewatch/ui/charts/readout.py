"""The crosshair and its panel: every visible series at one date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTransform

from sharewatch.core.words import moment
from sharewatch.ui.charts.card import Card, Row, paint_card
from sharewatch.ui.charts.colours import line_colour
from sharewatch.ui.charts.diamonds import reference_text
from sharewatch.ui.charts.marks import Marker, Reference
from sharewatch.ui.charts.picture import Picture
from sharewatch.ui.charts.ticks import DAY
from sharewatch.ui.tokens import tokens

translate = QCoreApplication.translate

_BAR = 3.0


@dataclass(frozen=True, slots=True)
class Line:
    """One series in the panel; ``height`` is its place on the vertical axis, NaN if unknown.

    ``between`` are the ends of the interval that is all that is known.
    """

    family: str
    figure: str
    colour: str
    height: float
    between: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Readout:
    """What is known at one point: series by falling value, the unknown last."""

    as_of: int
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The date, in UTC."""
        return moment(self.as_of)

    def words(self) -> str:
        """All of it as a sentence."""
        said = ", ".join(f"{line.family} {line.figure}" for line in self.lines)
        notes = "".join(f" {note}." for note in self.notes)
        return f"As of {self.title}: {said}.{notes}"


def read(
    picture: Picture,
    index: int,
    markers: tuple[Marker, ...] = (),
    references: tuple[Reference, ...] = (),
) -> Readout:
    """The readout at a point; what marks and published figures are nearest to it as notes."""
    values = [picture.middle(row, index) for row in range(len(picture.strands))]
    order = sorted(range(len(values)), key=lambda row: -np.nan_to_num(values[row], nan=-1.0))
    lines = tuple(
        Line(
            picture.strands[row].family,
            picture.figure(row, index),
            picture.strands[row].colour,
            float(picture.rows[row, index]),
            picture.interval(row, index),
        )
        for row in order
    )
    notes = [translate("charts", "A sample, as its file lists it")] * picture.is_sample(index)
    notes += [m.text for m in markers if picture.nearest(m.as_of) == index]
    first, last = picture.times[0] - DAY, picture.times[-1] + DAY
    near = ((one, (one.start + one.end) / 2) for one in references)
    notes += [
        reference_text(one)
        for one, at in near
        if first <= at <= last and picture.nearest(at) == index
    ]
    return Readout(int(picture.times[index]), lines, tuple(notes))


def paint_readout(
    painter: QPainter, readout: Readout, placed: QTransform, plot: QRectF, font: QFont
) -> None:
    """The crosshair's line and dots in the plot, and the panel on its emptier side.

    ``placed`` leads from moments and heights to pixels.
    """
    look = tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x = placed.map(QPointF(readout.as_of, 0.0)).x()
    painter.setPen(QPen(QColor(look.muted), 1.0))
    painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))
    painter.setPen(QPen(QColor(look.surface), 1.5))
    for line in readout.lines:
        if np.isfinite(line.height):
            painter.setBrush(line_colour(line.colour))
            painter.drawEllipse(placed.map(QPointF(readout.as_of, line.height)), 4.0, 4.0)
        elif line.between is not None:
            painter.setBrush(line_colour(line.colour))
            low, high = (placed.map(QPointF(readout.as_of, end)).y() for end in line.between)
            bar = QRectF(x - _BAR, high, 2 * _BAR, low - high)
            painter.drawRoundedRect(bar.adjusted(0, -_BAR, 0, _BAR), _BAR, _BAR)
    rows = tuple(Row(line.family, line.figure, line.colour) for line in readout.lines)
    area = QRectF(2.0, plot.top(), plot.right() - 2.0, plot.height())
    card = Card(readout.title, rows, readout.notes)
    paint_card(painter, card, QPointF(x, plot.top() + 8), area, font)
