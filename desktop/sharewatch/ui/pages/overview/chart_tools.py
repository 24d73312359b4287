"""The buttons above the chart that open menus: published figures, and exports."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from sharewatch.ui import theme
from sharewatch.ui.charts.marks import SHOWN_RANGES
from sharewatch.ui.segments import Segments

PICTURES = ("png", "svg")
TABLES = ("csv", "json", "parquet")


class MenuButton(QToolButton):
    """A button with a picture that opens its menu; in a narrow row it shows the picture alone."""

    def __init__(self, text: str, about: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setText(text)
        self.setIcon(theme.icon(icon))
        self.setToolTip(about)
        self.setAccessibleName(text)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(QMenu(self))
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """Show the picture alone, or the word beside it."""
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(
            style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
        )

    def changeEvent(self, event: QEvent) -> None:
        """Take the picture of the new scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(theme.icon(self._icon))


class RangeButton(QToolButton):
    """The same choice as the segments of a range, in the room of one."""

    def __init__(self, segments: Segments, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments = segments
        self.setAccessibleName(segments.accessibleName())
        self.setToolTip(self.tr("How much of the past is shown"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(QMenu(self))
        for value in SHOWN_RANGES:
            button = segments.button(value)
            self.menu().addAction(button.toolTip()).triggered.connect(
                lambda _=False, button=button: button.click()
            )
        segments.value_chosen.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Name the chosen range."""
        self.setText(self._segments.button(self._segments.value).text())


class PublishedButton(MenuButton):
    """Whether published figures are laid over the chart, and the list of all there are."""

    toggled_on = Signal(bool)
    list_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "", self.tr("What others have published, beside these numbers"), "published", parent
        )
        self.setText(self.tr("Published"))
        self.setAccessibleName(self.tr("Published figures"))
        self.overlay = QAction(self.tr("Show in the chart"), self)
        self.overlay.setCheckable(True)
        self.overlay.triggered.connect(self.toggled_on)
        self.list = QAction(self.tr("All figures with their sources …"), self)
        self.list.triggered.connect(self.list_requested)
        self.menu().addActions([self.overlay, self.list])
        self.fit(0, levels=False)

    @property
    def is_on(self) -> bool:
        """Whether they are wanted in the chart."""
        return self.overlay.isChecked()

    def fit(self, count: int, *, levels: bool) -> None:
        """Say how many there are for what is charted, or why they can't be laid over it."""
        self.overlay.setEnabled(bool(count) and levels)
        if not count:
            said = self.tr("None is of this measure and scope")
        elif not levels:
            said = self.tr("Show in the chart of levels: no published figure is of these shares")
        else:
            said = self.tr("Show in the chart ({count})").format(count=count)
        self.overlay.setText(said)


class ExportButton(MenuButton):
    """What is shown, to keep: as a picture or as a table."""

    path_chosen = Signal(str, str)
    """One of ``PICTURES`` or ``TABLES``, and where to."""
    copy_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", self.tr("Save or copy what is shown"), "export", parent)
        self.setText(self.tr("Export"))
        self.setAccessibleName(self.tr("Export"))
        for kind, text in (
            ("png", self.tr("Picture (PNG) …")),
            ("svg", self.tr("Drawing (SVG) …")),
            ("csv", self.tr("Table (CSV) …")),
            ("json", self.tr("Table (JSON) …")),
            ("parquet", self.tr("Table (Parquet) …")),
        ):
            if kind == TABLES[0]:
                self.menu().addSeparator()
            self.menu().addAction(text).triggered.connect(
                lambda _=False, kind=kind: self._ask(kind)
            )
        self.menu().addSeparator()
        self.menu().addAction(self.tr("Copy picture")).triggered.connect(self.copy_requested)

    def _ask(self, kind: str) -> None:
        names = {"parquet": "Parquet"}
        path, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Export"),
            str(Path.home() / f"sharewatch.{kind}"),
            f"{names.get(kind, kind.upper())} (*.{kind})",
        )
        if path:
            self.path_chosen.emit(kind, path if Path(path).suffix else f"{path}.{kind}")
