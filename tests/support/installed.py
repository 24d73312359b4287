"""One installation of the program, run as a process of its own, and the Hub that it asks."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from fractions import Fraction
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

from scripted import Asked, Reply, ScriptedHub, page, row

from at_work import FAMILY
from sharewatch.core.board import Board, Source, SourceKind
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.desk import build
from sharewatch.desk.desk import Desk
from sharewatch.hub.client import HubClient
from sharewatch.places import place
from sharewatch.settings import read_settings
from sharewatch.store.store import Store

INTERVAL_S = 3600
OWNERS = ("Alpha", "Beta", "Gamma")
STOP = Event()
ALPHA_LEADS = Rule("Alpha", Measure.D30, Direction.ABOVE, Fraction(7, 10), Fraction(1, 100))
USUAL = {
    f"{owner}/model-{number}": count
    for owner, count in zip(OWNERS, (6000, 3000, 1000), strict=True)
    for number in range(6)
}
"""Alpha has 60 %, Beta 30 % and Gamma 10 % of the downloads."""
CATALOG = 'format = 1\nversion = "made up"\n[tracked]\nexclude = []\n' + "".join(
    FAMILY.format(name=name, owners=f'["{name}"]', exclude="[]") for name in OWNERS
)
# What a poll that came to nothing may leave behind: why, and the outage that it is.
_BESIDE = frozenset({"meta", "health", "outbox", "message"})

Fault = Callable[[Asked], Reply | None]


def none(_asked: Asked) -> Reply | None:
    """All is well."""


def always(reply: Reply) -> Fault:
    """Whatever is asked, this is said."""
    return lambda _asked: reply


def for_owner(owner: str, reply: Reply) -> Fault:
    """One owner's listing goes wrong."""
    return lambda asked: reply if asked.query.get("author") == [owner] else None


@dataclass
class World:
    """What the Hub lists, as a good Hub would say it; ``fault`` may say something else."""

    counts: dict[str, int] = field(default_factory=lambda: dict(USUAL))
    fault: Fault = none
    now: Callable[[], float] = time.time

    def __call__(self, asked: Asked) -> Reply:
        return self.fault(asked) or self.listing(asked)

    def listing(self, asked: Asked) -> Reply:
        """The models of the owner that is asked for."""
        owner = asked.query.get("author", [""])[0]
        rows = [
            row(number, path, downloads=count, downloadsAllTime=count * 10, likes=5)
            for number, (path, count) in enumerate(self.counts.items(), 1)
            if path.startswith(f"{owner}/")
        ]
        return page(rows, Date=formatdate(self.now(), usegmt=True))


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass
class Install:
    """An installation in a folder of its own, and the Hub it asks."""

    data: Path
    hub: ScriptedHub
    world: World

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """The real program with its own arguments, free of whatever this machine is set to."""
        kept = {"PATH", "SYSTEMROOT", "LANG", "TMPDIR"}
        env = {name: value for name, value in os.environ.items() if name in kept}
        env |= {"HOME": str(self.data.parent), "PYTHONWARNINGS": "error"}
        command = [sys.executable, "-m", "sharewatch", "--data-dir", str(self.data)]
        return subprocess.Popen(
            [*command, "--endpoint", self.hub.url, *arguments],
            env=env,
            cwd=self.data.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> Ended:
        """Run the program to its end."""
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=120)
        assert "Traceback" not in err
        return Ended(process.returncode, out, err)

    @contextmanager
    def desk(self, **client: Any) -> Iterator[Desk]:
        """A real desk at the same database, whose client may wait by another clock."""
        settings = read_settings(place(self.data).settings)
        clock = client.pop("now", time.time)
        with ExitStack() as stack:
            store = stack.enter_context(Store.open(place(self.data).database(demo=False)))
            asked = stack.enter_context(HubClient(self.hub.url, **client))
            yield Desk(
                store,
                build.catalog_reader(settings),
                Source(SourceKind.HUB, urlsplit(self.hub.url).netloc),
                asked,
                interval_s=INTERVAL_S,
                clock=clock,
            )

    def board(self, **client: Any) -> Board:
        """What window and tray are shown."""
        with self.desk(**client) as desk:
            return desk.board()

    def kept(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row that a failed poll must leave as it was."""
        with self._database() as database:
            names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema")]
            tables = [
                name
                for (name,) in database.execute("SELECT name FROM pragma_table_list")
                if name in names and name not in _BESIDE
            ]
            return {
                name: sorted(database.execute(f'SELECT * FROM "{name}"'), key=repr)
                for name in tables
            }

    def attempts(self) -> dict[str, int]:
        """What is remembered of past polls."""
        with self._database() as database:
            found = database.execute("SELECT value FROM meta WHERE key = 'attempts'").fetchone()
        return json.loads(found[0]) if found else {}

    def let_pass(self, seconds: float) -> None:
        """Let time pass between two runs: all that is remembered lies so much further back."""
        told = self.attempts()
        moments = (
            "stored_at",
            "failed_at",
            "not_before",
            "called_off_at",
            "failed_since",
            "held_at",
        )
        for name in moments:
            told[name] = told[name] and told[name] - int(seconds)
        with self._database() as database:
            database.execute(
                "UPDATE meta SET value = ? WHERE key = 'attempts'", (json.dumps(told),)
            )

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(place(self.data).database(demo=False))
        try:
            with database:
                yield database
        finally:
            database.close()
