"""One model's relative adoption, against the models of its size class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sharewatch.core.adoption import Launch, adoption
from sharewatch.core.answers import AdoptionAnswer
from sharewatch.core.counters import Sample, repair
from sharewatch.core.questions import NOTHING, AdoptionOf, Basis, Misasked, Unanswerable
from sharewatch.core.scopes import Scope
from sharewatch.core.shares import OFFICIAL, TRACKED, Measure
from sharewatch.core.sizes import parameters, size_class
from sharewatch.store.columns import UNKNOWN

if TYPE_CHECKING:
    from sharewatch.answering.ground import Ground
    from sharewatch.store.daily import DailyCounts, DailyModel


def adoption_of(ground: Ground, question: AdoptionOf) -> AdoptionAnswer:
    """A model's score by days since release; raises ``Unanswerable``."""
    counts = ground.daily(Measure.ALL_TIME)
    if not len(counts.times):
        raise Unanswerable(NOTHING)
    rows = {model.model_id.lower(): row for row, model in enumerate(counts.models)}
    row = rows.get(question.model_id.lower())
    if row is None:
        raise Misasked(f"{question.model_id} was in no poll.")
    releases = ground.store.lists.release_dates()
    own = _launch(counts, row, releases)
    if own is None:
        raise Unanswerable(
            f"Of {question.model_id} neither its release date nor its creation is known; a list of "
            "release dates can be imported."
        )
    label = _class_of(counts.models[row])
    scope = ground.counting.scope(TRACKED)
    peers = [
        launch
        for at in _peers(counts, scope, label)
        if (launch := _launch(counts, at, releases)) is not None
    ]
    return AdoptionAnswer(
        question,
        _basis(ground, counts, len(peers)),
        adoption(own, label, peers, question.definition),
    )


def _peers(counts: DailyCounts, scope: Scope, label: str) -> list[int]:
    """The tracked models of a size class."""
    return [
        row
        for row, model in enumerate(counts.models)
        if scope.place(model.model_id) and _class_of(model) == label
    ]


def _launch(counts: DailyCounts, row: int, releases: dict[str, int]) -> Launch | None:
    model = counts.models[row]
    released = releases.get(model.model_id.lower(), model.created_at)
    if released is None:
        return None
    seen = counts.values[row] != UNKNOWN
    times, values = counts.times[seen].tolist(), counts.values[row, seen].tolist()
    if (np.diff(values) < 0).any():  # only a count that ever fell has anything to repair
        counter = repair(map(Sample, times, values))
        samples = [(one.at, one.value) for segment in counter.segments for one in segment]
        times, values = zip(*samples, strict=True) if samples else ((), ())
    return Launch(model.model_id, released, tuple(zip(times, values, strict=True)))


def _class_of(model: DailyModel) -> str:
    source = model.parameters_source
    found = parameters(
        model.model_id,
        safetensors=model.parameters if source == "safetensors" else None,
        gguf=model.parameters if source == "gguf" else None,
    )
    return size_class(found.count if found else None)


def _basis(ground: Ground, counts: DailyCounts, models: int) -> Basis:
    poll = ground.store.latest_poll()
    return Basis(
        TRACKED,
        OFFICIAL,
        Measure.ALL_TIME,
        int(counts.times[-1]),
        models,
        complete=True,
        catalog=ground.catalog.version,
        poll=poll.seq if poll else None,
    )
