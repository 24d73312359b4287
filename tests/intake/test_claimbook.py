"""The claims there are: the shipped ones, one's own, and the rule that watches one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from sharewatch.core.claims import Claim, ClaimError, Definition, Relation
from sharewatch.core.rules import Direction
from sharewatch.core.shares import Measure
from sharewatch.core.sides import Everything, Families
from sharewatch.intake.claimbook import HALF, ClaimBook, rule_for, shipped
from sharewatch.store.store import Store

OWN = Claim(
    "mine",
    "Qwen is more than half.",
    Definition("tracked", "official", "30d"),
    Families(("Qwen",)),
    Relation.MORE,
    Fraction(1, 2),
    Everything(),
    source="https://example.org/claim",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "polls.db") as opened:
        yield opened


def test_five_claims_come_with_the_program(store: Store) -> None:
    assert len(shipped()) == 5
    assert ClaimBook(store).all() == shipped()
    assert ClaimBook(store).own() == ()


def test_an_own_claim_comes_behind_the_shipped_ones_and_stays_over_a_restart(
    store: Store, tmp_path: Path
) -> None:
    ClaimBook(store).save(OWN)
    store.close()
    with Store.open(tmp_path / "polls.db") as again:
        assert ClaimBook(again).own() == (OWN,)
        assert ClaimBook(again).all() == (*shipped(), OWN)


def test_a_claim_saved_again_takes_its_own_place_alone(store: Store) -> None:
    book = ClaimBook(store)
    other = replace(OWN, id="other")
    for claim in (OWN, other, replace(OWN, factor=Fraction(1, 3))):
        book.save(claim)
    assert {one.id: one.factor for one in book.own()} == {
        "mine": Fraction(1, 3),
        "other": Fraction(1, 2),
    }


def test_a_shipped_claim_is_not_replaced(store: Store) -> None:
    with pytest.raises(ClaimError, match="shipped"):
        ClaimBook(store).save(replace(OWN, id=shipped()[0].id))
    assert ClaimBook(store).own() == ()


def test_the_last_own_claim_removed_leaves_none(store: Store) -> None:
    book = ClaimBook(store)
    book.save(OWN)
    book.remove("no such claim")
    assert book.own() == (OWN,)
    book.remove("mine")
    assert book.own() == ()
    assert store.meta("claims") is None


@pytest.mark.parametrize(
    ("relation", "direction"),
    [
        (Relation.MORE, Direction.ABOVE),
        (Relation.AT_LEAST, Direction.ABOVE),
        (Relation.LESS, Direction.BELOW),
        (Relation.AT_MOST, Direction.BELOW),
    ],
)
def test_a_claim_is_watched_as_a_share_of_one_half(
    relation: Relation, direction: Direction
) -> None:
    definition = Definition("ATOM", "derivatives", "all-time")
    rule = rule_for(replace(OWN, relation=relation, definition=definition))
    assert (rule.claim, rule.family, rule.threshold) == ("mine", OWN.sentence, HALF)
    assert (rule.scope, rule.attribution, rule.measure, rule.direction) == (
        "ATOM",
        "derivatives",
        Measure.ALL_TIME,
        direction,
    )


@pytest.mark.parametrize("measure", ["month", "derivatives"])
def test_what_no_poll_brings_can_not_be_watched(measure: str) -> None:
    with pytest.raises(ClaimError, match=measure):
        rule_for(replace(OWN, definition=replace(OWN.definition, measure=measure)))
