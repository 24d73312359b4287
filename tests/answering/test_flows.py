"""Flows as answered from polls, beside a slow computation of each model's counter alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sharewatch.core.counters import Sample, repair
from sharewatch.core.flows import Flow, Period, Window, model_flow, period_of
from sharewatch.core.questions import (
    HistoryOf,
    Misasked,
    ProvenanceOf,
    SharesOf,
    Unanswerable,
    View,
)

DAY = 86_400
BEGIN, END = date(2026, 1, 20), date(2026, 4, 20)
FEBRUARY, MARCH = date(2026, 2, 10), date(2026, 3, 10)

Values = Callable[[Any], dict[str, int | None]]


def noon(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())


def days(first: date = BEGIN, last: date = END) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def utc_day(day: date) -> int:
    return noon(day) // DAY


def steady(start: int, least: int, most: int, seed: int) -> dict[date, int]:
    """A counter that rises by some downloads every day."""
    chance, value, found = random.Random(seed), start, {}
    for day in days():
        value += chance.randint(least, most)
        found[day] = value
    return found


def a_rough_past() -> dict[str, dict[date, int]]:
    """Counters with whatever goes wrong: dips, corrections, newcomers and leavers."""
    dipping = steady(50_000, 100, 900, seed=2)
    dipping[date(2026, 2, 14)] = dipping[date(2026, 2, 11)]
    dipping[date(2026, 3, 1)] -= 400
    revised = steady(900_000, 1000, 3000, seed=3)
    revised |= {day: value - 100_000 for day, value in revised.items() if day >= date(2026, 2, 24)}
    late = {day: v for day, v in steady(70_000, 50, 90, seed=4).items() if day >= FEBRUARY}
    made = steady(-11_000, 1000, 1000, seed=5)
    made = {day: value for day, value in made.items() if value > 0}
    left = {day: v for day, v in steady(10_000, 10, 20, seed=6).items() if day < MARCH}
    return {
        "Lake/swan-steady": steady(1_000, 5, 50, seed=1),
        "Lake/swan-dipping": dipping,
        "Farm/goose-revised": revised,
        "Farm/goose-late": late,
        "Farm/goose-made": made,
        "Farm/goose-left": left,
        "Farm/goose-steady": steady(5_000, 40, 60, seed=7),
        "Farm/goose-still": dict.fromkeys(days(), 4_000),
    }


NOT_POLLED = {date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)}
FARM_MISSED = {date(2026, 3, 20), date(2026, 3, 21)}


@pytest.fixture
def rough(past: Any) -> tuple[Any, dict[str, dict[date, int]]]:
    """The rough past, stored; and what of it was seen."""
    counters = a_rough_past()
    for name, counter in counters.items():
        past.created[name] = noon(date(2024, 1, 1))
        if name == "Farm/goose-made":
            past.created[name] = noon(min(counter)) - 6 * 3600
    seen: dict[str, dict[date, int]] = {name: {} for name in counters}
    for day in days():
        if day in NOT_POLLED:
            continue
        missed = ("Farm",) if day in FARM_MISSED else ()
        there = {name: c[day] for name, c in counters.items() if day in c}
        past.poll(noon(day), {name: (10, count) for name, count in there.items()}, missed=missed)
        for name, count in there.items():
            if name.partition("/")[0] not in missed:
                seen[name][day] = count
    return past, seen


def window_of(counter: dict[date, int], period: Period) -> Window | None:
    """A model's 30-day count at a period's end; polls at noon lie 12 hours to either side."""
    day = datetime.fromtimestamp(period.end - 1, UTC).date()
    return Window(noon(day), 10) if day in counter else None


def slowly(past: Any, seen: dict[str, dict[date, int]], period: Period) -> dict[str, int | None]:
    """Each family's flow, model by model."""
    sums: dict[str, int | None] = {"Swan": 0, "Goose": 0}
    for name, counter in seen.items():
        created = past.created[name]
        left = name == "Farm/goose-left"
        one = model_flow(
            repair([Sample(noon(day), count) for day, count in counter.items()], created),
            period,
            created_at=created,
            gone_at=noon(MARCH) if left else None,
            since=noon(BEGIN),
            window=window_of(counter, period),
        )
        family = "Swan" if "swan" in name else "Goose"
        so_far = sums[family]
        sums[family] = None if one.value is None or so_far is None else so_far + one.value
    return sums


