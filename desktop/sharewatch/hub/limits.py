"""How often the Hub may be asked: its budget headers, Retry-After, and waits between attempts.

Everything here is a value or a pure function; the time comes in from outside.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

# No server's word may silence the program for longer than a day.
LONGEST_WAIT = 86_400

_STANDING = re.compile(r'"([^"]*)"\s*;\s*r\s*=\s*(\d{1,9})\s*;\s*t\s*=\s*(\d{1,9})(?!\d)')
_POLICY = re.compile(r'"([^"]*)"\s*;\s*q\s*=\s*(\d{1,9})\s*;\s*w\s*=\s*(\d{1,9})(?!\d)')


@dataclass(frozen=True, slots=True)
class Budget:
    """What the Hub's ``RateLimit`` headers said last.

    ``remaining`` requests until ``resets_at`` (seconds, on the clock given to ``read``), out of
    ``quota`` per ``window`` seconds where the policy was sent.
    """

    remaining: int
    resets_at: float
    quota: int | None = None
    window: int | None = None

    @classmethod
    def read(cls, headers: Mapping[str, str], now: float) -> Budget | None:
        """The budget in a response's headers (looked up in lower case), ``None`` without one."""
        standing = _of_api(_STANDING, headers.get("ratelimit", ""))
        if standing is None:
            return None
        remaining, seconds = standing
        quota, window = _of_api(_POLICY, headers.get("ratelimit-policy", "")) or (None, None)
        return cls(remaining, now + min(seconds, LONGEST_WAIT), quota, window)

    def resets_in(self, now: float) -> float:
        """Seconds until the budget is whole again."""
        return max(0.0, self.resets_at - now)

    def wait(self, now: float) -> float:
        """Seconds to wait before the next request: none while requests are left.

        One second is added, for the server rounds its own countdown down.
        """
        return 0.0 if self.remaining else max(0.0, self.resets_at + 1 - now)


def retry_after(value: str, now: float) -> float:
    """The seconds a ``Retry-After`` header asks for, given as seconds or as an HTTP date.

    ``now`` is UTC seconds by the server's clock. No header, a past date and nonsense are zero.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), LONGEST_WAIT))
    at = http_date(text)
    return 0.0 if at is None else float(min(max(0.0, at - now), LONGEST_WAIT))


def http_date(value: str) -> int | None:
    """An HTTP date as UTC seconds since 1970, ``None`` when it is not one."""
    try:
        at = int(parsedate_to_datetime(value).timestamp())
    except (TypeError, ValueError, OverflowError):
        return None
    return at if at > 0 else None


def backoff(
    attempt: int, rng: random.Random, base: float = 1.0, cap: float = 60.0, floor: float = 0.0
) -> float:
    """Seconds before attempt number ``attempt + 1``: full jitter below a doubling ceiling.

    Never less than ``floor``, what a Retry-After or a budget's reset demands. Jitter over the
    whole span spreads many clients best: "Exponential Backoff And Jitter", AWS, 2015.
    """
    ceiling = min(cap, base * 2.0 ** min(attempt, 32))
    return max(floor, rng.uniform(0.0, ceiling))


def _of_api(pattern: re.Pattern[str], header: str) -> tuple[int, int] | None:
    """The two figures of the ``api`` budget, or of the first one when none has that name."""
    found = {name: (int(first), int(second)) for name, first, second in pattern.findall(header)}
    return found.get("api", next(iter(found.values()), None))
