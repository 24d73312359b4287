"""When the next poll is due. Moments are UTC seconds of this machine, spans are seconds.

Everything follows from ``Attempts``, which is stored: pauses after failures, the breaker and what
the source asked for hold over a restart. Which poll is newer is told by its number and never by a
time, so a clock that jumps can only make a poll come sooner.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

FIRST_RETRY_S = 60
CLOCK_TOLERANCE_S = 60
BREAKER_AFTER = 5
"""So many failures in a row, and a poll begins with a single request that must be answered."""
LONGEST_HOLD_S = 86_400
"""For so long a source's word to be left alone is heeded, and no longer."""
LOOK_EVERY_S = 30.0
"""The longest wait before what is due is looked up again: no timer runs for hours."""
SLEPT_S = 60.0
"""A wait that lasts so much longer than it was meant to is no delay any more."""
SETTLE_S = (15.0, 30.0)
"""How long after a wake the network is given to come back."""


class NotPolledError(Exception):
    """This database is not polled; the message says why."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """What came of the polls so far.

    ``failures`` counts those in a row since the last stored poll, the latest at ``failed_at``.
    The last ``unread`` of them failed at the source and not here, the first at ``failed_since``.
    ``not_before`` is what the source asked for at ``held_at``; ``called_off_at`` is when the user
    last stopped a poll. 0 is never.
    """

    stored_at: int | None = None
    failures: int = 0
    failed_at: int = 0
    not_before: int = 0
    called_off_at: int = 0
    failed_since: int = 0
    held_at: int = 0
    unread: int = 0

    @property
    def open(self) -> bool:
        """Whether the breaker is open: a poll begins with one probe, and ends if that fails."""
        return self.unread >= BREAKER_AFTER

    @property
    def down_since(self) -> int | None:
        """Since when the source can't be read; ``None`` if the last it was asked, it could."""
        return self.failed_since if self.unread else None

    def stored(self, at: int) -> Attempts:
        """After a poll was stored; what the source asked for still holds."""
        return Attempts(stored_at=at, not_before=self.not_before, held_at=self.held_at)

    def failed(self, at: int, not_before: int = 0) -> Attempts:
        """After a poll that failed at the source, which may have asked to be left alone."""
        since = self.down_since
        return replace(
            self.held(at, not_before),
            failures=self.failures + 1,
            failed_at=at,
            unread=self.unread + 1,
            failed_since=at if since is None else min(since, at),
        )

    def failed_here(self, at: int) -> Attempts:
        """After a poll that failed for a reason of this machine's own, such as a full disk."""
        return replace(self, failures=self.failures + 1, failed_at=at, unread=0, failed_since=0)

    def held(self, at: int, not_before: int) -> Attempts:
        """After the source asked to be left alone; an earlier word for longer still holds."""
        if not_before <= at + held_for(self, at):
            return self
        return replace(self, not_before=min(not_before, at + LONGEST_HOLD_S), held_at=at)

    def called_off(self, at: int) -> Attempts:
        """After the user stopped a poll; what the source asked for still holds."""
        return replace(self, called_off_at=at)


def next_due(
    attempts: Attempts, interval_s: int, jitter_s: int, now: int, awake_at: int = 0
) -> int:
    """The moment of the next poll.

    After a stored poll or one that was called off: one interval and this installation's own
    jitter later, so that not all installations ask at once. After failures: a pause that doubles,
    never longer than the interval. Never before what the source asked for. What happened in the
    future happened before the clock was set back, and holds up nothing.

    ``awake_at`` is what ``settled_at`` gave when the machine last woke: no poll comes before it,
    and none waits longer because of failures that lie before it.
    """
    stored = attempts.stored_at
    due = now if stored is None or _ahead(stored, now) else stored + interval_s + jitter_s
    if attempts.failures and not _ahead(attempts.failed_at, now):
        pause = min(interval_s, FIRST_RETRY_S << min(attempts.failures - 1, 16))
        due = attempts.failed_at + pause
        if attempts.failed_at < awake_at:
            due = min(due, awake_at)
    if attempts.called_off_at and not _ahead(attempts.called_off_at, now):
        due = max(due, attempts.called_off_at + interval_s + jitter_s)
    if awake_at <= now + SETTLE_S[1]:
        due = max(due, awake_at)
    hold = held_for(attempts, now)
    return max(due, now + hold) if hold else due


def held_for(attempts: Attempts, now: int) -> int:
    """How long the source still asks to be left alone; 0 when it does not."""
    if _ahead(attempts.held_at or attempts.failed_at, now):
        return 0
    return min(LONGEST_HOLD_S, max(0, attempts.not_before - now))


def woke(wall_passed: float, monotonic_passed: float, meant: float = LOOK_EVERY_S) -> bool:
    """Whether the machine slept, or the program stood still, during a wait.

    Read ``time.time()`` and ``time.monotonic()`` right before and right after a wait that was
    ``meant`` to last at most so long, with no work in between, and give what passed on each. In a
    sleep the monotonic clock stands still on Linux and macOS and runs on elsewhere; the wall
    clock runs on everywhere. A clock set forward looks the same and does no harm: the next poll
    waits for ``settled_at`` and is due only if it would be due anyway.
    """
    return max(wall_passed, monotonic_passed) > meant + SLEPT_S


def settled_at(now: float, draw: float) -> int:
    """The moment from which a machine that woke at ``now`` may poll, 15 to 30 s later.

    ``draw`` is a random number from 0 to 1, so that not all who open their machines in the
    morning ask at once. Give the moment to ``next_due`` from then on.
    """
    shortest, longest = SETTLE_S
    return int(now + shortest + 1 + (longest - shortest - 1) * draw)


def stale_after(interval_s: int) -> int:
    """The age beyond which a poll is no longer current: a published day and two polls."""
    return 86_400 + 2 * interval_s


def _ahead(moment: int, now: int) -> bool:
    """Whether a moment that was noted as past lies in the future: the clock was set back."""
    return moment > now + CLOCK_TOLERANCE_S
