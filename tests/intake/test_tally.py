"""Sums of what a poll saw, and honest bounds where it did not see everything."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from at_work import made_up
from sharewatch.core.intervals import CARRY_FOR_S, GROWTH_ALLOWED, WINDOW_DRIFT
from sharewatch.core.panel import OTHER
from sharewatch.core.plausibility import Doubt
from sharewatch.core.scopes import official, scope
from sharewatch.core.shares import OFFICIAL, FamilySum, by_family, shares
from sharewatch.core.snapshot import BadRow, ModelRow
from sharewatch.core.words import DAY
from sharewatch.intake.tally import WINDOW_S, Missing, doubted, missing_from, tally

FOUND = made_up(Ann=(["ann"], []), Bob=(["bob"], []), Cleo=(["cleo", "cleo-too"], []))
FAMILIES = tuple(facts.name for facts in FOUND.facts)
TRACKED = scope("tracked", OFFICIAL, FAMILIES, official(FOUND.family_of))
LISTED = ("ann/1", "bob/1", "stranger/1", "stranger/2")
MINE = scope("mine", OFFICIAL, FAMILIES, official(FOUND.family_of), LISTED)
NOW = 20_000 * DAY


def row(path: str, d30: int | None, all_time: int | None = None) -> ModelRow:
    return ModelRow(f"id {path}", path, d30, all_time, None)


def families(
    found: dict[tuple[str, str, str], tuple[FamilySum, ...]], name: str = "tracked"
) -> dict[str, FamilySum]:
    return {one.family: one for one in found[name, OFFICIAL, "30d"]}


class Seen:
    """When each owner's listing was last seen whole, and what was in it."""

    def __init__(self, at: int, *rows: ModelRow) -> None:
        self.at = at
        self.rows = rows

    def __call__(self, owner: str) -> tuple[int, tuple[ModelRow, ...]]:
        return self.at, tuple(
            one for one in self.rows if one.model_id.partition("/")[0] == owner.lower()
        )


def nowhere(owner: str) -> None:
    """Nothing was ever seen."""


def test_every_scope_has_the_sums_of_both_measures() -> None:
    rows = [row("ann/1", 10, 100), row("bob/2", 20, 50), row("stranger/1", 5, 6)]
    found = tally([TRACKED, MINE], rows, NOW)
    assert {key: [one.value for one in sums] for key, sums in found.items()} == {
        ("tracked", "official", "30d"): [10, 20, 0],
        ("tracked", "official", "all-time"): [100, 50, 0],
        ("mine", "official", "30d"): [10, 0, 0, 5],
        ("mine", "official", "all-time"): [100, 0, 0, 6],
    }


counts = st.integers(0, 10**9)
owners = st.sampled_from(["ann", "bob", "cleo", "stranger"])
panels = st.dictionaries(
    st.tuples(owners, st.integers(1, 3)).map(lambda key: f"{key[0]}/{key[1]}"),
    st.tuples(counts, counts),
    min_size=1,
)


@given(panels, owners, st.integers(0, CARRY_FOR_S - 1), st.data())
def test_while_growth_keeps_its_limits_the_interval_contains_the_true_share(
    before: dict[str, tuple[int, int]], missed: str, age: int, data: st.DataObject
) -> None:
    """The missed owner's models move by as much as is allowed, every other as it likes."""
    was, now = [], []
    for path, (d30, all_time) in before.items():
        was.append(row(path, d30, all_time))
        if path.startswith(f"{missed}/"):
            drift = data.draw(st.fractions(-1, 1)) * WINDOW_DRIFT
            grown = data.draw(st.fractions(0, 1)) * GROWTH_ALLOWED * Fraction(d30, WINDOW_S) * age
            now.append(row(path, int(d30 * (1 + drift)), all_time + int(grown)))
        else:
            now.append(row(path, data.draw(counts), data.draw(counts)))
    truth = tally([TRACKED, MINE], now, NOW)
    missing = missing_from(Seen(NOW - age, *was), FOUND, [missed], [], NOW)
    rest = [one for one in now if not one.model_id.startswith(f"{missed}/")]
    found = tally([TRACKED, MINE], rest, NOW, missing=missing)
    for kind, sums in found.items():
        true = by_family(shares(truth[kind]))
        for one in shares(sums):
            exact = true[one.family].share
            if exact is not None and one.low is not None and one.high is not None:
                assert one.low <= exact <= one.high
            assert one.share is None or one.share == exact
        known = {one.family: one for one in truth[kind]}
        for one in sums:
            bounds = one.bounds
            assert bounds is not None
            assert bounds.low <= (known[one.family].value or 0) <= bounds.high


@pytest.mark.parametrize(("age", "known"), [(CARRY_FOR_S - 1, True), (CARRY_FOR_S, False)])
def test_a_count_of_36_hours_ago_bounds_nothing(age: int, known: bool) -> None:
    missing = missing_from(Seen(NOW - age, row("bob/1", 100, 100)), FOUND, ["bob"], [], NOW)
    found = tally([TRACKED], [row("ann/1", 100, 100)], NOW, missing=missing)
    for sums in found.values():
        for one in shares(sums):
            assert one.share is None
            assert (one.low is not None) is known


