"""Room for a chart that is made once the window stands: its library takes a while to load."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

LEAST_HEIGHT = 64


class LateChart(QWidget):
    """Empty at first; ``wanted`` comes once, after it was painted, and ``put`` fills it."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = False
        self.setMinimumHeight(LEAST_HEIGHT)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def put(self, chart: QWidget) -> None:
        """Show a chart as large as the room."""
        chart.setMinimumHeight(LEAST_HEIGHT)
        self._layout.addWidget(chart)

    def put_tall(self, chart: QWidget) -> None:
        """Show a chart that may be taller than the room, to be scrolled."""
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(chart)
        self._layout.addWidget(scroll)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Have the chart made a moment after the first paint."""
        super().paintEvent(event)
        if not self._asked:
            self._asked = True
            QTimer.singleShot(0, self, self._want)

    def _want(self) -> None:
        self.wanted.emit()
