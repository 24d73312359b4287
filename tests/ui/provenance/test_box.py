"""From any number to its polls, models and rules: the box, its text, the offer beside numbers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from sharewatch.core.answers import CountedModel, NoAnswer, ProvenanceAnswer
from sharewatch.core.board import PollFacts
from sharewatch.core.flows import Flow, Period
from sharewatch.core.lineage import Step
from sharewatch.core.questions import Basis, ProvenanceOf, SharesOf, View
from sharewatch.core.shares import (
    DERIVATIVES,
    OFFICIAL,
    TEXT,
    TRACKED,
    FamilySum,
    Measure,
    by_family,
    shares,
)
from sharewatch.core.words import DAY
from sharewatch.ui.labels import Label
from sharewatch.ui.provenance.box import ProvenanceBox
from sharewatch.ui.provenance.offer import offer_provenance, offer_provenance_of
from sharewatch.ui.rows import Column
from sharewatch.ui.table import Table

AS_OF = 1_778_328_000  # 2026-05-09 12:00 UTC
QUESTION = ProvenanceOf("Qwen", View())
SUMS = (FamilySum("Qwen", 600, 2), FamilySum("Llama", 500, 1))
MODELS = (
    CountedModel("Qwen/Qwen3-8B", 400, 400, 'Qwen include "qwen*"'),
    CountedModel(
        "someone/merge",
        401,
        200,
        "declared lineage",
        (Step("someone/merge", "finetune", "a/b"), Step("a/b", None, "Qwen/Qwen3-8B")),
    ),
)


def answer(**changes: object) -> ProvenanceAnswer:
    made = ProvenanceAnswer(
        QUESTION,
        Basis(TRACKED, OFFICIAL, Measure.D30, AS_OF, 3, True, "catalog 2026.05", poll=22),
        SUMS[0],
        by_family(shares(SUMS))["Qwen"],
        "600 / (600 + 500) = 54.55 %",
        (
            PollFacts(22, AS_OF, AS_OF, True, 3),
            PollFacts(21, AS_OF - DAY, AS_OF, False, 2, ("meta-llama", "google"), 4),
        ),
        MODELS,
        "huggingface.co",
    )
    return replace(made, **changes)


def facts(box: ProvenanceBox) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in box.facts.text().splitlines())


@pytest.fixture
def box(qtbot):
    made = ProvenanceBox()
    qtbot.addWidget(made)
    return made


def test_a_number_is_asked_after_and_waited_for(box, qtbot):
    with qtbot.waitSignal(box.asked) as told:
        box.look_up(QUESTION)
    assert told.args == [QUESTION]
    assert box.isVisible()
    assert box.empty.heading.text() == "Qwen's share of 30-day downloads"
    assert box.empty.text.text() == "Looking up its polls, models and rules …"
    assert not box.copy.isEnabled()


def test_the_number_stands_with_its_formula_and_ground(box):
    box.look_up(QUESTION)
    box.show_answer(answer())
    assert box.subject.text() == "Qwen's share of 30-day downloads"
    assert box.figure.text() == "54.55 %"
    assert box.formula.text() == "600 / (600 + 500) = 54.55 %"
    assert facts(box) == {
        "Count": "600 downloads of 2 models",
        "Scope": "tracked, 3 models",
        "Counted as": "official models",
        "As of": "2026-05-09 12:00 UTC",
        "Record": "poll 22",
        "Completeness": "complete",
        "Catalog": "catalog 2026.05",
        "Source": "huggingface.co",
    }


def test_models_are_listed_with_what_they_add_rule_and_lineage(box):
    box.look_up(QUESTION)
    box.show_answer(answer())
    cells = [box.models.model().index(1, at).data() for at in range(5)]
    assert cells == [
        "someone/merge",
        "401",
        "200",
        "declared lineage",
        "finetune of a/b, descendant of Qwen/Qwen3-8B",
    ]


def test_polls_are_listed_with_what_they_missed(box):
    box.look_up(QUESTION)
    box.show_answer(answer())
    box.part.button("polls").click()
    box.polls.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    cells = [box.polls.model().index(0, at).data() for at in range(5)]
    assert cells == [
        "21",
        "2026-05-08 12:00 UTC",
        "no",
        "2",
        "meta-llama, google; 4 rows not readable",
    ]
    assert box.polls.isVisible()
    assert not box.filter.isVisible()


def test_the_filter_finds_models_by_rule_and_lineage(box, qtbot):
    box.look_up(QUESTION)
    box.show_answer(answer())
    box.part.button("polls").click()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is box)
    qtbot.keyClick(box, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(box.filter.isVisible)
    box.filter.setText("FINETUNE")
    assert [one.model_id for one in box.models.shown()] == ["someone/merge"]
    assert box.counted.text() == "1 of 2"
    box.filter.setText("nothing like it")
    assert box.models.accessibleDescription() == "No model has these words"
    box.show_answer(answer())
    assert len(box.models.shown()) == 2


def test_all_of_it_is_copied_as_text(box):
    box.look_up(QUESTION)
    box.show_answer(answer())
    box.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Qwen's share of 30-day downloads: 54.55 %"
    assert "Scope: tracked, 3 models" in lines
    assert "Model\tCount\tAdds\tRule\tLineage" in lines
    assert "21\t2026-05-08 12:00 UTC\tno\t2\tmeta-llama, google; 4 rows not readable" in lines
    assert 'Qwen/Qwen3-8B\t400\t400\tQwen include "qwen*"\t' in lines


def test_a_bounded_share_and_count_are_said_as_bounds(box):
    sums = (FamilySum("Qwen", None, 2, low=500, high=600), FamilySum("Llama", 500, 1))
    box.look_up(QUESTION)
    box.show_answer(answer(sum=sums[0], share=by_family(shares(sums))["Qwen"]))
    assert box.figure.text() == "between 50.00 % and 54.55 %"
    assert facts(box)["Count"] == "– downloads of 2 models, between 500 and 600"


def test_an_unknown_share_is_a_dash_with_its_reason(box):
    sums = (FamilySum("Qwen", None, 2, unknown=1), FamilySum("Llama", 500, 1))
    box.look_up(QUESTION)
    incomplete = replace(answer().basis, complete=False)
    box.show_answer(
        answer(basis=incomplete, sum=sums[0], share=by_family(shares(sums))["Qwen"], models=())
    )
    assert box.figure.text() == "–"
    assert facts(box)["Count"].endswith("1 of them without a count")
    assert facts(box)["Completeness"].startswith("incomplete: ")
    assert box.models.accessibleDescription() == "No model counts for it"


def test_the_whole_scope_of_a_census_says_how_far_it_reaches(box):
    week = Period(Flow.WEEK, 1_777_852_800, 1_777_852_800 + 7 * DAY)
    view = View(Flow.WEEK, TEXT, DERIVATIVES)
    asked = ProvenanceOf(None, view)
    ground = Basis(
        TEXT,
        DERIVATIVES,
        Flow.WEEK,
        AS_OF,
        9000,
        True,
        "c1",
        census=3,
        period=week,
        estimated=True,
        covered=Fraction(95, 100),
        cutoff=100,
        left_out=("a/b", "c/d"),
        panel=(20_575, 20_582),
    )
    box.look_up(asked)
    box.show_answer(answer(question=asked, basis=ground, share=None, sum=FamilySum("", 1234, 9)))
    assert box.subject.text() == "All downloads of a week of the scope text"
    assert box.figure.text() == "1,234"
    known = facts(box)
    assert known["Period"] == "week of 2026-05-04"
    assert known["Record"] == "census 3"
    assert known["Completeness"] == "complete, in part estimated"
    assert known["Covers"] == "95.0 % of all downloads, models from 100 downloads up"
    assert known["Left out"] == "a/b, c/d"
    assert known["Only models of"] == "both 2026-05-02 and 2026-05-09"


def test_a_ground_without_a_record_says_nothing_of_one(box):
    box.look_up(QUESTION)
    box.show_answer(answer(basis=replace(answer().basis, poll=None)))
    assert "Record" not in facts(box)


def test_a_reason_is_shown_instead_of_a_number(box):
    box.look_up(QUESTION)
    box.show_answer(NoAnswer(QUESTION, "No poll is stored."))
    assert box.empty.heading.text() == "This number can't be traced"
    assert box.empty.text.text() == "No poll is stored."
    assert box.empty.isVisible()


def test_answers_to_other_questions_are_passed_over(box):
    box.show_answer(answer())
    box.look_up(ProvenanceOf("Llama"))
    box.show_answer(answer())
    box.show_answer(NoAnswer(SharesOf(), "no"))
    assert box.empty.text.text() == "Looking up its polls, models and rules …"


@pytest.fixture
def table(qtbot):
    made = Table((Column("Family", lambda one: one),), lambda one: one)
    qtbot.addWidget(made)
    made.show_rows(("Qwen", "Llama", "Other"))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    made.setFocus()
    return made


def traced(family: str) -> ProvenanceOf | None:
    return ProvenanceOf(family) if family != "Other" else None


def open_menu(widget, qtbot, keys: str) -> QMenu:
    """The menu as the menu key or Shift+F10 brings it up."""
    if keys == "menu":
        at = QPoint(5, 5)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, widget.mapToGlobal(at))
        QApplication.sendEvent(widget, event)
    else:
        qtbot.keyClick(widget, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_a_row_is_traced_by_key(table, qtbot):
    followed = []
    offer_provenance(table, traced, followed.append)
    table.choose("Llama")
    qtbot.keyClick(table, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert followed == [ProvenanceOf("Llama")]


def test_nothing_is_traced_without_a_row_or_a_number(table, qtbot):
    followed = []
    offer_provenance(table, traced, followed.append)
    qtbot.keyClick(table, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    table.choose("Other")
    qtbot.keyClick(table, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert followed == []


@pytest.mark.parametrize("keys", ["menu", "Shift+F10"])
def test_the_menu_of_a_row_keeps_its_actions_and_ends_with_the_offer(table, qtbot, keys):
    followed = []
    action = offer_provenance(table, traced, followed.append)
    table.choose("Qwen")
    menu = open_menu(table, qtbot, keys)
    texts = [one.text() for one in menu.actions() if not one.isSeparator()]
    assert texts == ["Copy", "Sort by", "Where does this number come from?"]
    assert action.isEnabled()
    action.trigger()
    menu.close()
    assert followed == [ProvenanceOf("Qwen")]


def test_the_offer_is_grey_where_nothing_can_be_traced(table, qtbot):
    action = offer_provenance(table, traced, lambda _: None)
    table.choose("Other")
    menu = open_menu(table, qtbot, "menu")
    assert not action.isEnabled()
    menu.close()
    qtbot.waitUntil(action.isEnabled)


@pytest.mark.parametrize("keys", ["menu", "Shift+F10"])
def test_the_number_in_a_label_is_traced_and_copied(qtbot, keys):
    label = Label("Qwen leads with 54.5 %")
    qtbot.addWidget(label)
    followed = []
    offer_provenance_of(label, lambda: QUESTION, followed.append)
    label.show()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is label)
    label.setFocus()
    assert label.focusPolicy() is Qt.FocusPolicy.StrongFocus
    menu = open_menu(label, qtbot, keys)
    copy, _, trace = menu.actions()
    copy.trigger()
    trace.trigger()
    menu.close()
    assert QGuiApplication.clipboard().text() == "Qwen leads with 54.5 %"
    assert followed == [QUESTION]