def test_an_owner_that_was_never_seen_leaves_no_share() -> None:
    missing = missing_from(nowhere, FOUND, ["bob"], [], NOW)
    assert missing == (Missing(frozenset({"Bob"})),)
    found = tally([TRACKED], [row("ann/1", 100)], NOW, missing=missing)
    assert all(one.low is None for one in shares(found["tracked", OFFICIAL, "30d"]))


def test_of_two_owners_of_a_family_the_one_seen_counts_and_the_other_is_carried() -> None:
    missing = missing_from(Seen(NOW, row("cleo/1", 100)), FOUND, ["cleo"], [], NOW)
    found = families(tally([TRACKED], [row("cleo-too/1", 7)], NOW, missing=missing))
    assert (found["Cleo"].value, found["Cleo"].low, found["Cleo"].high) == (None, 97, 117)
    assert found["Ann"].value == 0


def test_a_model_without_the_count_that_growth_is_read_from_bounds_nothing() -> None:
    missing = missing_from(Seen(NOW, row("bob/1", None, 100)), FOUND, ["bob"], [], NOW)
    assert families(tally([TRACKED], [], NOW, missing=missing))["Bob"].bounds is None


def test_a_skipped_row_is_carried_from_where_it_was_last_seen() -> None:
    seen = Seen(NOW, row("bob/1", 100), row("bob/2", 50))
    missing = missing_from(seen, FOUND, [], [BadRow("bob", 0, "bob/2", "negative")], NOW)
    found = families(tally([TRACKED], [row("bob/1", 100)], NOW, missing=missing))
    assert (found["Bob"].low, found["Bob"].high) == (145, 155)


@pytest.mark.parametrize("model_id", ["bob/new", None])
def test_a_skipped_row_that_nobody_knows_bounds_nothing(model_id: str | None) -> None:
    seen = Seen(NOW, row("bob/1", 100))
    missing = missing_from(seen, FOUND, [], [BadRow("bob", 0, model_id, "negative")], NOW)
    assert (
        families(tally([TRACKED], [row("bob/1", 100)], NOW, missing=missing))["Bob"].bounds is None
    )


def test_an_owner_of_a_list_that_was_missed_bounds_the_lists_other_models_alone() -> None:
    seen = Seen(NOW, row("stranger/1", 100), row("stranger/9", 999))
    missing = missing_from(seen, FOUND, ["stranger"], [], NOW)
    found = tally([TRACKED, MINE], [row("ann/1", 10)], NOW, missing=missing)
    assert families(found)["Ann"].value == 10
    assert sum(one.value or 0 for one in found["tracked", OFFICIAL, "30d"]) == 10
    other = families(found, "mine")[OTHER]
    assert (other.value, other.low, other.high) == (None, 90, 110)


@pytest.mark.parametrize(
    ("model_id", "bounds"),
    [("stranger/1", (90, 110)), ("stranger/2", None), ("stranger/8", "exact")],
)
def test_a_skipped_row_of_a_list_is_not_passed_over(model_id: str, bounds: object) -> None:
    seen = Seen(NOW, row("stranger/1", 100))
    missing = missing_from(seen, FOUND, [], [BadRow("stranger", 0, model_id, "negative")], NOW)
    found = tally([TRACKED, MINE], [row("ann/1", 10)], NOW, missing=missing)
    assert all(one.value is not None for one in found["tracked", OFFICIAL, "30d"])
    other = families(found, "mine")[OTHER]
    if bounds == "exact":
        assert other.value == 0
    else:
        assert other.value is None
        assert (other.bounds and (other.low, other.high)) == bounds


def test_a_doubted_model_counts_with_both_its_bounds() -> None:
    doubts = doubted(FOUND, [Doubt("id bob/1", "bob/1", "odd", None, 10, 20, 900, 950)])
    rows = [row("bob/1", 900, 950), row("bob/2", 5, 5), row("ann/1", 10, 10)]
    found = tally([TRACKED], rows, NOW, doubted=doubts)
    bob = families(found)["Bob"]
    assert (bob.value, bob.low, bob.high) == (None, 15, 905)
    assert families(found)["Ann"].value == 10


def test_an_owners_last_listing_is_read_once_for_all_its_skipped_rows() -> None:
    asked = list[str]()

    def last_listing(owner: str) -> tuple[int, tuple[ModelRow, ...]]:
        asked.append(owner)
        return NOW, (row("bob/1", 100), row("bob/2", 100))

    skipped = [BadRow("bob", nth, f"bob/{nth}", "negative") for nth in (1, 2)]
    missing = missing_from(last_listing, FOUND, ["ann"], skipped, NOW)
    assert [len(part.rows or ()) for part in missing] == [2, 1, 1]
    assert asked == ["ann", "bob"]
