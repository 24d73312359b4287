"""Snapshots as CSV: recognised, judged whole, kept compactly, refused by line and column."""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from sharewatch.core.identity import derived_id
from sharewatch.core.snapshot import ModelRow
from sharewatch.past.found import Snapshots
from sharewatch.past.reader import read
from sharewatch.past.watch import ReadStopped
from sharewatch.table_text import ReadError

Write = Callable[..., Path]

HEADER = "date,model_id,downloads_30d,downloads_all_time,likes\n"
FEB_15 = 1_771_113_600
DAY = 86_400


def snapshots(path: Path, date: int | None = None, task: str | None = None) -> Snapshots:
    found = read(path, date=date, task=task)
    assert isinstance(found, Snapshots)
    return found


def test_rows_are_given_by_date_in_file_order_with_derived_ids(write: Write) -> None:
    text = HEADER + "2026-02-17,a/x,3,,\n2026-02-15,b/y,2,20,6\n2026-02-15,a/x,1,10,5\n"
    found = snapshots(write(text))
    assert found.dates == (FEB_15, FEB_15 + 2 * DAY)
    assert list(found.rows_at(FEB_15)) == [
        ModelRow(derived_id("b/y"), "b/y", 2, 20, 6),
        ModelRow(derived_id("a/x"), "a/x", 1, 10, 5),
    ]
    assert found.rows_at(FEB_15 + 2 * DAY)[:1] == [
        ModelRow(derived_id("a/x"), "a/x", 3, None, None)
    ]
    assert (found.tally.rows, found.tally.dates, found.tally.models) == (3, 2, 2)
    assert found.tally.empty == {"downloads_30d": 0, "downloads_all_time": 1, "likes": 1}


def test_all_further_columns_are_read(write: Write) -> None:
    text = (
        "hub_id,parameters,base_models,relation,pipeline_tag,created_at,disabled," + HEADER
    ) + f"{'0f' * 12},7000,b/y;c/z local\\path,merge,any-to-any,2026-01-02T03:04:05Z,TRUE,"
    (row,) = snapshots(write(text + "2026-02-15,a/x,1,2,3\n")).rows_at(FEB_15)
    assert row == ModelRow(
        "0f" * 12, "a/x", 1, 2, 3, 1_767_323_045, "any-to-any", True, "merge", ("b/y", "c/z"),
        7000, "list",
    )  # fmt: skip


def test_a_task_stands_in_where_the_file_names_none(write: Write) -> None:
    text = HEADER.replace("date", "pipeline_tag,date") + "fill-mask,2026-02-15,a/x,1,,\n"
    found = snapshots(write(text + ",2026-02-15,a/y,1,,\n"), task="text-generation")
    assert [row.pipeline_tag for row in found.rows_at(FEB_15)] == ["fill-mask", "text-generation"]


@pytest.mark.parametrize("name", ["models_2026-02-15.csv", "20260215.csv", "x-2026.02.15.csv"])
def test_a_date_may_stand_in_the_name(write: Write, name: str) -> None:
    text = HEADER.removeprefix("date,") + "a/x,1,,\n"
    assert snapshots(write(text, name)).dates == (FEB_15,)


def test_a_date_that_is_given_is_the_date_of_all_rows(write: Write) -> None:
    path = write(HEADER.removeprefix("date,") + "a/x,1,,\n", "2020-01-01.csv")
    assert snapshots(path, date=FEB_15 + 4711).dates == (FEB_15,)


@pytest.mark.parametrize("name", ["models.csv", "2026-13-45.csv", "120260215.csv"])
def test_without_a_date_anywhere_one_is_asked_for(write: Write, name: str) -> None:
    with pytest.raises(ReadError, match="--date 2026-02-15"):
        read(write(HEADER.removeprefix("date,") + "a/x,1,,\n", name))


def test_a_date_beside_a_files_own_is_refused(write: Write) -> None:
    with pytest.raises(ReadError, match="dates of its own"):
        read(write(HEADER + "2026-02-15,a/x,1,,\n"), date=FEB_15)


def test_compression_a_mark_windows_ends_comments_and_empty_rows_are_fine(write: Write) -> None:
    text = "\ufeff# a series\r\n" + HEADER.strip() + "\r\n\r\n,,,,\r\n2026-02-15,a/x,1,,\r\n"
    plain = snapshots(write(text))
    packed = snapshots(write(gzip.compress(text.encode()), "file.csv.gz"))
    assert list(plain.rows_at(FEB_15)) == list(packed.rows_at(FEB_15))
    assert plain.source.sha256 != packed.source.sha256
    assert packed.source.name == "file.csv.gz"


def test_equal_rows_count_once_and_two_cases_are_two_models(write: Write) -> None:
    text = HEADER + "2026-02-15,a/x,1,,\n2026-02-15,A/x,2,,\n" + 2 * "2026-02-15,a/x,1,,\n"
    found = snapshots(write(text))
    assert [row.model_id for row in found.rows_at(FEB_15)] == ["a/x", "A/x"]
    assert (found.tally.rows, found.tally.duplicates, found.tally.models) == (4, 2, 2)


def test_of_all_contradictions_the_first_is_named_with_both_lines(write: Write) -> None:
    text = HEADER + "".join(f"2026-02-15,a/m{n},1,,\n" for n in range(50))
    text += "2026-02-15,a/m7,1,,4\n2026-02-15,a/m3,2,,\n"
    with pytest.raises(ReadError, match=r"line 52, column likes: a/m7 stands on line 9 "):
        read(write(text))


