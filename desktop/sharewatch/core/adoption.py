"""Relative adoption: one model's downloads by days since release, against others of its size.

A large model is downloaded less than a small one however good it is, so a model is compared with
the most downloaded of its own size class when they were as old. The ATOM project published two
definitions under one name, the RAM score; both are here, and a score without its definition means
little:

- January 2026, https://atomproject.ai/relative-adoption-metric (12 January 2026):
  the model's downloads ÷ the median of the ten most downloaded of its size.
- 2026-Q2, https://atom-website-v2.pages.dev/relative-adoption-metric (25 May 2026):
  the model's downloads on day t ÷ the downloads on day t of the tenth most downloaded.

By both, a score of 1 means that the model is on its way into the ten most downloaded of its size.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median

from sharewatch.core.words import DAY

DAYS = (7, 14, 30, 60, 90, 180, 365)
"""The days since release at which scores were published."""
TOP = 10
"""How many models of a size class are compared with."""
BRIDGED_S = 7 * DAY
"""A count read between two samples further apart than this is an estimate."""


class AdoptionDefinition(StrEnum):
    """Which of the two published definitions a score follows."""

    MEDIAN = "ram-2026-01"
    TENTH = "ram-2026-q2"

    @property
    def label(self) -> str:
        """The definition's name for people, to stand beside every score."""
        if self is AdoptionDefinition.MEDIAN:
            return "RAM, January 2026: over the median of the top 10"
        return "RAM, 2026-Q2: over the 10th, never falling"


@dataclass(frozen=True, slots=True)
class Count:
    """A count of downloads; ``estimated`` where the samples around it are far apart."""

    value: Fraction
    estimated: bool


@dataclass(frozen=True, slots=True)
class Launch:
    """One model's all-time downloads since its release.

    ``samples`` are (UTC seconds, count) in time's order. ``released`` is in UTC seconds; with
    ``from_zero`` the count at that moment is known to have been nought, as it is where the Hub
    says when the model was created.
    """

    model_id: str
    released: int
    samples: tuple[tuple[int, int], ...]
    from_zero: bool = True

    @property
    def latest(self) -> int:
        """The last count there is."""
        return self.samples[-1][1] if self.samples else 0

    def old_enough(self, day: int) -> bool:
        """Whether the samples reach to that day since release."""
        return bool(self.samples) and self.samples[-1][0] >= self.released + day * DAY

    def on(self, day: int) -> Count | None:
        """The count so many days after release, linear between samples, never extrapolated."""
        at = self.released + day * DAY
        known = self.samples
        if self.from_zero and not (known and known[0][0] <= self.released):
            known = ((self.released, 0), *known)
        place = bisect_left(known, at, key=lambda one: one[0])
        if place == len(known):
            return None
        after, more = known[place]
        if after == at:
            return Count(Fraction(more), estimated=False)
        if place == 0:
            return None
        before, less = known[place - 1]
        value = less + Fraction((more - less) * (at - before), after - before)
        return Count(value, estimated=after - before > BRIDGED_S)

    def most_on(self, day: int) -> int:
        """What the count on a day can have been at most: the first one sampled since."""
        at = self.released + day * DAY
        return next(count for time, count in self.samples if time >= at)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a model is held against on one day, and the models it was taken from."""

    value: Fraction | None
    models: tuple[str, ...] = ()
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Adoption:
    """One model's relative adoption under one definition.

    ``downloads``, ``reference`` and ``scores`` stand by ``days`` since release, ``None`` where
    they aren't known; ``estimated`` says where one of the counts used is read across a gap.
    ``reference_models`` are all models the reference was taken from on any of the days.
    """

    model_id: str
    definition: AdoptionDefinition
    size_class: str
    days: tuple[int, ...]
    downloads: tuple[Fraction | None, ...]
    reference: tuple[Fraction | None, ...]
    scores: tuple[Fraction | None, ...]
    estimated: tuple[bool, ...]
    reference_models: tuple[str, ...]


def adoption(
    model: Launch,
    size_class: str,
    peers: Iterable[Launch],
    definition: AdoptionDefinition,
    days: tuple[int, ...] = DAYS,
) -> Adoption:
    """A model's score by days since release: its downloads over the reference of that day.

    ``peers`` are all models of the size class, the model itself among them if it counts as one;
    ``size_class`` is the class's name; ``days`` rise. A reference of zero gives no score.
    """
    rivals = tuple(peers)
    references = _REFERENCES[definition](rivals, days)
    counts = [model.on(day) for day in days]
    downloads = tuple(count.value if count else None for count in counts)
    values = tuple(one.value for one in references)
    return Adoption(
        model.model_id,
        definition,
        size_class,
        days,
        downloads,
        values,
        tuple(
            own / other if own is not None and other else None
            for own, other in zip(downloads, values, strict=True)
        ),
        tuple(
            one.estimated or bool(count and count.estimated)
            for one, count in zip(references, counts, strict=True)
        ),
        tuple(dict.fromkeys(name for one in references for name in one.models)),
    )


def median_references(peers: Iterable[Launch], days: Iterable[int]) -> tuple[Reference, ...]:
    """The January 2026 definition: reference(t) = median of the top ten's downloads on day t.

    The ten are those of the class with the most downloads in all, to date. Our reading, where the
    page says nothing: one of the ten not yet t days old has no count to give and is left out, and
    with five or more left out there is no reference; nor is there where one's history lacks day
    t, or the class has no ten models.
    """
    ten = sorted(peers, key=lambda one: (-one.latest, one.model_id))[:TOP]
    return tuple(_median_on(ten, day) for day in days)


def _median_on(ten: list[Launch], day: int) -> Reference:
    old = [one for one in ten if one.old_enough(day)]
    counts = [count for one in old if (count := one.on(day))]
    if len(ten) < TOP or len(counts) < len(old) or len(old) <= TOP // 2:
        return Reference(None)
    return Reference(
        median(one.value for one in counts),
        tuple(one.model_id for one in old),
        any(one.estimated for one in counts),
    )


def tenth_references(peers: Iterable[Launch], days: Iterable[int]) -> tuple[Reference, ...]:
    """The 2026-Q2 definition: reference(t) = the tenth most downloads on day t, never falling.

    The models of the class are ranked anew on each day t, by their downloads when they were t
    days old. The page calls the cutoff monotonic; our reading is the largest tenth of any of the
    days so far, for the older the day, the fewer models have reached it. There is no reference
    where fewer than ten have, or where one without a count on day t may have been among the ten.
    """
    rivals = tuple(peers)
    highest = Reference(Fraction(0))
    found = []
    for day in days:
        tenth = _tenth_on(rivals, day)
        if tenth.value is not None:
            highest = max(highest, tenth, key=lambda one: one.value or 0)
            tenth = highest
        found.append(tenth)
    return tuple(found)


def _tenth_on(peers: tuple[Launch, ...], day: int) -> Reference:
    old = [one for one in peers if one.old_enough(day)]
    counts = [(count, one.model_id) for one in old if (count := one.on(day))]
    top = sorted(counts, key=lambda pair: (-pair[0].value, pair[1]))[:TOP]
    if len(top) < TOP:
        return Reference(None)
    tenth = top[-1][0].value
    if any(one.on(day) is None and one.most_on(day) > tenth for one in old):
        return Reference(None)
    names = tuple(name for _, name in top)
    return Reference(tenth, names, any(count.estimated for count, _ in top))


_REFERENCES = {
    AdoptionDefinition.MEDIAN: median_references,
    AdoptionDefinition.TENTH: tenth_references,
}
