"""The poll thread through changes of settings: one ends, the next begins, no work is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic

from PySide6.QtCore import QObject, Signal, Slot

from sharewatch.core.snapshot import Progress
from sharewatch.ui.poll_thread import AnyDesk, PollThread, Task


class Worker(QObject, Generic[AnyDesk]):
    """Holds the poll thread at work and passes on what it says.

    ``open_desk`` and ``known`` are those of ``PollThread``.
    """

    polled = Signal(object)
    answered = Signal(object)
    progressed = Signal(object)
    poll_failed = Signal(str)

    def __init__(
        self,
        open_desk: Callable[[], AnyDesk],
        known: tuple[type[Exception], ...],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_desk = open_desk
        self._known = known
        self._thread: PollThread[AnyDesk] | None = None
        self._waiting: list[Callable[[AnyDesk], object | None]] = []
        self._tasks: list[Task[AnyDesk]] = []
        self._again = False
        self._elsewhere = False
        self._over = False

    @Slot()
    def start(self) -> None:
        """Begin, with the jobs that came meanwhile."""
        if self._over:
            return
        thread = PollThread(self._open_desk, self._known, parent=self)
        thread.polled.connect(self.polled)
        thread.answered.connect(self.answered)
        thread.progressed.connect(self.progressed)
        thread.poll_failed.connect(self.poll_failed)
        thread.finished.connect(self._on_finished)
        self._thread, self._again = thread, False
        while self._waiting:
            thread.post(self._waiting.pop(0))
        while self._tasks:
            thread.post_task(self._tasks.pop(0))
        thread.start()

    def begin_anew(self, *, elsewhere: bool = False) -> None:
        """Open the desk again, as soon as the thread has come to rest.

        Long work that waits or is under way is for the next thread, unless that works
        ``elsewhere``, at other data.
        """
        self._again, self._elsewhere = True, elsewhere
        if self._thread is not None:
            self._thread.request_stop()

    def stop(self, ms: int) -> bool:
        """End for good; whether the thread has ended within so many milliseconds."""
        self._over = True
        return self._thread is None or self._thread.stop_and_wait(ms)

    def post(self, job: Callable[[AnyDesk], object | None]) -> None:
        """Run a job on the thread, or on the one to come."""
        if self._thread is None or self._again:
            self._waiting.append(job)
        else:
            self._thread.post(job)

    def post_task(self, task: Task[AnyDesk]) -> None:
        """Do long work on the thread, or on the one to come."""
        if self._thread is None or self._again:
            self._tasks.append(task)
        else:
            self._thread.post_task(task)

    def request_poll(self) -> None:
        """Poll now."""
        if self._thread is not None:
            self._thread.request_poll()

    def cancel_poll(self) -> None:
        """Give up the running poll."""
        if self._thread is not None:
            self._thread.cancel_poll()

    def tell(self, progress: Progress) -> None:
        """Called on the thread: how far a long opening is."""
        if self._thread is not None:
            self._thread.tell(progress)

    @Slot()
    def _on_finished(self) -> None:
        if self._thread is not None and not self._elsewhere:
            self._tasks[:0] = self._thread.left()
        if self._again:
            self.start()
