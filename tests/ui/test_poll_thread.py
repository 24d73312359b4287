"""The poll thread: what it delivers, where, and that nothing kills it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from sharewatch.core.board import Board, Source, SourceKind
from sharewatch.core.snapshot import Progress
from sharewatch.ui.network import NetworkState
from sharewatch.ui.poll_thread import OPENINGS, PollThread

pytestmark = pytest.mark.usefixtures("no_qthread_left")

BOARD = Board(Source(SourceKind.HUB, "huggingface.co"), 1, 1)
STEP = Progress(1, 2, 3, 4)


class KnownError(Exception):
    pass


class Desk:
    """A real desk as far as the thread can tell: it stops between steps when told to."""

    def __init__(self, steps: int = 2, due: float | None = None) -> None:
        self.steps, self.due = steps, due
        self.told: list[str] = []
        self.threads: set[int] = set()
        self.failure: Exception | None = None
        self.at_step = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()

    writing = False

    def next_due(self) -> float | None:
        return self.due

    def poll(self, stop: threading.Event, between: Callable[[Progress], None]) -> Board:
        self.told.append("poll")
        self.due = None
        if self.failure is not None:
            raise self.failure
        for step in range(self.steps):
            if stop.is_set():
                self.told.append("stopped")
                raise KnownError("called off")
            self.told.append(f"step {step}")
            self.at_step.set()
            self.go_on.wait(5)
            between(STEP)
        return BOARD

    def note_woken(self) -> None:
        self.told.append("woken")

    def board(self) -> Board:
        self.threads.add(threading.get_ident())
        return BOARD

    def close(self) -> None:
        self.threads.add(threading.get_ident())
        self.told.append("close")


class Receiver(QObject):
    """Notes what arrives, and in which thread."""

    def __init__(self, thread: PollThread[Desk]) -> None:
        super().__init__()
        self.boards: list[Board] = []
        self.answers: list[object] = []
        self.steps: list[Progress | None] = []
        self.failures: list[str] = []
        self.threads: set[QThread] = set()
        thread.polled.connect(self.on_polled)
        thread.answered.connect(self.on_answered)
        thread.progressed.connect(self.on_progressed)
        thread.poll_failed.connect(self.on_failed)

    @Slot(object)
    def on_polled(self, board: Board) -> None:
        self.threads.add(QThread.currentThread())
        self.boards.append(board)

    @Slot(object)
    def on_answered(self, answer: object) -> None:
        self.threads.add(QThread.currentThread())
        self.answers.append(answer)

    @Slot(object)
    def on_progressed(self, progress: Progress | None) -> None:
        self.steps.append(progress)

    @Slot(str)
    def on_failed(self, why: str) -> None:
        self.failures.append(why)


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Callable[..., tuple[PollThread[Desk], Receiver]]]:
    threads: list[PollThread[Desk]] = []

    def run(open_desk: Callable[[], Desk], **more: float) -> tuple[PollThread[Desk], Receiver]:
        thread = PollThread(open_desk, (KnownError,), **more)
        receiver = Receiver(thread)
        threads.append(thread)
        thread.start()
        return thread, receiver

    yield run
    assert all(thread.stop_and_wait(5000) for thread in threads)


def test_the_board_comes_first_and_in_the_main_thread(start, qtbot, qapp):
    desk = Desk()
    _, got = start(lambda: desk)
    qtbot.waitUntil(lambda: got.boards == [BOARD])
    assert got.threads == {qapp.thread()}
    assert threading.get_ident() not in desk.threads


def test_a_requested_poll_tells_its_progress_and_then_that_it_is_over(start, qtbot):
    desk = Desk(steps=2)
    thread, got = start(lambda: desk)
    thread.backlog.request_poll()
    qtbot.waitUntil(lambda: len(got.boards) == 2)
    assert got.steps == [STEP, STEP, None]
    assert got.failures == []


def test_a_due_poll_starts_by_itself(start, qtbot):
    desk = Desk(due=0.0)
    _, got = start(lambda: desk)
    qtbot.waitUntil(lambda: len(got.boards) == 2)
    assert desk.told.count("poll") == 1


def test_a_job_is_answered_between_two_pages_of_a_poll(start, qtbot):
    desk = Desk(steps=3)
    thread, got = start(lambda: desk)
    desk.go_on.clear()
    thread.backlog.request_poll()
    assert desk.at_step.wait(5)
    thread.backlog.post(lambda one: one.told.append("job") or "answer")
    desk.go_on.set()
    qtbot.waitUntil(lambda: len(got.boards) == 2)
    assert desk.told.index("step 0") < desk.told.index("job") < desk.told.index("step 1")
    assert got.answers == ["answer"]


def test_a_job_that_returns_a_board_polls_nothing_but_shows_it(start, qtbot):
    desk = Desk()
    thread, got = start(lambda: desk)
    thread.backlog.post(lambda one: one.board())
    qtbot.waitUntil(lambda: len(got.boards) == 2)
    assert "poll" not in desk.told
    assert got.answers == []


def test_a_cancelled_poll_stops_at_the_next_page_and_is_no_failure(start, qtbot):
    desk = Desk(steps=50)
    thread, got = start(lambda: desk)
    desk.go_on.clear()
    thread.backlog.request_poll()
    assert desk.at_step.wait(5)
    thread.cancel()
    desk.go_on.set()
    qtbot.waitUntil(lambda: got.steps[-1:] == [None])
    assert desk.told == ["poll", "step 0", "stopped"]
    thread.backlog.post(lambda _: "still here")
    qtbot.waitUntil(lambda: got.answers == ["still here"])
    assert got.failures == []


def test_an_unexpected_failure_is_logged_and_told_and_the_thread_lives(start, qtbot, caplog):
    desk = Desk()
    desk.failure = ZeroDivisionError("boom")
    thread, got = start(lambda: desk)
    with caplog.at_level(logging.ERROR):
        thread.backlog.request_poll()
        qtbot.waitUntil(lambda: len(got.failures) == 1)
    assert "boom" in caplog.text
    assert "(ZeroDivisionError)" in got.failures[0]
    assert "boom" not in got.failures[0]  # whose words these are, nobody knows
    desk.failure = None
    thread.backlog.request_poll()
    qtbot.waitUntil(lambda: len(got.boards) == 2)


def test_a_known_failure_of_a_job_is_told_in_its_own_words(start, qtbot, caplog):
    def fail(_: Desk) -> None:
        raise KnownError("no room on the disk")

    thread, got = start(Desk)
    thread.backlog.post(fail)
    thread.backlog.post(lambda _: "still here")
    qtbot.waitUntil(lambda: got.answers == ["still here"])
    assert got.failures == ["no room on the disk"]
    assert caplog.text == ""


def test_a_failed_due_poll_is_not_tried_again_at_once(start, qtbot):
    class Stubborn(Desk):
        def poll(self, stop, between):
            super().poll(stop, between)
            raise AssertionError

        def next_due(self):
            return 0.0

    desk = Stubborn()
    desk.failure = KnownError("offline")
    thread, got = start(lambda: desk)
    thread.backlog.post(lambda _: "served")
    qtbot.waitUntil(lambda: got.answers == ["served"])
    thread.backlog.post(lambda _: "again")
    qtbot.waitUntil(lambda: got.answers == ["served", "again"])
    assert desk.told.count("poll") == 1


def test_a_desk_that_will_not_open_is_tried_thrice_then_on_request(start, qtbot):
    tries = []
    desk = Desk()

    def open_desk() -> Desk:
        tries.append(1)
        if len(tries) <= OPENINGS:
            raise KnownError("the database is from a newer version")
        return desk

    thread, got = start(open_desk, look_every=0.01)
    qtbot.waitUntil(lambda: len(got.failures) == OPENINGS)
    thread.backlog.post(lambda _: "lost")
    qtbot.waitUntil(lambda: len(got.failures) == OPENINGS + 1)
    assert len(tries) == OPENINGS
    thread.backlog.request_poll()
    qtbot.waitUntil(lambda: len(got.boards) >= 2)
    assert set(got.failures) == {"the database is from a newer version"}
    assert got.answers == []


def test_stopping_ends_a_running_poll_and_closes_the_desk_on_its_thread(start, qtbot):
    desk = Desk(steps=1000)
    thread, _ = start(lambda: desk)
    thread.backlog.request_poll()
    assert desk.at_step.wait(5)
    assert thread.stop_and_wait(1000)
    assert desk.told[-1] == "close"
    assert len(desk.threads) == 1


def test_a_request_after_the_stop_does_not_poll(start, qtbot):
    desk = Desk()
    thread, _ = start(lambda: desk)
    assert thread.stop_and_wait(1000)
    thread.backlog.request_poll()
    assert thread.isFinished()
    assert "poll" not in desk.told


def test_a_poll_that_runs_out_of_memory_is_given_up_and_the_thread_lives(start, qtbot, caplog):
    class Greedy(Desk):
        def poll(self, stop, between):
            self.told.append("poll")
            bytearray(1 << 62)  # more than any machine has
            raise AssertionError

    desk = Greedy()
    thread, got = start(lambda: desk)
    thread.backlog.request_poll()
    qtbot.waitUntil(lambda: len(got.failures) == 1)
    assert "not enough memory" in got.failures[0]
    assert "MemoryError" in caplog.text
    thread.backlog.post(lambda _: "still here")
    qtbot.waitUntil(lambda: got.answers == ["still here"])


@pytest.mark.parametrize("fatal", [SystemExit, KeyboardInterrupt, GeneratorExit])
def test_what_no_thread_survives_ends_it_in_order_and_is_named(start, qtbot, caplog, fatal):
    def die(_: Desk) -> None:
        raise fatal

    desk = Desk()
    thread, _ = start(lambda: desk)
    thread.backlog.post(die)
    thread.backlog.post(lambda one: one.told.append("left"))
    assert thread.wait(5000)
    assert thread.died_of == fatal.__name__
    assert desk.told == ["close"]
    assert "died" in caplog.text
    assert thread.backlog.take_now() is not None


def test_what_was_called_off_is_told_apart(start, qtbot):
    desk = Desk(steps=50)
    thread, got = start(lambda: desk)
    told: list[str] = []
    thread.poll_called_off.connect(lambda: told.append("poll"))
    thread.task_called_off.connect(lambda: told.append("task"))
    desk.go_on.clear()
    thread.backlog.request_poll()
    assert desk.at_step.wait(5)
    thread.cancel()
    desk.go_on.set()
    qtbot.waitUntil(lambda: told == ["poll"])
    began = threading.Event()

    def task(_: Desk, stop: threading.Event, between: object) -> None:
        began.set()
        stop.wait(5)

    thread.backlog.post_task(task)
    assert began.wait(5)
    thread.cancel()
    qtbot.waitUntil(lambda: told == ["poll", "task"])
    thread.backlog.post_task(lambda *_: "done")
    qtbot.waitUntil(lambda: got.answers == ["done"])
    assert told == ["poll", "task"]
    assert got.failures == []


def test_an_offline_thread_polls_when_asked_and_answers_jobs(start, qtbot):
    desk = Desk(due=0.0)
    waiting = threading.Event()

    def open_desk() -> Desk:
        assert waiting.wait(5)
        return desk

    thread, got = start(open_desk)
    thread.set_network(NetworkState(online=False))
    waiting.set()
    thread.backlog.post(lambda one: tuple(one.told))
    qtbot.waitUntil(lambda: got.answers == [()])
    thread.backlog.request_poll()
    qtbot.waitUntil(lambda: len(got.boards) == 2)
    assert desk.told.count("poll") == 1


def test_the_heart_beats_with_each_page(start, qtbot):
    desk = Desk(steps=30)
    thread, got = start(lambda: desk)
    qtbot.waitUntil(lambda: len(got.boards) == 1)
    before = thread._heart.beats
    thread.backlog.request_poll()
    qtbot.waitUntil(lambda: len(got.boards) == 2)
    assert thread._heart.beats >= before + 30


def test_a_desk_that_would_not_open_is_opened_again_by_itself(start, qtbot):
    tries = []
    desk = Desk()

    def open_desk() -> Desk:
        tries.append(1)
        if len(tries) <= OPENINGS:
            raise KnownError("the disk is not there")
        return desk

    _, got = start(open_desk, look_every=0.01, reopen_every=0.05)
    qtbot.waitUntil(lambda: got.boards == [BOARD])
    assert len(got.failures) == OPENINGS
