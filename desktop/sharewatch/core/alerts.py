"""The alert state machine: one rule, its state and a poll's evidence in; what follows, out.

Nothing here knows a clock: every call is told the time, in UTC seconds of the source. A share
is compared as an exact fraction. The numbers in comments are the rows of the table in
ARCHITECTURE.md, "How an alert lives".
"""

from __future__ import annotations

from dataclasses import replace

from sharewatch.core.episodes import (
    EventKind,
    Evidence,
    Notice,
    Outcome,
    RuleState,
    Snooze,
    State,
)
from sharewatch.core.observation import (
    Level,
    already_counted,
    level_of,
    same_value,
    without_corrected,
)
from sharewatch.core.rules import Rule

MISSED_AFTER_S = 24 * 3600


def evaluate(rule: Rule, before: RuleState, evidence: Evidence, quiet_until: int = 0) -> Outcome:
    """Take one poll's evidence into account; before ``quiet_until`` nothing is told (15).

    An import and a poll that was already evaluated change nothing (12), nor does anything once
    the rule is done or expired (17).
    """
    if _ended(before) or evidence.history or _already_evaluated(before, evidence):
        return Outcome(before)
    now = evidence.at
    state = replace(_rebased(before, now), last_seq=evidence.seq)
    if _expired(rule, now):
        return Outcome(_expire(state))
    level = level_of(rule, evidence.low, evidence.high)
    if level is Level.UNKNOWN:  # 10
        return Outcome(replace(state, outage=True), outage_began=not state.outage)
    state = _after_gap(rule, state, now)
    counts = not already_counted(rule, state, evidence, level)
    state = replace(
        without_corrected(rule, state, evidence) if counts else state,
        outage=False,
        last_valid_at=now,
        last_update=evidence.update,
        last_renewal=state.last_renewal if same_value(state, evidence) else evidence.renewal,
    )
    quiet = now < quiet_until
    outcome = _observe(rule, state, level, now, quiet=quiet) if counts else Outcome(state)
    if outcome.state.state is State.FIRING and level is not Level.OFF:  # 6
        outcome = _deliver(rule, _with_repeat_due(rule, outcome, now), now, quiet_until)
    return outcome


def tick(rule: Rule, before: RuleState, now: int, quiet_until: int = 0) -> Outcome:
    """Let time pass without a poll: a snooze or cooldown may end (15), a rule expire (17)."""
    if _ended(before):
        return Outcome(before)
    state = _rebased(before, now)
    if _expired(rule, now):
        return Outcome(_expire(state))
    if state.state is not State.FIRING:
        return Outcome(state)
    return _deliver(rule, Outcome(state), now, quiet_until)


def resume(rule: Rule, before: RuleState, now: int, quiet_until: int = 0) -> Outcome:
    """Go on from a stored state (14): what is due is told, unless it is too old.

    ``quiet_until`` may lie in the past: what a snooze held back is not old when that ends.
    """
    if _ended(before):
        return Outcome(before)
    state = _rebased(before, now)
    ready = max(_ready_at(rule, state), quiet_until)
    if state.due and now - ready > MISSED_AFTER_S:
        return Outcome(replace(state, due=None), missed=state.due is Notice.FIRED)
    return tick(rule, state, now, quiet_until)


def untold(before: RuleState) -> RuleState:
    """The message of this episode was too late to be shown, so nothing that follows from it is."""
    return replace(before, told=False)


def snooze(before: RuleState, now: int, length: int) -> RuleState:
    """Say nothing of this rule for ``length`` seconds; 0 ends a snooze."""
    return replace(before, snooze=Snooze(now + max(0, length), max(0, length)))


def acknowledge(before: RuleState) -> RuleState:
    """No repeats until the rule clears, nor one that waits (16)."""
    due = None if before.due is Notice.REPEAT else before.due
    return replace(before, acknowledged=True, due=due)


def redefined(before: RuleState) -> RuleState:
    """Begin anew after the rule, its family or its scope changed (13); a snooze stays."""
    return RuleState(snooze=before.snooze)


def _ended(state: RuleState) -> bool:
    return state.state in (State.DONE, State.EXPIRED)


def _already_evaluated(state: RuleState, evidence: Evidence) -> bool:
    return state.last_seq is not None and evidence.seq <= state.last_seq


def _expired(rule: Rule, now: int) -> bool:
    return rule.expires_at is not None and now >= rule.expires_at


def _expire(state: RuleState) -> RuleState:
    return replace(state, state=State.EXPIRED, due=None, outage=False)


def _rebased(state: RuleState, now: int) -> RuleState:
    """A clock set back must not stretch a wait beyond its length (18)."""
    pause = state.snooze
    return replace(
        state,
        snooze=rebased(pause, now) if pause else None,
        fired_at=_not_after(state.fired_at, now),
        told_at=_not_after(state.told_at, now),
        last_valid_at=_not_after(state.last_valid_at, now),
        due_since=min(state.due_since, now),
    )


