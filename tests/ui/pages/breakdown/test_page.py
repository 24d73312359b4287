"""The breakdown page: which question goes out, and what is said, drawn and listed of its answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from sharewatch.core.answers import BreakdownAnswer, ConcentrationAnswer, NoAnswer
from sharewatch.core.concentration import concentration, lead
from sharewatch.core.flows import Flow
from sharewatch.core.origins import grouped
from sharewatch.core.panel import OTHER, Member, Panel, panel_sums
from sharewatch.core.questions import (
    AdoptionOf,
    Basis,
    BreakdownOf,
    By,
    ConcentrationOf,
    ProvenanceOf,
    View,
)
from sharewatch.core.shares import DERIVATIVES, Measure
from sharewatch.core.words import DAY
from sharewatch.ui.pages.breakdown.page import BreakdownPage

AS_OF = 1_778_328_000  # 2026-05-09 12:00 UTC
MODELS = (
    ("Qwen/Qwen3-8B", ("Qwen",), 600, "china", "Alibaba", "5–10B", "safetensors"),
    ("deepseek-ai/R1", ("DeepSeek",), 100, "china", "DeepSeek", "≥250B", "gguf"),
    ("Qwen/Qwen3-480B", ("Qwen",), 50, "china", "Alibaba", "≥250B", "name"),
    ("google/gemma-3-4b", ("Gemma",), 150, "us", "Google", "1–5B", "name"),
    ("mistralai/M7", ("Mistral",), 60, "eu", "Mistral AI", "5–10B", "name"),
    ("someone/<b>new</b>", (), 40, "unknown", "unknown", "unknown", "unknown"),
)
COLUMN = {By.ORIGIN: 3, By.DEVELOPER: 4, By.SIZE: 5}


def panel(models=MODELS) -> Panel:
    members = tuple(Member(one[0], one[0], one[1], one[2]) for one in models)
    families = ("Qwen", "DeepSeek", "Gemma", "Mistral", OTHER)
    return Panel(AS_OF, "text", "official", Measure.D30, families, members)


def basis(of: Panel) -> Basis:
    return Basis(
        of.scope, of.attribution, of.measure, of.as_of, len(of.members), of.complete, "2026.05"
    )


def groups_of(question: BreakdownOf, models=MODELS) -> BreakdownAnswer:
    labels = {one[0]: one[COLUMN[question.by]] for one in models}
    found = grouped(panel(models), lambda one: labels[one.model_id])
    return BreakdownAnswer(
        question, basis(panel(models)), found, dict(Counter(one[6] for one in models))
    )


def concentration_of(question: ConcentrationOf, models=MODELS, days=3) -> ConcentrationAnswer:
    sums = panel_sums(panel(models))
    index, ahead = concentration(sums), lead(sums, question.next_n)
    over = tuple(
        (AS_OF - day * DAY, float(index.low) - day / 100, float(index.high) - day / 100)
        for day in range(days - 1, -1, -1)
    )
    return ConcentrationAnswer(question, basis(panel(models)), index, ahead, over)


@pytest.fixture
def page(qtbot, board):
    made = BreakdownPage()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.show_board(board)
    return made


def asked_by(qtbot, page, act):
    with qtbot.waitSignal(page.asked) as told:
        act()
    return told.args[0]


def choose(box, text):
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


def span(page, widget):
    """Where a widget begins and ends, from the page's top."""
    top = widget.mapTo(page, widget.rect().topLeft()).y()
    return top, top + widget.height() - 1


def test_the_tracked_scope_is_asked_for_by_origin_as_soon_as_someone_looks(qtbot):
    page = BreakdownPage()
    qtbot.addWidget(page)
    question = asked_by(qtbot, page, page.show)
    assert question == BreakdownOf(By.ORIGIN, View())
    assert page.sentence.text() == "Counting …"


