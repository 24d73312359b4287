"""What a census adds up to: family sums of every scope it reaches, by columns.

Millions of models are placed once, by number, and then every scope is a mask and a sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sharewatch.core.panel import OTHER, Member
from sharewatch.core.shares import DERIVATIVES, HUB, OFFICIAL, TEXT, TRACKED, FamilySum, Measure
from sharewatch.core.snapshot import TEXT_TASKS
from sharewatch.store.columns import UNKNOWN

if TYPE_CHECKING:
    from sharewatch.intake.counting import Counting
    from sharewatch.intake.tally import Kind
    from sharewatch.store.columns import Columns
    from sharewatch.store.store import Store, Writer

_SEVERAL = -1


@dataclass(slots=True)
class Places:
    """Where each model of all censuses counts, by its number.

    ``official`` and ``derived`` are places in the catalog's families, the one behind the last
    for ``Other``; ``merges`` are the models that ``derived`` marks as of several families.
    """

    official: NDArray[np.int32]
    derived: NDArray[np.int32]
    text: NDArray[np.bool_]
    listed: dict[str, NDArray[np.bool_]]
    merges: dict[int, tuple[str, ...]] = field(default_factory=dict)


def count_census(
    tx: Writer, counting: Counting, census: int, reach: str, places: Places | None = None
) -> dict[Kind, tuple[FamilySum, ...]]:
    """Make a census's sums under a counting, and return them.

    ``places`` are given by who counts several censuses.
    """
    columns = tx.censuses.columns(census)
    sums = dict(census_sums(counting, places or places_of(counting, tx), reach, columns))
    tx.censuses.put_rollups(census, counting.catalog, counting.digest, sums.items())
    return sums


def places_of(counting: Counting, store: Store | Writer) -> Places:
    """Place every model that any census saw."""
    size = store.censuses.models.largest_number() + 1
    number = {family: at for at, family in enumerate(counting.families)}
    other = len(number)
    found = Places(
        np.full(size, other, np.int32),
        np.full(size, other, np.int32),
        np.zeros(size, bool),
        {name: np.zeros(size, bool) for name in counting.lists},
    )
    families_of, family_of = counting.lineage.families_of, counting.catalog.family_of
    for key, path, task, _, _ in store.censuses.models.each():
        found.official[key] = number.get(family_of(path) or "", other)
        families = families_of(path)
        if len(families) > 1:
            found.merges[key] = families
            found.derived[key] = _SEVERAL
        elif families:
            found.derived[key] = number[families[0]]
        found.text[key] = task in TEXT_TASKS
        for name, paths in counting.lists.items():
            found.listed[name][key] = path.lower() in paths
    return found


def census_sums(
    counting: Counting, places: Places, reach: str, columns: Columns
) -> Iterator[tuple[Kind, tuple[FamilySum, ...]]]:
    """Every scope and attribution that a census of this reach can speak of, by both measures.

    A file without tasks says nothing of the text scope. Official members of the tracked scope and
    of lists are for polls to count, which see all of them.
    """
    models = columns.models
    masks: dict[str, NDArray[np.bool_]] = {
        TRACKED: places.derived[models] != len(counting.families)
    }
    if places.text[models].any():
        masks[TEXT] = places.text[models]
    if reach != "text":
        masks[HUB] = np.ones(len(models), bool)
    masks |= {name: listed[models] for name, listed in places.listed.items()}
    counts = {Measure.D30: columns.downloads_30d, Measure.ALL_TIME: columns.downloads_all_time}
    for scope, mask in masks.items():
        for attribution in (OFFICIAL, DERIVATIVES):
            if attribution == OFFICIAL and scope not in (TEXT, HUB):
                continue
            derived = attribution == DERIVATIVES
            placed = (places.derived if derived else places.official)[models]
            names = counting.families if scope == TRACKED else (*counting.families, OTHER)
            for measure, values in counts.items():
                sums = _sums(names, placed[mask], values[mask], models[mask], places)
                yield (scope, attribution, measure.value), sums


def _sums(
    names: tuple[str, ...],
    placed: NDArray[np.int32],
    values: NDArray[np.int64],
    models: NDArray[np.int64],
    places: Places,
) -> tuple[FamilySum, ...]:
    totals = np.zeros(len(names), np.int64)
    counted = np.zeros(len(names), np.int64)
    unknown = np.zeros(len(names), np.int64)
    alone = placed != _SEVERAL
    known = values != UNKNOWN
    np.add.at(totals, placed[alone & known], values[alone & known])
    np.add.at(counted, placed[alone], 1)
    np.add.at(unknown, placed[alone & ~known], 1)
    for at in np.flatnonzero(~alone):
        value = None if values[at] == UNKNOWN else int(values[at])
        merge = Member("", "", places.merges[int(models[at])], value)
        for family in merge.families:
            nth = names.index(family)
            part = merge.part_of(family)
            counted[nth] += 1
            unknown[nth] += part is None
            totals[nth] += part or 0
    return tuple(
        FamilySum(name, None if lacking else int(total), int(count), int(lacking))
        for name, total, count, lacking in zip(names, totals, counted, unknown, strict=True)
    )
