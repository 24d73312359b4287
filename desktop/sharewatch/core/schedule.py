"""When the next poll is due. Moments are UTC seconds of this machine, spans are seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace

FIRST_RETRY_S = 60
CLOCK_TOLERANCE_S = 60


class NotPolledError(Exception):
    """This database is not polled; the message says why."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """What came of the polls so far.

    ``failures`` counts those in a row since the last stored poll, the latest at ``failed_at``;
    ``not_before`` is what the source asked for; ``called_off_at`` is when the user last stopped a
    poll.
    """

    stored_at: int | None = None
    failures: int = 0
    failed_at: int = 0
    not_before: int = 0
    called_off_at: int = 0

    def failed(self, at: int, not_before: int) -> Attempts:
        """After one more failure."""
        return replace(self, failures=self.failures + 1, failed_at=at, not_before=not_before)

    def called_off(self, at: int) -> Attempts:
        """After the user stopped a poll; what the source asked for still holds."""
        return replace(self, called_off_at=at)

    @property
    def last_at(self) -> int:
        """When anything of it happened last."""
        return max(self.stored_at or 0, self.failed_at, self.called_off_at)


def next_due(attempts: Attempts, interval_s: int, jitter_s: int, now: int) -> int:
    """The moment of the next poll.

    After a stored poll or one that was called off: one interval and this installation's own
    jitter later, so that not all installations ask at once. After failures: a pause that doubles,
    never longer than the interval and never shorter than what the source asked for. What happened
    in the future happened before the clock was set back, and holds up nothing.
    """
    if attempts.last_at > now + CLOCK_TOLERANCE_S:
        return now
    due = now if attempts.stored_at is None else attempts.stored_at + interval_s + jitter_s
    if attempts.failures:
        pause = min(interval_s, FIRST_RETRY_S << min(attempts.failures - 1, 16))
        due = max(attempts.failed_at + pause, attempts.not_before)
    if attempts.called_off_at:
        due = max(due, attempts.called_off_at + interval_s + jitter_s)
    return due


def held_for(attempts: Attempts, now: int) -> int:
    """How long the source still asks to be left alone; 0 when it does not."""
    if attempts.last_at > now + CLOCK_TOLERANCE_S:
        return 0
    return max(0, attempts.not_before - now)


def stale_after(interval_s: int) -> int:
    """The age beyond which a poll is no longer current: a published day and two polls."""
    return 86_400 + 2 * interval_s
