"""What moved a share, to keep: the table for other programs, and the picture."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from sharewatch.core import words
from sharewatch.core.answers import MoversAnswer
from sharewatch.core.plain import held
from sharewatch.ui import theme
from sharewatch.ui.ground import source_text

COLUMNS = (
    "model_id",
    "family",
    "kind",
    "before",
    "after",
    "contribution",
    "weight",
    "over",
    "from",
    "to",
    "of_family",
    "share_from",
    "share_to",
    "scope",
    "attribution",
    "measure",
    "fixed_panel",
    "complete",
    "catalog_from",
    "catalog_to",
    "source",
)


class ExportButton(QToolButton):
    """A menu of what can be saved."""

    path_chosen = Signal(str, str)
    """``csv``, ``png`` or ``svg``, and where to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(self.tr("Export"))
        self.setIcon(theme.icon("export"))
        self.setToolTip(self.tr("Save what is shown, with all models"))
        self.setAccessibleName(self.tr("Export"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        for kind, text in (
            ("csv", self.tr("Table of all models (CSV) …")),
            ("png", self.tr("Picture (PNG) …")),
            ("svg", self.tr("Drawing (SVG) …")),
        ):
            menu.addAction(text).triggered.connect(lambda _=False, kind=kind: self._ask(kind))
        self.setMenu(menu)

    def changeEvent(self, event: QEvent) -> None:
        """Take the picture of the new scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(theme.icon("export"))

    def _ask(self, kind: str) -> None:
        name = str(Path.home() / f"sharewatch-movers.{kind}")
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export"), name, f"{kind.upper()} (*.{kind})"
        )
        if path:
            self.path_chosen.emit(kind, path)


def as_csv(answer: MoversAnswer, source: str) -> str:
    """Every model of both days with the ground it stands on, largest contribution first.

    ``contribution`` is a part of one; exactly it is ``weight`` / ``over``. ``complete`` stays
    empty where a sample is compared: what it leaves out is not known.
    """
    found, first, last = answer.movers, answer.first, answer.last
    ground = (
        words.iso(first.as_of),
        words.iso(last.as_of),
        found.family,
        float(found.share_from),
        float(found.share_to),
        last.scope,
        last.attribution,
        str(last.measure),
        answer.question.fixed_panel,
        "" if first.sample or last.sample else first.complete and last.complete,
        first.catalog,
        last.catalog,
        source_text(source, first, last),
    )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in found.models():
        row = (
            one.model_id,
            one.family,
            one.kind.value,
            one.before,
            one.after,
            float(one.contribution),
            found.weights[one.key],
            found.over,
            *ground,
        )
        writer.writerow([_told(cell) for cell in row])
    return text.getvalue()


def _told(cell: object) -> object:
    """A cell as CSV has it."""
    return str(cell).lower() if isinstance(cell, bool) else held(cell)
