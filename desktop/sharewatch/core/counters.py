"""One model's all-time counter, made fit for differences: falls repaired, gaps bridged and marked.

A counter as published falls now and then: a stale copy shows for a day, or past counts are
corrected for good. Reading every fall as a reset would add the whole count again; reading none
would give negative downloads. Here a fall is first withheld and then, by what follows, dropped
(a glitch) or begun anew from (a revision). All arithmetic is exact.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import NamedTuple

HELD_FOR_S = 36 * 3600
"""A value seen unchanged for longer than this was refreshed and stood still. Counts are refreshed
about once a day, so what is shorter only says "not refreshed yet"."""
BRIDGED_AFTER_S = 36 * 3600
"""What grew between two samples further apart than this is spread over the gap: an estimate."""
BORN_WITHIN_S = 36 * 3600
"""A model first seen this soon after its creation is known to have begun at 0."""
CONFIRMED_BY = 3
"""So many distinct values below the old maximum, the fallen one and two further, are a revision."""


class Sample(NamedTuple):
    """A count at a moment in UTC seconds."""

    at: int
    value: int


@dataclass(frozen=True, slots=True)
class Increment:
    """What a counter rose by over an interval.

    ``value`` is exact under linear interpolation. ``whole`` is the same in whole downloads, the
    count at either end rounded down first, so that adjoining wholes sum exactly too.
    ``estimated`` says that an end of it is read within a long gap, or that a revision lies in it.
    """

    value: Fraction
    whole: int
    estimated: bool


@dataclass(frozen=True, slots=True)
class Counter:
    """A repaired counter: rising segments with a revision between each two.

    ``suspects`` are fallen values at the end that nothing has confirmed or refuted yet; they count
    for nothing. ``glitches`` is how many dips were dropped. Ĉ(t), the count at any time, is linear
    between the samples of a segment and unknown everywhere else.
    """

    segments: tuple[tuple[Sample, ...], ...] = ()
    suspects: tuple[Sample, ...] = ()
    glitches: int = 0

    @property
    def revisions(self) -> int:
        """How often the count was corrected downwards for good."""
        return max(0, len(self.segments) - 1)

    @property
    def first_at(self) -> int | None:
        """When the counter begins, ``None`` if nothing is known."""
        return self.segments[0][0].at if self.segments else None

    @property
    def total(self) -> int:
        """All rises inside the segments."""
        return sum(segment[-1].value - segment[0].value for segment in self.segments)

    def at(self, moment: int) -> Fraction | None:
        """Ĉ(moment), ``None`` before, after and between segments."""
        for segment in self.segments:
            if segment[0].at <= moment <= segment[-1].at:
                return _within(segment, moment)
        return None

    def climbed(self, moment: int) -> Fraction | None:
        """The first value and every known rise until then.

        This is Ĉ(moment) up to the first revision, and goes on without a step from there.
        """
        if self.at(moment) is None:
            return None
        return self.segments[0][0].value + self._risen(moment)

    def increment(self, start: int, end: int) -> Increment | None:
        """Ĉ(end) − Ĉ(start) without the steps of revisions; ``None`` if either is unknown.

        Never negative. Increments over adjoining intervals sum exactly to that over the whole.
        """
        _demand_forward(start, end)
        if self.at(start) is None or self.at(end) is None:
            return None
        return self._increment(start, end, estimated=self.bridged(start, end))

    def known_increment(self, start: int, end: int) -> Increment | None:
        """What is known to have been added in that part of an interval that segments cover.

        ``estimated`` where this is not the whole interval; ``None`` where it is nothing at all.
        """
        _demand_forward(start, end)
        if not self.covered_s(start, end):
            return None
        in_part = self.at(start) is None or self.at(end) is None
        return self._increment(start, end, estimated=in_part or self.bridged(start, end))

    def covered_s(self, start: int, end: int) -> int:
        """For how many seconds of an interval Ĉ is known."""
        return sum(max(0, min(end, one[-1].at) - max(start, one[0].at)) for one in self.segments)

    def bridged(self, start: int, end: int) -> bool:
        """Whether either end lies within a long gap with growth, or a revision's step inside.

        What a gap holds between the two ends is known in sum, though not day by day.
        """
        return self.stepped(start, end) or any(
            left.at < moment < right.at for left, right in self._gaps() for moment in (start, end)
        )

    def stepped(self, start: int, end: int) -> bool:
        """Whether a revision's step lies in an interval: what it holds is then not known."""
        return any(left.at < end and right.at > start for left, right in self._steps())

    def _increment(self, start: int, end: int, *, estimated: bool) -> Increment:
        before, after = self._risen(start), self._risen(end)
        return Increment(after - before, floor(after) - floor(before), estimated)

    def _risen(self, moment: int) -> Fraction:
        """All known rises until a moment, wherever it lies."""
        risen = Fraction(0)
        for segment in self.segments:
            if segment[0].at < moment:
                risen += _within(segment, min(moment, segment[-1].at)) - segment[0].value
        return risen

    def _gaps(self) -> Iterator[tuple[Sample, Sample]]:
        """Neighbours so far apart that the way of the count between them is not known.

        A long stretch with one value at both ends is none: a counter that rises can't have moved.
        """
        for segment in self.segments:
            for left, right in pairwise(segment):
                if right.at - left.at > BRIDGED_AFTER_S and right.value > left.value:
                    yield left, right

    def _steps(self) -> Iterator[tuple[Sample, Sample]]:
        """The last sample before each revision, and the first after it."""
        for before, after in pairwise(self.segments):
            yield before[-1], after[0]


