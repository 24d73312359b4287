"""The desktop's notifications over a real bus, with daemons that work, hang, refuse and go."""

from __future__ import annotations

import pytest
from jeepney import new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from sharewatch.channels.desktop import Found, Pressed, Refused, Shown, Way
from sharewatch.channels.message import OPEN, SNOOZE, Action, Message, Urgency

MESSAGE = Message(
    tag="sharewatch-hub-rule-1",
    title="Qwen & <b>co</b> crossed its threshold",
    body="<img src=http://x/y.png> & more",
    notices=(4,),
    about=7,
    actions=(Action(OPEN, "Open"), Action(SNOOZE, "Snooze 1 h")),
)
LATER = Message(MESSAGE.tag, "Qwen is back", "it is", notices=(5,), about=8)


def test_a_message_is_shown_with_its_buttons_and_tags_that_stay(daemon, desktop):
    there = daemon()
    desk, ear = desktop()
    assert ear.next(Found).way is Way.SERVICE
    desk.show(MESSAGE)
    shown = ear.next(Shown)
    assert shown.message is MESSAGE
    assert shown.name.endswith("/1")
    ((app, replaces, icon, title, body, buttons, hints, timeout),) = there.told
    assert (app, replaces, icon, timeout) == ("Sharewatch", 0, "sharewatch", -1)
    assert title == MESSAGE.title
    assert body == "&lt;img src=http://x/y.png&gt; &amp; more"
    assert buttons == ["default", "Open", "open", "Open", "snooze", "Snooze 1 h"]
    assert hints == {
        "desktop-entry": ("s", "sharewatch"),
        "urgency": ("y", 1),
        "category": ("s", "x-sharewatch.alert"),
        "x-dunst-stack-tag": ("s", MESSAGE.tag),
        "x-canonical-private-synchronous": ("s", MESSAGE.tag),
    }


def test_a_daemon_without_markup_and_buttons_is_given_neither(daemon, desktop):
    there = daemon(capabilities=("body",))
    desk, ear = desktop()
    ear.next(Found)
    desk.show(Message("t", "title", MESSAGE.body, urgency=Urgency.LOW, actions=MESSAGE.actions))
    ear.next(Shown)
    assert there.told[0][4] == MESSAGE.body
    assert there.told[0][5] == []
    assert there.told[0][6]["urgency"] == ("y", 0)


def test_what_it_can_is_asked_once(daemon, desktop):
    there = daemon()
    desk, ear = desktop()
    ear.next(Found)
    for _ in range(3):
        desk.show(MESSAGE)
        ear.next(Shown)
    assert there.asked == ["GetCapabilities", "Notify", "Notify", "Notify"]


def test_a_later_message_of_the_same_rule_replaces_the_earlier(daemon, desktop):
    there = daemon(first_number=40)
    desk, ear = desktop()
    ear.next(Found)
    desk.show(MESSAGE)
    desk.show(Message("another", "other", "rule"))
    desk.show(LATER)
    names = [ear.next(Shown).name for _ in range(3)]
    assert [words[1] for words in there.told] == [0, 0, 40]
    assert names[0] == names[2] != names[1]


def test_after_a_restart_it_is_replaced_too_while_the_same_daemon_lives(daemon, desktop):
    there = daemon(first_number=40)
    desk, ear = desktop()
    ear.next(Found)
    desk.show(MESSAGE)
    name = ear.next(Shown).name
    desk.close()
    later = Message(LATER.tag, LATER.title, LATER.body, replaces=name)
    desk, ear = desktop()
    ear.next(Found)
    desk.show(later)
    assert ear.next(Shown).name == name
    assert there.told[1][1] == 40
    desk.close()
    there.stop()
    new = daemon(first_number=1)
    desk, ear = desktop()
    ear.next(Found)
    desk.show(later)
    assert ear.next(Shown).name != name
    assert new.told[0][1] == 0


def test_a_press_comes_back_by_the_messages_name(daemon, desktop):
    there = daemon()
    desk, ear = desktop()
    ear.next(Found)
    desk.show(MESSAGE)
    name = ear.next(Shown).name
    there.say("ActionInvoked", "us", 1, "default")
    there.say("ActionInvoked", "us", 1, "snooze")
    there.say("NotificationClosed", "uu", 1, 2)
    there.say("ActionInvoked", "us", 1, "open")
    assert [ear.next(Pressed) for _ in range(3)] == [
        Pressed(name, OPEN),
        Pressed(name, SNOOZE),
        Pressed(name, OPEN),
    ]
    desk.show(LATER)
    ear.next(Shown)
    assert there.told[1][1] == 0, "what was closed is not replaced"


