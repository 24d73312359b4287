"""Claims: sentences about downloads as data, judged by the program's own numbers.

A claim says ``left relation factor × right``: "Qwen has more than double the next eight" is
Qwen > 2 × the next eight. Which models are counted is its definition: scope, attribution, measure
and period. One sentence may hold under one definition and fail under another.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import inf

from sharewatch.core.intervals import Interval
from sharewatch.core.references import span_of
from sharewatch.core.shares import HUB, OFFICIAL, TEXT, TRACKED
from sharewatch.core.sides import Amount, Figures, Group, Number, arithmetic
from sharewatch.core.words import day

MEASURES = ("30d", "all-time", "month", "week", "day", "derivatives")
"""What a claim may count, in the order of a table."""

_SCOPES = (TRACKED, TEXT, HUB)


class ClaimError(ValueError):
    """A claim that no numbers could decide: the field and the reason."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key, self.reason = key, reason


class Verdict(StrEnum):
    """What the numbers say of a claim."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


class Relation(StrEnum):
    """How the left side is said to stand to ``factor × right``."""

    MORE = ">"
    LESS = "<"
    AT_LEAST = ">="
    AT_MOST = "<="

    def holds(self, left: Fraction, right: Fraction) -> bool:
        """Whether two exact values stand so."""
        return _COMPARE[self](left, right)

    @property
    def sign(self) -> str:
        """As it is printed."""
        return {">=": "≥", "<=": "≤"}.get(self.value, self.value)


_COMPARE: Mapping[Relation, Callable[[Fraction, Fraction], bool]] = {
    Relation.MORE: operator.gt,
    Relation.LESS: operator.lt,
    Relation.AT_LEAST: operator.ge,
    Relation.AT_MOST: operator.le,
}


@dataclass(frozen=True, slots=True)
class Definition:
    """How a claim is counted. ``period`` is as in ``references.span_of``; ``None``: the latest."""

    scope: str = TRACKED
    attribution: str = OFFICIAL
    measure: str = "30d"
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence and what it says: ``left relation factor × right``.

    ``by`` is the last day on which it may come true (UTC, ``2026-04-30``), ``None`` for a claim
    without one. ``claimed_left`` and ``claimed_right`` are the numbers its source gives. Raises
    ``ClaimError``.
    """

    id: str
    sentence: str
    definition: Definition
    left: Group
    relation: Relation
    factor: Fraction
    right: Group
    source: str
    by: str | None = None
    claimed_left: int | None = None
    claimed_right: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse what no numbers could decide."""
        if self.definition.measure not in MEASURES:
            raise ClaimError("measure", f"takes one of {', '.join(MEASURES)}")
        for key, period in (("period", self.definition.period), ("by", self.by)):
            try:
                span_of(period or "2026")
            except ValueError as error:
                raise ClaimError(key, str(error)) from error
        if self.factor <= 0:
            raise ClaimError("factor", "takes a number above 0")
        if isinstance(self.left, Number):
            raise ClaimError("left", "takes a group of models; a number stands on the right")


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim judged under one definition.

    ``left`` and ``right`` are exact or ``None``; their bounds are equal, apart, or not known.
    ``ratio`` is left over right, without the factor. ``reason`` says why a verdict is unknown, or
    when a number was reached;
    ``arithmetic`` is the line to show: ``153.6M >? 2 × 71.2M = 142.4M``.
    """

    claim: Claim
    definition: Definition
    verdict: Verdict
    left: int | None = None
    right: int | None = None
    left_bounds: Interval | None = None
    right_bounds: Interval | None = None
    ratio: Fraction | None = None
    reason: str = ""
    arithmetic: str = ""


def judge(claim: Claim, figures: Figures, definition: Definition | None = None) -> Judged:
    """Judge a claim by the figures of a definition, its own unless another is given.

    It holds or fails when it does so everywhere within the bounds of both sides; else it is
    unknown. With a day to come true by, what isn't true yet is unknown until that day is over and
    fails afterwards; what is true only afterwards is unknown, unless the history saw it crossed.
    """
    left, right = claim.left.amount(figures), claim.right.amount(figures)
    return _judged(claim, left, right, figures, definition or claim.definition)