class _Run(NamedTuple):
    """One value seen in a row, from its first to its last sight."""

    value: int
    first: int
    last: int


def repair(sightings: Iterable[Sample], created_at: int | None = None) -> Counter:
    """Make a counter of all sightings of one model, in any order.

    Of each distinct value the first sight is a sample, and the last too when it stood for longer
    than ``HELD_FOR_S``: then nobody downloaded the model, and its increments are 0, not unknown.
    Of several values at one moment the highest counts, for the lower ones are staler copies.

    A fall is withheld. Back at or above the old maximum it was a glitch; after two further
    distinct values below it is a revision, and the fallen values begin a new segment.

    ``created_at`` is where the model began at 0, if it was first seen ``BORN_WITHIN_S`` after.
    """
    ahead = deque(_runs(_with_birth(sightings, created_at)))
    segments: list[list[_Run]] = []
    withheld: list[_Run] = []
    glitches = 0
    while ahead:
        run = ahead.popleft()
        if not segments:
            segments.append([run])
        elif run.value >= segments[-1][-1].value:
            glitches += bool(withheld)
            withheld = []
            _accept(segments[-1], run)
        else:
            withheld.append(run)
            if len({one.value for one in withheld}) == CONFIRMED_BY:
                segments.append([withheld[0]])
                ahead.extendleft(reversed(withheld[1:]))
                withheld = []
    return Counter(
        tuple(tuple(_samples(segment)) for segment in segments),
        tuple(Sample(run.first, run.value) for run in withheld),
        glitches,
    )


def _with_birth(sightings: Iterable[Sample], created_at: int | None) -> list[Sample]:
    """Sightings in time order, one a moment, behind the 0 of a creation shortly before."""
    highest: dict[int, int] = {}
    for at, value in sightings:
        highest[at] = max(value, highest.get(at, value))
    ordered = [Sample(at, highest[at]) for at in sorted(highest)]
    if ordered and created_at is not None and 0 < ordered[0].at - created_at <= BORN_WITHIN_S:
        ordered.insert(0, Sample(created_at, 0))
    return ordered


def _runs(ordered: Iterable[Sample]) -> Iterator[_Run]:
    run: _Run | None = None
    for at, value in ordered:
        if run is not None and run.value == value:
            run = run._replace(last=at)
            continue
        if run is not None:
            yield run
        run = _Run(value, at, at)
    if run is not None:
        yield run


def _accept(segment: list[_Run], run: _Run) -> None:
    """A value that comes back after a dip never was away."""
    if run.value == segment[-1].value:
        segment[-1] = segment[-1]._replace(last=run.last)
    else:
        segment.append(run)


def _samples(segment: Iterable[_Run]) -> Iterator[Sample]:
    for run in segment:
        yield Sample(run.first, run.value)
        if run.last - run.first > HELD_FOR_S:
            yield Sample(run.last, run.value)


def _within(segment: tuple[Sample, ...], moment: int) -> Fraction:
    """Linear between the two samples around a moment that the segment covers."""
    place = bisect_right(segment, moment, key=lambda one: one.at) - 1
    left = segment[place]
    if left.at == moment:
        return Fraction(left.value)
    right = segment[place + 1]
    return left.value + Fraction(
        (right.value - left.value) * (moment - left.at), right.at - left.at
    )


def _demand_forward(start: int, end: int) -> None:
    if start > end:
        raise ValueError("an interval ends before it starts")
