"""The window: moving in it, its title, its state, its end."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from sharewatch.core.board import PollFacts, SourceKind
from sharewatch.core.snapshot import Progress
from sharewatch.settings import Settings
from sharewatch.ui.pages.about import AboutBox
from sharewatch.ui.pages.parts.page import Page
from sharewatch.ui.pages.rules.editor import RuleEditor
from sharewatch.ui.window import Window

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot):
    made = Window()
    qtbot.addWidget(made)
    made.show_settings(Settings(consented=True))
    made.show()
    return made


def visible(window, kind):
    return [one for one in window.findChildren(kind) if one.isVisible()]


NUMBERED = (
    *("overview", "models", "inbox", "rules"),
    *("movers", "claims", "milestones", "breakdown", "derivatives"),
)


@pytest.mark.parametrize("at", range(9))
def test_pages_are_reached_by_number(window, qtbot, at):
    qtbot.keyClick(window, Qt.Key(Qt.Key.Key_1 + at), CTRL)
    assert window.page == NUMBERED[at]


def test_settings_have_the_keys_that_programs_have_for_them(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_Comma, CTRL)
    assert window.page == "settings"


def test_a_page_of_questions_is_made_when_it_is_first_looked_at(window):
    assert set(window.pages) == {"overview", "models", "inbox", "rules", "health", "settings"}
    window.go_to("movers")
    made = window.pages["movers"]
    window.go_to("overview")
    window.go_to("movers")
    assert window.pages["movers"] is made


@pytest.mark.parametrize(
    ("key", "modifier", "signal"),
    [
        (Qt.Key.Key_R, CTRL, "poll_requested"),
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier, "poll_requested"),
        (Qt.Key.Key_Q, CTRL, "quit_requested"),
    ],
)
def test_keys_tell_intents(window, qtbot, key, modifier, signal):
    with qtbot.waitSignal(getattr(window, signal)):
        qtbot.keyClick(window, key, modifier)


def test_the_filter_is_reached_and_cleared_by_keys(window, qtbot, board):
    window.show_board(board)
    window.go_to("models")
    qtbot.keyClick(window, Qt.Key.Key_F, CTRL)
    assert window.focusWidget() is window.models.filter
    window.models.filter.setText("x")
    qtbot.keyClick(window.models.filter, Qt.Key.Key_Escape)
    assert window.models.filter.text() == ""


def test_a_later_page_finds_its_place_and_its_number(window, qtbot, board):
    class Claims(Page):
        shown = None

        def show_board(self, shown):
            self.shown = shown

    claims = Claims()
    window.show_board(board)
    window.add_page("claims", "Claims", "info", claims)
    assert claims.shown is board
    qtbot.keyClick(window, Qt.Key.Key_6, CTRL)
    assert window.page == "claims"


def test_the_title_counts_what_is_unread_and_names_the_demo(window, new_board):
    assert window.windowTitle() == "Sharewatch"
    window.show_board(new_board(kind=SourceKind.DEMO))
    assert window.windowTitle() == "(2) Sharewatch — Demo"
    window.show_board(new_board(inbox=()))
    assert window.windowTitle() == "Sharewatch"


def test_the_sidebar_counts_what_is_unread(window, board):
    window.show_board(board)
    names = [button.accessibleName() for button in window.sidebar.findChildren(QAbstractButton)]
    assert "Inbox  2" in names


def test_the_sidebar_folds_in_a_narrow_window(window):
    window.resize(640, 400)
    assert window.sidebar.width() < 60
    window.resize(1100, 720)
    assert window.sidebar.width() > 150


def test_a_problem_stands_until_the_next_board(window, board):
    window.show_board(replace(board, stale_after_s=10**10))
    window.show_problem("The Hub is not reachable")
    assert window.banner.texts == ("The Hub is not reachable",)
    window.show_board(replace(board, stale_after_s=10**10))
    assert window.banner.texts == ()


def test_a_problem_is_shown_before_any_board(window):
    window.show_problem("The database is in use")
    assert window.banner.texts == ("The database is in use",)
    window.show_problem("")
    assert window.banner.texts == ()


def test_a_running_poll_is_shown_and_can_be_cancelled(window, qtbot):
    window.show_progress(
        Progress(12, 38, 57, 3412, requests_left=428, seconds_left=42, waiting="Waiting 5 s")
    )
    assert window.status.text.text() == (
        "Polling: 12 of 38 owners · Waiting 5 s · 57 pages · 3,412 models · about 42 s left · "
        "428 requests left"
    )
    assert not window.status.poll.isVisible()
    with qtbot.waitSignal(window.cancel_requested):
        window.status.cancel.click()
    window.show_progress(None)
    assert not window.status.cancel.isVisible()
    with qtbot.waitSignal(window.poll_requested):
        window.status.poll.click()


def test_the_status_bar_says_as_of_age_and_wholeness(window, new_board):
    board = new_board(kind=SourceKind.DEMO)
    window.show_board(board)
    assert window.status.text.text() == "As of 2026-05-09 12:00 UTC · 3 h ago · complete"
    poll = PollFacts(200, board.shown.as_of, 0, complete=False, models=3, skipped_rows=4)
    window.show_board(replace(board, latest=poll))
    assert window.status.text.text().endswith("last poll incomplete · 4 rows skipped")


def test_the_first_run_hides_all_else_until_a_yes(window, qtbot, board):
    window.show_first_run(Settings())
    assert not window.sidebar.isVisible()
    window.go_to("models")
    window.show_board(board)
    assert window.first_run.isVisible()
    with qtbot.waitSignal(window.consented) as told:
        window.first_run.start.click()
    assert told.args == [Settings(consented=True)]
    assert window.page == "overview"
    assert window.sidebar.isVisible()


def test_to_look_at_what_is_stored_is_not_asked_again_until_a_poll_is_wanted(window, qtbot, board):
    assert not window.ask_again()
    window.show_board(board)
    window.show_first_run(Settings())
    with qtbot.assertNotEmitted(window.consented), qtbot.waitSignal(window.later):
        window.first_run.look.click()
    assert window.page == "overview"
    window.show_first_run(Settings())
    assert not window.covered
    assert window.ask_again()
    assert window.covered
    with qtbot.waitSignal(window.consented):
        window.first_run.start.click()
    assert not window.ask_again()


def test_a_sample_is_said_in_status_sidebar_and_banner(window, board):
    sample = replace(board.latest, sample="counts.csv")
    window.show_board(replace(board, latest=sample, shown=sample))
    assert window.status.text.text().count("sample counts.csv, as the file lists it") == 1
    assert "complete" not in window.status.text.text()
    assert not any("complete poll" in text for text in window.banner.texts)


def test_the_demo_leaves_the_first_run_without_consent(window, qtbot):
    window.show_first_run(Settings())
    with qtbot.assertNotEmitted(window.consented), qtbot.waitSignal(window.demo_requested):
        window.first_run.demo.click()
    assert window.page == "overview"


def test_an_alert_is_gone_to_and_read(window, qtbot, board):
    window.show_board(board)
    with qtbot.waitSignal(window.entries_read) as told:
        window.show_inbox_entry(3)
    assert told.args == [(3,)]
    assert window.page == "inbox"
    window.inbox.detail.in_chart.click()
    assert window.page == "overview"


def test_an_empty_inbox_leads_to_a_rule(window, board):
    window.show_board(replace(board, inbox=()))
    window.open_inbox()
    window.inbox.add_rule.click()
    assert window.page == "rules"
    assert len(visible(window, RuleEditor)) == 1


def test_a_family_is_opened_with_its_models(window, qtbot, board, new_models):
    window.show_board(board)
    with qtbot.waitSignal(window.family_opened, check_params_cb=lambda name: name == "Gemma"):
        window.open_family("Gemma")
    window.show_models(new_models(facts=board.families[2]))
    assert len(window.models.table.shown()) == 6


def test_closing_goes_to_the_tray_if_there_is_one(window, qtbot):
    window.set_tray_available(True)
    with qtbot.assertNotEmitted(window.quit_requested), qtbot.waitSignal(window.closed_to_tray):
        assert window.close()
    window.raise_up()
    assert window.isVisible()


@pytest.mark.parametrize(("tray", "wanted"), [(False, True), (True, False)])
def test_closing_quits_without_a_tray_or_when_not_wanted(window, qtbot, tray, wanted):
    window.set_tray_available(tray)
    window.show_settings(Settings(consented=True, close_to_tray=wanted))
    with qtbot.assertNotEmitted(window.closed_to_tray), qtbot.waitSignal(window.quit_requested):
        window.close()


def test_a_close_is_never_refused(window):
    event = QCloseEvent()
    event.ignore()
    window.set_tray_available(True)
    window.closeEvent(event)
    assert event.isAccepted()


def test_another_choice_of_closing_holds_at_once(window, qtbot):
    window.set_tray_available(True)
    window.go_to("settings")
    with qtbot.waitSignal(window.settings_changed):
        window.settings.close_to_tray.click()
    with qtbot.waitSignal(window.quit_requested):
        window.close()


def test_the_state_is_told_and_restored(qtbot, window):
    window.resize(700, 600)
    window.overview.measure.button("all-time").click()
    window.overview.panel.range.button("1y").click()
    window.go_to("rules")
    with qtbot.waitSignal(window.state_changed) as told:
        pass
    other = Window()
    qtbot.addWidget(other)
    other.restore_state(told.args[0])
    assert other.size() == window.size()
    assert other.view() == window.view()
    assert other.page == "rules"


@pytest.mark.parametrize("kept", [b"", b"\xff", b"[]", b'{"geometry": 3}', b'{"view": {}}'])
def test_a_broken_state_is_let_go(window, kept):
    before = window.view()
    window.restore_state(kept)
    assert window.view() == before


def test_the_about_box_names_version_and_licences(window):
    window.show_about()
    (box,) = visible(window, AboutBox)
    assert "Apache-2.0" in box.text.text()
    assert "LGPL" in box.text.text()


def test_every_label_is_plain_text(window, board):
    window.show_board(board)
    window.show_problem("<b>bold</b>")
    texts = [label for label in window.findChildren(QLabel) if label.text()]
    forms = {label.text() for label in texts if label.textFormat() is not Qt.TextFormat.PlainText}
    own = {label.text() for label in texts if label.buddy() is not None}
    assert forms <= own | {"Catalog"}


@pytest.mark.parametrize("page", ["overview", "models", "inbox", "rules", "settings"])
def test_every_control_has_a_name(window, board, page):
    window.show_board(board)
    window.go_to(page)
    nameless = [
        one
        for one in visible(window.pages[page], QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()))
        and not one.objectName().startswith("qt_")
    ]
    assert nameless == []


def test_the_window_stands_before_the_charts_library_is_loaded():
    code = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "from sharewatch.ui.window import Window\n"
        "window = Window(); window.show()\n"
        "sys.exit('pyqtgraph' in sys.modules)\n"
    )
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    assert subprocess.run([sys.executable, "-c", code], env=env, check=False).returncode == 0
