"""Published lists, regions, release dates and lineage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sharewatch.past.found import LineageFile, ModelList, OwnerRegions, ReleaseDates
from sharewatch.past.reader import read
from sharewatch.table_text import ReadError

Write = Callable[..., Path]


def test_a_list_of_models_keeps_order_and_each_model_once(write: Write) -> None:
    found = read(write("org,model,modelId\nB,y,b/y\nA,x,a/x\nB,y,B/y\n"))
    assert isinstance(found, ModelList)
    assert found.models == (("b/y", "B"), ("a/x", "A"))
    assert (found.tally.rows, found.tally.models, found.tally.duplicates) == (3, 2, 1)


def test_regions_and_release_dates_are_looked_up(write: Write) -> None:
    regions = read(write("hf_org,region,notes\nQwen,china,\nmeta-llama,us,x\n"))
    assert isinstance(regions, OwnerRegions)
    assert regions.regions == {"Qwen": "china", "meta-llama": "us"}
    text = "# by hand\n# twice\nmodel_id,hf_created_at,actual_release_date,notes\n"
    dates = read(write(text + "a/x,2026-02-01,2026-02-15,later\n"))
    assert isinstance(dates, ReleaseDates)
    assert dates.dates == {"a/x": 1_771_113_600}


def test_lineage_is_kept_with_its_dirt(write: Write) -> None:
    text = "model_id,base_model,relation\na/x,a/x,finetune\na/y,/local/path,\na/y,/local/path,\n"
    found = read(write(text))
    assert isinstance(found, LineageFile)
    assert found.edges == (("a/x", "a/x", "finetune"), ("a/y", "/local/path", None))
    assert (found.tally.rows, found.tally.duplicates) == (3, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("org,model,modelId\n", "line 2: the file has no rows"),
        ("# c\norg,model,modelId\nA,x,a x\n", "line 3, column modelId: 'a x' is not a model id"),
        ("org,model,modelId\n,x,a/x\n", "line 2, column org: it is empty"),
        ("org,model,modelId\nA,x,a/x\nB,x,A/x\n", "line 3, column org: A/x has another one on"),
        ("hf_org,region\nA,us\na,eu\n", "line 3, column region: a has another one on line 2"),
        ("hf_org,region\nA,\x1b[31m\n", "line 2, column region: '\\x1b[31m' is no plain text"),
        ("model_id,actual_release_date\na/x,soon\n", "column actual_release_date: 'soon'"),
    ],
)
def test_a_fault_is_named(write: Write, text: str, told: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(write(text))
    assert told in str(caught.value)


def test_only_snapshots_take_a_date_or_a_task(write: Write) -> None:
    with pytest.raises(ReadError, match="only snapshots take a date"):
        read(write("hf_org,region\nA,us\n"), date=0)


def test_the_published_files_are_read(shared: Path) -> None:
    data = shared / "data"
    models = read(data / "atom_tracked_models_2026-08.csv")
    regions = read(data / "atom_organization_regions.csv")
    dates = read(data / "atom_release_date_corrections.csv")
    lineage = read(data / "lineage_2025-12-30.csv")
    assert isinstance(models, ModelList)
    assert isinstance(regions, OwnerRegions)
    assert isinstance(dates, ReleaseDates)
    assert isinstance(lineage, LineageFile)
    assert len(models.models) == 1772
    assert len(regions.regions) == 118
    assert len(dates.dates) == 40
    assert len(lineage.edges) == 910
    assert sum(relation is None for _, _, relation in lineage.edges) == 3
