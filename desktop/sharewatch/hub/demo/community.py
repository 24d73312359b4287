"""What communities make of released models: quantised copies, finetunes, adapters, merges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sharewatch.hub.demo.cast import COMMUNITY, OFFICIAL, Role
from sharewatch.hub.demo.script import Declared, Script

_TRIES = 3
_GRANDCHILDREN = 0.12
_UNNOTICED = 0.1


def community_roles(
    script: Script, official: Sequence[Role], rng: np.random.Generator
) -> list[Role]:
    """Derivatives of the families' models, each released after its base; no path twice."""
    bases = [role for role in official if role.kind == OFFICIAL]
    if not bases:
        return []
    wanted = np.array([_fame(script, role) for role in bases])
    wanted = wanted / wanted.sum()
    count = script.community.models
    drawn = rng.choice(len(bases), size=count * _TRIES, p=wanted)
    kinds = script.community.kinds
    shares = np.array([kind.share for kind in kinds])
    habits = rng.choice(len(kinds), size=count * _TRIES, p=shares / shares.sum())
    after = rng.exponential(70, size=count * _TRIES)
    pulls = rng.pareto(1.1, size=count * _TRIES) + 0.05
    pulls[rng.random(count * _TRIES) < _UNNOTICED] *= 1e-6
    luck = rng.random(size=(count * _TRIES, 4))
    taken = {role.model_id for role in official}
    made: list[Role] = []
    for index in range(count * _TRIES):
        base = bases[drawn[index]]
        if made and luck[index, 0] < _GRANDCHILDREN:
            base = made[int(luck[index, 1] * len(made))]
        other = bases[drawn[index - 1]]
        role = _made(
            script,
            base,
            other,
            habit=habits[index],
            luck=luck[index],
            after=after[index],
            pull=pulls[index],
        )
        if role.model_id not in taken:
            taken.add(role.model_id)
            made.append(role)
        if len(made) == count:
            break
    return made


def declare(roles: Sequence[Role], declared: Sequence[Declared]) -> list[Role]:
    """The same models with the lineage their owners wrote; unknown ones are added."""
    known = {role.model_id: index for index, role in enumerate(roles)}
    found = list(roles)
    for one in declared:
        if one.model in known:
            index = known[one.model]
            found[index] = replace(found[index], relation=one.relation, bases=one.bases)
            continue
        model = next((found[known[base]] for base in one.bases if base in known), None)
        if model is None:
            model = next((role for role in roles if role.kind == OFFICIAL), None)
        if model is not None:
            found.append(
                replace(
                    model,
                    model_id=one.model,
                    day=max(model.day + 1, -300),
                    kind=COMMUNITY,
                    weight=0.4,
                    gated=False,
                    relation=one.relation,
                    bases=one.bases,
                )
            )
    return found


def _fame(script: Script, role: Role) -> float:
    """How readily others build on a model: by its weight and its family's course."""
    family = script.families[role.family]
    course = np.mean([level for _, level in family.course])
    plain = 0.35 if role.relation == "quantized" else 1.0
    return float((course + 1) * plain * (role.weight + 0.05))


def _made(
    script: Script,
    base: Role,
    other: Role,
    *,
    habit: int,
    luck: Sequence[float],
    after: float,
    pull: float,
) -> Role:
    """One derivative of a base (and of another one, if it is a merge)."""
    community = script.community
    kind = community.kinds[habit]
    owner, _, name = base.model_id.partition("/")
    words = {
        "owner": owner,
        "name": name,
        "person": community.people[int(luck[2] * len(community.people))],
        "topic": community.topics[int(luck[3] * len(community.topics))],
    }
    bases: tuple[str, ...] = (base.model_id,) if kind.relation else ()
    if kind.relation == "merge" and other.model_id != base.model_id:
        bases = (base.model_id, other.model_id)
    return Role(
        f"{kind.owner.format(**words)}/{kind.name.format(**words)}"[:95],
        max(base.day, other.day if len(bases) > 1 else base.day) + 1 + int(after),
        COMMUNITY,
        base.family,
        pull,
        base.task,
        kind.library or "transformers",
        base.license,
        relation=kind.relation,
        bases=bases,
    )
