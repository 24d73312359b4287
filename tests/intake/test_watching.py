"""A watched claim raises the alerts of a share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

import series
from at_work import made_up, rising
from sharewatch.core.claims import Claim, ClaimError, Definition, Relation
from sharewatch.core.questions import ClaimsOf
from sharewatch.core.shares import FamilySum, Measure
from sharewatch.core.sides import Everything, Families, Number
from sharewatch.desk import build
from sharewatch.desk.window_desk import WindowDesk
from sharewatch.intake.claimbook import ClaimBook, rule_for, shipped
from sharewatch.intake.watching import Seen, claim_evidence
from sharewatch.places import place
from sharewatch.settings import Settings

HALF = Claim(
    "qwen-half",
    "Qwen has more than half of it.",
    Definition(),
    Families(("Qwen",)),
    Relation.MORE,
    Fraction(1, 2),
    Everything(),
    "own claim",
)


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[build.Replay]:
    with rising(tmp_path) as found:
        yield found


def test_a_claim_that_begins_to_hold_is_told_and_so_is_its_end(replay: build.Replay) -> None:
    desk = replay.desk
    desk.claims.save(HALF)
    rule = desk.alerts.save_rule(rule_for(HALF))
    assert rule.claim == "qwen-half"
    for date in replay.dates:  # 40, 45, 60, 61, 30 % of two families
        replay.poll(date)
    told = [(entry.kind, entry.family) for entry in reversed(desk.board().inbox)]
    assert told == [("FIRED", HALF.sentence), ("CLEARED", HALF.sentence)]


def test_a_claim_of_less_is_told_when_it_begins_to_hold(replay: build.Replay) -> None:
    desk = replay.desk
    less = replace(HALF, id="less", relation=Relation.AT_MOST, factor=Fraction(2, 5))
    desk.claims.save(less)
    desk.alerts.save_rule(rule_for(less))
    replay.poll(replay.dates[1])
    assert desk.board().inbox == ()
    replay.poll(replay.dates[4])
    assert [entry.kind for entry in desk.board().inbox] == ["FIRED"]


@pytest.mark.parametrize(
    ("relation", "told"),
    [
        (Relation.MORE, []),
        (Relation.LESS, ["CLEARED", "BASELINE"]),
        (Relation.AT_LEAST, ["FIRED"]),
        (Relation.AT_MOST, ["BASELINE"]),
    ],
)
def test_a_draw_makes_only_a_claim_true_that_allows_it(
    tmp_path: Path, relation: Relation, told: list[str]
) -> None:
    days = {series.DAYS[0]: {series.QWEN: 40, series.LLAMA: 60}}
    days[series.DAYS[1]] = {series.QWEN: 50, series.LLAMA: 50}
    path = series.write_series(tmp_path / "draw.csv", days)
    replay = build.open_replay(place(tmp_path / "data"), Settings(), path, None)
    with replay.desk:
        claim = replace(HALF, relation=relation)
        replay.desk.claims.save(claim)
        replay.desk.alerts.save_rule(rule_for(claim))
        for date in replay.dates:
            replay.poll(date)
        assert [entry.kind for entry in replay.desk.board().inbox] == told


def test_a_claim_that_was_forgotten_moves_nothing(replay: build.Replay) -> None:
    desk = replay.desk
    desk.claims.save(HALF)
    desk.alerts.save_rule(rule_for(HALF))
    desk.claims.remove(HALF.id)
    for date in replay.dates:
        replay.poll(date)
    assert desk.board().inbox == ()
    assert desk.rules()[0].state == "NEW"


def test_a_claim_of_the_same_sentence_is_not_watched_for_an_earlier_one(
    replay: build.Replay,
) -> None:
    desk = WindowDesk(replay.desk)
    desk.save_claim(HALF)
    desk.watch_claim(HALF)
    replay.desk.alerts.save_rule(rule_for(replace(HALF, id="another")))
    desk.remove_claim(HALF.id)
    desk.save_claim(replace(HALF, relation=Relation.LESS))
    assert [one.rule.claim for one in replay.desk.rules()] == ["another"]


def test_a_watched_claim_is_marked_among_all_claims(replay: build.Replay) -> None:
    replay.poll(replay.dates[0])
    replay.desk.claims.save(HALF)
    rule = replay.desk.alerts.save_rule(rule_for(HALF))
    lines = {line.claim.id: line for line in replay.desk.ask(ClaimsOf()).claims}
    assert (lines["qwen-half"].watched, lines["qwen-half"].own) == (rule.id, True)
    others = [line for key, line in lines.items() if key != "qwen-half"]
    assert all(not line.watched and not line.own for line in others)
    assert len(others) == len(shipped())


def test_own_claims_are_kept_replaced_and_forgotten(replay: build.Replay) -> None:
    book = ClaimBook(replay.desk.store)
    book.save(HALF)
    book.save(replace(HALF, sentence="Otherwise."))
    assert [one.sentence for one in book.own()] == ["Otherwise."]
    assert book.all() == (*shipped(), *book.own())
    book.remove(HALF.id)
    assert book.own() == ()


def test_a_shipped_claim_is_not_replaced(replay: build.Replay) -> None:
    with pytest.raises(ClaimError, match="another name"):
        ClaimBook(replay.desk.store).save(shipped()[0])


def test_what_no_poll_brings_is_not_watched() -> None:
    month = replace(HALF, definition=Definition(measure="month"))
    with pytest.raises(ClaimError, match="not known at each poll"):
        rule_for(month)


def test_a_claim_judged_by_a_cut_census_is_bounded_by_what_lies_beneath() -> None:
    sums = (FamilySum("Qwen", 600), FamilySum("Gemma", 390))
    catalog = made_up(Qwen=(["Qwen"], []), Gemma=(["google"], []))
    rule = rule_for(HALF)
    whole = claim_evidence(HALF, rule, Seen(1, None, 1, 1), catalog, sums)
    cut = Seen(1, None, 1, 1, covered={Measure.D30: Fraction(99, 100)})
    bounded = claim_evidence(HALF, rule, cut, catalog, sums)
    assert whole.low == whole.high
    assert bounded.low is not None
    assert bounded.high is not None
    assert bounded.low < whole.low < bounded.high
    unknown = Seen(1, None, 1, 1, covered={Measure.D30: None})
    assert claim_evidence(HALF, rule, unknown, catalog, sums).low is None
    over = replace(HALF, right=Number(500), factor=Fraction(1))
    exact = claim_evidence(over, rule, Seen(1, None, 1, 1), catalog, sums)
    more = claim_evidence(over, rule, cut, catalog, sums)
    assert (more.low, exact.low) == (exact.high, exact.low)
    assert more.high > exact.high
