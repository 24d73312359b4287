"""When the next poll is due."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.schedule import CLOCK_TOLERANCE_S, Attempts, held_for, next_due, stale_after

HOUR = 3600
NOW = 1_800_000_000


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


@given(
    st.builds(
        Attempts,
        st.one_of(st.none(), st.integers(1, 2**33)),
        st.integers(0, 100),
        st.integers(0, 2**33),
        st.just(0),
        st.integers(0, 2**33),
    ),
    st.integers(900, 604_800),
    st.integers(0, 900),
    st.integers(0, 2**33),
)
def test_whatever_the_clock_says_a_poll_is_due_within_one_interval(
    attempts: Attempts, interval: int, jitter: int, now: int
) -> None:
    later = now + interval + jitter + CLOCK_TOLERANCE_S
    due_now = next_due(attempts, interval, jitter, now) <= now
    assert due_now or next_due(attempts, interval, jitter, later) <= later


def test_current_means_a_published_day_and_two_polls() -> None:
    assert stale_after(6 * HOUR) == 36 * HOUR
