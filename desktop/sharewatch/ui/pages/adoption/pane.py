"""One model's adoption: the curve beside its reference, day by day, and who the reference is."""

from __future__ import annotations

from fractions import Fraction
from math import isnan, nan
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from sharewatch.core import words
from sharewatch.core.adoption import Adoption
from sharewatch.ui import theme
from sharewatch.ui.labels import muted
from sharewatch.ui.pages.adoption.words import (
    definition_name,
    meaning_text,
    reference_name,
    score_text,
    why_unknown,
)
from sharewatch.ui.pages.parts.late_chart import LateChart
from sharewatch.ui.rows import Column
from sharewatch.ui.segments import Segments
from sharewatch.ui.table import Table

if TYPE_CHECKING:
    from sharewatch.ui.charts.adoption import AdoptionChart


class DayLine(NamedTuple):
    """One day since release; ``why`` says what is missing of it."""

    day: int
    downloads: Fraction | None
    reference: Fraction | None
    score: Fraction | None
    estimated: bool
    why: str


class AdoptionPane(QWidget):
    """Chart and tables of one answer."""

    model_wanted = Signal(str)
    """A reference model that is to be looked at itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: AdoptionChart | None = None
        self._adoption: Adoption | None = None
        self.meaning = muted(meaning_text())
        self._room = LateChart()
        self._room.wanted.connect(self._make_chart)
        self.which = Segments(
            self.tr("Table"),
            (
                ("days", self.tr("By day"), self.tr("Score by days since release")),
                ("models", self.tr("Held against"), self.tr("The models of the reference")),
            ),
        )
        self.days = Table(_day_columns(self), lambda line: line.day, wide=5, wide_min=120)
        self.days.setAccessibleName(self.tr("Scores by days since release"))
        self.models = Table(
            (
                Column(
                    self.tr("Model"),
                    str,
                    tip=lambda _: self.tr("Enter or double click: its own adoption"),
                ),
            ),
            lambda name: name,
        )
        self.models.setAccessibleName(self.tr("Models of the reference"))
        self.models.set_placeholder(self.tr("No day has a reference"))
        self.models.row_activated.connect(self.model_wanted.emit)
        self._tables = QStackedWidget()
        for table in (self.days, self.models):
            table.setMinimumHeight(58)
            self._tables.addWidget(table)
        self.which.value_chosen.connect(
            lambda which: self._tables.setCurrentIndex(int(which == "models"))
        )
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.which, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._tables, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self._room)
        splitter.addWidget(below)
        splitter.setSizes([300, 300])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(splitter, 1)
        layout.addWidget(self.meaning)

    def wait(self) -> None:
        """Show nothing until the answer comes."""
        self._adoption = None
        self.days.show_rows(())
        self.models.show_rows(())
        self._fill()

    def show_adoption(self, adoption: Adoption) -> None:
        """Show one model's adoption."""
        self._adoption = adoption
        self.days.show_rows(
            DayLine(
                day,
                adoption.downloads[at],
                adoption.reference[at],
                adoption.scores[at],
                adoption.estimated[at],
                why_unknown(adoption, at),
            )
            for at, day in enumerate(adoption.days)
        )
        self.models.show_rows(adoption.reference_models)
        self.which.button("models").setText(
            self.tr("Held against {count} models").format(count=len(adoption.reference_models))
        )
        self._fill()

    def _make_chart(self) -> None:
        from sharewatch.ui.charts.adoption import AdoptionChart  # noqa: PLC0415  # after paint

        self.chart = AdoptionChart()
        self.chart.setAccessibleName(
            self.tr("Downloads by days since release; the table below has the numbers")
        )
        self.chart.set_empty_text(self.tr("No count of these days is known"))
        self._room.put(self.chart)
        self._fill()

    def _fill(self) -> None:
        if self.chart is None:
            return
        if self._adoption is None:
            self.chart.show_adoption(None)
            return
        import numpy as np  # noqa: PLC0415  # after the first paint

        from sharewatch.ui.charts import adoption as charts  # noqa: PLC0415

        found = self._adoption
        name = found.model_id.rpartition("/")[2]
        downloads, reference = _floats(found.downloads), _floats(found.reference)
        known = [
            at
            for at, of in enumerate(zip(downloads, reference, strict=True))
            if not (isnan(of[0]) and isnan(of[1]))
        ]
        until = known[-1] + 1 if known else 1
        self.chart.show_adoption(
            charts.Adoption(
                np.array(found.days[:until], dtype=float),
                (charts.Curve(name, theme.tokens().accent, np.array(downloads[:until])),),
                np.array(reference[:until]),
                reference=reference_name(found),
                definition=definition_name(found.definition),
            )
        )


def _floats(values: tuple[Fraction | None, ...]) -> list[float]:
    return [nan if one is None else float(one) for one in values]


def _count(value: Fraction | None, estimated: bool) -> str:
    return f"{'≈ ' if estimated and value is not None else ''}{words.compact(_whole(value))}"


def _whole(value: Fraction | None) -> int | None:
    return None if value is None else round(value)


def _day_columns(pane: AdoptionPane) -> tuple[Column, ...]:
    return (
        Column(pane.tr("Day"), lambda one: str(one.day), lambda one: one.day, number=True),
        Column(
            pane.tr("Downloads"),
            lambda one: _count(one.downloads, one.estimated),
            lambda one: one.downloads,
            number=True,
            tip=lambda one: words.exact(_whole(one.downloads)),
        ),
        Column(
            pane.tr("Reference"),
            lambda one: _count(one.reference, one.estimated),
            lambda one: one.reference,
            number=True,
            tip=lambda one: words.exact(_whole(one.reference)),
        ),
        Column(
            pane.tr("Score"),
            lambda one: score_text(one.score),
            lambda one: one.score,
            number=True,
            bold=lambda _: True,
            about=meaning_text(),
            tip=lambda one: one.why or score_text(one.score),
        ),
        Column(
            pane.tr("Estimated"),
            lambda one: pane.tr("estimated") if one.estimated else "",
            about=pane.tr("One of the counts is read between polls more than 7 days apart"),
        ),
        Column(
            pane.tr("Remark"), lambda one: one.why, tone=lambda _: "muted", tip=lambda one: one.why
        ),
    )
