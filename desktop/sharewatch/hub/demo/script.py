"""The demo's script: families, releases and events, as ``resources/demo/ecosystem.toml`` has them.

Days count from the simulated today; a course or level is straight lines between its days.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sharewatch.files import resource

Course = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Release:
    """Models that came out on one day. ``names`` has braces; ``weight`` is what they share."""

    day: int
    weight: float
    names: str
    task: str


@dataclass(frozen=True, slots=True)
class FamilySeed:
    """A family as the demo grows it.

    ``course`` is its part of all official downloads: percent for the leader, a weight among the
    others for the rest. ``aside`` are the owner's models outside the family; their weight is a
    level, in millions per 30 days.
    """

    name: str
    owner: str
    developer: str
    license: str
    course: Course
    lines: tuple[Release, ...]
    aside: tuple[Release, ...] = ()
    gated: bool | str = False


@dataclass(frozen=True, slots=True)
class Form:
    """What the end of a model's name says: its downloads by factor, and its making."""

    end: str
    factor: float
    relation: str | None = None
    library: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One habit of a community: whose it is, how it names what it makes, and from what.

    Without a ``relation`` it does not say what it was made from.
    """

    share: float
    owner: str
    name: str
    relation: str | None = None
    library: str | None = None


@dataclass(frozen=True, slots=True)
class Community:
    """How much communities make of releases, and who they are."""

    models: int
    part: float
    people: tuple[str, ...]
    topics: tuple[str, ...]
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """A lineage as its owner wrote it, tidy or not."""

    model: str
    relation: str
    bases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surge:
    """One model's outlier; levels are 30-day downloads in millions."""

    model: str
    start: int
    until: int
    before: float
    peak: float
    after: float


@dataclass(frozen=True, slots=True)
class Dip:
    """A glitch: a family's all-time counts read too low for some days."""

    family: str
    day: int
    days: int
    part: float


@dataclass(frozen=True, slots=True)
class Revision:
    """A retroactive correction: from a day on, one model's all-time count is lower."""

    model: str
    day: int
    part: float


@dataclass(frozen=True, slots=True)
class Rename:
    """A new path for a model on a day; the old one redirects from then on."""

    model: str
    day: int
    to: str


@dataclass(frozen=True, slots=True)
class Absence:
    """A day on which listings leave a model out."""

    model: str
    day: int


@dataclass(frozen=True, slots=True)
class Script:
    """All of it.

    ``sizes`` are the parameters, in billions, of models whose names do not tell: a part of the
    name, and what the first one that occurs stands for.
    """

    leader: str
    total: Course
    forms: tuple[Form, ...]
    sizes: tuple[tuple[str, float], ...]
    families: tuple[FamilySeed, ...]
    strangers: tuple[Release, ...]
    community: Community
    declared: tuple[Declared, ...]
    moved: dict[str, str]
    surge: Surge
    dip: Dip
    revision: Revision
    rename: Rename
    absent: tuple[Absence, ...]


@cache
def shipped_script() -> Script:
    """The script that ships with the program."""
    return read_script(resource("demo/ecosystem.toml"))


def read_script(path: Path) -> Script:
    """Read a script; it ships with the program, so a mistake in it is a mistake in the program."""
    found = tomllib.loads(path.read_text("utf-8"))
    task = found["text"]
    community = found["community"]
    surge = found["surge"]
    return Script(
        leader=found["leader"],
        total=_course(found["total"]),
        forms=tuple(Form(**form) for form in found["forms"]),
        sizes=tuple((part, billions) for part, billions in found["sizes"]),
        families=tuple(_family(family, task) for family in found["family"]),
        strangers=_releases(found["stranger"][0]["models"], task),
        community=Community(
            community["models"],
            community["part"],
            tuple(community["people"]),
            tuple(community["topics"]),
            tuple(Kind(**kind) for kind in community["kinds"]),
        ),
        declared=tuple(
            Declared(one["model"], one["relation"], tuple(one["bases"]))
            for one in found["declared"]
        ),
        moved=dict(found["moved"]),
        surge=Surge(
            surge["model"],
            surge["from"],
            surge["until"],
            surge["before"],
            surge["peak"],
            surge["after"],
        ),
        dip=Dip(**found["dip"]),
        revision=Revision(**found["revision"]),
        rename=Rename(**found["rename"]),
        absent=tuple(Absence(**one) for one in found["absent"]),
    )


def _family(found: dict[str, Any], task: str) -> FamilySeed:
    return FamilySeed(
        found["name"],
        found["owner"],
        found["developer"],
        found["license"],
        _course(found["course"]),
        _releases(found["lines"], task),
        _releases(found.get("aside", []), task),
        found.get("gated", False),
    )


def _course(found: list[list[float]]) -> Course:
    return tuple((day, level) for day, level in found)


def _releases(found: list[list[Any]], task: str) -> tuple[Release, ...]:
    return tuple(Release(*one[:3], *(one[3:] or [task])) for one in found)
