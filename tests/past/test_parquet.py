"""Parquet: this program's columns, the Hub's published history, and tables written."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sharewatch.core.identity import derived_id
from sharewatch.core.snapshot import ModelRow
from sharewatch.past.found import Snapshots
from sharewatch.past.parquet_out import write_parquet
from sharewatch.past.reader import read
from sharewatch.past.watch import ReadStopped
from sharewatch.table_text import ReadError

Write = Callable[..., Path]

FEB_15 = 1_771_113_600
CREATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC).replace(tzinfo=None)  # as such files have it
ID = "{:024x}".format

BASES = {
    "models": [{"_id": ID(9), "id": "b/y"}, {"_id": ID(8), "id": "./out"}],
    "relation": "merge",
}
HUB_STATS = {
    "_id": ID(1),
    "id": "a/x",
    "author": "a",
    "downloads": 1,
    "downloadsAllTime": 10,
    "likes": 5,
    "pipeline_tag": "text-generation",
    "tags": ["base_model:b/y", "base_model:quantized:b/y", "en"],
    "createdAt": CREATED,
    "disabled": False,
    "safetensors": {"parameters": {"BF16": 7}, "total": 7},
    "gguf": {"total": 8, "chat_template": "…"},
    "baseModels": BASES,
}
ROW = ModelRow(
    ID(1), "a/x", 1, 10, 5, 1_767_323_045, "text-generation", False, "merge", ("b/y",), 7,
    "safetensors",
)  # fmt: skip


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    def at(rows: list[dict[str, Any]], name: str = "2026-02-15.parquet") -> Path:
        path = tmp_path / name
        pq.write_table(pa.Table.from_pylist(rows), path)
        return path

    return at


def snapshots(path: Path, date: int | None = None) -> Snapshots:
    found = read(path, date=date)
    assert isinstance(found, Snapshots)
    return found


def test_a_row_of_hub_stats_is_understood(save: Callable[..., Path]) -> None:
    found = snapshots(save([HUB_STATS]))
    assert found.dates == (FEB_15,)
    assert list(found.rows_at(FEB_15)) == [ROW]


def test_nested_columns_may_be_json_and_times_text(save: Callable[..., Path]) -> None:
    row = HUB_STATS | {
        "createdAt": "2026-01-02T03:04:05.000Z",
        "safetensors": '{"parameters": {"BF16": 7}, "total": 7}',
        "gguf": "{broken",
        "baseModels": '{"models": [{"id": "b/y"}, 3], "relation": "merge"}',
    }
    assert list(snapshots(save([row])).rows_at(FEB_15)) == [ROW]


def test_older_files_say_less(save: Callable[..., Path]) -> None:
    row = {"modelId": "a/x", "downloads": 1, "likes": 5, "tags": HUB_STATS["tags"]}
    (found,) = snapshots(save([row]), FEB_15).rows_at(FEB_15)
    lineage = {"relation": "quantized", "base_models": ("b/y",)}
    assert found == ModelRow(derived_id("a/x"), "a/x", 1, None, 5, **lineage)


def test_a_size_comes_from_gguf_where_safetensors_say_none(save: Callable[..., Path]) -> None:
    rows = [HUB_STATS | {"safetensors": None}, HUB_STATS | {"_id": ID(2), "id": "a/y"}]
    first, second = snapshots(save(rows)).rows_at(FEB_15)
    assert (first.parameters, first.parameters_source) == (8, "gguf")
    assert (second.parameters, second.parameters_source) == (7, "safetensors")
    (none,) = snapshots(save([HUB_STATS | {"safetensors": "{broken", "gguf": "[]"}])).rows_at(
        FEB_15
    )
    assert (none.parameters, none.parameters_source) == (None, None)


def test_rows_of_hub_stats_that_cannot_be_used_are_left_out_and_told(
    save: Callable[..., Path],
) -> None:
    rows = [
        HUB_STATS,
        HUB_STATS | {"_id": ID(2), "id": None},
        HUB_STATS | {"downloads": 2},
        HUB_STATS,
        HUB_STATS | {"_id": "7", "id": "a/y"},
        HUB_STATS | {"_id": ID(3), "id": "a/z", "likes": -1},
        HUB_STATS | {"_id": ID(4), "id": "a/w"},
    ]
    found = snapshots(save(rows))
    assert [row.model_id for row in found.rows_at(FEB_15)] == ["a/x", "a/w"]
    tally = found.tally
    assert (tally.rows, tally.duplicates, tally.rejected, tally.models) == (7, 1, 4, 2)
    assert tally.reasons == (
        "row 2, column model_id: it is empty",
        "row 5, column hub_id: '7' is not 24 hexadecimal digits",
        "row 6, column likes: -1 is not a whole number from 0 up",
        (
            "row 3, column downloads_30d: a/x stands on row 1 with another downloads_30d for the "
            "same date; keep one of the two"
        ),
    )


def test_hub_stats_without_a_date_ask_for_one(save: Callable[..., Path]) -> None:
    with pytest.raises(ReadError, match="--date 2026-02-15"):
        read(save([HUB_STATS], "models.parquet"))


OWN = {
    "date": date(2026, 2, 15),
    "model_id": "a/x",
    "downloads_30d": 1,
    "downloads_all_time": None,
    "likes": 5,
}


@pytest.mark.parametrize(
    "day", ["2026-02-15", date(2026, 2, 15), CREATED.replace(month=2, day=15, tzinfo=UTC)]
)
def test_our_own_columns_may_hold_dates_in_any_type(save: Callable[..., Path], day: object) -> None:
    found = snapshots(
        save([OWN | {"date": day, "base_models": ["b/y"], "likes": 5.0}], "x.parquet")
    )
    expected = ModelRow(derived_id("a/x"), "a/x", 1, None, 5, base_models=("b/y",))
    assert list(found.rows_at(FEB_15)) == [expected]


def test_a_missing_number_is_unknown_and_part_of_one_is_refused(save: Callable[..., Path]) -> None:
    nan = float("nan")
    (row,) = snapshots(save([OWN | {"downloads_all_time": nan}])).rows_at(FEB_15)
    assert row.downloads_all_time is None
    with pytest.raises(ReadError, match=r"row 2, column likes: 2\.5 is not a whole number"):
        read(save([OWN | {"likes": 5.0}, OWN | {"model_id": "a/y", "likes": 2.5}]))


def test_contradicting_rows_of_our_own_columns_are_refused(save: Callable[..., Path]) -> None:
    with pytest.raises(ReadError, match="row 2, column likes: a/x stands on row 1 "):
        read(save([OWN, OWN | {"likes": 6}]))
    with pytest.raises(ReadError, match="dates of its own"):
        read(save([OWN]), date=FEB_15)


def test_other_columns_and_damage_are_refused(write: Write, save: Callable[..., Path]) -> None:
    with pytest.raises(ReadError, match="its columns are neither"):
        read(save([{"a": 1}]))
    with pytest.raises(ReadError, match="no row of it can be used; row 1, column model_id: it is"):
        read(save([HUB_STATS | {"id": None}]))
    whole = (path := save([HUB_STATS])).read_bytes()
    pq.write_table(pa.Table.from_pylist([HUB_STATS]).slice(0, 0), path)
    with pytest.raises(ReadError, match="the file has no rows"):
        read(path)
    for damaged in (b"PAR1", whole[:-20], whole[:200] + bytes(200) + whole[400:]):
        with pytest.raises(ReadError, match="damaged Parquet, fetch it again"):
            read(write(damaged, "2026-02-15.parquet"))


def test_reading_parquet_can_be_followed_and_stopped(save: Callable[..., Path]) -> None:
    path = save([HUB_STATS | {"_id": ID(n), "id": f"a/m{n}"} for n in range(5000)])
    size = path.stat().st_size
    told: list[tuple[int, int, int]] = []
    read(path, tell=lambda *how_far: told.append(how_far))
    assert told[1:] == [(4096, size * 4096 // 5000, size), (5000, size, size)]
    stop = Event()
    with pytest.raises(ReadStopped):
        read(path, tell=lambda rows, *_: stop.set() if rows else None, stop=stop)


def test_without_pyarrow_the_way_to_it_is_told(
    save: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save([HUB_STATS])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ReadError, match=r"pip install 'sharewatch\[parquet\]'"):
        read(path)
    with pytest.raises(ReadError, match=r"pip install 'sharewatch\[parquet\]'"):
        write_parquet(path.with_name("out.parquet"), ["a"], [(1,)], {})


def test_a_table_is_written_with_kinds_nulls_and_facts(tmp_path: Path) -> None:
    path = tmp_path / "new" / "shares.parquet"
    columns = ["family", "value", "share", "complete", "none"]
    rows = [("Qwen", 7, 0.5, True, None), ("Llama", None, 1, False, None)]
    assert write_parquet(path, columns, rows, {"scope": "tracked", "größe": "1 §"}) == 2
    table = pq.read_table(path)
    assert [str(kind) for kind in table.schema.types] == [
        "string", "int64", "double", "bool", "string",
    ]  # fmt: skip
    assert [tuple(row.values()) for row in table.to_pylist()] == rows
    facts = pq.read_metadata(path).metadata
    assert (facts[b"scope"], facts["größe".encode()]) == (b"tracked", "1 §".encode())
    assert list(path.parent.iterdir()) == [path]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_table_without_rows_keeps_its_columns(tmp_path: Path) -> None:
    assert write_parquet(tmp_path / "x.parquet", ["a", "b"], [], {}) == 0
    assert pq.read_table(tmp_path / "x.parquet").column_names == ["a", "b"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    write_parquet(path, ["a"], [(1,)], {})
    before = path.read_bytes()
    with pytest.raises(TypeError, match="column a mixes int, str"):
        write_parquet(path, ["a"], [(1,), ("b",)], {})
    path.with_name("folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_parquet(path.with_name("folder"), ["a"], [(1,)], {})
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder", "x.parquet"]
