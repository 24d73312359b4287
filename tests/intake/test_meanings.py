"""A rule that watches a claim begins anew when the claim has come to mean something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from alert_desk import CATALOG, AlertDesk, hub
from sharewatch.core.catalog import Catalog
from sharewatch.core.claims import Claim, Definition, Relation
from sharewatch.core.rules import Direction
from sharewatch.core.shares import Measure
from sharewatch.core.sides import Developers, Families, Group, Origin
from sharewatch.intake.claimbook import rule_for

AHEAD = Claim(
    "mine",
    "Alpha is ahead of Beta.",
    Definition(),
    Families(("Alpha",)),
    Relation.MORE,
    Fraction(1),
    Families(("Beta",)),
    "own claim",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[AlertDesk]:
    with hub() as there:
        opened = AlertDesk(tmp_path / "claims.db", there)
        yield opened
        opened.close()


def watch(desk: AlertDesk, claim: Claim) -> None:
    desk.desk.claims.save(claim)
    desk.desk.alerts.save_rule(rule_for(claim))


def catalog(**said: tuple[str, str]) -> Catalog:
    """The catalog of the two families, with a country and a developer for each."""
    families = tuple(
        replace(
            one,
            facts=replace(one.facts, country=said[one.name][0], developer=said[one.name][1]),
        )
        for one in CATALOG.families
    )
    return replace(CATALOG, families=families)


@pytest.mark.parametrize(
    ("left", "right"),
    [(Origin("US"), Origin("CN")), (Developers(("First",)), Developers(("Second",)))],
)
def test_a_family_that_the_catalog_gives_away_is_no_crossing(
    desk: AlertDesk, left: Group, right: Group
) -> None:
    desk.catalog = catalog(Alpha=("US", "First"), Beta=("CN", "Second"))
    watch(desk, replace(AHEAD, left=left, right=right))
    desk.see(40)
    assert desk.state == "ARMED"
    desk.catalog = catalog(Alpha=("CN", "Second"), Beta=("US", "First"))
    assert desk.see(40) == ("BASELINE",)
    assert (desk.deliver(), desk.line.rule.version) == ((), 2)
    desk.see(70)
    assert desk.state == "ARMED"
    assert desk.see(30) == ("FIRED",)
    assert desk.line.rule.version == 2


def test_a_claim_that_names_families_does_not_care_who_made_them(desk: AlertDesk) -> None:
    watch(desk, AHEAD)
    desk.see(40)
    desk.catalog = catalog(Alpha=("FR", "First"), Beta=("FR", "Second"))
    assert desk.see(60) == ("FIRED",)
    assert desk.line.rule.version == 1


def test_a_claim_saved_again_is_watched_as_what_it_says_now(desk: AlertDesk) -> None:
    watch(desk, AHEAD)
    desk.see(40)
    desk.see(60)
    assert desk.deliver() == ("FIRED",)
    behind = replace(AHEAD, sentence="Alpha is behind Beta.", relation=Relation.LESS)
    desk.desk.claims.save(behind)
    assert desk.see(61) == ()
    assert (desk.state, desk.line.rule.direction) == ("ARMED", Direction.BELOW)
    assert desk.line.rule.family == "Alpha is behind Beta."
    assert desk.see(40) == ("FIRED",)


def test_another_factor_begins_anew_and_other_words_alone_do_not(desk: AlertDesk) -> None:
    watch(desk, AHEAD)
    desk.see(40)
    desk.desk.claims.save(replace(AHEAD, sentence="Alpha leads.", note="Said better."))
    assert desk.see(60) == ("FIRED",)
    desk.desk.claims.save(replace(AHEAD, factor=Fraction(3)))
    assert desk.see(60) == ()
    assert (desk.state, desk.line.rule.version) == ("ARMED", 2)


def test_a_claim_that_polls_no_longer_count_goes_on_in_the_count_it_was_watched_in(
    desk: AlertDesk,
) -> None:
    watch(desk, AHEAD)
    desk.see(60)
    monthly = replace(AHEAD, definition=Definition(measure="month"), relation=Relation.LESS)
    desk.desk.claims.save(monthly)
    assert desk.see(60) == ()
    assert (desk.line.rule.measure, desk.line.rule.direction) == (Measure.D30, Direction.BELOW)
    assert desk.see(40) == ("FIRED",)


def test_a_claim_that_was_gone_for_a_while_goes_on_unless_it_says_something_else(
    desk: AlertDesk,
) -> None:
    watch(desk, AHEAD)
    desk.see(40)
    desk.desk.claims.remove("mine")
    assert desk.see(60) == ()
    desk.desk.claims.save(AHEAD)
    assert desk.see(60) == ("FIRED",)
    desk.desk.claims.remove("mine")
    desk.see(60)
    desk.desk.claims.save(replace(AHEAD, factor=Fraction(3)))
    desk.see(60)
    assert desk.line.rule.version == 2
