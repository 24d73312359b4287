"""Derivatives: how many models were built upon each family, month of creation by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import NamedTuple

UNSAID = "unsaid"
"""The relation of a derivative that names a base and not how it descends from it."""


class Derivative(NamedTuple):
    """A model that declares a base and is no official member.

    ``families`` are those it descends from (``Lineage.families_of``), none if it leads nowhere;
    ``created_at`` is in UTC seconds, ``downloads`` whichever count the threshold is about.
    """

    path: str
    families: tuple[str, ...]
    relation: str | None
    created_at: int | None
    downloads: int | None


class NewOf(NamedTuple):
    """One family's new derivatives in one month, and their part of all that lead to a family."""

    family: str
    models: int
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Month:
    """The derivatives created in one month of UTC, ``2026-03``, or without a date (``None``).

    ``models`` lead to at least one family and are what shares are of; ``nowhere`` lead to none
    and are in no share. The families stand in the table's order, so a merge is among several.
    """

    month: str | None
    models: int
    nowhere: int
    families: tuple[NewOf, ...]


@dataclass(frozen=True, slots=True)
class FamilyTotal:
    """One family's derivatives of all time, dated or not, and by relation, most first."""

    family: str
    models: int
    share: Fraction
    relations: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class DerivativeTable:
    """Derivatives by family and month.

    ``totals`` are the families, most derivatives first; ``months`` run without a gap from the
    first to the last. ``models`` lead to a family, ``nowhere`` to none; both include
    ``undated``, which are in no month. Left out by the threshold are ``below``, and ``unknown``
    whose downloads nobody told.
    """

    totals: tuple[FamilyTotal, ...]
    months: tuple[Month, ...]
    undated: Month
    models: int
    nowhere: int
    below: int
    unknown: int


def derivative_table(found: Iterable[Derivative], more_than: int | None = 5) -> DerivativeTable:
    """Count derivatives by family and month of creation, unique by path.

    Counted is what has more than ``more_than`` downloads, or everything for ``None``. A merge
    counts once for each of its families, and in shares an equal part for each, so that the
    shares of a month add up to 1. The Hub dates whatever is older than March 2022 to the 2nd
    of that month.
    """
    below = unknown = 0
    groups: Counter[_Group] = Counter()
    for one in found:
        if more_than is not None and one.downloads is None:
            unknown += 1
        elif more_than is not None and (one.downloads or 0) <= more_than:
            below += 1
        else:
            groups[_Group(_month(one.created_at), one.families, one.relation or UNSAID)] += 1
    totals = _totals(groups)
    order = tuple(one.family for one in totals)
    monthly: dict[str | None, Counter[_Group]] = {}
    for group, count in groups.items():
        monthly.setdefault(group.month, Counter())[group] = count
    return DerivativeTable(
        totals,
        tuple(_counted(month, monthly.get(month, {}), order) for month in _run(monthly)),
        _counted(None, monthly.get(None, {}), order),
        models=sum(count for group, count in groups.items() if group.families),
        nowhere=sum(count for group, count in groups.items() if not group.families),
        below=below,
        unknown=unknown,
    )


class _Group(NamedTuple):
    month: str | None
    families: tuple[str, ...]
    relation: str


def _month(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m")


def _run(months: Iterable[str | None]) -> Iterable[str]:
    """Every month from the first to the last."""
    dated = sorted(month for month in months if month is not None)
    if not dated:
        return ()
    first, last = (int(one[:4]) * 12 + int(one[5:]) - 1 for one in (dated[0], dated[-1]))
    return (f"{nth // 12:04}-{nth % 12 + 1:02}" for nth in range(first, last + 1))


def _parts(groups: Mapping[_Group, int]) -> tuple[Counter[str], dict[str, Fraction], int]:
    """Each family's models, its models with a merge divided equally, and all models together."""
    models: Counter[str] = Counter()
    parts: Counter[tuple[str, int]] = Counter()
    together = 0
    for group, count in groups.items():
        together += count if group.families else 0
        for family in group.families:
            models[family] += count
            parts[family, len(group.families)] += count
    divided: dict[str, Fraction] = {}
    for (family, of), count in parts.items():
        divided[family] = divided.get(family, Fraction(0)) + Fraction(count, of)
    return models, divided, together


def _counted(month: str | None, groups: Mapping[_Group, int], order: Iterable[str]) -> Month:
    models, divided, together = _parts(groups)
    return Month(
        month,
        together,
        sum(groups.values()) - together,
        tuple(
            NewOf(
                family,
                models[family],
                divided.get(family, Fraction(0)) / together if together else None,
            )
            for family in order
        ),
    )


def _totals(groups: Mapping[_Group, int]) -> tuple[FamilyTotal, ...]:
    models, divided, together = _parts(groups)
    relations: dict[str, Counter[str]] = {family: Counter() for family in models}
    for group, count in groups.items():
        for family in group.families:
            relations[family][group.relation] += count
    return tuple(
        FamilyTotal(family, count, divided[family] / together, _most(relations[family]))
        for family, count in _most(models)
    )


def _most(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Largest first, equal ones by name."""
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
