"""A surface that is painted once, shown from a pixmap, and drawn over cheaply.

A crosshair that moves costs a copy of the pixmap and itself, whatever lies beneath.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget


class Stage(QWidget):
    """Paints through ``compose`` (kept) and ``draw_over`` (each time); tells gestures in words."""

    pointed = Signal(QPointF)
    departed = Signal()
    clicked = Signal(QPointF)
    wheeled = Signal(float, float)
    reset_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self._kept, self._spoilt = QPixmap(), True
        self._pressed: QPointF | None = None
        self._dragging = False

    def compose(self, painter: QPainter) -> None:
        """Paint what stays until ``spoil``."""
        raise NotImplementedError

    def draw_over(self, painter: QPainter) -> None:
        """Paint what moves."""
        raise NotImplementedError

    def drag_from(self, start: QPointF) -> None:
        """A drag begins."""
        raise NotImplementedError

    def drag_to(self, start: QPointF, now: QPointF) -> None:
        """The pointer went on."""
        raise NotImplementedError

    def drop(self) -> None:
        """The drag is over."""
        raise NotImplementedError

    @property
    def dragging(self) -> bool:
        """Whether the pointer is pulling at something."""
        return self._dragging

    def spoil(self) -> None:
        """What was kept isn't true any more: compose anew at the next paint."""
        self._spoilt = True
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Copy the kept pixmap, composed if need be, and draw over it."""
        ratio = self.devicePixelRatioF()
        size = (self.size().toSizeF() * ratio).toSize()
        if self._kept.size() != size or self._kept.devicePixelRatio() != ratio:
            self._kept, self._spoilt = QPixmap(size), True
            self._kept.setDevicePixelRatio(ratio)
        if self._spoilt:
            painter = QPainter(self._kept)
            self.compose(painter)
            painter.end()
            self._spoilt = False
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._kept)
        self.draw_over(painter)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click or a drag starts."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point, or drag once the pointer has gone far enough to mean it."""
        now = event.position()
        if self._pressed is None:
            self.pointed.emit(now)
            return
        far = (now - self._pressed).manhattanLength() >= QApplication.startDragDistance() / 2
        if not self._dragging and far:
            self._dragging = True
            self.drag_from(self._pressed)
        if self._dragging:
            self.drag_to(self._pressed, now)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or click."""
        if event.button() is not Qt.MouseButton.LeftButton or self._pressed is None:
            return
        self._pressed = None
        if self._dragging:
            self._dragging = False
            self.drop()
        else:
            self.clicked.emit(event.position())

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Back to the chosen range."""
        self.reset_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom by notches, around the pointer."""
        self.wheeled.emit(event.angleDelta().y() / 120, event.position().x())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer went elsewhere."""
        self.departed.emit()
        super().leaveEvent(event)
