"""The overview: who leads now, by how much, and how it came to that."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedLayout, QWidget

from sharewatch.core import words
from sharewatch.core.board import Board, InboxEntry
from sharewatch.core.shares import Measure
from sharewatch.core.snapshot import Progress
from sharewatch.ui.labels import muted
from sharewatch.ui.pages.chart_panel import Charted, ChartPanel
from sharewatch.ui.pages.leaders import LeadersTable
from sharewatch.ui.pages.page import EmptyState, Page, page_header, page_layout
from sharewatch.ui.segments import Segments
from sharewatch.ui.sentences import footing, headline, lead, source_word


class OverviewPage(Page):
    """Headline, chart and leaders table of one measure; a word of what comes while empty."""

    poll_requested = Signal()
    rule_saved = Signal(object)
    family_opened = Signal(str)
    export_requested = Signal(str)
    said = Signal(str)
    view_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self.measure = Segments(
            self.tr("Measure"),
            (
                (Measure.D30, self.tr("30 days"), self.tr("Downloads of the last 30 days")),
                (Measure.ALL_TIME, self.tr("All time"), self.tr("Downloads since creation")),
            ),
        )
        self.measure.value_chosen.connect(self._on_measure_chosen)
        header, self.headline = page_header("", self.measure)
        self.footing = muted()
        self.panel = ChartPanel()
        self.leaders = LeadersTable()
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.panel)
        self.splitter.addWidget(self.leaders)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([560, 440])
        self.leaders.setMinimumHeight(88)
        self._connect()

        full = QWidget()
        layout = page_layout(full)
        layout.setSpacing(6)
        layout.addLayout(header)
        layout.addWidget(self.footing)
        layout.addWidget(self.splitter, 1)
        self.empty = EmptyState(self.tr("No shares yet"))
        self.poll = self.empty.add_button(self.tr("Poll now"), default=True)
        self.poll.clicked.connect(self.poll_requested)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(full)
        self.show_progress(None)

    @property
    def shown_measure(self) -> Measure:
        """The measure that is looked at."""
        return Measure(self.measure.value)

    def show_board(self, board: Board) -> None:
        """Show the last complete poll's shares, or why there are none."""
        self._board = board
        self.empty.heading.setText(self.tr("No shares yet"))
        self.poll.setText(self.tr("Poll now"))
        self._stack.setCurrentIndex(0 if board.shown is None else 1)
        if board.latest is not None and board.shown is None:
            self.empty.say(
                self.tr(
                    "The first poll came in incomplete, and a share of an incomplete whole is "
                    "not a measurement. The next one may be whole."
                )
            )
        self._show()

    def show_trouble(self, why: str) -> None:
        """While there is nothing to show, say why."""
        if self._board is None:
            self.empty.heading.setText(self.tr("The data can't be opened"))
            self.empty.say(why)
            self.poll.setText(self.tr("Try again"))

    def show_progress(self, progress: Progress | None) -> None:
        """While there are no shares, say that they are coming."""
        self.poll.setEnabled(progress is None)
        if progress is not None and progress.task:
            self.empty.say(f"{progress.task} {progress.owners_done} / {progress.owners}")
        elif progress is not None:
            self.empty.say(
                self.tr(
                    "The poll is under way: {done} of {owners} owners. Shares stand here as soon "
                    "as all have answered."
                ).format(done=progress.owners_done, owners=progress.owners)
            )
        elif self._board is None or self._board.latest is None:
            self.empty.say(
                self.tr(
                    "Each family's share of downloads stands here after the first complete poll, "
                    "and its course over time grows with every further one."
                )
            )

    def show_in_chart(self, entry: InboxEntry) -> None:
        """Bring the moment of an alert into view."""
        self.measure.choose(entry.rule.measure)
        self._show()
        self.panel.focus_on(entry.as_of, entry.family)

    def restore_view(self, view: dict[str, str]) -> None:
        """Show a kept measure, mode, range and scale."""
        self.measure.choose(view.get("measure", ""))
        self.panel.restore_view(view)
        self._show()

    def _connect(self) -> None:
        self.leaders.family_opened.connect(self.family_opened)
        self.leaders.hidden_changed.connect(self.panel.set_hidden)
        self.panel.family_clicked.connect(self.family_opened)
        self.panel.threshold_dragged.connect(self._on_threshold_dragged)
        self.panel.csv_requested.connect(self.export_requested)
        self.panel.said.connect(self.said)
        self.panel.view_changed.connect(self.view_changed)

    def _on_measure_chosen(self) -> None:
        self._show()
        self.view_changed.emit()

    def _on_threshold_dragged(self, rule_id: int, level: float) -> None:
        """A dragged level is kept to a tenth of a percent: finer than that nobody drags."""
        board = self._board
        for line in board.rules if board else ():
            if line.rule.id == rule_id:
                tenths = min(1000, max(0, round(level * 1000)))
                self.rule_saved.emit(replace(line.rule, threshold=Fraction(tenths, 1000)))

    def _show(self) -> None:
        board, measure = self._board, self.shown_measure
        if board is None:
            return
        history = board.histories.get(measure)
        self.headline.setText(headline(board, measure))
        parts = (lead(board, measure), footing(board))
        self.footing.setText(" · ".join(part for part in parts if part))
        self.leaders.show_leaders(board.leaders.get(measure, ()), history)
        self.panel.show_charted(
            Charted(
                history,
                tuple(line.rule for line in board.rules if line.rule.measure is measure),
                tuple(entry for entry in board.inbox if entry.rule.measure is measure),
                {facts.name: facts.colour for facts in board.families},
                _caption(board, measure),
            )
        )


def _caption(board: Board, measure: Measure) -> str:
    """What an exported picture must say of itself."""
    parts = (
        source_word(board.source.kind),
        words.MEASURE_NAMES[measure],
        footing(board),
        board.source.label,
        board.catalog,
    )
    return " · ".join(part for part in parts if part)
