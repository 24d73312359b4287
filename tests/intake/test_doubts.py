"""Counts out of all proportion: quarantined, bounded, and released by a second one."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from sharewatch.answering.asked import Answers
from sharewatch.core.catalog import Catalog
from sharewatch.core.questions import SharesOf
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure, by_family, shares
from sharewatch.core.snapshot import ModelRow, OwnerSweep, Sweep
from sharewatch.core.words import DAY
from sharewatch.files import resource
from sharewatch.intake.counting import recount
from sharewatch.intake.poll import Recorded, enter
from sharewatch.places import read_catalog
from sharewatch.printed.forms import record_of, text_of
from sharewatch.store.columns import UNKNOWN
from sharewatch.store.store import Store

FIRST = 20_000 * DAY + 13 * 3600
QWEN, LLAMA = "Qwen/Qwen3-8B", "meta-llama/Llama-3.1-8B"
Counts = Mapping[str, tuple[int, int]]


@pytest.fixture
def catalog() -> Catalog:
    return read_catalog(resource("families.toml"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "s.db") as opened:
        yield opened


def poll(store: Store, catalog: Catalog, day: float, counts: Counts, missed: str = "") -> Recorded:
    """One live poll of models by path, with their 30-day and all-time counts."""
    at = FIRST + int(day * DAY)
    rows = tuple(
        ModelRow(f"{number:024x}", path, d30, all_time, 1)
        for number, (path, (d30, all_time)) in enumerate(sorted(counts.items()))
    )
    rows = tuple(row for row in rows if row.model_id.partition("/")[0] != missed)
    owners = tuple(
        OwnerSweep(owner, error="timed out")
        if owner == missed
        else OwnerSweep(owner, tuple(row for row in rows if row.model_id.startswith(f"{owner}/")))
        for owner in catalog.owners
    )
    with store.write() as tx:
        return enter(tx, catalog, Sweep(at, at, at, rows, owners), at)


def calm(day: int) -> Counts:
    """Both families at a million a month, steadily."""
    return {
        QWEN: (1_000_000, 9_000_000 + 33_000 * day),
        LLAMA: (1_000_000, 5_000_000 + 33_000 * day),
    }


def qwens_share(store: Store, measure: Measure = Measure.D30) -> tuple[Fraction | None, ...]:
    latest = store.latest_poll()
    assert latest is not None
    found = by_family(shares(store.sums(latest.seq, measure)))["Qwen"]
    return found.share, found.low, found.high


def settle_down(store: Store, catalog: Catalog, days: int = 10) -> None:
    for day in range(days):
        poll(store, catalog, day, calm(day))


def jump(day: int, more: int = 0) -> Counts:
    """Qwen has six million downloads in a day, where it had 33,000."""
    return {**calm(day), QWEN: (7_000_000, 15_300_000 + more)}


def test_a_jump_is_bounded_by_what_was_trusted_and_what_was_seen(store, catalog) -> None:
    settle_down(store, catalog)
    assert qwens_share(store)[0] == Fraction(1, 2)
    poll(store, catalog, 10, jump(10))
    share, low, high = qwens_share(store)
    assert share is None
    assert (low, high) == (Fraction(1, 2), Fraction(7, 8))
    (doubt,) = (one.doubt for one in store.quarantines.open())
    assert doubt.model_id == QWEN
    assert "ten times" in doubt.reason
    assert (doubt.trusted_30d, doubt.seen_30d) == (1_000_000, 7_000_000)
    latest = store.latest_poll()
    assert latest is not None
    assert latest.complete


def test_no_rule_fires_on_a_jump_until_a_second_count_confirms_it(store, catalog) -> None:
    settle_down(store, catalog, days=9)
    store.add_rule(Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(3, 5)), FIRST)
    assert poll(store, catalog, 9, calm(9)).events == ()
    assert poll(store, catalog, 10, jump(10)).events == ()
    confirmed = poll(store, catalog, 11, jump(11, more=6_000_000))
    assert [kind for _, kind in confirmed.events] == ["FIRED"]
    assert qwens_share(store)[0] == Fraction(7, 8)
    assert store.quarantines.open() == ()


def test_the_same_count_again_confirms_nothing(store, catalog) -> None:
    settle_down(store, catalog)
    poll(store, catalog, 10, jump(10))
    poll(store, catalog, 10, jump(10))
    assert qwens_share(store)[0] is None


def test_a_count_that_comes_back_ends_the_doubt(store, catalog) -> None:
    settle_down(store, catalog)
    poll(store, catalog, 10, jump(10))
    poll(store, catalog, 11, calm(11))
    assert store.quarantines.open() == ()
    assert qwens_share(store)[0] == Fraction(1, 2)


def test_looking_away_ends_no_doubt(store, catalog) -> None:
    settle_down(store, catalog)
    poll(store, catalog, 10, jump(10))
    poll(store, catalog, 11, jump(10), missed="Qwen")
    assert len(store.quarantines.open()) == 1
    poll(store, catalog, 12, {LLAMA: calm(12)[LLAMA]})
    assert store.quarantines.open() == ()


def test_what_was_confirmed_is_not_doubted_again_the_next_day(store, catalog) -> None:
    settle_down(store, catalog)
    for day in range(3):
        poll(store, catalog, 10 + day, jump(10 + day, more=6_000_000 * day))
    assert qwens_share(store)[0] == Fraction(7, 8)


def test_a_young_history_doubts_nothing(store, catalog) -> None:
    settle_down(store, catalog, days=7)
    poll(store, catalog, 7, jump(7))
    assert qwens_share(store)[0] == Fraction(7, 8)


def test_a_family_that_falls_at_once_is_doubted_whole(store, catalog) -> None:
    sizes = ("0.6B", "1.7B", "4B", "8B", "14B", "32B")
    before = {f"Qwen/Qwen3-{size}": (100_000, 900_000) for size in sizes}
    after = {f"Qwen/Qwen3-{size}": (50_000, 900_000) for size in sizes[:4]}
    poll(store, catalog, 0, {**before, LLAMA: (600_000, 5_000_000)})
    poll(store, catalog, 1, {**before, **after, LLAMA: (600_000, 5_000_000)})
    share, low, high = qwens_share(store)
    assert share is None
    assert (low, high) == (Fraction(4, 10), Fraction(5, 10))
    assert len(store.quarantines.open()) == 4
    poll(store, catalog, 2, {**before, LLAMA: (600_000, 5_000_000)})
    assert qwens_share(store)[0] == Fraction(1, 2)
    assert store.quarantines.open() == ()


def test_counting_again_keeps_the_bounds_of_a_doubt(store, catalog) -> None:
    settle_down(store, catalog)
    poll(store, catalog, 10, jump(10))
    before = qwens_share(store)
    other = replace(catalog, tracked_exclude=(*catalog.tracked_exclude, "*-nobody-*"))
    assert recount(store, other, FIRST, stop=threading.Event(), between=lambda _: None)
    assert qwens_share(store) == before
    assert store.damaged_polls() == ()


def test_an_interval_is_printed_with_both_its_ends(store, catalog) -> None:
    settle_down(store, catalog)
    poll(store, catalog, 10, jump(10))
    said = text_of(Answers(store).answer(catalog, SharesOf()))
    assert "50.0–87.5 %" in said
    assert "1 count in quarantine" in said
    record = record_of(Answers(store).answer(catalog, SharesOf()))
    assert isinstance(record, list)
    assert record[0]["quarantined"] == [QWEN]


def test_a_doubted_count_is_withheld_from_the_daily_counts(store, catalog) -> None:
    settle_down(store, catalog)
    poll(store, catalog, 10, jump(10))
    counts = store.daily_counts()[Measure.ALL_TIME]
    (row,) = (at for at, one in enumerate(counts.models) if one.model_id == QWEN)
    assert counts.values[row, -2:].tolist() == [9_000_000 + 33_000 * 9, UNKNOWN]


def test_a_daily_refresh_around_midnight_is_no_jump(store, catalog) -> None:
    settle_down(store, catalog, days=9)
    poll(store, catalog, 8.45, calm(8))  # 23:48
    poll(store, catalog, 8.5, calm(9))  # 01:00 of the next day, refreshed in between
    assert store.quarantines.open() == ()
    assert qwens_share(store, Measure.ALL_TIME)[0] is not None


def test_a_model_that_jumps_in_a_family_that_falls_is_doubted_once(store, catalog) -> None:
    sizes = ("0.6B", "1.7B", "4B", "8B", "14B", "32B")
    for day in range(10):
        poll(store, catalog, day, {f"Qwen/Qwen3-{size}": (100_000, 900_000) for size in sizes})
    after = {f"Qwen/Qwen3-{size}": (50_000, 900_000) for size in sizes}
    poll(store, catalog, 10, {**after, QWEN: (50_000, 9_000_000)})
    found = store.quarantines.open()
    assert len(found) == len({one.model for one in found}) == len(sizes)


def test_a_doubted_model_whose_owner_is_missed_counts_once(store, catalog) -> None:
    settle_down(store, catalog)
    poll(store, catalog, 10, jump(10))
    poll(store, catalog, 10.5, jump(10), missed="Qwen")
    _, low, high = qwens_share(store)
    assert (low, high) == (Fraction(1, 2), Fraction(77, 87))  # a tenth more by now, at most
    poll(store, catalog, 12, jump(10), missed="Qwen")
    assert qwens_share(store) == (None, None, None)  # seen too long ago
