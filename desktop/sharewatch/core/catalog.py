"""The catalog: which models belong to which family, and which rule says so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FamilyFacts:
    """What the catalog says of a family.

    ``country`` is ISO 3166 alpha-2, ``colour`` is ``#rrggbb``.
    """

    name: str
    developer: str
    country: str
    colour: str
