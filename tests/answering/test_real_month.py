"""A month of the real series, which has 30-day counts alone, beside the same by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sharewatch.cli import parser as cli
from sharewatch.files import resource
from sharewatch.places import read_catalog

SERIES = "data/hub_downloads_2026-02_2026-05.csv"


def test_february_is_28_of_30_days_of_each_count_at_its_end(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--data-dir", str(tmp_path)]
    assert cli.main([*folder, "import", str(shared / SERIES)]) == 0
    capsys.readouterr()
    asked = ["shares", "--measure", "month", "--at", "2026-02-20", "--json"]
    assert cli.main([*folder, *asked]) == 0
    found = json.loads(capsys.readouterr().out)

    catalog = read_catalog(resource("families.toml"))
    by_hand = dict.fromkeys((one.name for one in catalog.facts), 0)
    models = 0
    with (shared / SERIES).open(newline="") as lines:
        for line in csv.DictReader(lines):
            family = catalog.family_of(line["model_id"])
            if line["date"] == "2026-03-01" and family:
                by_hand[family] += int(line["downloads_30d"]) * 28 // 30
                models += 1
    assert {one["family"]: one["value"] for one in found} == by_hand
    assert {(one["period"], one["estimated"], one["scope_models"]) for one in found} == {
        ("2026-02", True, models)
    }
