"""The poll thread through changes and accidents: one ends, the next begins, no work is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from sharewatch.core.snapshot import Progress
from sharewatch.ui.backlog import Backlog, Job, Task
from sharewatch.ui.desk import AnyDesk
from sharewatch.ui.network import UNKNOWN, NetworkState
from sharewatch.ui.pace import Pace
from sharewatch.ui.poll_thread import PollThread
from sharewatch.ui.watchdog import Heart

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
REST_FACTOR = 30.0
"""After a death, what is scheduled rests so many times longer than the pause was."""
SOUND_S = 600.0
"""A thread that has lived for so long is taken to be sound."""


class Worker(QObject, Generic[AnyDesk]):
    """Holds the poll thread at work and passes on what it says.

    ``open_desk`` and ``known`` are those of ``PollThread``. A thread that ends without being
    asked is told by ``died`` and followed by another, after a pause that doubles up to a minute.
    ``heart`` beats while there is one that turns.
    """

    polled = Signal(object)
    answered = Signal(object)
    progressed = Signal(object)
    failed = Signal(object)
    poll_failed = Signal(str)
    poll_called_off = Signal()
    task_called_off = Signal()
    died = Signal(str)
    """The poll thread ended by an accident: what of, and when the next begins."""
    recovered = Signal()
    """After such an accident a thread has lived long enough."""

    def __init__(
        self,
        open_desk: Callable[[], AnyDesk],
        known: tuple[type[Exception], ...],
        parent: QObject | None = None,
        *,
        first_pause: float = FIRST_PAUSE_S,
        sound_after: float = SOUND_S,
    ) -> None:
        super().__init__(parent)
        self._open_desk = open_desk
        self._known = known
        self._first_pause = self._pause = first_pause
        self.heart = Heart()
        self._thread: PollThread[AnyDesk] | None = None
        self._backlog: Backlog[AnyDesk] = Backlog()
        self._network = UNKNOWN
        self._rest_s = 0.0
        self._again = False
        self._elsewhere = False
        self._over = False
        self._revival = QTimer(self, singleShot=True)
        self._revival.timeout.connect(self.start)
        self._probation = QTimer(self, singleShot=True, interval=int(sound_after * 1000))
        self._probation.timeout.connect(self._on_sound)

    @Slot()
    def start(self) -> None:
        """Begin, with what was posted meanwhile."""
        if self._over or self._thread is not None:
            return
        pace = Pace(network=self._network)
        pace.rest(self._rest_s)
        self._rest_s = 0.0
        thread = PollThread(
            self._open_desk,
            self._known,
            backlog=self._backlog,
            pace=pace,
            heart=self.heart,
            parent=self,
        )
        thread.polled.connect(self.polled)
        thread.answered.connect(self.answered)
        thread.progressed.connect(self.progressed)
        thread.failed.connect(self.failed)
        thread.poll_failed.connect(self.poll_failed)
        thread.poll_called_off.connect(self.poll_called_off)
        thread.task_called_off.connect(self.task_called_off)
        thread.finished.connect(self._on_finished)
        self._thread, self._again, self._elsewhere = thread, False, False
        if self._pause > self._first_pause:
            self._probation.start()
        thread.start()

    def begin_anew(self, *, elsewhere: bool = False) -> None:
        """Open the desk again, as soon as the thread has come to rest.

        What waits or is under way is for the next thread, unless that works ``elsewhere``, at
        other data.
        """
        if elsewhere or (self._thread is not None and not self._again):
            self._backlog = Backlog()
        if self._thread is not None:
            self._again, self._elsewhere = True, elsewhere or self._elsewhere
            self._thread.request_stop()

    def stop(self, ms: int) -> bool:
        """End for good; whether the thread has ended within so many milliseconds."""
        self._over = True
        self._revival.stop()
        return self._thread is None or self._thread.stop_and_wait(ms)

    def post(self, job: Job[AnyDesk]) -> None:
        """Run a job on the thread, or on the one to come."""
        self._backlog.post(job)

    def post_task(self, task: Task[AnyDesk], *, scheduled: bool = False) -> None:
        """Do long work on the thread, or on the one to come.

        What is ``scheduled`` waits for a network as a poll does that nobody asked for.
        """
        self._backlog.post_task(task, scheduled=scheduled)

    def finish_jobs(self, ms: int) -> bool:
        """Wait for the jobs posted so far; whether they were done within so many milliseconds."""
        done = threading.Event()
        self.post(lambda _: done.set())
        return self._thread is not None and done.wait(ms / 1000)

    def request_poll(self) -> None:
        """Poll now, whatever is held back."""
        self._backlog.request_poll()

    def cancel_poll(self) -> None:
        """Give up the running poll or task."""
        if self._thread is not None:
            self._thread.cancel()

    def set_network(self, network: NetworkState) -> None:
        """Take what is known of the network, for this thread and those to come."""
        self._network = network
        if self._thread is not None:
            self._thread.set_network(network)

    def tell(self, progress: Progress) -> None:
        """Called on the thread: how far a long opening is."""
        if self._thread is not None:
            self._thread.tell(progress)

    @Slot()
    def _on_finished(self) -> None:
        thread = self._thread
        if thread is None or self._over:
            return
        thread.wait()  # it has said that it ends, a moment before it has
        self._thread = None
        if self._again:
            if not self._elsewhere:
                self._backlog.put_first(thread.backlog)
            self.start()
        else:
            self._revive(thread.died_of)
        thread.setParent(None)

    def _revive(self, died_of: str) -> None:
        """Have another thread begin after a pause."""
        self._probation.stop()
        pause, self._pause = self._pause, min(2 * self._pause, LONGEST_PAUSE_S)
        self._rest_s = pause * REST_FACTOR
        self._revival.start(int(pause * 1000))
        self.died.emit(
            f"Polling stopped by a fault of the program ({died_of}). It begins again in "
            f"{pause:.0f} s, and nothing that is stored is lost. The log has it."
        )

    @Slot()
    def _on_sound(self) -> None:
        self._pause = self._first_pause
        self.recovered.emit()
