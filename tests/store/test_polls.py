"""What a poll leaves: names, rows for changes only, sums, a checksum; or nothing at all."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharewatch.core.snapshot import BadRow, ModelRow, OwnerSweep, Sweep
from sharewatch.store import errors
from sharewatch.store.models import ModelValue
from sharewatch.store.store import Store


def observations(store: Store) -> list[tuple[int | None, ...]]:
    return store._connection.all("SELECT * FROM observation")


def dump(store: Store) -> list[str]:
    return list(store._connection.sqlite.iterdump())


def said(make, sweep: Sweep) -> dict[str, ModelValue]:
    return {
        row.hub_id: ModelValue(
            row.hub_id,
            row.model_id,
            make.family(row.model_id),
            row.downloads_30d,
            row.downloads_all_time,
            row.likes,
            row.created_at,
            row.pipeline_tag,
            row.parameters,
            row.parameters_source,
        )
        for row in sweep.rows
    }


def read_back(store: Store, seq: int) -> dict[str, ModelValue]:
    return {one.hub_id: one for one in store.model_values(seq)}


def test_only_what_changed_is_written(store, make):
    make.poll(store, make.sweep(make.row("a/x", 1, 2, 3), make.row("a/y", None, 5)))
    make.poll(store, make.sweep(make.row("a/x", 1, 2, 3), make.row("a/y", None, 6)))
    make.poll(store, make.sweep(make.row("a/x", 1, 2, 3), make.row("a/y", None, 6)))
    assert observations(store) == [
        (1, 1, 1, 2, 3, 1),
        (1, 2, None, 5, None, 1),
        (2, 2, None, 6, None, 1),
    ]


def test_polls_of_two_programs_on_one_database_are_each_read_back(tmp_path, make):
    """The window may be open while a command polls: neither may trust what it remembers."""
    with Store.open(tmp_path / "s.db") as window, Store.open(tmp_path / "s.db") as command:
        sweeps = [make.sweep(make.row("a/x", count)) for count in (10, 12, 10)]
        for store, sweep in zip((window, command, window), sweeps, strict=True):
            make.poll(store, sweep)
        for seq, sweep in enumerate(sweeps, 1):
            assert read_back(window, seq) == said(make, sweep)


def test_a_renamed_model_is_the_same_model_under_both_names(store, make):
    make.poll(store, make.sweep(make.row("a/old", 1, hub_id="m")))
    make.poll(store, make.sweep(make.row("a/new", 1, hub_id="m")))
    assert len(observations(store)) == 1
    assert [one.model_id for one in store.model_values(1)] == ["a/old"]
    assert [one.model_id for one in store.model_values(2)] == ["a/new"]


def test_a_model_that_moves_to_another_owner_is_not_absent(store, make):
    make.poll(store, make.sweep(make.row("a/x", 1, hub_id="m"), empty=("b",)))
    make.poll(store, make.sweep(make.row("b/x", 1, hub_id="m"), empty=("a",)))
    assert [one.family for one in store.model_values(2)] == ["B"]
    assert len(observations(store)) == 1


def test_a_model_that_vanishes_gets_one_row_and_one_more_when_it_returns(store, make):
    x, y = make.row("a/x", 1), make.row("a/y", 2)
    for rows in ((x, y), (x,), (x,), (x, y)):
        make.poll(store, make.sweep(*rows))
    assert [row for row in observations(store) if row[1] == 2] == [
        (1, 2, 2, None, None, 1),
        (2, 2, None, None, None, 0),
        (4, 2, 2, None, None, 1),
    ]
    assert [len(store.model_values(seq)) for seq in (1, 2, 3, 4)] == [2, 1, 1, 2]


def test_an_owner_whose_listing_failed_loses_no_models(store, make):
    make.poll(store, make.sweep(make.row("a/x", 1), make.row("b/y", 2)))
    make.poll(store, make.sweep(make.row("a/x", 1), failed=("b",)))
    make.poll(store, make.sweep(make.row("a/x", 1)))
    assert len(observations(store)) == 2
    assert [one.model_id for one in store.model_values(2)] == ["a/x"]
    assert store.latest_poll(complete_only=True).seq == 3
    assert store.polls()[1].failed_owners == ("b",)
    assert not store.polls()[1].complete


def test_rows_of_a_failed_owner_are_refused(store, make):
    half = make.sweep(make.row("a/x", 1))
    halved = Sweep(half.as_of, 0, 0, half.rows, (OwnerSweep("A", error="cut off"),))
    with pytest.raises(ValueError, match="listing failed"):
        make.poll(store, halved)
    assert store.polls() == ()


def test_skipped_rows_and_models_are_counted(store, make):
    owner = OwnerSweep("a", (make.row("a/x", 1),), (BadRow("a", 1, "a/y", "negative"),))
    make.poll(store, Sweep(make.NOON, 1, 2, owner.rows, (owner,)))
    facts = store.latest_poll()
    assert (facts.models, facts.skipped_rows, facts.stored_at) == (1, 1, 2)


def test_a_count_that_later_listings_leave_out_keeps_the_creation(store, make):
    make.poll(store, make.sweep(make.row("a/x", 1, created_at=99)))
    make.poll(store, make.sweep(make.row("a/x", 1, created_at=None)))
    assert store.family_models("A", 2)[0].created_at == 99


def test_another_catalog_gives_models_other_families(store, make):
    make.poll(store, make.sweep(make.row("a/x", 1), make.row("b/y", 1)))
    with store.write() as tx:
        assert tx.catalog_changed(make.Mark("2", "two"))
        assert not tx.catalog_changed(make.Mark("2", "one"))
        tx.classify_again(lambda name: "All" if name == "a/x" else None)
    assert [one.family for one in store.model_values(1)] == ["All", None]


def test_a_first_catalog_is_no_change(store, make):
    with store.write() as tx:
        assert not tx.catalog_changed(make.Mark())


def test_a_number_beyond_63_bits_is_a_named_fault_and_stores_nothing(store, make):
    with pytest.raises(errors.OutOfRange):
        make.poll(store, make.sweep(make.row("a/x", 1)), sums=make.sums(A=1 << 63))
    assert store.polls() == ()


def test_a_flipped_bit_breaks_the_seal(store, make):
    for day in range(3):
        make.poll(store, make.sweep(make.row("a/x", day)), sums=make.sums(A=day))
    assert store.damaged_polls() == ()
    store._connection.sqlite.execute("UPDATE observation SET downloads_30d = 9 WHERE poll = 2")
    store._connection.sqlite.execute("UPDATE rollup SET value = 9 WHERE poll = 3")
    assert store.damaged_polls() == (2, 3)


def test_a_year_in_one_transaction_reads_as_polls_one_by_one(tmp_path, make):
    sweeps = [
        make.sweep(*(make.row(f"a/{n}", n * (day // 3)) for n in range(day % 5 + 1)))
        for day in range(20)
    ]
    with Store.open(tmp_path / "one") as one_by_one, Store.open(tmp_path / "two") as at_once:
        for sweep in sweeps:
            make.poll(one_by_one, sweep)
        with at_once.write() as tx:
            for sweep in sweeps:
                seq = tx.add_poll(sweep, catalog=make.Mark(), family_of=make.family, complete=True)
                tx.seal(seq)
        assert dump(one_by_one) == dump(at_once)


OWNERS = ("a", "B", "c")
counts = st.none() | st.integers(0, 3)
names = st.sampled_from([f"{owner}/{name}" for owner in OWNERS for name in "xyz"])
models = st.lists(
    st.tuples(st.sampled_from("pqrst"), names, counts, counts, counts),
    unique_by=lambda model: model[0],
    max_size=5,
)
sweeps = st.lists(st.tuples(models, st.sets(st.sampled_from(OWNERS))), min_size=1, max_size=8)


@settings(deadline=None, max_examples=60)
@given(polled=sweeps, reopen=st.booleans())
def test_every_poll_can_be_read_back_as_it_was_said(polled, reopen, make, tmp_path_factory):
    path = tmp_path_factory.mktemp("read-back") / "x.db"
    told = []
    store = Store.open(path)
    for number, (found, failed) in enumerate(polled):
        rows = [
            ModelRow(hub_id, name, *values)
            for hub_id, name, *values in found
            if name.partition("/")[0] not in failed
        ]
        empty = tuple(owner for owner in OWNERS[:2] if owner not in failed)
        sweep = make.sweep(*rows, at=make.NOON + number, failed=tuple(failed), empty=empty)
        make.poll(store, sweep)
        told.append(said(make, sweep))
        if reopen:
            store.close()
            store = Store.open(path)
    with store:
        with store.write() as tx:
            tx.classify_again(lambda name: None)
        for seq, expected in enumerate(told, 1):
            found_again = read_back(store, seq)
            assert found_again.keys() == expected.keys()
            for hub_id, value in found_again.items():
                assert value.model_id == expected[hub_id].model_id
                assert value.downloads_30d == expected[hub_id].downloads_30d
                assert value.downloads_all_time == expected[hub_id].downloads_all_time
                assert value.likes == expected[hub_id].likes
        assert store.damaged_polls() == ()


def test_a_failure_at_any_statement_leaves_nothing_and_the_next_try_everything(store, make):
    first = make.sweep(make.row("a/x", 1), make.row("a/y", 2))
    make.poll(store, first)
    second = make.sweep(make.row("a/x", 5, hub_id="new"), make.row("a/z", 2))
    before = dump(store)
    database = store._connection.sqlite
    failed_at = 0
    while True:
        calls = 0

        def deny(*_asked, at=failed_at):
            nonlocal calls
            calls += 1
            return sqlite3.SQLITE_DENY if calls > at else sqlite3.SQLITE_OK

        database.set_authorizer(deny)
        try:
            make.poll(store, second, sums=make.sums(A=7, B=None))
        except sqlite3.DatabaseError:
            database.set_authorizer(None)
            if database.in_transaction:  # even the rollback was denied
                database.execute("ROLLBACK")
            assert dump(store) == before
            failed_at += 1
        else:
            database.set_authorizer(None)
            break
    assert failed_at > 30
    assert {one.model_id for one in store.model_values(2)} == {"a/x", "a/z"}
    assert store.damaged_polls() == ()


def test_an_interruption_within_any_statement_leaves_all_or_nothing(store, make, tmp_path):
    first = make.sweep(make.row("a/x", 1), make.row("a/y", 2))
    second = make.sweep(make.row("a/x", 5), make.row("a/z", 2))
    with Store.open(tmp_path / "undisturbed.db") as undisturbed:
        make.poll(undisturbed, first)
        make.poll(undisturbed, second, sums=make.sums(A=7, B=None))
        whole = dump(undisturbed)
    make.poll(store, first)
    before = dump(store)
    database = store._connection.sqlite
    interrupted = 0
    for steps in itertools.count(1, 7):
        left = itertools.count(steps, -1)
        database.set_progress_handler(lambda left=left: next(left) == 0, 1)
        with contextlib.suppress(sqlite3.OperationalError):
            make.poll(store, second, sums=make.sums(A=7, B=None))
        database.set_progress_handler(None, 0)
        assert not database.in_transaction
        if dump(store) != before:  # even an interrupted COMMIT may have been carried out
            break
        interrupted += 1
    assert interrupted > 30
    assert dump(store) == whole
    make.poll(store, make.sweep(make.row("a/x", 5), make.row("a/z", 3)))
    assert [one.downloads_30d for one in store.model_values(3)] == [5, 3]
    assert store.damaged_polls() == ()


def test_an_exception_between_two_steps_forgets_what_was_never_stored(store, make):
    sweep = make.sweep(make.row("a/x", 1))

    def fail_within() -> None:
        with store.write() as tx:
            tx.add_poll(sweep, catalog=make.Mark(), family_of=make.family, complete=True)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_within()
    assert store.polls() == ()
    seq = make.poll(store, sweep)
    assert [one.model_id for one in store.model_values(seq)] == ["a/x"]


def test_a_full_disk_keeps_what_there_was_and_recovers(store, make):
    make.poll(store, make.sweep(make.row("a/x", 1)))
    before = dump(store)
    pages = store._connection.number("PRAGMA page_count")
    store._connection.all(f"PRAGMA max_page_count = {pages}")
    large = make.sweep(*(make.row(f"a/{n}", n) for n in range(500)))
    with pytest.raises(errors.DiskFull, match="left as it was"):
        make.poll(store, large)
    assert dump(store) == before
    store._connection.all("PRAGMA max_page_count = 100000")
    assert len(store.model_values(make.poll(store, large))) == 500


def test_writing_on_after_a_full_disk_is_refused(store, make):
    pages = store._connection.number("PRAGMA page_count")
    store._connection.all(f"PRAGMA max_page_count = {pages}")
    large = make.sweep(*(make.row(f"a/{n}", n) for n in range(500)))

    def carry_on() -> None:
        with store.write() as tx:
            with pytest.raises(errors.DiskFull):
                tx.add_poll(large, catalog=make.Mark(), family_of=make.family, complete=True)
            tx.set_meta("a", "alone")

    with pytest.raises(errors.StoreError, match="already ended"):
        carry_on()
    assert store.meta("a") is None
