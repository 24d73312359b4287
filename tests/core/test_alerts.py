"""The alert state machine, case by case, and what must hold in every story."""

from __future__ import annotations

import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import alert_cases
from sharewatch.core import alerts
from sharewatch.core.episodes import (
    EventKind,
    Evidence,
    Notice,
    Outcome,
    RuleState,
    Snooze,
    State,
    from_json,
    to_json,
)
from sharewatch.core.observation import Level, level_of, without_corrected
from sharewatch.core.rules import Direction, Rule, RuleError, demand_clearable
from sharewatch.core.shares import Measure

HERE = Path(__file__).parent
FILES = [HERE / "alert_cases.toml"] + [
    Path(name) for name in os.environ.get("SHAREWATCH_ALERT_CASES", "").split(os.pathsep) if name
]
CASES = [case for file in FILES for case in alert_cases.read_cases(file)]


def started(case: alert_cases.Case) -> RuleState:
    """A rule in the middle of its life: one that fires was told."""
    firing = case.start == "FIRING"
    return RuleState(state=State(case.start), told=firing, episode=int(firing))


def play(rule: Rule, state: RuleState, step: alert_cases.Step, seq: int) -> Outcome:
    match step.event:
        case None:
            evidence = Evidence(
                step.seq if step.seq is not None else seq,
                step.at,
                step.low,
                step.high,
                step.update,
                step.history,
                step.renewal,
            )
            return alerts.evaluate(rule, state, evidence)
        case "tick":
            return alerts.tick(rule, state, step.at)
        case "restart" | "wake":
            return alerts.resume(rule, from_json(to_json(state)), step.at)
        case "snooze":
            return Outcome(alerts.snooze(state, step.at, step.seconds))
        case "ack":
            return Outcome(alerts.acknowledge(state))
        case "redefine" | "edit":
            return Outcome(alerts.redefined(state))
    pytest.fail(f"unknown event {step.event!r}")


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_case(case: alert_cases.Case) -> None:
    state, inbox = started(case), []
    for seq, step in enumerate(case.steps, 1):
        outcome = play(case.rule, state, step, seq)
        state = outcome.state
        inbox += [str(kind) for kind in outcome.events]
        where = f"step {seq} at {step.at}"
        if step.state is not None:
            assert state.state == step.state, where
        assert tuple(map(str, outcome.notices)) == step.notices, where
    if case.inbox is not None:
        assert tuple(inbox) == case.inbox


# -- what the cases leave open ---------------------------------------------------------------

HALF = Fraction(1, 2)


def rule(**changes: Any) -> Rule:
    return replace(Rule("A", Measure.D30, Direction.ABOVE, HALF), **changes)


ARMED = RuleState(State.ARMED)
ON, BAND, OFF = Fraction(6, 10), Fraction(49, 100), Fraction(4, 10)


def after(
    watched: Rule, state: RuleState, *polls: tuple[int, Fraction | None]
) -> tuple[RuleState, list[Outcome]]:
    outcomes = []
    for at, value in polls:
        seq = (state.last_seq or 0) + 1
        outcomes.append(alerts.evaluate(watched, state, Evidence(seq, at, value, value)))
        state = outcomes[-1].state
    return state, outcomes


def test_a_rule_may_ask_to_be_told_on_creation() -> None:
    state, [outcome] = after(rule(tell_on_creation=True), RuleState(), (0, ON))
    assert outcome.events == (EventKind.FIRED,)
    assert outcome.notices == (Notice.FIRED,)
    assert state.episode == 1


@pytest.mark.parametrize("value", [OFF, BAND])
def test_a_new_rule_below_its_threshold_is_armed_in_silence(value: Fraction) -> None:
    state, [outcome] = after(rule(margin=Fraction(2, 100)), RuleState(), (0, value))
    assert state.state is State.ARMED
    assert not outcome.events


def test_clearing_takes_as_many_observations_as_asked_and_a_return_starts_over() -> None:
    watched = rule(clear_after=2)
    state, outcomes = after(watched, ARMED, (0, ON), (1, OFF), (2, ON), (3, OFF), (4, OFF))
    assert [o.state.state for o in outcomes] == [
        State.FIRING,
        State.CLEARING,
        State.FIRING,
        State.CLEARING,
        State.ARMED,
    ]
    assert [o.events for o in outcomes] == [(EventKind.FIRED,), (), (), (), (EventKind.CLEARED,)]
    assert not state.told


def test_the_band_keeps_a_firing_rule_firing_and_breaks_a_streak() -> None:
    watched = rule(margin=Fraction(2, 100), confirm=2, window=2)
    state, outcomes = after(watched, ARMED, (0, ON), (1, BAND), (2, ON), (3, ON), (4, BAND))
    assert [o.state.state for o in outcomes] == [
        State.PENDING,
        State.ARMED,
        State.PENDING,
        State.FIRING,
        State.FIRING,
    ]
    assert state.told


