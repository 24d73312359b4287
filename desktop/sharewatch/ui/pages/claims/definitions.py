"""The same claim under every definition there are numbers for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sharewatch.core import words
from sharewatch.core.answers import JudgedLine
from sharewatch.core.flows import Flow
from sharewatch.core.intervals import Interval
from sharewatch.ui.cells import PillDelegate
from sharewatch.ui.ground import completeness
from sharewatch.ui.pages.claims.verdicts import TONES, verdict_text
from sharewatch.ui.pages.claims.words import definition_text, measure_text, ratio_text, side_text
from sharewatch.ui.rows import Column
from sharewatch.ui.table import Table

VERDICT = 1


class DefinitionTable(Table):
    """A line for each definition, the claim's own first and in bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            self._columns(), lambda one: one.judged.definition, wide=7, wide_min=150, parent=parent
        )
        self._own: JudgedLine | None = None
        self.setAccessibleName(self.tr("The same claim under every definition"))
        self.setItemDelegateForColumn(VERDICT, PillDelegate(self))
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def show_lines(self, lines: Sequence[JudgedLine]) -> None:
        """Show a claim's lines, its own definition first, then those of its own period."""
        own = self._own = lines[0] if lines else None
        self.show_rows(sorted(lines, key=lambda one: (one is not own, not _same_time(one, own))))

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(
                self.tr("Definition"),
                _definition,
                tip=lambda one: definition_text(one.judged.definition),
                bold=lambda one: one is self._own,
                about=self.tr("Scope, whose models count, what is counted, and of when"),
            ),
            Column(
                self.tr("Verdict"),
                lambda one: verdict_text(one.judged.verdict),
                tone=lambda one: TONES[one.judged.verdict],
                tip=lambda one: one.judged.reason or one.judged.arithmetic or words.UNKNOWN,
            ),
            Column(
                self.tr("As of"),
                lambda one: words.UNKNOWN if one.basis is None else words.day(one.basis.as_of),
                lambda one: None if one.basis is None else one.basis.as_of,
                tip=lambda one: (
                    words.UNKNOWN if one.basis is None else words.moment(one.basis.as_of)
                ),
            ),
            _side(self.tr("Left"), "left", self.tr("The left side")),
            _side(self.tr("Right"), "right", self.tr("The right side without its factor")),
            Column(
                self.tr("Ratio"),
                lambda one: ratio_text(one.judged.ratio),
                lambda one: one.judged.ratio,
                number=True,
                about=self.tr("Left over right, without the factor"),
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


def _same_time(line: JudgedLine, own: JudgedLine | None) -> bool:
    """Whether a line counts in the same period as the claim itself."""
    return own is not None and line.judged.definition.period == own.judged.definition.period


def _definition(line: JudgedLine) -> str:
    """How it is counted, in one line: ``tracked · official · 30 days``; a flow by its period."""
    found, period = line.judged.definition, _period(line)
    counted = [measure_text(found.measure), period]
    if period and found.measure in tuple(Flow):
        counted = [period]
    return " · ".join((found.scope, found.attribution, " ".join(filter(None, counted))))


def _side(name: str, field: str, about: str) -> Column:
    """A column of what a side amounts to, as far as it is known."""

    def bounds(line: JudgedLine) -> Interval | None:
        found: Interval | None = getattr(line.judged, f"{field}_bounds")
        return found

    def low(line: JudgedLine) -> int | None:
        found = bounds(line)
        return None if found is None else found.low

    return Column(
        name,
        lambda one: side_text(bounds(one)),
        low,
        number=True,
        tip=lambda one: words.exact(getattr(one.judged, field)),
        about=about,
    )


def _period(line: JudgedLine) -> str:
    """The period asked for; where it is the latest, the one that this was, if it was one."""
    asked = line.judged.definition.period
    if asked is None and line.basis is not None and line.basis.period is not None:
        return line.basis.period.label
    return asked or ""