def test_the_leading_region_is_said_first_and_the_unknown_last(page):
    page.show_answer(groups_of(BreakdownOf(By.ORIGIN)))
    assert page.sentence.text() == (
        "China leads with 75.0 % of 30-day downloads; US 15.0 %, Europe 6.0 %; "
        "4.0 % of unknown origin"
    )
    assert "text, 6 models" in page.basis.text()
    assert "as of 2026-05-09 12:00 UTC" in page.basis.text()
    names = [line.name for line in page.groups.table.shown()]
    assert names == ["China", "US", "Europe", "Unknown origin"]


def test_a_table_copies_shares_downloads_models_and_families(page):
    page.show_answer(groups_of(BreakdownOf(By.ORIGIN)))
    page.groups.table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[1].split("\t") == [
        "China",
        "75.0 %",
        "",
        "750",
        "3",
        "Qwen 86.7 %, DeepSeek 13.3 %",
    ]


def test_an_unknown_majority_does_not_lead(page):
    models = (*MODELS[:-1], (*MODELS[-1][:2], 4000, *MODELS[-1][3:]))
    page.show_answer(groups_of(BreakdownOf(By.ORIGIN), models))
    assert page.sentence.text().startswith(
        "Among the known, China leads with 15.1 % of all 30-day downloads"
    )
    assert page.groups.table.shown()[-1].name == "Unknown origin"


def test_sizes_stand_in_their_natural_order_with_who_leads_them(page, qtbot):
    question = asked_by(qtbot, page, page.by.button(By.SIZE).click)
    page.show_answer(groups_of(question))
    names = [line.name for line in page.groups.table.shown()]
    assert names == ["1–5B", "5–10B", "≥250B", "Unknown size"]
    assert page.sentence.text() == (
        "Models of 5–10B have the most: 66.0 % of 30-day downloads, led by Qwen with 90.9 %; "
        "DeepSeek leads ≥250B with 66.7 %; 4.0 % of unknown size"
    )
    assert page.groups.sources.text() == (
        "Models' parameters: 3 from their names, 2 from their files, 1 unknown"
    )


def test_a_count_that_nobody_told_leaves_no_share_and_says_why(page):
    models = (*MODELS[:-1], (*MODELS[-1][:2], None, *MODELS[-1][3:]))
    page.show_answer(groups_of(BreakdownOf(By.ORIGIN), models))
    assert page.sentence.text() == (
        "No share can be known: some models weren't seen or have no count"
    )
    table = page.groups.table
    cells = [table.model().index(3, at) for at in range(4)]
    assert [cell.data() for cell in cells] == ["Unknown origin", "–", "", "–"]
    assert "has no count" in cells[1].data(Qt.ItemDataRole.ToolTipRole)
    assert "incomplete" in page.basis.text()


def test_a_scope_without_models_or_downloads_is_said(page):
    page.show_answer(groups_of(BreakdownOf(By.ORIGIN), ()))
    assert page.sentence.text() == "This scope has no models"
    nothing = tuple((*one[:2], 0, *one[3:]) for one in MODELS)
    page.show_answer(groups_of(BreakdownOf(By.ORIGIN), nothing))
    assert page.sentence.text() == "Nothing of this scope was downloaded"


def test_each_group_is_a_bar_of_its_families(page, qtbot):
    page.show_answer(groups_of(BreakdownOf(By.ORIGIN)))
    qtbot.waitUntil(lambda: page.groups.chart is not None)
    drawn = page.groups.chart.drawn()
    assert [bar.name.split("   ") for bar in drawn] == [
        ["China", "75.0 %"],
        ["US", "15.0 %"],
        ["Europe", "6.0 %"],
        ["Unknown origin", "4.0 %"],
    ]
    assert {part.family: part.value for part in drawn[0].parts if part.value} == {
        "Qwen": 650,
        "DeepSeek": 100,
    }
    assert drawn[0].parts[0].colour == "#e69f00"
    with qtbot.waitSignal(page.family_opened) as told:
        page.groups.chart.family_clicked.emit("Qwen")
    assert told.args == ["Qwen"]


