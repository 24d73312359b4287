"""Renewals: whether a source has begun to publish its counts anew since an earlier look.

The Hub renews each count about once a day, most of them together and on some days only a part.
Between the first and the last of them, every look shows other sums, and yet one renewal only.
What tells two apart is that a second one renews counts that the first had renewed; and that
none lasts for longer than a day.
"""

from __future__ import annotations

from collections.abc import Mapping

from sharewatch.core.words import DAY

Counts = Mapping[str, tuple[int | None, int | None]]
"""Each model's 30-day and all-time count, by its key."""


LONGEST_S = DAY


def begins_anew(base: Counts, before: Counts, now: Counts, age_s: int = 0) -> bool:
    """Whether another renewal has begun since ``before``, whose own began after ``base``.

    So it is once half of the counts that changed had already changed since ``base``, or once any
    changed and ``age_s``, the seconds since the renewal was first seen, are too many for one. A
    model that ``base`` lacks counts as changed; without ``before``, ``now`` stands for itself.
    """
    if not before:
        return True
    changed = [key for key, counts in now.items() if before.get(key, counts) != counts]
    again = sum(base.get(key) != before[key] for key in changed)
    return bool(changed) and (2 * again >= len(changed) or age_s >= LONGEST_S)
