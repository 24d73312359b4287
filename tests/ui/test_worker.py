"""The worker at a real desk: what the user does is never lost between two threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import series
from sharewatch.core.board import Board, Source, SourceKind
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.core.snapshot import Progress
from sharewatch.desk import build
from sharewatch.desk.window_desk import WindowDesk
from sharewatch.faults import KNOWN
from sharewatch.past.watch import ReadStopped
from sharewatch.places import Place, place
from sharewatch.program.errands import Errands
from sharewatch.settings import Settings
from sharewatch.ui.worker import Worker

pytestmark = pytest.mark.usefixtures("no_qthread_left")

BOARD = Board(Source(SourceKind.HUB, "huggingface.co"), 1, 1)


def rule(percent: int) -> Rule:
    return Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(percent, 100))


@pytest.fixture
def where(tmp_path: Path) -> Place:
    there = place(tmp_path / "data")
    path = series.qwen_rises(tmp_path / "rising.csv")
    at_work = build.open_replay(there, Settings(), path, None)
    with at_work.desk:
        for date in at_work.dates:
            at_work.poll(date)
    return there


@pytest.fixture
def worker(where: Place, qtbot: QtBot) -> Iterator[Worker[WindowDesk]]:
    made: Worker[WindowDesk] = Worker(lambda: WindowDesk(build.open_desk(where, Settings())), KNOWN)
    yield made
    assert made.stop(5000)


def thresholds(where: Place) -> list[Fraction]:
    with build.open_desk(where, Settings()) as desk:
        return [line.rule.threshold for line in desk.rules()]


def test_jobs_before_the_start_are_done_by_the_first_thread(
    worker: Worker[WindowDesk], where: Place, qtbot: QtBot
) -> None:
    worker.post(lambda desk: desk.save_rule(rule(40)))
    with qtbot.waitSignal(worker.polled, check_params_cb=lambda board: len(board.rules) == 1):
        worker.start()
    assert thresholds(where) == [Fraction(40, 100)]


def test_jobs_between_two_threads_are_done_by_the_next(
    worker: Worker[WindowDesk], where: Place, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(worker.polled):
        worker.start()
    worker.post(lambda desk: desk.save_rule(rule(40)))
    worker.begin_anew()
    worker.post(lambda desk: desk.save_rule(rule(45)))
    with qtbot.waitSignal(worker.polled, check_params_cb=lambda board: len(board.rules) == 2):
        pass
    assert thresholds(where) == [Fraction(40, 100), Fraction(45, 100)]


def test_jobs_just_before_the_end_are_done(
    worker: Worker[WindowDesk], where: Place, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(worker.polled):
        worker.start()
    worker.post(lambda desk: desk.save_rule(rule(40)))
    assert worker.stop(5000)
    assert thresholds(where) == [Fraction(40, 100)]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_long_work_that_was_stopped_is_for_the_next_thread_at_the_same_data(
    worker: Worker[WindowDesk], qtbot: QtBot, elsewhere: bool
) -> None:
    done: list[str] = []
    began = threading.Event()

    def first(desk: WindowDesk, stop: threading.Event, between: object) -> None:
        done.append("first")
        began.set()
        if len(done) == 1 and stop.wait(5):
            raise ReadStopped("stopped")

    def second(desk: WindowDesk, stop: threading.Event, between: object) -> Board:
        done.append("second")
        return desk.board()

    with qtbot.waitSignal(worker.polled):
        worker.start()
    worker.post_task(first)
    worker.post_task(second)
    assert began.wait(5)
    with qtbot.waitSignal(worker.polled):
        worker.begin_anew(elsewhere=elsewhere)
    if elsewhere:
        worker.post_task(second)
    wanted = ["first", "second"] if elsewhere else ["first", "first", "second"]
    qtbot.waitUntil(lambda: done == wanted)


def test_a_count_that_was_called_off_is_not_begun_again_before_a_change(
    worker: Worker[WindowDesk], where: Place, qtbot: QtBot
) -> None:
    errands = Errands(worker)
    began: list[Progress | None] = []
    worker.progressed.connect(began.append)
    with qtbot.waitSignal(worker.polled) as opened:
        worker.start()
    with build.open_desk(where, Settings()) as desk, desk.store.write() as tx:
        number = tx.lists.add_import(kind="list", label="mine.csv", sha256="", at=0, rows=1)
        tx.lists.put_list("Mine", ("qwen/qwen3-8b",), number)
    board = replace(opened.args[0], uncounted=3)
    go_on = threading.Event()
    worker.post(lambda desk: go_on.wait(5) and None)
    errands.look_after(board)
    worker.post(lambda desk: errands.call_off())  # comes between two steps of the count
    with qtbot.waitSignal(worker.polled):
        go_on.set()
    steps = len(began)
    errands.look_after(board)
    with qtbot.waitSignal(worker.polled):
        worker.post(WindowDesk.board)
    assert len(began) == steps > 0


def test_the_board_says_since_when_the_leader_leads(
    worker: Worker[WindowDesk], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(worker.polled) as told:
        worker.start()
    (board,) = told.args
    assert isinstance(board, Board)
    last = board.histories[Measure.D30].times[-1]
    assert board.leaders[Measure.D30][0].facts.name == "Llama"
    assert board.leading_since[Measure.D30] == last


def die(desk: WindowDesk) -> None:
    raise SystemExit


def revived(where: Place) -> Worker[WindowDesk]:
    return Worker(lambda: WindowDesk(build.open_desk(where, Settings())), KNOWN, first_pause=0.05)


def test_a_thread_that_dies_is_told_and_followed_by_another_that_does_what_is_left(
    where: Place, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    worker = revived(where)
    told: list[str] = []
    done: list[str] = []
    worker.died.connect(told.append)
    with qtbot.waitSignal(worker.polled):
        worker.start()
    worker.post(die)
    worker.post(lambda desk: desk.save_rule(rule(40)))
    worker.post_task(lambda *_: done.append("task"))
    qtbot.waitUntil(lambda: len(told) == 1)
    worker.post(lambda desk: desk.save_rule(rule(45)))
    with qtbot.waitSignal(worker.polled, check_params_cb=lambda board: len(board.rules) == 2):
        pass
    qtbot.waitUntil(lambda: done == ["task"])
    assert "SystemExit" in told[0]
    assert "the poll thread died" in caplog.text
    assert worker.stop(5000)
    assert thresholds(where) == [Fraction(40, 100), Fraction(45, 100)]


def test_pauses_between_deaths_double_until_a_thread_proves_sound(
    where: Place, qtbot: QtBot
) -> None:
    worker = revived(where)
    told: list[str] = []
    worker.died.connect(told.append)
    worker.start()
    pauses = []
    for count in range(1, 4):
        worker.post(die)
        qtbot.waitUntil(lambda count=count: len(told) == count)
        pauses.append(worker._revival.interval())
    assert pauses == [50, 100, 200]
    qtbot.waitUntil(worker._probation.isActive)
    with qtbot.waitSignal(worker.recovered):
        worker._probation.start(1)
    worker.post(die)
    qtbot.waitUntil(lambda: len(told) == 4)
    assert worker._revival.interval() == 50
    assert worker.stop(5000)


def test_a_desk_that_kills_its_thread_on_opening_is_no_loop_without_pauses(qtbot: QtBot) -> None:
    opened: list[int] = []

    def open_desk() -> WindowDesk:
        opened.append(1)
        raise SystemExit

    worker = Worker(open_desk, KNOWN, first_pause=60)
    with qtbot.waitSignal(worker.died):
        worker.start()
    assert worker.stop(0)
    assert len(opened) == 1


def test_stopping_while_no_thread_lives_ends_it_for_good(where: Place, qtbot: QtBot) -> None:
    worker = revived(where)
    with qtbot.waitSignal(worker.polled):
        worker.start()
    worker.post(die)
    with qtbot.waitSignal(worker.died):
        pass
    assert worker.stop(0)
    worker.start()
    assert worker._thread is None


def test_a_poll_that_is_wanted_is_not_lost_between_two_threads(qtbot: QtBot) -> None:
    polled: list[str] = []

    class Asked:
        writing = False

        def next_due(self) -> None:
            return None

        def note_woken(self) -> None:
            raise AssertionError

        def poll(self, stop: threading.Event, between: object) -> Board:
            polled.append("poll")
            return BOARD

        def board(self) -> Board:
            return BOARD

        def close(self) -> None:
            pass

    worker = Worker(Asked, KNOWN)
    worker.request_poll()
    worker.start()
    qtbot.waitUntil(lambda: polled == ["poll"])
    worker.begin_anew()
    worker.request_poll()
    qtbot.waitUntil(lambda: polled == ["poll", "poll"])
    assert worker.stop(5000)


def test_what_was_posted_is_done_before_a_session_ends(
    worker: Worker[WindowDesk], where: Place, qtbot: QtBot
) -> None:
    assert not worker.finish_jobs(0)
    with qtbot.waitSignal(worker.polled):
        worker.start()
    worker.post(lambda desk: desk.save_rule(rule(40)))
    assert worker.finish_jobs(5000)
    assert thresholds(where) == [Fraction(40, 100)]
