"""A catalog as CSV, one family a line: for people who keep theirs in a spreadsheet.

A line without a family and with nothing but ``exclude`` stands for the catalog's ``[tracked]``.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from sharewatch.core.catalog import FORMAT, Catalog, CatalogError, parse_catalog
from sharewatch.past.found import CatalogFile, Source, Tally
from sharewatch.table_text import Line, ReadError

COLUMNS = ("family", "developer", "country", "colour", "owners", "include", "exclude")

_TEXTS = ("developer", "country", "colour")
_LISTS = ("owners", "include", "exclude")
_FORMULA_STARTS = ("=", "+", "-", "@", "'")
_PLACE = re.compile(r"family\[(\d+)\]\.(\w+)")


def catalog_file(source: Source, lines: Iterable[Line]) -> CatalogFile:
    """A catalog's lines as the TOML of a catalog; raises ``ReadError`` where it is of no use."""
    found = list(lines)
    if not found:
        raise ReadError(f"{source.name}: line 2, column family: the file has no rows")
    tracked = [line for line in found if _is_tracked(line)]
    families = [line for line in found if not _is_tracked(line)]
    for line in tracked[1:]:
        line.fail("family", f"it is empty, as on line {tracked[0].number}; name the family")
    parts = [
        f"format = {FORMAT}",
        f"version = {_quoted(f'{_plain(source.name)} {source.sha256[:8]}')}",
        "[tracked]",
        f"exclude = {_list(tracked[0], 'exclude') if tracked else '[]'}",
        *map(_family, families),
    ]
    toml = "\n".join(parts) + "\n"
    try:
        parse_catalog(toml)
    except CatalogError as why:
        _tell(why, families, tracked, found[0].path)
    return CatalogFile(source, Tally(len(found), len(families)), toml)


def catalog_csv(catalog: Catalog) -> str:
    """A catalog as CSV that ``catalog_file`` reads back; its version is not part of it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    if catalog.tracked_exclude:
        writer.writerow(map(_guarded, ("", *("",) * 5, " ".join(catalog.tracked_exclude))))
    for family in catalog.families:
        facts = family.facts
        lists = (" ".join(one) for one in (family.owners, family.include, family.exclude))
        cells = (facts.name, facts.developer, facts.country, facts.colour, *lists)
        writer.writerow(map(_guarded, cells))
    return text.getvalue()


def _is_tracked(line: Line) -> bool:
    return not any(line.fields[column] for column in COLUMNS[:-1])


def _family(line: Line) -> str:
    lines = ["", "[[family]]", f"name = {_quoted(_cell(line, 'family'))}"]
    lines += [f"{column} = {_quoted(_cell(line, column))}" for column in _TEXTS]
    lines += [f"{column} = {_list(line, column)}" for column in _LISTS]
    return "\n".join(lines)


def _list(line: Line, column: str) -> str:
    return _quoted([one for one in re.split(r"[;\s]+", _cell(line, column)) if one])


def _cell(line: Line, column: str) -> str:
    """A cell without the mark that keeps a spreadsheet from running it as a formula."""
    text = line.fields[column].strip()
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
        line.fail(column, f"{text!r} holds a control character; remove it")
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA_STARTS) else text


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _plain(name: str) -> str:
    return "".join(sign if sign.isprintable() else "_" for sign in name).strip()


def _quoted(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)  # JSON's strings and lists are TOML's too


def _tell(why: CatalogError, families: list[Line], tracked: list[Line], path: Path) -> NoReturn:
    """A catalog's fault at its place in the CSV."""
    if place := _PLACE.fullmatch(why.key):
        families[int(place[1]) - 1].fail(place[2].replace("name", "family"), why.reason)
    if tracked and why.key == "tracked.exclude":
        tracked[0].fail("exclude", why.reason)
    raise ReadError(f"{path}: column family: {why.reason}") from why