def test_one_id_under_two_names_or_two_ids_under_one_name_contradict(write: Write) -> None:
    header = "hub_id," + HEADER
    line = "{},2026-02-15,{},1,,\n".format
    with pytest.raises(ReadError, match="line 3, column model_id: a/y stands on line 2"):
        read(write(header + line("0f" * 12, "a/x") + line("0f" * 12, "a/y")))
    with pytest.raises(ReadError, match="line 3, column hub_id: a/x stands on line 2"):
        read(write(header + line("0f" * 12, "a/x") + line("0e" * 12, "a/x")))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "line 1: the file is empty"),
        (HEADER, "the file has no rows"),
        (HEADER.replace(",", ";"), "divided by semicolons"),
        (HEADER.replace(",", "\t"), "divided by tabs"),
        ("likes," + HEADER, "line 1, column likes: it stands twice"),
        (HEADER.replace("likes", "loves"), "column likes is missing"),
        ("a,b\n1,2\n", "its columns are none of these: date,model_id"),
        ("as_of,scope,attribution,measure,family,value,share\n", "shares that were exported"),
        (HEADER + "15.02.2026,a/x,1,,\n", "line 2, column date: '15.02.2026' is not a date"),
        (HEADER + ",a/x,1,,\n", "line 2, column date: it is empty"),
        (HEADER + f"2026-02-15,a/x,{2**53},,\n", "column downloads_30d: '9007199254740992' is not"),
        (HEADER + "1970-01-01,a/x,1,,\n", "line 2, column date: 1970-01-01 lies outside"),
        (HEADER + "2026-02-15,,1,,\n", "line 2, column model_id: it is empty"),
        (HEADER + "2026-02-15,a/../x,1,,\n", "line 2, column model_id: 'a/../x' is not a model"),
        (HEADER + "2026-02-15,a/x,1.5,,\n", "line 2, column downloads_30d: '1.5' is not a whole"),
        (HEADER + "\n2026-02-15,a/x,1,,-1\n", "line 3, column likes: '-1' is not a whole"),
        (HEADER + "2026-02-15,a/x,1\n", "column downloads_all_time: 3 values for 5 columns"),
        (HEADER + '2026-02-15,"a/x,1,,\n', "line 2: a quote is not closed"),
        (HEADER + '2026-02-15,"a"x,1,,\n', "line 2: not CSV"),
        (HEADER + '2026-02-15,"' + "x\n" * 70_000, "line 2: a cell longer than 131,072"),
        (HEADER + "2026-02-15,a/x,1,,\r2026-02-15,a/y,1,,\n", "line 2: line ends of an old kind"),
        (HEADER + "2026-02-15,a/x,\0,,\n", "line 2: holds a NUL byte"),
        (HEADER + "x" * (1 << 20) + "x", "line 2: longer than 1,048,576 bytes"),
        (HEADER.encode() + b"2026-02-15,a/\xff,1,,\n", "line 2: not UTF-8"),
        (HEADER.encode("utf-16"), "line 1: not UTF-8"),
        (gzip.compress(HEADER.encode())[:-9], "compression is damaged"),
        (b"\x1f\x8b not gzip", "compression is damaged"),
        ("created_at," + HEADER + "soon,2026-02-15,a/x,1,,\n", "column created_at: 'soon' is not"),
        ("created_at," + HEADER + "1969-01-01,2026-02-15,a/x,1,,\n", "not a time since 1970"),
        ("hub_id," + HEADER + "7,2026-02-15,a/x,1,,\n", "column hub_id: '7' is not 24 hex"),
        ("disabled," + HEADER + "no,2026-02-15,a/x,1,,\n", "column disabled: 'no' is not true or"),
    ],
)
def test_a_fault_is_named_by_file_place_and_reason(
    write: Write, content: str | bytes, told: str
) -> None:
    path = write(content)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert told in str(caught.value)


def test_a_huge_cell_makes_no_huge_message(write: Write) -> None:
    with pytest.raises(ReadError) as caught:
        read(write(HEADER + "2026-02-15," + "x" * 100_000 + ",1,,\n"))
    assert len(str(caught.value)) < 600
    assert str(caught.value).endswith("is not a model id like owner/name")


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ReadError, match="not a file"):
        read(tmp_path / "pipe")
    with pytest.raises(ReadError, match="is a folder; name a file in it"):
        read(tmp_path)
    with pytest.raises(ReadError, match=r"none\.csv: No such file"):
        read(tmp_path / "none.csv")


def test_progress_is_told_and_reading_can_be_stopped(write: Write) -> None:
    path = write(HEADER + "".join(f"2026-02-15,a/m{n},1,,\n" for n in range(9000)))
    told: list[tuple[int, int, int]] = []
    read(path, tell=lambda *how_far: told.append(how_far))
    size = path.stat().st_size
    assert [rows for rows, _, _ in told] == [0, 4096, 8192, 9000]
    assert told[-1] == (9000, size, size)
    stop = Event()
    with pytest.raises(ReadStopped):
        read(path, tell=lambda rows, *_: stop.set() if rows else None, stop=stop)


def test_real_series_come_out_as_the_csv_module_reads_them(shared: Path) -> None:
    for name in ("hub_downloads_2026-02_2026-05.csv", "text_generation_models_2025-12-30.csv"):
        path = shared / "data" / name
        with path.open(encoding="utf-8", newline="") as file:
            lines = [
                (line["date"], line["model_id"], int(line["downloads_30d"]), int(line["likes"]))
                for line in csv.DictReader(file)
            ]
        found = snapshots(path)
        days = sorted({line[0] for line in lines})
        assert found.tally.rows == len(lines)
        assert len(found.dates) == len(days)
        for day, at in zip(days, found.dates, strict=True):
            rows = [(day, r.model_id, r.downloads_30d, r.likes) for r in found.rows_at(at)]
            assert rows == [line for line in lines if line[0] == day]