@pytest.mark.parametrize("flow", list(Flow))
def test_every_period_is_the_sum_of_its_models_flows(
    rough: tuple[Any, dict[str, dict[date, int]]], flow: Flow, values: Values
) -> None:
    past, seen = rough
    compared = 0
    for day in days(BEGIN + timedelta(1), END - timedelta(1)):
        by_hand = slowly(past, seen, period_of(flow, noon(day)))
        try:
            found = values(past.ask(SharesOf(View(flow, day=utc_day(day)))))
        except Unanswerable:
            assert set(by_hand.values()) == {None}
            continue
        assert found == by_hand, day
        compared += 1
    assert compared > 50


def test_days_and_weeks_of_models_that_stay_sum_to_their_month(
    rough: tuple[Any, dict[str, dict[date, int]]], values: Values
) -> None:
    past, _ = rough
    for month in (FEBRUARY, MARCH):
        whole = period_of(Flow.MONTH, noon(month))
        inside = [day for day in days() if whole.start <= noon(day) < whole.end]
        parts = [values(past.ask(SharesOf(View(Flow.DAY, day=utc_day(d)))))["Swan"] for d in inside]
        assert None not in parts
        assert (
            sum(filter(None, parts))
            == values(past.ask(SharesOf(View(Flow.MONTH, day=utc_day(month)))))["Swan"]
        )
    history = past.ask(HistoryOf(View(Flow.DAY))).history
    (swan,) = (one for one in history.series if one.facts.name == "Swan")
    weeks = past.ask(HistoryOf(View(Flow.WEEK))).history
    (by_week,) = (one for one in weeks.series if one.facts.name == "Swan")
    for start, value in zip(weeks.times.tolist()[:-1], by_week.values.tolist(), strict=False):
        at = history.times.tolist().index(start)
        assert swan.values[at : at + 7].sum() == value


def test_no_flow_is_negative_and_a_correction_is_no_download(
    rough: tuple[Any, dict[str, dict[date, int]]],
) -> None:
    history = rough[0].ask(HistoryOf(View(Flow.DAY))).history
    for one in history.series:
        known = one.values[one.values == one.values]
        assert (known >= 0).all()
        assert known.max() < 20_000


