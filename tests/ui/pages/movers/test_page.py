"""Why it moved: choosing two days, the sentence, the picture, the exact table, the ways on."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QDateEdit, QScrollArea

from sharewatch.core.answers import MoversAnswer, NoAnswer
from sharewatch.core.board import SourceKind
from sharewatch.core.flows import Flow
from sharewatch.core.movers import movers, without_largest
from sharewatch.core.panel import Member, Panel, fixed
from sharewatch.core.questions import Basis, ConcentrationOf, MoversOf, ProvenanceOf, View
from sharewatch.core.shares import DERIVATIVES, OFFICIAL, TEXT, TRACKED, Measure
from sharewatch.core.words import DAY
from sharewatch.ui.pages.movers.page import MoversPage

LAST = 20_582  # 2026-05-09
BIG, NEW, OLD = "Qwen/Qwen3-VL-2B-Instruct", "google/gemma-4-31B-it", "meta-llama/Llama-3.2-1B"


def panel(day: int, *members: Member) -> Panel:
    families = ("Qwen", "Llama", "Gemma")
    return Panel(day * DAY + 43_200, TRACKED, OFFICIAL, Measure.D30, families, members)


FIRST_PANEL = panel(
    LAST - 7,
    Member("1", BIG, ("Qwen",), 300),
    Member("2", "Qwen/Qwen3-8B", ("Qwen",), 196),
    Member("3", "meta-llama/Llama-3.1-8B", ("Llama",), 400),
    Member("4", OLD, ("Llama",), 104),
)
LAST_PANEL = panel(
    LAST,
    Member("1", BIG, ("Qwen",), 420),
    Member("2", "Qwen/Qwen3-8B-renamed", ("Qwen",), 200),
    Member("3", "meta-llama/Llama-3.1-8B", ("Llama",), 380),
    Member("5", NEW, ("Gemma",), 100),
)

CHANGE = Fraction(620, 1100) - Fraction(496, 1000)


def basis(of: Panel, poll: int, **changes: object) -> Basis:
    made = Basis(
        TRACKED, OFFICIAL, Measure.D30, of.as_of, len(of.members), of.complete, "c1", poll=poll
    )
    return replace(made, **changes)


def answer_to(question: MoversOf, first: Panel = FIRST_PANEL, last: Panel = LAST_PANEL):
    if question.fixed_panel:
        first, last = fixed(first, last)
    largest, without = without_largest(first, last, question.family)
    return MoversAnswer(
        question,
        basis(first, 12),
        basis(last, 19),
        movers(first, last, question.family),
        largest,
        without,
    )


@pytest.fixture
def page(qtbot):
    made = MoversPage()
    qtbot.addWidget(made)
    made.asked_for = []
    made.asked.connect(made.asked_for.append)
    made.resize(1000, 700)
    made.show()
    return made


def found(page, board, **changes):
    """The page with the answer to what it asks of a board."""
    page.show_board(board)
    question = replace(page.asked_for[-1], **changes)
    page.take(question)
    page.show_answer(answer_to(question))
    return page


def test_before_two_polls_it_says_what_will_be_here(page, new_board):
    page.show_board(new_board(days=1))
    assert page.asked_for == []
    assert page.empty.heading.text() == "Nothing to compare yet"
    assert "second day" in page.empty.text.text()
    assert not page.export.isEnabled()


def test_the_leaders_last_seven_days_are_asked_for_once(page, board):
    page.show_board(board)
    page.show_board(board)
    assert page.asked_for == [MoversOf("Qwen", LAST - 7, LAST)]
    assert page.empty.heading.text() == "Comparing the two days …"


def test_a_hidden_page_asks_when_it_is_seen(page, board):
    page.hide()
    page.show_board(board)
    assert page.asked_for == []
    page.show()
    assert page.asked_for == [MoversOf("Qwen", LAST - 7, LAST)]


@pytest.mark.parametrize(("span", "back"), [("1d", 1), ("7d", 7), ("30d", 30), ("alert", 1)])
def test_a_span_goes_back_to_the_last_day_known_by_then(page, board, span, back):
    page.show_board(board)
    page.choices.span.button(span).click()
    assert page.asked_for[-1] == MoversOf("Qwen", LAST - back, LAST)


def test_a_family_without_an_alert_of_this_measure_offers_none(page, board):
    page.show_board(board)
    page.choices.span.button("alert").click()
    page.choices.family.setCurrentText("Gemma")
    page.choices.family.activated.emit(page.choices.family.currentIndex())
    assert not page.choices.span.button("alert").isEnabled()
    assert page.choices.span.value == "7d"
    assert page.asked_for[-1] == MoversOf("Gemma", LAST - 7, LAST)


def test_a_span_moves_along_with_the_polls_and_chosen_days_stay(page, new_board, board):
    older = {
        measure: replace(history, times=history.times - 2 * DAY)
        for measure, history in board.histories.items()
    }
    before = replace(board, histories=older, latest=replace(board.latest, seq=118))
    page.show_board(before)
    page.show_board(board)
    assert page.asked_for == [
        MoversOf("Qwen", LAST - 9, LAST - 2),
        MoversOf("Qwen", LAST - 7, LAST),
    ]
    page.choices.span.button("days").click()
    page.show_board(before)
    assert page.asked_for[-1] == MoversOf("Qwen", LAST - 7, LAST)


def test_days_chosen_by_hand_stay_in_order(page, board):
    page.show_board(board)
    choices = page.choices
    choices.first.setDate(QDate(2026, 5, 9))
    assert (choices.first.day, choices.last.day) == (LAST, LAST)
    assert choices.question() is None
    choices.first.setDate(QDate(2026, 5, 1))
    choices.last.setDate(QDate(2026, 4, 20))
    assert (choices.first.day, choices.last.day) == (LAST - 20, LAST - 19)
    assert choices.span.value == "days"
    assert page.asked_for[-1] == MoversOf("Qwen", LAST - 20, LAST - 19)


def test_a_day_without_a_poll_leads_on_to_one_that_has_one(page, board):
    page.show_board(board)
    day = page.choices.first
    day.set_days((LAST - 20, LAST - 10, LAST - 7))
    day.setSelectedSection(QDateEdit.Section.DaySection)
    day.setDate(QDate(2026, 5, 1))
    assert day.day == LAST - 10
    day.stepUp()
    assert day.day == LAST - 7
    day.setDate(QDate(2020, 1, 1))
    assert day.day == LAST - 20


def test_measure_scope_and_panel_are_asked_with(page, board):
    page.show_board(replace(board, scopes=(TRACKED, TEXT)))
    page.choices.measure.button(Measure.ALL_TIME).click()
    page.choices.fixed.click()
    page.choices.scope.setCurrentText("text, with derivatives")
    page.choices.scope.activated.emit(3)
    view = View(Measure.ALL_TIME, TEXT, DERIVATIVES)
    assert page.asked_for[-1] == MoversOf("Qwen", LAST - 7, LAST, view, fixed_panel=True)


def test_another_pages_question_is_taken_with_all_its_choices(page, board):
    page.show_board(board)
    view = View(Measure.ALL_TIME, "atom", OFFICIAL)
    asked = MoversOf("Llama", LAST - 30, LAST - 3, view, fixed_panel=True)
    assert page.take(asked)
    assert page.asked_for[-1] == asked
    assert page.choices.family.currentText() == "Llama"
    assert page.choices.scope.currentText() == "atom, official models"
    assert page.choices.fixed.isChecked()
    assert page.choices.first.text() == "2026-04-09"


def test_what_this_page_can_not_choose_is_not_taken(page, board):
    page.show_board(board)
    assert not page.take(ConcentrationOf())
    assert not page.take(MoversOf("Qwen", LAST - 7, LAST, View(Flow.DAY)))
    assert page.asked_for == [MoversOf("Qwen", LAST - 7, LAST)]


def test_a_question_is_taken_before_the_first_board(page, board):
    asked = MoversOf("Llama", LAST - 3, LAST)
    assert page.take(asked)
    page.show_board(board)
    assert page.asked_for[-1] == asked


def test_the_sentence_says_what_moved_and_why(page, board):
    found(page, board)
    assert page.headline.text() == (
        "Qwen's share of 30-day downloads rose 6.8 pp, from 49.6 % to 56.4 %, "
        "between 2026-05-02 and 2026-05-09 (tracked, 4 models)."
    )
    assert page.parts.text() == (
        "Growth of models present on both days gave +6.6 pp, new models −5.0 pp, models gone "
        "+5.2 pp. Without Qwen/Qwen3-VL-2B-Instruct, the largest mover: +1.4 pp."
    )
    assert page.footing.text() == (
        "2026-05-02 12:00 UTC (poll 12) → 2026-05-09 12:00 UTC (poll 19) · complete · c1 · "
        "huggingface.co"
    )


def test_a_fall_a_small_change_and_a_changed_scope_are_said(page, board):
    page.show_board(board)
    asked = page.asked_for[-1]
    last = panel(
        LAST,
        *FIRST_PANEL.members[:3],
        replace(FIRST_PANEL.members[3], value=105),
        Member("9", NEW, ("Gemma",), 0),
    )
    page.show_answer(replace(answer_to(asked, last=last), largest=None, without_largest=None))
    assert page.headline.text().startswith(
        "Qwen's share of 30-day downloads fell 0.050 pp, from 49.600 % to 49.550 %"
    )
    assert page.headline.text().endswith("(tracked, 4 → 5 models).")
    assert page.parts.text().endswith("new models 0 pp, models gone 0 pp.")


def test_a_share_that_stayed_is_said(page, board):
    page.show_board(board)
    asked = page.asked_for[-1]
    still = replace(answer_to(asked, last=replace(FIRST_PANEL, as_of=LAST_PANEL.as_of)))
    page.show_answer(replace(still, without_largest=None))
    assert "stayed at 49.6 %, between" in page.headline.text()
    assert page.parts.text().endswith("The largest mover is Qwen/Qwen3-VL-2B-Instruct with 0 pp.")


def test_a_fixed_panel_is_growth_alone(page, board):
    found(page, board, fixed_panel=True)
    assert "(tracked, 3 models present on both days)" in page.headline.text()
    assert page.parts.text().startswith("Only models of both days are counted")


def test_incomplete_estimated_and_changed_catalogs_are_said(page, board):
    page.show_board(board)
    answer = answer_to(page.asked_for[-1])
    page.show_answer(
        replace(
            answer,
            first=replace(answer.first, complete=False, census=3, poll=None),
            last=replace(answer.last, estimated=True, catalog="c2", poll=None),
        )
    )
    assert page.footing.text() == (
        "2026-05-02 12:00 UTC (census 3) → 2026-05-09 12:00 UTC · incomplete, "
        "in part estimated · c1 → c2 · huggingface.co"
    )


def test_the_table_has_every_model_and_sums_to_the_change(page, board):
    found(page, board)
    lines = page.table.models.shown()
    assert [line.move.model_id for line in lines][:3] == [BIG, OLD, NEW]
    assert sum((line.move.contribution for line in lines), Fraction(0)) == CHANGE
    assert page.table.total.text() == (
        "All 5 models sum to +6.764 pp, exactly the change of the share"
    )
    cells = [page.table.models.model().index(2, at).data() for at in range(7)]
    assert cells == ["3", NEW, "Gemma", "new", "–", "100", "−5.046 pp"]


def test_the_filter_says_what_the_shown_models_sum_to(page, board):
    found(page, board)
    page.focus_filter()
    page.table.filter.setText("qwen")
    assert len(page.table.models.shown()) == 2
    assert page.table.total.text().startswith("2 of 5 models sum to +")
    page.clear_filter()
    assert len(page.table.models.shown()) == 5


def test_families_are_the_second_view(page, board):
    found(page, board)
    page.table.view.button("families").click()
    names = [line.move.family for line in page.table.families.shown()]
    assert names == ["Llama", "Qwen", "Gemma"]
    assert page.table.total.text() == (
        "All 3 families sum to +6.764 pp, exactly the change of the share"
    )
    assert not page.table.filter.isVisible()


def test_the_picture_shows_the_models_and_leads_to_their_rows(page, qtbot, board):
    found(page, board)
    qtbot.waitUntil(lambda: page.picture.chart is not None)
    chart = page.picture.chart
    assert chart.drawn()[0].name == BIG
    assert chart.drawn()[-1].contribution == page._answer.movers.change
    page.picture.mover_clicked.emit(NEW)
    assert page.table.models.current().move.model_id == NEW
    page.table.choose_view("families")
    assert {one.name for one in chart.drawn()[:-1]} == {"Qwen", "Llama", "Gemma"}


def test_of_very_many_models_the_smallest_are_one_bar_and_the_sum_stays_exact(page, qtbot, board):
    page.show_board(board)
    many = [Member(f"m{at}", f"someone/m{at}", ("Llama",), 1000 + at) for at in range(2_500)]
    grown = [replace(one, value=2 * one.value) for one in many]
    last = panel(LAST, *LAST_PANEL.members, *grown)
    answer = answer_to(page.asked_for[-1], panel(LAST - 7, *FIRST_PANEL.members, *many), last)
    page.show_answer(answer)
    qtbot.waitUntil(lambda: page.picture.chart is not None)
    drawn = page.picture.chart.drawn()
    assert "The 505 smallest movers" in [one.name for one in drawn]
    assert sum((one.contribution for one in drawn[:-1]), Fraction(0)) == answer.movers.change
    assert page.table.total.text().startswith("2,000 of 2,505 models sum to −")


def test_a_reason_is_shown_with_what_to_do(page, board):
    page.show_board(board)
    page.show_answer(NoAnswer(page.asked_for[-1], "No share is known for 2026-05-02."))
    assert page.empty.heading.text() == "This change can't be explained"
    assert page.empty.text.text().startswith("No share is known for 2026-05-02. Other days")
    assert page.found.isHidden()


def test_another_choice_takes_the_old_answer_away(page, board):
    found(page, board)
    page.choices.span.button("1d").click()
    assert page.found.isHidden()
    assert page.table.models.shown() == []


def test_a_model_opens_on_the_hub_but_a_made_up_one_does_not(page, qtbot, board, new_board):
    found(page, board)
    page.table.models.choose("5")
    with qtbot.waitSignal(page.model_opened) as told:
        qtbot.keyClick(page.table.models, Qt.Key.Key_Return)
    assert told.args == [NEW]
    page.show_board(new_board(kind=SourceKind.DEMO))
    with qtbot.assertNotEmitted(page.model_opened):
        qtbot.keyClick(page.table.models, Qt.Key.Key_Return)


def test_a_family_row_opens_its_models(page, qtbot, board):
    found(page, board)
    page.table.choose_view("families")
    page.table.choose("Llama")
    with qtbot.waitSignal(page.family_opened) as told:
        qtbot.keyClick(page.table.families, Qt.Key.Key_Return)
    assert told.args == ["Llama"]


def test_rows_and_both_shares_are_traced(page, qtbot, board):
    found(page, board)
    followed = []
    page.followed.connect(followed.append)
    for key in ("5", "4"):
        page.table.models.choose(key)
        page.table.models.actions()[-1].trigger()
    page.trace.menu().aboutToShow.emit()
    assert [one.text() for one in page.trace.menu().actions()] == [
        "49.6 % on 2026-05-02",
        "56.4 % on 2026-05-09",
    ]
    page.trace.menu().actions()[0].trigger()
    page.headline.actions()[-1].trigger()
    assert followed == [
        ProvenanceOf("Gemma", View(day=LAST)),
        ProvenanceOf("Llama", View(day=LAST - 7)),
        ProvenanceOf("Qwen", View(day=LAST - 7)),
        ProvenanceOf("Qwen", View(day=LAST)),
    ]


def test_the_saved_table_has_every_model_exactly(page, qtbot, board, tmp_path):
    found(page, board)
    path = tmp_path / "movers.csv"
    with qtbot.waitSignal(page.said) as told:
        page.export.path_chosen.emit("csv", str(path))
    assert told.args == [f"Saved {path}"]
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    assert rows[0]["model_id"] == BIG
    over = int(rows[0]["over"])
    change = Fraction(sum(int(row["weight"]) for row in rows), over)
    assert change == CHANGE
    assert rows[0]["from"] == "2026-05-02T12:00:00Z"
    assert rows[0]["fixed_panel"] == "false"
    assert {row["kind"] for row in rows} == {"stayed", "renamed", "new", "gone"}


def test_the_picture_is_saved_and_a_failure_told(page, qtbot, board, tmp_path):
    found(page, board)
    qtbot.waitUntil(lambda: page.picture.chart is not None)
    page.save("svg", str(tmp_path / "movers.svg"))
    assert "Qwen" in (tmp_path / "movers.svg").read_text("utf-8")
    with qtbot.waitSignal(page.said) as told:
        page.save("png", str(tmp_path / "nowhere" / "movers.png"))
    assert told.args[0].startswith("Not saved: ")


def test_a_text_like_a_formula_is_saved_as_text(page, board, tmp_path):
    page.show_board(board)
    asked = page.asked_for[-1]
    odd = replace(LAST_PANEL, members=(*LAST_PANEL.members, Member("9", "-x/y", (), 5)))
    families = (*odd.families, "Other")
    page.show_answer(
        answer_to(asked, replace(FIRST_PANEL, families=families), replace(odd, families=families))
    )
    page.save("csv", str(tmp_path / "movers.csv"))
    assert "'-x/y,Other,new" in (tmp_path / "movers.csv").read_text("utf-8")


def test_unknown_days_are_no_quick_choice(page, board):
    history = board.histories[Measure.D30]
    totals = history.totals.copy()
    totals[-1] = np.nan
    unknown = replace(history, totals=totals)
    page.show_board(replace(board, histories={**board.histories, Measure.D30: unknown}))
    assert page.asked_for == [MoversOf("Qwen", LAST - 8, LAST - 1)]


def test_a_sample_is_named_as_source_and_never_called_complete(page, board, tmp_path):
    page.show_board(board)
    answer = answer_to(page.asked_for[-1])
    first, last = (replace(one, sample="counts.csv") for one in (answer.first, answer.last))
    page.show_answer(replace(answer, first=first, last=last))
    said = page.footing.text()
    assert "as the file lists it" in said
    assert said.endswith(" · counts.csv")
    assert "complete" not in said
    assert "huggingface.co" not in said
    assert "models of the sample counts.csv)" in page.headline.text()
    page.save("csv", str(tmp_path / "movers.csv"))
    row = (tmp_path / "movers.csv").read_text().splitlines()[1].split(",")
    assert (row[-4], row[-1]) == ("", "counts.csv")
    page.show_answer(replace(answer, first=first))
    assert "in part as a file lists it" in page.footing.text()
    assert page.footing.text().endswith(" · counts.csv → huggingface.co")


def test_a_long_scopes_name_is_cut_in_its_box_and_whole_in_its_tip(page, board):
    name = "a list with a really long name that somebody gave it once upon a time"
    page.resize(1010, 640)
    page.show_board(replace(board, scopes=("tracked", name)))
    scope = page.choices.scope
    before = scope.width()
    scope.choose_scope(name, "official")
    page.layout().activate()
    assert scope.width() <= max(before, 210)
    assert name in scope.toolTip()
    scroll = page.findChild(QScrollArea)
    assert scroll.horizontalScrollBar().maximum() == 0
