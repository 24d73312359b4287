"""The models page: what one family's sum is made of."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from sharewatch.core import words
from sharewatch.core.board import Board, FamilyModels, ModelLine, SourceKind
from sharewatch.core.shares import Measure
from sharewatch.ui.chips import chip
from sharewatch.ui.labels import muted
from sharewatch.ui.pages.parts.page import Page, page_header, page_layout
from sharewatch.ui.rows import Column
from sharewatch.ui.table import Table


class ModelsPage(Page):
    """All official models of a chosen family, as of the last poll."""

    family_opened = Signal(str)
    """A family whose models are wanted; ``show_models`` answers."""
    model_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models: FamilyModels | None = None
        self._seq: int | None = None
        self._outdated = False
        self._real = True
        self.family = QComboBox()
        self.family.setAccessibleName(self.tr("Family"))
        self.family.setToolTip(self.tr("The family whose models are listed"))
        self.family.setMinimumWidth(160)
        self.family.activated.connect(self._on_family_chosen)
        self.filter = QLineEdit()
        self.filter.setAccessibleName(self.tr("Filter models"))
        self.filter.setPlaceholderText(self.tr("Filter by name (Ctrl+F)"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._on_filter_changed)
        self.open = QPushButton(self.tr("Open on the Hub"))
        self.open.setToolTip(self.tr("Show the chosen model in the browser"))
        self.open.setEnabled(False)
        self.open.clicked.connect(self._on_open_clicked)
        self.summary = muted()
        self.table = Table(self._columns(), lambda line: line.model_id, wide=0, wide_min=220)
        self.table.setAccessibleName(self.tr("Models"))
        self.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
        self.table.row_chosen.connect(lambda _: self.open.setEnabled(self._real))
        self.table.row_activated.connect(self._on_activated)
        down = QShortcut(QKeySequence(Qt.Key.Key_Down), self.filter)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        down.activated.connect(self.table.setFocus)

        layout = page_layout(self)
        header, _ = page_header(self.tr("Models"))
        layout.addLayout(header)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.family)
        tools.addWidget(self.filter, 1)
        tools.addWidget(self.open)
        layout.addLayout(tools)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        self._say()

    @property
    def chosen(self) -> str:
        """The chosen family's name, empty before there is any."""
        return self.family.currentText()

    def _on_activated(self, line: ModelLine) -> None:
        if self._real:
            self.model_opened.emit(line.model_id)

    def show_board(self, board: Board) -> None:
        """Offer the board's families, leaders first; ask anew when a new poll is shown."""
        self._real = board.source.kind is not SourceKind.DEMO  # made-up models have no page
        leaders = [one.facts for one in board.leaders.get(Measure.D30, ())]
        led = {facts.name for facts in leaders}
        offered = leaders + [facts for facts in board.families if facts.name not in led]
        names = [facts.name for facts in offered]
        if names != [self.family.itemText(at) for at in range(self.family.count())]:
            chosen = self.chosen
            self.family.clear()
            for facts in offered:
                self.family.addItem(chip(facts.colour), facts.name)
            self.family.setCurrentIndex(max(0, self.family.findText(chosen)))
        seq = board.latest.seq if board.latest else None
        if seq != self._seq:
            self._seq = seq
            self._outdated = True
        self._ask()

    def open_family(self, name: str) -> None:
        """Choose a family, as a click on it elsewhere does."""
        at = self.family.findText(name)
        if at >= 0:
            self.family.setCurrentIndex(at)
            self._on_family_chosen()

    def show_models(self, models: FamilyModels) -> None:
        """Show a family's models; an answer for another than the chosen family is let go."""
        if models.facts.name == self.chosen:
            self._models = models
            self.table.show_rows(models.models)
            self.open.setEnabled(self._real and self.table.current() is not None)
            self._say()

    def focus_filter(self) -> None:
        """Go to the filter."""
        self.filter.setFocus()
        self.filter.selectAll()

    def clear_filter(self) -> None:
        """Show all models again."""
        self.filter.clear()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is to be shown, now that someone looks."""
        super().showEvent(event)
        self._ask()

    def _ask(self) -> None:
        """Ask for the chosen family's models if what is shown is not of the last poll."""
        if self._outdated and self._seq is not None and self.isVisible() and self.chosen:
            self._outdated = False
            self.family_opened.emit(self.chosen)
            self._say()

    def _on_family_chosen(self) -> None:
        if self._models is not None and self._models.facts.name != self.chosen:
            self._models = None
            self.table.show_rows(())
        self._outdated = True
        self._ask()
        self._say()

    def _on_filter_changed(self, text: str) -> None:
        parts = text.casefold().split()
        self.table.set_filter(
            (lambda line: all(part in line.model_id.casefold() for part in parts))
            if parts
            else None
        )
        self._say()

    def _on_open_clicked(self) -> None:
        line = self.table.current()
        if line is not None:
            self.model_opened.emit(line.model_id)

    def _say(self) -> None:
        """Say what is listed, or why nothing is."""
        models = self._models
        if self._seq is None:
            self.summary.setText("")
            self.table.set_placeholder(self.tr("Models are listed here after the first poll"))
        elif models is None:
            self.summary.setText("")
            self.table.set_placeholder(self.tr("Loading {family} …").format(family=self.chosen))
        elif not models.models:
            self.summary.setText("")
            self.table.set_placeholder(
                self.tr("The last poll found no official model of {family}").format(
                    family=models.facts.name
                )
            )
        else:
            self.table.set_placeholder(self.tr("No model's name has these words"))
            self.summary.setText(self._totals(models, self.table.shown()))

    def _totals(self, models: FamilyModels, shown: list[ModelLine]) -> str:
        counts = [line.downloads_30d for line in shown]
        unknown = counts.count(None)
        parts = [
            self.tr("{shown} of {all} models").format(
                shown=words.exact(len(shown)), all=words.exact(len(models.models))
            ),
            self.tr("{downloads} downloads in 30 days").format(
                downloads=words.exact(sum(count for count in counts if count is not None))
            ),
        ]
        if unknown:
            parts.append(self.tr("{count} without a count").format(count=unknown))
        parts.append(self.tr("as of {moment}").format(moment=words.moment(models.as_of)))
        return " · ".join(parts)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Model"), lambda one: one.model_id, tip=lambda one: one.model_id),
            _count(self.tr("30 days"), "downloads_30d"),
            Column(
                self.tr("Of family"),
                lambda one: words.percent(one.share_of_family),
                lambda one: one.share_of_family,
                number=True,
                about=self.tr("Share of the family's 30-day downloads"),
            ),
            Column(
                self.tr("7-day change"),
                lambda one: _signed(one.change_7d),
                lambda one: one.change_7d,
                number=True,
                tone=_tone,
                about=self.tr("Change of the 30-day count within a week"),
            ),
            _count(self.tr("All time"), "downloads_all_time"),
            _count(self.tr("Likes"), "likes"),
            Column(
                self.tr("Created"),
                lambda one: words.UNKNOWN if one.created_at is None else words.day(one.created_at),
                lambda one: one.created_at,
                number=True,
            ),
        )


def _count(name: str, field: str) -> Column:
    """A column of counts in short, to the last one as a tooltip."""
    return Column(
        name,
        lambda one: words.compact(getattr(one, field)),
        lambda one: getattr(one, field),
        number=True,
        tip=lambda one: words.exact(getattr(one, field)),
    )


def _signed(change: int | None) -> str:
    if not change:
        return words.UNKNOWN if change is None else "0"
    return f"{'+' if change > 0 else '−'}{words.compact(abs(change))}"


def _tone(line: ModelLine) -> str:
    if not line.change_7d:
        return "muted"
    return "good" if line.change_7d > 0 else "bad"
