"""The leaders table: shares and intervals, changes by the kind of measure, and where they lead."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from sharewatch.core.answers import SharesAnswer
from sharewatch.core.board import History, Series
from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.flows import DAY_S, Flow, period_of
from sharewatch.core.panel import OTHER
from sharewatch.core.questions import Basis, SharesOf, View
from sharewatch.core.shares import FamilySum, Measure, shares
from sharewatch.ui.pages.overview.leaders import LeadersTable
from sharewatch.ui.pages.overview.shown_view import from_answer

AS_OF = 1_778_328_000  # 2026-05-09 12:00 UTC
FACTS = (
    FamilyFacts("Qwen", "Alibaba", "CN", "#e69f00"),
    FamilyFacts("Llama", "Meta", "US", "#56b4e9"),
)


def history(measure, times, qwen, llama, other=None):
    rows = {"Qwen": qwen, "Llama": llama} | ({OTHER: other} if other else {})
    values = np.array(list(rows.values()), dtype=float)
    totals = values.sum(axis=0)
    named = {one.name: one for one in FACTS}
    series = tuple(
        Series(
            named.get(name, FamilyFacts(name, "", "", "#888888")), values[at] / totals, values[at]
        )
        for at, name in enumerate(rows)
    )
    return History(measure, "tracked", np.array(times, dtype=np.int64), totals, series)


def answer(sums, measure=Measure.D30, **basis):
    ground = {"as_of": AS_OF, "models": 12, "complete": True, "catalog": "2026.05", **basis}
    return SharesAnswer(
        SharesOf(View(measure)),
        Basis("tracked", "official", measure, **ground),
        shares(sums),
        tuple(sums),
    )


@pytest.fixture
def leaders(qtbot):
    made = LeadersTable()
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    return made


def copied(leaders):
    leaders.table.clearSelection()
    leaders.table.copy()
    return [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]


def test_a_count_is_compared_with_the_points_7_and_30_days_before(leaders):
    times = [AS_OF - 30 * DAY_S, AS_OF - 7 * DAY_S, AS_OF]
    past = history(Measure.D30, times, [400, 500, 600], [600, 500, 400])
    leaders.show_leaders(
        from_answer(answer([FamilySum("Llama", 400, 3), FamilySum("Qwen", 600, 9)]), past, FACTS)
    )
    lines = copied(leaders)
    assert lines[0][3:8] == ["Share", "7 days", "30 days", "Downloads", "Models"]
    assert lines[1][:8] == [
        "1",
        "Qwen",
        "Alibaba · CN",
        "60.0 %",
        "+10.0 pp",
        "+20.0 pp",
        "600",
        "9",
    ]
    assert lines[2][3:6] == ["40.0 %", "−10.0 pp", "−20.0 pp"]


def test_no_change_is_shown_where_no_point_is_near_enough(leaders):
    past = history(Measure.D30, [AS_OF - 12 * DAY_S, AS_OF], [1, 3], [3, 1])
    leaders.show_leaders(
        from_answer(answer([FamilySum("Qwen", 3), FamilySum("Llama", 1)]), past, ())
    )
    assert copied(leaders)[1][4:6] == ["–", "–"]


def test_a_flow_is_compared_with_the_period_before(leaders):
    april, may = (period_of(Flow.MONTH, at) for at in (AS_OF - 30 * DAY_S, AS_OF))
    past = history(Flow.MONTH, [april.start, may.start], [500, 660], [500, 540])
    found = answer([FamilySum("Qwen", 660, 5), FamilySum("Llama", 540, 4)], Flow.MONTH, period=may)
    leaders.show_leaders(from_answer(found, past, FACTS))
    lines = copied(leaders)
    assert lines[0][4:6] == ["Change", "Growth"]
    assert lines[1][3:6] == ["55.0 %", "+5.0 pp", "+32.0 %"]
    assert lines[2][3:6] == ["45.0 %", "−5.0 pp", "+8.0 %"]
    assert not any(action.isVisible() for action in leaders.why)


def test_counts_after_a_flow_are_compared_with_days_again(leaders):
    may = period_of(Flow.MONTH, AS_OF)
    leaders.show_leaders(
        from_answer(answer([FamilySum("Qwen", 1)], Flow.MONTH, period=may), None, ())
    )
    leaders.show_leaders(from_answer(answer([FamilySum("Qwen", 1)]), None, ()))
    assert copied(leaders)[0][4:6] == ["7 days", "30 days"]
    assert all(action.isVisible() for action in leaders.why)


def test_an_incomplete_poll_shows_intervals_and_not_dashes(leaders):
    sums = [FamilySum("Llama", None, 3, low=90, high=120), FamilySum("Qwen", 100, 5)]
    shown = from_answer(answer(sums, complete=False), None, FACTS)
    leaders.show_leaders(shown)
    lines = copied(leaders)
    assert [line[3] for line in lines[1:]] == ["47.4–54.5 %", "45.5–52.6 %"]
    assert [line[1] for line in lines[1:]] == ["Llama", "Qwen"]
    model = leaders.table.model()
    cell = model.index(0, 3)
    assert "incomplete" in cell.data(3)  # the tooltip's role
    assert [one.facts.name for one in shown.contested] == ["Qwen"]


def test_a_share_that_is_not_known_at_all_is_a_dash_with_its_reason(leaders):
    sums = [FamilySum("Qwen", 100, 5), FamilySum("Llama", None, 3)]
    shown = from_answer(answer(sums, complete=False), None, FACTS)
    leaders.show_leaders(shown)
    assert [line[3] for line in copied(leaders)[1:]] == ["–", "–"]
    assert "not known" in leaders.table.model().index(0, 3).data(3)
    assert shown.first is None


def test_the_rest_of_a_wide_scope_never_leads(leaders):
    sums = [FamilySum(OTHER, 900), FamilySum("Llama", 40), FamilySum("Qwen", 60)]
    past = history(Measure.D30, [AS_OF], [60], [40], [900])
    shown = from_answer(answer(sums), past, FACTS)
    leaders.show_leaders(shown)
    assert [line[1] for line in copied(leaders)[1:]] == ["Qwen", "Llama", OTHER]
    assert shown.first.facts.name == "Qwen"
    assert shown.first.share == Fraction(6, 100)


def test_the_lead_begins_where_another_last_led(leaders):
    times = [AS_OF - days * DAY_S for days in (4, 3, 2, 1, 0)]
    past = history(Measure.D30, times, [9, 1, 5, 6, 7], [1, 9, 4, 4, 3])
    shown = from_answer(answer([FamilySum("Qwen", 7), FamilySum("Llama", 3)]), past, FACTS)
    assert shown.since == times[2]


def test_a_row_leads_to_its_ground_and_to_its_movers(leaders, qtbot):
    sums = [FamilySum("Qwen", 6), FamilySum("Llama", 4)]
    leaders.show_leaders(from_answer(answer(sums), None, FACTS))
    leaders.table.choose("Llama")
    texts = [action.text() for action in leaders.table.actions()]
    assert texts == [
        "Why did it move in 7 days?",
        "Why did it move in 30 days?",
        "Where does this number come from?",
    ]
    with qtbot.waitSignal(leaders.traced) as traced:
        leaders.table.actions()[2].trigger()
    with qtbot.waitSignal(leaders.moved) as moved:
        leaders.why[1].trigger()
    assert traced.args == ["Llama"]
    assert moved.args == ["Llama", 30]
