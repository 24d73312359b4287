"""The shipped catalog: its families, its colours, and the names that look like members."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from sharewatch.core.catalog import Catalog, parse_catalog
from sharewatch.files import resource

PAPERS = {"white": "#ffffff", "near-black": "#16181d"}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return parse_catalog(resource("families.toml").read_text(encoding="utf-8"))


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_shipped_catalog_holds_the_families_people_ask_for(catalog: Catalog) -> None:
    names = [facts.name for facts in catalog.facts]
    assert names[:8] == [
        "Qwen",
        "Llama",
        "DeepSeek",
        "gpt-oss",
        "Gemma",
        "Nemotron",
        "Mistral",
        "Phi",
    ]
    assert len(names) >= 30
    asked = {"GLM", "Kimi", "MiniMax", "Granite", "OLMo", "Falcon", "Yi", "InternLM", "Hunyuan"}
    assert asked <= set(names)
    assert catalog.version == "2026-11-23"


def test_renamed_namespaces_are_swept_with_the_new_ones(catalog: Catalog) -> None:
    for old, new in (("THUDM", "zai-org"), ("CohereForAI", "CohereLabs"), ("ibm", "ibm-granite")):
        assert catalog.families_of_owner(old) == catalog.families_of_owner(new) != ()
    assert catalog.families_of_owner("allenai") == ("OLMo", "Molmo", "Tülu")


def test_no_two_families_share_a_colour(catalog: Catalog) -> None:
    colours = [facts.colour for facts in catalog.facts]
    assert len(set(colours)) == len(colours)


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_every_colour_is_readable(catalog: Catalog, paper: str) -> None:
    pale = {f.name: f.colour for f in catalog.facts if contrast(f.colour, paper) < 2.2}
    assert pale == {}


def test_the_first_eight_colours_stay_apart(catalog: Catalog) -> None:
    for one, other in itertools.combinations(catalog.facts[:8], 2):
        channels = zip(bytes.fromhex(one.colour[1:]), bytes.fromhex(other.colour[1:]), strict=True)
        assert sum(abs(a - b) for a, b in channels) >= 60, (one.name, other.name)


MEMBERS = {
    "Qwen/Qwen3-VL-2B-Instruct": "Qwen",
    "Qwen/Qwen2.5-VL-7B-Instruct": "Qwen",
    "Qwen/Qwen2.5-Omni-7B": "Qwen",
    "Qwen/Qwen2.5-7B-Instruct-AWQ": "Qwen",
    "Qwen/Qwen2.5-Coder-7B-Instruct-GGUF": "Qwen",
    "Qwen/Qwen3-4B-FP8": "Qwen",
    "Qwen/Qwen3-4B-SafeRL": "Qwen",
    "Qwen/QwQ-32B": "Qwen",
    "Qwen/QVQ-72B-Preview": "Qwen",
    "Qwen/CodeQwen1.5-7B": "Qwen",
    "qwen/qwen3-8b": "Qwen",
    "meta-llama/Meta-Llama-3.1-8B-Instruct": "Llama",
    "meta-llama/Llama-3.1-8B-Instruct": "Llama",
    "codellama/CodeLlama-7b-hf": "Llama",
    "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B": "DeepSeek",
    "deepseek-ai/DeepSeek-R1-Distill-Llama-70B": "DeepSeek",
    "deepseek-ai/DeepSeek-OCR": "DeepSeek",
    "deepseek-ai/Janus-Pro-7B": "DeepSeek",
    "openai/gpt-oss-20b": "gpt-oss",
    "google/gemma-4-31B-it": "Gemma",
    "google/t5gemma-s-s-prefixlm": "Gemma",
    "google/paligemma2-3b-mix-224": "Gemma",
    "google/medgemma-4b-it": "Gemma",
    "nvidia/Llama-3.1-Nemotron-70B-Instruct-HF": "Nemotron",
    "nvidia/OpenCodeReasoning-Nemotron-14B": "Nemotron",
    "nvidia/NVIDIA-Nemotron-Parse-v1.2": "Nemotron",
    "mistralai/Mixtral-8x7B-v0.1": "Mistral",
    "mistralai/Pixtral-12B-2409": "Mistral",
    "microsoft/Phi-3.5-vision-instruct": "Phi",
    "microsoft/phi-4-gguf": "Phi",
    "microsoft/Phi-tiny-MoE-instruct": "Phi",
    "THUDM/chatglm-6b": "GLM",
    "zai-org/GLM-5-FP8": "GLM",
    "MiniMaxAI/MiniMax-M2.5": "MiniMax",
    "ibm-granite/granite-4.0-h-tiny": "Granite",
    "allenai/Olmo-3-7B-Think": "OLMo",
    "allenai/Molmo-7B-D-0924": "Molmo",
    "allenai/Llama-3.1-Tulu-3-8B": "Tülu",
    "tiiuae/Falcon-H1-Tiny-90M-Instruct": "Falcon",
    "CohereLabs/tiny-aya-base": "Command",
    "CohereForAI/c4ai-command-r-v01": "Command",
    "LiquidAI/LFM2-2.6B-Transcript": "LFM",
    "HuggingFaceTB/SmolVLM2-500M-Video-Instruct": "SmolLM",
    "inclusionAI/Ring-mini-sparse-2.0-exp": "Ling",
    "inclusionAI/LLaDA2.0-mini": "LLaDA",
    "GSAI-ML/LLaDA-8B-Instruct": "LLaDA",
    "tencent/HunyuanOCR": "Hunyuan",
    "tencent/Hy3-preview": "Hunyuan",
    "stabilityai/stable-code-3b": "StableLM",
    "stepfun-ai/step3": "Step",
}


@pytest.mark.parametrize(("model_id", "family"), MEMBERS.items(), ids=MEMBERS)
def test_an_official_language_model_is_a_member(
    catalog: Catalog, model_id: str, family: str
) -> None:
    assert catalog.family_of(model_id) == family


STRANGERS = [
    "Falconsai/nsfw_image_detection",
    "Comfy-Org/MiniMax-H3",
    "trl-internal-testing/tiny-Qwen2ForCausalLM-2.5",
    "unsloth/Qwen2.5-7B-Instruct",
    "RedHatAI/Llama-3.2-1B-Instruct-FP8",
    "openai-community/gpt2",
    "gpt2-medium",
    "openai/whisper-large-v3",
    "google/bert_uncased_L-2_H-128_A-2",
    "google/flan-t5-base",
    "google/vit-base-patch16-224",
    "google/siglip-so400m-patch14-384",
    "microsoft/Florence-2-base",
    "microsoft/DialoGPT-medium",
    "nvidia/Qwen3-8B-NVFP4",
    "nvidia/Llama-3.1-8B-Instruct-FP8",
    "facebook/opt-125m",
    "mistralai/Voxtral-Mini-3B-2507",
    "stepfun-ai/GOT-OCR-2.0-hf",
    "tencent/HunyuanVideo",
    "tencent/Hunyuan3D-2",
    "ByteDance-Seed/SeedVR2-3B",
    "stabilityai/stable-diffusion-3.5-large",
    "stabilityai/stable-codec-speech-16k",
    "OpenGVLab/InternViT-6B-448px-V2_5",
]


@pytest.mark.parametrize("model_id", STRANGERS)
def test_a_name_alone_makes_no_member(catalog: Catalog, model_id: str) -> None:
    found = catalog.explain(model_id)
    assert (found.family, found.official, found.rule) == (None, False, None)


EXCLUDED = {
    "Qwen/Qwen3-Embedding-8B": 'tracked exclude "*embed*"',
    "Qwen/Qwen3-Reranker-4B": 'tracked exclude "*rerank*"',
    "Qwen/Qwen-Image": 'tracked exclude "*image*"',
    "Qwen/Qwen-Image-Edit": 'tracked exclude "*image*"',
    "Qwen/Qwen2-Audio-7B-Instruct": 'tracked exclude "*-audio*"',
    "Qwen/Qwen3-ASR-1.7B": 'tracked exclude "*[-_.]asr*"',
    "Qwen/Qwen3-TTS-12Hz-1.7B-Base": 'tracked exclude "*[-_.]tts*"',
    "Qwen/Qwen3Guard-Gen-8B": 'tracked exclude "*guard*"',
    "Qwen/Qwen2.5-Math-PRM-7B": 'tracked exclude "*-prm*"',
    "Qwen/Qwen2.5-Math-RM-72B": 'tracked exclude "*-rm-*"',
    "meta-llama/Llama-Guard-3-8B": 'tracked exclude "*guard*"',
    "openai/gpt-oss-safeguard-20b": 'tracked exclude "*guard*"',
    "google/embeddinggemma-300m": 'tracked exclude "*embed*"',
    "google/shieldgemma-2b": 'tracked exclude "*shield*"',
    "google/gemma-scope-2b-pt-res": 'Gemma exclude "*gemma-scope*"',
    "nvidia/Llama-3.1-Nemotron-70B-Reward": 'tracked exclude "*-reward*"',
    "nvidia/Llama-3_3-Nemotron-Super-49B-GenRM": 'tracked exclude "*genrm*"',
    "nvidia/nemotron-ocr-v1": 'Nemotron exclude "*nemotron-ocr*"',
    "nvidia/Nemotron-3-Content-Safety": 'tracked exclude "*safety*"',
    "allenai/olmOCR-2-7B-1025": 'OLMo exclude "olmocr*"',
    "allenai/OLMo-2-1124-7B-RM": 'tracked exclude "*-rm"',
    "ibm-granite/granite-guardian-3.3-8b": 'tracked exclude "*guard*"',
    "ibm-granite/granite-timeseries-ttm-r2": 'Granite exclude "*timeseries*"',
    "moonshotai/Kimi-Audio-7B-Instruct": 'tracked exclude "*-audio*"',
    "zai-org/glm-4-voice-9b": 'tracked exclude "*-voice*"',
    "LiquidAI/LFM2-ColBERT-350M": 'tracked exclude "*colbert*"',
    "ai21labs/Jamba-tiny-random": 'tracked exclude "*tiny-random*"',
    "internlm/internlm-xcomposer2d5-clip": 'tracked exclude "*-clip*"',
    "meituan-longcat/LongCat-Video": 'LongCat exclude "longcat-video*"',
    "stepfun-ai/Step1X-Edit": 'Step exclude "step1x*"',
}


@pytest.mark.parametrize(("model_id", "rule"), EXCLUDED.items(), ids=EXCLUDED)
def test_what_is_no_language_model_is_excluded_by_name_of_the_rule(
    catalog: Catalog, model_id: str, rule: str
) -> None:
    found = catalog.explain(model_id)
    assert (found.family, found.official, found.rule) == (None, False, rule)


def test_most_of_a_published_list_of_language_models_are_members(
    catalog: Catalog, shared: Path
) -> None:
    owners = {owner.lower() for owner in catalog.owners}
    listed = [row["modelId"] for row in rows(shared / "data" / "atom_tracked_models_2026-08.csv")]
    covered = [one for one in listed if one.partition("/")[0].lower() in owners]
    members = [one for one in covered if catalog.family_of(one)]
    assert len(covered) >= 0.99 * len(listed)
    assert len(members) >= 0.8 * len(covered)


def test_real_listings_get_one_answer_and_leave_derivatives_out(
    catalog: Catalog, shared: Path
) -> None:
    names = ("hub_downloads_2026-02_2026-05.csv", "text_generation_models_2025-12-30.csv")
    owners = {owner.lower() for owner in catalog.owners}
    for model_id in {row["model_id"] for name in names for row in rows(shared / "data" / name)}:
        found = catalog.explain(model_id)
        assert found.family == catalog.family_of(model_id)
        if found.official:
            assert model_id.partition("/")[0].lower() in owners
            assert "tiny-random" not in model_id.lower()


def test_the_leaders_share_of_a_real_day_and_without_its_outlier(
    catalog: Catalog, shared: Path
) -> None:
    day = {
        row["model_id"]: int(row["downloads_30d"])
        for row in rows(shared / "data" / "hub_downloads_2026-02_2026-05.csv")
        if row["date"] == "2026-05-09"
    }
    sums: Counter[str] = Counter()
    for model_id, downloads in day.items():
        if family := catalog.family_of(model_id):
            sums[family] += downloads
    outlier = day["Qwen/Qwen3-VL-2B-Instruct"]
    qwen, scope = sums["Qwen"], sums.total()
    assert sums.most_common(1)[0][0] == "Qwen"
    assert qwen / scope == pytest.approx(0.697, abs=0.01)
    assert (qwen - outlier) / (scope - outlier) == pytest.approx(0.555, abs=0.01)
