"""Every model's counts day by day: what each day's poll said, and where it said nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sharewatch.core.shares import Measure
from sharewatch.core.snapshot import PollKind
from sharewatch.store.columns import UNKNOWN
from sharewatch.store.store import Store

OWNERS = ("ann", "bob")


def test_counts_stand_until_they_change_and_gone_differs_from_not_seen(store, make):
    for day, sweep in enumerate(
        [
            make.sweep(make.row("ann/1", 5), make.row("bob/1", 7)),
            make.sweep(make.row("ann/1", 5), failed=("bob",)),
            make.sweep(make.row("bob/1", 8), empty=("ann",)),
            make.sweep(make.row("ann/1", None), make.row("bob/1", 8)),
        ]
    ):
        make.poll(
            store,
            make.sweep(
                *sweep.rows,
                at=make.NOON + day * make.DAY,
                failed=sweep.failed_owners,
                empty=("ann",) if day == 2 else (),
            ),
        )
    found = store.daily_counts()[Measure.D30]
    assert [one.model_id for one in found.models] == ["ann/1", "bob/1"]
    assert found.values.tolist() == [[5, 5, UNKNOWN, UNKNOWN], [7, UNKNOWN, 8, 8]]
    assert found.absent.tolist() == [[False, False, True, False], [False] * 4]
    assert found.polls.tolist() == [1, 2, 3, 4]
    assert np.diff(found.times).tolist() == [make.DAY] * 3


def test_the_last_complete_poll_stands_for_its_day(store, make):
    for hour, count, failed in ((1, 5, ()), (2, 6, ()), (3, 7, ("bob",))):
        make.poll(
            store,
            make.sweep(make.row("ann/1", count), at=make.NOON + hour * 3600, failed=failed),
        )
    found = store.daily_counts()[Measure.D30]
    assert (found.values.tolist(), found.polls.tolist()) == ([[6]], [2])


def test_a_model_that_moved_is_looked_for_in_its_new_owners_listing(store, make):
    make.poll(store, make.sweep(make.row("ann/1", 5, hub_id="x")))
    make.poll(
        store,
        make.sweep(make.row("bob/1", 6, hub_id="x"), empty=("ann",), at=make.NOON + make.DAY),
    )
    make.poll(store, make.sweep(make.row("ann/2", 1), failed=("bob",), at=make.NOON + 2 * make.DAY))
    found = store.daily_counts()[Measure.D30]
    assert found.models[0].model_id == "bob/1"
    assert found.values[0].tolist() == [5, 6, UNKNOWN]


def test_history_that_came_later_stands_at_its_own_days(store, make):
    make.poll(store, make.sweep(make.row("ann/1", 9, 90)))
    make.poll(
        store,
        make.sweep(make.row("ann/1", 3, 30), at=make.NOON - make.DAY, kind=PollKind.IMPORT),
    )
    make.poll(store, make.sweep(make.row("ann/1", 10, 91), at=make.NOON + make.DAY))
    assert store.daily_counts()[Measure.D30].values.tolist() == [[3, 9, 10]]
    assert store.daily_counts()[Measure.ALL_TIME].values.tolist() == [[30, 90, 91]]


def test_a_store_without_polls_has_no_counts(store):
    found = store.daily_counts()[Measure.D30]
    assert (found.models, found.values.shape) == ((), (0, 0))


listings = st.dictionaries(
    st.sampled_from(["ann/1", "ann/2", "bob/1", "bob/2"]), st.none() | st.integers(0, 99)
)
polls = st.lists(
    st.tuples(st.integers(0, 4), listings, st.lists(st.sampled_from(OWNERS), max_size=1)),
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(polls)
def test_the_matrix_says_what_each_days_poll_says(make, said):
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "polls.db") as store:
        for nth, (day, listing, failed) in enumerate(said):
            rows = [
                make.row(name, count)
                for name, count in listing.items()
                if name.partition("/")[0] not in failed
            ]
            empty = tuple(owner for owner in OWNERS if owner not in failed)
            at = make.NOON + day * make.DAY + nth
            make.poll(store, make.sweep(*rows, at=at, failed=tuple(failed), empty=empty))
        found = store.daily_counts()[Measure.D30]
        for column, seq in enumerate(found.polls.tolist()):
            wanted = {one.hub_id: one.downloads_30d for one in store.model_values(seq)}
            assert {
                one.hub_id: value
                for one, value in zip(found.models, found.values[:, column].tolist(), strict=True)
                if value != UNKNOWN
            } == {key: value for key, value in wanted.items() if value is not None}
            gone = {
                one.hub_id
                for one, absent in zip(found.models, found.absent[:, column], strict=True)
                if absent
            }
            assert not gone & wanted.keys()
