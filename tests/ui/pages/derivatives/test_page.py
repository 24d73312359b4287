"""The derivatives page: by month, by family and relation, and how the lineage was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from sharewatch.core.answers import DerivativesAnswer, NoAnswer
from sharewatch.core.derivatives import Derivative, derivative_table
from sharewatch.core.lineage import Edge, Lineage
from sharewatch.core.questions import ClaimsOf, DerivativesOf
from sharewatch.ui.pages.derivatives.page import DerivativesPage


def at(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


FOUND = (
    Derivative("a/one", ("Qwen",), "finetune", at("2026-03-02"), 10),
    Derivative("a/two", ("Qwen",), "quantized", at("2026-03-09"), 900),
    Derivative("a/merged", ("Qwen", "Llama"), "merge", at("2026-03-10"), 7),
    Derivative("a/three", ("Llama",), None, at("2026-05-03"), 6),
    Derivative("a/undated", ("Llama",), "adapter", None, 8),
    Derivative("a/nowhere", (), "finetune", at("2026-03-10"), 50),
    Derivative("a/small", ("Gemma",), "finetune", at("2026-03-10"), 5),
    Derivative("a/uncounted", ("Gemma",), "finetune", at("2026-03-10"), None),
)
LINEAGE = Lineage(
    (Edge("a/one", "Qwen/Qwen3-8B"), Edge("x/<b>self</b>", "x/<b>self</b>"), Edge("a/b", "a/b")),
    {"qwen/qwen3-8b": "Qwen"}.get,
)


def answer(question: DerivativesOf, found=FOUND, as_of: int | None = at("2026-05-09")):
    return DerivativesAnswer(
        question,
        derivative_table(found, question.more_than),
        len(LINEAGE.accepted),
        0,
        LINEAGE.rejected,
        as_of,
        "2026.05",
    )


@pytest.fixture
def page(qtbot, board):
    made = DerivativesPage()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.show_board(board)
    return made


def cells(table, row):
    return [table.model().index(row, at).data() for at in range(table.model().columnCount())]


def span(page, widget):
    """Where a widget begins and ends, from the page's top."""
    top = widget.mapTo(page, widget.rect().topLeft()).y()
    return top, top + widget.height() - 1


def test_derivatives_with_more_than_five_downloads_are_asked_for_first(qtbot):
    page = DerivativesPage()
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.asked) as told:
        page.show()
    assert told.args == [DerivativesOf(5)]


def test_the_last_whole_month_is_said_and_all_time_beside_it(page):
    page.show_answer(answer(DerivativesOf()))
    assert page.sentence.text() == (
        "83.3 % of 3 new derivatives in 2026-03 build on Qwen; Llama 16.7 %; "
        "of all 5 ever, Llama has 50.0 %"
    )
    assert page.basis.text() == (
        "More than 5 downloads · as of 2026-05-09 00:00 UTC · 1 lead to no family, in no share; "
        "1 have no date, in no month; 1 left out for too few downloads; 1 left out without a count"
    )


def test_families_are_counted_by_relation_and_a_merge_for_each(page):
    page.show_answer(answer(DerivativesOf()))
    table = page.tables.families
    assert cells(table, 0) == ["Llama", "3", "50.0 %", "0", "0", "1", "1", "1"]
    assert cells(table, 1) == ["Qwen", "3", "50.0 %", "1", "1", "0", "1", "0"]
    assert "equal part" in page.rule.text()


def test_months_run_without_a_gap_and_an_empty_one_has_no_shares(page):
    page.show_answer(answer(DerivativesOf()))
    page.tables.which.button("months").click()
    months = page.tables.months
    assert months.isVisible()
    assert [cells(months, row) for row in range(3)] == [
        ["2026-05", "1", "0", "Llama 100.0 %"],
        ["2026-04", "0", "0", "–"],
        ["2026-03", "3", "1", "Qwen 83.3 %, Llama 16.7 %"],
    ]


def test_rejected_declarations_stand_with_their_reasons_and_are_copied(page):
    page.show_answer(answer(DerivativesOf()))
    assert page.tables.lineage.text() == (
        "Declared bases: 1 accepted, of these 0 lead nowhere; 2 rejected"
    )
    page.tables.which.button("lineage").click()
    page.tables.rejected.copy()
    copied = QGuiApplication.clipboard().text()
    assert "a/b\ta/b\t–\tnames itself" in copied
    assert "x/<b>self</b>" in copied


def test_bars_add_up_to_a_months_models_and_one_not_over_is_marked(page, qtbot):
    page.show_answer(answer(DerivativesOf()))
    qtbot.waitUntil(lambda: page.chart.bars is not None)
    flow = page.chart.bars.drawn()
    assert [flow.total(period) for period in range(3)] == [3, 0, 1]
    assert [flow.is_estimated(period) for period in range(3)] == [False, False, True]
    assert {part.family: part.colour for part in flow.parts}["Qwen"] == "#e69f00"


