"""The source counts wrongly for a while: no rule believes it, and it is said."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

from installed import STOP, USUAL, Install
from sharewatch.core.board import Board
from sharewatch.core.health import Ailment
from sharewatch.core.words import DAY


@dataclass
class Days:
    """An installation whose Hub and clock go on by days; it polls once a day."""

    install: Install
    today: float

    def poll(self, **counts: int) -> Board:
        """The next day's poll: each owner's models at its usual count, or at another."""
        self.today += DAY
        self.install.world.counts = {
            path: counts.get(path.partition("/")[0], count) for path, count in USUAL.items()
        }
        self.install.world.now = lambda: self.today
        with self.install.desk(now=lambda: self.today) as desk:
            desk.poll(STOP)
            return desk.board()


@pytest.fixture
def days(install: Install) -> Days:
    return Days(install, time.time())


def ailments(board: Board) -> list[Ailment]:
    return [one.ailment for one in board.findings]


def test_a_dip_of_a_whole_family_is_quarantined_and_fires_nothing(days: Days) -> None:
    board = days.poll(Beta=500)  # which would leave Alpha with more than 80 %
    assert {one.model_id.partition("/")[0] for one in board.doubts} == {"Beta"}
    assert Ailment.QUARANTINE in ailments(board)
    assert [line.state for line in board.rules] == ["ARMED"]
    board = days.poll()
    assert board.doubts == ()
    assert board.findings == ()
    assert [line.state for line in board.rules] == ["ARMED"]
    assert board.inbox == ()


def test_a_fall_that_a_second_count_confirms_is_believed(days: Days) -> None:
    days.poll(Beta=500)
    board = days.poll(Beta=499)
    assert board.doubts == ()
    assert [line.state for line in board.rules] == ["FIRING"]


def test_a_jump_out_of_all_proportion_fires_nothing(days: Days) -> None:
    for day in range(9):
        days.poll(Alpha=6000 + day)
    board = days.poll(Alpha=900_000)
    assert {one.model_id.partition("/")[0] for one in board.doubts} == {"Alpha"}
    assert [line.state for line in board.rules] == ["ARMED"]
    board = days.poll(Alpha=6010)
    assert (board.doubts, board.inbox) == ((), ())


def test_counts_that_stand_still_for_days_are_not_passed_off_as_current(days: Days) -> None:
    board = days.poll(Gamma=1001)
    moved = board.shown
    for _ in range(2):
        board = days.poll(Gamma=1001)
        assert board.findings == ()
    board = days.poll(Gamma=1001)
    (finding,) = board.findings
    assert finding.ailment is Ailment.STALE
    assert "No count has moved since" in finding.what
    assert moved is not None
    assert time.strftime("%Y-%m-%d", time.gmtime(moved.as_of)) in finding.what
    board = days.poll(Gamma=1002)
    assert board.findings == ()
