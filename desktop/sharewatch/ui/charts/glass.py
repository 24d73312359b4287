"""A pane over a view: what moves is painted over a picture of what stands still.

A crosshair that moves costs a copy of that picture and itself, whatever lies beneath.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

Paint = Callable[[QPainter], None]


class Glass(QWidget):
    """Hides what ``beneath`` paints behind a copy of it, and has ``above`` paint over it."""

    def __init__(self, parent: QWidget, beneath: Paint, above: Paint) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._beneath, self._above = beneath, above
        self._kept, self._spoilt = QPixmap(), True
        self.hide()

    def spoil(self) -> None:
        """What was copied isn't true any more."""
        self._spoilt = True
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The copy, made if need be, and what is above it."""
        ratio = self.devicePixelRatioF()
        size = (self.size().toSizeF() * ratio).toSize()
        if self._kept.size() != size or self._kept.devicePixelRatio() != ratio:
            self._kept, self._spoilt = QPixmap(size), True
            self._kept.setDevicePixelRatio(ratio)
        if self._spoilt:
            painter = QPainter(self._kept)
            self._beneath(painter)
            painter.end()
            self._spoilt = False
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._kept)
        self._above(painter)
        painter.end()
