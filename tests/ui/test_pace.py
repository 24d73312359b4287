"""The loop of the poll thread under clocks that jump, sleeps, and networks that come and go."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharewatch.core.board import Board, Source, SourceKind
from sharewatch.core.schedule import SETTLE_S, Attempts, next_due
from sharewatch.core.snapshot import Progress
from sharewatch.ui.backlog import Backlog, Job
from sharewatch.ui.network import UNKNOWN, NetworkState
from sharewatch.ui.pace import BELIEF_S, Clocks, Pace
from sharewatch.ui.poll_thread import SLICE_S, PollThread

pytestmark = pytest.mark.usefixtures("no_qthread_left")

BOARD = Board(Source(SourceKind.HUB, "huggingface.co"), 1, 1)
INTERVAL = 900
YEAR = 365 * 86_400
OFFLINE = NetworkState(online=False)
ONLINE = NetworkState(online=True)
METERED = NetworkState(online=True, metered=True)


@dataclass
class Time:
    """Two clocks that only move when they are told to."""

    wall: float = 1_778_328_000.0
    monotonic: float = 50.0

    def clocks(self, draw: float = 0.5) -> Clocks:
        return Clocks(lambda: self.wall, lambda: self.monotonic, lambda: draw)

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.monotonic += seconds


@dataclass
class Desk:
    """Due as the schedule says; a poll takes 20 s."""

    time: Time
    attempts: Attempts
    polls: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    writing = False

    def next_due(self) -> float:
        now = int(self.time.wall)
        return max(0.0, next_due(self.attempts, INTERVAL, 0, now) - self.time.wall)

    def note_woken(self) -> None:
        self.told.append("woken")

    def poll(self, stop: threading.Event, between: Callable[[Progress], None]) -> Board:
        self.polls.append(self.time.monotonic)
        self.told.append("poll")
        self.time.pass_by(20)
        self.attempts = self.attempts.stored(int(self.time.wall))
        return BOARD

    def board(self) -> Board:
        return BOARD

    def close(self) -> None:
        self.told.append("close")


class Script(Backlog[Desk]):
    """Each wait lasts as long as it is meant to, and then the next event happens."""

    def __init__(self, time: Time, events: list[Callable[[], None]]) -> None:
        super().__init__()
        self.time, self.events = time, events
        self.stop: Callable[[], None] = lambda: None

    def take(self, seconds: float) -> Job[Desk] | None:
        with suppress(queue.Empty):
            return super().take(0)
        self.time.pass_by(seconds)
        if self.events:
            self.events.pop(0)()
        else:
            self.stop()
        raise queue.Empty


def run(time: Time, events: list[Callable[[], None]], **more: float) -> Desk:
    """The real loop, on this thread, until the events are over."""
    desk = Desk(time, Attempts(stored_at=int(time.wall)))
    script = Script(time, [])
    thread = PollThread(lambda: desk, backlog=script, pace=Pace(time.clocks(**more)))
    script.stop = thread.request_stop
    script.events = [lambda one=one: one(desk, thread) for one in events]
    thread.run()
    assert thread.died_of == ""
    return desk


def nothing(desk, thread) -> None:
    """A wait with no surprise."""


def sleep(seconds: float, *, counted: bool = False) -> Callable:
    """The computer sleeps; its monotonic clock may or may not run on."""

    def event(desk, thread) -> None:
        desk.time.wall += seconds
        desk.time.monotonic += seconds if counted else 0
        desk.slept_until = desk.time.monotonic

    return event


@given(
    hours=st.floats(0.3, 2000),
    draw=st.floats(0, 1),
    counted=st.booleans(),
    before=st.integers(0, 30),
)
@settings(max_examples=150, deadline=None)
def test_after_a_sleep_comes_one_poll_once_the_network_had_its_time(hours, draw, counted, before):
    events = [nothing] * before + [sleep(hours * 3600, counted=counted)] + [nothing] * 100
    desk = run(Time(), events, draw=draw)
    after = [at - desk.slept_until for at in desk.polls if at >= desk.slept_until]
    assert len(after) == 1
    assert SETTLE_S[0] <= after[0] <= SETTLE_S[1] + SLICE_S
    assert desk.told.index("woken") < len(desk.told) - 2


def test_jobs_are_answered_between_a_wake_and_its_poll():
    answered = []

    def ask(desk, thread) -> None:
        sleep(7200)(desk, thread)
        thread.backlog.post(lambda one: answered.append(list(one.told)))

    desk = run(Time(), [ask] + [nothing] * 50)
    assert answered == [["woken"]]
    assert desk.told.count("poll") == 1


@given(jumps=st.lists(st.tuples(st.integers(1, 400), st.floats(-YEAR, YEAR)), max_size=6))
@settings(max_examples=100, deadline=None)
def test_a_clock_that_is_set_costs_no_poll_and_brings_no_storm(jumps):
    events = []
    for waits, seconds in jumps:
        events += [nothing] * waits

        def jump(desk, thread, seconds=seconds) -> None:
            desk.time.wall += seconds

        events.append(jump)
    calm = 2 * INTERVAL // int(SLICE_S)
    time = Time()
    began = time.monotonic
    desk = run(time, events + [nothing] * calm)
    lasted = time.monotonic - began
    assert len(desk.polls) <= lasted / INTERVAL + 1 + len(jumps)
    latest = max((b - a for a, b in zip([began, *desk.polls], desk.polls, strict=False)), default=0)
    assert latest <= INTERVAL + 20 + SETTLE_S[1] + 2 * SLICE_S + 60  # 60: set back by a little
    assert desk.polls


@pytest.mark.parametrize("state", [OFFLINE, METERED])
def test_what_is_scheduled_waits_for_the_network_and_what_is_asked_for_does_not(state):
    def hold(desk, thread) -> None:
        thread.set_network(state)
        desk.attempts = Attempts(stored_at=None)

    def ask(desk, thread) -> None:
        assert desk.polls == []
        thread.backlog.request_poll()

    def free(desk, thread) -> None:
        assert len(desk.polls) == 1
        desk.attempts = Attempts(stored_at=None)
        thread.set_network(ONLINE)
        desk.freed_at = desk.time.monotonic

    desk = run(Time(), [hold, *[nothing] * 30, ask, *[nothing] * 30, free, *[nothing] * 60])
    assert len(desk.polls) == 2
    assert SETTLE_S[0] <= desk.polls[1] - desk.freed_at <= SETTLE_S[1] + SLICE_S


def test_scheduled_work_waits_likewise_and_other_work_is_done():
    done = []

    def hold(desk, thread) -> None:
        thread.set_network(METERED)
        thread.backlog.post_task(lambda *_: done.append("census"), scheduled=True)
        thread.backlog.post_task(lambda *_: done.append("import"))

    def free(desk, thread) -> None:
        assert done == ["import"]
        thread.set_network(UNKNOWN)

    run(Time(), [hold, *[nothing] * 10, free, *[nothing] * 10])
    assert done == ["import", "census"]


def test_nobody_is_believed_for_ever_that_there_is_no_network():
    time = Time()
    pace = Pace(time.clocks(), OFFLINE)
    assert pace.held() is None
    time.pass_by(BELIEF_S - 1)
    assert pace.held() is None
    time.pass_by(1)
    assert pace.held() == 0
    pace.set_network(METERED)
    time.pass_by(10 * BELIEF_S)
    assert pace.held() is None


def test_a_network_that_nobody_knows_of_holds_nothing():
    time = Time()
    pace = Pace(time.clocks())
    assert pace.held() == 0
    pace.set_network(ONLINE)
    assert pace.held() == 0


def test_a_rest_is_not_shortened_by_a_wake():
    time = Time()
    pace = Pace(time.clocks())
    pace.rest(600)
    with pace.waiting(5):
        time.wall += 3600
    assert pace.take_wake()
    assert not pace.take_wake()
    assert pace.held() == 600


STOPPED = """
import sys, threading, time
from PySide6.QtCore import QCoreApplication
from sharewatch.core import schedule
from sharewatch.core.board import Board, Source, SourceKind
from sharewatch.ui import poll_thread

