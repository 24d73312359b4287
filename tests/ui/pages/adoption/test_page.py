"""The adoption page: a model is chosen, and its score never stands without its definition."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sharewatch.core.adoption import AdoptionDefinition, Launch, adoption
from sharewatch.core.answers import AdoptionAnswer, NoAnswer
from sharewatch.core.questions import AdoptionOf, Basis, ClaimsOf
from sharewatch.core.shares import Measure
from sharewatch.core.words import DAY
from sharewatch.ui.pages.adoption.page import AdoptionPage

MEDIAN, TENTH = AdoptionDefinition.MEDIAN, AdoptionDefinition.TENTH
AS_OF = 1_778_328_000  # 2026-05-09 12:00 UTC
OWN = "openai/gpt-oss-120b"


def launch(name: str, a_day: int, days: int, every: int = 7) -> Launch:
    return Launch(name, 0, tuple((day * DAY, day * a_day) for day in range(every, days + 1, every)))


PEERS = tuple(launch(f"org/m{nth:02}", nth * 10, 400) for nth in range(1, 11))


def answer(question: AdoptionOf, model: Launch | None = None, peers=PEERS) -> AdoptionAnswer:
    own = model or launch(question.model_id, 1100, 35)
    basis = Basis("tracked", "official", Measure.ALL_TIME, AS_OF, len(peers), True, "2026.05")
    return AdoptionAnswer(question, basis, adoption(own, "100–250B", peers, question.definition))


@pytest.fixture
def page(qtbot, board):
    made = AdoptionPage()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.show_board(board)
    made.set_models((OWN, "Qwen/Qwen3-8B"))
    return made


def ask(page, name=OWN):
    page.model.setText(name)
    page.show_model.click()


def cells(table, row):
    return [table.model().index(row, at).data() for at in range(table.model().columnCount())]


def span(page, widget):
    """Where a widget begins and ends, from the page's top."""
    top = widget.mapTo(page, widget.rect().topLeft()).y()
    return top, top + widget.height() - 1


def test_a_part_of_a_name_that_only_one_model_has_is_that_model(page, qtbot):
    page.model.setText("qwen3")
    with qtbot.waitSignal(page.asked) as told:
        qtbot.keyClick(page.model, Qt.Key.Key_Return)
    assert told.args == [AdoptionOf("Qwen/Qwen3-8B", MEDIAN)]
    assert page.model.text() == "Qwen/Qwen3-8B"


def test_suggestions_stand_below_the_field_and_are_as_high_as_their_rows(page, qtbot):
    page.set_models(tuple(f"org/model-{nth:02}" for nth in range(4)))
    page.model.setFocus()
    qtbot.keyClicks(page.model, "mod")
    popup = page.suggestions.popup()
    qtbot.waitUntil(popup.isVisible)
    field = page.model.mapToGlobal(page.model.rect().bottomLeft()).y()
    assert popup.y() > field
    assert popup.height() <= 4 * popup.sizeHintForRow(0) + 4
    popup.hide()


def test_nothing_is_asked_before_a_model_is_named(page, qtbot):
    assert page.empty.isVisible()
    assert page.empty.heading.text() == "Choose a model"
    with qtbot.assertNotEmitted(page.asked):
        ask(page, "  ")


def test_a_name_is_asked_for_as_it_is_spelled(page, qtbot):
    with qtbot.waitSignal(page.asked) as told:
        page.focus_filter()
        page.model.setText("OpenAI/GPT-oss-120b ")
        qtbot.keyClick(page.model, Qt.Key.Key_Return)
    assert told.args == [AdoptionOf(OWN, MEDIAN)]
    assert page.sentence.text() == "Counting …"


def test_parts_of_names_are_completed_and_a_chosen_one_is_asked_for(page, qtbot):
    completer = page.model.completer()
    completer.setCompletionPrefix("QWEN3")
    assert completer.currentCompletion() == "Qwen/Qwen3-8B"
    with qtbot.waitSignal(page.asked) as told:
        completer.activated.emit("Qwen/Qwen3-8B")
    assert told.args == [AdoptionOf("Qwen/Qwen3-8B", MEDIAN)]


def test_the_latest_score_is_said_with_what_it_is_over_and_by_whom(page):
    ask(page)
    page.show_answer(answer(AdoptionOf(OWN)))
    assert page.sentence.text() == (
        "gpt-oss-120b at day 30: 20.00 times the median of the ten most downloaded of 100–250B; "
        "ATOM, January 2026"
    )
    assert "tracked, 10 models" in page.basis.text()
    assert "12 January 2026" in page.rule.text()


def test_the_other_definition_is_asked_for_and_named(page, qtbot):
    ask(page)
    with qtbot.waitSignal(page.asked) as told:
        page.definition.setCurrentIndex(1)
        page.definition.activated.emit(1)
    assert told.args == [AdoptionOf(OWN, TENTH)]
    page.show_answer(answer(told.args[0]))
    assert page.sentence.text() == (
        "gpt-oss-120b at day 30: 110.00 times the tenth most downloaded of 100–250B; ATOM, 2026-Q2"
    )
    assert "25 May 2026" in page.rule.text()


