"""Waits follow what the Hub says: never earlier, and never for ever."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.hub.limits import LONGEST_WAIT, Budget, backoff, http_date, retry_after

NOON = 1778328000  # 2026-05-09 12:00 UTC
POLICY = '"fixed window";"api";q=500;w=300'


def read(value: str, now: float = 1000.0, policy: str = POLICY) -> Budget | None:
    return Budget.read({"ratelimit": value, "ratelimit-policy": policy}, now)


def test_a_budget_is_read_as_the_hub_sends_it() -> None:
    assert read('"api";r=499;t=295') == Budget(499, 1295.0, 500, 300)


@pytest.mark.parametrize("value", ['"api"; r=3 ;t=5', '"other";r=9;t=9, "api";r=3;t=5'])
def test_the_budget_of_the_api_is_found_among_others(value: str) -> None:
    assert read(value) == Budget(3, 1005.0, 500, 300)


def test_a_budget_of_another_name_counts_when_it_is_the_only_one() -> None:
    assert read('"pages";r=3;t=5', policy="") == Budget(3, 1005.0)


@pytest.mark.parametrize("value", ["", "x", '"api"', '"api";r=-1;t=5', '"api";r=1', "r=1;t=1"])
def test_nonsense_is_no_budget(value: str) -> None:
    assert read(value) is None


def test_a_budget_counts_down_and_no_further() -> None:
    budget = Budget(1, 1295.0)
    assert budget.resets_in(1000.0) == 295.0
    assert budget.resets_in(9999.0) == 0.0


def test_nothing_is_waited_for_while_requests_are_left() -> None:
    assert Budget(1, 1295.0).wait(1000.0) == 0.0


def test_a_spent_budget_waits_one_second_past_its_reset() -> None:
    budget = Budget(0, 1295.0)
    assert budget.wait(1000.0) == 296.0
    assert budget.wait(1296.0) == 0.0
    assert budget.wait(5000.0) == 0.0


def test_no_budget_silences_the_program_for_longer_than_a_day() -> None:
    budget = read('"api";r=0;t=999999999')
    assert budget is not None
    assert budget.wait(1000.0) == LONGEST_WAIT + 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("999999999999", LONGEST_WAIT),
        ("Sat, 09 May 2026 12:02:00 GMT", 120.0),
        ("Sat, 09 May 2026 11:00:00 GMT", 0.0),
        ("Sat, 09 May 2093 11:00:00 GMT", LONGEST_WAIT),
        ("", 0.0),
        ("soon", 0.0),
        ("-5", 0.0),
        ("1.5", 0.0),
        ("١٢", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float) -> None:
    assert retry_after(value, NOON) == seconds


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("Sat, 09 May 2026 12:00:00 GMT", NOON),
        ("", None),
        ("yesterday", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Sat, 09 May 99999 12:00:00 GMT", None),
    ],
)
def test_an_http_date_is_utc_seconds_or_nothing(value: str, at: int | None) -> None:
    assert http_date(value) == at


@given(st.text())
def test_no_header_text_is_an_error(value: str) -> None:
    Budget.read({"ratelimit": value, "ratelimit-policy": value}, 0.0)
    assert 0 <= retry_after(value, NOON) <= LONGEST_WAIT


@given(st.integers(0, 10_000), st.integers(), st.floats(0, 1e6), st.floats(0.1, 60))
def test_backoff_keeps_its_floor_and_its_ceiling(
    attempt: int, seed: int, floor: float, base: float
) -> None:
    seconds = backoff(attempt, random.Random(seed), base, 60.0, floor)
    assert floor <= seconds <= max(floor, min(60.0, base * 2.0 ** min(attempt, 32)))


def test_backoff_spreads_over_its_whole_span() -> None:
    rng = random.Random(1)
    waits = [backoff(3, rng) for _ in range(1000)]
    assert min(waits) < 0.1
    assert max(waits) > 7.9
    assert 3.5 < sum(waits) / 1000 < 4.5
