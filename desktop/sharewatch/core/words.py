"""How values are said to people, in every face alike: shares, counts, changes, ages, rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction

from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure

UNKNOWN = "–"
DAY = 86_400

MEASURE_NAMES = {Measure.D30: "30-day downloads", Measure.ALL_TIME: "all-time downloads"}


def percent(share: Fraction | float | None, digits: int = 1) -> str:
    """A share as ``48.1 %``; unknown is a dash."""
    return UNKNOWN if share is None else f"{float(share) * 100:.{digits}f} %"


def points(change: Fraction | None, digits: int = 1) -> str:
    """A change of share in percentage points with its sign, as ``+1.3 pp``."""
    if change is None:
        return UNKNOWN
    steps = round(change * 100 * 10**digits)
    text = f"{steps / 10**digits:+.{digits}f} pp" if steps else f"{0:.{digits}f} pp"
    return text.replace("-", "−")


def compact(count: float | None) -> str:
    """A count in three figures or so: ``942``, ``15.7K``, ``942.1M``, ``1.15B``."""
    if count is None:
        return UNKNOWN
    size = abs(count)
    for unit, letter in ((10**9, "B"), (10**6, "M"), (10**3, "K")):
        if size >= unit * 0.99995:
            return f"{count / unit:.{2 if unit == 10**9 else 1}f}{letter}"
    return f"{count:.0f}"


def exact(count: int | None) -> str:
    """A count to the last download, its thousands apart: ``942,100,000``."""
    return UNKNOWN if count is None else f"{count:,}"


def many(count: int, one: str, more: str = "") -> str:
    """A count with its noun: ``1 poll``, ``1,204 polls``; ``more`` is a plural that isn't in s."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def moment(at: int) -> str:
    """A moment as people read it, always UTC: ``2026-05-09 12:00 UTC``."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")


def day(at: int) -> str:
    """The UTC day of a moment: ``2026-05-09``."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")


def iso(at: int) -> str:
    """A moment for machines: ``2026-05-09T12:00:00Z``."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def span(seconds: float) -> str:
    """A length of time in its largest unit: ``12 s``, ``5 min``, ``3 h``, ``2 days``."""
    if seconds < 60:
        return f"{max(0, seconds):.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    if seconds < 2 * DAY:
        return f"{seconds / 3600:.0f} h"
    return f"{seconds / DAY:.0f} days"


def age(seconds: float) -> str:
    """How long ago: ``just now``, ``5 min ago``."""
    return "just now" if seconds < 60 else f"{span(seconds)} ago"


def level(value: Fraction) -> str:
    """A threshold or margin as it was typed: ``50 %``, ``33.3 %``."""
    return f"{float(value) * 100:g} %"


def rule_text(rule: Rule) -> str:
    """A rule as a sentence: ``Qwen's share of 30-day downloads at or above 50 %``.

    A watched claim is its own sentence, with the count it is judged by.
    """
    if rule.claim:
        return f"{rule.family.rstrip('.')} ({MEASURE_NAMES[rule.measure]})"
    side = "at or above" if rule.direction is Direction.ABOVE else "at or below"
    name = MEASURE_NAMES[rule.measure]
    return f"{rule.family}'s share of {name} {side} {level(rule.threshold)}"


def rule_terms(rule: Rule) -> str:
    """What a rule takes beyond its threshold, and what it does; empty where that is nothing."""
    return ", ".join((*_terms_of_values(rule), *_terms_of_messages(rule)))


def _terms_of_values(rule: Rule) -> Iterator[str]:
    if rule.margin:
        side = "below" if rule.direction is Direction.ABOVE else "above"
        yield f"clears {float(rule.margin) * 100:g} pp {side} it"
    if rule.window > rule.confirm:
        yield f"{rule.confirm} of {rule.window} published values"
    elif rule.confirm > 1:
        yield f"{rule.confirm} published values in a row"
    if rule.clear_after > 1:
        yield f"clears after {rule.clear_after} values"
    if rule.max_gap_s is not None:
        yield f"no gap over {span(rule.max_gap_s)}"


def _terms_of_messages(rule: Rule) -> Iterator[str]:
    if rule.cooldown_s:
        yield f"at most one message in {span(rule.cooldown_s)}"
    if rule.repeat_s is not None:
        yield f"repeated every {span(rule.repeat_s)}"
    if rule.once:
        yield "once"
    if rule.tell_on_creation:
        yield "told if already so"
    if rule.expires_at is not None:
        yield f"expires {moment(rule.expires_at)}"
