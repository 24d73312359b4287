"""The overview: who leads now, by how much, and how it came to that."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSplitter, QStackedLayout, QWidget

from sharewatch.core.answers import Answer, HistoryAnswer, SharesAnswer
from sharewatch.core.board import AnyMeasure, Board, History, InboxEntry
from sharewatch.core.flows import Flow
from sharewatch.core.questions import HistoryOf, MoversOf, ProvenanceOf, Question, SharesOf, View
from sharewatch.core.shares import OFFICIAL, Measure
from sharewatch.core.snapshot import Progress
from sharewatch.core.words import DAY
from sharewatch.ui.labels import tip
from sharewatch.ui.pages.overview import words as in_words
from sharewatch.ui.pages.overview.chart_panel import NARROW, Charted, ChartPanel
from sharewatch.ui.pages.overview.footing import Footing
from sharewatch.ui.pages.overview.leaders import LeadersTable
from sharewatch.ui.pages.overview.no_shares import NoShares
from sharewatch.ui.pages.overview.published import references
from sharewatch.ui.pages.overview.shown_view import Shown, from_answer, from_board, known_days
from sharewatch.ui.pages.overview.view_choice import ViewChoice, measure_of
from sharewatch.ui.pages.parts.asking import AskingPage
from sharewatch.ui.pages.parts.page import EmptyState, page_header, page_layout

SHARES, HISTORY = "shares", "history"
ONE_ROW = 1120


class OverviewPage(AskingPage):
    """Headline, chart and leaders table of one view; a word of what comes while empty.

    The counts of the tracked scope come with each board, any other view is asked for; and so is
    the latest poll when it is incomplete, for its shares are intervals.
    """

    poll_requested = Signal()
    rule_saved = Signal(object)
    family_opened = Signal(str)
    export_requested = Signal(str)
    link_opened = Signal(str)
    """The address of a published figure's source."""
    said = Signal(str)
    view_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._shares: SharesAnswer | None = None
        self._history: HistoryAnswer | None = None
        self._reasons: dict[str, str] = {}
        self._shown: Shown | None = None
        self.choice = ViewChoice()
        self.measure = self.choice.measure
        self._header, self.headline = page_header("", self.choice)
        self.footing = Footing()
        self.panel = ChartPanel()
        self.leaders = LeadersTable()
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.reason = EmptyState(self.tr("No numbers of this view"))
        self.empty = NoShares()
        self.poll = self.empty.poll
        self._lay_out()
        self._connect()

    @property
    def shown_measure(self) -> AnyMeasure:
        """The measure that is looked at."""
        return self.choice.view.measure

    def show_board(self, board: Board) -> None:
        """Show the last complete poll's shares, or why there are none."""
        self._board = board
        self.choice.set_scopes(board.scopes)
        self.empty.show_board(board)
        known = board.shown is not None or len(board.scopes) > 1
        self._stack.setCurrentIndex(1 if known else 0)
        self._put()
        super().show_board(board)
        self._ask_outdated()

    def show_trouble(self, why: str) -> None:
        """While there is nothing to show, say why."""
        self.empty.show_trouble(why)

    def show_progress(self, progress: Progress | None) -> None:
        """While there are no shares, say that they are coming."""
        self.empty.show_progress(progress)

    def show_found(self, name: str, answer: Answer) -> None:
        """Show what came of the view's shares, or of its history."""
        self._reasons.pop(name, None)
        if isinstance(answer, SharesAnswer):
            self._shares = answer
        elif isinstance(answer, HistoryAnswer):
            self._history = answer
        self._show()

    def show_reason(self, name: str, reason: str) -> None:
        """Say why a view has no numbers."""
        self._reasons[name] = reason
        if name == SHARES:
            self._shares = None
        else:
            self._history = None
        self._show()

    def take(self, question: Question) -> bool:
        """Show the shares or the history that another page asks for, at the latest time."""
        if not isinstance(question, SharesOf | HistoryOf):
            return False
        self._choose(question.view)
        return True

    def show_in_chart(self, entry: InboxEntry) -> None:
        """Bring the moment of an alert into view."""
        self._choose(View(entry.rule.measure, entry.rule.scope, entry.rule.attribution))
        self.panel.focus_on(entry.as_of, entry.family)

    def view(self) -> dict[str, str]:
        """Measure, scope and attribution, and how the chart shows them; to be kept."""
        view = self.choice.view
        kept = {"measure": view.measure, "scope": view.scope, "attribution": view.attribution}
        return {**kept, **self.panel.view()}

    def restore_view(self, view: dict[str, str]) -> None:
        """Show a kept view; what of it isn't known stays as it is."""
        now = self.choice.view
        try:
            measure = measure_of(view.get("measure", ""))
        except ValueError:
            measure = now.measure
        scope = view.get("scope", now.scope), view.get("attribution", now.attribution)
        self.panel.restore_view(view)
        self._choose(View(measure, *scope))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Headline and choices in one row where there is room for it, else in two."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        wide = self.width() >= ONE_ROW
        self.footing.set_narrow(self.width() < NARROW)
        self._header.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def _choose(self, view: View) -> None:
        self.choice.choose(view)
        self._put()
        self._ask_outdated()

    def _put(self) -> None:
        """Put the questions whose answers the board doesn't hold of the chosen view."""
        board, view = self._board, self.choice.view
        if board is not None:
            wanted: dict[str, Question] = {}
            if not self._is_on_board(view) or board.shown is None:
                wanted = {SHARES: SharesOf(view), HISTORY: HistoryOf(view)}
            elif board.latest is not None and not board.latest.complete:
                wanted = {SHARES: SharesOf(view)}
            if wanted != self._questions:
                self._questions, self._outdated = wanted, set(wanted)
                self._shares, self._history, self._reasons = None, None, {}
        self._show()

    def _is_on_board(self, view: View) -> bool:
        """Whether boards carry a view's leaders and history."""
        kept = self._board is not None and view.scope == self._board.scope
        return kept and view.attribution == OFFICIAL and isinstance(view.measure, Measure)

    def _found(self, board: Board) -> Shown | None:
        """What is known of the chosen view now."""
        view, measure = self.choice.view, self.choice.view.measure
        if not self._is_on_board(view) or not isinstance(measure, Measure):
            history = self._history.history if self._history else None
            return from_answer(self._shares, history, board.families) if self._shares else None
        if self._shares is not None and any(one.low is not None for one in self._shares.shares):
            return from_answer(self._shares, board.histories.get(measure), board.families)
        return from_board(board, view)

    def _show(self) -> None:
        board, view = self._board, self.choice.view
        if board is None:
            return
        shown = self._shown = self._found(board)
        reason = self._reasons.get(SHARES, "") if shown is None else ""
        self._body.setCurrentIndex(1 if reason else 0)
        self.reason.say(reason)
        waiting = in_words.view_text(view) if reason else self.tr("Counting …")
        self.headline.setText(waiting if shown is None else in_words.headline(shown))
        self.footing.text.setText("" if shown is None else in_words.footing(shown, board))
        about = "" if shown is None else in_words.scope_tip(shown, board)
        self.footing.text.setToolTip(tip(about) if about else "")
        self.footing.offer(trace=shown is not None, why=len(known_days(self._past())) > 1)
        self.leaders.set_placeholder(waiting if shown is None else "")
        self.leaders.show_leaders(shown)
        self.panel.show_charted(self._charted(board, view))

    def _past(self) -> History | None:
        return None if self._shown is None else self._shown.history

    def _charted(self, board: Board, view: View) -> Charted:
        """The view's history with its own rules and alerts."""
        shown, colours = self._shown, {one.name: one.colour for one in board.families}
        own = {
            line.rule.id: line.rule
            for line in board.rules
            if (line.rule.measure, line.rule.scope, line.rule.attribution)
            == (view.measure, view.scope, view.attribution)
            and not line.rule.claim
        }
        return Charted(
            self._past(),
            tuple(own.values()),
            tuple(
                entry
                for entry in board.inbox
                if entry.rule.measure is view.measure
                and (entry.rule.scope, entry.rule.attribution) == (view.scope, view.attribution)
            ),
            colours,
            "" if shown is None else in_words.caption(shown, board),
            isinstance(view.measure, Flow),
            references(view, colours),
            self._reasons.get(HISTORY, self.tr("Counting …") if shown is None else ""),
        )

    def _on_view_chosen(self) -> None:
        self._put()
        self._ask_outdated()
        self.view_changed.emit()

    def _on_traced(self, family: str) -> None:
        """Follow a number to its ground, as of the time it is shown of."""
        if self._shown is None or self._board is None or not family:
            return
        view, latest = self._shown.view, self._board.latest
        old = latest is not None and self._shown.basis.poll not in (None, latest.seq)
        if old and self._is_on_board(view):
            view = replace(view, day=self._shown.basis.as_of // DAY)
        self.followed.emit(ProvenanceOf(family, view))

    def _on_moved(self, family: str, days: int) -> None:
        """Follow a change to its movers, between days that have a complete poll."""
        known = known_days(self._past())
        if self._shown is not None and family and len(known) > 1:
            earlier = [day for day in known if day <= known[-1] - days]
            first = earlier[-1] if earlier else known[0]
            self.followed.emit(MoversOf(family, first, known[-1], self._shown.view))

    def _on_threshold_dragged(self, rule_id: int, level: float) -> None:
        """A dragged level is kept to a tenth of a percent: finer than that nobody drags."""
        board = self._board
        for line in board.rules if board else ():
            if line.rule.id == rule_id:
                tenths = min(1000, max(0, round(level * 1000)))
                self.rule_saved.emit(replace(line.rule, threshold=Fraction(tenths, 1000)))

    def _connect(self) -> None:
        self.poll.clicked.connect(self.poll_requested)
        self.choice.view_chosen.connect(self._on_view_chosen)
        self.leaders.family_opened.connect(self.family_opened)
        self.leaders.hidden_changed.connect(self.panel.set_hidden)
        self.leaders.traced.connect(self._on_traced)
        self.leaders.moved.connect(self._on_moved)
        self.footing.traced.connect(lambda: self._on_traced(self.leaders.chosen()))
        self.footing.moved.connect(lambda days: self._on_moved(self.leaders.chosen(), days))
        self.panel.family_clicked.connect(self.family_opened)
        self.panel.threshold_dragged.connect(self._on_threshold_dragged)
        self.panel.table_requested.connect(self.export_requested)
        self.panel.link_opened.connect(self.link_opened)
        self.panel.said.connect(self.said)
        self.panel.view_changed.connect(self.view_changed)

    def _lay_out(self) -> None:
        self.splitter.addWidget(self.panel)
        self.splitter.addWidget(self.leaders)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([560, 440])
        self.leaders.setMinimumHeight(68)
        body = QWidget()
        self._body = QStackedLayout(body)
        self._body.addWidget(self.splitter)
        self._body.addWidget(self.reason)
        full = QWidget()
        layout = page_layout(full)
        layout.setSpacing(6)
        layout.addLayout(self._header)
        layout.addWidget(self.footing)
        layout.addWidget(body, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(full)
