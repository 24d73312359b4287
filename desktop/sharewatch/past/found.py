"""What a file can turn out to be, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sharewatch.core.snapshot import ModelRow

Edge = tuple[str, str, str | None]
"""A model, a base it declares, and the relation between them; all as the file has them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What judging a file counted.

    ``rows`` are its data rows. ``models`` are different paths, or owners or families where the
    file is about those. ``empty`` says for each count how many rows leave it open.
    ``duplicates`` are rows that repeat another and count once. ``rejected`` rows are left out,
    and ``reasons`` say why of the first of them.
    """

    rows: int
    models: int
    dates: int = 0
    empty: Mapping[str, int] = field(default_factory=dict)
    duplicates: int = 0
    rejected: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The file itself: its name without folders, and the SHA-256 of its bytes in hex."""

    name: str
    sha256: str


@dataclass(frozen=True, eq=False, slots=True)
class Snapshots:
    """Models and their counts on one or more dates, UTC midnights in seconds, rising.

    Rows of a date are unique by path and by ``hub_id``.
    """

    source: Source
    tally: Tally
    days: Mapping[int, Sequence[ModelRow]]

    @property
    def dates(self) -> tuple[int, ...]:
        """Every date the file has rows of."""
        return tuple(self.days)

    def rows_at(self, date: int) -> Sequence[ModelRow]:
        """One date's rows in file order, made as they are asked for; a slice is a list.

        Raises ``KeyError`` for a date the file doesn't have.
        """
        return self.days[date]


@dataclass(frozen=True, slots=True)
class ModelList:
    """A published list of models: ``(model_id, organization)`` in file order."""

    source: Source
    tally: Tally
    models: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OwnerRegions:
    """Regions by Hub namespace, both as the file spells them."""

    source: Source
    tally: Tally
    regions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReleaseDates:
    """When models were really released: UTC midnights in seconds, by path."""

    source: Source
    tally: Tally
    dates: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LineageFile:
    """Declared lineage in file order, dirt and all: what is of use is for the core to judge."""

    source: Source
    tally: Tally
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """A catalog that was written as CSV, as the TOML text of a catalog that was tried."""

    source: Source
    tally: Tally
    toml: str


Found = Snapshots | ModelList | OwnerRegions | ReleaseDates | LineageFile | CatalogFile
