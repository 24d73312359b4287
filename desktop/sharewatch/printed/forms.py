"""Which answer is printed where."""

from __future__ import annotations

from types import ModuleType

from sharewatch.core import answers
from sharewatch.printed import (
    adoption,
    breakdown,
    claims,
    concentration,
    crossovers,
    derivatives,
    milestone,
    movers,
    provenance,
    rehearsal,
    shares,
)
from sharewatch.printed.basis import Record

_FORMS: dict[type, ModuleType] = {
    answers.SharesAnswer: shares,
    answers.MoversAnswer: movers,
    answers.ClaimsAnswer: claims,
    answers.BreakdownAnswer: breakdown,
    answers.ConcentrationAnswer: concentration,
    answers.DerivativesAnswer: derivatives,
    answers.MilestoneAnswer: milestone,
    answers.CrossoversAnswer: crossovers,
    answers.AdoptionAnswer: adoption,
    answers.ProvenanceAnswer: provenance,
    answers.Rehearsed: rehearsal,
}


def record_of(answer: answers.Answer) -> Record | list[Record]:
    """An answer for programs."""
    found: Record | list[Record] = _FORMS[type(answer)].record(answer)
    return found


def text_of(answer: answers.Answer) -> str:
    """An answer for people."""
    return str(_FORMS[type(answer)].text(answer))
