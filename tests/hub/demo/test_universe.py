"""The demo's universe: a census over HTTP gathers what the world has, derivatives and all."""

from __future__ import annotations

import csv
import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sharewatch.core.catalog import parse_catalog
from sharewatch.core.snapshot import TEXT_TASKS, ModelRow
from sharewatch.files import resource
from sharewatch.hub.client import HubClient
from sharewatch.hub.demo.cast import parameters
from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.ecosystem import Ecosystem
from sharewatch.hub.demo.recording import read_recording
from sharewatch.hub.demo.server import EmbeddedHub
from sharewatch.hub.errors import StaleCursor

DAY = 86_400
ANCHOR = 1_780_012_800
AT = ANCHOR + 13 * 3600
SERIES = "data/hub_downloads_2026-02_2026-05.csv"


@pytest.fixture(scope="module")
def world() -> Ecosystem:
    return Ecosystem(anchor=ANCHOR)


@pytest.fixture(scope="module")
def census(world: Ecosystem) -> list[ModelRow]:
    return world.universe_at(AT)


def gather(client: HubClient, task: str | None, cursor: str | None = None) -> list[ModelRow]:
    """All rows of a task from a cursor on, in the order they came."""
    rows: list[ModelRow] = []
    while True:
        found = client.universe_page(task, cursor, threading.Event())
        assert found.bad_rows == ()
        rows += found.rows
        if found.next_cursor is None:
            return rows
        cursor = found.next_cursor


def counts(one: ModelRow) -> tuple[str, int | None, int | None, int | None]:
    return one.model_id, one.downloads_30d, one.downloads_all_time, one.likes


def test_three_tasks_over_http_are_the_universe(world: Ecosystem, census: list[ModelRow]) -> None:
    with (
        EmbeddedHub(world, SimulatedClock(AT, 0), quota=None) as hub,
        HubClient(hub.url, page_size=300) as client,
    ):
        gathered = {task: gather(client, task) for task in TEXT_TASKS}
    for task, rows in gathered.items():
        assert rows == [one for one in census if one.pipeline_tag == task]
    assert sum(map(len, gathered.values())) == len(census) > 4000


def test_the_whole_hub_is_listed_without_a_task(world: Ecosystem, census: list[ModelRow]) -> None:
    with EmbeddedHub(world, SimulatedClock(AT, 0), quota=None) as hub, HubClient(hub.url) as client:
        rows = gather(client, None)
    truth = {one.hub_id: one for one in world.rows_at(AT)}
    assert {one.hub_id: counts(one) for one in rows} == {
        hub_id: counts(one) for hub_id, one in truth.items()
    }
    assert all(
        one.parameters == truth[one.hub_id].parameters
        for one in rows
        if truth[one.hub_id].parameters_source == "safetensors"
    )
    assert len(rows) > len(census)
    falling = [one.downloads_30d or 0 for one in rows]
    assert falling == sorted(falling, reverse=True)


def test_a_sweep_outlasts_a_day_and_a_restart(world: Ecosystem) -> None:
    clock = SimulatedClock(AT, 0)
    with EmbeddedHub(world, clock, quota=None) as hub:
        with HubClient(hub.url) as client:
            first = client.universe_page("text-generation", None, threading.Event())
        clock.set(AT + DAY)  # every count has moved
        with HubClient(hub.url) as client:
            rest = gather(client, "text-generation", first.next_cursor)
    seen = Counter(one.hub_id for one in [*first.rows, *rest])
    whole = {one.hub_id for one in world.universe_at(AT) if one.pipeline_tag == "text-generation"}
    assert 0 < len(whole - seen.keys()) + (seen.total() - len(seen)) < 60
    assert first.lowest is not None
    assert max(one.downloads_30d or 0 for one in rest) <= first.lowest


def test_a_cursor_of_another_listing_is_stale(world: Ecosystem) -> None:
    with (
        EmbeddedHub(world, SimulatedClock(AT, 0), quota=None) as hub,
        HubClient(hub.url) as client,
        pytest.raises(StaleCursor),
    ):
        client.universe_page(None, "4:eyIkb3IiOltdfQ", threading.Event())


def test_the_universe_holds_families_derivatives_and_others(census: list[ModelRow]) -> None:
    catalog = parse_catalog(resource("families.toml").read_text("utf-8"))
    official = {one.model_id for one in census if catalog.family_of(one.model_id)}
    rest = [one for one in census if one.model_id not in official]
    derived = [one for one in rest if one.relation]
    undeclared = [one for one in rest if not one.base_models]
    assert len(official) > 900
    assert min(Counter(one.relation for one in derived).values()) > 100
    assert {one.relation for one in derived} == {"adapter", "finetune", "merge", "quantized"}
    assert len(undeclared) > 200
    total = sum(one.downloads_30d or 0 for one in census)
    other = sum(one.downloads_30d or 0 for one in undeclared)
    assert 0.03 < other / total < 0.2
    assert 0.2 < sum(one.downloads_30d or 0 for one in derived) / total < 0.4


