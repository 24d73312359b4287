"""Observations: where a poll's evidence lies against a rule, and whether it counts as a new one.

Six polls of one published value are one observation. So are the values that are seen while the
source renews its counts, of which the last one holds.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from fractions import Fraction

from sharewatch.core.episodes import Evidence, RuleState, State
from sharewatch.core.rules import Direction, Rule


class Level(Enum):
    """Where the evidence lies against the rule's two levels."""

    ON = "on"
    BAND = "band"
    OFF = "off"
    UNKNOWN = "unknown"


def level_of(rule: Rule, low: Fraction | None, high: Fraction | None) -> Level:
    """Where an interval of shares lies; one that straddles either level is unknown."""
    if low is None or high is None:
        return Level.UNKNOWN
    ends = {_level_of_point(rule, low), _level_of_point(rule, high)}
    return ends.pop() if len(ends) == 1 else Level.UNKNOWN


def already_counted(rule: Rule, state: RuleState, evidence: Evidence, level: Level) -> bool:
    """Whether this value was counted, or another of its renewal that says the same."""
    if not rule.by_update:
        return False
    if same_value(state, evidence):
        return True
    return _same_renewal(state, evidence) and not _says_otherwise(state, level)


def same_value(state: RuleState, evidence: Evidence) -> bool:
    """Whether a value is the very one that was seen last."""
    return evidence.update is not None and evidence.update == state.last_update


def without_corrected(rule: Rule, state: RuleState, evidence: Evidence) -> RuleState:
    """The state that a value is to be counted upon: before an earlier one of its renewal was."""
    if not rule.by_update:
        return state
    if _same_renewal(state, evidence):
        return _before_renewal(state)
    return replace(state, seen_before=state.seen, offs_before=state.offs)


def _before_renewal(state: RuleState) -> RuleState:
    """The streaks as they were; an episode that has begun or ended since stays so."""
    match state.state:
        case State.ARMED | State.PENDING:
            seen = state.seen_before if any(state.seen_before) else ()
            return replace(state, state=State.PENDING if seen else State.ARMED, seen=seen)
        case State.FIRING | State.CLEARING:
            offs = state.offs_before
            return replace(state, state=State.CLEARING if offs else State.FIRING, offs=offs)
    return state


def _level_of_point(rule: Rule, share: Fraction) -> Level:
    """ON at or beyond the threshold, OFF beyond the margin, BAND between."""
    beyond = share - rule.threshold
    if rule.direction is Direction.BELOW:
        beyond = -beyond
    if beyond >= 0:
        return Level.ON
    return Level.OFF if beyond < -rule.margin else Level.BAND


def _same_renewal(state: RuleState, evidence: Evidence) -> bool:
    return evidence.renewal is not None and evidence.renewal == state.last_renewal


def _says_otherwise(state: RuleState, level: Level) -> bool:
    """Whether a value is at odds with the last one that was counted, which the state tells."""
    match state.state:
        case State.PENDING:
            return state.seen[-1] is not (level is Level.ON)
        case State.FIRING:
            return level is Level.OFF
        case State.CLEARING:
            return level is not Level.OFF
    return level is Level.ON
