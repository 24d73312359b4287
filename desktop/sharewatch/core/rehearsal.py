"""Rehearsal: what a rule would have said of the past, had it watched. Nothing comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from sharewatch.core.alerts import evaluate
from sharewatch.core.episodes import EventKind, Evidence, RuleState
from sharewatch.core.observation import Level, level_of
from sharewatch.core.rules import Rule


@dataclass(frozen=True, slots=True)
class Crossing:
    """What would have stood in the inbox: when (UTC seconds of the source), what, which share."""

    at: int
    kind: EventKind
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rule's past: what it would have said, of how many values, and how many said nothing.

    ``first`` and ``last`` are the moments of the first and last value that was looked at.
    """

    crossings: tuple[Crossing, ...] = ()
    values: int = 0
    unknown: int = 0
    first: int | None = None
    last: int | None = None

    @property
    def fired(self) -> tuple[Crossing, ...]:
        """The times at which it would have told."""
        return tuple(one for one in self.crossings if one.kind is EventKind.FIRED)


def rehearse(rule: Rule, past: Iterable[Evidence]) -> Rehearsal:
    """Let a rule see the past as if each value had just come; ``past`` in rising time.

    The evidence's ``at`` is the source's time. An expiry is left out, for it lies in the future.
    """
    watched = replace(rule, expires_at=None)
    state = RuleState()
    crossings: list[Crossing] = []
    moments: list[int] = []
    unknown = 0
    for seen in past:
        moments.append(seen.at)
        unknown += level_of(watched, seen.low, seen.high) is Level.UNKNOWN
        outcome = evaluate(watched, state, seen)
        crossings += [Crossing(seen.at, kind, seen.low) for kind in outcome.events]
        state = outcome.state
    return Rehearsal(
        tuple(crossings),
        len(moments),
        unknown,
        moments[0] if moments else None,
        moments[-1] if moments else None,
    )