def judge_published(claim: Claim) -> Judged | None:
    """The claim by the numbers its own source gives, ``None`` where it doesn't give both.

    "Over half of all" is 942.1M of 2.04B in its source's own figures, and so fails by them. A day
    to come true by is taken as still ahead.
    """
    if claim.claimed_left is None or claim.claimed_right is None:
        return None
    left, right = Number(claim.claimed_left), Number(claim.claimed_right)
    said = Figures(as_of=span_of(claim.by)[0] if claim.by else 0, sums=())
    return _judged(claim, left.amount(said), right.amount(said), said, claim.definition)


def undecided(claim: Claim, definition: Definition, reason: str) -> Judged:
    """A claim under a definition for which there are no figures, such as a month before any."""
    return Judged(claim, definition, Verdict.UNKNOWN, reason=reason)


def watched_bounds(judged: Judged) -> tuple[Fraction, Fraction] | None:
    """The least and the most of a claim as a share to watch: left / (left + factor × right).

    It is 1/2 or more exactly when left ≥ factor × right. So a claim of more is the rule "at or
    above 50 %", and a claim of less "at or below 50 %", with a share's margin, confirmation and
    alerts. ``None`` where a side has no bounds, or both may be zero.
    """
    if judged.left_bounds is None or judged.right_bounds is None:
        return None
    factor = judged.claim.factor
    low = _part(judged.left_bounds.low, factor * judged.right_bounds.high)
    high = _part(judged.left_bounds.high, factor * judged.right_bounds.low)
    return None if low is None or high is None else (low, high)


def definitions_for(claim: Claim, available: Iterable[Definition]) -> tuple[Definition, ...]:
    """Every definition a claim can be judged under, for a table: its own first, always.

    Then by scope (tracked, text, hub, lists by name), attribution, measure, and period from the
    latest back. Derivatives are not downloads, so the two never stand for each other; and a
    number keeps its measure, for a billion a month is another sentence than a billion in all.
    """
    own = claim.definition
    measures = {own.measure}
    if own.measure != "derivatives" and not isinstance(claim.right, Number):
        measures = {one for one in MEASURES if one != "derivatives"}
    others = {one for one in available if one.measure in measures} - {own}
    by_period = sorted(others, key=lambda one: _end(one.period), reverse=True)
    return (own, *sorted(by_period, key=_place))


def _judged(
    claim: Claim, left: Amount, right: Amount, figures: Figures, definition: Definition
) -> Judged:
    verdict, reason = _compare(claim, left, right)
    if claim.by is not None:
        verdict, reason = _by_the_day(claim.by, figures, verdict, reason)
    return Judged(
        claim,
        definition,
        verdict,
        left.value,
        right.value,
        left.bounds,
        right.bounds,
        Fraction(left.value, right.value) if left.value is not None and right.value else None,
        reason,
        arithmetic(left, claim.relation.sign, claim.factor, right),
    )


def _compare(claim: Claim, left: Amount, right: Amount) -> tuple[Verdict, str]:
    if left.bounds is None or right.bounds is None:
        return Verdict.UNKNOWN, "; ".join(
            dict.fromkeys(filter(None, (left.missing, right.missing)))
        )
    found = {
        claim.relation.holds(Fraction(one), claim.factor * other)
        for one in (left.bounds.low, left.bounds.high)
        for other in (right.bounds.low, right.bounds.high)
    }
    if len(found) == 2:
        return Verdict.UNKNOWN, "models were not seen, and it turns on them"
    return Verdict.HOLDS if True in found else Verdict.FAILS, ""


def _by_the_day(by: str, figures: Figures, verdict: Verdict, reason: str) -> tuple[Verdict, str]:
    over = span_of(by)[1]
    if figures.reached_at is not None:
        when = f"reached about {day(figures.reached_at)}"
        if figures.reached_at < over:
            return Verdict.HOLDS, when
        return Verdict.FAILS, f"{when}, after {by}"
    if verdict is Verdict.HOLDS and figures.as_of >= over:
        return Verdict.UNKNOWN, f"true by now; whether by {by}, the history doesn't show"
    if verdict is Verdict.FAILS and figures.as_of < over:
        return Verdict.UNKNOWN, f"not yet, and open until {by}" + (
            f"; {figures.forecast}" if figures.forecast else ""
        )
    return verdict, reason


def _part(left: int, right: Fraction) -> Fraction | None:
    return left / (left + right) if left + right else None


def _end(period: str | None) -> float:
    return span_of(period)[1] if period else inf


def _place(one: Definition) -> tuple[int, str, bool, int]:
    scope = _SCOPES.index(one.scope) if one.scope in _SCOPES else len(_SCOPES)
    return scope, one.scope, one.attribution != OFFICIAL, MEASURES.index(one.measure)
