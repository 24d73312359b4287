"""The client and the demo Hub, one against the other over HTTP."""

from __future__ import annotations

import threading

from sharewatch.hub.client import HubClient
from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.ecosystem import Ecosystem
from sharewatch.hub.demo.server import EmbeddedHub

ANCHOR = 1_763_856_000


def test_the_client_reads_every_model_as_the_demo_has_it() -> None:
    world = Ecosystem(anchor=ANCHOR)
    clock = SimulatedClock(ANCHOR + 13 * 3600, speed=0)
    truth = {row.hub_id: row for row in world.rows_at(clock.now())}
    owners = {row.model_id.partition("/")[0] for row in truth.values()}
    read = {}
    with EmbeddedHub(world, clock, quota=None) as hub, HubClient(hub.url, page_size=100) as client:
        for owner in sorted(owners):
            swept = client.sweep_owner(owner, stop=threading.Event())
            assert swept.as_of == clock.now()
            assert swept.bad_rows == ()
            read |= {row.hub_id: row for row in swept.rows}
        assert client.budget is not None
    assert len(truth) > 3000
    assert read == truth
