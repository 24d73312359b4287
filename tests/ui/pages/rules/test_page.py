"""The rules page, its form and its editor."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton

from sharewatch.core.answers import NoAnswer, Rehearsed
from sharewatch.core.board import RuleLine
from sharewatch.core.episodes import EventKind
from sharewatch.core.questions import RehearsalOf
from sharewatch.core.rehearsal import Crossing, Rehearsal
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.core.words import DAY
from sharewatch.ui.pages.rules.editor import RuleEditor
from sharewatch.ui.pages.rules.form import RuleForm, Wrong
from sharewatch.ui.pages.rules.page import RulesPage
from sharewatch.ui.pages.rules.words import messages_text, rehearsal_text


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
    made = RuleEditor(new_rule(), board, lambda rule: Fraction("0.483"))
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
        "–",
        "shown",
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
        scope="text",
        attribution="derivatives",
        id=9,
        version=4,
    )
    form = RuleForm(given, board.families, now=1_700_000_000)
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


def test_a_rule_expires_at_the_end_of_its_day(qtbot, board, new_rule):
    form = RuleForm(new_rule(), board.families, now=1_778_284_800)
    qtbot.addWidget(form)
    form.expires.setChecked(True)
    form.expiry_day.setDate(form.expiry_day.date().fromString("2026-05-09", "yyyy-MM-dd"))
    assert form.rule().expires_at == 1_778_371_200
    form.expiry_day.setDate(form.expiry_day.date().addDays(-1))
    assert form.rule() == Wrong("expires_at", "that day is over already")


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


# -- trying a rule on the past -----------------------------------------------------------------


def rehearsed(rule, *crossings, values=365, unknown=0, **changes):
    """An answer by days since 1970 and kinds."""
    found = Rehearsal(
        tuple(Crossing(day * DAY, kind, Fraction(1, 2)) for day, kind in crossings),
        values,
        unknown,
        first=0 if values else None,
        last=values * DAY if values else None,
    )
    return Rehearsed(RehearsalOf(rule), found, **changes)


FIRED, CLEARED, BASELINE = EventKind.FIRED, EventKind.CLEARED, EventKind.BASELINE


def test_a_rule_is_tried_once_typing_has_settled(page, qtbot):
    page.add.click()
    opened = dialog(page, RuleEditor)
    with qtbot.waitSignal(page.asked) as told:
        opened.form.threshold.setValue(41)
        opened.form.threshold.setValue(42)
    assert told.args == [RehearsalOf(opened.form.rule())]
    assert told.args[0].rule.threshold == Fraction(42, 100)
    answer = rehearsed(opened.form.rule(), (10, FIRED))
    page.show_answer(answer)
    assert opened.past.text() == (
        "Would have fired once in 365 days: 1970-01-11; and not back since."
    )


def test_an_answer_to_an_older_text_of_the_rule_is_passed_over(page, qtbot):
    page.add.click()
    opened = dialog(page, RuleEditor)
    with qtbot.waitSignal(page.asked) as told:
        opened.form.threshold.setValue(41)
    opened.form.threshold.setValue(42)
    page.show_answer(rehearsed(told.args[0].rule, (10, FIRED)))
    assert opened.past.text() == "Trying it on the history …"


def test_a_rule_that_cannot_be_tried_says_why_and_one_that_is_wrong_is_not(page, qtbot):
    page.add.click()
    opened = dialog(page, RuleEditor)
    with qtbot.waitSignal(page.asked) as told:
        opened.form.threshold.setValue(41)
    page.show_answer(NoAnswer(told.args[0], "There is nothing."))
    assert opened.past.text() == "There is nothing."
    opened.form.threshold.setValue(120)
    assert opened.past.text() == ""
    with qtbot.assertNotEmitted(page.asked, wait=400):
        pass


def test_a_new_poll_has_the_open_rule_tried_again_and_a_closed_one_not(page, qtbot, board):
    page.add.click()
    opened = dialog(page, RuleEditor)
    with qtbot.waitSignal(page.asked):
        opened.form.threshold.setValue(41)
    newer = replace(board, latest=replace(board.latest, seq=999))
    with qtbot.waitSignal(page.asked):
        page.show_board(newer)
    opened.reject()
    with qtbot.assertNotEmitted(page.asked):
        page.show_board(board)
    page.show_answer(rehearsed(opened.form.rule()))


@pytest.mark.parametrize(
    ("crossings", "changes", "said"),
    [
        ((), {"values": 0}, "There is no history yet to try this on."),
        ((), {"values": 1, "unknown": 1}, "Of 1 day, none says anything of this share."),
        ((), {}, "Would not have fired in 365 days."),
        (
            ((0, BASELINE), (4, CLEARED)),
            {"unknown": 2},
            (
                "Would not have fired in 365 days. It was so already on 1970-01-01. 2 days said "
                "nothing."
            ),
        ),
        (
            ((1, FIRED), (2, CLEARED), (3, FIRED), (5, CLEARED)),
            {"unknown": 1},
            (
                "Would have fired 2 times in 365 days: 1970-01-02, 1970-01-04; back on 1970-01-03, "
                "1970-01-06. 1 day said nothing."
            ),
        ),
        (
            tuple((day, (CLEARED, FIRED)[day % 2]) for day in range(1, 12)),
            {},
            (
                "Would have fired 6 times in 365 days: … 1970-01-06, 1970-01-08, 1970-01-10, "
                "1970-01-12; back on … 1970-01-05, 1970-01-07, 1970-01-09, 1970-01-11; and not "
                "back since."
            ),
        ),
        (
            (),
            {"values": 12, "unknown": 1, "by_census": True},
            "Would not have fired in 12 censuses. 1 census said nothing.",
        ),
    ],
)
def test_what_a_rule_would_have_said_is_put_calmly(new_rule, crossings, changes, said):
    assert rehearsal_text(rehearsed(new_rule(), *crossings, **changes)) == said


# -- what holds messages back ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "state", "said"),
    [
        ({}, {}, "shown"),
        ({}, {"acknowledged": True}, "acknowledged"),
        ({}, {"acknowledged": True, "state": "ARMED"}, "shown"),
        ({}, {"snoozed_until": 60}, "snoozed until 1970-01-01 00:01 UTC"),
        ({"once": True}, {}, "once"),
        ({"once": True}, {"state": "DONE"}, "shown"),
        ({"expires_at": 2 * DAY}, {}, "until the end of 1970-01-02"),
        ({"expires_at": 2 * DAY}, {"state": "EXPIRED"}, "shown"),
        (
            {"once": True},
            {"acknowledged": True, "snoozed_until": 0},
            "acknowledged, snoozed until 1970-01-01 00:00 UTC, once",
        ),
    ],
)
def test_what_holds_a_rules_messages_back_is_said(new_rule, rule, state, said):
    line = RuleLine(new_rule(**rule), **{"state": "FIRING", **state})
    assert messages_text(line) == said


def test_a_rule_is_snoozed_from_its_menu_and_the_snooze_ended(page, qtbot, board, new_rule):
    assert not page.snooze.isEnabled()
    page.table.choose(1)
    page._fill_snooze()
    texts = [action.text() for action in page.snooze.menu().actions()]
    assert texts == ["For 1 hour", "For 1 day", "For 1 week"]
    with qtbot.waitSignal(page.rule_snoozed) as told:
        page.snooze.menu().actions()[1].trigger()
    assert told.args == [1, DAY]
    page.show_board(replace(board, rules=(RuleLine(new_rule(), "ARMED", snoozed_until=60),)))
    page._fill_snooze()
    with qtbot.waitSignal(page.rule_snoozed) as told:
        page.snooze.menu().actions()[0].trigger()
    assert told.args == [1, 0]


def test_when_a_rule_last_crossed_stands_beside_it(page, board, new_rule):
    page.show_board(replace(board, rules=(RuleLine(new_rule(), "ARMED", crossed_at=DAY),)))
    assert cells(page, 0)[3] == "1970-01-02"


def test_the_chosen_rule_is_said_in_full_below_the_table(page):
    assert page.terms.text() == ""
    page.table.choose(2)
    assert page.terms.text() == (
        "Llama's share of 30-day downloads at or below 15 %, 2 of 3 published values"
    )


def test_a_wider_scope_counts_models_of_no_family_too(qtbot, board, new_rule):
    form = RuleForm(new_rule(), board.families, ("tracked", "text"))
    qtbot.addWidget(form)
    assert form.family.findText("Other") < 0
    form.scope.choose_scope("text", "derivatives")
    assert form.family.findText("Other") >= 0
    assert (form.rule().scope, form.rule().attribution) == ("text", "derivatives")
    form.scope.choose_scope("tracked", "official")
    assert form.family.findText("Other") < 0


def test_a_share_of_another_scope_is_not_the_tracked_one(page, board, new_rule):
    wide = new_rule(scope="text")
    page.show_board(replace(board, rules=(RuleLine(wide, "ARMED", share=Fraction(1, 4)),)))
    assert cells(page, 0)[2] == "now 25.0 %: 25.0 pp below"
    page.table.choose(1)
    page.edit.click()
    opened = dialog(page, RuleEditor)
    assert opened.note.text() == "now 25.0 %: 25.0 pp below (text, official models)"
    opened.form.measure.setCurrentIndex(1)
    assert opened.note.text() == "not known now (text, official models)"
