"""The rules page, its form and its editor."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton

from sharewatch.core.board import RuleLine
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.ui.pages.rules.editor import RuleEditor
from sharewatch.ui.pages.rules.form import RuleForm, Wrong
from sharewatch.ui.pages.rules.page import RulesPage


@pytest.fixture
def page(qtbot, board):
    made = RulesPage()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.show_board(board)
    return made


@pytest.fixture
def form(qtbot, board, new_rule):
    made = RuleForm(new_rule(), board.families)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def editor(qtbot, board, new_rule):
    made = RuleEditor(new_rule(), board.families, lambda family, measure: Fraction("0.483"))
    qtbot.addWidget(made)
    return made


def dialog(page, kind):
    return next(one for one in page.findChildren(kind) if one.isVisible())


def cells(page, row):
    model = page.table.model()
    return [model.index(row, at).data() for at in range(model.columnCount())]


def test_without_rules_it_says_what_a_rule_does(page, qtbot, board):
    page.show_board(replace(board, rules=()))
    assert page.empty.isVisible()
    page.first.click()
    assert dialog(page, RuleEditor).windowTitle() == "Add rule"


def test_rules_are_listed_with_state_and_distance(page):
    page.table.choose(1)
    rows = {cells(page, row)[0]: cells(page, row)[1:] for row in range(2)}
    assert rows["Qwen, 30-day downloads ≥ 50 %"] == [
        "Watching",
        "now 46.6 %: 3.4 pp below",
        "1",
        "0 pp",
    ]
    assert rows["Llama, 30-day downloads ≤ 15 %"][0] == "Crossed"


def test_a_new_rule_begins_just_beyond_the_leader(page, qtbot):
    page.add.click()
    opened = dialog(page, RuleEditor)
    assert opened.preview.text() == "Qwen's share of 30-day downloads at or above 50 %"
    with qtbot.waitSignal(page.rule_saved) as told:
        opened.save.click()
    assert told.args[0].id == 0
    assert told.args[0].margin == Fraction(1, 200)


def test_an_edited_rule_keeps_its_identity(page, qtbot):
    page.table.choose(2)
    page.edit.click()
    opened = dialog(page, RuleEditor)
    opened.form.threshold.setValue(14)
    with qtbot.waitSignal(page.rule_saved) as told:
        opened.save.click()
    saved = told.args[0]
    assert (saved.id, saved.threshold, saved.confirm, saved.window) == (2, Fraction(14, 100), 2, 3)


def test_removing_asks_first(page, qtbot):
    page.table.choose(1)
    page.remove.click()
    box = dialog(page, QMessageBox)
    button = next(one for one in box.findChildren(QPushButton) if one.text() == "Remove")
    with qtbot.waitSignal(page.rule_removed) as told:
        button.click()
    assert told.args == [1]


def test_a_removal_can_be_called_off(page, qtbot):
    page.table.choose(1)
    page.remove.click()
    with qtbot.assertNotEmitted(page.rule_removed):
        dialog(page, QMessageBox).button(QMessageBox.StandardButton.Cancel).click()


def test_editing_needs_a_chosen_rule(page):
    assert not page.edit.isEnabled()
    assert not page.remove.isEnabled()
    page.table.choose(1)
    assert page.edit.isEnabled()
    assert page.remove.isEnabled()


def test_an_unknown_share_is_said_as_such(page, board, new_rule):
    page.show_board(replace(board, rules=(RuleLine(new_rule(family="Nobody"), "NEW"),)))
    assert cells(page, 0)[1:3] == ["Waiting for a poll", "not known now"]


def test_a_form_gives_back_the_rule_it_was_given(qtbot, board):
    given = Rule(
        "Gone",
        Measure.ALL_TIME,
        Direction.BELOW,
        Fraction(1, 3),
        Fraction(1, 700),
        confirm=2,
        window=5,
        clear_after=3,
        cooldown_s=5000,
        repeat_s=90_061,
        max_gap_s=7,
        once=True,
        expires_at=1_800_000_123,
        tell_on_creation=True,
        by_update=False,
        id=9,
        version=4,
    )
    form = RuleForm(given, board.families)
    qtbot.addWidget(form)
    assert form.rule() == given
    assert form.fold.isChecked()


def test_what_is_rare_is_folded_away(form, qtbot):
    form.show()
    assert not form.advanced.isVisible()
    form.fold.click()
    assert form.advanced.isVisible()


def test_typed_percentages_are_exact(form):
    form.threshold.setValue(33.33)
    form.margin.setValue(0.5)
    rule = form.rule()
    assert (rule.threshold, rule.margin) == (Fraction(3333, 10_000), Fraction(5, 1000))


def test_confirmations_are_in_a_row_unless_said_otherwise(form):
    form.confirm.setValue(3)
    assert (form.rule().confirm, form.rule().window) == (3, 3)
    form.window_size.setValue(5)
    assert form.rule().window == 5


def test_a_rule_expires_at_the_end_of_its_day(form):
    form.expires.setChecked(True)
    form.expiry_day.setDate(form.expiry_day.date().fromString("2026-05-09", "yyyy-MM-dd"))
    assert form.rule().expires_at == 1_778_371_200


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("threshold", lambda form: form.threshold.setValue(120)),
        ("confirm", lambda form: (form.confirm.setValue(4), form.window_size.setValue(2))),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(editor, field, change):
    change(editor.form)
    found = editor.form.rule()
    assert isinstance(found, Wrong)
    assert found.field == field
    assert editor.form.wrong_text(field) == found.text
    assert not editor.save.isEnabled()
    editor.form.threshold.setValue(40)
    editor.form.window_size.setValue(0)
    assert editor.form.wrong_text(field) == ""
    assert editor.save.isEnabled()


def test_the_rule_is_said_while_it_is_written(editor):
    assert editor.note.text() == "now 48.3 %: 1.7 pp below"
    editor.form.direction.setCurrentIndex(1)
    editor.form.threshold.setValue(45)
    assert editor.preview.text() == "Qwen's share of 30-day downloads at or below 45 %"
    assert editor.note.text() == "now 48.3 %: 3.3 pp above"
