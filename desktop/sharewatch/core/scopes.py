"""Scopes: which models a denominator is made of, and for which families each of them counts.

A share without its scope means nothing. ``tracked`` are the language models of all families of
the catalog; ``text`` is every model of the Hub's text tasks and ``hub`` every model seen, both
down to the cutoff of their census; a list is what somebody published, under its name. In the
wider scopes, models of no family are ``Other``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

from sharewatch.core.panel import OTHER, Member, Panel
from sharewatch.core.shares import DERIVATIVES, HUB, OFFICIAL, TEXT, TRACKED, Measure
from sharewatch.core.snapshot import TEXT_TASKS

Attribute = Callable[[str], tuple[str, ...]]
"""From a model's path to the families it counts for; empty for none."""


class ScopeError(ValueError):
    """A scope that there isn't, or that has no numbers; the message is a sentence for people."""


class Counted(Protocol):
    """What a scope needs to know of a model and its counts."""

    @property
    def hub_id(self) -> str:
        """Its identity."""

    @property
    def model_id(self) -> str:
        """Its path."""

    @property
    def downloads_30d(self) -> int | None:
        """The 30-day count."""

    @property
    def downloads_all_time(self) -> int | None:
        """The all-time count."""

    @property
    def pipeline_tag(self) -> str | None:
        """Its task, as the Hub names it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A denominator under one attribution.

    ``families`` are all that may hold a part of it, ``Other`` last where models of no family
    belong. ``holds`` says whether a model (path in lower case, task) belongs to it apart from
    its families; ``None`` leaves that to the families alone, as in ``tracked``.
    """

    name: str
    attribution: str
    families: tuple[str, ...]
    attribute: Attribute
    holds: Callable[[str, str | None], bool] | None = None

    def place(self, model_id: str, task: str | None = None) -> tuple[str, ...] | None:
        """The families a model counts for here, none for ``Other``; ``None`` if it is outside."""
        if self.holds is None:
            return self.attribute(model_id) or None
        return self.attribute(model_id) if self.holds(model_id.lower(), task) else None

    def family(self, name: str) -> str:
        """One of its families by name, in any case; raises ``ScopeError`` and says what is near."""
        names = {one.lower(): one for one in self.families}
        wanted = name.strip().lower()
        if found := names.get(wanted):
            return found
        near = get_close_matches(wanted, names, n=1)
        meant = f" Did you mean {names[near[0]]}?" if near else ""
        raise ScopeError(f"family: {name!r} is not in the {self.name} scope.{meant}")

    def panel(
        self,
        rows: Iterable[Counted],
        measure: Measure,
        as_of: int,
        unseen: frozenset[str] = frozenset(),
    ) -> Panel:
        """The scope's models among these rows. ``unseen`` families may miss some."""
        thirty = measure is Measure.D30
        members = []
        for row in rows:
            families = self.place(row.model_id, row.pipeline_tag)
            if families is not None:
                value = row.downloads_30d if thirty else row.downloads_all_time
                members.append(Member(row.hub_id, row.model_id, families, value))
        return Panel(
            as_of, self.name, self.attribution, measure, self.families, tuple(members), unseen
        )


def scope(
    name: str,
    attribution: str,
    families: tuple[str, ...],
    attribute: Attribute,
    listed: Collection[str] = (),
) -> Scope:
    """A scope by its name; ``listed`` are a published list's paths in lower case."""
    if name == TRACKED:
        return Scope(name, attribution, families, attribute)
    wider = (*families, OTHER)
    if name == TEXT:
        return Scope(name, attribution, wider, attribute, _writes_text)
    if name == HUB:
        return Scope(name, attribution, wider, attribute, _anything)
    return Scope(name, attribution, wider, attribute, lambda path, _task: path in listed)


def official(family_of: Callable[[str], str | None]) -> Attribute:
    """Attribution to the family in whose namespace a model is published."""

    def attribute(model_id: str) -> tuple[str, ...]:
        family = family_of(model_id)
        return (family,) if family else ()

    return attribute


RESERVED = (TRACKED, TEXT, HUB)
"""Names that no list may take."""

ATTRIBUTIONS = (OFFICIAL, DERIVATIVES)


def _writes_text(_path: str, task: str | None) -> bool:
    return task in TEXT_TASKS


def _anything(_path: str, _task: str | None) -> bool:
    return True
