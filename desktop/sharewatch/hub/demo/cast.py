"""The demo's cast: every model of the simulated ecosystem, before it has numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sharewatch.hub.demo.script import FamilySeed, Form, Release, Script

OFFICIAL, COMMUNITY, FIXED = range(3)

_SIZE = re.compile(
    r"(?<![a-zA-Z0-9.])([EA]?)(\d+(?:[._]\d+)?)(?:x(\d+(?:\.\d+)?))?([bBmM])(?![a-zA-Z])"
)
_USUAL_PARAMETERS = 7e9
_MOST_LOVED_PARAMETERS = 3e9

Sizes = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Role:
    """One model: what it is, when it comes out, and how it draws downloads.

    ``kind`` says what ``weight`` is: a part of its family's official or community downloads, or
    a fixed level in millions per 30 days. ``family`` is an index into the script's families.
    """

    model_id: str
    day: int
    kind: int
    family: int
    weight: float
    task: str
    library: str
    license: str
    gated: bool | str = False
    relation: str | None = None
    bases: tuple[str, ...] = ()


def unfold(names: str) -> Iterator[str]:
    """Write out braces as a shell does: ``a{,-b{1,2}}`` is a, a-b1, a-b2."""
    start = names.find("{")
    if start < 0:
        yield names
        return
    depth, parts, begin = 0, [], start + 1
    for place in range(start, len(names)):
        depth += {"{": 1, "}": -1}.get(names[place], 0)
        if (names[place] == "," and depth == 1) or depth == 0:
            parts.append(names[begin:place])
            begin = place + 1
        if depth == 0:
            break
    for part in parts:
        yield from unfold(names[:start] + part + names[begin:])


def parameters(model_id: str, known: Sizes = ()) -> float | None:
    """A model's size as its name tells it: the first of sizes like 30B-A3B, 8x7B, 270m.

    Of a name that does not tell, the first part that occurs in ``known``, there in billions.
    """
    name = model_id.rpartition("/")[2]
    for sign, count, times, unit in _SIZE.findall(name):
        if sign == "A":
            continue
        size = float(count.replace("_", ".")) * float(times or 1)
        return size * (1e9 if unit in "bB" else 1e6)
    return next((billions * 1e9 for part, billions in known if part in name), None)


def official_roles(script: Script, rng: np.random.Generator) -> list[Role]:
    """What the families' owners and the strangers publish, with its declared lineage."""
    roles: list[Role] = []
    for index, family in enumerate(script.families):
        ours = [role for line in family.lines for role in _release(script, index, line, rng)]
        roles += _with_lineage(ours, script.forms)
        roles += [role for line in family.aside for role in _fixed(index, family, line)]
    roles += [role for line in script.strangers for role in _fixed(0, None, line)]
    return roles


def _release(script: Script, index: int, line: Release, rng: np.random.Generator) -> Iterator[Role]:
    """A family's models of one release: small and instruction-tuned ones are wanted most."""
    family = script.families[index]
    names = list(dict.fromkeys(unfold(line.names)))
    pulls = [_pull(name, script.forms) * math.exp(rng.normal(0, 0.35)) for name in names]
    for name, pull in zip(names, pulls, strict=True):
        form = _form(name, script.forms)
        yield Role(
            f"{family.owner}/{name}",
            line.day,
            OFFICIAL,
            index,
            line.weight * pull / sum(pulls),
            line.task,
            (form and form.library) or "transformers",
            family.license,
            family.gated,
        )


def _fixed(index: int, family: FamilySeed | None, line: Release) -> Iterator[Role]:
    """Models outside the families, at a level of their own."""
    names = list(unfold(line.names))
    for name in names:
        yield Role(
            f"{family.owner}/{name}" if family else name,
            line.day,
            FIXED,
            index,
            line.weight / len(names),
            line.task,
            "sentence-transformers" if line.task == "sentence-similarity" else "transformers",
            family.license if family else "apache-2.0",
        )


def _pull(name: str, forms: tuple[Form, ...]) -> float:
    """How much a model is wanted among its release, by size and form."""
    distance = math.log((parameters(name) or _USUAL_PARAMETERS) / _MOST_LOVED_PARAMETERS)
    pull = math.exp(-(distance**2) / 5)
    while form := _form(name, forms):
        pull *= form.factor
        name = name.removesuffix(form.end)
    return pull


def _form(name: str, forms: tuple[Form, ...]) -> Form | None:
    return next((form for form in forms if name.endswith(form.end)), None)


def _with_lineage(roles: list[Role], forms: tuple[Form, ...]) -> list[Role]:
    """The same models; those made from another one of the family say so."""
    days = {role.model_id: role.day for role in roles}
    found = []
    for role in roles:
        form = _form(role.model_id, forms)
        base = None if form is None else _base(role, form, days)
        if form is not None and base is not None:
            found.append(replace(role, relation=form.relation, bases=(base,)))
        else:
            found.append(role)
    return found


def _base(role: Role, form: Form, days: dict[str, int]) -> str | None:
    """What a model was made from: its stem, or for a finetune the stem's base model."""
    stem = role.model_id.removesuffix(form.end)
    bases = [f"{stem}-Base", f"{stem}-base", f"{stem}-pt", stem]
    if form.relation == "quantized":
        bases = [stem]
    return next(
        (base for base in bases if form.relation and days.get(base, role.day + 1) <= role.day),
        None,
    )
