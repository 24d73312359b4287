"""When a count reaches a number: the line so far, and where it may go on."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from sharewatch.core.words import compact, day
from sharewatch.ui.charts.card import Card, Row
from sharewatch.ui.charts.colours import line_colour, text_colour
from sharewatch.ui.charts.columns import Floats
from sharewatch.ui.charts.fan import Fan, date_text, fan_words
from sharewatch.ui.charts.grid import (
    BELOW,
    ROW,
    TOP,
    VALUES_WIDTH,
    Scale,
    dates_below,
    paint_base,
    paint_values,
)
from sharewatch.ui.charts.outlines import paint_level, polygon, runs
from sharewatch.ui.charts.plate import Plate
from sharewatch.ui.charts.ticks import DAY, count_text, ticks
from sharewatch.ui.tokens import tokens

_PAST = 2.2
_LEAST_PAST = 45 * DAY
_HEADROOM = 1.07


class MilestoneChart(Plate):
    """A line up to the last poll, a dashed one to the number, and the span of its dates."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("When a number is reached"), parent)
        self.setMinimumSize(240, 160)
        self._fan: Fan | None = None
        self._plot = QRectF()
        self._across = self._up = Scale(0, 1, 0, 1)
        self._marks: list[tuple[float, str]] = []
        self._times: Floats = np.empty(0)
        self._values: Floats = np.empty(0)

    def show_milestone(self, fan: Fan | None) -> None:
        """Show a count's way to a number."""
        known = fan is not None and bool(np.isfinite(fan.values).any())
        self._fan = fan if known else None
        if fan is not None and known:
            kept = np.isfinite(fan.values)
            self._times = np.asarray(fan.times, np.float64)[kept]
            self._values = np.asarray(fan.values, np.float64)[kept]
        self.renew()

    def sizeHint(self) -> QSize:
        """Wide enough for a few months."""
        return QSize(760, 320)

    def count(self) -> int:
        """Every known point, then the moments to come."""
        return 0 if self._fan is None else self._times.size + len(self._coming())

    def arrange(self, room: QRectF) -> None:
        """Enough of the past to see its slope beside what is to come."""
        fan = self._fan
        if fan is None:
            return
        self._plot = room.adjusted(VALUES_WIDTH, TOP, -24, -BELOW)
        last = float(self._times[-1])
        coming = [at for _, at in self._coming()]
        end = max([last, *coming])
        if self._open():
            end += 0.6 * (end - last)
        start = max(float(self._times[0]), last - max(_PAST * (end - last), _LEAST_PAST))
        if fan.expected is not None:
            start = min(start, max(float(self._times[0]), fan.expected - _LEAST_PAST / 3))
        end += 0.05 * (end - start) or DAY
        self._across = Scale(start, end, self._plot.left(), self._plot.right())
        seen = self._values[self._times >= start]
        low = float(seen.min())
        high = max(float(seen.max()), fan.reach)
        if low < high / 2:
            low = 0.0
        high = low + (high - low) * _HEADROOM
        values = ticks(low, high, max(2, int(self._plot.height() / ROW)))
        values = [value for value in values if low <= value <= high]
        self._marks = [(value, count_text(value)) for value in values]
        self._up = Scale(low, high, self._plot.bottom(), self._plot.top())

    def draw(self, painter: QPainter) -> None:
        """Grid, the number, the fan, the line, and the dates in words."""
        fan = self._fan
        if fan is None:
            return
        look = tokens()
        paint_values(painter, self._plot, self._up, self._marks)
        self._draw_span(painter, fan)
        paint_base(painter, self._plot, self._across, dates_below(self._across))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        level = round(self._up.at(fan.reach)) + 0.5
        left, right = self._plot.left(), self._plot.right()
        paint_level(painter, left, right, level, QColor(look.text))
        words = self.tr("{number} downloads").format(number=count_text(fan.reach))
        above = QPointF(left + 4, level - QFontMetricsF(painter.font()).height() - 3)
        _write(painter, words, above, QColor(look.text))
        self._draw_line(painter, fan)
        self._draw_words(painter, fan, level)

    def thing_at(self, at: QPointF) -> int | None:
        """The nearest moment."""
        if not self._plot.contains(at):
            return None
        moments = self._moments()
        time = self._across.back(at.x())
        after = int(np.searchsorted(moments, time).clip(1, max(1, moments.size - 1)))
        if after >= moments.size:
            return 0
        return after if moments[after] - time < time - moments[after - 1] else after - 1

    def step(self, key: int) -> int | None:
        """Home leads to the first in view; what is to come is read first."""
        first = int(np.searchsorted(self._times, self._across.low))
        if key == Qt.Key.Key_Home:
            return first
        if self._index is None and key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            return min(self._times.size, self.count() - 1)
        moved = super().step(key)
        return None if moved is None else max(first, moved)

    def open_room(self) -> QRectF:
        """The plot: names stay to be read."""
        return self._plot

    def point_out(self, painter: QPainter, index: int) -> QPointF:
        """A line through the moment and a dot at its height."""
        look, at = tokens(), self._place(index)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.muted), 1.0))
        painter.drawLine(QLineF(at.x(), self._plot.top(), at.x(), self._plot.bottom()))
        painter.setPen(QPen(QColor(look.surface), 1.5))
        painter.setBrush(line_colour(self._fan.colour if self._fan else look.muted))
        painter.drawEllipse(at, 4.0, 4.0)
        return QPointF(at.x(), self._plot.top() + 28)

    def card(self, index: int) -> Card:
        """The count at a moment, or what a moment to come is."""
        fan = self._fan
        if fan is None:
            return Card("")
        if index < self._times.size:
            row = Row(fan.name, compact(float(self._values[index])), fan.colour)
            return Card(day(int(self._times[index])), (row,))
        word, at = self._coming()[index - self._times.size]
        row = Row(fan.name, compact(fan.reach), fan.colour)
        return Card(f"{word}: {date_text(at)}", (row,), (fan.method,) if fan.method else ())

    def summary(self) -> str:
        """The latest count and when the number is reached."""
        fan = self._fan
        if fan is None:
            return ""
        latest = compact(float(self._values[-1]))
        as_of = day(int(self._times[-1]))
        words = ": ".join(word for word in fan_words(fan) if word)
        return f"{fan.name} {latest}, {as_of}. {compact(fan.reach)}: {words}. {fan.method}".strip()

    def _coming(self) -> list[tuple[str, float]]:
        """The moments after the last point, in order, with what they are."""
        fan = self._fan
        if fan is None:
            return []
        named = (
            (self.tr("Earliest"), fan.earliest),
            (self.tr("Expected"), fan.expected),
            (self.tr("Latest"), fan.latest),
        )
        last = float(self._times[-1])
        found = [(word, at) for word, at in named if at is not None and at > last]
        return sorted(found, key=lambda one: one[1])

    def _open(self) -> bool:
        """Whether the span of dates has no end."""
        fan = self._fan
        return fan is not None and fan.latest is None and bool(self._coming())

    def _moments(self) -> Floats:
        return np.append(self._times, [at for _, at in self._coming()])

    def _place(self, index: int) -> QPointF:
        """Where a moment stands."""
        past = index < self._times.size
        height = float(self._values[index]) if past or self._fan is None else self._fan.reach
        return QPointF(self._across.at(float(self._moments()[index])), self._up.at(height))

    def _draw_span(self, painter: QPainter, fan: Fan) -> None:
        """The dates from earliest to latest, and the fan that leads to them."""
        if not self._coming() or fan.earliest is None:
            return
        top, floor = self._up.at(fan.reach), self._plot.bottom()
        left = self._across.at(fan.earliest)
        right = self._plot.right() if fan.latest is None else self._across.at(fan.latest)
        right = max(right, left + 2)
        ground = QColor(line_colour(fan.colour))
        ground.setAlpha(38)
        column = QRectF(left, top, right - left, floor - top)
        if fan.latest is None:
            fading, clear = QLinearGradient(left, 0, right, 0), QColor(ground)
            clear.setAlpha(0)
            fading.setColorAt(0, ground)
            fading.setColorAt(1, clear)
            painter.fillRect(column, fading)
        else:
            painter.fillRect(column, ground)
        start = QPointF(
            self._across.at(float(self._times[-1])), self._up.at(float(self._values[-1]))
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground.setAlpha(64)
        painter.setBrush(ground)
        painter.drawPolygon(QPolygonF([start, QPointF(left, top), QPointF(right, top)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_line(self, painter: QPainter, fan: Fan) -> None:
        """The known line, then the expected one to the number, dashed."""
        colour = line_colour(fan.colour)
        first = max(0, int(np.searchsorted(self._times, self._across.low)) - 1)
        points = self._times.size - first
        every = max(1, points // max(1, int(self._plot.width())))
        x = np.append(self._times[first:-1:every], self._times[-1])
        y = np.append(self._values[first:-1:every], self._values[-1])
        across = np.array([self._across.at(at) for at in x.tolist()])
        up = np.array([self._up.at(value) for value in y.tolist()])
        painter.save()
        painter.setClipRect(self._plot)
        round_join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(colour, 2.0, *round_join))
        for run in runs(np.isfinite(up)):
            painter.drawPolyline(polygon(across[run], up[run]))
        painter.restore()
        last = QPointF(float(across[-1]), float(up[-1]))
        if fan.expected is None:
            end = None
        else:
            end = QPointF(self._across.at(fan.expected), self._up.at(fan.reach))
        if end is not None and end.x() > last.x():
            pen = QPen(colour, 2.0)
            pen.setDashPattern([3.0, 2.5])
            painter.setPen(pen)
            painter.drawLine(last, end)
        look = tokens()
        for at, filled in ((last, True), (end, end is not None and end.x() <= last.x())):
            if at is not None:
                painter.setPen(QPen(QColor(look.surface) if filled else colour, 1.8))
                painter.setBrush(colour if filled else QColor(look.surface))
                painter.drawEllipse(at, 4.5, 4.5)

    def _draw_words(self, painter: QPainter, fan: Fan, level: float) -> None:
        """The dates: at the foot of their span; in the past, beside the point."""
        look, (about, between) = tokens(), fan_words(fan)
        strong = QFont(self.text_font())
        strong.setBold(True)
        bold, plain = QFontMetricsF(strong), QFontMetricsF(self.text_font())
        wide = max(bold.horizontalAdvance(about), plain.horizontalAdvance(between)) + 8
        if self._coming():
            left, top = self._beside_span(fan, wide), self._plot.bottom() - 2 * bold.height() - 8
        elif fan.expected is not None:
            left, top = self._across.at(fan.expected) + 8, level + 4
        else:
            left, top = self._plot.right() - wide - 8, level + 4
        left = max(self._plot.left() + 4, min(left, self._plot.right() - wide))
        within = bool(self._coming()) and left >= self._across.at(fan.earliest or 0.0)
        if not within:
            ground = QColor(look.surface)
            ground.setAlpha(215)
            painter.fillRect(QRectF(left - 3, top, wide, 2 * bold.height()), ground)
        painter.setFont(strong)
        _write(painter, about, QPointF(left, top), text_colour(fan.colour))
        painter.setFont(self.text_font())
        if between:
            _write(painter, between, QPointF(left, top + bold.height()), QColor(look.text))

    def _beside_span(self, fan: Fan, wide: float) -> float:
        """Where words as wide as these stand: within the span of dates, else left of it."""
        ahead = [at for at in (fan.earliest, fan.expected) if at is not None]
        left = self._across.at(min(ahead))
        right = self._plot.right() if fan.latest is None else self._across.at(fan.latest)
        return left + 6 if right - left > wide + 12 else left - wide - 4


def _write(painter: QPainter, text: str, at: QPointF, colour: QColor) -> None:
    """A line of text from its top left corner."""
    metrics = QFontMetricsF(painter.font())
    box = QRectF(at.x(), at.y(), metrics.horizontalAdvance(text) + 6, metrics.height())
    painter.setPen(colour)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
