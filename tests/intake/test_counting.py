"""Counting anew: under another catalog or list, stored polls hold what a fresh database would."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from at_work import made_up, shipped
from sharewatch.core.catalog import Catalog
from sharewatch.core.episodes import State
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.scopes import ScopeError
from sharewatch.core.shares import DERIVATIVES, OFFICIAL, Measure
from sharewatch.core.snapshot import BadRow, ModelRow, OwnerSweep, PollKind, Progress, Sweep
from sharewatch.core.words import DAY
from sharewatch.intake import counting
from sharewatch.intake.counting import Counting, recount, uncounted
from sharewatch.intake.poll import enter
from sharewatch.intake.watching import state_of
from sharewatch.store.lists import Declared
from sharewatch.store.store import Store

NOON = 20_000 * DAY + DAY // 2
STOP = threading.Event()
OWNERS = ("ann", "bob", "cleo")
ONE = made_up(Ann=(["ann"], []), Rest=(["bob", "cleo"], ["x*"]))
TWO = made_up(Ann=(["ann", "bob"], ["b*"]), Cleo=(["cleo"], []), Bob=(["bob"], ["b*"]))
SWAPPED = made_up(Ann=(["bob"], []), Rest=(["ann", "cleo"], []))


def sweep(
    day: int,
    counts: dict[str, int | None],
    missed: tuple[str, ...] = (),
    bad: tuple[BadRow, ...] = (),
    kind: PollKind = PollKind.LIVE,
) -> Sweep:
    """One poll of all three owners."""
    rows = tuple(
        ModelRow(f"id {path}", path, n, None if n is None else 9 * n, 1)
        for path, n in counts.items()
        if path.partition("/")[0] not in missed
    )
    owners = tuple(
        OwnerSweep(
            owner,
            tuple(row for row in rows if row.model_id.startswith(f"{owner}/")),
            tuple(one for one in bad if one.owner == owner),
            error="timed out" if owner in missed else None,
        )
        for owner in OWNERS
    )
    at = NOON + day * DAY
    return Sweep(at, at, at, rows, owners, kind=kind)


def fill(store: Store, under: Catalog, sweeps: list[Sweep]) -> None:
    for one in sweeps:
        with store.write() as tx:
            enter(tx, under, one, one.as_of)


def stored(store: Store) -> dict[tuple[Any, ...], Any]:
    """All sums of all polls, whatever order they were stored in, and which polls are complete."""
    found: dict[tuple[Any, ...], Any] = {}
    for poll in store.polls():
        found[poll.seq, "complete"] = poll.complete
        for scope, attribution, measure in store.series():
            for one in store.sums(poll.seq, measure, scope, attribution):
                found[poll.seq, scope, attribution, measure, one.family] = one
    return found


def count_again(store: Store, under: Catalog, **said: Any) -> bool:
    return recount(store, under, 7, stop=STOP, between=lambda _: None, **said)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "polls.db") as opened:
        yield opened


MODELS = ("ann/a1", "ann/b2", "bob/a1", "bob/b2", "bob/x3", "cleo/c1")
counts = st.dictionaries(st.sampled_from(MODELS), st.integers(0, 10**9) | st.none())
skipped = st.builds(
    BadRow,
    st.sampled_from(OWNERS),
    st.integers(0, 9),
    st.none() | st.sampled_from(MODELS),
    st.just("no count"),
)
sweeps = st.lists(
    st.tuples(
        counts,
        st.lists(st.sampled_from(OWNERS), max_size=2, unique=True).map(tuple),
        st.lists(skipped, max_size=1).map(tuple),
        st.sampled_from(PollKind),
    ),
    min_size=1,
    max_size=5,
).map(lambda found: [sweep(day, *one) for day, one in enumerate(found)])


@settings(max_examples=40, deadline=None)
@given(sweeps, st.sampled_from([TWO, SWAPPED]))
def test_counted_anew_is_what_a_fresh_database_would_hold(
    tmp_path_factory: pytest.TempPathFactory, found: list[Sweep], after: Catalog
) -> None:
    folder = tmp_path_factory.mktemp("counting")
    with Store.open(folder / "old.db") as old, Store.open(folder / "new.db") as new:
        fill(old, ONE, found)
        fill(new, after, found)
        assert count_again(old, after)
        assert stored(old) == stored(new)
        assert [one.family for one in old.model_values(1)] == [
            one.family for one in new.model_values(1)
        ]
        assert old.damaged_polls() == ()
        assert uncounted(old, after) == 0


def days(many: int) -> list[Sweep]:
    return [sweep(day, {"ann/a1": 10 + day, "bob/b2": 20, "cleo/c1": 5}) for day in range(many)]


def test_an_interrupted_recount_goes_on_where_it_was_stopped(store: Store, tmp_path: Path) -> None:
    fill(store, ONE, days(25))
    stop, told = threading.Event(), list[Progress]()

    def between(progress: Progress) -> None:
        told.append(progress)
        stop.set()

    assert not recount(store, TWO, 7, stop=stop, between=between)
    assert (told[0].owners_done, told[0].owners) == (counting.AT_ONCE, 25)
    assert len(store.recounts.pending(TWO.fingerprint)) == 25 - counting.AT_ONCE
    assert store.damaged_polls() == ()
    store.close()
    with Store.open(tmp_path / "polls.db") as again, Store.open(tmp_path / "new.db") as new:
        assert count_again(again, TWO)
        fill(new, TWO, days(25))
        assert stored(again) == stored(new)
        assert again.damaged_polls() == ()
        assert uncounted(again, TWO) == 0


def test_a_poll_between_two_halves_of_a_recount_is_counted_as_the_rest(store: Store) -> None:
    fill(store, ONE, days(12))
    stop = threading.Event()
    recount(store, TWO, 7, stop=stop, between=lambda _: stop.set())
    fill(store, TWO, [sweep(12, {"ann/a1": 1, "cleo/c1": 2})])
    assert count_again(store, TWO)
    assert {one.family for one in store.sums(1, "30d")} == {"Ann", "Bob", "Cleo"}
    assert store.damaged_polls() == ()


def test_a_catalog_that_stays_has_nothing_counted_anew(store: Store) -> None:
    fill(store, ONE, days(2))
    assert uncounted(store, ONE) == 0
    told = list[Progress]()
    assert recount(store, ONE, 7, stop=STOP, between=told.append)
    assert told == []


def test_a_damaged_poll_keeps_its_sums_and_its_broken_seal(store: Store) -> None:
    fill(store, ONE, days(3))
    with store.write():
        store._connection.change("UPDATE observation SET downloads_30d = 77 WHERE poll = 2")
    before = store.sums(2, "30d")
    assert count_again(store, TWO)
    assert store.damaged_polls() == (2,)
    assert store.sums(2, "30d") == before
    assert uncounted(store, TWO) == 0


def test_rules_begin_anew_without_a_message(store: Store) -> None:
    rule = store.add_rule(Rule("Ann", Measure.D30, Direction.ABOVE, Fraction(1, 2)), NOON)
    fill(store, ONE, days(2))
    assert state_of(store.rules()[0].state).state == State.ARMED
    grown = made_up(Ann=(["ann", "bob"], []), Rest=(["cleo"], []))
    assert count_again(store, grown)
    assert state_of(store.rules()[0].state).state == State.NEW
    assert store.rules()[0].rule.id == rule.id
    assert store.inbox.entries() == ()
    fill(store, grown, [sweep(2, {"ann/a1": 10, "bob/b2": 20, "cleo/c1": 5})])
    assert [entry.kind for entry in store.inbox.entries()] == ["BASELINE"]
    assert store.outbox.due() == ()


def test_rules_begin_anew_once_even_where_the_last_poll_is_damaged(store: Store) -> None:
    store.add_rule(Rule("Ann", Measure.D30, Direction.ABOVE, Fraction(1, 2)), NOON)
    fill(store, ONE, days(25))
    with store.write():
        store._connection.change("UPDATE observation SET downloads_30d = 77 WHERE poll = 25")
    assert count_again(store, TWO)
    assert store._connection.number("SELECT version FROM rule") == 2


def test_an_incomplete_poll_keeps_its_bounds(store: Store) -> None:
    bad = BadRow("ann", 0, "ann/a1", "no count")
    fill(
        store,
        ONE,
        [
            sweep(0, {"ann/a1": 100, "bob/b2": 50, "cleo/c1": 10}),
            sweep(1, {"ann/b2": 7, "cleo/c1": 10}, missed=("bob",), bad=(bad,)),
        ],
    )
    assert count_again(store, TWO)
    found = {one.family: one for one in store.sums(2, "30d")}
    assert (found["Ann"].value, found["Ann"].low, found["Ann"].high) == (None, 97 - 7, 110)
    assert (found["Bob"].value, found["Bob"].low, found["Bob"].high) == (None, 0, 0)
    assert found["Cleo"].value == 10
    polls = store.polls()
    assert [one.complete for one in polls] == [True, False]


def test_a_poll_is_complete_once_the_owner_it_missed_is_of_no_family(store: Store) -> None:
    fill(store, ONE, [sweep(0, {"ann/a1": 1, "bob/b2": 2}, missed=("cleo",))])
    assert not store.polls()[0].complete
    assert count_again(store, made_up(Ann=(["ann"], []), Bob=(["bob"], [])))
    assert store.polls()[0].complete
    assert store.history("30d").totals.tolist() == [3]


def test_an_owner_that_a_poll_did_not_ask_has_no_sum_there(store: Store) -> None:
    fill(store, ONE, days(1))
    wider = made_up(Ann=(["ann"], []), Dan=(["dan"], []))
    assert count_again(store, wider)
    assert [one.family for one in store.sums(1, "30d")] == ["Ann"]


def put_list(store: Store, name: str, *paths: str) -> None:
    with store.write() as tx:
        number = tx.lists.add_import(kind="list", label=name, sha256=name, at=1, rows=1)
        tx.lists.put_list(name, paths, number)


@pytest.mark.parametrize(("kind", "other"), [(PollKind.LIVE, None), (PollKind.IMPORT, 0)])
def test_a_list_has_no_sum_of_others_where_a_poll_did_not_ask_all_its_owners(
    store: Store, kind: PollKind, other: int | None
) -> None:
    fill(store, ONE, [sweep(0, {"ann/a1": 10, "bob/x3": 5}, kind=kind)])
    put_list(store, "wide", "ann/a1", "dan/d1")
    put_list(store, "narrow", "ann/a1", "bob/x3", "legacy")
    assert count_again(store, ONE)

    def sums(scope: str) -> dict[str, int | None]:
        return {one.family: one.value for one in store.sums(1, "30d", scope)}

    assert sums("wide") == {"Ann": 10, "Rest": 0, "Other": other}
    assert sums("narrow") == {"Ann": 10, "Rest": 0, "Other": 5}
    assert sums("tracked") == {"Ann": 10, "Rest": 0}
    assert store.polls()[0].complete


# Censuses, lists and lineage


def census(store: Store, day: int, rows: list[ModelRow], reach: str = "text") -> int:
    with store.write() as tx:
        key = tx.censuses.begin(reach, as_of=NOON + day * DAY, started_at=NOON)
        tx.censuses.add_rows(key, rows)
        tx.censuses.finish(key, at=NOON, models=len(rows), covered=None)
    return key


def text_row(path: str, count: int, *bases: str) -> ModelRow:
    return ModelRow(
        f"id {path}", path, count, 2 * count, 0, None, "text-generation", base_models=bases
    )


def test_a_census_is_counted_anew_too(store: Store) -> None:
    rows = [
        text_row("ann/a1", 100),
        text_row("bob/x3", 50),
        text_row("dan/tuned", 30, "ann/a1"),
        text_row("dan/merged", 7, "ann/a1", "cleo/c1"),
        text_row("eve/own", 5),
    ]
    key = census(store, 0, rows)
    assert uncounted(store, ONE) == 1
    assert count_again(store, ONE)

    def sums(attribution: str, scope: str = "text") -> dict[str, int | None]:
        found = store.censuses.sums(key, "30d", scope, attribution)
        return {one.family: one.value for one in found}

    assert sums(OFFICIAL) == {"Ann": 100, "Rest": 0, "Other": 92}
    assert sums(DERIVATIVES) == {"Ann": 134, "Rest": 3, "Other": 55}
    assert sums(DERIVATIVES, "tracked") == {"Ann": 134, "Rest": 3}
    assert count_again(store, TWO)
    assert sums(OFFICIAL) == {"Ann": 150, "Cleo": 0, "Bob": 0, "Other": 42}
    assert sums(DERIVATIVES) == {"Ann": 184, "Cleo": 3, "Bob": 0, "Other": 5}


def test_brought_lineage_makes_censuses_count_anew_and_polls_keep_their_sums(
    store: Store,
) -> None:
    fill(store, ONE, days(1))
    key = census(store, 0, [text_row("ann/a1", 100), text_row("dan/tuned", 30)])
    count_again(store, ONE)
    before = stored(store)
    with store.write() as tx:
        number = tx.lists.add_import(kind="lineage", label="l", sha256="1", at=1, rows=1)
        tx.lists.put_declared([Declared("Dan/Tuned", "ANN/a1", "finetune")], number)
    assert uncounted(store, ONE) == 2
    assert count_again(store, ONE)
    found = store.censuses.sums(key, "30d", "text", DERIVATIVES)
    assert {one.family: one.value for one in found} == {"Ann": 130, "Rest": 0, "Other": 0}
    assert stored(store) == before


def test_a_scope_is_found_in_any_case_and_an_unknown_one_is_named(store: Store) -> None:
    with store.write() as tx:
        number = tx.lists.add_import(kind="list", label="l", sha256="1", at=1, rows=1)
        tx.lists.put_list("My List", ["Ann/A1"], number)
    found = Counting(ONE, store)
    assert found.scopes == ("tracked", "text", "hub", "My List")
    assert found.scope("my list").name == "My List"
    assert found.scope("TRACKED").name == "tracked"
    assert [one.name for one in found.poll_scopes()] == ["tracked", "My List"]
    assert found.scope("my list").place("ann/a1") == ("Ann",)
    assert found.scope("my list").place("ann/b2") is None
    with pytest.raises(ScopeError, match="sharewatch import"):
        found.scope("atom")


def test_the_digest_is_the_catalogs_own_until_something_is_brought_in(store: Store) -> None:
    assert Counting(ONE, store).digest == ONE.fingerprint
    digests = {ONE.fingerprint}
    for sha in ("1", "2"):
        with store.write() as tx:
            number = tx.lists.add_import(kind="list", label="l", sha256=sha, at=1, rows=1)
            tx.lists.put_list("Mine", ["ann/a1"], number)
        digests.add(Counting(ONE, store).digest)
    assert len(digests) == 3


def test_the_shipped_catalog_counts_its_own_families(store: Store) -> None:
    found = Counting(shipped(), store)
    assert found.families == tuple(one.name for one in shipped().facts)
    assert found.scope("tracked", DERIVATIVES).place("Qwen/Qwen3-8B") == ("Qwen",)


def test_a_list_names_models_in_any_case_and_also_those_nobody_lists(store: Store) -> None:
    fill(store, ONE, days(1))
    with store.write() as tx:
        number = tx.lists.add_import(kind="list", label="l", sha256="1", at=1, rows=1)
        tx.lists.put_list("Mine", ["ANN/a1", "cleo/C1", "bob/nowhere"], number)
    assert count_again(store, ONE)
    found = store.sums(1, "30d", "Mine")
    assert {one.family: one.value for one in found} == {"Ann": 10, "Rest": 5, "Other": 0}


@pytest.mark.parametrize(
    ("count", "hours", "said"),
    [(100, 24, ["FIRED"]), (58, 24, []), (52, 24, []), (100, 36, []), (40, 24, [])],
)
def test_a_rule_fires_on_an_incomplete_poll_only_if_the_whole_interval_is_beyond(
    store: Store, count: int, hours: int, said: list[str]
) -> None:
    store.add_rule(Rule("Ann", Measure.D30, Direction.ABOVE, Fraction(1, 2)), NOON)
    fill(store, ONE, [sweep(0, {"ann/a1": 40, "bob/b2": 60})])
    later = sweep(0, {"ann/a1": count}, missed=("bob",))
    fill(store, ONE, [replace(later, as_of=NOON + hours * 3600)])
    assert [entry.kind for entry in store.inbox.entries()] == said
