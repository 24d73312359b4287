"""A small handmade world, and an embedded Hub that speaks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.listing import Card, Listing, lineage_tags
from sharewatch.hub.demo.server import EmbeddedHub

NOON = 1_780_000_000
BASE = "acme/Base-7B"


@dataclass
class StillWorld:
    listing: Listing

    def models_at(self, at: float) -> Listing:
        return self.listing


@pytest.fixture
def small_world() -> StillWorld:
    """Five models: a full one, a derivative, a bare one, a disabled one, one left out of lists."""
    cards = [
        Card(
            f"{1:024x}",
            BASE,
            created_at=NOON - 5_000_000,
            last_modified=NOON - 4_000_000,
            pipeline_tag="text-generation",
            library_name="transformers",
            gated="manual",
            tags=("transformers", "text-generation", "license:mit"),
            sha="ab" * 20,
            parameters=7_000_000_000,
            parameters_source="safetensors",
        ),
        Card(
            f"{2:024x}",
            "acme/Base-7B-GGUF",
            created_at=NOON - 4_000_000,
            library_name="gguf",
            relation="quantized",
            base_models=(BASE,),
            base_ids=(f"{1:024x}",),
            tags=("gguf", *lineage_tags("quantized", (BASE,))),
        ),
        Card(f"{3:024x}", "gizmo/Unknown"),
        Card(f"{4:024x}", "openai-community/gpt2", disabled=True, tags=("text-generation",)),
        Card(f"{5:024x}", "acme/Away-1B", created_at=NOON - 3_000_000),
    ]
    return StillWorld(
        Listing(
            cards,
            [3_000_000_000, 20, None, 0, 7],
            [9_000_000_000, 50, None, 1559, 8],
            [12, 12, None, 141, 1],
            [3, 0, None, 0, 1],
            {"gpt2": "openai-community/gpt2", "oldco/base": BASE},
            frozenset({f"{5:024x}"}),
            {"acme": "Acme Works"},
        )
    )


@pytest.fixture
def hub(small_world: StillWorld) -> Iterator[EmbeddedHub]:
    with EmbeddedHub(small_world, SimulatedClock(NOON, 0), quota=None) as running:
        yield running


@pytest.fixture
def client(hub: EmbeddedHub) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=hub.url, trust_env=False) as session:
        yield session