def test_days_stand_with_both_counts_and_why_there_is_no_score(page):
    ask(page)
    page.show_answer(answer(AdoptionOf(OWN), launch(OWN, 1100, 28)))
    days = page.pane.days
    assert cells(days, 0) == ["7", "7.7K", "385", "20.00", "", ""]
    assert cells(days, 2)[:4] == ["30", "–", "1.6K", "–"]
    assert cells(days, 2)[5] == "The model isn't so old, or its count of that day isn't known"
    few = answer(AdoptionOf(OWN), peers=PEERS[:9])
    page.show_answer(few)
    assert cells(days, 0)[5] == (
        "Too few of the 10 models it is held against have a count of that day"
    )
    assert page.sentence.text() == (
        "gpt-oss-120b has no score yet: too few models of 100–250B have counts of the same days"
    )


def test_estimates_are_marked_and_explained(page):
    ask(page)
    page.show_answer(answer(AdoptionOf(OWN), launch(OWN, 1100, 32, every=16)))
    assert cells(page.pane.days, 0)[1:5] == ["≈ 7.7K", "≈ 385", "20.00", "estimated"]
    assert ", estimated; ATOM" in page.sentence.text()
    assert "more than 7 days apart" in page.pane.meaning.text()


def test_the_models_it_is_held_against_are_named_and_lead_to_their_own(page, qtbot):
    ask(page)
    page.show_answer(answer(AdoptionOf(OWN)))
    button = page.pane.which.button("models")
    assert button.text() == "Held against 10 models"
    button.click()
    assert page.pane.models.isVisible()
    assert "org/m10" in page.pane.models.shown()
    page.pane.models.choose("org/m10")
    with qtbot.waitSignal(page.asked) as told:
        qtbot.keyClick(page.pane.models, Qt.Key.Key_Return)
    assert told.args == [AdoptionOf("org/m10", MEDIAN)]
    assert page.model.text() == "org/m10"


def test_the_curve_stands_beside_its_reference_as_far_as_either_is_known(page, qtbot):
    ask(page)
    page.show_answer(answer(AdoptionOf(OWN)))
    qtbot.waitUntil(lambda: page.pane.chart is not None)
    chart = page.pane.chart
    assert chart.count() == 7
    assert "gpt-oss-120b 33.0K after 30 days" in chart.accessibleDescription()
    short = tuple(launch(one.model_id, 10, 35) for one in PEERS)
    page.show_answer(answer(AdoptionOf(OWN), peers=short))
    assert chart.count() == 3


def test_a_model_without_any_count_says_so(page, qtbot):
    ask(page)
    page.show_answer(answer(AdoptionOf(OWN), Launch(OWN, 0, ()), PEERS[:3]))
    assert page.sentence.text() == (
        "gpt-oss-120b has no score yet: none of its counts reaches back to these days"
    )
    qtbot.waitUntil(lambda: page.pane.chart is not None)
    assert page.pane.chart.accessibleDescription() == "No count of these days is known"


def test_a_small_score_keeps_its_figures(page):
    ask(page)
    page.show_answer(answer(AdoptionOf(OWN), launch(OWN, 1, 35)))
    assert "0.0182 times" in page.sentence.text()


def test_no_answer_is_said_with_its_reason_as_plain_text(page):
    ask(page, "<b>x</b>/y")
    page.show_answer(NoAnswer(AdoptionOf("<b>x</b>/y"), "<b>x</b>/y was in no poll."))
    assert page.empty.heading.text() == "No score of this model"
    assert page.empty.text.text() == "<b>x</b>/y was in no poll."
    assert page.empty.text.textFormat() is Qt.TextFormat.PlainText
    assert page.sentence.text() == ""


def test_a_question_of_another_page_is_taken_with_its_definition(page, qtbot):
    with qtbot.waitSignal(page.asked) as told:
        assert page.take(AdoptionOf(OWN, TENTH))
    assert told.args == [AdoptionOf(OWN, TENTH)]
    assert page.model.text() == OWN
    assert page.definition.value is TENTH
    assert not page.take(ClaimsOf())


def test_everything_has_room_in_the_smallest_window(qtbot, board):
    window = QWidget()
    qtbot.addWidget(window)
    page = AdoptionPage(window)
    page.setGeometry(0, 0, 588, 700)
    window.resize(588, 700)
    window.show()
    page.show_board(board)
    ask(page)
    page.show_answer(answer(AdoptionOf(OWN)))
    page.setGeometry(0, 0, 588, 372)
    qtbot.waitUntil(lambda: not page.rule.isVisible())
    qtbot.waitUntil(lambda: page.pane.days.height() > 60)
    above, below = span(page, page.pane._room), span(page, page.pane.days)
    assert above[1] < below[0] < below[1] < page.height() == 372
