"""A size is what a source states, never a guess from a version, a context or bits."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharewatch.core.sizes import (
    CLASSES,
    UNKNOWN,
    Parameters,
    named_parameters,
    parameters,
    size_class,
)

M, B = 10**6, 10**9


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("Qwen/Qwen2.5-72B-Instruct", 72 * B),
        ("meta-llama/Llama-3.1-8B", 8 * B),
        ("openai/gpt-oss-120b", 120 * B),
        ("HuggingFaceTB/SmolLM-135M", 135 * M),
        ("Qwen/Qwen3-0.6B-GGUF", 600 * M),
        ("Qwen/Qwen2.5-Math-1.5b", 1500 * M),
        ("internlm/internlm2-chat-1_8b", 1800 * M),
        ("bigscience/bloom-1b7", 1700 * M),
        ("ckip/Glosser_Gemma2_2B", 2 * B),
        ("snorkelai/Mistral7B-PairRM", 7 * B),
        ("zai-org/glm-4-9b-chat-1m", 9 * B),
        ("microsoft/bitnet-b1.58-2B-4T", 2 * B),
        ("inclusionAI/Ling-1T", 1000 * B),
        ("google/gemma-3n-E2B-it", 2 * B),
        ("8b", 8 * B),
    ],
)
def test_a_name_states_a_size(name: str, count: int) -> None:
    assert named_parameters(name) == count


@pytest.mark.parametrize(
    "name",
    [
        "microsoft/Phi-3-mini-4k-instruct",
        "microsoft/Phi-3-medium-128k-instruct",
        "deepseek-ai/DeepSeek-V3",
        "someone/model-bnb-4bit",
        "someone/model-int4",
        "someone/model-w4a16",
        "someone/model-q4_K_M-GGUF",
        "someone/falcon-1.58bit",
        "someone/step92k",
        "someone/4e1t",
        "someone/sn6_0m",
        "someone/model-0T",
        "someone/model-8x0B",
        "someone/model-0x8B",
        "someone/1.5b3",
        "someone/²b-٣b",
        "70b/nothing-here",
        "",
    ],
)
def test_versions_contexts_and_bits_are_no_size(name: str) -> None:
    assert named_parameters(name) is None


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("Qwen/Qwen3-235B-A22B", 235 * B),
        ("ibm-granite/granite-3.0-1b-a400m-base", B),
        ("moonshotai/Kimi-VL-A3B-Instruct", None),
        ("Qwen/Qwen1.5-MoE-A2.7B", None),
        ("meta-llama/Llama-4-Scout-17B-16E-Instruct", None),
        ("allenai/OLMoE-1B-7B-0924", 7 * B),
    ],
)
def test_the_active_part_is_not_the_size(name: str, count: int | None) -> None:
    assert named_parameters(name) == count


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("mistralai/Mixtral-8x7B-v0.1", 56 * B),
        ("someone/MixtralOrochi8x7B", 56 * B),
        ("someone/7Bx4_DPO", 28 * B),
        ("someone/LiteLlama-460Mx6MoE-1T", 2760 * M),
        ("someone/Llama-3.2-8X3B-MOE-Dark-18.4B", 18_400 * M),
        ("someone/Mixtral-8x22B-1M", 176 * B),
    ],
)
def test_experts_count_as_their_product_unless_a_total_is_named(name: str, count: int) -> None:
    assert named_parameters(name) == count


def test_tokens_seen_are_no_parameters() -> None:
    assert named_parameters("inclusionAI/Ling-mini-base-2.0-5T") is None
    assert named_parameters("allenai/OLMo-7B-Twin-2T-hf") == 7 * B


def test_the_first_source_that_tells_is_taken() -> None:
    listed = {"a/b-7b": 9, "a/b": 9}
    assert parameters("a/b-7B", 5, 6, listed) == Parameters(5, "safetensors")
    assert parameters("a/b-7B", None, 6, listed) == Parameters(6, "gguf")
    assert parameters("a/b-7B", 0, 0, listed) == Parameters(7 * B, "name")
    assert parameters("A/B", listed=listed) == Parameters(9, "list")
    assert parameters("a/c", listed=listed) is None
    assert parameters("a/c") is None


def test_a_total_of_packed_words_stands_and_is_marked() -> None:
    name = "Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4"
    assert parameters(name, 1_900 * M) == Parameters(1_900 * M, "safetensors", packed=True)
    assert parameters(name, 7_600 * M) == Parameters(7_600 * M, "safetensors")
    assert parameters("a/b-7B-draft", B) == Parameters(B, "safetensors")
    assert parameters("a/b-awq", B) == Parameters(B, "safetensors")


@pytest.mark.parametrize(
    ("count", "label"),
    [
        (None, UNKNOWN),
        (0, "<1B"),
        (B - 1, "<1B"),
        (B, "1–5B"),
        (5 * B, "5–10B"),
        (10 * B, "10–50B"),
        (50 * B, "50–100B"),
        (100 * B, "100–250B"),
        (250 * B - 1, "100–250B"),
        (250 * B, "≥250B"),
    ],
)
def test_a_class_holds_its_lower_limit(count: int | None, label: str) -> None:
    assert size_class(count) == label


def test_classes_leave_no_gap() -> None:
    assert [one.high for one in CLASSES] == [*(one.low for one in CLASSES[1:]), None]


@given(st.text(alphabet="0123456789.bBmMtTxX-_eEmoe٣", max_size=40))
@settings(max_examples=300)
def test_any_name_can_be_read(name: str) -> None:
    count = named_parameters(name)
    assert count is None or count > 0