def test_a_window_that_empties_disarms() -> None:
    watched = rule(confirm=2, window=3)
    _, outcomes = after(watched, ARMED, (0, ON), (1, OFF), (2, OFF), (3, OFF))
    assert [o.state.state for o in outcomes] == [State.PENDING] * 3 + [State.ARMED]


def test_a_long_gap_takes_clearing_back_to_firing() -> None:
    watched = rule(clear_after=2, max_gap_s=100)
    state, _ = after(watched, ARMED, (0, ON), (10, OFF), (500, OFF))
    assert (state.state, state.offs) == (State.CLEARING, 1)


def test_after_a_long_gap_the_same_value_is_an_observation_again() -> None:
    watched = rule(confirm=2, window=2, max_gap_s=100)
    state = alerts.evaluate(watched, ARMED, Evidence(1, 0, ON, ON, "d1")).state
    state = alerts.evaluate(watched, state, Evidence(2, 500, ON, ON, "d1")).state
    assert (state.state, state.seen) == (State.PENDING, (True,))


def test_one_health_notice_per_outage() -> None:
    _, outcomes = after(rule(), ARMED, (0, None), (1, None), (2, OFF), (3, None))
    assert [o.outage_began for o in outcomes] == [True, False, False, True]


def test_an_interval_across_either_level_says_nothing() -> None:
    watched = rule(margin=Fraction(2, 100))
    assert level_of(watched, OFF, BAND) is Level.UNKNOWN
    assert level_of(watched, BAND, ON) is Level.UNKNOWN
    assert level_of(watched, BAND, BAND) is Level.BAND
    assert level_of(watched, None, ON) is Level.UNKNOWN


def test_a_snooze_holds_the_message_and_tells_it_once_when_it_ends() -> None:
    state = alerts.snooze(ARMED, 0, 100)
    state, [outcome] = after(rule(), state, (10, ON))
    assert outcome.events == (EventKind.FIRED,)
    assert not outcome.notices
    assert not alerts.tick(rule(), state, 99).notices
    ended = alerts.tick(rule(), state, 100)
    assert ended.notices == (Notice.FIRED,)
    assert not alerts.tick(rule(), ended.state, 101).notices


def test_clearing_during_a_snooze_is_for_the_inbox_only() -> None:
    state, _ = after(rule(), ARMED, (0, ON))
    state, [outcome] = after(rule(), alerts.snooze(state, 1, 100), (2, OFF))
    assert outcome.events == (EventKind.CLEARED,)
    assert not outcome.notices
    assert not alerts.tick(rule(), state, 200).notices


def test_a_snooze_can_be_ended_early() -> None:
    state, _ = after(rule(), alerts.snooze(ARMED, 0, 100), (10, ON))
    assert alerts.tick(rule(), alerts.snooze(state, 20, 0), 20).notices == (Notice.FIRED,)


def test_a_snooze_is_not_stretched_by_a_clock_set_back() -> None:
    state, _ = after(rule(), alerts.snooze(ARMED, 1_000_000, 100), (1_000_001, ON))
    early = alerts.tick(rule(), state, 50)
    assert early.state.snooze == Snooze(150, 100)
    assert alerts.tick(rule(), early.state, 150).notices == (Notice.FIRED,)


def test_a_snooze_survives_an_edit_of_the_rule() -> None:
    state = alerts.redefined(alerts.snooze(RuleState(State.FIRING, told=True), 0, 60))
    assert state == RuleState(snooze=Snooze(60, 60))


def test_what_came_due_more_than_a_day_before_the_restart_is_missed() -> None:
    state, _ = after(rule(), alerts.snooze(ARMED, 0, 100), (10, ON))
    assert alerts.resume(rule(), state, 100 + alerts.MISSED_AFTER_S).notices == (Notice.FIRED,)
    late = alerts.resume(rule(), state, 101 + alerts.MISSED_AFTER_S)
    assert late.missed
    assert not late.notices
    assert late.state.due is None


def test_of_a_message_that_came_too_late_no_end_is_told_either() -> None:
    state, [fired] = after(rule(), ARMED, (0, ON))
    assert fired.notices == (Notice.FIRED,)
    _, [told] = after(rule(), state, (1, OFF))
    _, [untold] = after(rule(), alerts.untold(state), (1, OFF))
    assert told.events == untold.events == (EventKind.CLEARED,)
    assert (told.notices, untold.notices) == ((Notice.CLEARED,), ())


def test_a_rule_that_begins_anew_within_a_renewal_still_has_its_first_value_before_it() -> None:
    begun = RuleState(last_renewal=7)
    seen = Evidence(8, 10, ON, ON, update=2, renewal=7)
    assert without_corrected(rule(), begun, seen) == begun


def test_a_rule_expires_by_time_alone_and_drops_what_was_due() -> None:
    watched = rule(expires_at=50)
    state, _ = after(watched, alerts.snooze(ARMED, 0, 100), (10, ON))
    expired = alerts.tick(watched, state, 50)
    assert expired.state.state is State.EXPIRED
    assert expired.state.due is None
    assert alerts.tick(watched, expired.state, 200) == Outcome(expired.state)
    assert alerts.resume(watched, expired.state, 200) == Outcome(expired.state)


