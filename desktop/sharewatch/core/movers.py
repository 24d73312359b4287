"""Movers: why a family's share moved between two dates, model by model, exactly.

With F the family's sum, T the scope's, S = F/T, Δ the last date less the first, and midpoints
S̄ = (S0 + S1)/2 and T̄ = (T0 + T1)/2:

    ΔF = S1·T1 − S0·T0 = T̄·ΔS + S̄·ΔT      (the product rule of differences, without remainder)
    ΔS = (ΔF − S̄·ΔT) / T̄

ΔF and ΔT are sums over models, so a model that adds f to the family and v to the scope
contributes

    c = (Δf − S̄·Δv) / T̄

and all contributions sum to ΔS to the last bit. Swapping the dates turns each one's sign and
nothing else. A model outside the family that grows pulls the share down, one inside lifts it by
what the share's own weight leaves. A model that is only in one panel adds nothing to the other.

Over the one denominator Q = T0·T1·(T0 + T1) each contribution is a whole number:

    c·Q = Δ(a·f − b·v)   with   a = 2·T0·T1   and   b = F0·T1 + F1·T0

so that a hundred thousand of them are ranked and summed as integers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from sharewatch.core.panel import OTHER, Member, Panel, fixed, panel_sums
from sharewatch.core.words import day


class UnknownShare(ValueError):
    """A share that can't be known; its text is a sentence naming the day and what is missing."""


class Kind(StrEnum):
    """What became of a model between two panels: a renamed one is the same under another path."""

    STAYED = "stayed"
    RENAMED = "renamed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ModelMove:
    """One model's part in a change of share.

    ``model_id`` and ``families`` are those of the last panel that has the model. ``before`` and
    ``after`` are its counts, ``None`` where it isn't in the panel.
    """

    key: str
    model_id: str
    families: tuple[str, ...]
    kind: Kind
    before: int | None
    after: int | None
    contribution: Fraction

    @property
    def family(self) -> str:
        """Its family, a merge's families joined by ``+``, or ``Other``."""
        return " + ".join(self.families) or OTHER


@dataclass(frozen=True, slots=True)
class FamilyMove:
    """One family's part in a change of share: its sums, and what their change contributes.

    A merge counts in each of its families with the part it adds there.
    """

    family: str
    before: int
    after: int
    contribution: Fraction


@dataclass(frozen=True, slots=True)
class Movers:
    """A change of one family's share from one panel to another, and what it is made of.

    ``families`` and ``ranking``, the keys of all models, come with the largest contribution
    first, whichever its sign, and ties by name or key. A model contributes its weight over
    ``over``. The contributions of ``families``, of ``kinds`` and of all models each sum to
    ``change``.
    """

    family: str
    share_from: Fraction
    share_to: Fraction
    families: tuple[FamilyMove, ...]
    kinds: Mapping[Kind, Fraction]
    over: int
    ranking: tuple[str, ...] = field(repr=False)
    weights: Mapping[str, int] = field(repr=False)
    first: Panel = field(repr=False)
    last: Panel = field(repr=False)

    def models(self, most: int | None = None) -> tuple[ModelMove, ...]:
        """The models that moved the share most, or all models of both panels, largest first."""
        keys = self.ranking[:most]
        wanted = set(keys)
        before = {one.key: one for one in self.first.members if one.key in wanted}
        after = {one.key: one for one in self.last.members if one.key in wanted}
        moves: list[ModelMove] = []
        for key in keys:
            was, now = before.get(key), after.get(key)
            shown = now or before[key]
            moves.append(
                ModelMove(
                    key,
                    shown.model_id,
                    shown.families,
                    _kind(was, now),
                    before=was.value if was else None,
                    after=now.value if now else None,
                    contribution=Fraction(self.weights[key], self.over),
                )
            )
        return tuple(moves)

    @property
    def change(self) -> Fraction:
        """The last share less the first."""
        return self.share_to - self.share_from

    @property
    def growth(self) -> Fraction:
        """What the models of both panels contribute."""
        return self.kinds[Kind.STAYED] + self.kinds[Kind.RENAMED]

    @property
    def new(self) -> Fraction:
        """What the models contribute that only the last panel has: new, or newly seen."""
        return self.kinds[Kind.NEW]

    @property
    def gone(self) -> Fraction:
        """What the models contribute that only the first panel has."""
        return self.kinds[Kind.GONE]