def test_derivatives_appear_all_year_and_some_go_unnoticed(census: list[ModelRow]) -> None:
    made = [one for one in census if one.relation and (one.created_at or 0) >= AT - 365 * DAY]
    months = Counter(f"{datetime.fromtimestamp(one.created_at or 0, UTC):%Y-%m}" for one in made)
    assert len(months) >= 12
    assert sorted(months.values())[1] > 50
    unnoticed = [one for one in made if (one.downloads_30d or 0) <= 5]
    assert 0.02 < len(unnoticed) / len(made) < 0.3


def test_lineage_is_dirty_here_and_there(census: list[ModelRow]) -> None:
    by_path = {one.model_id: one for one in census}
    folded = {path.lower() for path in by_path}
    strangers = {
        base
        for one in census
        for base in one.base_models
        if base not in by_path and base.lower() not in folded
    }
    assert "THUDM/glm-4-9b-chat" in strangers  # a former path
    assert by_path["hobbyist-lab/Qwen3-8B-Roleplay"].base_models == ("qwen/qwen3-8b",)
    assert any(one.model_id in one.base_models for one in census)
    head, tail = (f"hobbyist-lab/Ouroboros-7B-{end}" for end in ("head", "tail"))
    assert (by_path[head].base_models, by_path[tail].base_models) == ((tail,), (head,))


def test_sizes_fit_the_names_and_adapters_state_none(census: list[ModelRow]) -> None:
    sources = Counter(one.parameters_source for one in census)
    assert sources["safetensors"] > 2000
    assert sources["gguf"] > 300
    for one in census:
        told = parameters(one.model_id)
        assert (one.parameters is None) == (one.parameters_source is None)
        if one.parameters is not None and told is not None:
            assert one.parameters == told
        if one.relation == "adapter":
            assert one.parameters is None
    by_path = {one.model_id: one.parameters for one in census}
    assert by_path["deepseek-ai/DeepSeek-R1"] == 685e9
    known = sum(one.downloads_30d or 0 for one in census if one.parameters)
    assert known > 0.9 * sum(one.downloads_30d or 0 for one in census)


def test_the_past_has_smaller_universes(world: Ecosystem, census: list[ModelRow]) -> None:
    past = [world.universe_at(AT - month * 30 * DAY) for month in (12, 6, 0)]
    assert len(past[0]) < len(past[1]) < len(past[2])
    assert past[2] == census
    for rows in past:
        falling = [one.downloads_30d or 0 for one in rows]
        assert falling == sorted(falling, reverse=True)


def test_a_recorded_series_is_swept_like_the_hub(shared: Path) -> None:
    recording = read_recording(shared / SERIES, shared / "data/lineage_2025-12-30.csv")
    last = recording.dates[-1]
    with (
        EmbeddedHub(recording, SimulatedClock(last, 0), quota=None) as hub,
        HubClient(hub.url) as client,
    ):
        rows = gather(client, None)
    with (shared / SERIES).open(encoding="utf-8-sig", newline="") as file:
        day = datetime.fromtimestamp(last, UTC).date().isoformat()
        lines = [line for line in csv.DictReader(file) if line["date"] == day]
    assert len(rows) == len(lines) > 1000
    assert {one.model_id: one.downloads_30d for one in rows} == {
        line["model_id"]: int(line["downloads_30d"]) for line in lines
    }
    assert any(one.base_models for one in rows)


def test_a_recorded_series_with_tasks_lists_them(tmp_path: Path) -> None:
    path = tmp_path / "series.csv"
    path.write_text(
        "date,model_id,downloads_30d,downloads_all_time,likes,pipeline_tag\n"
        "2026-02-15,a/x,5,,,text-generation\n"
        "2026-02-15,a/y,9,,,text-generation\n"
        "2026-02-15,a/z,7,,,fill-mask\n"
        "2026-02-15,a/w,8,,,\n"
    )
    recording = read_recording(path)
    with (
        EmbeddedHub(recording, SimulatedClock(recording.dates[0], 0)) as hub,
        HubClient(hub.url, page_size=1) as client,
    ):
        assert [one.model_id for one in gather(client, "text-generation")] == ["a/y", "a/x"]
        assert [one.model_id for one in gather(client, None)] == ["a/y", "a/w", "a/z", "a/x"]
