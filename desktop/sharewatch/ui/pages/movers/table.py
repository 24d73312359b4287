"""The exact table of what moved a share: by model, or by family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from sharewatch.core import words
from sharewatch.core.answers import MoversAnswer
from sharewatch.core.movers import FamilyMove, Kind, ModelMove
from sharewatch.ui.chips import chip
from sharewatch.ui.labels import muted
from sharewatch.ui.pages.movers.words import MOST, kind_word
from sharewatch.ui.points import fine_points
from sharewatch.ui.rows import Column, Row
from sharewatch.ui.segments import Segments
from sharewatch.ui.table import Table

DIGITS = 3
"""Of a percentage point; the same in every row, so that they can be compared."""


@dataclass(frozen=True, slots=True)
class Line:
    """A model or family with its place, the largest contribution first."""

    rank: int
    move: ModelMove | FamilyMove


class MoversTable(QWidget):
    """Models and families, each to the last download, and their sum below."""

    view_chosen = Signal(str)
    """``models`` or ``families``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: MoversAnswer | None = None
        self._colours: Mapping[str, str] = {}
        self.view = Segments(
            self.tr("Contributions"),
            (
                ("models", self.tr("Models"), self.tr("What each model contributed")),
                ("families", self.tr("Families"), self.tr("What each family contributed")),
            ),
        )
        self.view.value_chosen.connect(self._on_view_chosen)
        self.filter = QLineEdit()
        self.filter.setAccessibleName(self.tr("Filter models"))
        self.filter.setPlaceholderText(self.tr("Filter by model or family (Ctrl+F)"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._on_filter_changed)
        self.models = Table(self._model_columns(), _key, wide=1, wide_min=200)
        self.models.setAccessibleName(self.tr("Contributions of models"))
        self.models.set_placeholder(self.tr("No model has these words"))
        self.families = Table(self._family_columns(), _key, wide=1, wide_min=140)
        self.families.setAccessibleName(self.tr("Contributions of families"))
        self.total = muted()
        self._tables = QStackedWidget()
        self._tables.setMinimumHeight(130)
        for table in (self.models, self.families):
            table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
            self._tables.addWidget(table)
        down = QShortcut(QKeySequence(Qt.Key.Key_Down), self.filter)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        down.activated.connect(self.models.setFocus)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.view)
        tools.addWidget(self.filter, 1)
        tools.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(tools)
        layout.addWidget(self._tables, 1)
        layout.addWidget(self.total)

    def show_movers(self, answer: MoversAnswer | None, colours: Mapping[str, str]) -> None:
        """Show an answer's contributions, or none; ``colours`` go by family."""
        self._answer, self._colours = answer, colours
        models = answer.movers.models(MOST) if answer else ()
        families = answer.movers.families if answer else ()
        self.models.show_rows(Line(rank, move) for rank, move in enumerate(models, 1))
        self.families.show_rows(Line(rank, move) for rank, move in enumerate(families, 1))
        self._say()

    def focus_filter(self) -> None:
        """Go to the filter, for which models are shown."""
        self.choose_view("models")
        self.filter.setFocus()
        self.filter.selectAll()

    def choose(self, name: str) -> None:
        """Go to the row of a model's path or a family's name, in the table that is shown."""
        shown = self.families if self.view.value == "families" else self.models
        for line in shown.shown():
            if name == _name(line):
                shown.choose(_key(line))
                shown.setFocus()
                return

    def choose_view(self, view: str) -> None:
        """Show ``models`` or ``families``."""
        if view != self.view.value:
            self.view.choose(view)
            self._on_view_chosen(view)

    def _on_view_chosen(self, view: str) -> None:
        self._tables.setCurrentWidget(self.families if view == "families" else self.models)
        self.filter.setVisible(view == "models")
        self._say()
        self.view_chosen.emit(view)

    def _on_filter_changed(self, text: str) -> None:
        parts = text.casefold().split()

        def fits(line: Row) -> bool:
            named = f"{line.move.model_id} {line.move.family}".casefold()
            return all(part in named for part in parts)

        self.models.set_filter(fits if parts else None)
        self._say()

    def _say(self) -> None:
        """Say what the shown rows sum to, and that all of them sum to the change."""
        self.total.setText(self._total(self._answer) if self._answer else "")

    def _total(self, answer: MoversAnswer) -> str:
        found = answer.movers
        change, every = fine_points(found.change, DIGITS), words.exact(len(found.ranking))
        if self.view.value == "families":
            said = self.tr("All {count} families sum to {change}, exactly the change of the share")
            return said.format(count=len(found.families), change=change)
        shown = self.models.shown()
        if len(shown) == len(found.ranking):
            said = self.tr("All {count} models sum to {change}, exactly the change of the share")
            return said.format(count=every, change=change)
        part = Fraction(sum(found.weights[line.move.key] for line in shown), found.over)
        said = self.tr("{shown} of {count} models sum to {part}, all of them to {change}")
        return said.format(
            shown=words.exact(len(shown)),
            count=every,
            part=fine_points(part, DIGITS),
            change=change,
        )

    def _chip(self, line: Line) -> QIcon:
        colour = self._colours.get(line.move.family.partition(" + ")[0])
        return chip(colour) if colour else QIcon()

    def _model_columns(self) -> tuple[Column, ...]:
        return (
            _rank(),
            Column(
                self.tr("Model"), lambda one: one.move.model_id, tip=lambda one: one.move.model_id
            ),
            Column(self.tr("Family"), _family, icon=self._chip, widest=180),
            Column(
                self.tr("On"),
                lambda one: kind_word(one.move.kind),
                tone=lambda one: "muted" if one.move.kind is Kind.STAYED else "accent",
                about=self.tr("Whether the model was there on both days, or is new or gone"),
            ),
            *self._figures(),
        )

    def _family_columns(self) -> tuple[Column, ...]:
        return (_rank(), Column(self.tr("Family"), _family, icon=self._chip), *self._figures())

    def _figures(self) -> tuple[Column, ...]:
        return (
            _count(self.tr("Before"), "before"),
            _count(self.tr("After"), "after"),
            Column(
                self.tr("Contribution"),
                lambda one: fine_points(one.move.contribution, DIGITS),
                lambda one: one.move.contribution,
                number=True,
                bold=lambda _: True,
                tip=lambda one: fine_points(one.move.contribution, 9),
                tone=_tone,
                about=self.tr("What it added to the change of the share, in percentage points"),
            ),
        )


def _key(line: Line) -> str:
    return line.move.key if isinstance(line.move, ModelMove) else line.move.family


def _name(line: Line) -> str:
    return line.move.model_id if isinstance(line.move, ModelMove) else line.move.family


def _family(line: Line) -> str:
    return line.move.family


def _rank() -> Column:
    return Column("#", lambda one: str(one.rank), lambda one: one.rank, number=True)


def _count(name: str, field: str) -> Column:
    """A column of counts to the last download; a dash where the model wasn't there."""
    return Column(
        name,
        lambda one: words.exact(getattr(one.move, field)),
        lambda one: getattr(one.move, field),
        number=True,
    )


def _tone(line: Line) -> str:
    if not line.move.contribution:
        return "muted"
    return "good" if line.move.contribution > 0 else "bad"
