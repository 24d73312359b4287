"""Origins: where a model's publisher is and who it is; and sums of a panel by any such label."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sharewatch.core.catalog import Catalog
from sharewatch.core.panel import OTHER, Member, Panel

UNKNOWN = "unknown"
"""The region and developer of a model whose publisher neither list nor catalog knows."""

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
_BESIDE_EU = "CH GB IS LI NO"
_REGIONS = {"us": "us", "china": "china", "eu": "eu", "europe": "eu", "other": "other"}


def region_of_country(country: str) -> str:
    """The region of an ISO 3166 code: ``us``, ``china``, ``eu`` or ``other``.

    These are the groups of published lists. ``eu`` is Europe as they count it: the European
    Union, the United Kingdom, Switzerland, Norway, Iceland and Liechtenstein.
    """
    code = country.upper()
    if code in f"{_EU} {_BESIDE_EU}".split():
        return "eu"
    return {"US": "us", "CN": "china"}.get(code, "other")


@dataclass(frozen=True, slots=True)
class Origin:
    """A publisher: its region, its name, and which source says so.

    ``country`` is ISO 3166, of the catalog's families only.
    """

    region: str
    developer: str
    source: Literal["list", "catalog", "unknown"]
    country: str | None = None


class Origins:
    """The origin of any model, by the namespace it is published in.

    First comes the region that a published list gives the owner (``regions``: owner → region, in
    any case), then the country of the family that the model is an official member of, or that
    all families of its owner share. Nothing is inherited: a derivative is its publisher's, and
    one by a publisher that neither knows is of unknown origin.
    """

    def __init__(self, catalog: Catalog, regions: Mapping[str, str] | None = None) -> None:
        self._catalog = catalog
        self._facts = {one.name: (one.developer, one.country) for one in catalog.facts}
        self._listed = {
            owner.lower(): (owner, _region(text)) for owner, text in (regions or {}).items()
        }

    def of(self, model_id: str) -> Origin:
        """Who published a model and where they are; a developer no catalog names is its owner."""
        owner, slash, _ = model_id.partition("/")
        known = self._publisher(model_id, owner) if slash else None
        listed = self._listed.get(owner.lower()) if slash else None
        if listed:
            spelled, region = listed
            developer, country = known or (spelled, None)
            return Origin(region, developer, "list", country)
        if known:
            return Origin(region_of_country(known[1]), known[0], "catalog", known[1])
        return Origin(UNKNOWN, UNKNOWN, "unknown")

    def _publisher(self, model_id: str, owner: str) -> tuple[str, str] | None:
        """The catalog's developer and country of a model, if it is sure of both."""
        family = self._catalog.family_of(model_id)
        families = (family,) if family else self._catalog.families_of_owner(owner)
        found = {self._facts[name] for name in families}
        return found.pop() if len(found) == 1 else None


def _region(text: str) -> str:
    """A list's region by our name for it, or as it stands; two capitals are a country."""
    if len(text) == 2 and text.isupper() and text.lower() not in _REGIONS:
        return region_of_country(text)
    return _REGIONS.get(text.lower(), text.lower())


@dataclass(frozen=True, slots=True)
class GroupSum:
    """One group of a panel: its sum, its part of the panel, and its families' parts of it.

    ``value`` and ``share`` are ``None`` where they can't be known, as in ``core.shares``.
    """

    label: str
    value: int | None
    models: int
    share: Fraction | None
    families: tuple[tuple[str, int | None], ...]


def grouped(panel: Panel, label: Callable[[Member], str]) -> tuple[GroupSum, ...]:
    """Sum a panel by a label of its models, largest first; unknown sums last, then by label.

    Exact: groups sum to the panel, and a group's families to the group. A model without a count
    makes its group unknown, and a family that is not whole makes all of them so, for the models
    that are missing may be of any group. No share is known unless every sum is.
    """
    members: dict[str, list[Member]] = {}
    for one in panel.members:
        members.setdefault(label(one), []).append(one)
    values = {name: _sum(panel, [one.value for one in of]) for name, of in members.items()}
    whole = _sum(panel, list(values.values()))
    found = [
        GroupSum(
            name,
            values[name],
            len(of),
            _over(values[name], whole),
            _families(panel, of),
        )
        for name, of in members.items()
    ]
    return tuple(sorted(found, key=lambda one: (*_rank(one.value), one.label)))


def _sum(panel: Panel, values: list[int | None]) -> int | None:
    known = [one for one in values if one is not None]
    return None if panel.unseen or len(known) < len(values) else sum(known)


def _over(value: int | None, whole: int | None) -> Fraction | None:
    return Fraction(value, whole) if whole and value is not None else None


def _families(panel: Panel, members: list[Member]) -> tuple[tuple[str, int | None], ...]:
    """The families of some models with their parts, largest first, unknown last."""
    parts: dict[str, list[int | None]] = {}
    for one in members:
        for family in one.families or (OTHER,):
            parts.setdefault(family, []).append(one.part_of(family))
    sums = [(family, _sum(panel, values)) for family, values in parts.items()]
    return tuple(sorted(sums, key=lambda one: (*_rank(one[1]), one[0])))


def _rank(value: int | None) -> tuple[bool, int]:
    return value is None, -(value or 0)