schedule.SLEPT_S, schedule.SETTLE_S, poll_thread.SLICE_S = 1.0, (0.0, 1.0), 0.1
BOARD = Board(Source(SourceKind.HUB, "huggingface.co"), 1, 1)

class Desk:
    writing = False
    polled_at = 0.0
    def next_due(self):
        return self.polled_at + 2 - time.time()
    def note_woken(self):
        print("woken", flush=True)
    def poll(self, stop, between):
        self.polled_at = time.time()
        print("polled", flush=True)
        return BOARD
    def board(self):
        return BOARD
    def close(self):
        print("closed", flush=True)

app = QCoreApplication([])
thread = poll_thread.PollThread(Desk)
thread.start()
sys.stdin.readline()
thread.stop_and_wait(5000)
"""


def test_a_process_that_was_stopped_and_continued_polls_once_after_it_noticed() -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", STOPPED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout.readline() == "polled\n"
    time.sleep(0.3)  # now it waits
    program.send_signal(signal.SIGSTOP)
    time.sleep(3)  # a poll became due in the meantime
    program.send_signal(signal.SIGCONT)
    assert program.stdout.readline() == "woken\n"
    assert program.stdout.readline() == "polled\n"
    out, _ = program.communicate("\n", timeout=30)
    assert out == "closed\n"
    assert program.returncode == 0
