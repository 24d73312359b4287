"""Which question is answered where, on ground that is laid once for each state of the store."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sharewatch.answering.adoption import adoption_of
from sharewatch.answering.breakdowns import breakdown_of, concentration_of
from sharewatch.answering.claims import claims_of
from sharewatch.answering.descent import derivatives_of
from sharewatch.answering.ground import Ground
from sharewatch.answering.growth import crossovers_of, milestone_of
from sharewatch.answering.movement import movers_of
from sharewatch.answering.provenance import provenance_of
from sharewatch.answering.rehearsal import rehearsal_of
from sharewatch.answering.shares import history_of, shares_of
from sharewatch.answering.stored import stored
from sharewatch.core import questions

if TYPE_CHECKING:
    from sharewatch.core.answers import Answer
    from sharewatch.core.catalog import Catalog
    from sharewatch.core.questions import Question
    from sharewatch.store.store import Store

_WAYS: dict[type, Callable[[Ground, Any], Answer]] = {
    questions.SharesOf: shares_of,
    questions.HistoryOf: history_of,
    questions.MoversOf: movers_of,
    questions.BreakdownOf: breakdown_of,
    questions.ConcentrationOf: concentration_of,
    questions.DerivativesOf: derivatives_of,
    questions.ClaimsOf: claims_of,
    questions.MilestoneOf: milestone_of,
    questions.CrossoversOf: crossovers_of,
    questions.AdoptionOf: adoption_of,
    questions.ProvenanceOf: provenance_of,
    questions.StoredOf: stored,
    questions.RehearsalOf: rehearsal_of,
}


class Answers:
    """Answers questions about one store. What was read for one question serves the next."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ground: tuple[object, Ground] | None = None

    def answer(self, catalog: Catalog, question: Question) -> Answer:
        """Answer a question; raises ``Unanswerable``."""
        state = (self._store.state(), catalog.fingerprint, catalog.version)
        if self._ground is None or self._ground[0] != state:
            self._ground = state, Ground(self._store, catalog)
        return _WAYS[type(question)](self._ground[1], question)
