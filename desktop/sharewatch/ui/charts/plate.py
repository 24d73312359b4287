"""A chart painted whole: what is read moves over a kept copy of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from sharewatch.ui.charts import export
from sharewatch.ui.charts.card import Card, paint_card
from sharewatch.ui.charts.colours import line_colour
from sharewatch.ui.tokens import tokens

_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class Plate(QWidget):
    """What all painted charts share: reading by pointer and keys, words, pictures to keep.

    A chart has ``count`` things to read, each with a card. It says where they are (``arrange``,
    whenever its size or what it shows has changed), paints them all (``draw``), finds one under
    the pointer (``thing_at``) and points one out (``point_out``).
    """

    chosen = Signal(int)
    """Which thing was clicked, or read as Enter was pressed."""
    ink = staticmethod(line_colour)
    """Makes a family's colour what it is drawn in."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(240, 120)
        self.setAccessibleName(name)
        self._kept, self._spoilt, self._arranged = QPixmap(), True, False
        self._index: int | None = None
        self._caption = self._empty = ""

    def count(self) -> int:
        """How many things can be read; with none the chart says why."""
        raise NotImplementedError

    def arrange(self, room: QRectF) -> None:
        """Work out where everything stands."""
        raise NotImplementedError

    def draw(self, painter: QPainter) -> None:
        """Paint it all."""
        raise NotImplementedError

    def thing_at(self, at: QPointF) -> int | None:
        """The thing at a pixel, at a cost that doesn't grow with what is shown."""
        raise NotImplementedError

    def point_out(self, painter: QPainter, index: int) -> QPointF:
        """Mark a thing; returns where its card belongs."""
        raise NotImplementedError

    def card(self, index: int) -> Card:
        """What is known of a thing."""
        raise NotImplementedError

    def open_room(self) -> QRectF:
        """Where cards may lie."""
        return QRectF(self.rect())

    def summary(self) -> str:
        """The whole in words."""
        raise NotImplementedError

    def step(self, key: int) -> int | None:
        """Which thing a key leads to."""
        last, at = self.count() - 1, self._index
        before = last if at is None else max(0, at - 1)
        after = 0 if at is None else min(last, at + 1)
        steps = {
            Qt.Key.Key_Left: before,
            Qt.Key.Key_Up: before,
            Qt.Key.Key_Right: after,
            Qt.Key.Key_Down: after,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        return steps.get(Qt.Key(key)) if last >= 0 else None

    def set_empty_text(self, text: str) -> None:
        """Say what stands here while there is nothing to draw."""
        self._empty = text
        self.renew()

    def set_caption(self, text: str) -> None:
        """The line that every export carries: scope, measure, as-of, catalog, Demo."""
        self._caption = text

    def renew(self) -> None:
        """What is shown has changed."""
        self._index = None
        self._spoil()
        self._describe()

    def reading(self) -> Card | None:
        """What is read now, ``None`` when nothing is."""
        return None if self._index is None else self.card(self._index)

    def read(self, index: int | None) -> None:
        """Read a thing, or nothing."""
        if index != self._index:
            self._index = index
            self._describe()
            self.update()

    def save_png(self, path: str | Path) -> None:
        """Write the chart as seen with its caption, at twice its size; ``OSError`` on failure."""
        export.save_png(self, self._caption, Path(path))

    def save_svg(self, path: str | Path) -> None:
        """Write the chart as seen with its caption as a drawing; ``OSError`` on failure."""
        export.save_svg(self, self._caption, Path(path))

    def copy_image(self) -> None:
        """Put the chart as seen with its caption on the clipboard."""
        QGuiApplication.clipboard().setImage(export.page_image(self, self._caption))

    def text_font(self) -> QFont:
        """The chart's own, small size of type."""
        font = QFont(self.font())
        font.setPointSizeF(tokens().font_small)
        return font

    def settle(self) -> None:
        """Have everything stand where it belongs."""
        if not self._arranged:
            self._arranged = True
            if self.count():
                self.arrange(QRectF(self.rect()))

    def paint_whole(self, painter: QPainter) -> None:
        """All but what is read."""
        self.settle()
        painter.fillRect(self.rect(), QColor(tokens().surface))
        painter.setFont(self.text_font())
        if self.count():
            self.draw(painter)
        else:
            painter.setFont(self.font())
            painter.setPen(QColor(tokens().muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(20, 8, -20, -8), int(flags), self._empty)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The kept copy, made if need be, and what is read."""
        ratio = self.devicePixelRatioF()
        size = (self.size().toSizeF() * ratio).toSize()
        if self._spoilt or self._kept.size() != size:
            self._kept, self._spoilt = QPixmap(size), False
            self._kept.setDevicePixelRatio(ratio)
            painter = QPainter(self._kept)
            self.paint_whole(painter)
            painter.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._kept)
        card = self.reading()
        if card is not None and self._index is not None:
            at = self.point_out(painter, self._index)
            paint_card(painter, card, at, self.open_room(), self.text_font(), ink=self.ink)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything stands elsewhere."""
        super().resizeEvent(event)
        self._spoil()

    def changeEvent(self, event: QEvent) -> None:
        """Take another scheme's colours or another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._spoil()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read what is pointed at."""
        self.settle()
        self.read(self.thing_at(event.position()) if self.count() else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is pointed at."""
        self.mouseMoveEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self._index is not None:
            self.chosen.emit(self._index)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer went elsewhere."""
        super().leaveEvent(event)
        self.read(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End read one by one, Enter chooses, Escape puts the card away."""
        key, at = event.key(), self._index
        self.settle()
        moved = self.step(key)
        if moved is not None:
            self.read(moved)
        elif key == Qt.Key.Key_Escape and at is not None:
            self.read(None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at is not None:
            self.chosen.emit(at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show who comes by keyboard where reading begins."""
        super().focusInEvent(event)
        if event.reason() in _BY_KEY and self.count():
            self.settle()
            self.read(self.step(Qt.Key.Key_Home))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Put the card away."""
        super().focusOutEvent(event)
        self.read(None)

    def _spoil(self) -> None:
        self._spoilt, self._arranged = True, False
        self.update()

    def _describe(self) -> None:
        """Say in words what is read, else the whole."""
        card = self.reading()
        if card is not None:
            self.setAccessibleDescription(card.words())
        else:
            self.setAccessibleDescription(self.summary() if self.count() else self._empty)
