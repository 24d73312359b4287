"""What was built upon each family, by the lineage that models declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sharewatch.core.answers import DerivativesAnswer
from sharewatch.core.derivatives import Derivative, derivative_table
from sharewatch.core.questions import DerivativesOf, Unanswerable
from sharewatch.store.columns import UNKNOWN

if TYPE_CHECKING:
    from sharewatch.answering.ground import Ground


def derivatives_of(ground: Ground, question: DerivativesOf) -> DerivativesAnswer:
    """Derivatives by family and month; raises ``Unanswerable`` where no lineage is known."""
    lineage = ground.counting.lineage
    if not lineage.accepted and not lineage.rejected:
        raise Unanswerable(
            "No declared lineage is stored: run `sharewatch census`, or import a file of it."
        )
    censuses = ground.store.censuses.whole()
    table = derivative_table(_derivatives(ground), question.more_than)
    return DerivativesAnswer(
        question,
        table,
        accepted=len(lineage.accepted),
        unresolved=len(lineage.unresolved),
        rejected=lineage.rejected,
        as_of=censuses[-1].as_of if censuses else None,
        catalog=ground.catalog.version,
    )


def _derivatives(ground: Ground) -> Iterator[Derivative]:
    """Every model that declares a base and is no official member, each path once."""
    lineage, family_of = ground.counting.lineage, ground.catalog.family_of
    relations: dict[str, tuple[str, str | None]] = {}
    for edge in lineage.accepted:
        relations.setdefault(edge.model.lower(), (edge.model, edge.relation))
    known = _described(ground)
    for key, (path, relation) in relations.items():
        if family_of(path) is None:
            created, downloads = known.get(key, (None, None))
            yield Derivative(path, lineage.families_of(path), relation, created, downloads)


def _described(ground: Ground) -> dict[str, tuple[int | None, int | None]]:
    """Creation and latest 30-day count of every model of any census, by path in lower case."""
    models = ground.store.censuses.models
    latest: dict[int, int] = {}
    for census in ground.store.censuses.whole():
        columns = ground.store.censuses.columns(census.id)
        latest.update(zip(columns.models.tolist(), columns.downloads_30d.tolist(), strict=True))
    return {
        path.lower(): (created, _count(latest.get(key, UNKNOWN)))
        for key, path, created in models.created()
    }


def _count(number: int) -> int | None:
    return None if number == UNKNOWN else number
