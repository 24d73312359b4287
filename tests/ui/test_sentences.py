"""The sentences that window, tray, inbox and messages share."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sharewatch.core.board import SourceKind
from sharewatch.core.episodes import EventKind, State
from sharewatch.core.rules import Direction
from sharewatch.ui import sentences


def test_an_age_grows_for_the_hub_and_stands_for_the_demo(new_board):
    later = 3600
    hub, demo = new_board(), new_board(kind=SourceKind.DEMO)
    assert sentences.age_s(hub, hub.shown, hub.made_at + later) == 4 * 3600
    assert sentences.age_s(demo, demo.shown, demo.made_at + later) == 3 * 3600


def test_a_board_turns_stale_while_it_is_being_looked_at(board):
    assert not sentences.is_stale(board, board.made_at)
    assert sentences.is_stale(board, board.made_at + board.stale_after_s)


@pytest.mark.parametrize(
    ("share", "level", "said"),
    [
        (Fraction("0.483"), Fraction("0.5"), "48.3 %"),
        (Fraction("0.49996"), Fraction("0.5"), "49.996 %"),
        (Fraction("0.5"), Fraction("0.5"), "50.0 %"),
        (None, Fraction("0.5"), "–"),
    ],
)
def test_a_share_never_reads_like_the_level_it_missed(share, level, said):
    assert sentences.percent_beside(share, level) == said


@pytest.mark.parametrize(
    ("kind", "direction", "verb"),
    [
        (EventKind.FIRED, Direction.ABOVE, "reached 50.3 % (rule: at or above 50 %)"),
        (EventKind.FIRED, Direction.BELOW, "fell to 50.3 % (rule: at or below 50 %)"),
        (EventKind.CLEARED, Direction.ABOVE, "is back at 50.3 % (rule: at or above 50 %)"),
        (EventKind.BASELINE, Direction.ABOVE, "was already 50.3 % (rule: at or above 50 %)"),
    ],
)
def test_an_event_says_what_happened_and_which_rule_saw_it(
    new_entry, new_rule, kind, direction, verb
):
    entry = new_entry(1, kind, rule=new_rule(direction=direction))
    assert sentences.event_sentence(entry) == f"Qwen's share of 30-day downloads {verb}"


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Fraction("0.483"), "now 48.3 %: 1.7 pp below"),
        (Fraction("0.514"), "now 51.4 %: 1.4 pp above"),
        (Fraction("0.5"), "now 50.0 %: right at it"),
        (None, "not known now"),
    ],
)
def test_the_distance_to_a_threshold_is_said_with_its_side(new_rule, share, said):
    assert sentences.distance(new_rule(), share) == said


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_words_of_its_own(state):
    assert sentences.state_word(state) != state
