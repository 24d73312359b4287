"""The simulated ecosystem: deterministic, consistent, and with the story it promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import pytest

from sharewatch.core.catalog import Catalog, parse_catalog
from sharewatch.core.snapshot import ModelRow
from sharewatch.files import resource
from sharewatch.hub.demo.cast import OFFICIAL, parameters, unfold
from sharewatch.hub.demo.ecosystem import Ecosystem
from sharewatch.hub.demo.script import shipped_script

DAY = 86_400
ANCHOR = 1_780_012_800
NOON = 13 * 3600
SURGE = "Qwen/Qwen3-VL-2B-Instruct"


@pytest.fixture(scope="module")
def world() -> Ecosystem:
    return Ecosystem(anchor=ANCHOR)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return parse_catalog(resource("families.toml").read_text("utf-8"))


def rows(world: Ecosystem, day: int, second: int = NOON) -> dict[str, ModelRow]:
    return {row.model_id: row for row in world.rows_at(ANCHOR + day * DAY + second)}


def shares(world: Ecosystem, catalog: Catalog, day: int) -> dict[str, Fraction]:
    """Official 30-day shares; the families of all models are looked up once a world."""
    listing = world.models_at(ANCHOR + day * DAY + NOON)
    sums: Counter[str] = Counter()
    for card, count in zip(listing.cards, listing.downloads, strict=True):
        family = _family(catalog, card.model_id)
        if family is not None and card.hub_id not in listing.unlisted:
            sums[family] += count or 0
    return {family: Fraction(count, sums.total()) for family, count in sums.items()}


_FAMILIES: dict[str, str | None] = {}


def _family(catalog: Catalog, model_id: str) -> str | None:
    if model_id not in _FAMILIES:
        _FAMILIES[model_id] = catalog.family_of(model_id)
    return _FAMILIES[model_id]


def qwen(world: Ecosystem, catalog: Catalog, days: Sequence[int]) -> list[float]:
    return [float(shares(world, catalog, day)["Qwen"]) for day in days]


def test_the_same_seed_gives_the_same_world(world: Ecosystem) -> None:
    twin = Ecosystem(anchor=ANCHOR)
    assert rows(twin, 30) == rows(world, 30)
    assert rows(twin, -200) == rows(world, -200)


def test_another_seed_gives_another_world(world: Ecosystem) -> None:
    assert rows(Ecosystem(anchor=ANCHOR, seed=8), 0) != rows(world, 0)


def test_the_cast_is_the_catalogs(world: Ecosystem, catalog: Catalog) -> None:
    families = shipped_script().families
    for role in world.roles:
        expected = families[role.family].name if role.kind == OFFICIAL else None
        assert catalog.family_of(role.model_id) == expected, role.model_id
    today = rows(world, 0)
    assert len(today) >= 3000
    assert sum(catalog.family_of(path) is not None for path in today) >= 900
    assert len({row.hub_id for row in today.values()}) == len(today)


def test_counts_are_sound_on_every_day_it_covers(world: Ecosystem) -> None:
    for day in (-400, -301, -77, 0, 399, 800):
        for row in rows(world, day).values():
            assert row.downloads_30d is not None
            assert row.downloads_all_time is not None
            assert row.likes is not None
            assert 0 <= row.downloads_30d <= row.downloads_all_time
            assert row.likes >= 0


@pytest.mark.parametrize("day", [-300, -150, 5, 200])
def test_thirty_days_of_all_time_make_the_window(world: Ecosystem, day: int) -> None:
    whole = [d for d in (day, day - 30) if world.refreshes_whole(d)]
    assert len(whole) == 2, "choose a day on which all models refresh"
    before, after = rows(world, day - 30), rows(world, day)
    compared = 0
    for path, row in after.items():
        if path not in before or path == shipped_script().revision.model:
            continue
        grown = (row.downloads_all_time or 0) - (before[path].downloads_all_time or 0)
        assert row.downloads_30d == grown, path
        compared += 1
    assert compared > 1500


def test_counts_come_out_once_a_day_between_seven_and_twelve(world: Ecosystem) -> None:
    hours = set()
    for day in range(10):
        at = world.published_at(day) - ANCHOR - day * DAY
        assert 7 * 3600 <= at < 12 * 3600
        hours.add(at // 3600)
        before = {p: row.downloads_30d for p, row in rows(world, day, at - 1).items()}
        after = {p: row.downloads_30d for p, row in rows(world, day, at).items()}
        evening = {p: row.downloads_30d for p, row in rows(world, day, DAY - 1).items()}
        assert sum(before.get(p) != count for p, count in after.items()) > 1500
        assert all(evening[p] == count for p, count in after.items())
    assert len(hours) > 1


def test_some_issues_refresh_only_some_models(world: Ecosystem) -> None:
    partial = next(day for day in range(-60, 0) if not world.refreshes_whole(day))
    before, after = rows(world, partial - 1), rows(world, partial)
    busy = [p for p, row in before.items() if p in after and (row.downloads_30d or 0) > 10_000]
    kept = sum(before[p].downloads_30d == after[p].downloads_30d for p in busy)
    assert 0.25 < kept / len(busy) < 0.55


def test_qwen_climbs_for_a_year_and_crosses_half_within_days(
    world: Ecosystem, catalog: Catalog
) -> None:
    assert qwen(world, catalog, [-365])[0] == pytest.approx(0.35, abs=0.01)
    assert qwen(world, catalog, [0])[0] == pytest.approx(0.496, abs=0.003)
    coming = qwen(world, catalog, range(20))
    crossed = next(day for day, share in enumerate(coming) if share >= 0.5)
    assert 3 <= crossed <= 6
    assert all(share < 0.5 for share in coming[:crossed])
    assert all(share > 0.5 for share in coming[crossed:])
    assert all(share > 0.51 for share in qwen(world, catalog, [20, 40, 90, 200, 400, 600, 800]))


def test_shares_move_gently_outside_the_outlier(world: Ecosystem, catalog: Catalog) -> None:
    for first, last in [(-365, -200), (-108, 40)]:
        before = shares(world, catalog, first)
        for day in range(first + 1, last):
            now = shares(world, catalog, day)
            for family, share in now.items():
                assert abs(share - before.get(family, share)) < Fraction(1, 200), (day, family)
            before = now


def test_the_year_has_several_crossovers(world: Ecosystem, catalog: Catalog) -> None:
    then, now = shares(world, catalog, -365), shares(world, catalog, -1)
    assert then["Llama"] > then["Qwen"]
    assert now["Qwen"] > now["Llama"]
    assert "gpt-oss" not in then
    assert now["gpt-oss"] > now["Mistral"] > now["Phi"]
    assert then["Mistral"] > then["Nemotron"]
    assert now["Nemotron"] > now["Mistral"]


def test_one_model_surges_and_moves_its_family(world: Ecosystem, catalog: Catalog) -> None:
    course = {day: rows(world, day)[SURGE].downloads_30d or 0 for day in range(-205, -95)}
    assert course[-200] == pytest.approx(13e6, rel=0.05)
    assert max(course.values()) == pytest.approx(187e6, rel=0.05)
    assert course[-100] == pytest.approx(22e6, rel=0.05)
    assert max(qwen(world, catalog, [-152])) > 0.55
    assert qwen(world, catalog, [-100])[0] < 0.48


def test_a_family_dips_for_two_days_and_recovers(world: Ecosystem) -> None:
    dip = shipped_script().dip
    path = "google/gemma-3-1b-it"
    seen = [rows(world, dip.day + n)[path].downloads_all_time or 0 for n in range(-1, 3)]
    assert max(seen[1], seen[2]) < seen[0] < seen[3]
    assert rows(world, dip.day)["Qwen/Qwen3-8B"].downloads_all_time is not None


def test_one_count_is_corrected_and_stays_lower(world: Ecosystem) -> None:
    revision = shipped_script().revision
    before, after, later = (rows(world, revision.day + n)[revision.model] for n in (-1, 0, 2))
    assert (after.downloads_all_time or 0) < 0.95 * (before.downloads_all_time or 0)
    assert (later.downloads_all_time or 0) > (after.downloads_all_time or 0)
    assert (later.downloads_all_time or 0) < (before.downloads_all_time or 0)


def test_a_rename_keeps_identity_and_counts(world: Ecosystem) -> None:
    rename = shipped_script().rename
    before, after = rows(world, rename.day - 1), rows(world, rename.day)
    assert rename.model not in after
    assert after[rename.to].hub_id == before[rename.model].hub_id
    assert (after[rename.to].downloads_all_time or 0) >= (
        before[rename.model].downloads_all_time or 0
    )


def test_models_appear_and_one_goes_missing_for_a_day(world: Ecosystem) -> None:
    today, tomorrow = rows(world, 0), rows(world, 2)
    assert any(path.startswith("Qwen/Qwen3.7") for path in tomorrow.keys() - today.keys())
    for absence in shipped_script().absent:
        for day, listed in ((-1, True), (0, False), (1, True)):
            assert (absence.model in rows(world, absence.day + day)) is listed


def test_lineage_is_as_untidy_as_the_hubs(world: Ecosystem) -> None:
    today = rows(world, 0)
    relations = Counter(row.relation for row in today.values())
    assert min(relations[r] for r in ("adapter", "finetune", "merge", "quantized")) > 50
    assert today["unsloth/Qwen3-8B-GGUF"].base_models == ("unsloth/Qwen3-8B-GGUF",)
    assert today["hobbyist-lab/Qwen3-8B-Roleplay"].base_models == ("qwen/qwen3-8b",)
    assert today["hobbyist-lab/Qwen2.5-7B-Homework"].base_models == ()
    assert len(today["hobbyist-lab/Everything-7B-merge"].base_models) == 5
    listing = world.models_at(ANCHOR + NOON)
    homework = listing.cards[listing.by_path["hobbyist-lab/Qwen2.5-7B-Homework"]]
    assert "base_model:finetune:/data/models/Qwen2.5-7B-Instruct" in homework.tags


def test_history_is_a_poll_a_day_oldest_first_without_today(world: Ecosystem) -> None:
    polls = list(world.history(days=5))
    assert [at for at, _ in polls] == [ANCHOR + day * DAY + NOON for day in range(-5, 0)]
    assert polls[2][1] == list(rows(world, -3).values())


def test_times_before_the_first_show_the_first(world: Ecosystem) -> None:
    assert rows(world, -5000) == {}
    early = rows(world, -430)
    assert early
    assert all((row.downloads_30d or 0) >= 0 for row in early.values())


def test_fewer_families_share_the_whole() -> None:
    few = [f for f in shipped_script().families if f.name in ("Qwen", "Gemma", "Kimi")]
    world = Ecosystem(few, anchor=ANCHOR)
    today = rows(world, 0)
    assert {path.partition("/")[0] for path in today} >= {"Qwen", "google", "moonshotai"}
    assert not any(path.startswith("meta-llama/") for path in today)


def test_a_world_without_the_leader_or_the_outlier_still_turns() -> None:
    gemma = [f for f in shipped_script().families if f.name == "Gemma"]
    today = rows(Ecosystem(gemma, anchor=ANCHOR), 0)
    assert sum(row.downloads_30d or 0 for p, row in today.items() if "gemma" in p) > 1e8


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("a", ["a"]),
        ("a{,-b}", ["a", "a-b"]),
        ("{a,b{,-c{1,2}}}-d", ["a-d", "b-d", "b-c1-d", "b-c2-d"]),
        ("{a,b}{x,y}", ["ax", "ay", "bx", "by"]),
    ],
)
def test_braces_unfold_as_in_a_shell(names: str, expected: list[str]) -> None:
    assert list(unfold(names)) == expected


@pytest.mark.parametrize(
    ("model_id", "expected"),
    [
        ("Qwen/Qwen3-30B-A3B", 30e9),
        ("mistralai/Mixtral-8x7B-v0.1", 56e9),
        ("google/gemma-3-270m-it", 270e6),
        ("google/gemma-3n-E2B", 2e9),
        ("Qwen/Qwen-1_8B", 1.8e9),
        ("x/Model-4bit", None),
        ("x/Falcon", None),
    ],
)
def test_names_tell_sizes(model_id: str, expected: float | None) -> None:
    assert parameters(model_id) == expected
