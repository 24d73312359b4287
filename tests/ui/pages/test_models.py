"""The models page: asking, waiting, showing, filtering."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from sharewatch.ui.pages.models import ModelsPage


@pytest.fixture
def page(qtbot):
    made = ModelsPage()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def facts_of(board, name):
    return next(one for one in board.families if one.name == name)


def test_before_a_poll_it_says_so(page):
    assert page.table.accessibleDescription() == "Models are listed here after the first poll"


def test_the_leader_is_asked_for_and_waited_for(page, qtbot, board):
    with qtbot.waitSignal(page.family_opened) as told:
        page.show_board(board)
    assert told.args == ["Qwen"]
    assert page.table.accessibleDescription() == "Loading Qwen …"


def test_nothing_is_asked_for_while_nobody_looks(page, qtbot, board):
    page.hide()
    with qtbot.assertNotEmitted(page.family_opened):
        page.show_board(board)
    with qtbot.waitSignal(page.family_opened):
        page.show()


def test_the_same_poll_is_not_asked_for_twice_but_a_new_one_is(page, qtbot, board):
    page.show_board(board)
    with qtbot.assertNotEmitted(page.family_opened):
        page.show_board(board)
    newer = replace(board.latest, seq=board.latest.seq + 1)
    with qtbot.waitSignal(page.family_opened):
        page.show_board(replace(board, latest=newer))


def test_models_are_shown_with_totals_and_time(page, board, new_models):
    page.show_board(board)
    page.show_models(new_models())
    assert page.summary.text() == (
        "6 of 6 models · 22,833,333 downloads in 30 days · 1 without a count · "
        "as of 2026-05-09 12:00 UTC"
    )
    assert page.table.shown()[0].model_id == "Qwen/Qwen-0B-Instruct"
    assert page.table.shown()[-1].downloads_30d is None


def test_an_answer_for_another_family_is_let_go(page, board, new_models):
    page.show_board(board)
    page.open_family("Llama")
    page.show_models(new_models())
    assert page.table.shown() == []
    page.show_models(new_models(facts=facts_of(board, "Llama")))
    assert len(page.table.shown()) == 6


def test_choosing_a_family_asks_for_it(page, qtbot, board):
    page.show_board(board)
    with qtbot.waitSignal(page.family_opened) as told:
        page.open_family("Gemma")
    assert told.args == ["Gemma"]


def test_the_filter_finds_words_in_any_order_and_is_cleared(page, board, new_models):
    page.show_board(board)
    page.show_models(new_models())
    page.filter.setText("INSTRUCT 3b")
    assert [one.model_id for one in page.table.shown()] == ["Qwen/Qwen-3B-Instruct"]
    assert page.summary.text().startswith("1 of 6 models")
    page.filter.setText("nothing like it")
    assert page.table.accessibleDescription() == "No model's name has these words"
    page.clear_filter()
    assert len(page.table.shown()) == 6


def test_a_family_without_models_is_said(page, board, new_models):
    page.show_board(board)
    page.show_models(replace(new_models(), models=()))
    assert page.table.accessibleDescription() == "The last poll found no official model of Qwen"


def test_a_chosen_model_opens_on_the_hub(page, qtbot, board, new_models):
    page.show_board(board)
    page.show_models(new_models())
    assert not page.open.isEnabled()
    page.table.choose("Qwen/Qwen-2B-Instruct")
    with qtbot.waitSignal(page.model_opened) as told:
        page.open.click()
    assert told.args == ["Qwen/Qwen-2B-Instruct"]
    with qtbot.waitSignal(page.model_opened):
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
