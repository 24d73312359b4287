"""What every answer says of its ground, in words."""

from __future__ import annotations

import pytest

from sharewatch.core import answers
from sharewatch.core.flows import Flow, period_of
from sharewatch.core.questions import (
    Basis,
    Misasked,
    SharesOf,
    Unanswerable,
    attribution_name,
    measure_name,
    period_name,
)
from sharewatch.core.shares import DERIVATIVES, OFFICIAL, Measure

MAY_9 = 1_778_284_800


@pytest.mark.parametrize(
    ("attribution", "said"),
    [(OFFICIAL, "tracked, 1,629 models"), (DERIVATIVES, "tracked with derivatives, 1,629 models")],
)
def test_the_scope_is_said_with_its_size(attribution: str, said: str) -> None:
    basis = Basis("tracked", attribution, Measure.D30, MAY_9, 1629, complete=True, catalog="1")
    assert basis.scope_text == said


@pytest.mark.parametrize(
    ("flow", "said"),
    [
        (Flow.DAY, "on 2026-05-09"),
        (Flow.WEEK, "in the week of 2026-05-04"),
        (Flow.MONTH, "in May 2026"),
    ],
)
def test_a_period_has_its_preposition(flow: Flow, said: str) -> None:
    assert period_name(period_of(flow, MAY_9)) == said


def test_measures_and_attributions_have_names() -> None:
    assert measure_name(Measure.D30) == "30-day downloads"
    assert measure_name(Measure.ALL_TIME) == "all-time downloads"
    assert measure_name(Flow.WEEK) == "downloads of a week"
    assert attribution_name(OFFICIAL) == "official models"
    assert attribution_name(DERIVATIVES) == "with derivatives"


def test_a_question_put_wrongly_is_one_that_cannot_be_answered() -> None:
    assert issubclass(Misasked, Unanswerable)
    refused = answers.NoAnswer(SharesOf(), "why")
    assert (refused.question.view.measure, refused.reason) == (Measure.D30, "why")
