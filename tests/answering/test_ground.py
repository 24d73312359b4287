"""Which record a question is answered from, and what its answer says of it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from sharewatch.answering.asked import Answers
from sharewatch.core.questions import (
    BreakdownOf,
    By,
    ConcentrationOf,
    CrossoversOf,
    HistoryOf,
    MilestoneOf,
    Misasked,
    MoversOf,
    ProvenanceOf,
    SharesOf,
    StoredOf,
    Unanswerable,
    View,
)
from sharewatch.core.shares import DERIVATIVES, HUB, TEXT, Measure
from sharewatch.core.snapshot import ModelRow

DAY = 86_400
NOON = 20_000 * DAY + DAY // 2
SWAN, GOOSE, ALIEN = "Lake/swan-7b", "Farm/goose-1b", "Me/alien"

Values = Callable[[Any], dict[str, int | None]]


def row(name: str, d30: int | None, *, task: str = "text-generation", **more: Any) -> ModelRow:
    return ModelRow(f"id of {name}", name, d30, 9, 1, pipeline_tag=task, **more)


def test_a_day_is_answered_by_its_last_poll_and_a_poll_by_its_number(
    past: Any, values: Values
) -> None:
    first = past.poll(NOON, {SWAN: (30, 1), GOOSE: (70, 1)})
    last = past.poll(NOON + 3600, {SWAN: (40, 2), GOOSE: (60, 2)})
    past.poll(NOON + DAY, {SWAN: (50, 3), GOOSE: (50, 3)})
    of_day = past.ask(SharesOf(View(day=20_000)))
    assert (values(of_day), of_day.basis.poll) == ({"Goose": 60, "Swan": 40}, last)
    of_poll = past.ask(SharesOf(View(poll=first)))
    assert (values(of_poll), of_poll.basis.as_of) == ({"Goose": 70, "Swan": 30}, NOON)
    assert values(past.ask(SharesOf())) == {"Swan": 50, "Goose": 50}
    with pytest.raises(Unanswerable, match="There is no poll 99"):
        past.ask(SharesOf(View(poll=99)))
    with pytest.raises(Misasked, match="No poll sees all of the hub scope"):
        past.ask(SharesOf(View(scope=HUB, poll=first)))


def test_an_incomplete_poll_gives_bounds_and_never_a_point(past: Any) -> None:
    past.poll(NOON, {SWAN: (60, 600), GOOSE: (40, 400)})
    past.poll(NOON + DAY, {SWAN: (60, 600)}, missed=("Farm",))
    found = past.ask(SharesOf())
    shares = {one.family: one for one in found.shares}
    assert not found.basis.complete
    assert shares["Swan"].share is None
    assert shares["Swan"].low < Fraction(60, 100) < shares["Swan"].high
    history = past.ask(HistoryOf()).history
    (swan,) = (one for one in history.series if one.facts.name == "Swan")
    assert swan.shares[0] == 0.6
    assert swan.shares[1] != swan.shares[1]
    assert swan.low[1] < 0.6 < swan.high[1]
    with pytest.raises(Unanswerable, match=r"Not every sum is known.*Goose"):
        past.ask(ConcentrationOf())
    with pytest.raises(Unanswerable, match="No share is known for"):
        past.ask(MoversOf("Swan", 20_000, 20_001))
    assert past.ask(ConcentrationOf(View(day=20_000))).basis.complete


def test_a_census_answers_for_the_scopes_that_polls_do_not_see(past: Any, values: Values) -> None:
    past.poll(NOON, {SWAN: (30, 1)})
    alien = row(ALIEN, 100, relation="finetune", base_models=(SWAN,))
    picture = row("Me/picture", 5, task="text-to-image")
    first = past.census(NOON + 60, [row(SWAN, 30), row(GOOSE, 20), alien, picture])
    past.census(NOON + 2 * DAY, [row(SWAN, 40), row(GOOSE, 20), alien])
    wide = past.ask(SharesOf(View(scope=HUB, day=20_000)))
    assert values(wide) == {"Swan": 30, "Goose": 20, "Other": 105}
    assert wide.shares[-1].family == "Other"
    assert (wide.basis.census, wide.basis.poll, wide.basis.models) == (first, None, 4)
    derived = past.ask(SharesOf(View(scope=HUB, attribution=DERIVATIVES, day=20_000)))
    assert values(derived) == {"Swan": 130, "Goose": 20, "Other": 5}
    text = past.ask(SharesOf(View(scope=TEXT, day=20_000)))
    assert values(text) == {"Swan": 30, "Goose": 20, "Other": 100}
    history = past.ask(HistoryOf(View(scope=HUB))).history
    assert history.times.tolist() == [NOON + 60, NOON + 2 * DAY]
    assert history.totals.tolist() == [155.0, 160.0]
    moved = past.ask(MoversOf("Swan", 20_000, 20_002, View(scope=HUB)))
    assert moved.movers.change == Fraction(40, 160) - Fraction(30, 155)
    with pytest.raises(Unanswerable, match="There is no census on 2024-10-05"):
        past.ask(SharesOf(View(scope=HUB, day=20_001)))
    lead = past.ask(ConcentrationOf(View(scope=HUB)))
    assert len(lead.over_time) == 2
    assert all(low < high for _, low, high in lead.over_time)


def test_what_only_polls_or_only_censuses_see_is_said(past: Any) -> None:
    past.poll(NOON, {SWAN: (30, 1)})
    with pytest.raises(Unanswerable, match="For the hub scope, with derivatives, a census is need"):
        past.ask(SharesOf(View(scope=HUB, attribution=DERIVATIVES)))
    with pytest.raises(Unanswerable, match="tracked scope, with derivatives, a census is needed"):
        past.ask(HistoryOf(View(attribution=DERIVATIVES)))


def test_sizes_come_from_the_files_first_and_say_so(past: Any) -> None:
    past.poll(NOON, {SWAN: (30, 1)}, parameters=70_000_000_000, parameters_source="safetensors")
    past.poll(NOON + DAY, {SWAN: (30, 1), GOOSE: (20, 1)})
    of_files = past.ask(BreakdownOf(By.SIZE, View(day=20_000)))
    assert [(one.label, one.value) for one in of_files.groups] == [("50–100B", 30)]
    assert of_files.sources == {"safetensors": 1}
    past.census(NOON + 60, [row("Lake/swan-x", 3), row(GOOSE, 20)])
    of_names = past.ask(BreakdownOf(By.SIZE, View(scope=HUB)))
    assert [(one.label, one.value) for one in of_names.groups] == [("1–5B", 20), ("unknown", 3)]


def test_crossovers_of_a_count_that_nobody_has_are_refused(past: Any) -> None:
    past.poll(NOON, {SWAN: (30, None), GOOSE: (20, None)})
    past.poll(NOON + DAY, {SWAN: (30, None), GOOSE: (40, None)})
    with pytest.raises(Unanswerable, match="No all-time downloads of any family are known"):
        past.ask(CrossoversOf())
    (one,) = past.ask(CrossoversOf(View(Measure.D30))).crossovers
    assert (one.passer, one.passed) == ("Goose", "Swan")
    with pytest.raises(Unanswerable, match="No all-time count of Swan is known in the tracked"):
        past.ask(MilestoneOf("swan", 1000))


def test_answers_follow_what_is_stored(past: Any, values: Values) -> None:
    answers = Answers(past.store)
    past.poll(NOON, {SWAN: (30, 1), GOOSE: (70, 1)})
    assert values(answers.answer(past.catalog, SharesOf())) == {"Goose": 70, "Swan": 30}
    past.poll(NOON + DAY, {SWAN: (90, 1), GOOSE: (10, 1)})
    assert values(answers.answer(past.catalog, SharesOf())) == {"Swan": 90, "Goose": 10}
    past.census(NOON, [row(SWAN, 1)])
    assert values(answers.answer(past.catalog, SharesOf(View(scope=HUB))))["Swan"] == 1


def test_what_is_stored_is_listed(past: Any) -> None:
    nothing = past.ask(StoredOf())
    assert (nothing.scopes, nothing.models, nothing.censuses) == (("tracked",), (), ())
    past.poll(NOON, {SWAN: (30, 1), GOOSE: (70, 1)})
    past.census(NOON, [row(SWAN, 1)])
    found = past.ask(StoredOf())
    assert found.models == (GOOSE, SWAN)
    assert found.scopes == ("tracked", "text", "hub")
    assert [(one.reach, one.models) for one in found.censuses] == [("hub", 1)]


def test_the_ground_of_the_whole_scope_is_every_model(past: Any) -> None:
    seq = past.poll(NOON, {SWAN: (30, 1), GOOSE: (70, 1), "Farm/goose-embed": (999, 1)})
    found = past.ask(ProvenanceOf(None))
    assert (found.sum.value, found.share) == (100, None)
    assert [(one.model_id, one.part) for one in found.models] == [(GOOSE, 70), (SWAN, 30)]
    assert [one.seq for one in found.polls] == [seq]
    assert found.formula.endswith("tracked scope at 2024-10-04 12:00 UTC: 100")