def rebased(pause: Snooze, now: int) -> Snooze:
    """A snooze by a clock that may have been set back; one that is over has no length left."""
    length = pause.length if now < pause.until else 0
    return Snooze(min(pause.until, now + pause.length), length)


def _not_after(at: int | None, now: int) -> int | None:
    return None if at is None else min(at, now)


def _after_gap(rule: Rule, state: RuleState, now: int) -> RuleState:
    """Streaks don't survive a gap longer than allowed; ARMED and FIRING do (11)."""
    last = state.last_valid_at
    if rule.max_gap_s is None or last is None or now - last <= rule.max_gap_s:
        return state
    back = {State.PENDING: State.ARMED, State.CLEARING: State.FIRING}
    return replace(
        state,
        state=back.get(state.state, state.state),
        seen=(),
        offs=0,
        last_update=None,
        last_renewal=None,
        seen_before=(),
        offs_before=0,
    )


def _observe(rule: Rule, state: RuleState, level: Level, now: int, *, quiet: bool) -> Outcome:
    """Count one new observation."""
    if state.state is State.NEW:
        return _first(rule, state, level, now)
    if state.state in (State.ARMED, State.PENDING):
        return _towards_firing(rule, state, level, now)
    return _towards_clearing(rule, state, level, quiet=quiet or _snoozed(state, now))


def _first(rule: Rule, state: RuleState, level: Level, now: int) -> Outcome:
    """The first value of a rule: a crossing needs a value before it (1, 2)."""
    if level is not Level.ON:
        return Outcome(replace(state, state=State.ARMED))
    if rule.tell_on_creation:
        return _fire(state, now)
    return Outcome(replace(state, state=State.FIRING), events=(EventKind.BASELINE,))


def _towards_firing(rule: Rule, state: RuleState, level: Level, now: int) -> Outcome:
    """Enough observations on fire the rule (3, 4); else the streak or window runs out (5)."""
    seen = (*state.seen, level is Level.ON)[-rule.window :]
    if sum(seen) >= rule.confirm:
        return _fire(state, now)
    in_a_row = rule.window == rule.confirm
    if not any(seen) or (in_a_row and level is not Level.ON):
        return Outcome(replace(state, state=State.ARMED, seen=()))
    return Outcome(replace(state, state=State.PENDING, seen=seen))


def _fire(state: RuleState, now: int) -> Outcome:
    """A new episode begins, and the user is to be told."""
    begun = replace(
        state,
        state=State.FIRING,
        seen=(),
        seen_before=(),
        offs_before=0,
        episode=state.episode + 1,
        told=False,
        acknowledged=False,
        due=Notice.FIRED,
        due_since=now,
    )
    return Outcome(begun, events=(EventKind.FIRED,))


def _towards_clearing(rule: Rule, state: RuleState, level: Level, *, quiet: bool) -> Outcome:
    """Enough observations off clear the rule (7, 8); anything else keeps it firing (9)."""
    if level is not Level.OFF:
        return Outcome(replace(state, state=State.FIRING, offs=0))
    offs = state.offs + 1
    if offs < rule.clear_after:
        return Outcome(replace(state, state=State.CLEARING, offs=offs))
    cleared = replace(
        state,
        state=State.ARMED,
        seen=(),
        offs=0,
        seen_before=(),
        offs_before=0,
        told=False,
        acknowledged=False,
        due=None,
    )
    tell = state.told and not quiet
    return Outcome(cleared, events=(EventKind.CLEARED,), notices=(Notice.CLEARED,) if tell else ())


def _with_repeat_due(rule: Rule, outcome: Outcome, now: int) -> Outcome:
    """An episode that was told is told again once its interval has passed (6)."""
    state = outcome.state
    if rule.repeat_s is None or state.acknowledged or not state.told or state.due:
        return outcome
    if state.told_at is not None and now - state.told_at < rule.repeat_s:
        return outcome
    return replace(outcome, state=replace(state, due=Notice.REPEAT, due_since=now))


def _deliver(rule: Rule, outcome: Outcome, now: int, quiet_until: int) -> Outcome:
    """Tell what is due, unless a snooze, a cooldown or quiet hours hold it (15)."""
    state = outcome.state
    if state.due is None or now < max(_ready_at(rule, state), quiet_until):
        return outcome
    told = replace(
        state,
        state=State.DONE if rule.once else state.state,
        outage=state.outage and not rule.once,
        told=True,
        due=None,
        told_at=now,
        fired_at=now if state.due is Notice.FIRED else state.fired_at,
    )
    return replace(outcome, state=told, notices=(*outcome.notices, state.due))


def _snoozed(state: RuleState, now: int) -> bool:
    return state.snooze is not None and now < state.snooze.until


def _ready_at(rule: Rule, state: RuleState) -> int:
    """From when on what is due may be told."""
    ready = state.due_since
    if state.snooze is not None:
        ready = max(ready, state.snooze.until)
    if state.due is Notice.FIRED and state.fired_at is not None:
        ready = max(ready, state.fired_at + rule.cooldown_s)
    return ready