def test_a_stranger_presses_nothing(daemon, desktop):
    there = daemon()
    desk, ear = desktop()
    ear.next(Found)
    desk.show(MESSAGE)
    ear.next(Shown)
    with open_dbus_connection("SESSION") as stranger:
        stranger.send(new_signal(there.address, "ActionInvoked", "us", (1, "snooze")))
        stranger.send_and_get_reply(message_bus.GetId())
    there.say("ActionInvoked", "us", 1, "open")
    assert ear.next(Pressed).action == OPEN


def test_a_signal_of_another_form_is_passed_over(daemon, desktop):
    there = daemon()
    desk, ear = desktop()
    ear.next(Found)
    desk.show(MESSAGE)
    ear.next(Shown)
    there.say("ActionInvoked", "s", "one")
    there.say("ActivationToken", "us", 1, "token")
    there.say("ActionInvoked", "us", 1, "open")
    assert ear.next(Pressed).action == OPEN


def test_a_daemon_that_comes_late_is_found_and_one_that_goes_is_missed(daemon, desktop):
    desk, ear = desktop(look_every_s=60)
    assert ear.next(Found).way is Way.BALLOON
    there = daemon()
    assert ear.next(Found).way is Way.SERVICE
    desk.show(MESSAGE)
    ear.next(Shown)
    there.stop()
    assert ear.next(Found).way is Way.BALLOON
    desk.show(MESSAGE)
    assert ear.next(Refused).message is MESSAGE
    again = daemon(capabilities=())
    assert ear.next(Found).way is Way.SERVICE
    desk.show(MESSAGE)
    ear.next(Shown)
    assert again.asked == ["GetCapabilities", "Notify"]
    assert again.told[0][1] == 0


def test_where_the_tray_would_hand_messages_to_nobody_it_is_not_asked_to(bus, desktop):
    with open_dbus_connection("SESSION") as panel:
        panel.send_and_get_reply(message_bus.RequestName("org.kde.StatusNotifierWatcher"))
        _, ear = desktop(look_every_s=60)
        assert ear.next(Found).way is Way.NOBODY
    assert ear.next(Found).way is Way.BALLOON


def test_a_daemon_that_refuses_is_tried_again_later(daemon, desktop):
    there = daemon(refusing=True)
    desk, ear = desktop()
    assert ear.next(Found).way is Way.SERVICE
    desk.show(MESSAGE)
    desk.show(LATER)
    assert [ear.next(Refused).message for _ in range(2)] == [MESSAGE, LATER]
    assert ear.next(Found).way is Way.NOBODY
    assert ear.next(Found).way is Way.SERVICE
    there.refusing = False
    desk.show(MESSAGE)
    assert ear.next(Shown).message is MESSAGE


def test_a_daemon_that_hangs_holds_nothing_up_and_is_left_no_heap_of_messages(daemon, desktop):
    there = daemon(silent=True)
    desk, ear = desktop()
    for _ in range(2):
        assert ear.next(Found).way is Way.SERVICE
        desk.show(MESSAGE)
        assert ear.next(Refused).message is MESSAGE
        assert ear.next(Found).way is Way.NOBODY
    assert set(there.asked) == {"GetCapabilities"}
    there.silent = False
    assert ear.next(Found).way is Way.SERVICE
    desk.show(MESSAGE)
    ear.next(Shown)
    assert len(there.told) == 1


def test_a_bus_that_dies_and_comes_back_is_found_again(bus, daemon, desktop):
    there = daemon()
    desk, ear = desktop()
    assert ear.next(Found).way is Way.SERVICE
    bus.stop()
    assert ear.next(Found).way is Way.NOBODY
    there.stop()
    desk.show(MESSAGE)
    assert ear.next(Refused).message is MESSAGE
    bus.start()
    daemon()
    while ear.next(Found).way is not Way.SERVICE:
        pass
    desk.show(MESSAGE)
    assert ear.next(Shown).message is MESSAGE


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/bus", "tcp:host=a", "nonsense"])
def test_without_a_bus_the_tray_icon_is_left_to_speak(desktop, monkeypatch, address):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    desk, ear = desktop()
    assert ear.next(Found).way is Way.BALLOON
    desk.show(MESSAGE)
    assert ear.next(Refused).message is MESSAGE


def test_without_an_address_there_is_no_bus(desktop, monkeypatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    _, ear = desktop()
    assert ear.next(Found).way is Way.BALLOON
