"""Scopes: which models a denominator holds, and for which family each of them counts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from sharewatch.core.panel import OTHER, Member
from sharewatch.core.scopes import ATTRIBUTIONS, RESERVED, ScopeError, official, scope
from sharewatch.core.shares import DERIVATIVES, HUB, OFFICIAL, TEXT, TRACKED, Measure

FAMILIES = ("Qwen", "Llama", "gpt-oss")


@dataclass(frozen=True)
class Row:
    """As much of a model as a scope looks at."""

    model_id: str
    downloads_30d: int | None = 3
    downloads_all_time: int | None = 30
    pipeline_tag: str | None = "text-generation"

    @property
    def hub_id(self) -> str:
        return f"id of {self.model_id}"


def family_of(model_id: str) -> str | None:
    return {"qwen": "Qwen", "meta-llama": "Llama"}.get(model_id.partition("/")[0].lower())


BY_OWNER = official(family_of)

QWEN, LLAMA = Row("Qwen/A"), Row("meta-llama/B")
OTHERS, PICTURES = Row("me/C"), Row("me/D", pipeline_tag="text-to-image")
ROWS = (QWEN, LLAMA, OTHERS, PICTURES)


def members(name: str, *listed: str) -> dict[str, tuple[str, ...]]:
    found = scope(name, OFFICIAL, FAMILIES, BY_OWNER, listed)
    return {one.model_id: one.families for one in found.panel(ROWS, Measure.D30, 7).members}


def test_the_tracked_scope_holds_models_of_its_families_alone() -> None:
    tracked = scope(TRACKED, OFFICIAL, FAMILIES, BY_OWNER)
    assert tracked.families == FAMILIES
    assert members(TRACKED) == {"Qwen/A": ("Qwen",), "meta-llama/B": ("Llama",)}
    assert tracked.place("me/C", "text-generation") is None


def test_the_text_scope_holds_whatever_writes_text() -> None:
    assert members(TEXT) == {"Qwen/A": ("Qwen",), "meta-llama/B": ("Llama",), "me/C": ()}


def test_the_hub_holds_everything_seen() -> None:
    assert members(HUB) == {
        "Qwen/A": ("Qwen",),
        "meta-llama/B": ("Llama",),
        "me/C": (),
        "me/D": (),
    }
    assert scope(HUB, OFFICIAL, FAMILIES, BY_OWNER).families == (*FAMILIES, OTHER)


def test_a_list_holds_what_it_names_in_any_case() -> None:
    assert members("Mine", "qwen/a", "me/d") == {"Qwen/A": ("Qwen",), "me/D": ()}


def test_an_attribution_may_count_a_model_for_several_families() -> None:
    def merged(model_id: str) -> tuple[str, ...]:
        return ("Llama", "Qwen") if model_id == "me/C" else BY_OWNER(model_id)

    found = scope(TRACKED, DERIVATIVES, FAMILIES, merged)
    assert found.place("me/C") == ("Llama", "Qwen")
    assert found.attribution == DERIVATIVES


def test_a_panel_has_the_counts_of_its_measure() -> None:
    found = scope(TRACKED, OFFICIAL, FAMILIES, BY_OWNER)
    assert found.panel((QWEN,), Measure.D30, 7).members == (
        Member("id of Qwen/A", "Qwen/A", ("Qwen",), 3),
    )
    panel = found.panel((QWEN,), Measure.ALL_TIME, 7, frozenset({"Llama"}))
    assert panel.members[0].value == 30
    assert (panel.as_of, panel.scope, panel.attribution) == (7, TRACKED, OFFICIAL)
    assert (panel.measure, panel.unseen) == (Measure.ALL_TIME, {"Llama"})


def test_a_family_is_found_by_its_name_in_any_case() -> None:
    found = scope(HUB, OFFICIAL, FAMILIES, BY_OWNER)
    assert found.family(" GPT-OSS ") == "gpt-oss"
    assert found.family("other") == OTHER


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Qwem", "family: 'Qwem' is not in the tracked scope. Did you mean Qwen?"),
        ("Other", "family: 'Other' is not in the tracked scope."),
    ],
)
def test_a_family_that_is_not_there_is_told_with_one_that_is_near(name: str, says: str) -> None:
    with pytest.raises(ScopeError) as told:
        scope(TRACKED, OFFICIAL, FAMILIES, BY_OWNER).family(name)
    assert str(told.value) == says


def test_the_scopes_own_names_are_reserved() -> None:
    assert RESERVED == (TRACKED, TEXT, HUB)
    assert ATTRIBUTIONS == (OFFICIAL, DERIVATIVES)
