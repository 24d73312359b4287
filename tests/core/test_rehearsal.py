"""What a rule would have said of the past is what it says of the same values when they come."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core import alerts
from sharewatch.core.episodes import EventKind, Evidence, RuleState
from sharewatch.core.rehearsal import Rehearsal, rehearse
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure

RULE = Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 2), Fraction(1, 100))
DAY = 86_400


def past(*percents: int | None) -> list[Evidence]:
    return [
        Evidence(at, at * DAY, share, share, str(at))
        for at, share in enumerate(
            (None if one is None else Fraction(one, 100) for one in percents), 1
        )
    ]


def test_it_would_have_fired_on_these_days_and_cleared_on_those() -> None:
    found = rehearse(RULE, past(48, 50, 49, None, 48, 51))
    assert [(one.at // DAY, one.kind) for one in found.crossings] == [
        (2, EventKind.FIRED),
        (5, EventKind.CLEARED),
        (6, EventKind.FIRED),
    ]
    assert [one.share for one in found.fired] == [Fraction(1, 2), Fraction(51, 100)]
    assert (found.values, found.unknown) == (6, 1)
    assert (found.first, found.last) == (DAY, 6 * DAY)


def test_a_share_that_was_beyond_from_the_start_would_not_have_told() -> None:
    found = rehearse(RULE, past(60, 61))
    assert found.fired == ()
    assert [one.kind for one in found.crossings] == [EventKind.BASELINE]


def test_no_past_says_nothing() -> None:
    assert rehearse(RULE, ()) == Rehearsal()


def test_a_day_of_expiry_does_not_silence_the_past() -> None:
    ending = Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 2), expires_at=1)
    assert len(rehearse(ending, past(40, 60)).fired) == 1


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 100)), max_size=40),
    st.integers(1, 3),
    st.integers(0, 2),
    st.integers(1, 3),
)
def test_the_past_is_judged_as_the_present_is(
    percents: list[int | None], confirm: int, more: int, clear: int
) -> None:
    rule = Rule(
        "Qwen",
        Measure.D30,
        Direction.BELOW,
        Fraction(1, 2),
        Fraction(3, 100),
        confirm=confirm,
        window=confirm + more,
        clear_after=clear,
    )
    state, said = RuleState(), []
    for seen in past(*percents):
        outcome = alerts.evaluate(rule, state, seen)
        state = outcome.state
        said += [(seen.at, kind) for kind in outcome.events]
    assert [(one.at, one.kind) for one in rehearse(rule, past(*percents)).crossings] == said
