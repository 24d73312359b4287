"""The client and the demo Hub, one against the other over HTTP."""

from __future__ import annotations

import threading
from dataclasses import replace

from sharewatch.core.snapshot import ModelRow
from sharewatch.hub.client import HubClient
from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.ecosystem import Ecosystem
from sharewatch.hub.demo.server import EmbeddedHub

ANCHOR = 1_763_856_000


def as_polled(row: ModelRow) -> ModelRow:
    """A row as an owner's listing gives it: a poll does not ask for GGUF files."""
    if row.parameters_source == "gguf":
        return replace(row, parameters=None, parameters_source=None)
    return row


def test_the_client_reads_every_model_as_the_demo_has_it() -> None:
    world = Ecosystem(anchor=ANCHOR)
    clock = SimulatedClock(ANCHOR + 13 * 3600, speed=0)
    truth = {row.hub_id: as_polled(row) for row in world.rows_at(clock.now())}
    owners = {row.model_id.partition("/")[0] for row in truth.values()}
    read = {}
    with EmbeddedHub(world, clock, quota=None) as hub, HubClient(hub.url, page_size=100) as client:
        for owner in sorted(owners):
            swept = client.sweep_owner(owner, stop=threading.Event())
            assert swept.as_of == clock.now()
            assert swept.bad_rows == ()
            read |= {row.hub_id: row for row in swept.rows}
        assert client.budget is not None
        gguf = next(row for row in world.rows_at(clock.now()) if row.parameters_source == "gguf")
        assert client.model(gguf.model_id, stop=threading.Event()) == gguf
    assert len(truth) > 3000
    assert read == truth
