"""Delivery: over a real bus, to daemons that come, go and refuse, and back from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from daemon import Bus, Scripted, bus_of_its_own
from sharewatch.core.episodes import Notice
from sharewatch.core.health import Ailment, HealthEntry
from sharewatch.store.outbox import DueNotice
from sharewatch.ui.delivery import Delivery
from sharewatch.ui.tray import Tray


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    with bus_of_its_own(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def daemon(bus: Bus) -> Iterator[Scripted]:
    made = Scripted()
    yield made
    made.stop()


@pytest.fixture
def tray(qapp) -> Iterator[Tray]:
    made = Tray()
    yield made
    made.hide()


@pytest.fixture
def delivery(tray: Tray) -> Iterator[Delivery]:
    made = Delivery(tray)
    yield made
    made.close()


@pytest.fixture
def due(new_entry: Callable[..., Any]) -> Callable[..., DueNotice]:
    def make(number: int, entry: int = 7, **more: Any) -> DueNotice:
        return DueNotice(number, Notice.FIRED, 1, new_entry(entry), **more)

    return make


def begin(delivery: Delivery, qtbot: Any) -> None:
    with qtbot.waitSignal(delivery.wanted):
        delivery.start()
    assert delivery.available


def test_what_is_due_is_asked_for_once_somebody_shows_it(delivery, daemon, qtbot, due):
    begin(delivery, qtbot)
    with qtbot.waitSignal(delivery.shown) as told:
        delivery.deliver([due(70)], None)
    ((number, name),) = told.args[0]
    assert number == 70
    assert name.endswith("/1")
    assert daemon.told[0][3] == "Qwen crossed its threshold"


def test_a_press_opens_that_very_alert(delivery, daemon, qtbot, due):
    begin(delivery, qtbot)
    for number, entry in ((70, 7), (71, 8)):
        with qtbot.waitSignal(delivery.shown):
            delivery.deliver([due(number, entry)], None)
    assert daemon.told[1][1] == 1, "it replaced the one before"
    with qtbot.waitSignal(delivery.entry_opened) as told:
        daemon.say("ActionInvoked", "us", 1, "default")
    assert told.args == [8]


def test_a_press_on_snooze_keeps_quiet_for_an_hour(delivery, daemon, qtbot, due):
    begin(delivery, qtbot)
    with qtbot.waitSignal(delivery.shown):
        delivery.deliver([due(70)], None)
    with qtbot.waitSignal(delivery.snoozed) as told:
        daemon.say("ActionInvoked", "us", 1, "snooze")
    assert told.args == [3600]


def test_alerts_and_health_are_two_messages_told_of_together(delivery, daemon, qtbot, due):
    begin(delivery, qtbot)
    outage = HealthEntry(3, Ailment.SOURCE, "It can't be read.", 1, None, unread=True)
    health = DueNotice(72, Notice.HEALTH, 1, outage)
    with qtbot.waitSignal(delivery.shown) as told:
        delivery.deliver([due(70), due(71), health], None)
    rows = dict(told.args[0])
    assert set(rows) == {70, 71, 72}
    assert rows[70] == rows[71] == "", "one for several must not give way to one of them"
    assert rows[72].endswith("/2")
    assert [words[3] for words in daemon.told] == ["2 alerts", "The watching is disturbed"]
    with qtbot.waitSignal(delivery.health_opened):
        daemon.say("ActionInvoked", "us", 2, "open")


def test_what_comes_meanwhile_is_told_afterwards(delivery, daemon, qtbot, due):
    begin(delivery, qtbot)
    heard = []
    delivery.shown.connect(lambda told: heard.extend(number for number, _ in told))
    for number in (70, 71, 72):
        delivery.deliver([due(number)], None)
    qtbot.waitUntil(lambda: len(heard) == 3)
    assert heard == [70, 71, 72]
    assert [words[3] for words in daemon.told] == ["Qwen crossed its threshold", "2 alerts"]


def test_what_is_refused_is_due_again_and_so_is_what_came_meanwhile(delivery, daemon, qtbot, due):
    begin(delivery, qtbot)
    daemon.refusing = True
    with qtbot.assertNotEmitted(delivery.shown), qtbot.waitSignal(delivery.refused):
        delivery.deliver([due(70)], None)
        delivery.deliver([due(71)], None)
    assert not daemon.told
    qtbot.waitUntil(lambda: not delivery.available)


def test_nobody_there_means_that_nothing_is_asked_for(delivery, bus, qtbot, due):
    delivery.start()
    with qtbot.assertNotEmitted(delivery.wanted, wait=300):
        delivery.look()
    daemon = Scripted()
    try:
        qtbot.waitUntil(lambda: delivery.available)
        with qtbot.waitSignal(delivery.shown):
            delivery.deliver([due(70)], None)
    finally:
        daemon.stop()


def test_other_data_know_nothing_of_what_was_told(delivery, daemon, qtbot, due):
    begin(delivery, qtbot)
    with qtbot.waitSignal(delivery.shown):
        delivery.deliver([due(70)], None)
    delivery.forget()
    with qtbot.assertNotEmitted(delivery.entry_opened), qtbot.waitSignal(delivery.opened):
        daemon.say("ActionInvoked", "us", 1, "open")


def test_a_test_message_tells_whether_it_was_shown(delivery, daemon, qtbot):
    begin(delivery, qtbot)
    with qtbot.assertNotEmitted(delivery.shown), qtbot.waitSignal(delivery.tried) as told:
        delivery.try_out()
    assert told.args == [True]
    assert daemon.told[0][3] == "Sharewatch: a test message"
    with qtbot.waitSignal(delivery.opened):
        daemon.say("ActionInvoked", "us", 1, "default")
    daemon.refusing = True
    with qtbot.waitSignal(delivery.tried) as told:
        delivery.try_out()
    assert told.args == [False]


def test_a_test_message_that_nobody_would_show_says_so_at_once(delivery, qtbot):
    with qtbot.waitSignal(delivery.tried) as told:
        delivery.try_out()
    assert told.args == [False]


@pytest.fixture
def alone(delivery: Delivery, tray: Tray, monkeypatch: pytest.MonkeyPatch, qtbot: Any) -> Delivery:
    """Without a bus, beside a tray: Windows, macOS, a bare X session."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    tray.icon.show()
    begin(delivery, qtbot)
    return delivery


def test_without_a_service_the_icon_speaks_and_a_click_opens_that_alert(alone, tray, qtbot, due):
    with qtbot.waitSignal(alone.shown) as told:
        alone.deliver([due(70, 7)], None)
    assert told.args == [((70, ""),)]
    with qtbot.waitSignal(alone.entry_opened) as opened:
        tray.icon.messageClicked.emit()
    assert opened.args == [7]


def test_a_click_on_the_hint_only_shows_the_window(alone, tray, qtbot, due):
    with qtbot.waitSignal(alone.shown):
        alone.deliver([due(70)], None)
    tray.show_hint()
    with qtbot.assertNotEmitted(alone.entry_opened), qtbot.waitSignal(alone.opened):
        tray.icon.messageClicked.emit()


def test_with_neither_service_nor_icon_what_is_due_stays_due(alone, tray, qtbot, due):
    tray.hide()
    assert not alone.available
    with qtbot.assertNotEmitted(alone.shown), qtbot.waitSignal(alone.refused):
        alone.deliver([due(70)], None)
    tray.icon.show()
    with qtbot.waitSignal(alone.wanted):
        tray.available_changed.emit(True)