def test_developers_are_filtered_by_name_and_by_family(page, qtbot):
    assert not page.filter.isVisible()
    question = asked_by(qtbot, page, page.by.button(By.DEVELOPER).click)
    page.show_answer(groups_of(question))
    page.focus_filter()
    page.filter.setText("GEM")
    assert [line.name for line in page.groups.table.shown()] == ["Google"]
    page.clear_filter()
    assert len(page.groups.table.shown()) == 5
    page.filter.setText("GEM")
    page.by.button(By.SIZE).click()
    page.show_answer(groups_of(BreakdownOf(By.SIZE)))
    assert len(page.groups.table.shown()) == 4


def test_measure_scope_and_attribution_are_asked_for(page, qtbot):
    page.set_scopes(("tracked", "text"))
    question = asked_by(qtbot, page, lambda: choose(page.measure, "all-time downloads"))
    assert question.view == View(Measure.ALL_TIME)
    question = asked_by(qtbot, page, lambda: choose(page.scope, "text, with derivatives"))
    assert question.view == View(Measure.ALL_TIME, "text", DERIVATIVES)
    assert page.sentence.text() == "Counting …"
    question = asked_by(qtbot, page, lambda: page.set_scopes(("tracked",)))
    assert question.view == View(Measure.ALL_TIME)


def test_the_same_scopes_again_ask_nothing(page, qtbot):
    with qtbot.assertNotEmitted(page.asked):
        page.set_scopes(("tracked", "text"))


def test_concentration_says_the_lead_with_its_arithmetic_and_the_index_with_its_bounds(page, qtbot):
    question = asked_by(qtbot, page, page.by.button("concentration").click)
    assert question == ConcentrationOf(View(), 8)
    page.show_answer(concentration_of(question))
    assert page.sentence.text() == "Qwen has 2.10 times the 30-day downloads of the next 3 combined"
    pane = page.concentration
    assert pane.arithmetic.text() == (
        "Qwen 650 against Gemma + DeepSeek + Mistral = 310: 2.10 times, margin +34.0 pp"
    )
    assert pane.index.text() == "Concentration index (HHI) between 4,586 and 4,602 of 10,000"
    assert pane.meaning.text().startswith("As concentrated as a scope of 2.2 to 2.2 families")
    rows = [pane.table.model().index(0, at).data() for at in range(4)]
    assert rows == ["2026-05-09", "4,586", "4,602", "2.2"]


def test_without_other_the_index_is_one_number(page, qtbot):
    page.by.button("concentration").click()
    page.show_answer(concentration_of(ConcentrationOf(), MODELS[:-1]))
    assert page.concentration.index.text() == "Concentration index (HHI) 4,976 of 10,000"
    assert page.concentration.meaning.text() == (
        "As concentrated as a scope of 2.0 families of equal size"
    )


def test_a_lead_over_nobody_or_nothing_has_no_ratio(page):
    page.by.button("concentration").click()
    page.show_answer(concentration_of(ConcentrationOf(), MODELS[:1]))
    assert page.sentence.text() == "Qwen has 600 30-day downloads, all others none"
    assert "– times" in page.concentration.arithmetic.text()


def test_the_index_over_time_is_a_line_to_be_read_point_by_point(page, qtbot):
    page.by.button("concentration").click()
    page.show_answer(concentration_of(ConcentrationOf()))
    qtbot.waitUntil(lambda: page.concentration.chart is not None)
    chart = page.concentration.chart
    assert chart.count() == 3
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.reading().title == "2026-05-07"
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.reading().rows[0].figure == "4,586 – 4,602"
    assert chart.grab().toImage().pixelColor(300, 60).isValid()


