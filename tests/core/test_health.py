"""What is wrong is said in words, the gravest first, with what to do about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sharewatch.core.health import GRAVE, TOLD, Ailment, Vitals, findings
from sharewatch.core.plausibility import Doubt

WELL = Vitals(age_s=3600, stale_after_s=7200)


def doubt(name: str) -> Doubt:
    return Doubt(name, name, "rose tenfold", 1, None, None, None, None)


def test_nothing_is_wrong_while_the_last_poll_is_young_enough() -> None:
    assert findings(WELL) == ()
    assert findings(Vitals()) == ()
    assert findings(replace(WELL, age_s=7200)) == ()


def test_the_gravest_comes_first() -> None:
    found = findings(
        Vitals(
            problem="The Hub can't be reached.",
            down_since=1_700_000_000,
            age_s=2 * 86_400,
            stale_after_s=86_400,
            missed_owners=("Qwen",),
            doubts=(doubt("Qwen/Qwen3-8B"),),
            blind=("Qwen's share",),
            disk="The disk is full.",
            database="The database is damaged.",
            program="A part failed.",
            channel="The webhook does not answer.",
            backup="No room for a copy.",
        )
    )
    assert [one.ailment for one in found] == list(Ailment)
    assert all(one.what and one.remedy for one in found)


@pytest.mark.parametrize(
    ("vitals", "said"),
    [
        (
            replace(WELL, down_since=1_700_000_000, problem="The Hub can't be reached."),
            "has not been readable since 2023-11-14 22:13 UTC. The Hub can't be reached.",
        ),
        (replace(WELL, down_since=1_700_000_000), "since 2023-11-14 22:13 UTC."),
        (replace(WELL, age_s=3 * 86_400), "The last complete poll is 3 days old."),
        (
            replace(WELL, frozen_since=1_700_000_000),
            "No count has moved since 2023-11-14 22:13 UTC.",
        ),
        (
            replace(WELL, frozen_since=1_700_000_000, age_s=3 * 86_400),
            "The last complete poll is 3 days old.",
        ),
        (replace(WELL, missed_owners=("a", "b")), "The last poll missed a, b."),
        (replace(WELL, missed_owners=("a", "b", "c", "d", "e")), "a, b, c and 2 more."),
        (replace(WELL, doubts=(doubt("a/b"),)), "a/b (rose tenfold)"),
        (replace(WELL, blind=("Qwen's share",)), "about what is watched: Qwen's share."),
        (replace(WELL, unseen=("a rule (gone)",)), "counted any more for what is watched: a rule"),
        (replace(WELL, blind=("one",), unseen=("two",)), "watched: one. Nothing is counted"),
        (replace(WELL, disk="The disk is full."), "The disk is full."),
    ],
)
def test_each_ailment_is_said_with_what_it_is_about(vitals: Vitals, said: str) -> None:
    (found,) = findings(vitals)
    assert said in found.what


def test_whatever_is_grave_is_told() -> None:
    assert GRAVE < TOLD
