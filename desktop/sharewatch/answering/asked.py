"""Which question is answered where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core.questions import Question, Unanswerable

if TYPE_CHECKING:
    from sharewatch.core.answers import Answer
    from sharewatch.core.catalog import Catalog
    from sharewatch.store.store import Store


def answer(store: Store, catalog: Catalog, question: Question) -> Answer:
    """Answer a question; raises ``Unanswerable``."""
    raise Unanswerable("not yet")
