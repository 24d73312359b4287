"""A recorded series, read from CSV and listed again: one day's rows at that day, no others."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Mapping
from pathlib import Path

from sharewatch.core.identity import derived_id
from sharewatch.core.words import DAY as DAY_S
from sharewatch.hub.demo.listing import Card, Listing, lineage_tags
from sharewatch.table_text import ReadError, count, day, model_id, read_lines

COLUMNS = ("date", "model_id", "downloads_30d", "downloads_all_time", "likes")
TASK_COLUMN = "pipeline_tag"
LINEAGE_COLUMNS = ("model_id", "base_model", "relation")
RELATIONS = ("adapter", "finetune", "merge", "quantized")

_COUNTS = COLUMNS[2:]
_TASK = re.compile(r"[a-z0-9][a-z0-9-]{0,63}").fullmatch
_EMPTY = Listing((), (), (), (), ())

Counts = tuple[int | None, int | None, int | None]
Lineage = Mapping[str, tuple[str | None, tuple[str, ...]]]


RecordingError = ReadError
"""A file that can't be replayed; the message names file, line, column and reason."""


class Recording:
    """A world that lists on each recorded date what was recorded then, and nothing on others.

    ``dates`` are UTC midnights in seconds, rising. ``tasks`` are models' tasks where known.
    """

    def __init__(
        self,
        days: Mapping[int, Mapping[str, Counts]],
        lineage: Lineage | None = None,
        tasks: Mapping[str, str] | None = None,
    ) -> None:
        self.dates = tuple(sorted(days))
        parents = lineage or {}
        known = tasks or {}
        cards = {
            path: _card(path, known.get(path), *parents.get(path, (None, ())))
            for path in {path: None for models in days.values() for path in models}
        }
        self._listings = {day: _listing(models, cards) for day, models in days.items()}

    def digest(self, date: int) -> str:
        """What was recorded on a date, in short: equal for equal rows in any order."""
        listing = self._listings[date]
        rows = sorted(
            zip(
                (card.model_id for card in listing.cards),
                map(str, listing.downloads),
                map(str, listing.downloads_all_time),
                map(str, listing.likes),
                strict=True,
            )
        )
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    def models_at(self, at: float) -> Listing:
        """The rows of the date on whose UTC day ``at`` falls; an empty listing without one."""
        last = bisect_right(self.dates, at) - 1
        if last < 0 or at >= self.dates[last] + DAY_S:
            return _EMPTY
        return self._listings[self.dates[last]]


def read_recording(path: Path, lineage: Path | None = None) -> Recording:
    """Read a series, and what its models were made from.

    The series has the columns ``date,model_id,downloads_30d,downloads_all_time,likes``, an empty
    count being unknown, and perhaps ``pipeline_tag``, of which a model's last one stands; the
    lineage has ``model_id,base_model,relation``. Further columns are passed over. Raises
    ``RecordingError``; equal lines for one model and date count once.
    """
    days: dict[int, dict[str, Counts]] = {}
    seen: dict[tuple[int, str], int] = {}
    tasks: dict[str, str] = {}
    for line in read_lines(path, COLUMNS):
        at, model = line.read("date", day), line.read("model_id", model_id)
        month, ever, likes = (line.read(name, count) for name in _COUNTS)
        counts = (month, ever, likes)
        known = days.setdefault(at, {}).setdefault(model, counts)
        first = seen.setdefault((at, model), line.number)
        if known != counts:
            column = next(n for n, a, b in zip(_COUNTS, known, counts, strict=True) if a != b)
            line.fail(column, f"{model} has other counts on line {first} for the same date")
        if task := line.fields.get(TASK_COLUMN):
            if not _TASK(task):
                line.fail(TASK_COLUMN, f"{task!r} is not a task like text-generation")
            tasks[model] = task
    if not days:
        raise RecordingError(f"{path}: line 2, column date: the file has no rows")
    return Recording(days, _read_lineage(lineage) if lineage else None, tasks)


def _read_lineage(path: Path) -> Lineage:
    """Each model's relation to its bases; a model named twice has several bases.

    The Hub knows one relation per model, so the first that is given stands for all.
    """
    found: dict[str, tuple[str | None, tuple[str, ...]]] = {}
    for line in read_lines(path, LINEAGE_COLUMNS):
        model, base = line.read("model_id", model_id), line.fields["base_model"]
        relation = line.fields["relation"] or None
        if not base:
            line.fail("base_model", "it is empty")
        if relation is not None and relation not in RELATIONS:
            line.fail("relation", f"{relation!r} is none of {', '.join(RELATIONS)}")
        first, bases = found.get(model, (relation, ()))
        found[model] = (first or relation, bases if base in bases else (*bases, base))
    return found


def _card(path: str, task: str | None, relation: str | None, bases: tuple[str, ...]) -> Card:
    """All a recording knows of a model apart from its counts."""
    return Card(
        derived_id(path),
        path,
        pipeline_tag=task,
        relation=relation,
        base_models=bases,
        base_ids=tuple(derived_id(base) for base in bases),
        tags=lineage_tags(relation, bases),
    )


def _listing(models: Mapping[str, Counts], cards: Mapping[str, Card]) -> Listing:
    """One date's models as a listing."""
    counts = list(models.values())
    return Listing(
        [cards[path] for path in models],
        [month for month, _, _ in counts],
        [ever for _, ever, _ in counts],
        [likes for _, _, likes in counts],
        [None] * len(counts),
    )
