"""What is to be explained: whose share of what, between which days, counted how."""

from __future__ import annotations

from math import isfinite

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from sharewatch.core.board import Board
from sharewatch.core.episodes import EventKind
from sharewatch.core.questions import MoversOf, View
from sharewatch.core.shares import Measure
from sharewatch.core.words import DAY
from sharewatch.ui.chips import chip
from sharewatch.ui.pages.parts.day_edit import DayEdit
from sharewatch.ui.pages.parts.scope_choice import ScopeChoice
from sharewatch.ui.segments import Segments

_SPANS = {"1d": 1, "7d": 7, "30d": 30}
_ONE_ROW = 860


class MoversChoices(QWidget):
    """Days, span, scope and panel in a bar; ``family`` and ``measure`` stand in the page's header.

    As long as a span is chosen rather than days, the days move along with the polls.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._known: tuple[int, ...] = ()
        self.family = QComboBox()
        self.family.setAccessibleName(self.tr("Family"))
        self.family.setToolTip(self.tr("The family whose share is explained"))
        self.family.setMinimumContentsLength(8)
        self.family.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.family.setMinimumWidth(130)
        self.measure = Segments(
            self.tr("Measure"),
            (
                (Measure.D30, self.tr("30 days"), self.tr("Downloads of the last 30 days")),
                (Measure.ALL_TIME, self.tr("All time"), self.tr("Downloads since creation")),
            ),
        )
        self.first = DayEdit(self.tr("From this day"))
        self.last = DayEdit(self.tr("To this day"))
        self.span = Segments(
            self.tr("Span"),
            (
                ("1d", self.tr("1d"), self.tr("From the poll day before the last one")),
                ("7d", self.tr("7d"), self.tr("From 7 days or more before the last poll")),
                ("30d", self.tr("30d"), self.tr("From 30 days or more before the last poll")),
                ("alert", self.tr("Alert"), self.tr("Since the family's last alert")),
                ("days", self.tr("Days"), self.tr("The two days chosen at the left")),
            ),
        )
        self.span.choose("7d")
        self.scope = ScopeChoice(self.tr("Which models the share is a share of"))
        self.fixed = QCheckBox(self.tr("Fixed panel"))
        self.fixed.setToolTip(self.tr("Count only models present on both days: growth alone"))
        self._lay_out()
        self._connect()

    def show_board(self, board: Board) -> None:
        """Offer the board's families, leaders first, its scopes and its days."""
        self._board = board
        self.scope.offer_scopes(board.scopes)
        leaders = [one.facts for one in board.leaders.get(Measure.D30, ())]
        led = {facts.name for facts in leaders}
        offered = leaders + [facts for facts in board.families if facts.name not in led]
        names = [facts.name for facts in offered]
        if names != [self.family.itemText(at) for at in range(self.family.count())]:
            chosen = self.family.currentText()
            self.family.clear()
            for facts in offered:
                self.family.addItem(chip(facts.colour), facts.name)
            self.family.setCurrentIndex(max(0, self.family.findText(chosen)))
        self._show_days()

    def take(self, question: MoversOf) -> bool:
        """Choose what a question chose; a flow's movers can't be chosen here."""
        view = question.view
        if not isinstance(view.measure, Measure):
            return False
        if self.family.findText(question.family) < 0:
            self.family.addItem(question.family)
        self.family.setCurrentText(question.family)
        self.measure.choose(view.measure)
        self.scope.choose_scope(view.scope, view.attribution)
        self.fixed.setChecked(question.fixed_panel)
        self.span.choose("days")
        self.first.choose(question.first_day)
        self.last.choose(question.last_day)
        self._show_days()
        return True

    def question(self) -> MoversOf | None:
        """What these choices ask; ``None`` while there are no two days to compare."""
        family, first, last = self.family.currentText(), self.first.day, self.last.day
        if not family or first >= last:
            return None
        scope, attribution = self.scope.value
        view = View(Measure(self.measure.value), scope, attribution)
        return MoversOf(family, first, last, view, self.fixed.isChecked())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One row where there is room for it, else two."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        wide = self.width() >= _ONE_ROW
        self._rows.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def _show_days(self) -> None:
        """Offer the measure's days; a chosen span takes its own."""
        history = self._board.histories.get(Measure(self.measure.value)) if self._board else None
        if history is None:
            return
        days = [at // DAY for at in history.times.tolist()]
        known = zip(days, history.totals.tolist(), strict=True)
        self._known = tuple(day for day, total in known if isfinite(total))
        self.first.set_days(days)
        self.last.set_days(days)
        alerted = self._alert_day() is not None
        self.span.button("alert").setEnabled(alerted)
        if self.span.value == "alert" and not alerted:
            self.span.choose("7d")
        if self.span.value != "days":
            self._take_span()

    def _take_span(self) -> None:
        """From the last known day that lies so far back, or the first there is."""
        if not self._known:
            return
        last = self._known[-1]
        back = _SPANS.get(self.span.value)
        wanted = last - back if back else min(self._alert_day() or 0, last - 1)
        self.first.choose(
            max((day for day in self._known if day <= wanted), default=self._known[0])
        )
        self.last.choose(last)

    def _alert_day(self) -> int | None:
        """The day of the family's newest alert about this measure."""
        for entry in self._board.inbox if self._board else ():
            about = (entry.family, entry.rule.measure)
            told = entry.kind is not EventKind.BASELINE
            if told and about == (self.family.currentText(), self.measure.value):
                return entry.as_of // DAY
        return None

    def _connect(self) -> None:
        self.family.activated.connect(self._on_chosen)
        self.measure.value_chosen.connect(self._on_chosen)
        self.span.value_chosen.connect(self._on_chosen)
        self.scope.value_chosen.connect(self.changed)
        self.fixed.clicked.connect(self.changed)
        self.first.day_chosen.connect(self._on_first_chosen)
        self.last.day_chosen.connect(self._on_last_chosen)

    def _on_chosen(self) -> None:
        self._show_days()
        self.changed.emit()

    def _on_first_chosen(self, day: int) -> None:
        """Days chosen by hand stay; the other one gives way, so that the first comes first."""
        self.span.choose("days")
        if self.last.day <= day:
            self.last.choose(min((one for one in self._known if one > day), default=self.last.day))
        self.changed.emit()

    def _on_last_chosen(self, day: int) -> None:
        self.span.choose("days")
        if self.first.day >= day:
            self.first.choose(
                max((one for one in self._known if one < day), default=self.first.day)
            )
        self.changed.emit()

    def _lay_out(self) -> None:
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        days, rest = QHBoxLayout(), QHBoxLayout()
        for row in (days, rest):
            row.setSpacing(6)
            self._rows.addLayout(row)
        for widget in (self.first, QLabel("–"), self.last, self.span):
            days.addWidget(widget)
        rest.addWidget(self.scope)
        rest.addWidget(self.fixed)
        for row in (days, rest):
            row.addStretch(1)
