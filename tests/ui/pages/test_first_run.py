"""The first page: what will be sent, and nothing before a yes."""

from __future__ import annotations

import pytest

from sharewatch.settings import Settings
from sharewatch.ui.pages.first_run import FirstRunPage


@pytest.fixture
def page(qtbot):
    made = FirstRunPage()
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_names_host_requests_interval_and_token(page):
    said = page.terms.text()
    assert "huggingface.co" in said
    assert "60 requests" in said
    assert "every 6 hours" in said
    assert "HF_TOKEN" in said


def test_another_host_is_named_instead(page):
    page.show_settings(Settings(endpoint="https://hub.example/api"))
    assert "hub.example" in page.terms.text()
    page.show_settings(Settings(), "mirror.example")
    assert "mirror.example" in page.terms.text()
    assert "huggingface.co" not in page.terms.text()


def test_a_yes_carries_the_chosen_interval(page, qtbot):
    page.show_settings(Settings(theme="dark"))
    page.interval.setCurrentIndex(page.interval.findData(1440))
    page.interval.activated.emit(page.interval.currentIndex())
    assert "once a day" in page.terms.text()
    with qtbot.waitSignal(page.consented) as told:
        page.start.click()
    assert told.args == [Settings(theme="dark", interval_minutes=1440, consented=True)]


def test_an_interval_of_ones_own_is_offered_as_it_is(page, qtbot):
    page.show_settings(Settings(interval_minutes=45))
    assert page.interval.currentText() == "every 45 minutes"
    with qtbot.waitSignal(page.consented) as told:
        page.start.click()
    assert told.args[0].interval_minutes == 45


def test_the_demo_needs_no_yes(page, qtbot):
    with qtbot.assertNotEmitted(page.consented), qtbot.waitSignal(page.demo_requested):
        page.demo.click()


def test_to_look_needs_no_yes_and_is_offered_where_something_is_stored(page, qtbot):
    assert page.look.isHidden()
    page.offer_look(offered=True)
    with qtbot.assertNotEmitted(page.consented), qtbot.waitSignal(page.later):
        page.look.click()
