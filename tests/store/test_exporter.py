"""Daily shares as a file for spreadsheets and programs."""

from __future__ import annotations

import csv
import json
import stat

import pytest

from sharewatch.core.board import Source, SourceKind
from sharewatch.store import errors
from sharewatch.store.exporter import COLUMNS, export_shares


@pytest.fixture
def filled(store, make):
    store.bind_source(Source(SourceKind.DEMO, "=demo()"))
    make.poll(store, make.sweep(), sums=make.sums(Qwen=1, Llama=3))
    make.poll(
        store,
        make.sweep(at=make.NOON + make.DAY, failed=("b",)),
        sums=make.sums(Qwen=2, Llama=None),
    )
    return store


def test_a_spreadsheet_gets_a_row_for_each_day_and_family(filled, tmp_path):
    path = tmp_path / "shares.csv"
    assert export_shares(filled, path) == 4
    with path.open(encoding="utf-8", newline="") as file:
        first, second, third, fourth = csv.DictReader(file)
    assert first == {
        "as_of": "2024-10-04T12:00:00Z",
        "scope": "tracked",
        "attribution": "official",
        "measure": "30d",
        "family": "Qwen",
        "value": "1",
        "share": "0.25",
        "share_low": "0.25",
        "share_high": "0.25",
        "scope_models": "2",
        "complete": "true",
        "catalog": "1",
        "source": "demo",
        "source_label": "'=demo()",
    }
    assert second["share"] == "0.75"
    assert (third["value"], third["share"], third["complete"]) == ("2", "", "false")
    assert (fourth["value"], fourth["share"]) == ("", "")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_program_gets_the_same_rows_with_types(filled, tmp_path):
    path = tmp_path / "shares.JSON"
    export_shares(filled, path)
    first, *_, last = json.loads(path.read_text("utf-8"))
    assert tuple(first) == COLUMNS
    assert (first["value"], first["share"], first["complete"]) == (1, 0.25, True)
    assert first["source_label"] == "=demo()"
    assert (last["value"], last["share"], last["complete"]) == (None, None, False)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0"])
def test_a_text_that_a_spreadsheet_would_run_is_guarded(store, make, tmp_path, start):
    make.poll(store, make.sweep(), sums=make.sums(**{f"{start}1+1": 1}))
    path = tmp_path / "shares.csv"
    export_shares(store, path)
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["family"] == f"'{start}1+1"
    assert row["source"] == ""


def test_an_empty_store_exports_nothing_and_overwrites_nothing(store, tmp_path):
    path = tmp_path / "shares.csv"
    path.write_text("kept")
    with pytest.raises(errors.ExportFailed, match="nothing to export"):
        export_shares(store, path)
    assert path.read_text() == "kept"


def test_another_format_is_refused_by_name(store, tmp_path):
    with pytest.raises(errors.ExportFailed, match=r"shares\.xlsx: .* \.csv, \.json or \.parquet"):
        export_shares(store, tmp_path / "shares.xlsx")
    assert not (tmp_path / "shares.xlsx").exists()


def test_a_place_that_can_not_be_written_keeps_the_old_file(filled, tmp_path):
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(errors.ExportFailed, match="is not a folder"):
        export_shares(filled, tmp_path / "file" / "shares.csv")