def test_how_many_are_next_is_asked_for(page, qtbot):
    page.by.button("concentration").click()
    assert page.next.isVisible()
    question = asked_by(qtbot, page, lambda: page.next.setValue(3))
    assert question.next_n == 3


def test_a_question_of_another_page_is_taken_with_its_choices(page, qtbot):
    view = View(Flow.MONTH, "mine", DERIVATIVES, 20_500)
    question = asked_by(qtbot, page, lambda: page.take(ConcentrationOf(view, 5)))
    assert question == ConcentrationOf(view, 5)
    assert page.measure.currentText() == "downloads of a month"
    assert page.scope.currentText() == "mine, with derivatives"
    assert page.latest.text() == "2026-02-16  ×"
    question = asked_by(qtbot, page, page.latest.click)
    assert question.view.day is None
    assert not page.latest.isVisible()
    assert page.take(BreakdownOf(By.SIZE))
    assert page.by.value == By.SIZE
    assert not page.take(AdoptionOf("Qwen/Qwen3-8B"))


def test_an_answer_to_another_choice_is_let_go(page):
    page.by.button(By.SIZE).click()
    page.show_answer(groups_of(BreakdownOf(By.ORIGIN)))
    assert page.sentence.text() == "Counting …"


def test_no_answer_is_said_with_its_reason_and_gives_way_to_one(page):
    page.show_answer(NoAnswer(BreakdownOf(By.ORIGIN), "No census reaches so far."))
    assert page.empty.isVisible()
    assert page.empty.text.text().startswith("No census reaches so far.\n")
    assert page.basis.text() == ""
    assert not page.ground.isVisible()
    page.show_answer(groups_of(BreakdownOf(By.ORIGIN)))
    assert page.groups.isVisible()


def test_numbers_lead_to_what_they_stand_on(page, qtbot):
    page.show_answer(groups_of(BreakdownOf(By.ORIGIN)))
    with qtbot.waitSignal(page.followed) as told:
        page.ground.click()
    assert told.args == [ProvenanceOf(None, View())]
    page.groups.table.choose("us")
    with qtbot.waitSignal(page.followed) as told:
        page.groups.table.actions()[-1].trigger()
    assert told.args == [ProvenanceOf(None, View())]
    page.by.button("concentration").click()
    page.show_answer(concentration_of(ConcentrationOf()))
    with qtbot.waitSignal(page.followed) as told:
        page.ground.click()
    assert told.args == [ProvenanceOf("Qwen", View())]


def test_before_there_is_a_number_there_is_nothing_to_trace(page, qtbot):
    with qtbot.assertNotEmitted(page.followed):
        page.sentence.actions()[-1].trigger()


def test_a_new_poll_is_asked_about_and_what_stands_stays_until_then(page, qtbot, board):
    page.show_answer(groups_of(BreakdownOf(By.ORIGIN)))
    newer = replace(board.latest, seq=board.latest.seq + 1)
    asked_by(qtbot, page, lambda: page.show_board(replace(board, latest=newer)))
    assert page.sentence.text().startswith("China leads")


def test_explanations_give_way_in_a_low_window(qtbot, board):
    window = QWidget()
    qtbot.addWidget(window)
    page = BreakdownPage(window)
    page.setGeometry(0, 0, 588, 700)
    window.resize(588, 700)
    window.show()
    page.show_board(board)
    page.by.button("concentration").click()
    page.show_answer(concentration_of(ConcentrationOf()))
    assert page.concentration.meaning.isVisible()
    page.setGeometry(0, 0, 588, 372)
    qtbot.waitUntil(lambda: not page.concentration.meaning.isVisible())
    qtbot.waitUntil(lambda: page.concentration.table.height() > 60)
    above, below = span(page, page.concentration._room), span(page, page.concentration.table)
    assert above[1] < below[0] < below[1] < page.height() == 372
    assert page.concentration.meaning.text() in page.concentration.index.toolTip()
