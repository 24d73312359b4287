"""The chart as seen: a plot with labels beside it, a crosshair above it, and gestures."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from sharewatch.ui.charts import labels, notches, strokes
from sharewatch.ui.charts.frame import Frame, held
from sharewatch.ui.charts.hits import family_at, value_span
from sharewatch.ui.charts.marks import Marker, ThresholdLine
from sharewatch.ui.charts.picture import Picture
from sharewatch.ui.charts.plot import Plot
from sharewatch.ui.charts.readout import Readout, paint_readout, read
from sharewatch.ui.charts.stage import Stage
from sharewatch.ui.tokens import tokens

_ZOOM = 0.8
_NEAR = 1.5
_HEADROOM = 1.04


class ChartView(Stage):
    """Shows one picture. Times are UTC seconds, levels shares (0..1)."""

    crosshair_moved = Signal()
    family_clicked = Signal(str)
    threshold_dropped = Signal(int, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.empty_text = ""
        self.picture: Picture | None = None
        self.index: int | None = None
        self.chosen: str | None = None
        self.thresholds: tuple[ThresholdLine, ...] = ()
        self.markers: tuple[Marker, ...] = ()
        self._held: ThresholdLine | None = None
        self._drag_frame: Frame | None = None
        self._plot = Plot()
        self.pointed.connect(self._point)
        self.departed.connect(lambda: self.put_crosshair(None))
        self.clicked.connect(self._click)
        self.wheeled.connect(self._zoom)

    def text_font(self) -> QFont:
        """The chart's own, small size of type."""
        font = QFont(self.font())
        font.setPointSizeF(tokens().font_small)
        return font

    def frame(self) -> Frame:
        """What is in view."""
        return self._plot.frame()

    @property
    def area(self) -> QRectF:
        """The plot without axes and labels, in pixels of this widget."""
        return self._plot.area

    def show_picture(self, picture: Picture | None) -> None:
        """Show another picture, its times in view to be set by ``show_times``."""
        self.picture, self.index = picture, None
        self._arrange()

    def settle(self) -> None:
        """Lay everything out for the present size, shown or not."""
        self._arrange()

    def show_times(self, start: float, end: float) -> None:
        """Put a stretch of time in view, cut to what the picture holds."""
        if self.picture is not None:
            self._plot.show_times(*held(start, end, self.picture.times))
        self.reframe()

    def reframe(self) -> None:
        """Fit the values to what is in view, and paint anew."""
        picture = self.picture
        if picture is not None:
            frame = self.frame()
            span = value_span(picture, frame)
            if picture.mode == "lines":
                ceiling = span[1] * _NEAR
                near = [t.level * _HEADROOM for t in self.thresholds if t.level <= ceiling]
                span = span[0], max([span[1], *near])
            self._plot.show_values(*span, picture.mode, picture.log)
        self.spoil()

    def placed_labels(self) -> tuple[labels.Label, ...]:
        """The labels beside the plot, in pixels of this widget."""
        if self.picture is None:
            return ()
        area = self.area
        margin = QRectF(area.right(), area.top(), self.width() - area.right(), area.height())
        return labels.place(self.picture, self.frame(), margin, self.text_font())

    def set_apart(self, family: str | None) -> None:
        """Fade all families but one, or none."""
        if family != self.chosen:
            self.chosen = family
            self.spoil()

    def readout(self) -> Readout | None:
        """What the crosshair reads, ``None`` without one."""
        if self.picture is None or self.index is None:
            return None
        return read(self.picture, self.index, self.markers)

    def put_crosshair(self, index: int | None) -> None:
        """Move the crosshair to a point, or take it away."""
        if index != self.index:
            self.index = index
            self.crosshair_moved.emit()
            self.update()

    def compose(self, painter: QPainter, fine: bool = False) -> None:
        """The plot and its labels, or the words for having none; ``fine`` for keeping."""
        look = tokens()
        painter.fillRect(self.rect(), QColor(look.surface))
        if self.picture is None:
            painter.setFont(self.font())
            painter.setPen(QColor(look.muted))
            room = QRectF(self.rect()).adjusted(40, 20, -40, -20)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, int(flags), self.empty_text)
            return
        self._paint_plot(painter, self.picture, fine)
        self._plot.paint_axes(painter, self.text_font())
        labels.paint_labels(painter, self.placed_labels(), self.text_font(), self.chosen)

    def draw_over(self, painter: QPainter) -> None:
        """The crosshair."""
        readout = self.readout()
        if readout is not None and not self.dragging:
            paint_readout(painter, readout, self.frame(), self.area, self.text_font())

    def drag_from(self, start: QPointF) -> None:
        """Take hold of a threshold under the pointer, else of the time axis."""
        self._held = self._threshold_at(start)
        self._drag_frame = self.frame()

    def drag_to(self, start: QPointF, now: QPointF) -> None:
        """Pull the threshold, by tenths of a percent, or the view."""
        frame = self._drag_frame
        if frame is None or self.picture is None:
            return
        if self._held is None:
            shift = frame.time(start.x()) - frame.time(now.x())
            self.show_times(frame.start + shift, frame.end + shift)
            return
        level = round(min(max(frame.value(now.y() - self.area.top()), 0.0), frame.high, 1.0), 3)
        moved = replace(self._held, level=level, label=f"{level * 100:.1f} %")
        self.thresholds = tuple(moved if t.rule_id == moved.rule_id else t for t in self.thresholds)
        self._held = moved
        self.spoil()

    def drop(self) -> None:
        """Tell where a threshold was let go."""
        let_go, self._held, self._drag_frame = self._held, None, None
        self.spoil()
        if let_go is not None:
            self.threshold_dropped.emit(let_go.rule_id, let_go.level)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay plot and labels out anew."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Take another scheme's colours or another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._arrange()

    def _arrange(self) -> None:
        """Give the labels the margin they need and the plot the rest."""
        if self.picture is not None:
            margin = labels.gutter(self.picture, self.text_font())
            self._plot.resize(self.width() - margin, self.height())
        self.reframe()

    def _paint_plot(self, painter: QPainter, picture: Picture, fine: bool) -> None:
        """Grid and lines, or bands; thresholds and markers over them."""
        frame = self.frame()
        painter.save()
        painter.translate(self.area.topLeft())
        painter.setClipRect(QRectF(0, -2, frame.width + 1, frame.height + 2))
        self._plot.paint_grid(painter)
        if picture.mode == "stacked":
            strokes.paint_bands(painter, frame, picture, self.chosen)
        else:
            strokes.paint_lines(painter, frame, picture, self.chosen, fine)
        if picture.mode == "lines":
            notches.paint_thresholds(painter, self.thresholds, frame, self.text_font())
        notches.paint_markers(painter, self.markers, frame)
        painter.restore()

    def _threshold_at(self, at: QPointF) -> ThresholdLine | None:
        """The threshold under a pixel of this widget."""
        if self.picture is None or self.picture.mode != "lines" or not self.area.contains(at):
            return None
        return notches.threshold_at(self.thresholds, self.frame(), at.y() - self.area.top())

    def _point(self, at: QPointF) -> None:
        """Read the point nearest to the pointer, and say with its shape what can be pulled."""
        if self.picture is None:
            return
        grip = self._threshold_at(at) is not None
        self.setCursor(Qt.CursorShape.SizeVerCursor if grip else Qt.CursorShape.ArrowCursor)
        inside = self.area.contains(at)
        frame = self.frame()
        near = self.picture.nearest(frame.time(at.x() - self.area.left()))
        self.put_crosshair(near if inside else None)

    def _click(self, at: QPointF) -> None:
        """Tell which family was clicked, and stop setting another apart."""
        self.set_apart(None)
        on_label = [label.family for label in self.placed_labels() if label.box.contains(at)]
        family = on_label[0] if on_label else None
        if family is None and self.picture is not None and self.area.contains(at):
            family = family_at(self.picture, self.frame(), at - self.area.topLeft())
        if family is not None:
            self.family_clicked.emit(family)

    def _zoom(self, notches_turned: float, x: float) -> None:
        """Zoom the time axis, the moment under the pointer staying where it is."""
        frame = self.frame()
        held_at = frame.time(min(max(x - self.area.left(), 0.0), frame.width))
        factor = _ZOOM**notches_turned
        self.show_times(
            held_at + (frame.start - held_at) * factor, held_at + (frame.end - held_at) * factor
        )
