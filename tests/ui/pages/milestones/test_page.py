"""The milestones page: a number's date in a sentence, its fan, and who passed whom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from sharewatch.core.answers import CrossoversAnswer, MilestoneAnswer, NoAnswer
from sharewatch.core.board import SourceKind
from sharewatch.core.crossovers import crossovers
from sharewatch.core.flows import Flow
from sharewatch.core.forecast import BEFORE_HISTORY, ONE_POINT, milestone
from sharewatch.core.questions import (
    Basis,
    ClaimsOf,
    CrossoversOf,
    MilestoneOf,
    ProvenanceOf,
    View,
)
from sharewatch.core.shares import DERIVATIVES, HUB, OFFICIAL, Measure
from sharewatch.core.words import DAY
from sharewatch.ui.pages.milestones.page import MilestonesPage
from sharewatch.ui.pages.milestones.words import milestone_sentence
from sharewatch.ui.pages.parts.count_field import count_of, next_round, round_text

AS_OF = 1_778_328_000  # 2026-05-09 12:00 UTC
BASIS = Basis(
    "tracked", OFFICIAL, Measure.ALL_TIME, AS_OF, 629, complete=True, catalog="catalog 2026.05"
)


def counts(per_day, last=942_100_000, days=120):
    """Counts of so many days, the same number of downloads on each."""
    times = [AS_OF - (days - 1 - at) * DAY for at in range(days)]
    return times, [last - (days - 1 - at) * per_day for at in range(days)]


def answered(question, times, values):
    found = milestone(times, values, question.reach, AS_OF)
    return MilestoneAnswer(question, BASIS, found, tuple(zip(times, values, strict=True)))


def passed(question):
    times = [AS_OF - at * DAY for at in (4, 3, 2, 1, 0)]
    values = {
        "Qwen": [1.0, 3.0, 3.0, 3.0, 3.0],
        "Llama": [2.0, 2.0, 2.0, 2.0, 2.0],
        "Gemma": [0.0, 0.0, 4.0, 0.0, 0.0],
    }
    return CrossoversAnswer(question, BASIS, crossovers(times, values))


@pytest.fixture
def page(qtbot, board):
    made = MilestonesPage()
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.asked_for = []
    made.asked.connect(made.asked_for.append)
    made.show()
    made.show_board(board)
    return made


def rows(page):
    model = page.crossings.table.model()
    return [
        [model.index(row, at).data() for at in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_it_begins_with_the_leaders_next_round_number(page):
    assert MilestoneOf("Qwen", 5_000_000_000) in page.asked_for
    assert CrossoversOf() in page.asked_for
    assert [one.text() for one in page.quick] == ["5B", "10B", "20B"]


def test_without_all_time_counts_it_begins_with_the_leader_of_the_latest(qtbot, board):
    unknown = tuple(
        replace(one, value=None, share=None)
        for one in sorted(board.leaders[Measure.ALL_TIME], key=lambda one: one.facts.name)
    )
    made = MilestonesPage()
    qtbot.addWidget(made)
    made.show_board(replace(board, leaders={**board.leaders, Measure.ALL_TIME: unknown}))
    assert made.family.currentText() == "Qwen"


@pytest.mark.parametrize("typed", ["1e9", "1B", "1b", "1,000,000,000", "1000000000", "1000 M"])
def test_a_number_is_taken_as_people_write_it(page, typed, qtbot):
    page.reach.setText(typed)
    qtbot.keyClick(page.reach, Qt.Key.Key_Return)
    assert page.asked_for[-1] == MilestoneOf("Qwen", 10**9)
    assert page.reach.text() == "1B"


@pytest.mark.parametrize("typed", ["", "many", "-5", "0", "1.5", "1,00", "1e99", "1e-3", "٣"])
def test_what_is_no_number_is_refused_with_what_one_looks_like(page, typed, qtbot):
    before = len(page.asked_for)
    page.reach.setText(typed)
    qtbot.keyClick(page.reach, Qt.Key.Key_Return)
    assert page.refused.isVisible()
    assert "1e9, 1B or 1,000,000,000" in page.refused.text()
    assert len(page.asked_for) == before


def test_numbers_are_read_and_said_exactly():
    assert count_of("942.1M") == 942_100_000
    assert count_of("1 000 000") == 10**6
    assert count_of("2.5k") == 2500
    assert [round_text(one) for one in (10**9, 2_500_000, 942_100_000, 1_234_567, 5)] == [
        "1B",
        "2.5M",
        "942.1M",
        "1,234,567",
        "5",
    ]
    assert next_round(942_100_000) == (10**9, 2 * 10**9, 5 * 10**9)
    assert next_round(10**9) == (2 * 10**9, 5 * 10**9, 10**10)
    assert next_round(0, 2) == (1, 2)


def test_a_quick_choice_asks_at_once(page):
    page.quick[1].click()
    assert page.asked_for[-1] == MilestoneOf("Qwen", 10**10)
    assert page.reach.text() == "10B"


def test_another_family_begins_with_its_own_next_number(page):
    page.family.setCurrentText("SmolLM")
    page.family.activated.emit(page.family.currentIndex())
    assert page.asked_for[-1] == MilestoneOf("SmolLM", 50_000_000)


def test_another_scope_is_another_question(page, new_board):
    page.show_board(new_board(scopes=("tracked", HUB)))
    page.scope.setCurrentText("hub, with derivatives")
    page.scope.activated.emit(page.scope.currentIndex())
    assert page.asked_for[-1] == MilestoneOf("Qwen", 5 * 10**9, HUB, DERIVATIVES)
    page.show_board(new_board(scopes=("tracked", "text", HUB)))
    assert page.scope.currentText() == "hub, with derivatives"


def test_a_forecast_is_said_with_its_pace_and_range(page):
    question = MilestoneOf("Qwen", 10**9)
    page.take(question)
    times, values = counts(5_000_000)
    values[60:67] = [one + 7_000_000 for one in values[60:67]]
    page.show_answer(answered(question, times, values))
    assert page.sentence.text() == (
        "At 5.0M a day Qwen reaches 1B around 2026-05-21 (between 2026-05-19 and 2026-05-23)."
    )
    assert page.method.text().startswith(
        "942.1M on 2026-05-09. Method: Expected at the mean flow of the last 28 days;"
    )
    assert page.ground.text() == (
        "tracked, 629 models · all-time downloads · as of 2026-05-09 12:00 UTC · complete"
    )


def test_made_up_data_says_so_beside_the_number(page, new_board):
    page.show_board(new_board(kind=SourceKind.DEMO))
    question = MilestoneOf("Qwen", 5 * 10**9)
    page.show_answer(answered(question, *counts(5_000_000)))
    assert page.ground.text().startswith("Demo · tracked")


def test_what_was_reached_is_said_with_the_polls_around_it(page):
    question = MilestoneOf("Qwen", 940_000_000)
    page.take(question)
    page.show_answer(answered(question, *counts(5_000_000)))
    assert page.sentence.text() == (
        "Qwen passed 940M on about 2026-05-09, between two polls: "
        "2026-05-08 12:00 UTC and 2026-05-09 12:00 UTC."
    )


def test_what_can_not_be_known_is_said_openly():
    def said(times, values, reach=10**9):
        return milestone_sentence("Qwen", milestone(times, values, reach, AS_OF))

    assert said([AS_OF], [5]) == "When Qwen reaches 1B is unknown."
    assert said(*counts(0)) == "At 0 a day Qwen never reaches 1B."
    assert said([AS_OF - DAY, AS_OF], [900_000_000, 950_000_000]) == (
        "At 50.0M a day Qwen reaches 1B around 2026-05-10."
    )
    assert said(*counts(10), reach=1000) == (
        "Qwen had 1K before the first count, 2026-01-10 12:00 UTC."
    )
    assert said([AS_OF - 40 * DAY, AS_OF - 30 * DAY, AS_OF], [0, 10**9 - 7, 10**9 - 7]) == (
        "At 0 a day Qwen never reaches 1B; at the pace of its fastest week around 2026-05-09."
    )
    times, values = counts(5_000_000)
    values[60:70] = [values[60]] * 10
    assert said(times, values) == (
        "At 5.0M a day Qwen reaches 1B around 2026-05-21 "
        "(2026-05-14 at the earliest, at the slowest never)."
    )


def test_the_fan_is_drawn_once_the_window_stands(page, qtbot):
    question = MilestoneOf("Qwen", 5 * 10**9)
    page.show_answer(answered(question, *counts(5_000_000)))
    page.grab()
    qtbot.waitUntil(lambda: page.panel.chart is not None)
    assert page.panel.chart.count() == 123
    assert "Qwen 942.1M, 2026-05-09" in page.panel.chart.summary()


def test_where_there_is_no_fan_to_draw_the_reason_stands_in_its_place(page, qtbot):
    question = MilestoneOf("Qwen", 5 * 10**9)
    page.show_answer(NoAnswer(question, "No scope of that name."))
    page.grab()
    qtbot.waitUntil(lambda: page.panel.chart is not None)
    chart = page.panel.chart
    assert (page.method.text(), chart.accessibleDescription()) == (("No scope of that name."),) * 2
    page.show_answer(answered(question, [AS_OF], [5]))
    assert chart.accessibleDescription() == ONE_POINT
    early = MilestoneOf("Qwen", 1000)
    page.take(early)
    page.show_answer(answered(early, *counts(10)))
    assert (chart.count(), chart.accessibleDescription()) == (0, BEFORE_HISTORY)


def test_an_answer_to_an_earlier_choice_is_passed_over(page):
    page.quick[1].click()
    page.show_answer(answered(MilestoneOf("Qwen", 5 * 10**9), *counts(5_000_000)))
    assert page.sentence.text() == ""


def test_who_passed_whom_is_listed_the_latest_first(page):
    page.show_answer(passed(CrossoversOf()))
    assert [one[:3] for one in rows(page)] == [
        ["2026-05-08", "Llama", "Gemma"],
        ["2026-05-07", "Qwen", "Gemma"],
        ["2026-05-07", "Gemma", "Qwen"],
        ["2026-05-07", "Gemma", "Llama"],
        ["2026-05-06", "Qwen", "Llama"],
    ]
    qwen = next(one for one in rows(page) if one[1:3] == ["Qwen", "Llama"])
    assert qwen[3:] == ["2026-05-05 12:00 UTC – 2026-05-06 12:00 UTC", "✓ lasting"]
    gemma = next(one for one in rows(page) if one[1:3] == ["Gemma", "Qwen"])
    assert gemma[4] == "turned back"


def test_crossovers_can_be_narrowed_to_a_family_and_to_what_lasts(page):
    page.show_answer(passed(CrossoversOf()))
    page.crossings.family.setCurrentText("Llama")
    assert {frozenset(one[1:3]) for one in rows(page)} == {
        frozenset(("Llama", "Qwen")),
        frozenset(("Llama", "Gemma")),
    }
    page.crossings.lasting.setChecked(True)
    assert all(one[4] == "✓ lasting" for one in rows(page))
    page.clear_filter()
    assert len(rows(page)) == 5


def test_an_empty_table_says_whether_nothing_happened_or_nothing_fits(page):
    page.show_answer(passed(CrossoversOf()))
    assert "of this family" in page.crossings.table.accessibleDescription()
    page.show_answer(CrossoversAnswer(CrossoversOf(), BASIS, ()))
    assert page.crossings.table.accessibleDescription().startswith("Nobody passed anybody")


def test_the_chosen_family_stays_when_a_new_poll_brings_another_order(page, board):
    page.crossings.family.setCurrentText("Llama")
    page.show_board(replace(board, families=board.families[::-1], leaders={}))
    assert page.crossings.family.currentText() == "Llama"


def test_crossovers_of_another_measure_are_asked_for(page):
    page.crossings.measure.button("month").click()
    question = CrossoversOf(View(Flow.MONTH))
    assert page.asked_for[-1] == question
    page.show_answer(NoAnswer(question, "No month is over yet."))
    assert page.crossings.table.accessibleDescription() == "No month is over yet."
    assert page.crossings.ground.text() == ""


def test_it_takes_milestones_and_crossovers_with_all_their_choices(page):
    assert page.take(MilestoneOf("Llama", 123_000_000, "ATOM list"))
    assert page.asked_for[-1] == MilestoneOf("Llama", 123_000_000, "ATOM list")
    assert page.family.currentText() == "Llama"
    assert page.reach.text() == "123M"
    assert page.scope.currentText() == "ATOM list, official models"
    assert page.take(CrossoversOf(View(Measure.D30)))
    assert page.crossings.measure.value == "30d"
    assert page.asked_for[-1] == CrossoversOf(View(Measure.D30))
    assert not page.take(ClaimsOf())


def test_the_count_leads_to_where_it_comes_from(page, qtbot):
    [trace] = page.sentence.actions()
    with qtbot.assertNotEmitted(page.followed):
        trace.trigger()
    page.show_answer(answered(MilestoneOf("Qwen", 5 * 10**9), *counts(5_000_000)))
    with qtbot.waitSignal(page.followed) as told:
        trace.trigger()
    assert told.args == [ProvenanceOf("Qwen", View(Measure.ALL_TIME))]


def test_ctrl_f_leads_to_the_choice_of_a_family(page, qtbot):
    page.activateWindow()
    page.focus_filter()
    qtbot.waitUntil(page.crossings.family.hasFocus)
