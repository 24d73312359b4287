"""When the next poll is due."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.schedule import Attempts, next_due, stale_after

HOUR = 3600
NOW = 1_800_000_000


def test_the_first_poll_is_due_at_once() -> None:
    assert next_due(Attempts(), 6 * HOUR, 100, NOW) == NOW


def test_a_stored_poll_is_followed_one_interval_and_the_own_jitter_later() -> None:
    assert next_due(Attempts(stored_at=NOW), 6 * HOUR, 100, NOW) == NOW + 6 * HOUR + 100


def test_the_pause_after_failures_doubles_up_to_the_interval() -> None:
    pauses = [
        next_due(Attempts(failures=n, failed_at=NOW), 6 * HOUR, 0, NOW) - NOW for n in range(1, 12)
    ]
    assert pauses[:4] == [60, 120, 240, 480]
    assert pauses[-1] == 6 * HOUR


def test_a_retry_is_never_earlier_than_the_source_asked() -> None:
    asked = Attempts(failures=1, failed_at=NOW, not_before=NOW + 280)
    assert next_due(asked, 6 * HOUR, 0, NOW) == NOW + 280


@given(
    st.builds(
        Attempts,
        st.one_of(st.none(), st.integers(0, 2**33)),
        st.integers(0, 100),
        st.integers(0, 2**33),
        st.integers(0, 2**33),
    ),
    st.integers(900, 604_800),
    st.integers(0, 900),
    st.integers(0, 2**33),
)
def test_no_clock_can_postpone_a_poll_beyond_one_interval(
    attempts: Attempts, interval: int, jitter: int, now: int
) -> None:
    assert next_due(attempts, interval, jitter, now) <= now + interval + jitter


def test_current_means_a_published_day_and_two_polls() -> None:
    assert stale_after(6 * HOUR) == 36 * HOUR
