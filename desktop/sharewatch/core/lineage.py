"""Lineage: which families a model descends from, by the bases it and its ancestors declare.

What authors declare is dirty: models that name themselves, circles, local paths, old names, one
id in several cases, dozens of parents. What can't be meant is rejected with its reason; what is
left decides alone, so neither names nor likeness ever attribute a model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

RELATIONS = ("adapter", "finetune", "merge", "quantized")
"""The ways the Hub knows to descend from a base; an edge may also say none."""

_PATH = re.compile(r"(?!.*\.\.)(?:[\w-][\w.-]*/)?[\w-][\w.-]*", re.ASCII)
_NO_RENAMES: Mapping[str, str] = {}
_LONGEST_CIRCLE = 5  # the most models a circle's reason names

_Graph = Mapping[str, Collection[str]]


class Edge(NamedTuple):
    """A model's declaration of one base, by paths; ``relation`` is ``None`` if it names none."""

    model: str
    base: str
    relation: str | None = None


class Rejected(NamedTuple):
    """An edge that takes no part, and why: ``names itself``, ``closes a circle: a → b → a``."""

    model: str
    base: str
    relation: str | None
    reason: str


class Step(NamedTuple):
    """One generation, for people: ``model`` is a ``relation`` of ``base``."""

    model: str
    relation: str | None
    base: str


def check(
    edges: Iterable[Edge],
    family_of: Callable[[str], str | None] = lambda _: None,
    renames: Mapping[str, str] = _NO_RENAMES,
) -> tuple[tuple[Edge, ...], tuple[Rejected, ...]]:
    """The edges that take part, and those that don't with their reasons; both in given order.

    Rejected are paths that can't be a model's, relations the Hub doesn't know, models that name
    themselves (in another case or by an old name too), the later of two edges between the same
    models, and every edge that lies on a circle: nothing tells which of them is the false one,
    so the order of the input doesn't either. Official members are followed no further, so no
    circle leads through one. A base that nobody lists is accepted; it leads nowhere.
    """
    lineage = Lineage(edges, family_of, renames)
    return lineage.accepted, lineage.rejected