def test_a_baseline_is_never_repeated() -> None:
    _, outcomes = after(rule(repeat_s=10), RuleState(), (0, ON), (100, ON))
    assert [o.notices for o in outcomes] == [(), ()]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"family": " "}, "family"),
        ({"threshold": Fraction(3, 2)}, "threshold"),
        ({"margin": Fraction(-1, 10)}, "margin"),
        ({"confirm": 3, "window": 2}, "confirm"),
        ({"clear_after": 0}, "clear_after"),
        ({"clear_after": 367}, "clear_after"),
        ({"cooldown_s": -1}, "cooldown_s"),
        ({"repeat_s": 0}, "repeat_s"),
        ({"max_gap_s": -5}, "max_gap_s"),
        ({"scope": ""}, "scope"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(RuleError, match=f"^{field}: "):
        rule(**changes)


@pytest.mark.parametrize(
    ("direction", "threshold", "margin", "clears"),
    [
        (Direction.ABOVE, HALF, Fraction(49, 100), True),
        (Direction.ABOVE, HALF, HALF, False),
        (Direction.ABOVE, Fraction(0), Fraction(0), False),
        (Direction.BELOW, HALF, Fraction(49, 100), True),
        (Direction.BELOW, Fraction(9, 10), Fraction(1, 5), False),
    ],
)
def test_a_rule_must_be_able_to_clear(
    direction: Direction, threshold: Fraction, margin: Fraction, clears: bool
) -> None:
    watched = rule(direction=direction, threshold=threshold, margin=margin)
    if clears:
        demand_clearable(watched)
    else:
        with pytest.raises(RuleError, match="never clear"):
            demand_clearable(watched)


values = st.one_of(st.none(), st.fractions(0, 1, max_denominator=50))
rules = st.builds(
    lambda margin, need, extra, clear, repeat, cooldown, direction: rule(
        direction=direction,
        margin=margin,
        confirm=need,
        window=need + extra,
        clear_after=clear,
        repeat_s=repeat,
        cooldown_s=cooldown,
    ),
    st.fractions(0, Fraction(1, 5), max_denominator=50),
    st.integers(1, 3),
    st.integers(0, 2),
    st.integers(1, 3),
    st.one_of(st.none(), st.integers(1, 50)),
    st.integers(0, 40),
    st.sampled_from(Direction),
)
stories = st.lists(st.tuples(st.integers(1, 30), values), max_size=40)


@given(rules, stories)
def test_in_every_story_episodes_alternate_and_a_restart_changes_nothing(
    watched: Rule, story: list[tuple[int, Fraction | None]]
) -> None:
    state, at, events, told = ARMED, 0, [], []
    for seq, (step, value) in enumerate(story, 1):
        at += step
        stored = from_json(to_json(state))
        assert stored == state
        outcome = alerts.evaluate(watched, stored, Evidence(seq, at, value, value))
        if value is None:
            assert (outcome.events, outcome.notices) == ((), ())
            assert outcome.state.state is state.state
        again = alerts.evaluate(watched, outcome.state, Evidence(seq, at, value, value))
        assert again == Outcome(outcome.state)
        state = outcome.state
        events += outcome.events
        told += outcome.notices
    assert events == [EventKind.FIRED, EventKind.CLEARED] * (len(events) // 2) + (
        [EventKind.FIRED] if len(events) % 2 else []
    )
    assert state.episode == events.count(EventKind.FIRED)
    firsts = [notice for notice in told if notice is not Notice.REPEAT]
    assert firsts.count(Notice.CLEARED) <= firsts.count(Notice.FIRED) <= state.episode


def test_the_last_value_of_each_renewal_is_the_one_that_counts() -> None:
    """A rule that wants two in a row fires and clears though each is also seen in its midst."""
    level = Fraction(1, 2)
    margin = Fraction(2, 100)
    rule = Rule("Qwen", Measure.D30, Direction.ABOVE, level, margin, confirm=2, window=2)
    state, said = RuleState(), []
    for seq, (percent, renewal) in enumerate(
        [(40, 1), (49, 2), (51, 2), (49, 3), (51, 3), (49, 4), (51, 4)], 1
    ):
        share = Fraction(percent, 100)
        seen = Evidence(seq, seq * 3600, share, share, f"{seq}", renewal=renewal)
        outcome = alerts.evaluate(rule, state, seen)
        state = outcome.state
        said += outcome.events
    assert said == [EventKind.FIRED]
    rule = replace(rule, margin=Fraction(0), confirm=1, window=1, clear_after=2)
    for seq, (percent, renewal) in enumerate([(45, 5), (51, 6), (45, 6)], 10):
        share = Fraction(percent, 100)
        seen = Evidence(seq, seq * 3600, share, share, f"{seq}", renewal=renewal)
        outcome = alerts.evaluate(rule, state, seen)
        state = outcome.state
        said += outcome.events
    assert said == [EventKind.FIRED, EventKind.CLEARED]
