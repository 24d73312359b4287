"""Descent is what models declare; what can't be meant is rejected with its reason."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.lineage import Edge, Lineage, Rejected, Step, check

OFFICIAL = {"qwen": "Qwen", "meta-llama": "Llama", "google": "Gemma"}


def family_of(path: str) -> str | None:
    return OFFICIAL.get(path.partition("/")[0])


def lineage(*edges: tuple[str, str]) -> Lineage:
    return Lineage([Edge(model, base, "finetune") for model, base in edges], family_of)


def reasons(*edges: Edge) -> dict[tuple[str, str], str]:
    return {(one.model, one.base): one.reason for one in check(edges, family_of)[1]}


def test_a_model_is_of_the_family_its_ancestors_lead_to() -> None:
    found = lineage(("a/gguf", "a/tuned"), ("a/tuned", "Qwen/Qwen3-8B"))
    assert found.families_of("a/gguf") == ("Qwen",)
    assert found.families_of("a/unheard-of") == ()


def test_an_official_member_is_of_its_own_family_whatever_it_declares() -> None:
    found = lineage(("google/distilled", "Qwen/Qwen3-8B"), ("a/b", "google/distilled"))
    assert found.families_of("google/distilled") == ("Gemma",)
    assert found.families_of("a/b") == ("Gemma",)


def test_a_merge_is_of_each_distinct_family_in_the_order_its_parents_are_named() -> None:
    found = lineage(
        ("a/merge", "meta-llama/one"),
        ("a/merge", "b/nowhere"),
        ("a/merge", "Qwen/two"),
        ("a/merge", "meta-llama/three"),
        ("a/again", "a/merge"),
        ("a/again", "google/four"),
    )
    assert found.families_of("a/merge") == ("Llama", "Qwen")
    assert found.families_of("a/again") == ("Llama", "Qwen", "Gemma")


def test_a_path_is_one_model_in_any_case() -> None:
    found = lineage(("A/Tuned", "QWEN/qwen3-8b"), ("b/gguf", "a/tuned"))
    assert found.families_of("B/GGUF") == ("Qwen",)


def test_an_old_name_is_the_present_model() -> None:
    edges = [Edge("b/gguf", "a/older"), Edge("a/New", "Qwen/x"), Edge("c/x", "old-org/llama")]
    renames = {"A/Older": "a/old", "a/old": "A/new", "old-org/llama": "meta-llama/llama"}
    found = Lineage(edges, family_of, renames)
    assert found.families_of("b/gguf") == found.families_of("A/OLD") == ("Qwen",)
    assert found.families_of("c/x") == ("Llama",)


def test_renames_that_run_in_a_circle_end() -> None:
    found = Lineage(
        [Edge("x/x", "a/a"), Edge("a/a", "Qwen/x")], family_of, {"a/a": "b/b", "b/b": "a/a"}
    )
    assert found.families_of("x/x") == ("Qwen",)


def test_what_cannot_be_meant_is_rejected_with_its_reason() -> None:
    good = Edge("a/b", "Qwen/x", "merge")
    bad = [
        (Edge("a/b", "A/B", "merge"), "names itself"),
        (Edge("a/b", "./output/checkpoint-500", "merge"), "not a model id"),
        (Edge("a/b", "/home/me/model", "merge"), "not a model id"),
        (Edge("a/b", "c/d/e", "merge"), "not a model id"),
        (Edge("a/b", "c/d..e", "merge"), "not a model id"),
        (Edge("a/b", "", "merge"), "not a model id"),
        (Edge("a b", "Qwen/x", "merge"), "not a model id"),
        (Edge("a/b", "qwen/X", "merge"), "duplicate"),
        (
            Edge("a/b", "Qwen/y", "foo"),
            "relation 'foo' is none of adapter, finetune, merge, quantized",
        ),
    ]
    accepted, rejected = check([good, *(edge for edge, _ in bad)], family_of)
    assert accepted == (good,)
    assert rejected == tuple(Rejected(*edge, reason) for edge, reason in bad)


def test_an_edge_may_leave_its_relation_out() -> None:
    edges = (Edge("a/b", "Qwen/x", ""), Edge("a/c", "gpt2"))
    assert check(edges) == (edges, ())


def test_a_base_that_nobody_lists_is_accepted_and_leads_nowhere() -> None:
    found = lineage(("a/b", "lost/base"), ("a/c", "Qwen/x"))
    assert found.rejected == ()
    assert found.families_of("a/b") == ()
    assert found.unresolved == (Edge("a/b", "lost/base", "finetune"),)


def test_every_edge_on_a_circle_is_rejected_and_no_other() -> None:
    found = lineage(
        ("A/a", "b/b"), ("b/b", "c/c"), ("c/c", "a/A"), ("c/c", "Qwen/x"), ("d/d", "a/a")
    )
    assert [(one.model, one.reason) for one in found.rejected] == [
        ("A/a", "closes a circle: A/a → b/b → c/c → A/a"),
        ("b/b", "closes a circle: b/b → c/c → A/a → b/b"),
        ("c/c", "closes a circle: c/c → A/a → b/b → c/c"),
    ]
    assert found.families_of("c/c") == ("Qwen",)
    assert found.families_of("d/d") == ()


def test_a_circle_through_an_official_model_is_none() -> None:
    found = lineage(("Qwen/x", "a/b"), ("a/b", "Qwen/x"))
    assert found.rejected == ()
    assert found.families_of("a/b") == ("Qwen",)


def test_an_edge_said_twice_on_a_circle_is_rejected_twice_for_two_reasons() -> None:
    edges = (Edge("a/a", "b/b"), Edge("b/b", "a/a"), Edge("A/A", "b/b"))
    assert [one.reason for one in check(edges)[1]] == [
        "closes a circle: a/a → b/b → a/a",
        "closes a circle: b/b → a/a → b/b",
        "duplicate",
    ]


def test_a_bridge_between_two_circles_lies_on_none() -> None:
    found = lineage(("a/1", "a/2"), ("a/2", "a/1"), ("a/2", "b/1"), ("b/1", "b/2"), ("b/2", "b/1"))
    assert Edge("a/2", "b/1", "finetune") in found.accepted
    assert len(found.rejected) == 4


def test_a_long_circle_is_told_by_its_beginning() -> None:
    size = 3000
    edges = [Edge(f"a/{n}", f"a/{(n + 1) % size}") for n in range(size)]
    told = reasons(*edges)
    assert len(told) == size
    assert told["a/0", "a/1"] == "closes a circle: a/0 → a/1 → a/2 → a/3 → a/4 → …"


def test_a_chain_may_be_thousands_long() -> None:
    edges = [(f"a/{n}", f"a/{n + 1}") for n in range(20_000)]
    found = lineage(*edges, ("a/20000", "Qwen/x"))
    assert found.families_of("a/0") == ("Qwen",)
    assert len(found.why("a/0")) == 20_001


def test_why_tells_each_generation_as_it_was_declared() -> None:
    found = Lineage(
        [
            Edge("a/Merge", "B/Tuned", "merge"),
            Edge("a/Merge", "meta-llama/Llama", "merge"),
            Edge("b/tuned", "lost/base", None),
            Edge("b/tuned", "Qwen/Qwen3", "finetune"),
        ],
        family_of,
    )
    assert found.why("A/merge") == (
        Step("a/Merge", "merge", "B/Tuned"),
        Step("b/tuned", "finetune", "Qwen/Qwen3"),
    )
    assert found.why("a/merge", "Llama") == (Step("a/Merge", "merge", "meta-llama/Llama"),)
    assert found.why("a/merge", "Gemma") == ()
    assert found.why("Qwen/Qwen3") == found.why("lost/base") == ()


NODES = ["a/1", "a/2", "a/3", "a/4", "a/5", "qwen/x", "google/y"]


@given(
    st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), unique=True, max_size=20),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_input_decides_no_rejection_and_no_family(
    pairs: list[tuple[str, str]], chance: random.Random
) -> None:
    edges = [Edge(model, base) for model, base in pairs]
    mixed = chance.sample(edges, len(edges))
    one, other = Lineage(edges, family_of), Lineage(mixed, family_of)
    assert set(one.accepted) == set(other.accepted)
    for node in NODES:
        assert set(one.families_of(node)) == set(other.families_of(node))


@given(st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=20))
def test_an_edge_is_rejected_exactly_if_its_base_leads_back_to_its_model(
    pairs: list[tuple[str, str]],
) -> None:
    onward: dict[str, set[str]] = {node: set() for node in NODES}
    for model, base in pairs:
        if family_of(model) is None:
            onward[model].add(base)

    def reach(start: str) -> set[str]:
        found, new = set[str](), {start}
        while new:
            found |= new
            new = set().union(*(onward[one] for one in new)) - found
        return found

    told = {}
    for one in Lineage([Edge(*pair) for pair in pairs], family_of).rejected:
        told.setdefault((one.model, one.base), one.reason)
    for model, base in set(pairs):
        circle = model != base and family_of(model) is None and model in reach(base)
        assert told.get((model, base), "").startswith("closes a circle") == circle


@pytest.mark.parametrize("path", ["", "../x", "a/b/c", "no body"])
def test_anything_can_be_asked(path: str) -> None:
    assert lineage(("a/b", "Qwen/x")).families_of(path) == ()
