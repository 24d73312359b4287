"""Real files brought in as a user would, next to the same computed by hand."""

from __future__ import annotations

import csv
import fnmatch
import json
import math
import shutil
import tomllib
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sharewatch.cli import parser as cli
from sharewatch.cli.exits import Exit
from sharewatch.files import resource
from sharewatch.store.store import Store

SERIES = "data/hub_downloads_2026-02_2026-05.csv"
REGIONS = "data/atom_organization_regions.csv"
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
def imported(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the series was brought."""
    folder = tmp_path_factory.mktemp("imported")
    assert cli.main(["--data-dir", str(folder), "import", str(shared / SERIES)]) == 0
    return folder


@pytest.fixture
def asked(ask: Ask, imported: Path, tmp_path: Path) -> Ask:
    """The same over a copy of the folder into which the series was brought."""
    shutil.copytree(imported, tmp_path, dirs_exist_ok=True)
    return ask


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
    shared: Path, asked: Ask, family_of: FamilyOf, left_out: tuple[str, ...]
) -> None:
    told = asked("import", str(shared / SERIES))
    assert (told["models"], told["stored"], told["known"]) == (2215, 0, 18)
    without = [word for one in left_out for word in ("--without", one)]
    found = {one["family"]: one for one in asked("shares", "--at", TO, *without)}
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
    shared: Path, asked: Ask, family_of: FamilyOf, panel: str
) -> None:
    dates = read(shared / SERIES)
    first, last = ({m: n for m, n in dates[day].items() if family_of(m)} for day in (FROM, TO))
    fixed = []
    if panel == "fixed":
        fixed = ["--fixed-panel"]
        both = first.keys() & last.keys()
        first, last = ({m: one[m] for m in both} for one in (first, last))
    by_hand = moves(first, last, family_of, "Qwen")
    found = asked("movers", "--family", "Qwen", "--from", FROM, "--to", TO, *fixed)
    ends = [Fraction(sums(one, family_of)["Qwen"], sum(one.values())) for one in (first, last)]
    assert [found["share_from"], found["share_to"]] == [float(one) for one in ends]
    assert sum(by_hand.values()) == ends[1] - ends[0]
    assert found["change"] == float(ends[1] - ends[0])
    assert {one["model_id"]: one["contribution"] for one in found["models"]} == pytest.approx(
        {model: float(part) for model, part in by_hand.items()}, rel=1e-12
    )
    assert math.fsum(one["contribution"] for one in found["models"]) == found["change"]
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


def test_origins_follow_the_regions_that_a_published_list_gives(
    shared: Path, asked: Ask, family_of: FamilyOf
) -> None:
    asked("import", str(shared / REGIONS))
    with (shared / REGIONS).open(newline="") as lines:
        region = {line["hf_org"].lower(): line["region"] for line in csv.DictReader(lines)}
    models = {m: n for m, n in read(shared / SERIES)[TO].items() if family_of(m)}
    listed = {m: region[m.partition("/")[0].lower()] for m in models if named(m, region)}
    found = asked("origins", "--at", TO)
    assert found["sources"]["list"] == len(listed)
    assert sum(group["models"] for group in found["groups"]) == len(models)
    assert sum(group["value"] for group in found["groups"]) == sum(models.values())
    by_hand = Counter[str]()
    for model, label in listed.items():
        by_hand[label] += models[model]
    rest = sum(n for m, n in models.items() if m not in listed)
    for group in found["groups"]:
        assert 0 <= group["value"] - by_hand[group["origin"]] <= rest


def named(model_id: str, owners: dict[str, str]) -> bool:
    return model_id.partition("/")[0].lower() in owners


def test_a_release_date_that_was_brought_in_gives_a_model_its_adoption(
    shared: Path, asked: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--data-dir", str(tmp_path), "adoption", "moonshotai/Kimi-K2.5"]
    assert cli.main(words) == Exit.NOTHING
    assert "release" in capsys.readouterr().err
    assert asked("import", str(shared / "data/atom_release_date_corrections.csv"))["rows"] == 40
    assert asked("adoption", "moonshotai/Kimi-K2.5")["model_id"] == "moonshotai/Kimi-K2.5"
    with Store.open(tmp_path / "sharewatch.db") as store:
        assert store.lists.release_dates()["moonshotai/kimi-k2.5"] == 1_769_472_000


def test_real_lineage_says_which_edges_it_takes_and_why_not_the_others(
    shared: Path, asked: Ask
) -> None:
    asked("import", str(shared / "data/lineage_2025-12-30.csv"))
    found = asked("derivatives", "--all")
    assert (found["edges_accepted"], len(found["edges_rejected"])) == (905, 5)
    assert {one["reason"] for one in found["edges_rejected"]} == {"names itself"}


def test_a_catalog_written_as_csv_counts_the_imported_past_anew(
    shared: Path, asked: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "family,developer,country,colour,owners,include,exclude\n"
        "Embeddings,BAAI,CN,#0072b2,BAAI,bge*,\nRest,Qwen,CN,#d55e00,Qwen,*,\n"
    )
    assert cli.main(["--data-dir", str(tmp_path), "import", str(path)]) == 0
    assert "2 families" in capsys.readouterr().out
    shown = {one["family"]: one["value"] for one in asked("shares", "--at", TO)}
    models = read(shared / SERIES)[TO]
    assert shown == {
        "Embeddings": sum(n for m, n in models.items() if m.lower().startswith("baai/bge")),
        "Rest": sum(n for m, n in models.items() if m.lower().startswith("qwen/")),
    }
