"""What is wrong with the watching is found from facts, logged once an outage, and told once."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from at_work import STOP, made_up
from sharewatch.channels.courier import Channel, digest
from sharewatch.channels.cursor import Cursor, to_json
from sharewatch.core.board import Source, SourceKind
from sharewatch.core.episodes import Notice, State
from sharewatch.core.health import TOLD, Ailment, HealthEntry
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.schedule import BREAKER_AFTER
from sharewatch.core.shares import Measure
from sharewatch.core.words import DAY
from sharewatch.desk.desk import Desk
from sharewatch.desk.window_desk import WindowDesk
from sharewatch.hub.client import HubClient
from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.ecosystem import Ecosystem
from sharewatch.hub.demo.server import EmbeddedHub
from sharewatch.hub.errors import Offline
from sharewatch.store.errors import DiskFull, MovedAway
from sharewatch.store.store import Store

NOON = 1_780_000_000 // DAY * DAY
CATALOG = made_up(Qwen=(["Qwen"], []), Gemma=(["google"], []))


class Switched:
    """A real client of a Hub that is there or not: the line is plugged in somewhere, or nowhere."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        self.nowhere = HubClient(nobody, max_attempts=1)
        self.plugged_into = self.nowhere

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plugged_into, name)


@dataclass
class Here:
    """A desk whose source is down unless it is polled with ``poll``."""

    path: Path
    clock: SimulatedClock
    line: Switched
    desk: Desk

    def poll_in_vain(self) -> None:
        with pytest.raises(Offline):
            self.desk.poll(STOP)

    def poll(self) -> None:
        with (
            EmbeddedHub(Ecosystem(seed=7, anchor=NOON), self.clock, quota=None) as hub,
            HubClient(hub.url) as self.line.plugged_into,
        ):
            self.desk.poll(STOP)
        self.line.plugged_into = self.line.nowhere


@contextmanager
def desk_at(path: Path, clock: SimulatedClock, line: Switched) -> Iterator[Desk]:
    source = Source(SourceKind.HUB, "here")
    with Store.open(path) as store:
        yield Desk(store, lambda: CATALOG, source, line, interval_s=DAY, clock=clock.now)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Here]:
    clock, line = SimulatedClock(NOON, speed=0), Switched()
    with line.nowhere, desk_at(tmp_path / "here.db", clock, line) as desk:
        yield Here(tmp_path / "here.db", clock, line, desk)


def outages(desk: Desk) -> list[tuple[Ailment, bool]]:
    return [(one.ailment, one.ended_at is None) for one in reversed(desk.board().health)]


def told(desk: Desk) -> list[Ailment]:
    """What the desktop is given, and takes."""
    due = desk.claim_notices()
    desk.notices_shown(tuple((one.id, "") for one in due))
    assert all(one.notice is Notice.HEALTH for one in due)
    return [one.entry.ailment for one in due if isinstance(one.entry, HealthEntry)]


def test_a_source_that_is_down_is_one_outage_however_often_it_is_asked(at: Here) -> None:
    at.poll()
    for _ in range(BREAKER_AFTER - 1):
        at.poll_in_vain()
        assert at.desk.board().findings == ()
    for _ in range(3):
        at.poll_in_vain()
        (found,) = at.desk.board().findings
        assert found.ailment is Ailment.SOURCE
        assert "can't be reached" in found.what
    assert outages(at.desk) == [(Ailment.SOURCE, True)]
    assert told(at.desk) == [Ailment.SOURCE]
    assert told(at.desk) == []
    at.poll()
    assert at.desk.board().findings == ()
    assert outages(at.desk) == [(Ailment.SOURCE, False)]
    for _ in range(BREAKER_AFTER):
        at.poll_in_vain()
    assert outages(at.desk) == [(Ailment.SOURCE, False), (Ailment.SOURCE, True)]
    at.poll()
    at.desk.board()
    assert told(at.desk) == [], "an outage that is over before it was shown is history"


def test_an_outage_is_not_told_again_after_a_restart(at: Here) -> None:
    for _ in range(BREAKER_AFTER):
        at.poll_in_vain()
    at.desk.board()
    assert told(at.desk) == [Ailment.SOURCE]
    at.desk.store.close()
    with desk_at(at.path, at.clock, at.line) as again:
        again.resume()
        assert [one.ailment for one in again.board().findings] == [Ailment.SOURCE]
        assert outages(again) == [(Ailment.SOURCE, True)]
        assert told(again) == []


def test_numbers_that_grow_old_are_said_to_be_until_newer_ones_come(at: Here) -> None:
    at.poll()
    at.clock.set(NOON + 4 * DAY)
    (found,) = at.desk.board().findings
    assert (found.ailment, found.what) == (Ailment.STALE, "The last complete poll is 4 days old.")
    at.poll()
    assert outages(at.desk) == [(Ailment.STALE, False)]


def test_a_full_disk_is_found_even_while_nothing_can_be_logged(at: Here) -> None:
    at.poll()
    store = at.desk.store
    pages = store._connection.number("PRAGMA page_count")
    store._connection.all(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull), store.write() as tx:
        tx.set_meta("filler", "x" * 2**20)
    (found,) = at.desk.board().findings
    assert found.ailment is Ailment.DISK
    assert "disk is full" in found.what
    store._connection.all("PRAGMA max_page_count = 1000000")
    assert [one.ailment for one in at.desk.board().findings] == [Ailment.DISK], "too small a proof"
    at.clock.set(NOON + 3600)
    at.poll()
    assert at.desk.board().findings == ()
    assert outages(at.desk) == [(Ailment.DISK, False)]


