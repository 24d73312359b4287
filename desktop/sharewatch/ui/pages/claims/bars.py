"""A claim's two sides as bars: left above, factor × right below, on one scale."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from sharewatch.core.claims import Judged
from sharewatch.core.intervals import Interval
from sharewatch.core.sides import ENDLESS, Developers, Families, factor_text
from sharewatch.ui import theme
from sharewatch.ui.charts.colours import line_colour
from sharewatch.ui.labels import tip
from sharewatch.ui.pages.claims.words import side_text

BAR, GAP = 14, 10


class ClaimBars(QWidget):
    """Bars as long as the sides are large; a part that isn't known exactly is hatched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._judged: Judged | None = None
        self._colour = ""

    def show_judged(self, judged: Judged | None, colour: str = "") -> None:
        """Show the sides of a judged claim; ``colour`` is the left side's, if it has one."""
        self._judged, self._colour = judged, colour
        shown = [f"{name} {amount}" for name, amount, *_ in self._rows()]
        self.setAccessibleName("; ".join(shown))
        members = "; ".join(self._members())
        self.setAccessibleDescription(members)
        self.setToolTip(tip(members) if members else "")
        self.setVisible(bool(shown))
        self.update()

    def sizeHint(self) -> QSize:
        """Two bars, each under its words."""
        return QSize(320, 2 * (self.fontMetrics().height() + 3 + BAR) + GAP)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bars."""
        rows = self._rows()
        most = _most([bounds for _, _, bounds, _ in rows])
        look, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QFontMetricsF(self.font()).height()
        top = 0.0
        for name, amount, bounds, colour in rows:
            words = QRectF(0, top, self.width(), line)
            room = words.width() - self.fontMetrics().horizontalAdvance(amount) - 12
            short = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, round(room))
            painter.setPen(QColor(look.text))
            painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft), short)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignRight), amount)
            top += line + 3
            self._paint_bar(painter, QRectF(0, top, self.width(), BAR), bounds, most, colour)
            top += BAR + GAP
        painter.end()

    def _paint_bar(
        self, painter: QPainter, room: QRectF, bounds: Interval, most: int, colour: QColor
    ) -> None:
        """A bar in its track: sure up to its lower bound, hatched up to its upper."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens().sunken))
        painter.drawRoundedRect(room, 3, 3)
        if not most:
            return
        high = QRectF(room.topLeft(), room.size())
        high.setWidth(room.width() * min(bounds.high, most) / most)
        low = QRectF(high)
        low.setWidth(room.width() * bounds.low / most)
        if bounds.low != bounds.high:
            painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
            painter.setPen(QPen(colour, 1))
            painter.drawRoundedRect(high.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(low, 3, 3)

    def _members(self) -> list[str]:
        """The names of a side that is too many to be named beside its bar."""
        claim = self._judged.claim if self._judged else None
        sides = (claim.left, claim.right) if claim else ()
        return [
            ", ".join(one.names)
            for one in sides
            if isinstance(one, (Families, Developers)) and str(one) != ", ".join(one.names)
        ]

    def _rows(self) -> list[tuple[str, str, Interval, QColor]]:
        """Name, amount, bounds and colour of either side; nothing where a side is unknown."""
        judged = self._judged
        if judged is None or judged.left_bounds is None or judged.right_bounds is None:
            return []
        claim, look = judged.claim, theme.tokens()
        factor = claim.factor
        right = str(claim.right) if factor == 1 else f"{factor_text(factor)} × {claim.right}"
        product = Interval(
            round(factor * judged.right_bounds.low),
            ENDLESS
            if judged.right_bounds.high >= ENDLESS
            else round(factor * judged.right_bounds.high),
        )
        left = line_colour(self._colour) if self._colour else QColor(look.accent)
        return [
            (str(claim.left), side_text(judged.left_bounds), judged.left_bounds, left),
            (right, side_text(product), product, QColor(look.muted)),
        ]


def _most(rows: list[Interval]) -> int:
    """What the whole width stands for; an open end goes on to the edge, a fifth beyond all else."""
    ends = [one.low if one.high >= ENDLESS else one.high for one in rows]
    most = max(ends, default=0)
    return most * 6 // 5 or 1 if any(one.high >= ENDLESS for one in rows) else most
