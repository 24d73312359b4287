"""What a board says of itself."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from sharewatch.core.board import Board, InboxEntry, PollFacts, RuleLine, Source, SourceKind
from sharewatch.core.episodes import EventKind, State
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure

NOW = 1_778_328_000
SOURCE = Source(SourceKind.HUB, "huggingface.co")


def board(age_s: int) -> Board:
    shown = PollFacts(1, NOW - age_s, NOW, complete=True, models=3)
    return Board(SOURCE, NOW, NOW, shown=shown, latest=shown, stale_after_s=3600)


def test_unread_entries_are_counted() -> None:
    rule = Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 2))
    entry = InboxEntry(1, EventKind.FIRED, 1, rule, "Qwen", NOW, Fraction(6, 10), unread=True)
    inbox = (entry, replace(entry, id=2, unread=False), replace(entry, id=3))
    assert replace(board(0), inbox=inbox).unread == 2
    older = replace(board(0), inbox=inbox, unread_before=7)
    assert older.unread == 9


def test_a_rule_lasts_until_it_is_surely_back() -> None:
    rule = Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 2))
    states = [state for state in State if RuleLine(rule, state).lasts]
    assert states == [State.FIRING, State.CLEARING]
