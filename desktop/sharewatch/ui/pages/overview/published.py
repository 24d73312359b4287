"""Published figures: to be laid over levels, and to be read with their sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sharewatch.core.questions import View
from sharewatch.core.references import Kind, PublishedFigure, fitting, parse_references
from sharewatch.files import resource
from sharewatch.ui import theme
from sharewatch.ui.charts.marks import Reference
from sharewatch.ui.labels import muted
from sharewatch.ui.rows import Column
from sharewatch.ui.table import Table

_ADDRESS = re.compile(r"https://[^\s,]+")


@lru_cache(maxsize=1)
def published_figures() -> tuple[PublishedFigure, ...]:
    """Every figure that is shipped, in file order."""
    return parse_references(resource("published_figures.csv").read_text("utf-8"))


def references(view: View, colours: Mapping[str, str]) -> tuple[Reference, ...]:
    """The figures that may stand over a view's values, in their families' colours."""
    found = fitting(published_figures(), view.measure.value, view.scope, view.attribution)
    return tuple(
        Reference(
            one.at[0],
            one.at[1],
            float(one.value),
            is_share=False,
            label=f"{one.subject}, {one.scope}",
            source=one.source,
            colour=colours.get(one.subject, theme.tokens().muted),
            bound="≈" if one.approximate else "≥" if one.lower_bound else "",
        )
        for one in found
        if one.at is not None and one.value is not None
    )


def address_of(figure: PublishedFigure) -> str:
    """Where a figure's source can be read; empty where it names no address."""
    found = _ADDRESS.search(figure.source)
    return found[0] if found else ""


class PublishedBox(QDialog):
    """All published figures with the scope they were counted in and who says so."""

    link_opened = Signal(str)
    """An address to be opened in the browser."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Published figures"))
        self.resize(900, 560)
        self.setMinimumSize(420, 300)
        said = muted(
            self.tr(
                "What others have published, each in a scope of its own. None of it was counted "
                "here, and none of it is part of any share."
            )
        )
        self.filter = QLineEdit()
        self.filter.setAccessibleName(self.tr("Filter figures"))
        self.filter.setPlaceholderText(self.tr("Filter by subject, measure, scope or source"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._on_filter_changed)
        self.table = Table(self._columns(), lambda one: one, wide=5, wide_min=240)
        self.table.setAccessibleName(self.tr("Published figures"))
        self.table.set_placeholder(self.tr("No figure has these words"))
        self.table.show_rows(published_figures())
        self.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        self.table.row_chosen.connect(self._on_chosen)
        self.table.row_activated.connect(self._on_activated)
        self.detail = muted()
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.source = QPushButton(self.tr("Open the source"))
        self.source.setToolTip(self.tr("Show where the chosen figure was published"))
        self.source.setAutoDefault(False)
        self.source.setEnabled(False)
        self.source.clicked.connect(self._on_open)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setIcon(QIcon())
        buttons.addButton(self.source, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 12)
        layout.setSpacing(8)
        layout.addWidget(said)
        layout.addWidget(self.filter)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.detail)
        layout.addWidget(buttons)

    def _on_filter_changed(self, text: str) -> None:
        parts = text.casefold().split()

        def fits(one: PublishedFigure) -> bool:
            written = " ".join(
                (one.period, one.subject, one.metric, one.scope, one.source, one.value_text)
            ).casefold()
            return all(part in written for part in parts)

        self.table.set_filter(fits if parts else None)

    def _on_chosen(self, one: PublishedFigure) -> None:
        self.detail.setText(f"{one.label} · {one.source}")
        self.source.setEnabled(bool(address_of(one)))

    def _on_open(self) -> None:
        one = self.table.current()
        if one is not None:
            self._on_activated(one)

    def _on_activated(self, one: PublishedFigure) -> None:
        address = address_of(one)
        if address:
            self.link_opened.emit(address)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Date"), lambda one: one.period, lambda one: one.period or None),
            Column(
                self.tr("Subject"),
                lambda one: one.subject,
                bold=lambda one: one.kind is Kind.FAMILY,
                widest=170,
            ),
            Column(self.tr("Measure"), lambda one: one.metric.replace("_", " "), widest=160),
            Column(
                self.tr("Value"), lambda one: one.value_text, lambda one: one.value, number=True
            ),
            Column(self.tr("Scope"), lambda one: one.scope, tip=lambda one: one.scope, widest=190),
            Column(self.tr("Source"), lambda one: one.source, tip=lambda one: one.source),
        )
