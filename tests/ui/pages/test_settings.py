"""The settings page: a choice holds at once, a wrong one says why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTime
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from sharewatch.settings import Settings
from sharewatch.ui.pages.settings.page import SettingsPage


@pytest.fixture
def page(qtbot):
    made = SettingsPage()
    qtbot.addWidget(made)
    made.resize(800, 700)
    made.show()
    made.show_settings(Settings(consented=True))
    return made


def test_showing_settings_changes_none(page, qtbot):
    with qtbot.assertNotEmitted(page.settings_changed):
        page.show_settings(Settings(interval_minutes=60, theme="dark", start_in_tray=True))
    assert page.interval.value() == 60
    assert page.theme.currentData() == "dark"
    assert page.start_in_tray.isChecked()


def test_an_interval_holds_and_is_said_in_words(page, qtbot):
    with qtbot.waitSignal(page.settings_changed) as told:
        page.interval.setValue(720)
    assert told.args == [Settings(consented=True, interval_minutes=720)]
    assert page.interval_words.text() == "that is every 12 h"


def test_too_short_an_interval_says_why_and_keeps_what_was_typed(page, qtbot):
    with qtbot.assertNotEmitted(page.settings_changed):
        page.interval.setValue(5)
    assert page.wrong_text("interval_minutes") == "5; it takes 15 to 10080 minutes"
    page.show_settings(Settings(consented=True))
    assert page.interval.value() == 5
    page.interval.setValue(30)
    assert page.wrong_text("interval_minutes") == ""


def test_a_wrong_endpoint_says_why_and_hinders_nothing_else(page, qtbot):
    page.endpoint.setText("hub.example")
    with qtbot.assertNotEmitted(page.settings_changed):
        page.endpoint.editingFinished.emit()
    assert "https://" in page.wrong_text("endpoint")
    with qtbot.waitSignal(page.settings_changed) as told:
        page.close_to_tray.click()
    assert told.args == [Settings(consented=True, close_to_tray=False)]
    assert page.endpoint.text() == "hub.example"


def test_an_endpoint_holds_when_it_is_left(page, qtbot):
    page.endpoint.setText(" https://hub.example ")
    with qtbot.waitSignal(page.settings_changed) as told:
        page.endpoint.editingFinished.emit()
    assert told.args[0].endpoint == "https://hub.example"


def test_the_shipped_catalog_is_copied_and_ones_own_is_opened(page, qtbot):
    with qtbot.waitSignal(page.catalog_copy_requested):
        page.edit_catalog.click()
    page.show_settings(Settings(consented=True, catalog="/home/me/families.toml"))
    with qtbot.waitSignal(page.catalog_opened) as told:
        page.edit_catalog.click()
    assert told.args == ["/home/me/families.toml"]
    with qtbot.waitSignal(page.settings_changed) as told:
        page.shipped_catalog.click()
    assert told.args[0].catalog == ""


def test_the_catalog_in_use_is_named(page, board):
    page.show_board(board)
    assert page.catalog.text() == "The shipped one · catalog 2026.05"


def test_without_a_tray_nothing_is_closed_to_it(page):
    page.show_tray_available(False)
    assert not page.close_to_tray.isEnabled()
    assert page.no_tray.isVisible()
    page.show_tray_available(True)
    assert page.close_to_tray.isEnabled()
    assert not page.no_tray.isVisible()


@pytest.mark.parametrize(
    ("button", "signal"),
    [
        ("data_folder", "data_folder_requested"),
        ("about", "about_requested"),
        ("quit", "quit_requested"),
    ],
)
def test_each_button_tells_its_intent(page, qtbot, button, signal):
    with qtbot.waitSignal(getattr(page, signal)):
        getattr(page, button).click()


def test_quiet_hours_are_given_together_and_taken_back_together(page, qtbot):
    with qtbot.waitSignal(page.settings_changed) as told:
        page.messages.quiet.click()
    assert told.args == [Settings(consented=True, quiet_from="22:00", quiet_to="07:00")]
    page.show_settings(told.args[0])
    with qtbot.waitSignal(page.settings_changed) as told:
        page.messages.begin.setTime(QTime(23, 30))
    assert (told.args[0].quiet_from, told.args[0].quiet_to) == ("23:30", "07:00")
    with qtbot.waitSignal(page.settings_changed) as told:
        page.messages.quiet.click()
    assert told.args == [Settings(consented=True)]


def test_kept_quiet_hours_are_shown_without_a_word(page, qtbot):
    with qtbot.assertNotEmitted(page.settings_changed):
        page.show_settings(Settings(consented=True, quiet_from="01:05", quiet_to="02:10"))
    assert page.messages.quiet.isChecked()
    assert page.messages.begin.time() == QTime(1, 5)
    assert page.messages.end.time() == QTime(2, 10)


def test_a_whole_day_of_quiet_says_why_not(page, qtbot):
    page.show_settings(Settings(consented=True, quiet_from="22:00", quiet_to="07:00"))
    with qtbot.assertNotEmitted(page.settings_changed):
        page.messages.end.setTime(QTime(22, 0))
    assert "a snooze keeps quiet for longer" in page.wrong_text("quiet_to")
    page.messages.end.setTime(QTime(6, 0))
    assert page.wrong_text("quiet_to") == ""


@pytest.mark.parametrize(
    ("field", "good", "bad", "why"),
    [
        ("command", "notify-me 'two words'", "notify 'me", "A quote is never closed"),
        ("webhook", "https://example.org/hook", "http://example.org/", "this machine only"),
    ],
)
def test_a_channel_holds_when_it_is_left_or_says_why_not(page, qtbot, field, good, bad, why):
    line = getattr(page.messages, field)
    with qtbot.waitSignal(page.settings_changed) as told:
        line.setText(f" {good} ")
        line.editingFinished.emit()
    assert getattr(told.args[0], field) == good
    with qtbot.assertNotEmitted(page.settings_changed):
        line.setText(bad)
        line.editingFinished.emit()
    assert why in page.wrong_text(field)
    page.show_settings(told.args[0])
    assert line.text() == bad
    line.setText("")
    with qtbot.waitSignal(page.settings_changed) as told:
        line.editingFinished.emit()
    assert told.args == [Settings(consented=True)]
    assert page.wrong_text(field) == ""


def test_a_test_message_shows_what_became_of_it_everywhere(page, qtbot):
    with qtbot.waitSignal(page.test_requested):
        page.messages.test.click()
    assert page.messages.tried.text() == "Sending …"
    page.show_tried("desktop", "")
    page.show_tried("webhook", "The webhook answered 404.")
    assert page.messages.tried.text() == ("Desktop: delivered.\nWebhook: The webhook answered 404.")


def test_a_metered_network_may_be_waited_out(page, qtbot):
    with qtbot.waitSignal(page.settings_changed) as told:
        page.metered.setCurrentIndex(1)
        page.metered.activated.emit(1)
    assert told.args == [Settings(consented=True, metered="wait")]


def test_the_wheel_scrolls_past_a_field_and_turns_the_one_being_edited(page, qtbot):
    page.activateWindow()

    def wheel(field):
        at = QPointF(field.rect().center())
        turned = QWheelEvent(
            at,
            field.mapToGlobal(at),
            QPoint(0, -120),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(field, turned)

    page.theme.clearFocus()
    before = page.theme.currentIndex()
    with qtbot.assertNotEmitted(page.settings_changed):
        wheel(page.theme)
        wheel(page.interval)
    assert page.theme.currentIndex() == before
    page.theme.setFocus()
    qtbot.waitUntil(page.theme.hasFocus)
    wheel(page.theme)
    assert page.theme.currentIndex() == before + 1
