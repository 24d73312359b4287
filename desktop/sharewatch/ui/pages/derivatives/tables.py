"""Derivatives in numbers: by family and relation, by month, and the declarations rejected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from sharewatch.core import words
from sharewatch.core.answers import DerivativesAnswer
from sharewatch.core.board import Board
from sharewatch.core.derivatives import UNSAID
from sharewatch.ui.chips import chip
from sharewatch.ui.labels import muted, tip
from sharewatch.ui.pages.derivatives.words import (
    lineage_text,
    relation_count,
    relation_name,
    rule_text,
    shares_text,
)
from sharewatch.ui.rows import Column, Row
from sharewatch.ui.segments import Segments
from sharewatch.ui.table import Table

RELATIONS = ("finetune", "quantized", "adapter", "merge", UNSAID)
GREY = "#8a93a3"
_SAID: dict[str, Callable[[Row], str]] = {
    "families": lambda row: row.family,
    "months": lambda row: f"{row.month} {shares_text(row, 20)}",
    "lineage": lambda row: " ".join(part for part in row if part),
}


class DerivativeTables(QWidget):
    """Three tables of one answer, one shown at a time, and a filter for the one shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours: dict[str, str] = {}
        self.which = Segments(
            self.tr("Table"),
            (
                ("families", self.tr("Families"), self.tr("All derivatives by family")),
                ("months", self.tr("Months"), self.tr("New derivatives by month")),
                ("lineage", self.tr("Rejected"), self.tr("Declared bases that can't be meant")),
            ),
        )
        self.filter = QLineEdit()
        self.filter.setAccessibleName(self.tr("Filter the table"))
        self.filter.setPlaceholderText(self.tr("Filter (Ctrl+F)"))
        self.filter.setClearButtonEnabled(True)
        self.lineage = muted()
        self.families = Table(self._family_columns(), lambda row: row.family, wide_min=130)
        self.months = Table(self._month_columns(), lambda row: row.month, wide=3, wide_min=220)
        self.rejected = Table(self._rejected_columns(), lambda row: row, wide=3, wide_min=220)
        self.families.sortByColumn(1, Qt.SortOrder.DescendingOrder)
        self.months.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        self._tables = {
            "families": self.families,
            "months": self.months,
            "lineage": self.rejected,
        }
        self._stack = QStackedWidget()
        for table in self._tables.values():
            table.setMinimumHeight(58)
            self._stack.addWidget(table)
        self.families.setAccessibleName(self.tr("Derivatives by family"))
        self.months.setAccessibleName(self.tr("New derivatives by month"))
        self.rejected.setAccessibleName(self.tr("Rejected declarations of bases"))
        self.which.value_chosen.connect(self._on_chosen)
        self.filter.textChanged.connect(self._on_filter_changed)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.which)
        head.addWidget(self.filter, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.lineage)
        self.wait("")

    def show_board(self, board: Board) -> None:
        """Take the families' colours."""
        self._colours = {facts.name: facts.colour for facts in board.families}

    def show_answer(self, answer: DerivativesAnswer) -> None:
        """Show an answer."""
        self._set_placeholders(self.tr("Nothing here has these words"))
        if not answer.rejected:
            self.rejected.set_placeholder(self.tr("Every declared base could be meant"))
        self.families.show_rows(answer.table.totals)
        self.months.show_rows(answer.table.months)
        self.rejected.show_rows(answer.rejected)
        self.lineage.setText(lineage_text(answer))
        self.lineage.setToolTip(tip(rule_text()))

    def wait(self, text: str) -> None:
        """Show nothing but a word until the answer comes."""
        self._set_placeholders(text)
        self.lineage.setText("")
        for table in self._tables.values():
            table.show_rows(())

    def _set_placeholders(self, text: str) -> None:
        for table in self._tables.values():
            table.set_placeholder(text)

    def _on_chosen(self, which: str) -> None:
        self._stack.setCurrentWidget(self._tables[which])

    def _on_filter_changed(self, text: str) -> None:
        parts = text.casefold().split()
        for which, table in self._tables.items():
            table.set_filter(_with(parts, which) if parts else None)

    def _family_columns(self) -> tuple[Column, ...]:
        return (
            Column(
                self.tr("Family"),
                lambda one: one.family,
                icon=lambda one: chip(self._colours.get(one.family, GREY)),
            ),
            Column(
                self.tr("Derivatives"),
                lambda one: words.exact(one.models),
                lambda one: one.models,
                number=True,
                bold=lambda _: True,
            ),
            Column(
                self.tr("Share"),
                lambda one: words.percent(one.share),
                lambda one: one.share,
                number=True,
                about=rule_text(),
            ),
            *(_relation(one) for one in RELATIONS),
        )

    def _month_columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Month"), lambda one: one.month),
            Column(
                self.tr("New"),
                lambda one: words.exact(one.models),
                lambda one: one.models,
                number=True,
                bold=lambda _: True,
                about=self.tr("Derivatives created in the month that lead to a family"),
            ),
            Column(
                self.tr("Lead nowhere"),
                lambda one: words.exact(one.nowhere),
                lambda one: one.nowhere,
                number=True,
                about=self.tr("Those whose bases lead to no family; they are in no share"),
            ),
            Column(
                self.tr("Largest families"),
                lambda one: shares_text(one, 4),
                tip=lambda one: shares_text(one, 20),
            ),
        )

    def _rejected_columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Model"), lambda one: one.model, tip=lambda one: one.model, widest=260),
            Column(self.tr("Base"), lambda one: one.base, tip=lambda one: one.base, widest=260),
            Column(self.tr("Relation"), lambda one: one.relation or words.UNKNOWN),
            Column(self.tr("Reason"), lambda one: one.reason, tip=lambda one: one.reason),
        )


def _relation(relation: str) -> Column:
    return Column(
        relation_name(relation),
        lambda one: words.exact(relation_count(one, relation)),
        lambda one: relation_count(one, relation),
        number=True,
    )


def _with(parts: list[str], which: str) -> Callable[[Row], bool]:
    """Whether a row has all these words."""
    say = _SAID[which]

    def accept(row: Row) -> bool:
        said = say(row).casefold()
        return all(part in said for part in parts)

    return accept
