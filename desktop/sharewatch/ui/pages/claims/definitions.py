"""The same claim under every definition there are numbers for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sharewatch.core import words
from sharewatch.core.answers import JudgedLine
from sharewatch.core.intervals import Interval
from sharewatch.core.questions import attribution_name
from sharewatch.ui.cells import PillDelegate
from sharewatch.ui.ground import completeness
from sharewatch.ui.pages.claims.verdicts import TONES, verdict_text
from sharewatch.ui.pages.claims.words import measure_text, period_text, ratio_text, side_text
from sharewatch.ui.rows import Column
from sharewatch.ui.table import Table

VERDICT = 4


class DefinitionTable(Table):
    """A line for each definition, the claim's own first and in bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            self._columns(), lambda one: one.judged.definition, wide=10, wide_min=150, parent=parent
        )
        self._own: JudgedLine | None = None
        self.setAccessibleName(self.tr("The same claim under every definition"))
        self.setItemDelegateForColumn(VERDICT, PillDelegate(self))
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def show_lines(self, lines: Sequence[JudgedLine]) -> None:
        """Show a claim's lines, its own definition first."""
        self._own = lines[0] if lines else None
        self.show_rows(lines)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(
                self.tr("Scope"),
                lambda one: one.judged.definition.scope,
                bold=lambda one: one is self._own,
            ),
            Column(
                self.tr("Attribution"),
                lambda one: one.judged.definition.attribution,
                tip=lambda one: attribution_name(one.judged.definition.attribution),
                bold=lambda one: one is self._own,
            ),
            Column(
                self.tr("Measure"),
                lambda one: measure_text(one.judged.definition.measure),
                bold=lambda one: one is self._own,
            ),
            Column(self.tr("Period"), _period, bold=lambda one: one is self._own),
            Column(
                self.tr("Verdict"),
                lambda one: verdict_text(one.judged.verdict),
                tone=lambda one: TONES[one.judged.verdict],
                tip=lambda one: one.judged.reason or one.judged.arithmetic or words.UNKNOWN,
            ),
            Column(
                self.tr("Left"),
                lambda one: side_text(one.judged.left_bounds),
                lambda one: _low(one.judged.left_bounds),
                number=True,
                tip=lambda one: words.exact(one.judged.left),
                about=self.tr("The left side"),
            ),
            Column(
                self.tr("Right"),
                lambda one: side_text(one.judged.right_bounds),
                lambda one: _low(one.judged.right_bounds),
                number=True,
                tip=lambda one: words.exact(one.judged.right),
                about=self.tr("The right side without its factor"),
            ),
            Column(
                self.tr("Ratio"),
                lambda one: ratio_text(one.judged.ratio),
                lambda one: one.judged.ratio,
                number=True,
                about=self.tr("Left over right, without the factor"),
            ),
            Column(
                self.tr("As of"),
                lambda one: words.UNKNOWN if one.basis is None else words.day(one.basis.as_of),
                lambda one: None if one.basis is None else one.basis.as_of,
                tip=lambda one: (
                    words.UNKNOWN if one.basis is None else words.moment(one.basis.as_of)
                ),
            ),
            Column(
                self.tr("Completeness"),
                lambda one: words.UNKNOWN if one.basis is None else completeness(one.basis),
            ),
            Column(
                self.tr("Why unknown"),
                lambda one: one.judged.reason,
                tip=lambda one: one.judged.reason or self.tr("It is known"),
                widest=420,
            ),
        )


def _period(line: JudgedLine) -> str:
    """The period asked for; where it is the latest, the one that this was."""
    asked = line.judged.definition.period
    if asked is None and line.basis is not None and line.basis.period is not None:
        return line.basis.period.label
    return period_text(asked)


def _low(bounds: Interval | None) -> int | None:
    return None if bounds is None else bounds.low
