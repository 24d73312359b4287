"""A rule tried on the past says what it would have said, of polls, files and censuses alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from alert_desk import ALPHA, BETA, RULE, AlertDesk, hub
from at_work import look, rising
from sharewatch.core.answers import NoAnswer, Rehearsed
from sharewatch.core.claims import Claim, Definition, Relation
from sharewatch.core.questions import RehearsalOf
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.core.sides import Everything, Families
from sharewatch.core.words import iso
from sharewatch.desk import build
from sharewatch.desk.window_desk import WindowDesk
from sharewatch.intake.claimbook import rule_for

ABOVE_HALF = Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 2), Fraction(1, 100))


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[build.Replay]:
    with rising(tmp_path) as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[AlertDesk]:
    """A desk of two made-up families, nothing polled yet."""
    with hub() as served:
        made = AlertDesk(tmp_path / "polls.db", served)
        yield made
        made.close()


def tried(desk: AlertDesk, rule: Rule = RULE) -> Rehearsed:
    answer = desk.desk.ask(RehearsalOf(rule))
    assert isinstance(answer, Rehearsed)
    return answer


def said(answer: Rehearsed) -> list[tuple[str, str]]:
    return [(iso(one.at)[:10], str(one.kind)) for one in answer.rehearsal.crossings]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"confirm": 2, "window": 2},
        {"clear_after": 2},
        {"threshold": Fraction(61, 100)},
        {"direction": Direction.BELOW, "margin": Fraction(0)},
        {"measure": Measure.ALL_TIME},
    ],
)
def test_what_it_would_have_said_is_what_it_did_say(
    replay: build.Replay, changes: dict[str, object]
) -> None:
    rule = replace(ABOVE_HALF, **changes)
    replay.desk.alerts.save_rule(rule)
    for date in replay.dates:
        replay.poll(date)
    before = replay.desk.store.state()
    answer = replay.desk.ask(RehearsalOf(rule))
    assert isinstance(answer, Rehearsed)
    live = [(iso(one.as_of)[:10], str(one.kind)) for one in replay.desk.store.inbox.entries()]
    assert said(answer) == live[::-1]
    shares = [one.share for one in replay.desk.store.inbox.entries()]
    assert [one.share for one in answer.rehearsal.crossings] == shares[::-1]
    assert (answer.rehearsal.values, answer.by_census) == (5, False)
    assert replay.desk.store.state() == before


def test_nothing_is_stored_by_trying(replay: build.Replay) -> None:
    for date in replay.dates:
        replay.poll(date)
    replay.desk.ask(RehearsalOf(ABOVE_HALF))
    assert replay.desk.rules() == ()
    assert replay.desk.board().inbox == ()
    assert replay.desk.claim_notices() == ()


def test_a_past_that_was_brought_in_later_is_seen_in_its_time(
    desk: AlertDesk, tmp_path: Path
) -> None:
    desk.see(40)
    desk.see(60)
    file = tmp_path / "past.csv"
    lines = ["date,model_id,downloads_30d,downloads_all_time,likes"]
    for day, alpha in (("2024-09-01", 20), ("2024-09-02", 70), ("2024-09-03", 30)):
        lines += [f"{day},{path},{alpha},900,5" for path in ALPHA]
        lines += [f"{day},{path},{100 - alpha},900,5" for path in BETA]
    file.write_text("\n".join(lines) + "\n")
    desk.desk.bring_in(look(file))
    assert said(tried(desk)) == [
        ("2024-09-02", "FIRED"),
        ("2024-09-03", "CLEARED"),
        ("2024-10-06", "FIRED"),
    ]


def test_days_that_say_nothing_are_counted_and_move_nothing(desk: AlertDesk) -> None:
    for percent in (40, None, 60, None):
        desk.see(percent)
    found = tried(desk).rehearsal
    assert (found.values, found.unknown, len(found.fired)) == (4, 2, 1)


def test_one_value_stands_for_a_day(desk: AlertDesk) -> None:
    desk.see(40)
    for percent in (60, 40, 60, 45):
        desk.see(percent, hours=2)
    found = tried(desk).rehearsal
    assert (found.values, found.fired) == (1, ())


def test_a_new_poll_and_another_scope_are_looked_at_anew(desk: AlertDesk) -> None:
    desk.see(40)
    assert tried(desk).rehearsal.fired == ()
    assert tried(desk, replace(RULE, measure=Measure.ALL_TIME)).rehearsal.values == 1
    desk.see(60)
    assert len(tried(desk).rehearsal.fired) == 1


def test_without_a_past_there_is_nothing_to_say(desk: AlertDesk) -> None:
    assert tried(desk).rehearsal.values == 0
    assert tried(desk, replace(RULE, scope="text")).rehearsal.values == 0


def test_a_wider_scope_is_tried_on_its_censuses(desk: AlertDesk, tmp_path: Path) -> None:
    file = tmp_path / "past.csv"
    lines = ["date,model_id,downloads_30d,downloads_all_time,likes"]
    for day, alpha in (("2024-09-01", 20), ("2024-09-02", 70)):
        lines += [f"{day},{ALPHA[0]},{alpha},900,5", f"{day},{BETA[0]},{100 - alpha},900,5"]
        lines += [f"{day},someone/else,100,900,5"]
    file.write_text("\n".join(lines) + "\n")
    desk.desk.bring_in(look(file))
    rule = replace(RULE, family="alpha", threshold=Fraction(3, 10), scope="HUB")
    answer = tried(desk, rule)
    assert (said(answer), answer.by_census) == ([("2024-09-02", "FIRED")], True)


def test_a_watched_claim_is_tried_as_it_is_watched(replay: build.Replay) -> None:
    claim = Claim(
        "qwen-half",
        "Qwen has more than half of it.",
        Definition(),
        Families(("Qwen",)),
        Relation.MORE,
        Fraction(1, 2),
        Everything(),
        "own claim",
    )
    replay.desk.claims.save(claim)
    for date in replay.dates:
        replay.poll(date)
    answer = replay.desk.ask(RehearsalOf(rule_for(claim)))
    assert isinstance(answer, Rehearsed)
    assert said(answer) == [("2026-05-03", "FIRED"), ("2026-05-05", "CLEARED")]
    forgotten = replay.desk.ask(RehearsalOf(rule_for(replace(claim, id="another"))))
    assert isinstance(forgotten, Rehearsed)
    assert forgotten.rehearsal.unknown == 5


def test_what_there_is_not_is_said_in_a_sentence(replay: build.Replay) -> None:
    asked = RehearsalOf(replace(ABOVE_HALF, family="Qwenn"))
    answer = WindowDesk(replay.desk).ask(asked)
    assert isinstance(answer, NoAnswer)
    assert "Did you mean Qwen?" in answer.reason
