"""The agenda: what it remembers, and what it makes of what it can't read."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from sharewatch.core.schedule import BREAKER_AFTER
from sharewatch.desk.agenda import Agenda
from sharewatch.hub.errors import Cancelled, Held, Offline, RateLimited
from sharewatch.store.errors import DiskFull
from sharewatch.store.store import Store

HOUR = 3600


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "s.db") as opened:
        yield opened


def agenda(store: Store) -> Agenda:
    """The agenda of a program that has just started."""
    return Agenda(store, 6 * HOUR, 0)


def attempts(store: Store) -> dict[str, int]:
    return json.loads(store.meta("attempts") or "{}")


def test_failures_of_the_source_open_the_breaker_over_restarts(store: Store) -> None:
    for failures in range(BREAKER_AFTER):
        assert not agenda(store).breaker_open
        assert agenda(store).failures == failures
        agenda(store).note_failed(Offline())
    assert agenda(store).breaker_open
    assert agenda(store).failed_since == attempts(store)["failed_since"]
    with store.write():
        agenda(store).note_stored()
    again = agenda(store)
    assert (again.failures, again.failed_since, again.breaker_open) == (0, None, False)


def test_a_full_disk_pauses_polls_and_is_no_outage_of_the_source(store: Store) -> None:
    for _ in range(BREAKER_AFTER):
        agenda(store).note_failed(DiskFull())
    full = agenda(store)
    assert full.failures == BREAKER_AFTER
    assert (full.breaker_open, full.failed_since) == (False, None)
    assert full.due_at() >= time.time() + 900


def test_a_poll_that_was_called_off_is_no_failure(store: Store) -> None:
    agenda(store).note_failed(Cancelled())
    assert agenda(store).failures == 0


def test_a_hold_is_kept_at_once_and_a_longer_one_stands(store: Store) -> None:
    agenda(store).note_hold(0)
    assert store.meta("attempts") is None
    agenda(store).note_hold(700)
    agenda(store).note_hold(30)
    agenda(store).note_failed(RateLimited(20))
    with pytest.raises(Held, match="about 12 min"):
        agenda(store).demand_free()
    assert 690 < agenda(store).hold <= 701
    agenda(store).demand_free(hold_known=600)  # whoever knows of it waits for itself


@pytest.mark.parametrize(
    "kept",
    [
        '{"stored_at":1700000000,"failures":2,"failed_at":1700000000,"not_before":0,"called_off_at":0}',
        '{"failures":7,"from":"a later version"}',
    ],
)
def test_what_another_version_kept_is_read(store: Store, kept: str) -> None:
    store.set_meta("attempts", kept)
    assert agenda(store).failures == json.loads(kept)["failures"]
    assert not agenda(store).breaker_open


@pytest.mark.parametrize("kept", ["{", "[]", '{"failures":"7"}', '{"stored_at":NaN}', "7"])
def test_what_cannot_be_read_begins_anew(store: Store, kept: str) -> None:
    store.set_meta("attempts", kept)
    assert agenda(store).failures == 0
    assert agenda(store).due_at() <= time.time()


class Sleepy(Event):
    """A wait in which the machine sleeps: the wall clock alone goes on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
        super().__init__()
        self._monkeypatch = monkeypatch
        self._seconds = seconds
        self.waited: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout)
        awake = time.time() + self._seconds
        self._monkeypatch.setattr(time, "time", lambda: awake)
        return False


@pytest.mark.parametrize(("slept", "settles"), [(8 * HOUR, True), (40, False)])
def test_after_a_sleep_an_overdue_poll_waits_for_the_network(
    store: Store, monkeypatch: pytest.MonkeyPatch, slept: float, settles: bool
) -> None:
    with store.write():
        agenda(store).note_stored()
    one = agenda(store)
    sleep = Sleepy(monkeypatch, slept)
    one.rest(sleep, 5 * HOUR)
    assert sleep.waited == [30.0]
    wait = one.due_at() - time.time()
    if settles:
        assert 14 <= wait <= 31
    else:
        assert wait > 5 * HOUR


def test_a_wait_is_no_longer_than_what_is_left(store: Store) -> None:
    began = Event()
    began.set()
    agenda(store).rest(began, 0.01)
    assert agenda(store).due_at() <= time.time()
