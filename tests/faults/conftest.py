"""An installation that has polled twice and watches whether Alpha exceeds 70 %."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted import ScriptedHub

from installed import ALPHA_LEADS, CATALOG, INTERVAL_S, STOP, Install, World


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Install]:
    """An installation that has polled twice and watches whether Alpha exceeds 70 %."""
    data = tmp_path / "home" / "data"
    data.mkdir(parents=True)
    (data / "families.toml").write_text(CATALOG)
    (data / "settings.toml").write_text(
        f'catalog = "{data / "families.toml"}"\ninterval_minutes = {INTERVAL_S // 60}\n'
    )
    world = World()
    with ScriptedHub(world) as hub:
        one = Install(data, hub, world)
        with one.desk() as desk:
            desk.poll(STOP)
            desk.alerts.save_rule(ALPHA_LEADS)
            desk.poll(STOP)
            assert [line.state for line in desk.rules()] == ["ARMED"]
        hub.asked.clear()
        yield one
