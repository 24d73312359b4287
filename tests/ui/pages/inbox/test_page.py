"""The inbox: newest first, read by looking, kept while it is read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from sharewatch.core.board import RuleLine
from sharewatch.core.episodes import EventKind
from sharewatch.ui.pages.inbox.page import InboxPage
from sharewatch.ui.pages.inbox.words import silence_text


@pytest.fixture
def page(qtbot, board):
    made = InboxPage()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.show_board(board)
    return made


def ids(page):
    return [entry.id for entry in page.table.shown()]


def messages(page):
    model = page.table.model()
    return [model.index(row, 3).data() for row in range(model.rowCount())]


def read(board, *entry_ids):
    return replace(
        board,
        inbox=tuple(
            replace(one, unread=one.unread and one.id not in entry_ids) for one in board.inbox
        ),
    )


def test_an_empty_inbox_explains_itself_and_offers_a_rule(page, qtbot, board):
    page.show_board(replace(board, inbox=()))
    assert page.empty.isVisible()
    assert "crosses a threshold" in page.empty.text.text()
    with qtbot.waitSignal(page.rule_wanted):
        page.add_rule.click()


def test_the_newest_comes_first_and_unread_is_bold(page):
    assert ids(page) == [3, 2, 1]
    fonts = [page.table.model().index(row, 1).data(Qt.ItemDataRole.FontRole) for row in range(3)]
    assert [font is not None for font in fonts] == [True, True, False]


def test_kinds_are_said_in_words(page):
    words = [page.table.model().index(row, 0).data() for row in range(3)]
    assert words == ["Crossed", "Back", "Already true"]


def test_looking_at_an_entry_shows_it_and_marks_it_read(page, qtbot):
    with qtbot.waitSignal(page.entries_read) as told:
        page.table.choose(2)
    assert told.args == [(2,)]
    assert page.detail.sentence.text().startswith(
        "Qwen's share of 30-day downloads is back at 48.9 %"
    )
    assert "as of 2026-04-30 12:00 UTC" in page.detail.facts.text()


def test_the_buttons_stay_where_they_are_when_an_alert_is_chosen(page):
    before = page.detail.why.mapTo(page, page.detail.why.rect().topLeft())
    page.table.choose(2)
    page.layout().activate()
    assert page.detail.why.mapTo(page, page.detail.why.rect().topLeft()) == before


def test_a_read_entry_is_not_marked_again(page, qtbot):
    with qtbot.assertNotEmitted(page.entries_read):
        page.table.choose(1)


def test_standing_on_the_list_is_not_reading(page, qtbot):
    with qtbot.assertNotEmitted(page.entries_read):
        page.table.setFocus()


def test_a_new_board_reads_nothing_by_itself(page, qtbot, board, new_entry):
    page.table.choose(3)
    with qtbot.assertNotEmitted(page.entries_read):
        page.show_board(replace(board, inbox=(new_entry(4), *board.inbox)))
    assert page.table.current().id == 3


def test_only_unread_ones_are_listed_on_demand_and_the_one_being_read_stays(page, board):
    page.filters.read.button("unread").click()
    assert ids(page) == [3, 2]
    page.table.choose(3)
    page.show_board(read(board, 3))
    assert ids(page) == [3, 2]
    page.clear_filter()
    assert ids(page) == [3, 2, 1]


def test_all_are_marked_read_at_once(page, qtbot, board):
    with qtbot.waitSignal(page.all_read) as told:
        page.mark_read.click()
    assert told.args == [3]
    page.show_board(read(board, 2, 3))
    assert not page.mark_read.isEnabled()
    page.show_board(replace(read(board, 2, 3), unread_before=1))
    assert page.mark_read.isEnabled()


def test_an_entry_is_shown_from_elsewhere_even_when_filtered(page, qtbot, board):
    page.show_board(read(board, 2, 3))
    page.filters.read.button("unread").click()
    assert ids(page) == []
    assert page.show_entry(1)
    assert page.detail.sentence.text().startswith("Llama's share")
    assert not page.show_entry(99)


def test_an_entry_leads_to_the_chart(page, qtbot, board):
    assert not page.detail.in_chart.isEnabled()
    page.table.choose(3)
    with qtbot.waitSignal(page.entry_shown) as told:
        page.detail.in_chart.click()
    assert told.args == [board.inbox[0]]


def test_a_missed_message_is_owned_up_to(page, board, new_entry):
    page.show_board(replace(board, inbox=(new_entry(5, missed=True),)))
    page.table.choose(5)
    assert "too old for a desktop message" in page.detail.facts.text()
    assert messages(page) == ["Missed"]


def test_quiet_can_be_asked_for_and_ended(page, qtbot, board):
    page._fill_snooze()
    with qtbot.waitSignal(page.snooze_requested) as told:
        page.snooze.menu().actions()[0].trigger()
    assert told.args == [3600]
    page.show_board(replace(board, snoozed_until=4_102_444_800))
    assert page.snooze.text() == "Snoozed until 2100-01-01 00:00 UTC"
    page._fill_snooze()
    with qtbot.waitSignal(page.snooze_requested) as told:
        page.snooze.menu().actions()[0].trigger()
    assert told.args == [0]


def test_the_list_is_narrowed_by_kind_and_by_words(page):
    page.filters.kind.choose(EventKind.CLEARED, "")
    page.filters.kind.value_chosen.emit()
    assert ids(page) == [2]
    page.clear_filter()
    page.focus_filter()
    assert page.filters.text.hasFocus()
    page.filters.text.setText("llama already")
    assert ids(page) == [1]
    page.filters.text.setText("nobody")
    assert ids(page) == []
    assert page.table.accessibleDescription() == "No alert is like that"
    page.clear_filter()
    assert ids(page) == [3, 2, 1]


def test_a_word_narrows_the_list_even_of_the_chosen_one(page):
    page.table.choose(3)
    page.filters.text.setText("llama")
    assert ids(page) == [1]


@pytest.mark.parametrize(
    ("state", "repeat_s", "episode", "offered"),
    [
        ("FIRING", 3600, 1, True),
        ("CLEARING", 3600, 1, True),
        ("FIRING", None, 1, False),
        ("ARMED", 3600, 1, False),
        ("FIRING", 3600, 2, False),
    ],
)
def test_only_an_alert_that_lasts_and_repeats_is_acknowledged(
    page, qtbot, board, new_entry, new_rule, state, repeat_s, episode, offered
):
    rule = new_rule(repeat_s=repeat_s)
    line = RuleLine(rule, state, episode)
    page.show_board(replace(board, inbox=(new_entry(9, rule=rule),), rules=(line,)))
    page.table.choose(9)
    button = page.detail.acknowledge
    assert button.isEnabled() is offered
    if offered:
        with qtbot.waitSignal(page.acknowledged) as told:
            button.click()
        assert told.args == [(9,)]


def test_an_acknowledged_alert_says_so_and_reading_is_not_acknowledging(
    page, board, new_entry, new_rule
):
    rule = new_rule(repeat_s=3600)
    entry = new_entry(9, rule=rule, unread=False)
    page.show_board(replace(board, inbox=(entry,), rules=(RuleLine(rule, "FIRING", 1),)))
    page.table.choose(9)
    assert messages(page) == [""]
    assert page.detail.acknowledge.isEnabled()
    line = RuleLine(rule, "FIRING", 1, acknowledged=True)
    page.show_board(replace(board, inbox=(entry,), rules=(line,)))
    assert messages(page) == ["Acknowledged"]
    assert "not told again until it is over" in page.detail.facts.text()
    assert not page.detail.acknowledge.isEnabled()


def test_a_message_that_a_change_took_back_is_owned_up_to(page, board, new_entry):
    page.show_board(replace(board, inbox=(new_entry(5, cancelled=True),)))
    page.table.choose(5)
    assert messages(page) == ["Not told"]
    assert "before a message could be shown it was over" in page.detail.facts.text()


def test_what_holds_messages_back_is_said_above_the_list(page, board):
    assert not page.silence.isVisible()
    page.show_board(replace(board, snoozed_until=4_102_444_800))
    assert page.silence.text().startswith("Snoozed until 2100-01-01 00:00 UTC.")
    page.show_board(replace(board, quiet_until=4_102_444_800))
    assert page.silence.isVisible()
    assert page.silence.text().startswith("Quiet until ")


def test_quiet_hours_are_over_when_they_are_though_no_new_board_came(board):
    quiet = replace(board, quiet_until=1000)
    assert silence_text(quiet, now=999)
    assert silence_text(quiet, now=1000) == ""
