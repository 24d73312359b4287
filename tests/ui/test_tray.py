"""The tray: state, tooltip and menu from a board, and what it does without a tray."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from sharewatch.core.board import SourceKind
from sharewatch.core.health import Ailment, Finding
from sharewatch.ui import snooze
from sharewatch.ui.tray import LOOKS, Tray, icon_state, tooltip


@pytest.fixture
def tray(qtbot):
    made = Tray()
    yield made
    made.hide()


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def action(menu: QMenu, text: str):
    return next(one for one in menu.actions() if one.text() == text)


def fresh(board):
    """A board that is looked at as soon as it was made."""
    return replace(board, inbox=(), source=replace(board.source, kind=SourceKind.DEMO))


def test_the_state_is_the_gravest(board):
    calm = fresh(board)
    assert icon_state(calm) == "fresh"
    assert icon_state(replace(calm, source_now=calm.source_now + calm.stale_after_s)) == "stale"
    frozen = Finding(Ailment.STALE, "No count has moved since yesterday.", "Wait.")
    assert icon_state(replace(calm, findings=(frozen,))) == "stale"
    assert icon_state(replace(calm, problem="offline")) == "error"
    assert icon_state(replace(board, problem="offline")) == "alert"


def test_the_tooltip_says_leader_scope_age_and_demo(board):
    said = tooltip(fresh(board))
    assert said == (
        "Qwen 46.6 % of 30-day downloads (tracked, 1,239 models) · as of 2026-05-09, 3 h ago · Demo"
    )


def test_a_sample_is_called_one_in_tooltip_and_menu(tray, board):
    sampled = replace(fresh(board), shown=replace(board.shown, sample="counts.csv"))
    assert "(tracked, 1,239 models of a sample)" in tooltip(sampled)
    tray.show_board(sampled)
    assert "tracked, 1,239 models of a sample" in texts(tray.icon.contextMenu())[0]


def test_the_tooltip_says_when_there_is_nothing_yet(board):
    empty = replace(fresh(board), shown=None, leaders={})
    assert tooltip(empty) == "no complete poll yet · Demo"


def test_the_menu_has_leaders_and_all_ways_out_without_being_opened(tray, board):
    tray.show_board(board)
    menu = tray.icon.contextMenu()
    assert texts(menu)[:2] == [
        "30-day downloads, tracked, 1,239 models, 2026-05-09",
        "1. Qwen  46.6 %",
    ]
    assert texts(menu)[6:] == ["Poll now", "Snooze", "Open Sharewatch", "Quit"]


def test_the_menu_is_there_before_any_board(tray):
    assert texts(tray.icon.contextMenu()) == ["Poll now", "Snooze", "Open Sharewatch", "Quit"]


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Poll now", "poll_requested"),
        ("Open Sharewatch", "open_requested"),
        ("Quit", "quit_requested"),
    ],
)
def test_each_line_tells_its_intent(tray, qtbot, text, signal):
    with qtbot.waitSignal(getattr(tray, signal)):
        action(tray.icon.contextMenu(), text).trigger()


def test_a_leader_opens_its_models(tray, qtbot, board):
    tray.show_board(board)
    with qtbot.waitSignal(tray.family_opened) as told:
        tray.icon.contextMenu().actions()[2].trigger()
    assert told.args == ["Llama"]


def test_snooze_offers_an_hour_and_a_week(tray, qtbot):
    menu = action(tray.icon.contextMenu(), "Snooze").menu()
    for line, seconds in ((menu.actions()[0], 3600), (menu.actions()[2], 604_800)):
        with qtbot.waitSignal(tray.snooze_requested) as told:
            line.trigger()
        assert told.args == [seconds]


def test_a_running_snooze_can_be_ended(tray, qtbot, board):
    tray.show_board(replace(board, snoozed_until=4_102_444_800))
    line = action(tray.icon.contextMenu(), "Snoozed until 2100-01-01 00:00 UTC · end")
    with qtbot.waitSignal(tray.snooze_requested) as told:
        line.trigger()
    assert told.args == [0]


def test_quiet_hours_are_said_in_menu_and_tooltip(tray, board):
    quiet = replace(board, quiet_until=4_102_444_800)
    tray.show_board(quiet)
    lines = [one for one in tray.icon.contextMenu().actions() if "Quiet until" in one.text()]
    assert [one.isEnabled() for one in lines] == [False]
    assert lines[0].text() in tooltip(quiet)
    assert "Quiet" not in tooltip(replace(board, quiet_until=1))


def test_until_tomorrow_ends_at_eight_in_the_morning():
    night = datetime(2026, 5, 9, 23, 30).astimezone()
    assert snooze.seconds_until_tomorrow(night) == 8 * 3600 + 30 * 60


def test_an_ampersand_stays_a_letter(tray, board):
    leaders = {
        measure: tuple(replace(one, facts=replace(one.facts, name="R&D")) for one in found)
        for measure, found in board.leaders.items()
    }
    tray.show_board(replace(board, leaders=leaders))
    assert texts(tray.icon.contextMenu())[1].startswith("1. R&&D")


def test_without_a_tray_it_looks_for_a_minute_then_says_so(tray, qtbot, monkeypatch):
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: False))
    monkeypatch.setattr("sharewatch.ui.tray.LOOK_EVERY_MS", 1)
    with qtbot.waitSignal(tray.available_changed) as told:
        tray.start()
    assert told.args == [False]
    assert tray._looks == LOOKS
    assert not tray.available


def test_a_tray_that_comes_late_is_found(tray, qtbot, monkeypatch):
    here = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: bool(here)))
    monkeypatch.setattr("sharewatch.ui.tray.LOOK_EVERY_MS", 1)
    monkeypatch.setattr("sharewatch.ui.tray.LOOK_LATER_MS", 1)
    tray.start()
    here.append(True)
    with qtbot.waitSignal(tray.available_changed) as told:
        pass
    assert told.args == [True]
    assert tray.available
    here.clear()
    with qtbot.waitSignal(tray.available_changed) as told:
        pass
    assert told.args == [False]


def test_a_message_is_handed_over_without_tags_and_a_click_tells_what_it_was_about(
    tray, qtbot, monkeypatch
):
    said = []
    monkeypatch.setattr(tray.icon, "showMessage", lambda *words: said.append(words[:2]))
    tray.show_message("<b>Qwen", "<img src=x> & more", about=7)
    assert said == [("‹b›Qwen", "‹img src=x› & more")]
    with qtbot.waitSignal(tray.message_clicked) as told:
        tray.icon.messageClicked.emit()
    assert told.args == [7]
    tray.show_hint()
    with qtbot.waitSignal(tray.message_clicked) as told:
        tray.icon.messageClicked.emit()
    assert told.args == [None]
