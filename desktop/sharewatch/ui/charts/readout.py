"""The crosshair and its panel: every visible series at one date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTransform

from sharewatch.core.words import moment
from sharewatch.ui.charts.colours import line_colour
from sharewatch.ui.charts.labels import figure
from sharewatch.ui.charts.marks import Marker
from sharewatch.ui.charts.picture import Picture
from sharewatch.ui.tokens import tokens

_PAD = 10.0
_CHIP = 9.0


@dataclass(frozen=True, slots=True)
class Line:
    """One series in the panel; ``height`` is its place on the vertical axis, NaN if unknown."""

    family: str
    figure: str
    colour: str
    height: float


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


def read(picture: Picture, index: int, markers: tuple[Marker, ...] = ()) -> Readout:
    """The readout at a point; ``markers`` nearest to this point are told as notes."""
    values = [picture.shown(row, index) for row in range(len(picture.strands))]
    order = sorted(range(len(values)), key=lambda row: -np.nan_to_num(values[row], nan=-1.0))
    lines = tuple(
        Line(
            picture.strands[row].family,
            figure(values[row], picture.mode),
            picture.strands[row].colour,
            float(picture.rows[row, index]),
        )
        for row in order
    )
    notes = tuple(m.text for m in markers if picture.nearest(m.as_of) == index)
    return Readout(int(picture.times[index]), lines, notes)


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
    _panel(painter, readout, x, plot, font)


def _panel(painter: QPainter, readout: Readout, x: float, plot: QRectF, font: QFont) -> None:
    """The panel itself, kept inside the plot's width."""
    look = tokens()
    strong = QFont(font)
    strong.setBold(True)
    plain, bold = QFontMetricsF(font), QFontMetricsF(strong)
    names = max((plain.horizontalAdvance(line.family) for line in readout.lines), default=0.0)
    figures = max((bold.horizontalAdvance(line.figure) for line in readout.lines), default=0.0)
    titles = (bold.horizontalAdvance(readout.title), *map(plain.horizontalAdvance, readout.notes))
    inner = max(_CHIP + 8 + names + 24 + figures, *titles)
    step = plain.height() + 3
    height = step * (1 + len(readout.lines) + len(readout.notes)) + 2 * _PAD + 2
    left = x + 14 if x + 14 + inner + 2 * _PAD < plot.right() else x - 14 - inner - 2 * _PAD
    box = QRectF(max(left, 2.0), plot.top() + 8, inner + 2 * _PAD, height)
    ground = QColor(look.surface)
    ground.setAlpha(242)
    painter.setPen(QPen(QColor(look.border), 1.0))
    painter.setBrush(ground)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.radius, look.radius)

    row = QRectF(box.left() + _PAD, box.top() + _PAD, inner, step)
    painter.setFont(strong)
    painter.setPen(QColor(look.text))
    painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, readout.title)
    row.translate(0, 2)
    for line in readout.lines:
        row.translate(0, step)
        _row(painter, line, row, font, strong)
    painter.setFont(font)
    painter.setPen(QColor(look.muted))
    for note in readout.notes:
        row.translate(0, step)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, note)


def _row(painter: QPainter, line: Line, row: QRectF, font: QFont, strong: QFont) -> None:
    """A chip, a name and a figure."""
    look = tokens()
    chip = QRectF(row.left(), row.center().y() - _CHIP / 2, _CHIP, _CHIP)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(line_colour(line.colour))
    painter.drawRoundedRect(chip, 2, 2)
    painter.setFont(font)
    painter.setPen(QColor(look.text))
    painter.drawText(row.adjusted(_CHIP + 8, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, line.family)
    painter.setFont(strong)
    side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(row, side, line.figure)
