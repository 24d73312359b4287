"""The chart as seen: a view of values over time with labels beside it and a crosshair above it."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QTransform
from PySide6.QtWidgets import QWidget

from sharewatch.ui.charts.axes import ValueAxis, whole
from sharewatch.ui.charts.card import paint_card
from sharewatch.ui.charts.dates import DateAxis
from sharewatch.ui.charts.diamonds import reference_card
from sharewatch.ui.charts.glass import Glass
from sharewatch.ui.charts.hits import family_at, value_span
from sharewatch.ui.charts.labels import LabelColumn
from sharewatch.ui.charts.marks import Marker, Reference, ThresholdLine
from sharewatch.ui.charts.notches import Markers, Threshold
from sharewatch.ui.charts.overlay import References
from sharewatch.ui.charts.picture import Picture
from sharewatch.ui.charts.readout import Readout, paint_readout, read
from sharewatch.ui.charts.strokes import Bands, Line
from sharewatch.ui.charts.ticks import DAY
from sharewatch.ui.tokens import tokens

_TOP = 12
_NEAR = 1.5
_HEADROOM = 1.04
_ROOM = 0.03

# Qt joins moves that come faster than they are handled; pyqtgraph would drop them.
pg.setConfigOption("mouseRateLimit", 0)


class ChartView(pg.GraphicsView):
    """Shows one picture. Times are UTC seconds, levels shares (0..1)."""

    crosshair_moved = Signal()
    family_clicked = Signal(str)
    threshold_dropped = Signal(int, float)
    reset_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Nearly all of it changes or nothing does: what moves by itself is on the glass.
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.picture: Picture | None = None
        self.index: int | None = None
        self._pointed: Reference | None = None
        self.chosen: str | None = None
        self._thresholds: tuple[ThresholdLine, ...] = ()
        self._marked: tuple[Marker, ...] = ()
        self.box = pg.ViewBox(enableMenu=False, defaultPadding=0)
        self.box.setMouseEnabled(x=True, y=False)
        self._values, self._dates = ValueAxis(), DateAxis()
        self.labels = LabelColumn(self.box)
        self._lines: dict[str, Line] = {}
        self._bands = Bands(self.box)
        self._bars: list[Threshold] = []
        self._markers = Markers()
        self.references = References(self.box)
        self.box.addItem(self._markers, ignoreBounds=True)
        for axis in (self._values, self._dates):
            axis.linkToView(self.box)
        room = self.centralLayout
        room.setContentsMargins(0, _TOP, 0, 0)
        room.setSpacing(0)
        for column, item in enumerate((self._values, self.box, self.labels)):
            room.addItem(item, 0, column)
        room.addItem(self._dates, 1, 1)
        self._glass = Glass(self.viewport(), self.paint_still, self._paint_readout)
        self.box.sigXRangeChanged.connect(self.fit)
        self.box.sigResized.connect(self.fit)
        self.scene().sigMouseClicked.connect(self._click)
        self.sigDeviceRangeChanged.connect(lambda: self._glass.resize(self.size()))
        self.dress()

    def text_font(self) -> QFont:
        """The chart's own, small size of type."""
        font = QFont(self.font())
        font.setPointSizeF(tokens().font_small)
        return font

    def dress(self) -> None:
        """Wear the present colours and font."""
        self.setBackground(QColor(tokens().surface))
        for axis in (self._values, self._dates):
            axis.dress(self.text_font())
        if self.picture is not None:
            self.labels.setData(self.picture, self.text_font())
        self.show_thresholds(self._thresholds)

    def bounds(self) -> tuple[float, float]:
        """All the time there is: the picture's, and that of the published figures beside it."""
        picture = self.picture
        if picture is None:
            return 0.0, DAY
        first, last = whole(picture.times)
        fitting = self.references.fitting(picture)
        middles = [(one.start + one.end) / 2 for one in fitting]
        left, right = min([first, *middles]), max([last, *middles])
        room = (right - left) * _ROOM
        return left - room * (left < first), right + room * (right > last)

    def times(self) -> tuple[float, float]:
        """The stretch of time in view."""
        start, end = self.box.viewRange()[0]
        return start, end

    def show_picture(self, picture: Picture, stretch: tuple[float, float] | None) -> None:
        """Show another picture, and a stretch of it or what of it was in view."""
        self.picture, self.index, self._pointed = picture, None, None
        self._glass.hide()
        self.references.setData(picture, None)
        self._limit(picture)
        self.labels.setData(picture, self.text_font())
        self._draw()
        self.centralLayout.activate()
        if stretch is not None:
            self.show_times(*stretch)
        self.fit()

    def _limit(self, picture: Picture) -> None:
        """Let nobody leave the time there is, nor come nearer than two points."""
        first, last = self.bounds()
        start, end = whole(picture.times)
        least = min(last - first, 2.0 * (end - start) / max(1, picture.times.size - 1))
        limits = {"minXRange": least, "maxXRange": last - first}
        self.box.setLimits(xMin=first, xMax=last, **limits)

    def show_references(self, references: tuple[Reference, ...]) -> None:
        """Lay published figures over the chart, those in its own unit."""
        self.references.show_references(references, self.text_font())
        if self.picture is not None:
            self._limit(self.picture)
        self.fit()

    def show_times(self, start: float, end: float) -> None:
        """Put a stretch of time in view, cut to what the picture holds."""
        self.box.setXRange(start, end, padding=0)

    def show_thresholds(self, lines: tuple[ThresholdLine, ...]) -> None:
        """Lay thresholds over the lines."""
        self._thresholds = lines
        for bar in self._bars:
            self.box.removeItem(bar)
        self._bars = [Threshold(line, self.text_font()) for line in lines]
        for bar in self._bars:
            self.box.addItem(bar, ignoreBounds=True)
            bar.setVisible(self.picture is not None and self.picture.mode == "lines")
            bar.sigPositionChangeFinished.connect(self._drop)
        self.fit()

    def show_markers(self, markers: tuple[Marker, ...]) -> None:
        """Mark moments on the time axis."""
        self._marked = markers
        self.fit()

    def fit(self) -> None:
        """Fit the values to what is in view."""
        picture = self.picture
        if picture is None:
            return
        low, high = value_span(picture, *self.times(), int(self.box.width()))
        if picture.mode == "lines":
            near = [bar.value() * _HEADROOM for bar in self._bars if bar.value() <= high * _NEAR]
            high = max([high, *near])
        low, high = self.references.widened(*self.times(), low, high)
        low, high = self._values.fit(low, high, picture.mode, picture.log)
        self.box.setYRange(low, high, padding=0)
        self._markers.place(self._marked, low)
        self.labels.update()
        # Now and not while painting, which would have to begin again.
        self.box.updateMatrix()
        self._glass.spoil()

    def set_apart(self, family: str | None) -> None:
        """Fade all families but one, or none."""
        if family != self.chosen:
            self.chosen = family
            self._draw()

    def readout(self) -> Readout | None:
        """What the crosshair reads, ``None`` without one."""
        if self.picture is None or self.index is None:
            return None
        fitting = self.references.fitting(self.picture)
        return read(self.picture, self.index, self._marked, fitting)

    def put_crosshair(self, index: int | None) -> None:
        """Move the crosshair to a point, or take it away."""
        if index is None:
            self._point_at(None)
        if index != self.index:
            self.index = index
            self.crosshair_moved.emit()
            self._glass.setVisible(index is not None)
            self._glass.update()

    def _point_at(self, reference: Reference | None) -> None:
        """Name the source of the figure that is pointed at."""
        if reference is not self._pointed:
            self._pointed = reference
            self._glass.update()

    def paint_still(self, painter: QPainter) -> None:
        """All but the crosshair."""
        room = QRectF(self.rect())
        painter.fillRect(room, QColor(tokens().surface))
        self.scene().render(painter, room, room)

    def paint_whole(self, painter: QPainter) -> None:
        """The same, every line whole, to be kept."""
        items = [item for item in self.scene().items() if isinstance(item, pg.GraphicsItem)]
        for item in items:
            item.setExportMode(True, {"antialias": True})
        self.paint_still(painter)
        for item in items:
            item.setExportMode(False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the point nearest to the pointer unless it pulls at something."""
        super().mouseMoveEvent(event)
        at = event.position()
        inside = self.picture is not None and self.box.sceneBoundingRect().contains(at)
        if self.picture is None or not inside or event.buttons():
            self.put_crosshair(None)
        else:
            self._point_at(self.references.under(at - self.box.scenePos()))
            self.put_crosshair(self.picture.nearest(self.box.mapSceneToView(at).x()))

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer went elsewhere."""
        super().leaveEvent(event)
        self.put_crosshair(None)

    def _draw(self) -> None:
        """Hand the picture to the items that draw it."""
        picture = self.picture
        if picture is None:
            return
        stacked = picture.mode == "stacked"
        for item in (self._bands, *self._lines.values()):
            item.hide()
        if stacked:
            self._bands.setData(picture, self.chosen)
        else:
            for row, strand in enumerate(picture.strands):
                line = self._lines.get(strand.family)
                if line is None:
                    line = self._lines[strand.family] = Line(self.box)
                line.setData(picture, self.chosen, row)
        for bar in self._bars:
            bar.setVisible(picture.mode == "lines")
        self.labels.set_apart(self.chosen)
        self._glass.spoil()

    def _placed(self) -> QTransform:
        """Leads from moments and heights to pixels of this widget."""
        self.box.updateMatrix()
        placed: QTransform = self.box.childGroup.sceneTransform()
        return placed

    def _paint_readout(self, painter: QPainter) -> None:
        """The crosshair, or who published the figure that is pointed at."""
        readout = self.readout()
        area = self.box.sceneBoundingRect()
        if self._pointed is not None:
            at = self.references.place_of(self._pointed) + self.box.scenePos()
            paint_card(painter, reference_card(self._pointed), at, area, self.text_font())
        elif readout is not None:
            paint_readout(painter, readout, self._placed(), area, self.text_font())

    def _drop(self, bar: Threshold) -> None:
        """Tell where a threshold was let go."""
        self._glass.spoil()
        self.threshold_dropped.emit(bar.rule_id, bar.value())

    def _click(self, event: pg.GraphicsScene.mouseEvents.MouseClickEvent) -> None:
        """Tell which family was clicked, and stop setting another apart."""
        if event.button() is not Qt.MouseButton.LeftButton or self.picture is None:
            return
        if event.double():
            self.reset_wanted.emit()
            return
        self.set_apart(None)
        family = self._family_at(self.picture, event.scenePos())
        if family is not None:
            self.family_clicked.emit(family)

    def _family_at(self, picture: Picture, at: QPointF) -> str | None:
        """The family whose label, line or band is at a pixel."""
        beside = at - self.labels.pos()
        on_label = [label.family for label in self.labels.placed() if label.box.contains(beside)]
        if on_label or not self.box.sceneBoundingRect().contains(at):
            return next(iter(on_label), None)
        return family_at(picture, self._placed(), at)
