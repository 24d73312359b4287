"""The main job over a recorded series of the real Hub, next to the same computed by hand."""

from __future__ import annotations

import csv
import fnmatch
import json
import tomllib
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from sharewatch.cli import parser as cli
from sharewatch.files import resource

SERIES = "data/hub_downloads_2026-02_2026-05.csv"


def family_of(model_id: str, catalog: dict) -> str | None:
    """The catalog's rules, read afresh and applied in the plainest way."""
    owner, _, name = model_id.lower().partition("/")

    def any_of(patterns: list[str]) -> bool:
        return any(fnmatch.fnmatchcase(name, pattern.lower()) for pattern in patterns)

    for family in catalog["family"]:
        mine = owner in [one.lower() for one in family["owners"]]
        if mine and any_of(family["include"]) and not any_of(family.get("exclude", [])):
            return None if any_of(catalog["tracked"]["exclude"]) else family["name"]
    return None


def sums_by_hand(path: Path) -> dict[str, dict[str, int]]:
    """Each date's 30-day downloads by family."""
    catalog = tomllib.loads(resource("families.toml").read_text("utf-8"))
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with path.open(newline="") as lines:
        for line in csv.DictReader(lines):
            if family := family_of(line["model_id"], catalog):
                sums[line["date"]][family] += int(line["downloads_30d"])
    return sums


def test_every_share_of_every_date_equals_the_one_computed_by_hand(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shared / SERIES
    folder = ["--data-dir", str(tmp_path)]
    watched = ["--family", "Qwen", "--measure", "30d", "--above", "0.7", "--confirm", "1"]
    assert cli.main([*folder, "rules", "add", *watched]) == 0
    assert cli.main([*folder, "replay", str(path)]) == 0
    capsys.readouterr()
    assert cli.main([*folder, "shares", "--all", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)

    by_hand = sums_by_hand(path)
    assert len(by_hand) == 18
    assert {one["as_of"][:10] for one in found} == set(by_hand)
    for one in found:
        of_date = by_hand[one["as_of"][:10]]
        assert one["value"] == of_date.get(one["family"], 0), one
        assert one["share"] == of_date.get(one["family"], 0) / sum(of_date.values())
        assert one["complete"]

    assert cli.main([*folder, "alerts", "--json"]) == 0
    told = [(one["kind"], one["as_of"][:10]) for one in json.loads(capsys.readouterr().out)]
    assert told == crossings([(day, of["Qwen"] / sum(of.values())) for day, of in by_hand.items()])


def crossings(shares: list[tuple[str, float]], level: float = 0.7) -> list[tuple[str, str]]:
    """What a rule without margin and confirmation must have said."""
    said = [("BASELINE", shares[0][0])] if shares[0][1] >= level else []
    for (_, before), (day, now) in pairwise(shares):
        if (before >= level) != (now >= level):
            said.append(("FIRED" if now >= level else "CLEARED", day))
    return said