def test_shares_are_drawn_as_bands(page, qtbot):
    page.show_answer(answer(DerivativesOf()))
    qtbot.waitUntil(lambda: page.chart.bands is not None)
    page.mode.button("shares").click()
    qtbot.waitUntil(page.chart.bands.isVisible)
    assert [strand.family for strand in page.chart.bands.drawn()] == ["Llama", "Qwen"]


def test_a_family_that_is_clicked_is_opened(page, qtbot):
    page.show_answer(answer(DerivativesOf()))
    qtbot.waitUntil(lambda: page.chart.bars is not None)
    with qtbot.waitSignal(page.family_opened) as told:
        page.chart.bars.family_clicked.emit("Llama")
    assert told.args == ["Llama"]
    page.tables.families.choose("Qwen")
    with qtbot.waitSignal(page.family_opened) as told:
        page.tables.families.row_activated.emit(page.tables.families.current())
    assert told.args == ["Qwen"]


def test_all_derivatives_are_asked_for_and_what_stood_is_taken_away(page, qtbot):
    page.show_answer(answer(DerivativesOf()))
    with qtbot.waitSignal(page.asked) as told:
        page.threshold.setCurrentIndex(1)
        page.threshold.activated.emit(1)
    assert told.args == [DerivativesOf(None)]
    assert page.tables.families.shown() == []
    page.show_answer(answer(DerivativesOf(None)))
    assert [row.family for row in page.tables.families.shown()] == ["Llama", "Qwen", "Gemma"]
    assert "too few" not in page.basis.text()


def test_another_threshold_is_taken_and_other_questions_are_not(page, qtbot):
    with qtbot.waitSignal(page.asked) as told:
        assert page.take(DerivativesOf(100))
    assert told.args == [DerivativesOf(100)]
    assert page.threshold.currentText() == "More than 100 downloads"
    assert not page.take(ClaimsOf())


def test_the_filter_finds_words_in_the_table_that_is_shown(page):
    page.show_answer(answer(DerivativesOf()))
    page.focus_filter()
    page.tables.filter.setText("qwe")
    assert [row.family for row in page.tables.families.shown()] == ["Qwen"]
    page.tables.which.button("lineage").click()
    page.tables.filter.setText("SELF b")
    assert len(page.tables.rejected.shown()) == 2
    page.clear_filter()
    assert len(page.tables.families.shown()) == 2


def test_without_a_time_every_month_counts_as_whole(page):
    page.show_answer(answer(DerivativesOf(), as_of=None))
    assert page.sentence.text().startswith("100.0 % of 1 new derivatives in 2026-05 build on Llama")
    assert "as of" not in page.basis.text()


def test_undated_derivatives_alone_have_no_month_to_be_said(page, qtbot):
    page.show_answer(answer(DerivativesOf(), FOUND[4:5]))
    assert page.sentence.text() == "Llama has 100.0 % of 1 derivatives"
    qtbot.waitUntil(lambda: page.chart.bars is not None)
    assert page.chart.bars.drawn() is None
    assert "No creation date is known" in page.chart.bars.accessibleDescription()


def test_a_picture_without_a_month_says_why(page, qtbot):
    page.show_answer(answer(DerivativesOf(), FOUND[6:8]))
    qtbot.waitUntil(lambda: page.chart.bars is not None)
    assert "1 have fewer, of 1 no count is known" in page.chart.bars.accessibleDescription()
    page.show_answer(replace(answer(DerivativesOf(), ()), accepted=0))
    assert "No model declares a base" in page.chart.bars.accessibleDescription()


def test_none_that_leads_to_a_family_is_said(page):
    page.show_answer(answer(DerivativesOf(), FOUND[5:6]))
    assert page.sentence.text() == "No derivative that leads to a family is known"


def test_no_answer_is_said_with_its_reason(page, board):
    page.show_answer(NoAnswer(DerivativesOf(), "No declared lineage is stored."))
    assert page.empty.isVisible()
    assert page.empty.text.text() == "No declared lineage is stored."
    page.show_board(replace(board, catalog="other"))
    page.show_answer(answer(DerivativesOf()))
    assert page.tables.isVisible()


def test_everything_has_room_in_the_smallest_window(qtbot, board):
    window = QWidget()
    qtbot.addWidget(window)
    page = DerivativesPage(window)
    page.setGeometry(0, 0, 588, 700)
    window.resize(588, 700)
    window.show()
    page.show_board(board)
    page.show_answer(answer(DerivativesOf()))
    page.setGeometry(0, 0, 588, 372)
    qtbot.waitUntil(lambda: not page.rule.isVisible())
    qtbot.waitUntil(lambda: page.tables.families.height() > 60)
    above, below = span(page, page.chart), span(page, page.tables.families)
    assert above[1] < below[0] < below[1] < page.height() == 372
