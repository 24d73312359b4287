"""A scope by origin, developer or size, and how much of it is in few hands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sharewatch.answering.histories import history
from sharewatch.answering.shares import counted
from sharewatch.core.answers import BreakdownAnswer, ConcentrationAnswer
from sharewatch.core.concentration import concentration, lead
from sharewatch.core.origins import Origins, grouped
from sharewatch.core.panel import OTHER, Member
from sharewatch.core.questions import (
    BreakdownOf,
    By,
    ConcentrationOf,
    Misasked,
    SharesOf,
    Unanswerable,
)
from sharewatch.core.shares import Measure
from sharewatch.core.sizes import CLASSES, UNKNOWN, parameters, size_class

if TYPE_CHECKING:
    from sharewatch.answering.ground import Ground, Record

_CLASSES = (*(one.label for one in CLASSES), UNKNOWN)

Labelled = tuple[str, str]
"""A model's label, and which source gave it."""


def breakdown_of(ground: Ground, question: BreakdownOf) -> BreakdownAnswer:
    """The groups of a scope, largest first, sizes from the smallest up; raises ``Unanswerable``."""
    view = question.view
    if not isinstance(view.measure, Measure):
        raise Misasked("Origins, developers and sizes are broken down by 30d or all-time.")
    scope = ground.scope(view)
    record = ground.record(view)
    panel = ground.panel(record, scope, view.measure)
    label = _labeller(ground, record, question.by)
    labels = {one.key: label(one) for one in panel.members}
    groups = grouped(panel, lambda one: labels[one.key][0])
    if question.by is By.SIZE:
        groups = tuple(sorted(groups, key=lambda one: _CLASSES.index(one.label)))
    return BreakdownAnswer(
        question,
        ground.basis(record, scope, view.measure, ground.sums(record, scope, view.measure)),
        groups,
        dict(Counter(source for _, source in labels.values())),
    )


def concentration_of(ground: Ground, question: ConcentrationOf) -> ConcentrationAnswer:
    """The index and the lead; raises ``Unanswerable`` where a sum is not known."""
    basis, sums = counted(ground, SharesOf(question.view))
    index, ahead = concentration(sums), lead(sums, question.next_n)
    if index is None or ahead is None:
        lacking = ", ".join(one.family for one in sums if one.value is None)
        raise Unanswerable(
            f"Not every sum is known{f' (missing: {lacking})' if lacking else ''}, so neither the "
            "index nor the lead is."
        )
    past = history(ground, question.view)
    parts = np.stack([one.shares for one in past.series])
    other = np.array([one.facts.name == OTHER for one in past.series])
    squares = np.nansum(np.square(parts), axis=0)
    atoms = np.nansum(np.square(parts[~other]), axis=0)
    known = (~np.isnan(parts)).any(axis=0)
    return ConcentrationAnswer(
        question,
        basis,
        index,
        ahead,
        tuple(
            (int(past.times[at]), float(atoms[at]), float(squares[at]))
            for at in np.flatnonzero(known)
        ),
    )


def _labeller(ground: Ground, record: Record, by: By) -> Callable[[Member], Labelled]:
    if by is By.SIZE:
        return _sizes(ground, record)
    origins = Origins(ground.catalog, ground.store.lists.regions())

    def origin(one: Member) -> Labelled:
        found = origins.of(one.model_id)
        return (found.region if by is By.ORIGIN else found.developer), found.source

    return origin


def _sizes(ground: Ground, record: Record) -> Callable[[Member], Labelled]:
    """Size classes from the files' totals, else from the names."""
    stated = {row.hub_id: (row.parameters, row.parameters_source) for row in ground.rows(record)}

    def size(one: Member) -> Labelled:
        count, source = stated.get(one.key, (None, None))
        found = parameters(
            one.model_id,
            safetensors=count if source == "safetensors" else None,
            gguf=count if source == "gguf" else None,
            listed={one.model_id.lower(): count} if count and source == "list" else None,
        )
        if found is None:
            return UNKNOWN, UNKNOWN
        return size_class(found.count), found.source

    return size
