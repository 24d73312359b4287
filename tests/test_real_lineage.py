"""Lineage as authors of the real Hub declared it, next to the same computed by hand."""

from __future__ import annotations

import csv
import fnmatch
import tomllib
from collections import Counter
from pathlib import Path

from sharewatch.core.catalog import parse_catalog
from sharewatch.core.derivatives import Derivative, derivative_table
from sharewatch.core.lineage import Edge, Lineage
from sharewatch.files import resource

CATALOG = resource("families.toml").read_text("utf-8")
RULES = tomllib.loads(CATALOG)


def declared(shared: Path) -> list[Edge]:
    with (shared / "data/lineage_2025-12-30.csv").open(newline="", encoding="utf-8") as lines:
        return [
            Edge(line["model_id"], line["base_model"], line["relation"] or None)
            for line in csv.DictReader(lines)
        ]


def read(shared: Path) -> Lineage:
    return Lineage(declared(shared), parse_catalog(CATALOG).family_of)


def official(path: str) -> str | None:
    """The catalog's rules, read afresh and applied in the plainest way."""
    owner, _, name = path.lower().partition("/")

    def any_of(patterns: list[str]) -> bool:
        return any(fnmatch.fnmatchcase(name, pattern.lower()) for pattern in patterns)

    for family in RULES["family"]:
        mine = owner in [one.lower() for one in family["owners"]]
        if mine and any_of(family["include"]) and not any_of(family.get("exclude", [])):
            return None if any_of(RULES["tracked"]["exclude"]) else family["name"]
    return None


def test_models_that_name_themselves_are_all_there_is_to_reject(shared: Path) -> None:
    lineage = read(shared)
    assert len(lineage.accepted) == 905
    assert {(one.model, one.reason) for one in lineage.rejected} == {
        (name, "names itself")
        for name in (
            "EleutherAI/deep-ignorance-pretraining-stage-unfiltered",
            "JuIm/ProteinLM",
            "ccore/ccore-v3",
            "lucasbiagettia/gpt-neo-borges",
            "wFercho/gpt-neo-fantasy-scripts",
        )
    }


def test_derivatives_by_family_equal_those_counted_by_hand(shared: Path) -> None:
    lineage = read(shared)
    models = {edge.model: edge.relation for edge in lineage.accepted}
    table = derivative_table(
        (
            Derivative(model, lineage.families_of(model), relation, None, None)
            for model, relation in models.items()
            if official(model) is None
        ),
        more_than=None,
    )

    ways = {(edge.model, edge.base) for edge in declared(shared)}
    family = {path: official(path) for way in ways for path in way}
    reached = {path: {name} if name else set() for path, name in family.items()}
    for _ in range(20):
        for model, base in ways:
            if family[model] is None:
                reached[model] |= reached[base]
    by_hand = Counter(name for model in models if family[model] is None for name in reached[model])
    assert {one.family: one.models for one in table.totals} == by_hand
    assert table.models + table.nowhere == sum(family[model] is None for model in models)
    assert by_hand.most_common(1)[0][0] == "Gemma"


def test_every_derivative_can_say_why(shared: Path) -> None:
    lineage = read(shared)
    for model in {edge.model for edge in lineage.accepted}:
        for family in lineage.families_of(model):
            steps = lineage.why(model, family)
            last = steps[-1].base if steps else model
            assert official(last) == family
