"""What the embedded Hub lists: models as they stand at one moment of simulated time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Protocol

from sharewatch.core.snapshot import ModelRow
from sharewatch.hub.demo.cursor import Key


@dataclass(frozen=True)
class Card:
    """What does not change from day to day about a model; ``None`` is unknown.

    Times are UTC seconds. ``base_models`` are declared parents' paths and ``base_ids`` the
    ``_id`` of each. ``parameters`` is the model's size, ``parameters_source`` which kind of file
    states it ("safetensors" or "gguf"); both or neither are known.
    """

    hub_id: str
    model_id: str
    created_at: int | None = None
    last_modified: int | None = None
    pipeline_tag: str | None = None
    library_name: str | None = None
    gated: bool | str = False
    disabled: bool = False
    relation: str | None = None
    base_models: tuple[str, ...] = ()
    base_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sha: str | None = None
    parameters: int | None = None
    parameters_source: str | None = None

    @property
    def author(self) -> str | None:
        """The namespace; a bare legacy name has none."""
        owner, slash, _ = self.model_id.partition("/")
        return owner if slash else None

    @cached_property
    def namespace(self) -> str:
        """The author in lower case, empty if there is none; cards outlive many listings."""
        return (self.author or "").lower()


@dataclass(frozen=True)
class Listing:
    """All models at one moment: a card each, and its counts in parallel sequences.

    ``moved`` maps former paths to present ones, ``unlisted`` holds the ``_id`` of models that
    answer by name but are left out of listings. ``organizations`` maps namespaces to full names;
    ``None`` means that every namespace is one.
    """

    cards: Sequence[Card]
    downloads: Sequence[int | None]
    downloads_all_time: Sequence[int | None]
    likes: Sequence[int | None]
    trending: Sequence[int | None]
    moved: Mapping[str, str] = field(default_factory=dict)
    unlisted: frozenset[str] = frozenset()
    organizations: Mapping[str, str] | None = None

    @cached_property
    def by_owner(self) -> Mapping[str, Sequence[int]]:
        """Positions of the listed models of each namespace, by its name in lower case."""
        found: dict[str, list[int]] = defaultdict(list)
        cards = self.cards
        for index in self.listed:
            found[cards[index].namespace].append(index)
        return found

    @cached_property
    def by_path(self) -> Mapping[str, int]:
        """Every model's position by its present path."""
        return {card.model_id: index for index, card in enumerate(self.cards)}

    @cached_property
    def by_folded_path(self) -> Mapping[str, str]:
        """Present paths by any former or present path in lower case."""
        found = {old.lower(): new for old, new in self.moved.items() if new in self.by_path}
        return found | {path.lower(): path for path in self.by_path}

    @cached_property
    def children(self) -> Counter[tuple[str, str]]:
        """How many models declare a base, by the base's ``_id`` and relation."""
        return Counter(
            (base, card.relation)
            for card in self.cards
            if card.relation is not None
            for base in card.base_ids
        )

    @cached_property
    def listed(self) -> Sequence[int]:
        """Positions of all models that listings show."""
        if not self.unlisted:
            return range(len(self.cards))
        return [i for i, card in enumerate(self.cards) if card.hub_id not in self.unlisted]

    def key(self, sort: str, index: int) -> Key | None:
        """What a model is sorted by; ``None`` comes last."""
        if sort == "createdAt":
            return iso(self.cards[index].created_at)
        if sort == "lastModified":
            return iso(self.cards[index].last_modified)
        counts = {"downloads": self.downloads, "likes": self.likes, "trendingScore": self.trending}
        return counts[sort][index]

    def rows(self, owners: Iterable[str] | None = None) -> list[ModelRow]:
        """Every listed model as a poll would see it; only those of some namespaces if given."""
        if owners is None:
            chosen = self.listed
        else:
            chosen = [index for owner in owners for index in self.by_owner.get(owner.lower(), ())]
        return [
            ModelRow(
                card.hub_id,
                card.model_id,
                self.downloads[index],
                self.downloads_all_time[index],
                self.likes[index],
                card.created_at,
                card.pipeline_tag,
                card.disabled,
                card.relation,
                card.base_models,
                card.parameters,
                card.parameters_source,
            )
            for index in chosen
            for card in (self.cards[index],)
        ]


class World(Protocol):
    """Something an embedded Hub can speak for."""

    def models_at(self, at: float) -> Listing:
        """Everything the Hub knows at simulated UTC time ``at``; called from any thread.

        Return the same object while nothing changes: look-ups are remembered on it.
        """
        ...


def lineage_tags(relation: str | None, bases: Sequence[str]) -> tuple[str, ...]:
    """The tags by which the Hub says what a model was made from."""
    plain = tuple(f"base_model:{base}" for base in bases)
    return plain + tuple(f"base_model:{relation}:{base}" for base in bases if relation)


def iso(at: float | None) -> str | None:
    """UTC seconds as the Hub writes times: ``2026-06-19T09:40:33.000Z``."""
    if at is None:
        return None
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
