"""A channel's place in the outbox, and how long it waits after a failure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sharewatch.channels.cursor import (
    FAILING_FROM,
    LONGEST_WAIT_S,
    Cursor,
    from_json,
    is_missed,
    to_json,
)

NOW = 1_778_328_000


def test_each_failure_waits_twice_as_long_up_to_an_hour():
    cursor, waits = Cursor(7), []
    for _ in range(12):
        cursor = cursor.failed("no", NOW)
        waits.append(cursor.not_before - NOW)
    assert waits[:8] == [30, 60, 120, 240, 480, 960, 1920, 3600]
    assert set(waits[7:]) == {LONGEST_WAIT_S}
    assert cursor.place == 7


def test_a_delivery_ends_the_failure():
    failed = Cursor(7, "to").failed("no", NOW)
    assert not failed.may_try(NOW)
    assert failed.may_try(NOW + 30)
    assert failed.delivered(8) == Cursor(8, "to")


def test_people_hear_of_it_after_some_failures():
    cursor = Cursor(1)
    for tried in range(1, FAILING_FROM + 1):
        cursor = cursor.failed("no", NOW)
        assert cursor.failing is (tried == FAILING_FROM)


def test_a_clock_set_back_does_not_hold_a_channel_up():
    assert Cursor(1).failed("no", NOW).may_try(NOW - 365 * 86_400)


def test_another_address_begins_without_a_wait_at_the_same_place():
    failed = Cursor(7, "old").failed("no", NOW)
    assert failed.leading("new") == Cursor(7, "new")
    assert failed.leading("old") is failed


def test_a_day_is_the_longest_that_a_message_is_worth_sending():
    assert not is_missed(NOW, NOW + 86_400)
    assert is_missed(NOW, NOW + 86_401)


@given(st.builds(Cursor, st.integers(0), st.text(), st.integers(0), st.integers(), st.text()))
def test_a_cursor_is_kept_as_text(cursor):
    assert from_json(to_json(cursor)) == cursor
