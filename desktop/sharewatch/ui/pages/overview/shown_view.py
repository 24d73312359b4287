"""What the overview shows of one view, made alike from a board or from answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite

from sharewatch.core.answers import SharesAnswer
from sharewatch.core.board import Board, History, Leader, Series
from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.panel import OTHER
from sharewatch.core.questions import Basis, View
from sharewatch.core.shares import OFFICIAL, Measure, Share
from sharewatch.core.words import DAY

NEAR_ENOUGH_S = 36 * 3600
GREY = "#8a919c"

Bounds = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class FlowChange:
    """A period against the one before: the share's change, and the downloads' growth."""

    share: Fraction | None = None
    growth: Fraction | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """One view's leaders with their past and their ground.

    ``bounds`` holds the intervals of shares that are not known exactly, ``flows`` what changed
    since the period before. ``since`` is when the present lead began, in UTC seconds.
    """

    view: View
    basis: Basis
    leaders: tuple[Leader, ...]
    history: History | None = None
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    flows: Mapping[str, FlowChange] = field(default_factory=dict)
    since: int | None = None

    @property
    def first(self) -> Leader | None:
        """The leading family, if it is known who leads."""
        for one in self.leaders:
            if one.facts.name != OTHER:
                return one if one.share is not None or one.facts.name in self.bounds else None
        return None

    @property
    def contested(self) -> tuple[Leader, ...]:
        """Families beside the first one that may have the larger share."""
        first = self.first
        own = self.bounds.get(first.facts.name) if first else None
        if first is None or own is None:
            return ()
        return tuple(
            one
            for one in self.leaders
            if one is not first
            and one.facts.name != OTHER
            and one.facts.name in self.bounds
            and self.bounds[one.facts.name][1] >= own[0]
        )


def from_board(board: Board, view: View) -> Shown | None:
    """A view that the board holds, as of its last complete poll; ``None`` without one."""
    if board.shown is None or not isinstance(view.measure, Measure):
        return None
    leaders = board.leaders.get(view.measure, ())
    basis = Basis(
        board.scope,
        OFFICIAL,
        view.measure,
        board.shown.as_of,
        sum(one.models for one in leaders),
        board.shown.complete and all(one.value is not None for one in leaders),
        board.catalog,
        poll=board.shown.seq,
        sample=board.shown.sample,
    )
    history, since = board.histories.get(view.measure), board.leading_since.get(view.measure)
    return Shown(view, basis, leaders, history, since=since)


def from_answer(
    answer: SharesAnswer, history: History | None, families: Sequence[FamilyFacts]
) -> Shown:
    """A view as it was answered; changes are those of its history."""
    facts = {one.name: one for one in families}
    if history is not None:
        facts |= {one.facts.name: one.facts for one in history.series}
    models = {one.family: one.models for one in answer.sums}
    basis, view = answer.basis, answer.question.view
    place = None if history is None else _place(history, basis)
    leaders = tuple(
        Leader(
            rank,
            facts.get(one.family, FamilyFacts(one.family, "", "", GREY)),
            one.value,
            one.share,
            _change(one, history, basis, 7),
            _change(one, history, basis, 30),
            models[one.family],
        )
        for rank, one in enumerate(sorted(answer.shares, key=_largest_first), 1)
    )
    return Shown(
        view,
        basis,
        leaders,
        history,
        bounds={
            one.family: (one.low, one.high)
            for one in answer.shares
            if one.share is None and one.low is not None and one.high is not None
        },
        flows={} if history is None or basis.period is None else _flows(history, place),
        since=None if history is None else _leading_since(history, place, leaders),
    )


def known_days(history: History | None) -> tuple[int, ...]:
    """The UTC days of a count's history on which the whole scope is known, rising."""
    if history is None or not isinstance(history.measure, Measure):
        return ()
    known = zip(history.times.tolist(), history.totals.tolist(), strict=True)
    return tuple(at // DAY for at, total in known if isfinite(total))


def _largest_first(one: Share) -> tuple[bool, bool, Fraction, int, str]:
    """By share or the middle of its interval; the unknown after that, "Other" last."""
    middle = one.share
    if middle is None and one.low is not None and one.high is not None:
        middle = (one.low + one.high) / 2
    known = middle is None
    return (one.family == OTHER, known, -(middle or Fraction(0)), -(one.value or 0), one.family)


def _place(history: History, basis: Basis) -> int | None:
    """The point of a history that a basis speaks of."""
    times = history.times.tolist()
    if basis.period is not None:
        return times.index(basis.period.start) if basis.period.start in times else None
    return len(times) - 1 if times else None


def _change(one: Share, history: History | None, basis: Basis, days: int) -> Fraction | None:
    """Against the known point nearest to so many days before; a flow has its own changes."""
    if one.share is None or history is None or basis.period is not None:
        return None
    wanted = basis.as_of - days * DAY
    known = [at for at, total in enumerate(history.totals.tolist()) if total > 0]
    nearest = min(known, key=lambda at: abs(int(history.times[at]) - wanted), default=None)
    if nearest is None or abs(int(history.times[nearest]) - wanted) > NEAR_ENOUGH_S:
        return None
    before = _share_at(history, one.family, nearest)
    return None if before is None else one.share - before


def _flows(history: History, place: int | None) -> dict[str, FlowChange]:
    """Every family's change from the point before."""
    if not place:
        return {}
    return {one.facts.name: _flow_change(history, one, place) for one in history.series}


def _flow_change(history: History, series: Series, place: int) -> FlowChange:
    name = series.facts.name
    now, before = _share_at(history, name, place), _share_at(history, name, place - 1)
    values = (float(series.values[place]), float(series.values[place - 1]))
    grown = None
    if all(isfinite(value) for value in values) and values[1] > 0:
        grown = Fraction(int(values[0]) - int(values[1]), int(values[1]))
    return FlowChange(None if now is None or before is None else now - before, grown)


def _share_at(history: History, family: str, place: int) -> Fraction | None:
    """A family's exact share at a point; ``None`` where it isn't known."""
    whole = float(history.totals[place])
    for one in history.series:
        if one.facts.name == family and isfinite(value := float(one.values[place])):
            return Fraction(int(value), int(whole)) if isfinite(whole) and whole > 0 else None
    return None


def _leading_since(history: History, place: int | None, leaders: Sequence[Leader]) -> int | None:
    """The first point of the present lead; one at which nobody is known to lead breaks nothing."""
    first = next((one.facts.name for one in leaders if one.facts.name != OTHER), None)
    series = [one for one in history.series if one.facts.name != OTHER]
    since: int | None = None
    for at in range(-1 if place is None else place, -1, -1):
        shares = {one.facts.name: float(one.shares[at]) for one in series}
        known = {name: share for name, share in shares.items() if isfinite(share)}
        if known and max(known, key=lambda name: known[name]) != first:
            break
        since = int(history.times[at]) if known else since
    return since
