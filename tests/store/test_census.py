"""Censuses in the store: pages kept with their place, each model once, and how it was described."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sharewatch.core.identity import derived_id
from sharewatch.core.shares import FamilySum
from sharewatch.core.snapshot import ModelRow
from sharewatch.store.columns import UNKNOWN, pack, unpack
from sharewatch.store.errors import StoreError
from sharewatch.store.store import Store

NUMBERS = st.integers(-(2**62), 2**62 - 1)


@given(
    arrays.arrays(
        np.int64, st.tuples(st.integers(0, 50), st.just(4)), elements=NUMBERS | st.integers(-1, 200)
    )
)
def test_what_was_packed_is_unpacked_as_it_was(columns):
    assert unpack(pack(columns)).tolist() == columns.tolist()


def test_a_page_of_small_counts_takes_little_room():
    models = np.arange(1000)
    page = np.stack([models + 5000, models % 7, models % 50, models % 2], axis=1)
    assert len(pack(page)) < 1500


def row(name: str, *counts: int | None, hub_id: str = "", **said: object) -> ModelRow:
    d30, all_time, likes = (*counts, *(None,) * (3 - len(counts)))
    return ModelRow(hub_id or f"id {name}", name, d30, all_time, likes, **said)


def begin(store: Store, reach: str = "text", *pages: list[ModelRow], at: int = 7) -> int:
    with store.write() as tx:
        census = tx.censuses.begin(reach, as_of=at, started_at=at)
        for rows in pages:
            tx.censuses.add_rows(census, rows)
    return census


def finish(store: Store, census: int, at: int = 9) -> None:
    with store.write() as tx:
        tx.censuses.finish(census, at=at, models=1, covered=Fraction(199, 200))


def counts(store: Store, census: int) -> dict[str, tuple[int, int, int]]:
    columns = store.censuses.columns(census)
    models = store.censuses.models.described(columns.models)
    return {
        models[number].model_id: (d30, ever, likes)
        for number, d30, ever, likes in zip(
            columns.models.tolist(),
            columns.downloads_30d.tolist(),
            columns.downloads_all_time.tolist(),
            columns.likes.tolist(),
            strict=True,
        )
    }


def test_rows_are_read_back_and_an_unknown_count_is_no_zero(store):
    census = begin(store, "text", [row("b/2", 5, None, 1), row("a/1", 0, 9)], [row("c/3", None)])
    assert counts(store, census) == {
        "b/2": (5, UNKNOWN, 1),
        "a/1": (0, 9, UNKNOWN),
        "c/3": (UNKNOWN, UNKNOWN, UNKNOWN),
    }
    assert store.censuses.pages(census) == 2


def test_a_model_that_repeats_on_a_later_page_counts_by_its_first_sight(store):
    census = begin(store, "text", [row("a/1", 5), row("b/2", 4)], [row("a/1", 3), row("c/3", 2)])
    assert {name: one[0] for name, one in counts(store, census).items()} == {
        "a/1": 5,
        "b/2": 4,
        "c/3": 2,
    }


def test_a_census_without_rows_has_no_columns(store):
    assert store.censuses.columns(begin(store)).models.tolist() == []
    assert store.censuses.columns(begin(store, "text", [])).models.tolist() == []


def test_where_it_goes_on_is_kept_with_the_page(store, path):
    census = begin(store)
    with store.write() as tx:
        tx.censuses.add_rows(census, [row("a/1", 5)])
        tx.censuses.go_on(census, task=1, cursor="2:x", models=1, requests=3, skipped_rows=2)
    with suppress(ZeroDivisionError), store.write() as tx:
        tx.censuses.add_rows(census, [row("b/2", 5)])
        tx.censuses.go_on(census, task=2, cursor=None, models=1, requests=1, skipped_rows=0)
        raise ZeroDivisionError
    store.close()
    with Store.open(path) as again:
        found = again.censuses.under_way("text")
        assert found
        assert (found.task, found.cursor, found.models, found.requests, found.skipped_rows) == (
            1,
            "2:x",
            1,
            3,
            2,
        )
        assert again.censuses.pages(census) == 1
        assert again.censuses.under_way("hub") is None


def test_a_finished_census_is_whole_and_nothing_of_it_is_under_way(store):
    census = begin(store, "text", [row("a/1", 5)])
    finish(store, census)
    assert store.censuses.under_way("text") is None
    (found,) = store.censuses.whole()
    assert (found.id, found.finished_at, found.covered, found.cursor) == (
        census,
        9,
        Fraction(199, 200),
        None,
    )
    assert store.censuses.whole(("hub", "file")) == ()


def test_the_pages_of_a_finished_census_become_one_that_says_the_same(store):
    pages = [[row(f"a/{n}", n % 7, 9 * n, 1) for n in range(at, 900, 3)] for at in range(3)]
    census = begin(store, "text", *pages)
    before = counts(store, census)
    size = store._connection.number("SELECT sum(length(columns)) FROM census_chunk")
    finish(store, census)
    assert counts(store, census) == before
    assert store.censuses.pages(census) == 1
    assert store._connection.number("SELECT sum(length(columns)) FROM census_chunk") < size


def test_whole_censuses_come_by_time_whatever_order_they_were_stored_in(store):
    for at in (30, 10, 20):
        finish(store, begin(store, "file", at=at))
    assert [one.as_of for one in store.censuses.whole(("file", "text"))] == [10, 20, 30]


def test_a_census_that_is_given_up_leaves_nothing_but_its_models(store):
    census = begin(store, "text", [row("a/1", 5)])
    with store.write() as tx:
        tx.censuses.drop(census)
    assert store.censuses.under_way("text") is None
    assert store.censuses.pages(census) == 0
    assert [name for _, name, *_ in store.censuses.models.each()] == ["a/1"]


def test_sums_take_the_place_of_earlier_ones(store, make):
    census = begin(store, "text", [row("a/1", 5)])
    finish(store, census)
    kind = ("text", "official", "30d")
    for value, counting in ((5, "first"), (None, "second")):
        with store.write() as tx:
            sums = (FamilySum("A", value, 1, int(value is None)),)
            tx.censuses.put_rollups(census, make.Mark(), counting, [(kind, sums)])
        assert store.censuses.sums(census, "30d", "text", "official") == sums
        assert store.censuses.to_recount(counting) == ()
        assert [one.id for one in store.censuses.to_recount("another")] == [census]
    assert store.censuses.sums(census, "30d", "hub", "official") == ()
    assert store.censuses.whole()[0].catalog == "1"


def test_a_census_under_way_is_not_counted(store):
    begin(store, "text", [row("a/1", 5)])
    assert store.censuses.to_recount("any") == ()


def test_nothing_is_written_outside_of_a_transaction(store):
    with pytest.raises(StoreError):
        store.censuses.begin("text", as_of=1, started_at=1)


# Models


def test_a_model_is_as_last_described_and_what_is_left_out_stays(store):
    begin(
        store,
        "text",
        [
            row(
                "a/old",
                1,
                hub_id="x",
                created_at=3,
                pipeline_tag="text-generation",
                relation="merge",
                base_models=("b/1", "b/2"),
                parameters=8,
                parameters_source="gguf",
            )
        ],
    )
    begin(store, "hub", [row("a/new", 2, hub_id="x")])
    (found,) = store.censuses.models.described(np.array([1])).values()
    assert (found.hub_id, found.model_id, found.created_at) == ("x", "a/new", 3)
    assert (found.pipeline_tag, found.relation, found.bases) == (
        "text-generation",
        "merge",
        ("b/1", "b/2"),
    )
    assert (found.parameters, found.parameters_source) == (8, "gguf")
    assert list(store.censuses.models.created()) == [(1, "a/new", 3)]
    assert store.censuses.models.largest_number() == 1


def test_a_model_keeps_its_number_from_census_to_census(store):
    first = begin(store, "text", [row("a/1", 1), row("b/2", 2)])
    later = begin(store, "text", [row("c/3", 3), row("a/1", 4)])
    assert store.censuses.columns(first).models.tolist() == [1, 2]
    assert store.censuses.columns(later).models.tolist() == [1, 3]


@pytest.mark.parametrize("first", ["file", "text"])
def test_a_model_without_the_hubs_id_is_recognised_by_its_path(store, first):
    brought = row("a/1", 1, hub_id=derived_id("a/1"))
    listed = row("a/1", 2, hub_id="the Hub's")
    begin(store, "file", [brought] if first == "file" else [listed])
    begin(store, "text", [listed])
    assert store.censuses.models.ids_of(["A/1"]) == {"a/1": "the Hub's"}
    assert store.censuses.models.largest_number() == 1


def test_a_path_is_known_by_the_polls_id_before_the_censuses(store, make):
    begin(store, "text", [row("qwen/1", 1, hub_id="of a census")])
    make.poll(store, make.sweep(make.row("qwen/1", 1, hub_id="of a poll")))
    assert store.censuses.models.ids_of(["qwen/1"]) == {"qwen/1": "of a poll"}
