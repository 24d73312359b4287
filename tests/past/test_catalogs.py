"""Catalogs as CSV, there and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sharewatch.core.catalog import parse_catalog
from sharewatch.past.catalogs import catalog_csv
from sharewatch.past.found import CatalogFile
from sharewatch.past.reader import read
from sharewatch.table_text import ReadError

Write = Callable[..., Path]

ROOT = Path(__file__).resolve().parents[2]
HEADER = "family,developer,country,colour,owners,include,exclude\n"
QWEN = "Qwen,Alibaba Cloud,CN,#0072b2,Qwen,qwen*;qwq* codeqwen*,\n"


def test_a_catalog_is_read_with_several_values_in_a_cell(write: Write) -> None:
    found = read(write(HEADER + QWEN + ",,,,,,*embed* *-rm\n"))
    assert isinstance(found, CatalogFile)
    catalog = parse_catalog(found.toml)
    assert catalog.families[0].include == ("qwen*", "qwq*", "codeqwen*")
    assert catalog.tracked_exclude == ("*embed*", "*-rm")
    assert catalog.version == f"file.csv {found.source.sha256[:8]}"
    assert catalog.family_of("Qwen/Qwen3-8B") == "Qwen"
    assert catalog.family_of("Qwen/Qwen3-Embedding") is None


def test_the_shipped_catalog_comes_back_with_the_same_fingerprint(write: Write) -> None:
    shipped = parse_catalog((ROOT / "resources" / "families.toml").read_text("utf-8"))
    found = read(write(catalog_csv(shipped)))
    assert isinstance(found, CatalogFile)
    again = parse_catalog(found.toml)
    assert again.fingerprint == shipped.fingerprint
    assert again.facts == shipped.facts


def test_a_cell_that_a_spreadsheet_would_run_is_a_text_and_comes_back(write: Write) -> None:
    text = HEADER + "'=Plus,'@home,US,#000000,o,'-x*,'' 'y\n"
    found = read(write(text))
    assert isinstance(found, CatalogFile)
    (family,) = parse_catalog(found.toml).families
    assert (family.name, family.facts.developer) == ("=Plus", "@home")
    assert (family.include, family.exclude) == (("-x*",), ("'", "'y"))
    assert catalog_csv(parse_catalog(found.toml)).replace("\r\n", "\n") == text


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", "line 2, column family: the file has no rows"),
        (QWEN + QWEN, "line 3, column family: 'Qwen' is another family's already"),
        ("\n" + QWEN.replace("CN", "China"), "line 3, column country: takes an ISO 3166"),
        (QWEN.replace("#0072b2", "blue"), "line 2, column colour: takes a colour"),
        (QWEN.replace(",Qwen,qwen", ",,qwen"), "line 2, column owners: is empty"),
        (QWEN.replace("qwq*", "a/b"), "line 2, column include: takes a list"),
        (QWEN.replace("Alibaba Cloud", "A\x7fC"), "line 2, column developer: 'A\\x7fC' holds a"),
        (QWEN + ",,,,,,a\n,,,,,,b\n", "line 4, column family: it is empty, as on line 3"),
        (QWEN + ",,,,,,a/b\n", "line 3, column exclude: takes a list"),
        (",,,,,,a\n", "column family: is missing"),
        (QWEN.removeprefix("Qwen"), "line 2, column family: takes a text on one line"),
    ],
)
def test_a_fault_is_named_at_its_place_in_the_csv(write: Write, lines: str, told: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(write(HEADER + lines))
    assert told in str(caught.value)
