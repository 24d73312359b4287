"""Recorded series: read, refused with a place and a reason, and listed again over HTTP."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.recording import RecordingError, read_recording
from sharewatch.hub.demo.server import EmbeddedHub

HEADER = "date,model_id,downloads_30d,downloads_all_time,likes\n"
FEB_15 = 1_771_113_600
DAY = 86_400
SERIES = "data/hub_downloads_2026-02_2026-05.csv"


def write(tmp_path: Path, text: str, name: str = "series.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


def test_a_day_lists_its_own_rows_and_other_days_list_nothing(tmp_path: Path) -> None:
    text = HEADER + "2026-02-17,a/x,3,,\n2026-02-15,a/x,1,10,5\n2026-02-15,b/y,2,20,6\n"
    recording = read_recording(write(tmp_path, text))
    assert recording.dates == (FEB_15, FEB_15 + 2 * DAY)
    first = recording.models_at(FEB_15 + DAY - 1).rows()
    assert [(r.model_id, r.downloads_30d, r.downloads_all_time, r.likes) for r in first] == [
        ("a/x", 1, 10, 5),
        ("b/y", 2, 20, 6),
    ]
    assert recording.models_at(FEB_15 - 1).rows() == []
    assert recording.models_at(FEB_15 + DAY).rows() == []
    assert recording.models_at(FEB_15 + 3 * DAY).rows() == []
    (last,) = recording.models_at(FEB_15 + 2 * DAY).rows()
    assert (last.downloads_30d, last.downloads_all_time, last.likes) == (3, None, None)
    assert last.hub_id == first[0].hub_id
    assert last.created_at is None


def test_a_mark_windows_line_ends_and_further_columns_are_fine(tmp_path: Path) -> None:
    text = "\ufefflikes,date,model_id,note,downloads_all_time,downloads_30d\r\n"
    recording = read_recording(write(tmp_path, text + "1,2026-02-15,a/x,hello,,7\r\n\r\n"))
    (row,) = recording.models_at(FEB_15).rows()
    assert (row.downloads_30d, row.likes) == (7, 1)


def test_equal_lines_count_once(tmp_path: Path) -> None:
    text = HEADER + "2026-02-15,a/x,1,,5\n2026-02-15,a/x,1,,5\n"
    assert len(read_recording(write(tmp_path, text)).models_at(FEB_15).rows()) == 1


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("", "line 1, column date", "missing"),
        ("date,model_id,downloads_30d,likes\n", "line 1, column downloads_all_time", "missing"),
        (HEADER, "line 2, column date", "no rows"),
        (HEADER + "15.02.2026,a/x,1,,\n", "line 2, column date", "not a date"),
        (HEADER + "2026-02-30,a/x,1,,\n", "line 2, column date", "not a date"),
        (
            HEADER + "2026-02-15,a/x,1,,\n2026-02-15,a/y,-1,,\n",
            "line 3, column downloads_30d",
            "-1",
        ),
        (HEADER + "2026-02-15,a/x,1.5,,\n", "line 2, column downloads_30d", "whole number"),
        (HEADER + "2026-02-15,a/x,1,2e3,\n", "line 2, column downloads_all_time", "whole number"),
        (HEADER + "2026-02-15,a/x,1,,²\n", "line 2, column likes", "whole number"),
        (HEADER + "2026-02-15,a/../x,1,,\n", "line 2, column model_id", "not a model id"),
        (HEADER + "2026-02-15,a/b/c,1,,\n", "line 2, column model_id", "not a model id"),
        (HEADER + "2026-02-15,,1,,\n", "line 2, column model_id", "not a model id"),
        (HEADER + "2026-02-15,a/x,1\n", "line 2, column downloads_all_time", "3 values"),
        (HEADER + "2026-02-15,a/x,1,,,\n", "line 2, column likes", "6 values for 5"),
        (
            HEADER + "2026-02-15,a/x,1,,\n2026-02-15,a/y,1,,\n2026-02-15,a/x,1,,4\n",
            "line 4, column likes",
            "on line 2",
        ),
    ],
)
def test_a_fault_is_named_by_file_line_column_and_reason(
    tmp_path: Path, text: str, place: str, reason: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert str(caught.value).startswith(f"{path}: {place}: ")
    assert reason in str(caught.value)


def test_a_file_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "binary.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecordingError, match=r"binary\.csv"):
        read_recording(path)
    with pytest.raises(RecordingError, match=r"none\.csv"):
        read_recording(tmp_path / "none.csv")


def test_lineage_is_joined_to_the_models(tmp_path: Path) -> None:
    text = "model_id,base_model,relation\na/x,b/y,merge\na/x,b/z,merge\na/x,b/z,\n"
    lineage = write(tmp_path, text, "lineage.csv")
    recording = read_recording(write(tmp_path, HEADER + "2026-02-15,a/x,1,,\n"), lineage)
    (row,) = recording.models_at(FEB_15).rows()
    assert (row.relation, row.base_models) == ("merge", ("b/y", "b/z"))


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("a/x,b/y,cousin\n", "line 2, column relation"),
        ("a/x,,merge\n", "line 2, column base_model"),
        ("a x,b/y,merge\n", "line 2, column model_id"),
    ],
)
def test_a_fault_in_the_lineage_is_named_too(tmp_path: Path, line: str, place: str) -> None:
    lineage = write(tmp_path, "model_id,base_model,relation\n" + line, "lineage.csv")
    with pytest.raises(RecordingError, match=place):
        read_recording(write(tmp_path, HEADER + "2026-02-15,a/x,1,,\n"), lineage)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as session:
        yield session


def test_a_real_series_comes_back_over_http_as_the_file_has_it(
    shared: Path, client: httpx.Client
) -> None:
    with (shared / SERIES).open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    recording = read_recording(shared / SERIES)
    assert len(recording.dates) == 18
    assert len({line["model_id"] for line in lines}) == 2215
    clock = SimulatedClock(0, 0)
    with EmbeddedHub(recording, clock, quota=None) as hub:
        for date in recording.dates:
            clock.set(date + 43_200)
            found: list[dict[str, object]] = []
            url = "/api/models?sort=downloads&limit=1000&expand=downloads&expand=likes"
            page = client.get(hub.url + url)
            found += page.json()
            while "next" in page.links:
                page = client.get(page.links["next"]["url"])
                found += page.json()
            day = parsedate_to_datetime(page.headers["Date"]).date().isoformat()
            assert sorted((m["id"], m["downloads"], m["likes"]) for m in found) == sorted(
                (line["model_id"], int(line["downloads_30d"]), int(line["likes"]))
                for line in lines
                if line["date"] == day
            )


def test_a_recorded_model_is_found_by_name_with_its_lineage(
    shared: Path, client: httpx.Client
) -> None:
    recording = read_recording(shared / SERIES, shared / "data/lineage_2025-12-30.csv")
    with EmbeddedHub(recording, SimulatedClock(recording.dates[-1], 0)) as hub:
        expand = "expand=baseModels&expand=createdAt&expand=downloadsAllTime&expand=tags"
        url = f"{hub.url}/api/models?limit=1000&filter=base_model:Qwen/Qwen2.5-7B-Instruct&{expand}"
        models = client.get(url).json()
        assert models
        for model in models:
            assert {base["id"] for base in model["baseModels"]["models"]} == {
                "Qwen/Qwen2.5-7B-Instruct"
            }
            assert "createdAt" not in model
            assert "downloadsAllTime" not in model


@pytest.mark.parametrize("day", ["0001-01-01", "1970-01-01", "2100-01-01"])
def test_a_year_that_can_only_be_a_slip_is_refused(tmp_path, day):
    path = tmp_path / "s.csv"
    path.write_text(f"date,model_id,downloads_30d,downloads_all_time,likes\n{day},a/b,1,,\n")
    with pytest.raises(RecordingError, match=r"line 2, column date: .* years 2000 to 2099"):
        read_recording(path)
