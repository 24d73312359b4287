"""Seals: a bit that flips in what a poll or census stored is found, wherever it flips."""

from __future__ import annotations

import pytest

from sharewatch.core.shares import FamilySum
from sharewatch.core.snapshot import ModelRow
from sharewatch.store import errors, seals
from sharewatch.store.columns import unpack
from sharewatch.store.store import Store


@pytest.fixture
def census(store: Store) -> int:
    with store.write() as tx:
        number = tx.censuses.begin("text", as_of=7, started_at=7)
        tx.censuses.add_rows(number, [ModelRow(f"id {n}", f"a/{n}", n, n, n) for n in range(9)])
        tx.censuses.finish(number, at=9, models=9, covered=None)
    return number


def change(store: Store, sql: str, *values: object) -> None:
    with store.write():
        store._connection.change(sql, values)


def test_a_census_is_sealed_when_it_is_finished_and_again_with_its_sums(store, make, census):
    assert seals.census_holds(store._connection, census)
    kind = ("text", "official", "30d")
    with store.write() as tx:
        tx.censuses.put_rollups(census, make.Mark(), "x", [(kind, (FamilySum("A", 3),))])
    assert seals.damaged_censuses(store._connection) == ()
    change(store, "UPDATE census_rollup SET value = 4")
    assert seals.damaged_censuses(store._connection) == (census,)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE census SET models = 8",
        "UPDATE census SET as_of = 8",
        "UPDATE census_chunk SET columns = x'00'",
        "UPDATE census_chunk SET nth = 1",
        "DELETE FROM census_chunk",
    ],
)
def test_whatever_changes_in_a_census_breaks_its_seal(store, census, harm):
    change(store, harm)
    assert seals.damaged_censuses(store._connection) == (census,)


def test_a_broken_seal_stays_broken_when_sums_are_made_again(store, make, census):
    change(store, "UPDATE census SET requests = 77")
    with store.write() as tx:
        tx.censuses.put_rollups(census, make.Mark(), "x", [])
    assert seals.damaged_censuses(store._connection) == (census,)


def test_a_census_from_before_there_were_seals_is_given_none(store, make, census):
    change(store, "UPDATE census SET checksum = NULL")
    with store.write() as tx:
        tx.censuses.put_rollups(census, make.Mark(), "x", [])
    assert store._connection.one("SELECT checksum FROM census") == (None,)
    assert seals.damaged_censuses(store._connection) == ()


def test_a_page_of_another_length_than_it_says_is_no_page(store, census):
    (blob,) = store._connection.one("SELECT columns FROM census_chunk")
    assert len(unpack(blob)) == 9
    for bad in (blob[:-1], b"", b"x" * 50, blob[:9] + b"\0" + blob[10:]):
        with pytest.raises(ValueError, match="page of a census"):
            unpack(bad)
        change(store, "UPDATE census_chunk SET columns = ?", bad)
        with pytest.raises(errors.CorruptDatabase, match="sharewatch repair"):
            store.censuses.columns(census)


def test_only_the_newest_seals_are_looked_at_where_that_is_asked(store, make):
    for n in range(4):
        make.poll(store, make.sweep(make.row("a/x", n), at=n))
    change(store, "UPDATE observation SET likes = 9 WHERE poll IN (1, 4)")
    assert seals.damaged_polls(store._connection) == (1, 4)
    assert seals.damaged_polls(store._connection, 2) == (4,)
