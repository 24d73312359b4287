"""What waits to be done at a desk. It outlives the thread that does it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sharewatch.core.snapshot import Progress

AtDesk = TypeVar("AtDesk")
Between = Callable[[Progress], None]
Job = Callable[[AtDesk], object | None]
"""Short work: what it returns is told, unless it is ``None``."""
Task = Callable[[AtDesk, threading.Event, Between], object | None]
"""Long work: it heeds the event, and calls what it is given with its progress."""


@dataclass(frozen=True, slots=True, eq=False)
class LongWork(Generic[AtDesk]):
    """A task; ``scheduled`` if nobody asked for it just now, so that it may wait for a network."""

    task: Task[AtDesk]
    scheduled: bool = False


class Backlog(Generic[AtDesk]):
    """Jobs in turn, long work for when the thread is free, and whether a poll is wanted.

    Any thread may add; one at a time takes.
    """

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Job[AtDesk] | None] = queue.SimpleQueue()
        self._work: list[LongWork[AtDesk]] = []
        self.poll_wanted = threading.Event()

    def post(self, job: Job[AtDesk]) -> None:
        """Add a job."""
        self._jobs.put(job)

    def post_task(self, task: Task[AtDesk], *, scheduled: bool = False) -> None:
        """Add long work."""
        self._work.append(LongWork(task, scheduled))
        self.nudge()

    def request_poll(self) -> None:
        """Want a poll as soon as the jobs before it are done."""
        self.poll_wanted.set()
        self.nudge()

    def nudge(self) -> None:
        """Wake who waits in ``take``, to look around."""
        self._jobs.put(None)

    def take(self, seconds: float) -> Job[AtDesk] | None:
        """The next job; ``None`` after a nudge, or when so many seconds brought nothing.

        Raises ``queue.Empty`` in the latter case.
        """
        return self._jobs.get(timeout=seconds)

    def take_now(self) -> Job[AtDesk] | None:
        """The next job, if one waits."""
        while not self._jobs.empty():
            job = self._jobs.get_nowait()
            if job is not None:
                return job
        return None

    def take_work(self, *, scheduled: bool) -> LongWork[AtDesk] | None:
        """The next long work that may begin; one that is ``scheduled`` only if they may."""
        for one in tuple(self._work):
            if scheduled or not one.scheduled:
                self._work.remove(one)
                return one
        return None

    def put_back(self, work: LongWork[AtDesk]) -> None:
        """Long work that was taken and is still to be done, before all other."""
        self._work.insert(0, work)

    def put_first(self, left: Backlog[AtDesk]) -> None:
        """Take over what another backlog was left with, before what waits here."""
        jobs = [job for one in (left, self) for job in iter(one.take_now, None)]
        for job in jobs:
            self.post(job)
        self._work[:0] = left._work
        if left.poll_wanted.is_set():
            self.poll_wanted.set()
        self.nudge()