def movers(first: Panel, last: Panel, family: str) -> Movers:
    """Why a family's share moved between two panels of one scope, attribution and measure.

    Raises ``UnknownShare`` where one of the two shares can't be known.
    """
    if _definition(first) != _definition(last):
        raise ValueError("the two panels are not of one scope, attribution and measure")
    before, after = _known_sums(first, family), _known_sums(last, family)
    from_total, to_total = sum(before.values()), sum(after.values())
    over = from_total * to_total * (from_total + to_total)
    gain = 2 * from_total * to_total
    cost = before[family] * to_total + after[family] * from_total
    weights, kinds = _weights(first, last, _weigher(family, gain, cost))
    ranked = sorted(weights)
    ranked.sort(key=lambda key: abs(weights[key]), reverse=True)
    return Movers(
        family,
        share_from=Fraction(before[family], from_total),
        share_to=Fraction(after[family], to_total),
        families=_family_moves(before, after, family, Fraction(gain, over), Fraction(cost, over)),
        kinds={kind: Fraction(weight, over) for kind, weight in kinds.items()},
        over=over,
        ranking=tuple(ranked),
        weights=weights,
        first=first,
        last=last,
    )


def without_largest(first: Panel, last: Panel, family: str) -> tuple[ModelMove, Movers]:
    """The model that moved the share most, and the same change with it left out of both panels.

    Raises ``UnknownShare`` where a share can't be known with it or without it.
    """
    largest = movers(first, last, family).models(1)[0]
    others = (first.keys | last.keys) - {largest.key}
    return largest, movers(first.only(others), last.only(others), family)


def on_fixed_panel(first: Panel, last: Panel, family: str) -> Movers:
    """The movers among the models that both panels have: growth alone.

    Raises ``UnknownShare`` where one of the two shares can't be known.
    """
    return movers(*fixed(first, last), family)


def _definition(panel: Panel) -> tuple[str, str, str]:
    return panel.scope, panel.attribution, panel.measure


def _known_sums(panel: Panel, family: str) -> dict[str, int]:
    """Each family's sum, where all are known and the scope isn't empty."""
    sums = panel_sums(panel)
    if family not in panel.families:
        raise UnknownShare(f"{family} is no family of the scope {panel.scope}.")
    missing = [one.family for one in sums if one.value is None]
    if missing:
        raise UnknownShare(
            f"No share is known for {day(panel.as_of)}: the count of {_listed(missing)} "
            "is incomplete."
        )
    known = {one.family: one.value for one in sums if one.value is not None}
    if not any(known.values()):
        raise UnknownShare(
            f"No share is known for {day(panel.as_of)}: the scope {panel.scope} counts nothing."
        )
    return known


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _weigher(family: str, gain: int, cost: int) -> Callable[[Member], int]:
    """Gives a·f − b·v of a model with a count; all but merges have one of two factors."""
    own, nobody = (family,), (OTHER,)
    inside, outside = gain - cost, -cost

    def weigh(one: Member) -> int:
        value = one.value or 0
        if len(one.families) > 1:
            return gain * (one.part_of(family) or 0) - cost * value
        return value * (inside if (one.families or nobody) == own else outside)

    return weigh


def _weights(
    first: Panel, last: Panel, weigh: Callable[[Member], int]
) -> tuple[dict[str, int], dict[Kind, int]]:
    """Each model's weight by its key, and their sums by kind."""
    left = {one.key: one for one in first.members}
    weights: dict[str, int] = {}
    stayed = renamed = new = 0
    for now in last.members:
        was = left.pop(now.key, None)
        weight = weigh(now)
        if was is None:
            new += weight
        else:
            weight -= weigh(was)
            if was.model_id == now.model_id:
                stayed += weight
            else:
                renamed += weight
        weights[now.key] = weight
    gone = {key: -weigh(was) for key, was in left.items()}
    kinds = (stayed, renamed, new, sum(gone.values()))
    return weights | gone, dict(zip(Kind, kinds, strict=True))


def _kind(was: Member | None, now: Member | None) -> Kind:
    if was is None:
        return Kind.NEW
    if now is None:
        return Kind.GONE
    return Kind.STAYED if was.model_id == now.model_id else Kind.RENAMED


def _family_moves(
    before: dict[str, int], after: dict[str, int], family: str, gain: Fraction, cost: Fraction
) -> tuple[FamilyMove, ...]:
    found: list[FamilyMove] = []
    for name in sorted(before | after):
        was, now = before.get(name, 0), after.get(name, 0)
        factor = gain - cost if name == family else -cost
        found.append(FamilyMove(name, was, now, (now - was) * factor))
    found.sort(key=lambda one: abs(one.contribution), reverse=True)
    return tuple(found)
