"""The choice of how is counted: measure, scope, attribution."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from sharewatch.core.flows import Flow
from sharewatch.core.questions import View
from sharewatch.core.shares import DERIVATIVES, Measure
from sharewatch.ui.pages.overview.view_choice import ViewChoice


@pytest.fixture
def choice(qtbot):
    made = ViewChoice()
    qtbot.addWidget(made)
    made.show()
    return made


def offered(choice):
    return [choice.scope.itemText(at) for at in range(choice.scope.count())]


def test_the_first_view_is_that_of_the_board(choice):
    assert choice.view == View()


@pytest.mark.parametrize("measure", [*Measure, *Flow])
def test_every_measure_can_be_chosen(choice, qtbot, measure):
    with qtbot.waitSignal(choice.view_chosen):
        choice.measure.button(measure).click()
    assert choice.view == View(measure)


def test_the_arrow_keys_lead_from_one_measure_to_the_next(choice, qtbot):
    with qtbot.waitSignal(choice.view_chosen):
        qtbot.keyClick(choice.measure, Qt.Key.Key_Right)
    assert choice.view.measure is Measure.ALL_TIME


def test_every_scope_there_is_comes_with_and_without_derivatives(choice, qtbot):
    choice.set_scopes(("tracked", "text"))
    assert offered(choice) == [
        "tracked, official models",
        "tracked, with derivatives",
        "text, official models",
        "text, with derivatives",
    ]
    with qtbot.waitSignal(choice.view_chosen):
        choice.scope.setCurrentIndex(3)
        choice.scope.activated.emit(3)
    assert choice.view == View(Measure.D30, "text", DERIVATIVES)


def test_the_chosen_scope_stays_while_it_is_offered_and_gives_way_when_gone(choice):
    choice.set_scopes(("tracked", "my list"))
    choice.choose(View(Flow.WEEK, "my list"))
    choice.set_scopes(("tracked", "text", "my list"))
    assert choice.view == View(Flow.WEEK, "my list")
    choice.set_scopes(("tracked",))
    assert choice.view == View(Flow.WEEK)


def test_a_view_from_elsewhere_may_name_a_scope_that_is_not_offered(choice):
    choice.choose(View(Measure.ALL_TIME, "hub", DERIVATIVES))
    assert choice.view == View(Measure.ALL_TIME, "hub", DERIVATIVES)
    assert "hub, with derivatives" in offered(choice)
