"""Questions about polls: which one stands for a day, sums, history, models of a family."""

from __future__ import annotations

import numpy as np
import pytest

from sharewatch.core.shares import FamilySum, Measure
from sharewatch.core.snapshot import PollKind


def test_a_store_without_polls_has_no_answers(store):
    assert store.latest_poll() is None
    assert store.poll_of_day(0) is None
    assert store.poll_near(0, 10**9) is None
    assert store.polls() == store.days() == store.daily_polls() == store.series() == ()
    assert store.model_values(1) == store.family_models("A", 1) == store.sums(1, "30d") == ()
    history = store.history(Measure.D30)
    assert history.times.shape == history.totals.shape == (0,)
    assert history.values.shape == (0, 0)


def test_the_latest_poll_is_the_last_stored_whatever_its_clock_said(store, make):
    for at in (make.NOON + 365 * make.DAY, make.NOON):
        make.poll(store, make.sweep(make.row("a/x", 1), at=at))
    make.poll(store, make.sweep(make.row("a/x", 1), at=make.NOON + 1, failed=("b",)))
    assert store.latest_poll().seq == 3
    assert store.latest_poll(complete_only=True).seq == 2


def test_imported_history_never_hides_a_live_poll(store, make):
    late, early = make.NOON + make.DAY, make.NOON - 9 * make.DAY
    for at in (make.NOON, late, early):
        make.poll(store, make.sweep(make.row("a/x", 1), at=at, kind=PollKind.IMPORT))
    assert store.latest_poll().as_of == late
    make.poll(store, make.sweep(make.row("a/x", 1), at=make.NOON))
    make.poll(store, make.sweep(make.row("a/x", 1), at=early, kind=PollKind.IMPORT))
    assert store.latest_poll().seq == 4


def test_an_incomplete_poll_does_not_hide_the_days_last_complete_one(store, make):
    for hour, failed in ((1, ()), (2, ()), (3, ("b",))):
        make.poll(store, make.sweep(at=make.NOON + hour * 3600, failed=failed))
    make.poll(store, make.sweep(at=make.NOON + make.DAY, failed=("b",)))
    day = make.NOON // make.DAY
    assert store.poll_of_day(day).seq == 2
    assert store.poll_of_day(day + 1).seq == 4
    assert store.poll_of_day(day + 1, complete_only=True) is None
    assert store.poll_of_day(day + 2) is None
    assert [one.seq for one in store.daily_polls()] == [2, 4]
    assert store.days() == (day, day + 1)


def test_the_nearest_complete_poll_is_found_within_reach(store, make):
    for at, failed in ((0, ()), (100, ()), (140, ("b",))):
        make.poll(store, make.sweep(at=make.NOON + at, failed=failed))
    assert store.poll_near(make.NOON + 150, 60).seq == 2
    assert store.poll_near(make.NOON + 40, 60).seq == 1
    assert store.poll_near(make.NOON + 150, 49) is None


def test_a_poll_is_known_by_its_exact_time(store, make):
    make.poll(store, make.sweep(at=make.NOON))
    assert store.has_poll_at(make.NOON)
    assert not store.has_poll_at(make.NOON + 1)


def test_sums_come_back_as_they_were_stored(store, make):
    stored = (FamilySum("Qwen", 10, 3), FamilySum("Llama", None, 2, 1))
    seq = make.poll(store, make.sweep(), sums=stored)
    assert store.sums(seq, Measure.D30) == stored
    assert store.sums(seq, Measure.ALL_TIME) == ()
    assert store.series() == (("tracked", "official", "30d"),)


def add_days(store, make, *days):
    for number, sums in enumerate(days):
        failed = () if sums else ("b",)
        at = make.NOON + number * make.DAY
        make.poll(store, make.sweep(at=at, failed=failed), sums=sums or make.sums(A=5, B=None))


def test_history_has_a_row_a_day_and_nan_where_nothing_is_known(store, make):
    add_days(store, make, make.sums(A=1, B=3), None, make.sums(A=2, B=None), make.sums(A=4, B=4))
    history = store.history(Measure.D30)
    assert history.families == ("A", "B")
    assert (np.diff(history.times) == make.DAY).all()
    assert history.polls.tolist() == [1, 2, 3, 4]
    nan = np.nan
    np.testing.assert_array_equal(history.values, [[1, 3], [nan, nan], [2, nan], [4, 4]])
    np.testing.assert_array_equal(history.totals, [4, nan, nan, 8])


def test_a_family_that_joins_later_leaves_earlier_totals_alone(store, make):
    add_days(store, make, make.sums(A=1, B=3), make.sums(A=2, B=2, C=6), make.sums(A=5, C=5))
    with store.write() as tx:
        tx.add_rollups(1, "tracked", "official", Measure.ALL_TIME, make.sums(A=100))
    add_days(store, make)
    history = store.history(Measure.D30)
    nan = np.nan
    np.testing.assert_array_equal(history.values, [[1, 3, nan], [2, 2, 6], [5, nan, 5]])
    np.testing.assert_array_equal(history.totals, [4, 10, 10])
    only = store.history(Measure.ALL_TIME)
    np.testing.assert_array_equal(only.values, [[100], [nan], [nan]])


def test_series_of_another_measure_in_between_are_left_out(store, make):
    add_days(store, make, make.sums(A=1))
    with store.write() as tx:
        tx.add_rollups(1, "tracked", "official", Measure.ALL_TIME, make.sums(A=70))
        tx.add_rollups(1, "tracked", "official", Measure.D30, make.sums(B=2))
    history = store.history(Measure.D30)
    np.testing.assert_array_equal(history.values, [[1, 2]])


def test_history_can_begin_at_a_day(store, make):
    add_days(store, make, *(make.sums(A=n) for n in range(1, 5)))
    history = store.history(Measure.D30, since_day=make.NOON // make.DAY + 2)
    np.testing.assert_array_equal(history.values, [[3], [4]])


@pytest.mark.parametrize(("days_before", "known"), [(6, True), (7, True), (8, True), (9, False)])
def test_models_of_a_family_know_their_count_of_a_week_before(store, make, days_before, known):
    before = make.NOON - days_before * make.DAY
    make.poll(store, make.sweep(make.row("a/x", 1, 9, 2), make.row("b/y", 1), at=before))
    seq = make.poll(
        store, make.sweep(make.row("a/x", 5, 10, 3), make.row("a/new", 6), make.row("b/y", 1))
    )
    new, old = store.family_models("A", seq)
    assert (old.model_id, old.downloads_30d, old.downloads_all_time, old.likes) == ("a/x", 5, 10, 3)
    assert old.created_at == 7
    assert old.downloads_30d_week_before == (1 if known else None)
    assert (new.model_id, new.downloads_30d_week_before) == ("a/new", None)


def test_models_without_a_count_come_last(store, make):
    seq = make.poll(store, make.sweep(make.row("a/x", None), make.row("a/y", 0)))
    assert [one.model_id for one in store.family_models("A", seq)] == ["a/y", "a/x"]
