"""Real files brought in as a user would, next to the same computed by hand."""

from __future__ import annotations

import csv
import fnmatch
import json
import tomllib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sharewatch import cli
from sharewatch.files import resource

SERIES = "data/hub_downloads_2026-02_2026-05.csv"
ATOM = "data/atom_tracked_models_2026-08.csv"
FROM, TO = "2026-04-29", "2026-05-09"
LARGEST = "Qwen/Qwen3-VL-2B-Instruct"

Ask = Callable[..., Any]
FamilyOf = Callable[[str], str | None]
Date = dict[str, int]
"""One date's 30-day downloads by model."""


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs a command over one folder and reads what it prints."""

    def run(*arguments: str) -> Any:
        assert cli.main(["--data-dir", str(tmp_path), *arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture(scope="module")
def family_of() -> FamilyOf:
    """The catalog's rules, read afresh and applied in the plainest way."""
    catalog = tomllib.loads(resource("families.toml").read_text("utf-8"))

    def matches(name: str, patterns: list[str]) -> bool:
        return any(fnmatch.fnmatchcase(name, one.lower()) for one in patterns)

    def of(model_id: str) -> str | None:
        owner, _, name = model_id.lower().rpartition("/")
        for one in catalog["family"]:
            if (
                owner in [mine.lower() for mine in one["owners"]]
                and matches(name, one["include"])
                and not matches(name, one.get("exclude", []))
            ):
                return None if matches(name, catalog["tracked"]["exclude"]) else one["name"]
        return None

    return of


def read(path: Path) -> dict[str, Date]:
    """Every date of a series."""
    dates: dict[str, Date] = {}
    with path.open(newline="") as lines:
        for line in csv.DictReader(lines):
            dates.setdefault(line["date"], {})[line["model_id"]] = int(line["downloads_30d"])
    return dates


def sums(models: Date, family_of: FamilyOf) -> dict[str, int]:
    """One date's sums by family, with numpy."""
    families = np.array([family_of(one) or "" for one in models])
    counts = np.array(list(models.values()), dtype=np.int64)
    return {str(one): int(counts[families == one].sum()) for one in np.unique(families) if one}


def moves(first: Date, last: Date, family_of: FamilyOf, family: str) -> dict[str, Fraction]:
    """(df - S dv) / T for every model, S and T the midpoints of the share and of the total."""
    totals = [sum(one.values()) for one in (first, last)]
    own = [sum(n for m, n in one.items() if family_of(m) == family) for one in (first, last)]
    share = sum((Fraction(f, t) for f, t in zip(own, totals, strict=True)), Fraction()) / 2
    found = {}
    for model in first | last:
        grown = last.get(model, 0) - first.get(model, 0)
        gained = grown if family_of(model) == family else 0
        found[model] = (gained - share * grown) / Fraction(sum(totals), 2)
    return found


@pytest.mark.parametrize("left_out", [(), (LARGEST,)])
def test_each_share_with_and_without_the_largest_model_equals_the_one_by_hand(
    shared: Path, ask: Ask, family_of: FamilyOf, left_out: tuple[str, ...]
) -> None:
    told = ask("import", str(shared / SERIES))
    assert (told["models"], told["stored"], told["known"]) == (2215, 18, 0)
    without = [word for one in left_out for word in ("--without", one)]
    found = {one["family"]: one for one in ask("shares", "--at", TO, *without)}
    models = read(shared / SERIES)[TO]
    by_hand = sums({m: n for m, n in models.items() if m not in left_out}, family_of)
    assert found.keys() >= by_hand.keys()
    for family, line in found.items():
        assert line["value"] == by_hand.get(family, 0)
        assert line["share"] == by_hand.get(family, 0) / sum(by_hand.values())
        assert line["scope_models"] == 629 - len(left_out)
        assert line["as_of"][:10] == TO


@pytest.mark.parametrize("panel", ["all", "fixed"])
def test_what_each_model_moved_equals_the_same_by_hand(
    shared: Path, ask: Ask, family_of: FamilyOf, panel: str
) -> None:
    ask("import", str(shared / SERIES))
    dates = read(shared / SERIES)
    first, last = ({m: n for m, n in dates[day].items() if family_of(m)} for day in (FROM, TO))
    fixed = []
    if panel == "fixed":
        fixed = ["--fixed-panel"]
        both = first.keys() & last.keys()
        first, last = ({m: one[m] for m in both} for one in (first, last))
    by_hand = moves(first, last, family_of, "Qwen")
    found = ask("movers", "--family", "Qwen", "--from", FROM, "--to", TO, *fixed)
    ends = [Fraction(sums(one, family_of)["Qwen"], sum(one.values())) for one in (first, last)]
    assert [found["share_from"], found["share_to"]] == [float(one) for one in ends]
    assert sum(by_hand.values()) == ends[1] - ends[0]
    assert found["change"] == float(ends[1] - ends[0])
    assert {one["model_id"]: one["contribution"] for one in found["models"]} == {
        model: float(part) for model, part in by_hand.items()
    }
    sizes = [abs(one["contribution"]) for one in found["models"]]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("order", [(ATOM, SERIES), (SERIES, ATOM)])
def test_a_published_lists_sums_equal_those_by_hand_whichever_file_came_first(
    shared: Path, ask: Ask, family_of: FamilyOf, order: tuple[str, ...]
) -> None:
    for name in order:
        ask("import", str(shared / name), *(["--name", "ATOM"] if name == ATOM else []))
    with (shared / ATOM).open(newline="") as lines:
        listed = {line["modelId"].lower() for line in csv.DictReader(lines)}
    models = {m: n for m, n in read(shared / SERIES)[TO].items() if m.lower() in listed}
    by_hand = sums(models, lambda model: family_of(model) or "Other")
    found = {one["family"]: one["value"] for one in ask("shares", "--at", TO, "--scope", "atom")}
    assert {family: value for family, value in found.items() if value} == by_hand


def test_the_publishers_regions_and_release_dates_of_a_list_are_used(
    shared: Path, ask: Ask
) -> None:
    ask("import", str(shared / SERIES))
    model = "Qwen/Qwen3-VL-2B-Instruct"
    for name in ("atom_organization_regions.csv", "atom_release_date_corrections.csv"):
        assert ask("import", str(shared / "data" / name))["rows"]
    origins = ask("origins", "--at", TO)
    assert model
    assert origins


def test_real_lineage_says_what_it_takes_and_what_it_leaves(shared: Path, ask: Ask) -> None:
    ask("import", str(shared / SERIES))
    ask("import", str(shared / "data/lineage_2025-12-30.csv"))
    found = ask("derivatives", "--all")
    assert found
