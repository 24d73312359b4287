"""The official client can't tell the embedded Hub apart: it lists, pages, reads and fails alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from huggingface_hub import HfApi, close_session
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError
from huggingface_hub.hf_api import ModelInfo

from sharewatch.core.snapshot import TEXT_TASKS, ModelRow
from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.ecosystem import Ecosystem
from sharewatch.hub.demo.server import EmbeddedHub

ANCHOR = 1_780_012_800
AT = ANCHOR + 13 * 3600
FIELDS = ["downloads", "downloadsAllTime", "likes", "createdAt", "disabled", "baseModels"]


@pytest.fixture(scope="module")
def world() -> Ecosystem:
    return Ecosystem(anchor=ANCHOR)


@pytest.fixture
def hub(world: Ecosystem) -> Iterator[EmbeddedHub]:
    with EmbeddedHub(world, SimulatedClock(AT, 0), quota=None, token="hf_demo") as running:
        yield running
    close_session()


@pytest.fixture
def api(hub: EmbeddedHub) -> HfApi:
    return HfApi(endpoint=hub.url, token=False)


def row(model: object) -> tuple[object, ...]:
    """What both sides say of a model, in one form."""
    if isinstance(model, ModelRow):
        return (
            model.model_id,
            model.downloads_30d,
            model.downloads_all_time,
            model.likes,
            model.created_at,
        )
    created = getattr(model, "created_at", None)
    return (
        getattr(model, "id", None),
        getattr(model, "downloads", None),
        getattr(model, "downloads_all_time", None),
        getattr(model, "likes", None),
        created and int(created.timestamp()),
    )


def test_an_owners_listing_has_the_numbers_of_the_world(api: HfApi, world: Ecosystem) -> None:
    listed = [row(model) for model in api.list_models(author="Qwen", expand=FIELDS)]
    expected = [row(one) for one in world.rows_at(AT) if one.model_id.startswith("Qwen/")]
    assert len(listed) > 200
    assert sorted(map(str, listed)) == sorted(map(str, expected))


def test_all_models_come_over_several_pages_once_each(api: HfApi, world: Ecosystem) -> None:
    listed = [row(model) for model in api.list_models(sort="downloads", expand=FIELDS)]
    rows = world.rows_at(AT)
    assert len(listed) == len(rows) > 3000
    assert set(listed) == {row(one) for one in rows}
    counts = [int(str(one[1])) for one in listed]
    assert counts == sorted(counts, reverse=True)


def size(model: ModelInfo) -> tuple[int | None, str | None]:
    """What the files of a model state, safetensors before GGUF."""
    if model.safetensors is not None:
        assert sum(model.safetensors.parameters.values()) == model.safetensors.total
        return model.safetensors.total, "safetensors"
    return (model.gguf["total"], "gguf") if model.gguf is not None else (None, None)


def lineage(model: ModelInfo) -> tuple[str | None, tuple[str, ...]]:
    """What a model says it was made from."""
    found = model.base_models or {}
    return found.get("relation"), tuple(base["id"] for base in found.get("models", ()))


@pytest.mark.parametrize("task", TEXT_TASKS)
def test_a_tasks_listing_has_the_numbers_sizes_and_lineage_of_the_world(
    api: HfApi, world: Ecosystem, task: str
) -> None:
    fields = [*FIELDS, "pipeline_tag", "safetensors", "gguf"]
    listed = list(api.list_models(pipeline_tag=task, sort="downloads", expand=fields))
    expected = [one for one in world.universe_at(AT) if one.pipeline_tag == task]
    assert expected
    assert [row(model) for model in listed] == [row(one) for one in expected]
    assert [size(model) for model in listed] == [
        (one.parameters, one.parameters_source) for one in expected
    ]
    assert [lineage(model) for model in listed] == [
        (one.relation, one.base_models) for one in expected
    ]
    assert {model.pipeline_tag for model in listed} == {task}


def test_a_limit_stops_the_listing(api: HfApi) -> None:
    assert len(list(api.list_models(filter="text-generation", limit=7))) == 7


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B-Instruct"),
        ("meta-llama/Meta-Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B-Instruct"),
        ("qwen/qwen3-8b", "Qwen/Qwen3-8B"),
        ("gpt2", "openai-community/gpt2"),
    ],
)
def test_models_are_found_by_present_former_and_wrongly_cased_names(
    api: HfApi, world: Ecosystem, asked: str, found: str
) -> None:
    expected = next(one for one in world.rows_at(AT) if one.model_id == found)
    assert row(api.model_info(asked, expand=FIELDS)) == row(expected)
    assert api.model_info(asked).downloads == expected.downloads_30d


def test_a_renamed_model_answers_to_both_names(
    api: HfApi, hub: EmbeddedHub, world: Ecosystem
) -> None:
    old = "mistralai/Ministral-3-8B-Instruct-2512"
    assert api.model_info(old).id == old
    hub.clock.set(AT + 2 * 86_400)
    assert api.model_info(old).id == "mistralai/Ministral-3-8B-Instruct"


def test_a_missing_model_is_not_found(hub: EmbeddedHub, api: HfApi) -> None:
    with pytest.raises(RepositoryNotFoundError):
        HfApi(endpoint=hub.url, token="hf_demo").model_info("Qwen/Qwen0")
    # Without a token it is a 401, which the client explains only for https addresses.
    with pytest.raises(HfHubHTTPError, match="Invalid username or password") as caught:
        api.model_info("Qwen/Qwen0")
    assert caught.value.response.status_code == 401


def test_lineage_and_children_are_told(api: HfApi) -> None:
    child = api.model_info("Qwen/Qwen3-8B-AWQ", expand=["baseModels", "tags"])
    assert "base_model:quantized:Qwen/Qwen3-8B" in (child.tags or [])
    parent = api.model_info("Qwen/Qwen3-8B", expand=["childrenModelCount"])
    assert parent.children_model_count["quantized"] >= 3


def test_an_organization_counts_its_models(api: HfApi, world: Ecosystem) -> None:
    ours = sum(one.model_id.startswith("Qwen/") for one in world.rows_at(AT))
    assert api.get_organization_overview("Qwen").num_models == ours
