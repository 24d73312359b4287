"""The one thread that polls and touches the database: jobs in, boards and answers out."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QThread, Signal

from sharewatch.core.board import Board
from sharewatch.core.snapshot import Progress

LOG = logging.getLogger(__name__)
OPENINGS = 3


class Desk(Protocol):
    """What the thread works at. It is opened, used and closed on this thread only."""

    def next_due(self) -> float | None:
        """Seconds until the next poll is due, 0 or less when it is; ``None`` when none is."""

    def poll(self, stop: threading.Event, between: Callable[[Progress], None]) -> Board:
        """Poll once, calling ``between`` after each page and leaving early once ``stop`` is set."""
        ...

    def board(self) -> Board:
        """What is known now."""
        ...

    @property
    def writing(self) -> bool:
        """Whether a transaction is open, in which no job may run."""
        ...

    def close(self) -> None:
        """Let go of the database and the network."""


AnyDesk = TypeVar("AnyDesk", bound=Desk)
Between = Callable[[Progress], None]
Task = Callable[[AnyDesk, threading.Event, Between], object | None]
"""Long work: it heeds the event, and calls what it is given with its progress."""
Answer = TypeVar("Answer")


class PollThread(QThread, Generic[AnyDesk]):
    """Polls when due or asked, and runs jobs in turn, also between two pages of a poll.

    Connect its signals to methods of objects that live in the main thread: they arrive there.
    Exceptions of the ``known`` classes are told by their text, any other is logged with its
    traceback and told as unexpected; neither ends the thread. ``look_every`` is the longest
    wait, in seconds, before the desk is asked again what is due, and the rest after a failure.
    """

    polled = Signal(object)
    """A ``Board``: once the desk is open, after each poll, and from each job returning one."""
    answered = Signal(object)
    """Any other value that a job returned."""
    progressed = Signal(object)
    """A ``Progress`` during a poll, ``None`` when the poll is over."""
    poll_failed = Signal(str)
    """Why a poll, a job or the opening failed, in words for people."""

    def __init__(
        self,
        open_desk: Callable[[], AnyDesk],
        known: tuple[type[Exception], ...] = (),
        *,
        look_every: float = 30.0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_desk = open_desk
        self._known = known
        self._look_every = look_every
        self._jobs: queue.SimpleQueue[Callable[[AnyDesk], object | None] | None] = (
            queue.SimpleQueue()
        )
        self._tasks: deque[Task[AnyDesk]] = deque()
        self._stopping = threading.Event()
        self._cancelled = threading.Event()
        self._wanted = threading.Event()
        self._rest_until = 0.0
        self._last_failure = ""

    def post(self, job: Callable[[AnyDesk], object | None]) -> None:
        """Run a job on the thread; what it returns is emitted unless it is ``None``."""
        self._jobs.put(job)

    def post_task(self, task: Task[AnyDesk]) -> None:
        """Run long work when the thread is free; jobs are answered meanwhile where they may be.

        What it returns is emitted as a job's is; ``cancel_poll`` calls it off.
        """
        self._tasks.append(task)
        self._jobs.put(None)

    def left(self) -> tuple[Task[AnyDesk], ...]:
        """The long work that an ended thread did not do, or was stopped in before it was done."""
        return tuple(self._tasks)

    def tell(self, progress: Progress) -> None:
        """Tell how far a desk's long opening is; raises ``InterruptedError`` once asked to stop."""
        if self._stopping.is_set():
            raise InterruptedError("stopped while it was opening")
        self.progressed.emit(progress)

    def request_poll(self) -> None:
        """Poll as soon as the jobs before it are done."""
        self._wanted.set()
        self._jobs.put(None)

    def cancel_poll(self) -> None:
        """Give up the running poll between two pages, and one that waits; no failure is told."""
        self._wanted.clear()
        self._cancelled.set()

    def request_stop(self) -> None:
        """End the thread soon; ``finished`` tells when it has."""
        self._stopping.set()
        self.cancel_poll()
        self._jobs.put(None)

    def stop_and_wait(self, ms: int) -> bool:
        """End the thread; whether it has ended within so many milliseconds."""
        self.request_stop()
        return self.wait(ms)

    def run(self) -> None:
        """Serve until stopped. Qt calls this on the thread itself."""
        while not self._stopping.is_set():
            desk = self._open()
            if desk is None:
                self._wait_for_request()
                continue
            try:
                self._serve(desk)
            finally:
                self._attempt(desk.close)

    def _open(self) -> AnyDesk | None:
        """The desk, or ``None`` when it would not open several times in a row."""
        for attempt in range(1, OPENINGS + 1):
            desk = self._attempt(self._open_desk)
            if desk is not None:
                return desk
            if self._stopping.wait(min(attempt, self._look_every)):
                return None
        return None

    def _wait_for_request(self) -> None:
        """Idle without a desk: a wanted poll opens it anew, a job is answered with the reason."""
        while not self._stopping.is_set() and not self._wanted.is_set():
            if self._jobs.get() is not None:
                self.poll_failed.emit(self._last_failure)

    def _serve(self, desk: AnyDesk) -> None:
        self._answer(desk, lambda one: one.board())
        while not self._stopping.is_set():
            due = self._due(desk)
            if due is not None and due <= 0:
                self._poll(desk)
                continue
            if self._tasks:
                self._work(desk, self._tasks.popleft())
                continue
            wait = self._look_every if due is None else min(due, self._look_every)
            try:
                job = self._jobs.get(timeout=wait)
            except queue.Empty:
                continue
            if job is not None:
                self._answer(desk, job)
        self._answer_waiting(desk)  # nothing the user did is lost by leaving

    def _due(self, desk: AnyDesk) -> float | None:
        """Seconds until there is something to poll; after a failure there is a rest."""
        if self._wanted.is_set():
            return 0.0
        rest = self._rest_until - time.monotonic()
        return rest if rest > 0 else self._attempt(desk.next_due)

    def _poll(self, desk: AnyDesk) -> None:
        self._cancelled.clear()
        self._wanted.clear()
        if self._stopping.is_set():
            return

        board = self._attempt(
            lambda: desk.poll(self._cancelled, self._between(desk)), self._cancelled
        )
        self._wanted.clear()  # whoever asked during this poll meant this one
        self.progressed.emit(None)
        if board is not None:
            self.polled.emit(board)
        else:
            self._answer(desk, lambda one: one.board())
        if board is None or self._cancelled.is_set():
            self._rest_until = time.monotonic() + self._look_every

    def _work(self, desk: AnyDesk, task: Task[AnyDesk]) -> None:
        """One long piece of work; one that was called off fails without a word."""
        self._cancelled.clear()
        if self._stopping.is_set():
            self._tasks.appendleft(task)
            return
        answer = self._attempt(
            lambda: task(desk, self._cancelled, self._between(desk)), self._cancelled
        )
        self.progressed.emit(None)
        self._emit(answer)
        if answer is None and self._stopping.is_set():
            self._tasks.appendleft(task)

    def _between(self, desk: AnyDesk) -> Between:
        """Tells progress, and answers what waits unless a transaction is open."""

        def between(progress: Progress) -> None:
            self.progressed.emit(progress)
            if not desk.writing:
                self._answer_waiting(desk)

        return between

    def _answer_waiting(self, desk: AnyDesk) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            if job is not None:
                self._answer(desk, job)

    def _answer(self, desk: AnyDesk, job: Callable[[AnyDesk], object | None]) -> None:
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
        try:
            return call()
        except self._known as why:
            if cancelled is None or not cancelled.is_set():
                self._tell(str(why))
        except Exception as why:
            LOG.exception("unexpected on the poll thread")
            self._tell(f"Unexpected: {type(why).__name__}: {why}")
        return None

    def _tell(self, failure: str) -> None:
        self._last_failure = failure
        self.poll_failed.emit(failure)
