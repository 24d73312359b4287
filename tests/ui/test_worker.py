"""The worker at a real desk: what the user does is never lost between two threads."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import series
from sharewatch import build
from sharewatch.core.board import Board
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.faults import KNOWN
from sharewatch.places import Place, place
from sharewatch.settings import Settings
from sharewatch.ui.worker import Worker
from sharewatch.window_desk import WindowDesk


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