def test_what_bridges_a_gap_or_a_correction_is_marked_as_estimated(
    rough: tuple[Any, dict[str, dict[date, int]]],
) -> None:
    past, _ = rough

    def asked(flow: Flow, day: date) -> Any:
        return past.ask(SharesOf(View(flow, day=utc_day(day))))

    assert not asked(Flow.DAY, date(2026, 2, 5)).basis.estimated
    assert asked(Flow.DAY, date(2026, 2, 28)).basis.estimated
    assert not asked(Flow.DAY, date(2026, 3, 5)).basis.estimated
    assert asked(Flow.MONTH, date(2026, 2, 5)).basis.estimated
    corrected = asked(Flow.DAY, date(2026, 2, 24))
    goose = {one.family: one for one in corrected.sums}["Goose"]
    assert (goose.value, goose.unknown) == (None, 1)
    assert not corrected.basis.complete
    history = past.ask(HistoryOf(View(Flow.DAY))).history
    marks = dict(zip((history.times // DAY).tolist(), history.estimated.tolist(), strict=True))
    assert marks[utc_day(date(2026, 2, 28))]
    assert not marks[utc_day(date(2026, 3, 5))]


def test_without_a_day_it_is_the_last_period_that_is_settled(
    rough: tuple[Any, dict[str, dict[date, int]]],
) -> None:
    past, _ = rough
    day = past.ask(SharesOf(View(Flow.DAY))).basis
    assert day.period.iso == "2026-04-19"  # known of every model at noon of the 20th
    assert past.ask(SharesOf(View(Flow.WEEK))).basis.period.iso == "2026-W16"
    month = past.ask(SharesOf(View(Flow.MONTH))).basis
    assert (month.period.iso, month.complete, month.models) == ("2026-03", True, 7)
    assert day.scope_text == "tracked, 7 models"


def test_a_newcomer_adds_nothing_but_one_made_inside_adds_all(
    rough: tuple[Any, dict[str, dict[date, int]]],
) -> None:
    past, _ = rough
    found = past.ask(ProvenanceOf("goose", View(Flow.MONTH, day=utc_day(FEBRUARY))))
    parts = {one.model_id: one.part for one in found.models}
    assert "Farm/goose-late" not in parts
    assert parts["Farm/goose-made"] is not None
    assert (found.sum.value, found.sum.unknown) == (None, 1)  # one was revised
    assert parts["Farm/goose-revised"] is None
    assert found.share is not None
    assert "in February 2026" in found.formula
    assert len(found.polls) > 20


def test_thirty_day_counts_alone_estimate_a_month_and_refuse_a_day(
    past: Any, values: Values
) -> None:
    for day in days(date(2026, 2, 20), date(2026, 3, 10)):
        models: dict[str, Any] = {"Lake/swan-a": (3000, None), "Farm/goose-a": (601, None)}
        if day > date(2026, 2, 24):
            models["Farm/goose-b"] = (300, None)
        if day == date(2026, 2, 22):
            del models["Lake/swan-a"]  # away for a day, and back
        past.poll(noon(day), models)
    month = past.ask(SharesOf(View(Flow.MONTH, day=utc_day(FEBRUARY))))
    assert values(month) == {"Swan": 3000 * 28 // 30, "Goose": 601 * 28 // 30 + 300 * 28 // 30}
    assert month.basis.estimated
    assert month.basis.complete
    history = past.ask(HistoryOf(View(Flow.MONTH))).history
    assert history.times.tolist() == [period_of(Flow.MONTH, noon(FEBRUARY)).start]
    assert history.estimated.tolist() == [True]
    with pytest.raises(Unanswerable, match="2026-03-01 are not known: no all-time count is stored"):
        past.ask(SharesOf(View(Flow.DAY, day=utc_day(date(2026, 3, 1)))))
    with pytest.raises(Unanswerable, match="no poll is within 36 hours of 2026-04-01"):
        past.ask(SharesOf(View(Flow.MONTH, day=utc_day(MARCH))))
    with pytest.raises(Unanswerable, match="week of 2026-03-02 are not known"):
        past.ask(HistoryOf(View(Flow.WEEK)))


def test_all_time_counts_that_began_later_leave_earlier_months_as_they_were(
    past: Any, values: Values
) -> None:
    for day in days(date(2026, 2, 20), date(2026, 3, 3)):
        past.poll(noon(day), {"Lake/swan-a": (3000, None), "Farm/goose-a": (600, None)})
    before = values(past.ask(SharesOf(View(Flow.MONTH, day=utc_day(FEBRUARY)))))
    for n, day in enumerate(days(date(2026, 6, 1), date(2026, 6, 5))):
        past.poll(noon(day), {"Lake/swan-a": (3000, 900 + n * 10), "Farm/goose-a": (600, 50 + n)})
    assert values(past.ask(SharesOf(View(Flow.MONTH, day=utc_day(FEBRUARY))))) == before
    assert before == {"Swan": 2800, "Goose": 560}
    assert values(past.ask(SharesOf(View(Flow.DAY, day=utc_day(date(2026, 6, 3)))))) == {
        "Swan": 10,
        "Goose": 1,
    }
    with pytest.raises(Unanswerable, match="reach from 2026-06-01 to 2026-06-05"):
        past.ask(SharesOf(View(Flow.DAY, day=utc_day(date(2026, 5, 3)))))


def test_an_unknown_model_leaves_its_family_between_bounds(past: Any) -> None:
    for n, day in enumerate(days(date(2026, 2, 1), date(2026, 2, 6))):
        past.poll(
            noon(day),
            {
                "Lake/swan-a": (3000, 100 * n),
                "Lake/swan-b": (300, None),
                "Farm/goose-a": (600, 50 * n),
            },
        )
    found = past.ask(SharesOf(View(Flow.DAY, day=utc_day(date(2026, 2, 3)))))
    swan = {one.family: one for one in found.sums}["Swan"]
    assert (swan.value, swan.low, swan.high) == (None, 100, 120)  # twice 300 ÷ 30 a day
    assert not found.basis.complete
    shares = {one.family: one for one in found.shares}
    assert shares["Goose"].share is None
    assert float(shares["Goose"].low) == pytest.approx(50 / 170)
    assert float(shares["Goose"].high) == pytest.approx(50 / 150)


def test_flows_refuse_what_they_cannot_be_asked(past: Any) -> None:
    with pytest.raises(Unanswerable, match="Nothing is stored yet"):
        past.ask(SharesOf(View(Flow.DAY)))
    past.poll(noon(BEGIN), {"Lake/swan-a": (1, 1)})
    with pytest.raises(Misasked, match="a flow counts the models present at both ends"):
        past.ask(SharesOf(View(Flow.DAY), without=("Lake/swan-a",)))
    with pytest.raises(Unanswerable, match="not the hub scope, official models"):
        past.ask(SharesOf(View(Flow.DAY, "hub")))
