"""The banner: what must be said of a board's numbers."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from sharewatch.core.board import PollFacts, SourceKind
from sharewatch.core.health import Ailment, Finding
from sharewatch.ui.banner import Banner, BannerLine, Tone, banner_lines


def said(board, problem=None, now=None):
    return [line.text for line in banner_lines(board, problem, now or board.made_at)]


def test_fresh_complete_measurements_need_no_word(board):
    assert said(board) == []


def test_the_demo_and_a_replay_are_named(new_board):
    assert said(new_board(kind=SourceKind.DEMO)) == ["Demo data: simulated, not measurements"]
    assert said(new_board(kind=SourceKind.REPLAY)) == ["Recorded series series.csv"]


def test_a_database_that_can_only_be_read_is_said_to_be(board):
    assert said(replace(board, viewing="It can only be read.")) == [
        "Only looking: It can only be read."
    ]


def test_old_numbers_are_called_old_as_time_passes(board):
    assert said(board, now=board.made_at + 3 * 86_400) == ["The last complete poll is 3 days old"]


def test_counts_that_stand_still_are_called_so_until_the_poll_itself_is_old(board):
    frozen = Finding(Ailment.STALE, "No count has moved since yesterday.", "Wait.")
    still = replace(board, findings=(frozen,))
    assert said(still) == ["No count has moved since yesterday."]
    old = replace(still, source_now=still.source_now + 3 * 86_400)
    assert said(old) == ["The last complete poll is 3 days old"]


def test_an_incomplete_poll_names_who_kept_silent(board):
    owners = tuple(f"owner{at}" for at in range(7))
    poll = PollFacts(200, board.shown.as_of, 0, complete=False, models=3, failed_owners=owners)
    assert said(replace(board, latest=poll)) == [
        (
            "The last poll is incomplete: shares of the last complete poll are shown; owners that "
            "didn't answer: owner0, owner1, owner2, owner3, owner4 and 2 more"
        )
    ]
    assert said(replace(board, latest=poll, shown=None))[0].startswith(
        "The last poll is incomplete, so no share is known"
    )


def test_a_problem_says_when_it_is_tried_again(board):
    waiting = replace(board, problem="The Hub is not reachable.", next_poll_at=board.made_at)
    assert said(waiting) == ["The Hub is not reachable · next try at 2026-05-09 15:00 UTC"]


def test_another_failure_is_told_beside_the_polls_without_a_next_try(board):
    texts = said(replace(board, problem="no answer", next_poll_at=0), problem="no such folder")
    assert texts == ["no such folder", "no answer · next try at 1970-01-01 00:00 UTC"]


def test_a_failure_before_any_board_is_told():
    assert banner_lines(None, "no disk") == (BannerLine(Tone.BAD, "warning", "no disk"),)
    assert banner_lines(None) == ()


def test_the_strip_shows_text_from_elsewhere_as_it_is(qtbot):
    banner = Banner()
    qtbot.addWidget(banner)
    line = BannerLine(Tone.WARN, "warning", "<img src=x> & <b>owners</b>")
    banner.show_lines((line,))
    labels = [one for one in banner.findChildren(QLabel) if one.text() == line.text]
    assert [one.textFormat() for one in labels] == [Qt.TextFormat.PlainText]
    assert not banner.isHidden()
    banner.show_lines(())
    assert banner.isHidden()
