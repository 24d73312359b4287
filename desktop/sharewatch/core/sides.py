"""The two sides of a claim: groups of families, and what each amounts to in given figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.intervals import Interval
from sharewatch.core.panel import OTHER
from sharewatch.core.shares import FamilySum
from sharewatch.core.words import UNKNOWN, compact

_NAMED = 3


ENDLESS = 1 << 62
"""An upper bound where only the lower one means anything."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known under one definition, at ``as_of`` in UTC seconds.

    ``sums`` are the scope's families, ``Other`` among them where the scope has one; ``facts``
    say developer and country. ``origins`` bound sums by country where they were counted model by
    model; without them a country is the sum of its families. ``reached_at`` is when the stored
    history crossed the claim, ``None`` if it was not seen to; ``forecast`` says when it may.
    """

    as_of: int
    sums: tuple[FamilySum, ...]
    facts: tuple[FamilyFacts, ...] = ()
    origins: Mapping[str, Interval | None] = field(default_factory=dict)
    reached_at: int | None = None
    forecast: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """One side of a claim: its bounds, equal when it is known exactly, or why there are none."""

    bounds: Interval | None
    missing: str = ""

    @property
    def value(self) -> int | None:
        """The exact value, ``None`` where it is only bounded or not known at all."""
        if self.bounds is None or self.bounds.low != self.bounds.high:
            return None
        return self.bounds.low


@dataclass(frozen=True, slots=True)
class Families:
    """Some families together, by name in any case."""

    names: tuple[str, ...]

    def amount(self, figures: Figures) -> Amount:
        """Their sum."""
        known = {one.family.lower(): one for one in figures.sums}
        if strange := [name for name in self.names if name.lower() not in known]:
            return Amount(None, f"not a family of this scope: {_list(strange)}")
        return _added(known[name.lower()] for name in self.names)

    def __str__(self) -> str:
        """The families by name."""
        return _list(self.names)


@dataclass(frozen=True, slots=True)
class Developers:
    """All families of some developers, by the names the catalog gives them, in any case."""

    names: tuple[str, ...]

    def amount(self, figures: Figures) -> Amount:
        """Their families' sum."""
        known = {one.developer.lower() for one in figures.facts}
        if strange := [name for name in self.names if name.lower() not in known]:
            return Amount(None, f"not a developer of this catalog: {_list(strange)}")
        return _of(figures, self.families(figures.facts))

    def families(self, facts: Iterable[FamilyFacts]) -> frozenset[str]:
        """Their families, by name."""
        wanted = {name.lower() for name in self.names}
        return frozenset(one.name for one in facts if one.developer.lower() in wanted)

    def __str__(self) -> str:
        """The developers by name."""
        return _list(self.names)


@dataclass(frozen=True, slots=True)
class Next:
    """The largest families after the leader, whichever they are; ``Other`` is none of them."""

    count: int

    def amount(self, figures: Figures) -> Amount:
        """Their sum.

        The value at a rank never falls when a family's rises. So the ranks of all lower bounds
        bound the sum from below, and those of all upper bounds from above.
        """
        rivals = [one for one in figures.sums if one.family != OTHER]
        if len(rivals) <= self.count:
            return Amount(None, f"fewer than {self.count} families after the leader")
        if unknown := _unknown(rivals):
            return Amount(None, unknown)
        bounds = [one.bounds for one in rivals if one.bounds]
        ranks = slice(1, self.count + 1)
        low = sum(sorted((one.low for one in bounds), reverse=True)[ranks])
        high = sum(sorted((one.high for one in bounds), reverse=True)[ranks])
        return Amount(Interval(low, high))

    def __str__(self) -> str:
        """``the next 8``."""
        return f"the next {self.count}"


@dataclass(frozen=True, slots=True)
class Origin:
    """All models of one country's developers, by ISO 3166 code."""

    country: str

    def amount(self, figures: Figures) -> Amount:
        """The country's sum, counted model by model where the figures carry that."""
        if self.country in figures.origins:
            bounds = figures.origins[self.country]
            unknown = f"models of {self.country} were not seen or carry no count"
            return Amount(bounds, unknown if bounds is None else "")
        if any(one.family == OTHER and one.value != 0 for one in figures.sums):
            return Amount(None, f"the origin of the models of {OTHER} is not known")
        families = self.families(figures.facts)
        if not families:
            return Amount(None, f"no family of this catalog is from {self.country}")
        return _of(figures, families)

    def families(self, facts: Iterable[FamilyFacts]) -> frozenset[str]:
        """The families of the country's developers, by name."""
        return frozenset(one.name for one in facts if one.country == self.country)

    def __str__(self) -> str:
        """``all of US``."""
        return f"all of {self.country}"


@dataclass(frozen=True, slots=True)
class Everything:
    """The whole scope, ``Other`` with it."""

    def amount(self, figures: Figures) -> Amount:
        """The scope's sum."""
        return _added(figures.sums)

    def __str__(self) -> str:
        """``everything``."""
        return "everything"


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is said, such as a billion."""

    value: int

    def amount(self, _figures: Figures) -> Amount:
        """The number itself, whatever the figures."""
        return Amount(Interval.exactly(self.value))

    def __str__(self) -> str:
        """``1,000,000,000``."""
        return f"{self.value:,}"


Group = Families | Developers | Next | Origin | Everything | Number


def arithmetic(left: Amount, sign: str, factor: Fraction, right: Amount) -> str:
    """A claim as a line of numbers: ``153.6M >? 2 × 71.2M = 142.4M``.

    Bounds read ``140.0M to 153.6M``. Where rounding would make both sides look alike, the numbers
    stand in full.
    """
    for count in (compact, _in_full):
        first, second = _ends(left, count), _ends(right, count)
        product = _ends(right, count, factor)
        if first != product:
            break
    if factor == 1:
        return f"{first} {sign}? {second}"
    return f"{first} {sign}? {factor_text(factor)} × {second} = {product}"


def _of(figures: Figures, families: Collection[str]) -> Amount:
    return _added(one for one in figures.sums if one.family in families)


def _added(sums: Iterable[FamilySum]) -> Amount:
    found = tuple(sums)
    if unknown := _unknown(found):
        return Amount(None, unknown)
    bounds = [one.bounds for one in found if one.bounds]
    return Amount(Interval(sum(one.low for one in bounds), sum(one.high for one in bounds)))


def _unknown(sums: Iterable[FamilySum]) -> str:
    missing = [one.family for one in sums if one.bounds is None]
    return f"models not seen or without a count: {_list(missing)}" if missing else ""


def _list(names: Collection[str]) -> str:
    """Names in a sentence, the first few of many: ``Llama, GLM, Kimi and 5 more``."""
    shown = list(names)[: len(names) if len(names) <= _NAMED + 1 else _NAMED]
    more = f" and {len(names) - len(shown)} more" if len(shown) < len(names) else ""
    return ", ".join(shown) + more


def _ends(side: Amount, count: Callable[[float], str], factor: Fraction = Fraction(1)) -> str:
    if side.bounds is None:
        return UNKNOWN
    if side.bounds.high >= ENDLESS:
        return f"{count(float(factor * side.bounds.low))} or more"
    ends = (float(factor * end) for end in (side.bounds.low, side.bounds.high))
    return " to ".join(dict.fromkeys(map(count, ends)))


def _in_full(count: float) -> str:
    return f"{count:,.1f}".removesuffix(".0")


def factor_text(factor: Fraction) -> str:
    """A factor as one says it: ``2``, ``0.5``, ``1/3``."""
    short = f"{float(factor):g}"
    return short if Fraction(short) == factor else str(factor)
