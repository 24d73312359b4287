"""Desktop messages: alerts in one, health in another, short enough for every desktop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import pytest

from sharewatch.channels.message import BODY_LENGTH, TITLE_LENGTH, Urgency
from sharewatch.core.board import SourceKind
from sharewatch.core.episodes import EventKind, Notice
from sharewatch.core.health import Ailment, HealthEntry
from sharewatch.ui.notifications import compose, trial


@dataclass(frozen=True)
class Due:
    """A row of the outbox."""

    id: int
    entry: object
    notice: Notice = Notice.FIRED
    shown_as: str = ""


def outage(ailment: Ailment = Ailment.SOURCE, what: str = "It can't be read.") -> HealthEntry:
    return HealthEntry(1, ailment, what, 1, None, unread=True)


def test_one_alert_is_told_with_its_sentence(new_entry):
    (message,) = compose([Due(70, new_entry(7))], None)
    assert message.notices == (70,)
    assert message.about == 7
    assert message.tag == "sharewatch-hub-rule-1"
    assert message.title == "Qwen crossed its threshold"
    assert message.body == (
        "Qwen's share of 30-day downloads reached 50.3 % (rule: at or above 50 %)"
        " · tracked scope, 2026-05-08"
    )
    assert [(one.key, one.label) for one in message.actions] == [
        ("open", "Open"),
        ("snooze", "Snooze 1 h"),
    ]
    assert message.urgency is Urgency.NORMAL


def test_the_size_of_the_scope_is_told_where_the_board_is_of_the_same_poll(new_entry, board):
    entry = new_entry(7, as_of=board.shown.as_of)
    assert compose([Due(1, entry)], board)[0].body.endswith(" · tracked, 1,239 models, 2026-05-09")
    (earlier,) = compose([Due(1, new_entry(7))], board)
    assert earlier.body.endswith(" · tracked scope, 2026-05-08")


@pytest.mark.parametrize(
    ("notice", "kind", "title"),
    [
        (Notice.CLEARED, EventKind.CLEARED, "Qwen is back from its threshold"),
        (Notice.REPEAT, EventKind.FIRED, "Qwen is still beyond its threshold"),
    ],
)
def test_the_title_says_what_it_is(new_entry, notice, kind, title):
    (message,) = compose([Due(1, new_entry(7, kind), notice)], None)
    assert message.title == title


def test_the_demo_is_labelled_and_replaces_nothing_of_the_hubs(new_entry, new_board):
    (message,) = compose([Due(1, new_entry(7))], new_board(kind=SourceKind.DEMO))
    assert message.title.startswith("Demo: ")
    assert message.tag == "sharewatch-demo-rule-1"


def test_many_alerts_make_one_message_that_counts_what_it_leaves_out(new_entry):
    due = [
        Due(10 + at, new_entry(at, share=Fraction(500 + at, 1000)), shown_as="before")
        for at in range(1, 9)
    ]
    (message,) = compose(due, None)
    assert message.notices == tuple(range(11, 19))
    assert message.title == "8 alerts"
    assert message.tag == "sharewatch-hub-alerts-11"
    assert message.replaces == "", "one for several takes no other's place"
    assert len(message.body) <= BODY_LENGTH
    lines = message.body.splitlines()
    assert lines[-1] == f"… and {8 - (len(lines) - 1)} more"


def test_a_later_message_of_a_rule_replaces_the_one_before_a_restart(new_entry):
    (message,) = compose([Due(1, new_entry(7), Notice.REPEAT, shown_as="bus:1.2/3")], None)
    assert message.replaces == "bus:1.2/3"


def test_health_is_a_message_of_its_own_and_opens_its_page(new_entry):
    due = [Due(1, outage()), Due(2, new_entry(7)), Due(3, outage(Ailment.DISK, "It is full."))]
    alert, health = compose(due, None)
    assert alert.notices == (2,)
    assert health.notices == (1, 3)
    assert health.about is None
    assert health.title == "The watching is disturbed"
    assert health.body == "It can't be read.\nIt is full."
    assert health.category == "x-sharewatch.health"
    assert [one.key for one in health.actions] == ["open"]


def test_what_makes_no_alert_late_presses_less():
    (grave,) = compose([Due(1, outage())], None)
    (light,) = compose([Due(1, outage(Ailment.QUARANTINE))], None)
    assert (grave.urgency, light.urgency) == (Urgency.NORMAL, Urgency.LOW)
    assert light.title == "Something wants a look"


def test_long_names_are_cut_and_what_is_not_seen_is_spelled_out(new_entry):
    name = "<b>\u202e\x1b" + "x" * 400
    entry = new_entry(1, family=name)
    (message,) = compose([Due(1, replace(entry, rule=replace(entry.rule, family=name)))], None)
    assert len(message.title) <= TITLE_LENGTH
    assert len(message.body) <= BODY_LENGTH
    assert message.title.startswith(r"<b>\u202e\u001b")
    assert message.body.endswith("…")


def test_a_test_stands_for_nothing():
    assert trial().notices == ()
