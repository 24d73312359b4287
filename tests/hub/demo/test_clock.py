"""The simulated clock."""

from __future__ import annotations

import pytest

from sharewatch.hub.demo.clock import SimulatedClock


def test_time_passes_at_its_speed() -> None:
    real = [100.0]
    clock = SimulatedClock(1_000, speed=60, monotonic=lambda: real[0])
    real[0] = 102
    assert clock.now() == 1_120


def test_a_clock_that_was_set_runs_on_from_there() -> None:
    real = [0.0]
    clock = SimulatedClock(1_000, speed=2, monotonic=lambda: real[0])
    real[0] = 50
    clock.set(10)
    assert clock.now() == 10
    real[0] = 55
    assert clock.now() == 20


def test_a_stopped_clock_moves_only_when_set() -> None:
    real = [0.0]
    clock = SimulatedClock(7, speed=0, monotonic=lambda: real[0])
    real[0] = 1e6
    assert clock.now() == 7


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        SimulatedClock(0, speed=-1)
