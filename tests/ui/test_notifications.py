"""Desktop messages: one for a poll, short enough for every desktop, never markup."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtWidgets import QSystemTrayIcon

from sharewatch.core.board import SourceKind
from sharewatch.core.episodes import EventKind
from sharewatch.ui.notifications import BODY_LENGTH, TITLE_LENGTH, Notifier, compose


def test_one_alert_is_told_with_its_sentence(new_entry):
    notice = compose([new_entry(7)], None)
    assert notice.ids == (7,)
    assert notice.title == "Qwen crossed its threshold"
    assert notice.body == (
        "Qwen's share of 30-day downloads reached 50.3 % (rule: at or above 50 %)"
        " · tracked scope, 2026-05-08"
    )


def test_the_size_of_the_scope_is_told_where_the_board_is_of_the_same_poll(new_entry, board):
    entry = new_entry(7, as_of=board.shown.as_of)
    assert compose([entry], board).body.endswith(" · tracked, 1,239 models, 2026-05-09")
    assert compose([new_entry(7)], board).body.endswith(" · tracked scope, 2026-05-08")


def test_a_cleared_alert_says_so(new_entry):
    assert compose([new_entry(7, EventKind.CLEARED)], None).title == (
        "Qwen is back from its threshold"
    )


def test_the_demo_is_labelled(new_entry, new_board):
    assert compose([new_entry(7)], new_board(kind=SourceKind.DEMO)).title.startswith("Demo: ")


def test_many_alerts_make_one_message_that_counts_what_it_leaves_out(new_entry):
    entries = [new_entry(at, share=Fraction(500 + at, 1000)) for at in range(1, 9)]
    notice = compose(entries, None)
    assert notice.ids == tuple(range(1, 9))
    assert notice.title == "8 alerts"
    assert len(notice.body) <= BODY_LENGTH
    lines = notice.body.splitlines()
    assert lines[-1] == f"… and {8 - (len(lines) - 1)} more"


def test_long_names_are_cut_and_tags_taken_apart(new_entry):
    name = "<b>" + "x" * 400
    notice = compose([new_entry(1, family=name)], None)
    assert len(notice.title) <= TITLE_LENGTH
    assert len(notice.body) <= BODY_LENGTH
    assert "<" not in notice.title + notice.body
    assert notice.body.endswith("…")


def test_without_a_tray_the_notice_is_not_taken(qapp, new_entry):
    assert Notifier(QSystemTrayIcon()).show(compose([new_entry(1)], None)) is False
