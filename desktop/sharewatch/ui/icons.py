"""Pictures: symbolic icons in the scheme's colours, the program's own, and the tray's."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF
from PySide6.QtSvg import QSvgRenderer

from sharewatch.files import resource
from sharewatch.ui.tokens import tokens

_SIZES = (16, 20, 24, 32, 48, 64)
_APP_SIZES = (16, 22, 24, 32, 48, 64, 128, 256)
_TRAY_SIZES = (16, 22, 24, 32, 48, 64)
_INK = QColor("#141a26")
_PAPER = QColor("#ffffff")
_MARKS = {"fresh": "#2b7de9", "stale": "#f0b429", "error": "#e5483d", "alert": "#e5483d"}


def icon(name: str, colour: str | None = None) -> QIcon:
    """A symbolic icon of ``resources/icons`` in the text's colour; accent when it is on.

    Another ``colour`` (``#rrggbb``) suits another ground, such as ``on_accent`` a default
    button. An icon keeps the scheme it was made in: ask again on ``PaletteChange``.
    """
    look = tokens()
    return _tinted(name, colour or look.text, look.border, colour or look.accent)


@lru_cache(maxsize=128)
def _tinted(name: str, normal: str, disabled: str, on: str) -> QIcon:
    """An icon in three colours; kept, for tables and menus ask often."""
    drawing = resource(f"icons/{name}.svg").read_text("utf-8")
    made = QIcon()
    looks = (
        (normal, QIcon.Mode.Normal, QIcon.State.Off),
        (disabled, QIcon.Mode.Disabled, QIcon.State.Off),
        (on, QIcon.Mode.Normal, QIcon.State.On),
    )
    for colour, mode, state in looks:
        tinted = drawing.replace("currentColor", colour)
        for size in _SIZES:
            made.addPixmap(_render(tinted, size), mode, state)
    return made


def app_icon() -> QIcon:
    """The program's icon, for windows and the task bar."""
    drawing = resource("icons/sharewatch.svg").read_text("utf-8")
    made = QIcon()
    for size in _APP_SIZES:
        made.addPixmap(_render(drawing, size))
    return made


def tray_icon(state: str, unread: int) -> QIcon:
    """The tray's icon; ``state`` is ``fresh``, ``stale``, ``error`` or ``alert``.

    Each state has a mark of its own shape, so that colour is not needed: none, a clock's face,
    a triangle, a disc with the number of ``unread`` entries. Stale and error lose the bands'
    colours. A fresh icon with unread entries carries a small dot. Raises ``KeyError`` for
    another state.
    """
    colour = QColor(_MARKS[state])
    drawing = resource("icons/sharewatch.svg").read_text("utf-8")
    if state in ("stale", "error"):
        drawing = _greyed(drawing)
    made = QIcon()
    for size in _TRAY_SIZES:
        pixmap = _render(drawing, size)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(size / 16, size / 16)
        _MARK_PAINTERS[state](painter, colour, unread)
        painter.end()
        made.addPixmap(pixmap)
    return made


def _render(drawing: str, size: int) -> QPixmap:
    """An SVG text as a square pixmap."""
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def _greyed(drawing: str) -> str:
    """The program's icon with its bands in greys of the same order of lightness."""
    for colour, grey in (("#2f6fe4", "#6f7785"), ("#16b3a0", "#98a0ad"), ("#f7b32b", "#c9ced6")):
        drawing = drawing.replace(colour, grey)
    return drawing


def _dot(painter: QPainter, colour: QColor, unread: int) -> None:
    """Nothing, or a dot when something was not looked at."""
    if unread:
        _outlined(painter, QRectF(10.4, 10.4, 5, 5), colour)


def _clock(painter: QPainter, colour: QColor, _unread: int) -> None:
    """A clock's face: the figures are old."""
    _outlined(painter, QRectF(7.2, 7.2, 8.2, 8.2), colour)
    painter.setPen(QPen(_INK, 1.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPolyline([QPointF(11.3, 8.9), QPointF(11.3, 11.5), QPointF(13.3, 11.5)])


def _triangle(painter: QPainter, colour: QColor, _unread: int) -> None:
    """A triangle: the last poll failed."""
    shape = QPolygonF([QPointF(11, 6.9), QPointF(15.4, 15.3), QPointF(6.6, 15.3)])
    path = QPainterPath()
    path.addPolygon(shape)
    path.closeSubpath()
    painter.strokePath(path, QPen(_PAPER, 1.4, j=Qt.PenJoinStyle.RoundJoin))
    painter.fillPath(path, colour)
    painter.setPen(QPen(_PAPER, 1.3))
    painter.drawLine(QPointF(11, 9.6), QPointF(11, 12.2))
    painter.drawPoint(QPointF(11, 13.9))


def _count(painter: QPainter, colour: QColor, unread: int) -> None:
    """A disc with the number of unread entries; an exclamation mark when there is none."""
    disc = QRectF(6.4, 6.4, 9.2, 9.2)
    _outlined(painter, disc, colour)
    font = QFont(painter.font())
    font.setPixelSize(8 if unread < 10 else 6)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(_PAPER)
    text = "!" if unread <= 0 else str(unread) if unread < 10 else "9+"
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, text)


def _outlined(painter: QPainter, disc: QRectF, colour: QColor) -> None:
    """A disc with a light rim, to stand apart from the bands and from any panel."""
    painter.setPen(QPen(_PAPER, 1))
    painter.setBrush(colour)
    painter.drawEllipse(disc)


_MARK_PAINTERS = {"fresh": _dot, "stale": _clock, "error": _triangle, "alert": _count}
