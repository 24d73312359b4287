"""What can be a model's path, and the id a path without one gets."""

from __future__ import annotations

import pytest

from sharewatch.core.identity import derived_id, is_model_id


@pytest.mark.parametrize("path", ["Qwen/Qwen3-8B", "gpt2", "a/b.c_d", "_x/_y", "a/" + "b" * 96])
def test_a_path_of_the_hub_is_a_model_id(path: str) -> None:
    assert is_model_id(path)


@pytest.mark.parametrize(
    "text",
    ["", "/", "a/", "/b", "a/b/c", "a b", "a/..", "a..b/c", "-a/b", "a/b" * 60, "ä/b", "a/b\n"],
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_model_id(text)


def test_a_derived_id_is_stable_and_knows_upper_from_lower_case() -> None:
    assert derived_id("Qwen/Qwen3-8B") == "a82fd547628efc95bba6ce4f"
    assert derived_id("qwen/qwen3-8b") != derived_id("Qwen/Qwen3-8B")
