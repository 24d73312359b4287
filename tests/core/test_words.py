"""Values as people read them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sharewatch.core import words
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (None, "–"),
        (0, "0"),
        (942, "942"),
        (15_740, "15.7K"),
        (999_960, "1.0M"),
        (942_100_000, "942.1M"),
        (1_150_000_000, "1.15B"),
        (-2_500, "-2.5K"),
    ],
)
def test_counts_are_short(count: int | None, said: str) -> None:
    assert words.compact(count) == said


def test_unknown_is_a_dash_everywhere() -> None:
    assert {words.percent(None), words.points(None), words.exact(None)} == {"–"}


def test_shares_and_changes_carry_their_unit() -> None:
    assert words.percent(Fraction(481, 1000)) == "48.1 %"
    assert words.points(Fraction(13, 1000)) == "+1.3 pp"
    assert words.points(Fraction(-13, 1000)) == "−1.3 pp"
    assert words.points(Fraction(-3, 100_000)) == "0.0 pp"
    assert words.exact(942_100_000) == "942,100,000"
    assert words.level(Fraction("0.335")) == "33.5 %"


def test_a_count_agrees_with_its_noun() -> None:
    assert words.many(1, "poll") == "1 poll"
    assert words.many(1204, "poll") == "1,204 polls"
    assert words.many(0, "entry", "entries") == "0 entries"


def test_moments_are_utc() -> None:
    at = 1_778_328_000
    assert words.moment(at) == "2026-05-09 12:00 UTC"
    assert words.day(at) == "2026-05-09"
    assert words.iso(at) == "2026-05-09T12:00:00Z"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(12, "just now"), (300, "5 min ago"), (3 * 3600, "3 h ago"), (3 * 86_400, "3 days ago")],
)
def test_ages_use_their_largest_unit(seconds: int, said: str) -> None:
    assert words.age(seconds) == said


def test_spans_shorter_than_a_minute_are_seconds() -> None:
    assert words.span(12) == "12 s"


@pytest.mark.parametrize(
    ("direction", "said"), [(Direction.ABOVE, "at or above"), (Direction.BELOW, "at or below")]
)
def test_a_rule_reads_as_a_sentence(direction: Direction, said: str) -> None:
    rule = Rule("Qwen", Measure.D30, direction, Fraction(1, 2))
    assert words.rule_text(rule) == f"Qwen's share of 30-day downloads {said} 50 %"


def test_a_watched_claim_reads_as_its_own_sentence() -> None:
    rule = Rule("Qwen leads.", Measure.D30, Direction.ABOVE, Fraction(1, 2), claim="qwen-leads")
    assert words.rule_text(rule) == "Qwen leads (30-day downloads)"


def test_what_a_rule_takes_and_does_is_said_in_full() -> None:
    plain = Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 2))
    assert words.rule_terms(plain) == ""
    assert words.rule_terms(replace(plain, margin=Fraction(1, 200), confirm=2, window=2)) == (
        "clears 0.5 pp below it, 2 published values in a row"
    )
    full = replace(
        plain,
        direction=Direction.BELOW,
        margin=Fraction(1, 100),
        confirm=2,
        window=3,
        clear_after=2,
        max_gap_s=36 * 3600,
        cooldown_s=86_400,
        repeat_s=7 * 86_400,
        once=True,
        tell_on_creation=True,
        expires_at=86_400,
    )
    assert words.rule_terms(full) == (
        "clears 1 pp above it, 2 of 3 published values, clears after 2 values, no gap over 36 h, "
        "at most one message in 24 h, repeated every 7 days, once, told if already so, "
        "expires 1970-01-02 00:00 UTC"
    )
