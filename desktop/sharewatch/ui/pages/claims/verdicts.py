"""How a verdict looks: a sign and a word on a round ground, never a colour alone."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from sharewatch.core.claims import Verdict
from sharewatch.ui import theme

TONES = {Verdict.HOLDS: "good", Verdict.FAILS: "bad", Verdict.UNKNOWN: "muted"}

translate = QCoreApplication.translate


def verdict_text(verdict: Verdict) -> str:
    """A verdict as it stands in tables: ``✓ holds``."""
    sign = {Verdict.HOLDS: "✓", Verdict.FAILS: "✗", Verdict.UNKNOWN: "?"}[verdict]
    return f"{sign} {verdict_word(verdict)}"


def verdict_word(verdict: Verdict) -> str:
    """A verdict in a word or two."""
    return {
        Verdict.HOLDS: translate("verdicts", "holds"),
        Verdict.FAILS: translate("verdicts", "doesn't hold"),
        Verdict.UNKNOWN: translate("verdicts", "unknown"),
    }[verdict]


def pill_size(metrics: QFontMetricsF, verdict: Verdict) -> QSize:
    """The room that a verdict takes."""
    wide = metrics.horizontalAdvance(verdict_text(verdict)) + 20
    return QSize(round(wide), round(metrics.height()) + 4)


def paint_verdict(painter: QPainter, room: QRectF, verdict: Verdict) -> None:
    """Paint a verdict at the left of its room; what is unknown has an outline and no ground."""
    size = pill_size(QFontMetricsF(painter.font()), verdict)
    pill = QRectF(room.left(), room.center().y() - size.height() / 2, size.width(), size.height())
    colour = QColor(getattr(theme.tokens(), TONES[verdict]))
    ground = QColor(colour)
    ground.setAlpha(38)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if verdict is Verdict.UNKNOWN:
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pill.adjust(0.5, 0.5, -0.5, -0.5)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setPen(colour)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, verdict_text(verdict))
    painter.restore()


class VerdictMark(QWidget):
    """A verdict on its own, as large as its word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.verdict = Verdict.UNKNOWN
        self.show_verdict(Verdict.UNKNOWN)

    def show_verdict(self, verdict: Verdict) -> None:
        """Show another verdict."""
        self.verdict = verdict
        self.setAccessibleName(verdict_word(verdict))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the word."""
        return pill_size(QFontMetricsF(self.font()), self.verdict)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the verdict."""
        painter = QPainter(self)
        paint_verdict(painter, QRectF(self.rect()), self.verdict)
        painter.end()