class Lineage:
    """Declared descent, and the families it leads to.

    An official member is of its own family alone, whatever base it declares. Any other model is
    of the distinct families that its parents are of, in the order in which it names the parents;
    a parent that leads nowhere takes no part. So a merge of two Qwens and a Llama is of
    ``("Qwen", "Llama")``, and ``Member.part_of`` divides its count equally between the two.

    Paths are one model in any case, and an old path of ``renames`` (old → present) is the present
    one. ``family_of`` names the family of an official member, of paths that no listing has too;
    it is asked in lower case. Answers are remembered; chains may be of any length.
    """

    def __init__(
        self,
        edges: Iterable[Edge],
        family_of: Callable[[str], str | None],
        renames: Mapping[str, str] = _NO_RENAMES,
    ) -> None:
        self._given = tuple(edges)
        self._family_of = family_of
        self._renames = _settled(renames)
        self._known: dict[str, tuple[str, ...]] = {}
        self._alone: dict[str, tuple[str, ...]] = {}
        self._bases: dict[str, tuple[str, ...]] = {}
        faults = self._read()
        if circles := self._break_circles():
            faults |= self._placed(circles, faults)
        given = enumerate(self._given)
        self.accepted = tuple(edge for at, edge in given if at not in faults)
        """The edges that take part, in given order."""
        self.rejected = tuple(Rejected(*self._given[at], faults[at]) for at in sorted(faults))
        """The edges that take no part, with their reasons, in given order."""

    def families_of(self, path: str) -> tuple[str, ...]:
        """The families a model counts for; none if it leads to no member."""
        key = self._key(path)
        found = self._known.get(key)
        return self._resolve(key) if found is None else found

    def why(self, path: str, family: str | None = None) -> tuple[Step, ...]:
        """The generations from a model back to the member it descends from.

        Where lines part, the first named that leads to ``family`` is followed; without one, to
        the first of the model's families. Empty for an official member, and for a model that
        doesn't lead there.
        """
        families = self.families_of(path)
        wanted = families[0] if families and family is None else family
        key, line = self._key(path), dict[tuple[str, str], Step]()
        while wanted in families and self._family_of(key) is None:
            base = next(one for one in self._bases[key] if wanted in self.families_of(one))
            line[key, base] = Step(key, None, base)
            key = base
        for edge in self.accepted if line else ():
            pair = self._key(edge.model), self._key(edge.base)
            if pair in line:
                line[pair] = Step(edge.model, edge.relation, edge.base)
        return tuple(line.values())

    @property
    def unresolved(self) -> tuple[Edge, ...]:
        """The accepted edges whose base leads to no member."""
        return tuple(edge for edge in self.accepted if not self.families_of(edge.base))

    def _key(self, path: str) -> str:
        """A model's one name: its present path in lower case."""
        key = path.lower()
        return self._renames.get(key, key)

    def _resolve(self, start: str) -> tuple[str, ...]:
        """Remember the families of a model and of all it descends from, ancestors first."""
        known = self._known
        waiting = [start]
        while waiting:
            key = waiting[-1]
            bases = self._bases.get(key, ())
            if (family := self._family_of(key)) is not None:
                known[key] = self._alone.setdefault(family, (family,))
            elif unknown := [base for base in bases if base not in known]:
                waiting.extend(unknown)
                continue
            else:
                known[key] = _together([known[base] for base in bases])
            waiting.pop()
        return known[start]

    def _read(self) -> dict[int, str]:
        """Take each edge that is well formed; what is wrong with the others, by position."""
        faults: dict[int, str] = {}
        for at, (model, base, relation) in enumerate(self._given):
            key, parent = self._key(model), self._key(base)
            bases = self._bases.get(key, ())
            if not (_PATH.fullmatch(model) and _PATH.fullmatch(base)):
                faults[at] = "not a model id"
            elif relation and relation not in RELATIONS:
                faults[at] = f"relation {relation!r} is none of {', '.join(RELATIONS)}"
            elif key == parent:
                faults[at] = "names itself"
            elif parent in bases:
                faults[at] = "duplicate"
            else:
                self._bases[key] = (*bases, parent)
        return faults

    def _break_circles(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Drop every edge that lies on a circle; the circle of each.

        Only a model with both bases and descendants can lie on one.
        """
        named = {base for bases in self._bases.values() for base in bases}
        inner = {
            model: [base for base in bases if base in self._bases]
            for model, bases in self._bases.items()
            if model in named and self._family_of(model) is None
        }
        part = _parts(inner)
        rings = {
            model: [base for base in bases if part[model] == part.get(base)]
            for model, bases in inner.items()
        }
        circles = {
            (model, base): _circle(rings, model, base)
            for model, bases in rings.items()
            for base in bases
        }
        for model, base in circles:
            self._bases[model] = tuple(one for one in self._bases[model] if one != base)
        return circles

    def _placed(
        self, circles: Mapping[tuple[str, str], tuple[str, ...]], faults: Collection[int]
    ) -> dict[int, str]:
        """The reasons of edges on circles, by position, with all models as they are spelled."""
        places: dict[tuple[str, str], int] = {}
        for at, edge in enumerate(self._given):
            pair = self._key(edge.model), self._key(edge.base)
            if pair in circles and at not in faults:
                places[pair] = at
        return {
            at: f"closes a circle: {' → '.join(self._spelled(places, circles[pair]))}"
            for pair, at in places.items()
        }

    def _spelled(self, places: Mapping[tuple[str, str], int], circle: Sequence[str]) -> list[str]:
        names = [self._given[places[pair]].model for pair in pairwise(circle)]
        return [*names, names[0] if circle[0] == circle[-1] else "…"]


def _together(parents: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The distinct families of all parents, in the order they are named."""
    if len(parents) == 1:
        return parents[0]
    return tuple(dict.fromkeys(family for one in parents for family in one))


def _settled(renames: Mapping[str, str]) -> dict[str, str]:
    """Each old path's last one, in lower case; a chain that runs back stops where it does."""
    after = {old.lower(): new.lower() for old, new in renames.items()}
    last: dict[str, str] = {}
    for old in after:
        path, seen = old, set[str]()
        while path in after and path not in seen:
            seen.add(path)
            path = after[path]
        last[old] = path
    return last


def _parts(graph: _Graph) -> dict[str, str]:
    """The strongly connected parts of a graph (Tarjan's, without recursion), each by one node.

    An edge lies on a circle exactly if both its ends are in one part.
    """
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    part: dict[str, str] = {}
    pending: list[str] = []
    for root in graph:
        walk = [root]
        while walk:
            node = walk[-1]
            if node not in order:
                order[node] = low[node] = len(order)
                pending.append(node)
            bases = [base for base in graph[node] if base in graph]
            if ahead := [base for base in bases if base not in order]:
                walk.append(ahead[0])
                continue
            walk.pop()
            low[node] = min([low[node], *(low[base] for base in bases if base not in part)])
            if low[node] == order[node]:
                while node not in part:
                    part[pending.pop()] = node
    return part


def _circle(graph: _Graph, model: str, base: str) -> tuple[str, ...]:
    """The shortest circle through an edge, or the beginning of a long one."""
    routes: list[tuple[str, ...]] = [(model, base)]
    seen = {base}
    for _ in range(_LONGEST_CIRCLE - 1):
        longer: list[tuple[str, ...]] = []
        for route in routes:
            for one in graph[route[-1]]:
                if one == model:
                    return (*route, model)
                if one not in seen:
                    seen.add(one)
                    longer.append((*route, one))
        routes = longer
    return routes[0]
