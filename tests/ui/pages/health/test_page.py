"""The health page: how it stands in words, what to do about it, and what was wrong."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from sharewatch.core.board import PollFacts, SourceKind
from sharewatch.core.condition import Condition
from sharewatch.core.health import Ailment, HealthEntry, Vitals, findings
from sharewatch.core.words import DAY
from sharewatch.settings import Settings
from sharewatch.ui.pages.health.page import HealthPage
from sharewatch.ui.pages.health.words import ailment_word, facts, headline, lasted, messages_text
from sharewatch.ui.window import Window

NOW = 1_778_338_800
SINCE = NOW - 6 * 3600
DOWN = Vitals(problem="The Hub can't be reached.", down_since=SINCE)
ALL = Vitals(
    problem="The Hub can't be reached.",
    down_since=SINCE,
    age_s=50 * 3600,
    stale_after_s=36 * 3600,
    missed_owners=("Qwen",),
    blind=("Qwen at or above 50 %",),
    disk="The disk is full.",
    database="The database is damaged.",
    program="The program stumbled.",
    channel="The command failed.",
    backup="No copy could be made.",
)


@pytest.fixture
def page(qtbot):
    made = HealthPage()
    qtbot.addWidget(made)
    made.resize(640, 400)
    return made


@pytest.fixture
def board(new_board):
    poll = PollFacts(365, NOW - 7200, NOW - 7160, complete=True, models=912)
    return new_board(
        source_now=NOW,
        made_at=NOW,
        latest=poll,
        shown=poll,
        next_poll_at=NOW + 4 * 3600,
        condition=Condition(365, size=11_600_000, backups=3, backup_at=NOW - DAY),
    )


def outage(entry_id=1, ailment=Ailment.SOURCE, *, ended=None, unread=True):
    return HealthEntry(entry_id, ailment, "It was not to be had.", SINCE, ended, unread)


def ill(board, vitals=DOWN, *log):
    return replace(board, findings=findings(vitals), health=log)


def test_all_is_well_in_one_sentence(board):
    assert headline(board, NOW) == ("All is well: last poll 2 h ago, next in 4 h, 365 polls kept")
    due = replace(board, next_poll_at=NOW - 1)
    assert headline(due, NOW) == "All is well: last poll 2 h ago, a poll is due, 365 polls kept"


def test_a_try_that_failed_is_not_called_well(board):
    failed = replace(board, problem="The Hub can't be reached.")
    assert headline(failed, NOW) == "The last try to poll failed; next in 4 h"
    once = replace(failed, next_poll_at=None)
    assert headline(once, NOW) == "The last try to poll failed; none is planned"


def test_what_is_polled_never_or_by_nobody_is_said_so(board, new_board):
    empty = replace(board, shown=None, latest=None, condition=Condition())
    assert headline(empty, NOW) == "All is well: nothing is polled yet, next in 4 h"
    series = new_board(kind=SourceKind.REPLAY, condition=Condition(5))
    assert headline(series, NOW) == "All is well: a recorded series, 5 polls kept"
    assert dict(facts(series, "", NOW))["Next poll"] == "none is planned"
    assert dict(facts(empty, "", NOW))["Last poll"] == "none so far"
    assert dict(facts(empty, "", NOW))["Backups"] == "none yet"
    demo = new_board(kind=SourceKind.DEMO, condition=Condition(5))
    assert dict(facts(demo, "", NOW))["Backups"] == "none: the demo can be made again"


@pytest.mark.parametrize(
    ("vitals", "said"),
    [
        (DOWN, "Something is wrong, since 2026-05-09 09:00 UTC"),
        (Vitals(missed_owners=("Qwen",)), "Watching goes on, with one thing to know"),
        (
            Vitals(missed_owners=("Qwen",), backup="No copy."),
            "Watching goes on, with 2 things to know",
        ),
        (replace(DOWN, disk="Full."), "2 things are wrong, since 2026-05-09 09:00 UTC"),
    ],
)
def test_what_is_wrong_is_said_with_its_beginning(board, vitals, said):
    assert headline(ill(board, vitals, outage()), NOW) == said


def test_facts_are_in_words(board):
    failing = replace(board.condition, failures=7, failing_since=SINCE)
    told = dict(facts(replace(board, condition=failing), "the inbox", NOW))
    assert told["Source"] == "the Hub, huggingface.co"
    assert told["Last poll"] == "as of 2026-05-09 13:00 UTC, complete, 912 models"
    assert told["Next poll"] == "in 4 h"
    assert told["Failures"] == "7 in a row, since 2026-05-09 09:00 UTC"
    assert told["Kept"] == "365 polls and 0 censuses in 11.6 MB, whole when it was opened"
    assert told["Backups"] == "3, the newest of 2026-05-08"
    assert told["Messages"] == "the inbox"
    assert told["Version"].startswith("Sharewatch ")


def test_a_database_that_is_only_looked_at_says_why(board):
    told = dict(facts(replace(board, viewing="The folder can only be read."), "", NOW))
    assert told["Kept"].endswith("only looked at: The folder can only be read.")


def test_a_late_import_tells_when_it_was_stored(board):
    late = replace(board.latest, stored_at=NOW + DAY)
    told = dict(facts(replace(board, latest=late), "", NOW))
    assert told["Last poll"].endswith("stored 2026-05-10 15:00 UTC")


@pytest.mark.parametrize(("size", "said"), [(12, "12 B"), (4_096, "4.1 kB"), (3 * 10**9, "3.0 GB")])
def test_sizes_are_read_at_a_glance(board, size, said):
    told = dict(facts(replace(board, condition=Condition(size=size)), "", NOW))
    assert f"in {said}," in told["Kept"]


def test_ways_of_messages_are_named_without_their_secrets():
    settings = Settings(
        command="notify --secret x",
        webhook="https://hooks.example/T0",
        quiet_from="22:00",
        quiet_to="07:00",
    )
    assert messages_text(settings, desktop=True) == (
        "the inbox, and messages of the desktop; a command; a webhook; quiet from 22:00 to 07:00"
    )
    assert messages_text(Settings(), desktop=None) == "the inbox"
    assert "nobody here" in messages_text(Settings(), desktop=False)


def test_an_outage_lasts_or_lasted():
    assert lasted(outage(ended=SINCE + 900)) == "15 min"
    assert lasted(outage(), NOW) == "6 h, not over"


@pytest.mark.parametrize("ailment", Ailment)
def test_every_ailment_has_a_word(ailment):
    assert ailment_word(ailment)


def test_each_finding_is_a_card_with_its_remedy_and_each_way_out_is_offered_once(page, board):
    page.show_board(ill(board, ALL))
    assert [card.what.text() for card in page.cards] == [one.what for one in findings(ALL)]
    assert [card.remedy.text() for card in page.cards] == [one.remedy for one in findings(ALL)]
    offered = [way for card in page.cards for way in card.buttons]
    assert len(offered) == len(set(offered))
    assert {"copy", "folder", "poll", "rules", "settings"} <= set(offered)


def test_its_buttons_tell_intents(page, board, qtbot):
    page.show_board(ill(board, ALL))
    buttons = {way: button for card in page.cards for way, button in card.buttons.items()}
    for way, signal in (
        ("poll", page.poll_requested),
        ("copy", page.diagnostics_requested),
        ("folder", page.data_folder_requested),
    ):
        with qtbot.waitSignal(signal):
            buttons[way].click()
    for way in ("settings", "rules"):
        with qtbot.waitSignal(page.page_wanted) as wanted:
            buttons[way].click()
        assert wanted.args == [way]
    with qtbot.waitSignal(page.diagnostics_requested):
        page.copy.click()


def test_nothing_offers_a_poll_where_none_can_be(page, board):
    page.show_board(ill(replace(board, viewing="It can only be read.")))
    assert list(page.cards[0].buttons) == ["settings"]


def test_cards_stay_while_the_same_is_wrong_and_go_when_it_is_over(page, board):
    page.show_board(ill(board))
    card = page.cards[0]
    page.show_board(ill(board))
    assert page.cards == (card,)
    page.show_board(board)
    assert page.cards == ()


def test_outages_are_read_when_they_are_looked_at_and_bold_until_the_page_is_left(
    page, board, qtbot
):
    read = []
    page.outages_read.connect(read.append)
    log = (outage(2), outage(1, Ailment.DISK, ended=SINCE + 60, unread=False))
    page.show_board(ill(board, DOWN, *log))
    assert read == []
    page.show()
    assert read == [(2,)]
    page.show_board(ill(board, DOWN, replace(log[0], unread=False), log[1]))
    assert read == [(2,)]
    assert [bold(page, row) for row in (0, 1)] == [True, False]
    page.hide()
    page.show()
    assert [bold(page, row) for row in (0, 1)] == [False, False]


def bold(page, row):
    font = page.log.model().index(row, 1).data(Qt.ItemDataRole.FontRole)
    return font is not None and font.bold()


def test_without_an_outage_the_log_says_so(page, board):
    page.show_board(board)
    assert page.none.isVisibleTo(page)
    assert not page.log.isVisibleTo(page)
    page.show_board(ill(board, Vitals(), outage(ended=SINCE + 60, unread=False)))
    assert page.log.isVisibleTo(page)
    assert [one.id for one in page.log.shown()] == [1]


def test_facts_change_in_their_places(page, board):
    page.show_board(board)
    labels = page.facts.findChildren(QLabel)
    failing = replace(board.condition, failures=1)
    page.show_board(replace(board, condition=failing))
    assert page.facts.fact("Failures") == "1 in a row"
    page.show_board(board)
    assert page.facts.fact("Failures") == ""
    assert page.facts.findChildren(QLabel)[: len(labels)] == labels


def test_before_a_board_there_is_nothing_to_say(page):
    page.show_desktop(shows=False)
    page.show_settings(Settings(webhook="https://hooks.example/x"))
    assert page.sentence.text() == "Nothing is open yet"
    assert page.findings == ()


def test_the_window_shows_what_is_unread_and_goes_where_something_is_to_be_done(qtbot, board):
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.show_board(replace(ill(board, DOWN, outage()), made_at=int(time.time())))
    entry = window.sidebar._entries["health"]
    assert entry.button.accessibleName() == "Health  1"
    with qtbot.waitSignal(window.outages_read) as read:
        window.go_to("health")
    assert read.args == [(1,)]
    window.health.cards[0].buttons["settings"].click()
    assert window.page == "settings"
