"""The one thread that polls and touches the database: jobs in, boards and answers out."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QThread, Signal

from sharewatch.core.board import Board
from sharewatch.core.schedule import LOOK_EVERY_S
from sharewatch.core.snapshot import Progress
from sharewatch.ui.backlog import Backlog, Between, Job, LongWork
from sharewatch.ui.desk import AnyDesk
from sharewatch.ui.faults import fault_words
from sharewatch.ui.network import NetworkState
from sharewatch.ui.pace import Pace
from sharewatch.ui.watchdog import Heart

LOG = logging.getLogger(__name__)
OPENINGS = 3
REOPEN_S = 300.0
LONGEST_REST_S = 3600.0
SLICE_S = 5.0
"""No wait is longer in one piece, so that a wake is noticed soon."""


Answer = TypeVar("Answer")


class PollThread(QThread, Generic[AnyDesk]):
    """Polls when due or asked, and runs what is posted to its backlog, also between two pages.

    Connect its signals to methods of objects that live in the main thread: they arrive there.
    Exceptions of the ``known`` classes are told by their text, any other is logged with its
    traceback and told as a fault of the program; neither ends the thread. What does end it, such
    as ``SystemExit``, is named by ``died_of``, and what it was at is not begun again.

    ``look_every`` is the longest wait, in seconds, before the desk is asked again what is due,
    and the rest after a failure, which doubles while the program itself is at fault. A desk that
    would not open is opened again after ``reopen_every``, or when a poll is asked for.
    """

    polled = Signal(object)
    """A ``Board``: once the desk is open, after each poll, and from each job returning one."""
    answered = Signal(object)
    """Any other value that a job returned."""
    progressed = Signal(object)
    """A ``Progress`` during a poll, ``None`` when the poll is over."""
    failed = Signal(object)
    """A known exception that ended a poll, a job or the opening, before its text is told."""
    poll_failed = Signal(str)
    """Why a poll, a job or the opening failed, in words for people."""
    poll_called_off = Signal()
    """A poll was given up, and not because the thread ends."""
    task_called_off = Signal()
    """Long work was given up likewise."""

    def __init__(
        self,
        open_desk: Callable[[], AnyDesk],
        known: tuple[type[Exception], ...] = (),
        *,
        backlog: Backlog[AnyDesk] | None = None,
        pace: Pace | None = None,
        heart: Heart | None = None,
        look_every: float = LOOK_EVERY_S,
        reopen_every: float = REOPEN_S,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_desk = open_desk
        self._known = known
        self.backlog = backlog or Backlog()
        self._pace = pace or Pace()
        self._heart = heart or Heart()
        self._look_every = look_every
        self._reopen_every = reopen_every
        self._stopping = threading.Event()
        self._cancelled = threading.Event()
        self._surprised = False
        self._surprises = 0
        self._last_failure = ""
        self._told_opening = False
        self.died_of = ""

    def tell(self, progress: Progress) -> None:
        """Tell how far a desk's long opening is; raises ``InterruptedError`` once asked to stop."""
        if self._stopping.is_set():
            raise InterruptedError("stopped while it was opening")
        self._heart.beat()
        self._told_opening = True
        self.progressed.emit(progress)

    def set_network(self, network: NetworkState) -> None:
        """Take what is known of the network: what is scheduled waits while it ``holds``."""
        self._pace.set_network(network)
        self.backlog.nudge()

    def cancel(self) -> None:
        """Give up the running poll or task at its next step, and a poll that waits."""
        self.backlog.poll_wanted.clear()
        self._cancelled.set()

    def request_stop(self) -> None:
        """End the thread soon; ``finished`` tells when it has."""
        self._stopping.set()
        self._cancelled.set()
        self.backlog.nudge()

    def stop_and_wait(self, ms: int) -> bool:
        """End the thread; whether it has ended within so many milliseconds."""
        self.request_stop()
        return self.wait(ms)

    def run(self) -> None:
        """Serve until stopped. Qt calls this on the thread itself."""
        try:
            while not self._stopping.is_set():
                desk = self._open()
                if desk is None:
                    self._wait_for_request()
                    continue
                try:
                    self._serve(desk)
                finally:
                    self._attempt(desk.close)
        except BaseException as why:  # what leaves this method, Qt makes a thread hang of
            LOG.critical("the poll thread died", exc_info=True)
            self.died_of = type(why).__name__

    def _open(self) -> AnyDesk | None:
        """The desk, or ``None`` when it would not open several times in a row."""
        for attempt in range(1, OPENINGS + 1):
            desk = self._attempt(self._open_desk)
            if self._told_opening:
                self._told_opening = False
                self.progressed.emit(None)
            if desk is not None:
                return desk
            if self._stopping.wait(min(attempt, self._look_every)):
                return None
        return None

    def _wait_for_request(self) -> None:
        """Idle without a desk for a while; a job is answered with the reason."""
        left = self._reopen_every
        while left > 0 and not (self._stopping.is_set() or self.backlog.poll_wanted.is_set()):
            self._heart.beat()
            try:
                if self.backlog.take(min(left, SLICE_S)) is not None:
                    self.poll_failed.emit(self._last_failure)
            except queue.Empty:
                left -= SLICE_S

    def _serve(self, desk: AnyDesk) -> None:
        self._answer(desk, lambda one: one.board())
        while not self._stopping.is_set():
            if self._pace.take_wake():
                self._attempt(desk.note_woken)
            held = self._pace.held()
            due = self._due(desk, held)
            if due is not None and due <= 0:
                self._poll(desk)
            elif (work := self.backlog.take_work(scheduled=held == 0)) is not None:
                self._work(desk, work)
            else:
                self._wait(desk, self._look_every if due is None else min(due, self._look_every))
        self._answer_waiting(desk)  # nothing the user did is lost by leaving

    def _due(self, desk: AnyDesk, held: float | None) -> float | None:
        """Seconds until there is something to poll, which is asked for or not held back."""
        if self.backlog.poll_wanted.is_set():
            return 0.0
        return self._attempt(desk.next_due) if held == 0 else held

    def _wait(self, desk: AnyDesk, seconds: float) -> None:
        """Wait for a job and do it; a nudge or a wake ends the wait as well."""
        while seconds > 0:
            slice_s = min(seconds, SLICE_S)
            self._heart.beat()
            try:
                with self._pace.waiting(slice_s):
                    job = self.backlog.take(slice_s)
            except queue.Empty:
                seconds = 0 if self._pace.woken else seconds - slice_s
            else:
                if job is not None:
                    self._answer(desk, job)
                return

    def _poll(self, desk: AnyDesk) -> None:
        wanted = self.backlog.poll_wanted
        asked = wanted.is_set()
        self._cancelled.clear()
        if self._stopping.is_set():
            return
        wanted.clear()
        self._surprised = False
        board = self._attempt(
            lambda: desk.poll(self._cancelled, self._between(desk)), self._cancelled
        )
        self._surprises = self._surprises + 1 if self._surprised else 0
        wanted.clear()  # whoever asked during this poll meant this one
        self.progressed.emit(None)
        if board is not None:
            self.polled.emit(board)
        else:
            self._answer(desk, lambda one: one.board())
        if board is None or self._cancelled.is_set():
            self._pace.rest(min(self._look_every * 2 ** min(self._surprises, 9), LONGEST_REST_S))
        if self._stopping.is_set() and asked:
            wanted.set()
        elif self._cancelled.is_set() and not self._stopping.is_set():
            self.poll_called_off.emit()

    def _work(self, desk: AnyDesk, work: LongWork[AnyDesk]) -> None:
        """One long piece of work; one that was called off fails without a word."""
        self._cancelled.clear()
        if self._stopping.is_set():
            self.backlog.put_back(work)
            return
        answer = self._attempt(
            lambda: work.task(desk, self._cancelled, self._between(desk)), self._cancelled
        )
        self.progressed.emit(None)
        self._emit(answer)
        if self._stopping.is_set():
            if answer is None:
                self.backlog.put_back(work)
        elif self._cancelled.is_set():
            self.task_called_off.emit()

    def _between(self, desk: AnyDesk) -> Between:
        """Tells progress, and answers what waits unless a transaction is open."""

        def between(progress: Progress) -> None:
            self._heart.beat()
            self.progressed.emit(progress)
            if not desk.writing:
                self._answer_waiting(desk)

        return between

    def _answer_waiting(self, desk: AnyDesk) -> None:
        while (job := self.backlog.take_now()) is not None:
            self._answer(desk, job)

    def _answer(self, desk: AnyDesk, job: Job[AnyDesk]) -> None:
        self._emit(self._attempt(lambda: job(desk)))

    def _emit(self, answer: object | None) -> None:
        if isinstance(answer, Board):
            self.polled.emit(answer)
        elif answer is not None:
            self.answered.emit(answer)

    def _attempt(
        self, call: Callable[[], Answer], cancelled: threading.Event | None = None
    ) -> Answer | None:
        """What the call returns; ``None`` when it failed, which is told unless it was wanted."""
        self._heart.beat()
        try:
            return call()
        except self._known as why:
            if cancelled is None or not cancelled.is_set():
                self.failed.emit(why)
                self._tell(str(why))
        except Exception as why:
            LOG.exception("unexpected on the poll thread")
            self._surprised = True
            self._tell(fault_words(why))
        return None

    def _tell(self, failure: str) -> None:
        self._last_failure = failure
        self.poll_failed.emit(failure)
