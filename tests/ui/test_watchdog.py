"""The watchdog: silence is told and traced once, and a program that was stopped did not hang."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from sharewatch.ui.watchdog import Heart, Pulse, Watchdog

NEVER = 1e9


def test_a_pulse_changes_once_for_each_hang() -> None:
    heart = Heart()
    pulse = Pulse(heart, 3)
    assert [pulse.feel(1) for _ in range(6)] == [False, False, False, True, False, False]
    assert pulse.hangs
    assert pulse.silent_s == 6
    heart.beat()
    assert pulse.feel(1)
    assert not pulse.hangs
    assert pulse.silent_s == 0


@given(beats=st.lists(st.booleans(), max_size=60), limit=st.integers(1, 9))
def test_it_hangs_exactly_while_the_last_beats_were_missed(beats: list[bool], limit: int) -> None:
    heart = Heart()
    pulse = Pulse(heart, limit)
    silent = 0
    for beat in beats:
        before = pulse.hangs
        if beat:
            heart.beat()
        silent = 0 if beat else silent + 1
        assert pulse.feel(1) is (before is not (silent > limit))
        assert pulse.hangs is (silent > limit)


class Reader(logging.Handler):
    """Sets an event for each record, which a blocked thread can wait for."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.came = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())
        self.came.set()


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    logger = logging.getLogger("sharewatch.ui.watchdog")
    logger.addHandler(made)
    yield made
    logger.removeHandler(made)


def test_a_poll_thread_that_stands_still_is_told_and_traced_and_so_is_its_return(
    qtbot: QtBot, reader: Reader
) -> None:
    heart = Heart()
    dog = Watchdog(heart, tick_s=0.01, polling_limit_s=0.02, window_limit_s=NEVER)
    with qtbot.waitSignal(dog.polling_hung) as hung:
        dog.start()
    assert hung.args[0] > 1_600_000_000
    with qtbot.waitSignal(dog.polling_resumed):
        heart.beat()
    dog.close()
    assert "the poll thread stands still" in reader.texts[0]
    assert "Thread MainThread:" in reader.texts[0]
    assert "Thread watchdog:" in reader.texts[0]


def test_a_window_that_stands_still_is_traced_once(qtbot: QtBot, reader: Reader) -> None:
    dog = Watchdog(Heart(), tick_s=0.01, polling_limit_s=NEVER, window_limit_s=0.05)
    dog.start()
    assert reader.came.wait(10)  # the window's loop turns no more, for this blocks it
    assert not dog._over.wait(0.2)
    dog.close()
    assert len(reader.texts) == 1
    assert "the window stands still" in reader.texts[0]
    assert "test_a_window_that_stands_still_is_traced_once" in reader.texts[0]


def test_a_watchdog_that_was_never_started_is_closed_like_any_other(qtbot: QtBot) -> None:
    Watchdog(Heart()).close()
