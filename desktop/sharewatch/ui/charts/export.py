"""The chart as a picture to keep: what is seen, and a line that says what it is."""

from __future__ import annotations

from pathlib import Path

import pyqtgraph as pg
from PySide6.QtCore import QByteArray, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QImageWriter, QPainter, QPen
from PySide6.QtSvg import QSvgGenerator

from sharewatch.ui.charts.chart_view import ChartView
from sharewatch.ui.tokens import tokens

_SCALE = 2
_PAD = 12


def page_image(view: ChartView, caption: str) -> QImage:
    """The chart over its caption, at twice the size it is seen in."""
    size = _page(view)
    image = QImage((size * _SCALE).toSize(), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SCALE)
    image.setText("Description", caption)
    painter = QPainter(image)
    _paint(painter, view, caption, size)
    painter.end()
    return image


def save_png(view: ChartView, caption: str, path: Path) -> None:
    """Write a PNG. Raises ``OSError`` naming the path."""
    writer = QImageWriter(str(path), QByteArray(b"png"))
    if not writer.write(page_image(view, caption)):
        raise OSError(f"{path}: {writer.errorString()}")


def save_svg(view: ChartView, caption: str, path: Path) -> None:
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


def _page(view: ChartView) -> QSizeF:
    """The chart's size and a caption's height."""
    line = QFontMetricsF(view.text_font()).height()
    return QSizeF(QSize(view.width(), int(view.height() + line + 2 * _PAD)))


def _paint(painter: QPainter, view: ChartView, caption: str, size: QSizeF) -> None:
    """The chart, a hairline, the caption."""
    look = tokens()
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(look.surface))
    items = [item for item in view.scene().items() if isinstance(item, pg.GraphicsItem)]
    for item in items:
        item.setExportMode(True, {"antialias": True})
    painter.save()
    view.paint_still(painter)
    painter.restore()
    for item in items:
        item.setExportMode(False)
    painter.setPen(QPen(QColor(look.hairline), 1))
    painter.drawLine(_PAD, view.height(), int(size.width()) - _PAD, view.height())
    painter.setFont(view.text_font())
    painter.setPen(QColor(look.muted))
    room = QRectF(_PAD, view.height(), size.width() - 2 * _PAD, size.height() - view.height())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, caption)
