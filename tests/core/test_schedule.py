"""When the next poll is due."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.schedule import (
    BREAKER_AFTER,
    CLOCK_TOLERANCE_S,
    LONGEST_HOLD_S,
    LOOK_EVERY_S,
    SETTLE_S,
    Attempts,
    held_for,
    next_due,
    settled_at,
    stale_after,
    woke,
)

HOUR = 3600
NOW = 1_800_000_000
YEAR = 365 * 24 * HOUR
MOMENTS = st.integers(NOW - 2 * YEAR, NOW + 2 * YEAR)
INTERVALS = st.integers(900, 604_800)
JITTERS = st.integers(0, 900)


@st.composite
def histories(draw: st.DrawFn) -> Attempts:
    """What may have happened to an installation, by a clock that jumps as it likes."""
    attempts = Attempts()
    kinds = st.sampled_from(["stored", "failed", "here", "held", "off"])
    for what in draw(st.lists(kinds, max_size=12)):
        at = draw(MOMENTS)
        if what == "stored":
            attempts = attempts.stored(at)
        elif what == "failed":
            attempts = attempts.failed(at, draw(st.sampled_from([0, at + 300, at + 10 * YEAR])))
        elif what == "here":
            attempts = attempts.failed_here(at)
        elif what == "held":
            attempts = attempts.held(at, at + draw(st.integers(0, 2 * LONGEST_HOLD_S)))
        else:
            attempts = attempts.called_off(at)
    return attempts


def test_the_first_poll_is_due_at_once() -> None:
    assert next_due(Attempts(), 6 * HOUR, 100, NOW) == NOW


def test_a_stored_poll_is_followed_one_interval_and_the_own_jitter_later() -> None:
    assert next_due(Attempts(stored_at=NOW), 6 * HOUR, 100, NOW) == NOW + 6 * HOUR + 100


def test_the_pause_after_failures_doubles_up_to_the_interval() -> None:
    attempts, pauses = Attempts(stored_at=NOW - 9 * HOUR), []
    for _ in range(11):
        attempts = attempts.failed(NOW, 0)
        pauses.append(next_due(attempts, 6 * HOUR, 0, NOW) - NOW)
    assert pauses[:4] == [60, 120, 240, 480]
    assert pauses[-1] == 6 * HOUR


def test_a_retry_is_never_earlier_than_the_source_asked() -> None:
    asked = Attempts().failed(NOW, NOW + 7200)
    assert next_due(asked, HOUR, 0, NOW) == NOW + 7200
    assert held_for(asked, NOW + 7000) == 200
    assert held_for(asked, NOW + 7300) == 0


def test_calling_a_poll_off_postpones_it_but_lifts_nothing() -> None:
    asked = Attempts().failed(NOW, NOW + 7200).called_off(NOW + 10)
    assert next_due(asked, HOUR, 0, NOW + 10) == NOW + 7200
    assert held_for(asked, NOW + 10) == 7190
    assert next_due(Attempts().called_off(NOW), HOUR, 5, NOW) == NOW + HOUR + 5


@pytest.mark.parametrize("back", [120, 8 * HOUR, 24 * HOUR, 365 * 24 * HOUR])
def test_a_clock_set_back_holds_up_nothing(back: int) -> None:
    for attempts in (Attempts(stored_at=NOW), Attempts().failed(NOW, NOW + 300)):
        assert next_due(attempts, 6 * HOUR, 100, NOW - back) == NOW - back
        assert held_for(attempts, NOW - back) == 0


@pytest.mark.parametrize("back", [120, YEAR])
def test_a_source_that_fails_after_the_clock_was_set_back_is_still_spared(back: int) -> None:
    ahead = Attempts(stored_at=NOW).failed(NOW, NOW + 300)
    after = ahead.failed(NOW - back)
    assert held_for(after, NOW - back) == 0
    assert next_due(after, 6 * HOUR, 0, NOW - back) == NOW - back + 120


@given(histories(), INTERVALS, JITTERS, MOMENTS)
def test_whatever_the_clock_did_a_poll_is_due_within_one_interval_or_one_hold(
    attempts: Attempts, interval: int, jitter: int, now: int
) -> None:
    longest = max(interval + jitter, LONGEST_HOLD_S) + CLOCK_TOLERANCE_S
    assert next_due(attempts, interval, jitter, now) <= now + longest


@given(histories(), INTERVALS, JITTERS, MOMENTS)
def test_after_a_failure_no_clock_brings_the_next_poll_at_once(
    attempts: Attempts, interval: int, jitter: int, now: int
) -> None:
    assert next_due(attempts.failed(now), interval, jitter, now) >= now + 60
    assert next_due(attempts.stored(now), interval, jitter, now) >= now + interval


@given(histories(), MOMENTS, st.integers(1, LONGEST_HOLD_S), st.integers(0, 2 * LONGEST_HOLD_S))
def test_what_the_source_asks_for_holds_whatever_was_before(
    attempts: Attempts, at: int, asked: int, later: int
) -> None:
    held = attempts.held(at, at + asked)
    for one in (held, held.stored(at), held.failed(at), held.called_off(at)):
        assert held_for(one, at + later) >= asked - later
        assert held_for(one, at + later) <= LONGEST_HOLD_S
        assert max(at + later, next_due(one, HOUR, 0, at + later)) >= at + asked


@given(MOMENTS, st.integers(0, 3 * LONGEST_HOLD_S), st.integers(-2 * YEAR, -CLOCK_TOLERANCE_S - 1))
def test_a_clock_set_back_makes_no_hold_longer(at: int, asked: int, jump: int) -> None:
    assert held_for(Attempts().held(at, at + asked), at + jump) == 0


@given(st.integers(NOW - YEAR, NOW + YEAR), st.sampled_from([-YEAR, -HOUR, 0, HOUR, YEAR]))
def test_after_any_jump_one_poll_sets_the_schedule_right(at: int, jump: int) -> None:
    """Summer time is no jump at all: only UTC is looked at. A wrong clock may be, either way."""
    stored = Attempts().stored(at)
    now = at + jump
    assert next_due(stored, 6 * HOUR, 100, now) <= max(now, at + 6 * HOUR + 100)
    assert next_due(stored.stored(now), 6 * HOUR, 100, now) == now + 6 * HOUR + 100


def test_five_failures_in_a_row_open_the_breaker_and_a_stored_poll_closes_it() -> None:
    attempts = Attempts(stored_at=NOW - HOUR)
    assert attempts.down_since is None
    for count in range(1, BREAKER_AFTER + 1):
        assert not attempts.open
        attempts = attempts.failed(NOW + count)
    assert attempts.open
    assert attempts.down_since == NOW + 1
    assert attempts.failed(NOW + 99).open
    assert not attempts.stored(NOW + 100).open
    assert attempts.stored(NOW + 100).down_since is None


def test_a_run_of_failures_noted_before_its_beginning_was_kept_begins_with_the_next() -> None:
    old = Attempts(failures=9, failed_at=NOW)
    assert not old.open
    assert old.failed(NOW + 60).down_since == NOW + 60


def test_a_disk_that_is_full_is_no_outage_of_the_source() -> None:
    attempts = Attempts()
    for count in range(BREAKER_AFTER):
        attempts = attempts.failed_here(NOW + count)
    assert attempts.failures == BREAKER_AFTER
    assert not attempts.open
    assert attempts.down_since is None
    assert next_due(attempts, 6 * HOUR, 0, NOW) == NOW + BREAKER_AFTER - 1 + 60 * 16


def test_a_run_of_failures_never_begins_in_the_future() -> None:
    assert Attempts().failed(NOW).failed(NOW - YEAR).down_since == NOW - YEAR


@pytest.mark.parametrize(
    ("wall", "monotonic", "slept"),
    [
        (30.0, 30.0, False),
        (0.1, 0.1, False),
        (65.0, 65.0, False),  # a machine under load
        (8 * HOUR, 12.0, True),  # Linux and macOS
        (8 * HOUR, 8 * HOUR, True),  # Windows, or a process that was stopped
        (-YEAR, 30.0, False),  # a clock set back
    ],
)
def test_a_sleep_shows_in_a_wait_that_took_too_long(
    wall: float, monotonic: float, slept: bool
) -> None:
    assert woke(wall, monotonic) is slept


def test_a_short_wait_shows_a_sleep_as_well() -> None:
    lasted = LOOK_EVERY_S + 45
    assert woke(lasted, lasted, meant=5.0)
    assert not woke(lasted, lasted)


@given(st.floats(NOW, NOW + 1, exclude_max=True), st.floats(0, 1))
def test_the_network_is_given_fifteen_to_thirty_seconds(now: float, draw: float) -> None:
    shortest, longest = SETTLE_S
    assert shortest <= settled_at(now, draw) - now <= longest


def test_after_a_sleep_one_poll_comes_as_soon_as_the_network_may_be_back() -> None:
    overdue = Attempts(stored_at=NOW - 8 * HOUR)
    assert next_due(overdue, 6 * HOUR, 0, NOW) < NOW
    assert next_due(overdue, 6 * HOUR, 0, NOW, NOW + 20) == NOW + 20
    assert next_due(overdue.stored(NOW + 22), 6 * HOUR, 0, NOW + 22, NOW + 20) > NOW + 6 * HOUR


def test_after_a_sleep_no_pause_of_the_day_before_is_waited_for() -> None:
    given_up = Attempts(failures=9, failed_at=NOW - HOUR)
    assert next_due(given_up, 6 * HOUR, 0, NOW) == NOW + 60 * 256 - HOUR
    assert next_due(given_up, 6 * HOUR, 0, NOW, NOW + 20) == NOW + 20
    assert next_due(given_up.failed(NOW + 21), 6 * HOUR, 0, NOW + 21, NOW + 20) > NOW + 4 * HOUR


def test_a_sleep_makes_no_poll_due_that_was_not_and_lifts_no_hold() -> None:
    fresh = Attempts(stored_at=NOW - HOUR)
    assert next_due(fresh, 6 * HOUR, 0, NOW, NOW + 20) == NOW + 5 * HOUR
    held = Attempts().failed(NOW - 10, NOW + 7200)
    assert next_due(held, HOUR, 0, NOW, NOW + 20) == NOW + 7200


def test_a_wake_that_lies_in_the_future_holds_up_nothing() -> None:
    assert next_due(Attempts(stored_at=NOW - 8 * HOUR), 6 * HOUR, 0, NOW, NOW + YEAR) < NOW


def test_current_means_a_published_day_and_two_polls() -> None:
    assert stale_after(6 * HOUR) == 36 * HOUR
