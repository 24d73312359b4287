"""Letters have one stable form, written down here to the last key."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from sharewatch.alerting.letters import letter, trial_letter
from sharewatch.core.board import InboxEntry, Source, SourceKind
from sharewatch.core.episodes import EventKind, Notice
from sharewatch.core.health import Ailment, HealthEntry
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.store.outbox import DueNotice

HUB = Source(SourceKind.HUB, "huggingface.co")
AS_OF = 1_778_328_000
RULE = Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 2), id=3)
ENTRY = InboxEntry(5, EventKind.FIRED, 2, RULE, "Qwen", AS_OF, Fraction(503, 1000), unread=True)
DUE = DueNotice(17, Notice.FIRED, AS_OF + 60, ENTRY)


def read(due: DueNotice) -> dict[str, object]:
    found: dict[str, object] = json.loads(letter(due, HUB))
    return found


def test_an_alert_has_all_of_it():
    assert read(DUE) == {
        "format": 1,
        "kind": "alert",
        "id": 17,
        "notice": "FIRED",
        "title": "Qwen crossed its threshold",
        "text": "Qwen's share of 30-day downloads reached 50.30 % "
        "(rule: at or above 50 %; tracked scope, 2026-05-09)",
        "due_at": "2026-05-09T12:01:00Z",
        "source": {"kind": "hub", "label": "huggingface.co"},
        "alert": {
            "rule": 3,
            "episode": 2,
            "family": "Qwen",
            "claim": None,
            "measure": "30d",
            "scope": "tracked",
            "attribution": "official",
            "direction": "above",
            "threshold": 0.5,
            "share": 0.503,
            "as_of": "2026-05-09T12:00:00Z",
        },
    }


@pytest.mark.parametrize(
    ("notice", "kind", "direction", "title", "went"),
    [
        (
            Notice.FIRED,
            EventKind.FIRED,
            Direction.BELOW,
            "crossed",
            "fell to 50.30 % (rule: at or below",
        ),
        (Notice.REPEAT, EventKind.FIRED, Direction.ABOVE, "is still beyond", "reached"),
        (Notice.CLEARED, EventKind.CLEARED, Direction.ABOVE, "is back from", "is back at"),
    ],
)
def test_what_happened_is_said_in_words(notice, kind, direction, title, went):
    entry = replace(ENTRY, kind=kind, rule=replace(RULE, direction=direction))
    said = read(replace(DUE, notice=notice, entry=entry))
    assert said["notice"] == notice.value
    assert said["title"] == f"Qwen {title} its threshold"
    assert went in str(said["text"])


def test_a_share_that_is_not_known_is_null():
    said = read(replace(DUE, entry=replace(ENTRY, share=None)))
    assert said["alert"]["share"] is None
    assert "– (rule" in said["text"]


def test_a_claim_is_its_own_sentence():
    rule = replace(RULE, family="Qwen holds over half.", claim="over-half")
    said = read(replace(DUE, entry=replace(ENTRY, rule=rule, family=rule.family)))
    assert said["title"] == "A claim holds now"
    assert said["text"] == "Qwen holds over half (30-day downloads) (tracked scope, 2026-05-09)"
    assert (said["alert"]["family"], said["alert"]["claim"]) == (None, "over-half")


def test_health_is_of_another_kind():
    entry = HealthEntry(1, Ailment.SOURCE, "The Hub can't be reached.", AS_OF, None, unread=True)
    assert read(DueNotice(18, Notice.HEALTH, AS_OF, entry)) == {
        "format": 1,
        "kind": "health",
        "id": 18,
        "notice": "HEALTH",
        "title": "Sharewatch: something is wrong with the watching",
        "text": "The Hub can't be reached.",
        "due_at": "2026-05-09T12:00:00Z",
        "source": {"kind": "hub", "label": "huggingface.co"},
        "health": {"ailment": "source", "began_at": "2026-05-09T12:00:00Z"},
    }


def test_a_test_says_so():
    assert json.loads(trial_letter(HUB, AS_OF)) == {
        "format": 1,
        "kind": "test",
        "id": 0,
        "notice": "TEST",
        "title": "Sharewatch: a test message",
        "text": "This is a test message. Alerts will come the same way.",
        "due_at": "2026-05-09T12:00:00Z",
        "source": {"kind": "hub", "label": "huggingface.co"},
    }


def test_a_name_stays_what_it_is_in_one_line():
    name = '<img src=x onerror="1"> & \u202egpj\n"quoted"\ud800'
    entry = replace(ENTRY, family=name, rule=replace(RULE, family=name))
    sent = letter(replace(DUE, entry=entry), HUB)
    assert sent.count(b"\n") == 1
    said = json.loads(sent)
    assert said["alert"]["family"] == name.replace("\ud800", "?")
    assert r"\u202egpj" in said["text"]
