"""The chart as a picture to keep: what is seen, and a line that says what it is."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QByteArray, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QImageWriter, QPainter, QPen
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from sharewatch.ui.tokens import tokens

_SCALE = 2
_PAD = 12


class Drawn(Protocol):
    """A chart that can be kept."""

    def width(self) -> int:
        """Its width in logical pixels."""

    def height(self) -> int:
        """Its height in logical pixels."""

    def logicalDpiX(self) -> int:
        """The dots of an inch."""

    def window(self) -> QWidget:
        """The window it is in."""

    def text_font(self) -> QFont:
        """Its small size of type."""

    def paint_whole(self, painter: QPainter) -> None:
        """Paint all but what the pointer reads, as finely as can be."""


def page_image(view: Drawn, caption: str) -> QImage:
    """The chart over its caption, at twice the size it is seen in."""
    size = _page(view)
    image = QImage((size * _SCALE).toSize(), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SCALE)
    image.setText("Description", caption)
    painter = QPainter(image)
    _paint(painter, view, caption, size)
    painter.end()
    return image


def save_png(view: Drawn, caption: str, path: Path) -> None:
    """Write a PNG. Raises ``OSError`` naming the path."""
    writer = QImageWriter(str(path), QByteArray(b"png"))
    if not writer.write(page_image(view, caption)):
        raise OSError(f"{path}: {writer.errorString()}")


def save_svg(view: Drawn, caption: str, path: Path) -> None:
    """Write an SVG of what is in view. Raises ``OSError`` naming the path."""
    size = _page(view)
    drawing = QSvgGenerator()
    drawing.setFileName(str(path))
    drawing.setResolution(view.logicalDpiX())
    drawing.setSize(size.toSize())
    drawing.setViewBox(QRectF(0, 0, size.width(), size.height()))
    drawing.setTitle(view.window().windowTitle() or "Sharewatch")
    drawing.setDescription(caption)
    painter = QPainter()
    if not painter.begin(drawing):
        raise OSError(f"{path}: the drawing could not be written")
    _paint(painter, view, caption, size)
    painter.end()


def _page(view: Drawn) -> QSizeF:
    """The chart's size and a caption's height."""
    line = QFontMetricsF(view.text_font()).height()
    return QSizeF(QSize(view.width(), int(view.height() + line + 2 * _PAD)))


def _paint(painter: QPainter, view: Drawn, caption: str, size: QSizeF) -> None:
    """The chart, a hairline, the caption."""
    look = tokens()
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(look.surface))
    painter.save()
    view.paint_whole(painter)
    painter.restore()
    painter.setPen(QPen(QColor(look.hairline), 1))
    painter.drawLine(_PAD, view.height(), int(size.width()) - _PAD, view.height())
    painter.setFont(view.text_font())
    painter.setPen(QColor(look.muted))
    room = QRectF(_PAD, view.height(), size.width() - 2 * _PAD, size.height() - view.height())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, caption)