def test_what_others_notice_is_found_until_they_take_it_back(at: Here) -> None:
    at.desk.note(Ailment.PROGRAM, "The poll thread ended and was begun again.")
    assert [one.what for one in at.desk.board().findings] == [
        "The poll thread ended and was begun again."
    ]
    at.desk.note(Ailment.PROGRAM, "")
    assert at.desk.board().findings == ()
    (entry,) = at.desk.board().health
    assert entry.unread
    at.desk.health.mark_read((entry.id,))
    assert not at.desk.board().health[0].unread


@pytest.mark.parametrize(
    "ailment", [Ailment.CHANNEL, Ailment.BACKUP, Ailment.DATABASE, Ailment.PROGRAM]
)
def test_what_one_program_noticed_is_not_over_because_another_did_not(
    at: Here, ailment: Ailment
) -> None:
    at.desk.note(ailment, "It is out of order.")
    at.desk.board()
    before = told(at.desk)
    with desk_at(at.path, at.clock, at.line) as beside:
        assert beside.board().findings == ()
        assert outages(beside) == [(ailment, True)]
    at.desk.board()
    assert (before, told(at.desk)) == ([ailment] if ailment in TOLD else [], [])
    at.desk.store.close()
    with desk_at(at.path, at.clock, at.line) as again:
        again.board()
        again.note(ailment, "It is out of order.")
        again.board()
        assert outages(again) == [(ailment, True)]
        again.note(ailment, "")
        assert outages(again) == [(ailment, False)]


def test_health_is_looked_after_where_nobody_looks_at_a_board(at: Here) -> None:
    for _ in range(BREAKER_AFTER):
        at.poll_in_vain()
    (found,) = at.desk.look_after_health()
    assert found.ailment is Ailment.SOURCE
    assert told(at.desk) == [Ailment.SOURCE]


def test_what_befell_an_earlier_start_is_over_when_a_window_starts(at: Here) -> None:
    at.desk.note(Ailment.PROGRAM, "The poll thread ended.")
    at.desk.board()
    at.desk.store.close()
    with desk_at(at.path, at.clock, at.line) as again:
        window = WindowDesk(again)
        assert [one.ended_at is None for one in window.board().health] == [False]
        window.close()


def test_a_webhook_that_fails_over_several_starts_is_one_outage(at: Here) -> None:
    nobody = "http://127.0.0.1:9/letters"
    at.desk.store.close()
    for start in range(3):
        with desk_at(at.path, at.clock, at.line) as again:
            window = WindowDesk(again, {Channel.WEBHOOK: nobody})
            window.board()
            window.letters()
            if start == 0:
                failing = Cursor(again.store.outbox.end(), digest(nobody), tries=5, why="Refused.")
                again.store.set_meta("channel:webhook", to_json(failing))
            else:
                assert outages(again) == [(Ailment.CHANNEL, True)]
                assert told(again) == ([Ailment.CHANNEL] if start == 1 else [])
            window.close()


def test_a_rule_that_nothing_is_counted_for_is_found(at: Here) -> None:
    at.poll()
    store = at.desk.store
    with store.write() as tx:
        number = tx.lists.add_import(kind="list", label="l", sha256="1", at=1, rows=1)
        tx.lists.put_list("mine", ["Qwen/Qwen3-8B"], number)
    level = Fraction(999, 1000)
    rule = Rule("Qwen", Measure.D30, Direction.ABOVE, level, scope="mine")
    at.desk.alerts.save_rule(rule)
    at.desk.alerts.save_rule(replace(rule, scope="tracked"))
    assert at.desk.board().findings == ()
    with store.write() as tx:
        tx.lists.drop_list("mine")
    (found,) = at.desk.board().findings
    assert found.ailment is Ailment.BLIND
    assert "(the list mine is gone)" in found.what
    at.desk.alerts.remove_rule(1)
    at.desk.alerts.save_rule(replace(rule, scope="text"))
    (found,) = at.desk.board().findings
    assert "(no census yet)" in found.what
    with store.write() as tx:
        census = tx.censuses.begin("hub", as_of=NOON, started_at=NOON)
        tx.censuses.finish(census, at=NOON, models=0, covered=Fraction(1))
    assert at.desk.board().findings == ()
    at.clock.set(NOON + 15 * DAY)
    at.poll()
    (found,) = at.desk.board().findings
    assert "(no census for two weeks)" in found.what


def test_a_rule_that_has_ended_misses_nothing(at: Here) -> None:
    at.poll()
    level = Fraction(999, 1000)
    ends = NOON + 3 * DAY
    rule = Rule("Qwen", Measure.D30, Direction.ABOVE, level, scope="text", expires_at=ends)
    at.desk.alerts.save_rule(rule)
    assert [one.ailment for one in at.desk.board().findings] == [Ailment.BLIND]
    at.clock.set(ends)
    at.poll()
    at.desk.resume()
    (line,) = at.desk.rules()
    assert line.state is State.EXPIRED
    assert at.desk.board().findings == ()


def test_a_database_that_was_moved_away_takes_nothing_and_is_found(at: Here) -> None:
    at.poll()
    aside = at.path.with_name("aside.db")
    at.path.rename(aside)
    polls = len(at.desk.store.polls())
    at.clock.set(NOON + DAY)
    with pytest.raises(MovedAway):
        at.poll()
    assert len(at.desk.store.polls()) == polls
    (found,) = at.desk.board().findings
    assert found.ailment is Ailment.DATABASE
    assert "moved or replaced" in found.what
    aside.rename(at.path)
    at.poll()
    assert at.desk.board().findings == ()
