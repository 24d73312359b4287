"""When the next poll is due. Moments are UTC seconds of this machine, spans are seconds."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_RETRY_S = 60


class NotPolledError(Exception):
    """This database is not polled; the message says why."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """What came of the polls so far.

    ``failures`` counts those in a row since the last stored poll, the latest at ``failed_at``;
    ``not_before`` is what the source asked for, if anything.
    """

    stored_at: int | None = None
    failures: int = 0
    failed_at: int = 0
    not_before: int = 0


def next_due(attempts: Attempts, interval_s: int, jitter_s: int, now: int) -> int:
    """The moment of the next poll.

    After a stored poll: one interval and this installation's own jitter later, so that not all
    installations ask at once. After failures: a pause that doubles, never longer than the
    interval and never shorter than what the source asked for. A clock that was set back can't
    postpone it beyond one interval from now.
    """
    if attempts.failures:
        pause = min(interval_s, FIRST_RETRY_S << min(attempts.failures - 1, 16))
        due = max(attempts.failed_at + pause, attempts.not_before)
    elif attempts.stored_at is None:
        due = now
    else:
        due = attempts.stored_at + interval_s + jitter_s
    return min(due, now + interval_s + jitter_s)


def stale_after(interval_s: int) -> int:
    """The age beyond which a poll is no longer current: a published day and two polls."""
    return 86_400 + 2 * interval_s
