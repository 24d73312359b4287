"""A desk over a real database and a made-up Hub, spoken to over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from series import qwen_rises
from sharewatch.core.board import DEMO
from sharewatch.core.catalog import Catalog, parse_catalog
from sharewatch.core.words import DAY
from sharewatch.desk import build
from sharewatch.desk.desk import Desk
from sharewatch.files import resource
from sharewatch.hub.client import HubClient
from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.listing import World
from sharewatch.hub.demo.server import EmbeddedHub
from sharewatch.intake import importing
from sharewatch.intake.poll import unheard
from sharewatch.past.found import Found
from sharewatch.places import place
from sharewatch.settings import Settings
from sharewatch.store.store import Store

STOP = Event()
FAMILY = """
[[family]]
name = "{name}"
developer = "{name}"
country = "US"
colour = "#123456"
owners = {owners}
include = ["*"]
exclude = {exclude}
"""


def shipped() -> Catalog:
    """The catalog that comes with the program."""
    return parse_catalog(resource("families.toml").read_text("utf-8"))


def made_up(**families: tuple[list[str], list[str]]) -> Catalog:
    """A catalog by families: their owners, and the names they leave out."""
    told = "".join(
        FAMILY.format(name=name, owners=owners, exclude=exclude).replace("'", '"')
        for name, (owners, exclude) in families.items()
    )
    return parse_catalog(f'format = 1\nversion = "made up"\n[tracked]\nexclude = []\n{told}')


def look(path: Path, **said: int | str) -> Found:
    """A file as the program reads it."""
    return importing.look_into(path, stop=STOP, between=unheard, **said)


@contextmanager
def rising(folder: Path) -> Iterator[build.Replay]:
    """A replay of the five days on which Qwen rises and falls, none of them polled yet."""
    path = qwen_rises(folder / "rising.csv")
    replay = build.open_replay(place(folder / "data"), Settings(), path, None)
    with replay.desk:
        yield replay


@dataclass
class AtWork:
    """A desk and its Hub's clock."""

    desk: Desk
    clock: SimulatedClock
    client: HubClient

    @property
    def store(self) -> Store:
        return self.desk.store


@contextmanager
def at_work(
    path: Path,
    world: World,
    at: float,
    catalog: Callable[[], Catalog] = shipped,
    page_size: int = 1000,
) -> Iterator[AtWork]:
    """A desk that polls ``world`` at a time that stands still."""
    clock = SimulatedClock(at, speed=0)
    with (
        Store.open(path) as store,
        EmbeddedHub(world, clock, quota=None) as hub,
        HubClient(hub.url, page_size=page_size) as client,
    ):
        yield AtWork(
            Desk(store, catalog, DEMO, client, interval_s=DAY, clock=clock.now), clock, client
        )
