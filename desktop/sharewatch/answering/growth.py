"""Milestones and crossovers: from counts over time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sharewatch.answering.histories import history
from sharewatch.answering.shares import counted
from sharewatch.core.answers import CrossoversAnswer, MilestoneAnswer
from sharewatch.core.crossovers import crossovers
from sharewatch.core.forecast import milestone
from sharewatch.core.questions import (
    CrossoversOf,
    MilestoneOf,
    SharesOf,
    Unanswerable,
    View,
    measure_name,
)
from sharewatch.core.shares import Measure

if TYPE_CHECKING:
    from sharewatch.answering.ground import Ground


def milestone_of(ground: Ground, question: MilestoneOf) -> MilestoneAnswer:
    """When a family's all-time count reaches a number; raises ``Unanswerable``."""
    view = View(Measure.ALL_TIME, question.scope, question.attribution)
    basis, _ = counted(ground, SharesOf(view))
    family = ground.family(ground.scope(view), question.family)
    past = history(ground, view)
    points = tuple(
        (int(at), int(value) if value > 0 else None)  # a family without any count is not known
        for series in past.series
        if series.facts.name == family
        for at, value in zip(past.times, series.values, strict=True)
    )
    found = milestone(
        [at for at, _ in points], [value for _, value in points], question.reach, basis.as_of
    )
    if found is None:
        raise Unanswerable(f"No all-time count of {family} is known in the {basis.scope} scope.")
    return MilestoneAnswer(replace(question, family=family), basis, found, points)


def crossovers_of(ground: Ground, question: CrossoversOf) -> CrossoversAnswer:
    """Every change of order between two families; raises ``Unanswerable``."""
    basis, _ = counted(ground, SharesOf(question.view))
    wanted = question.family and ground.family(ground.scope(question.view), question.family)
    past = history(ground, question.view)
    if not any((one.values > 0).any() for one in past.series):
        raise Unanswerable(
            f"No {measure_name(question.view.measure)} of any family are known in the "
            f"{basis.scope} scope."
        )
    listed = {  # a family of which nothing is listed has no count that another could pass
        one.facts.name: np.where(one.values > 0, one.values, np.nan) for one in past.series
    }
    found = crossovers(past.times, listed)
    return CrossoversAnswer(
        question,
        basis,
        tuple(
            one
            for one in found
            if (not wanted or wanted in (one.passer, one.passed))
            and (one.lasting or not question.lasting)
        ),
    )
