"""Pages read without SQLite: the same rows as SQLite reads, and no byte that makes it stumble."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharewatch.store.pages import TABLE_INNER, Pages
from sharewatch.store.shapes import shapes_of

TEXTS = ("", "a", "é", "long, " * 9000)
NUMBERS = (0, 1, -1, 127, -128, 40_000, 1 << 20, -(1 << 30), 1 << 40, 1 << 50, (1 << 63) - 1)


@pytest.fixture(scope="module", params=[512, 4096, 65_536])
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "x.db"
    with closing(sqlite3.connect(path)) as made, made:
        made.execute(f"PRAGMA page_size = {request.param}")
        made.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n, x REAL, s TEXT, b BLOB)")
        made.execute("CREATE TABLE w (k TEXT, n INTEGER, PRIMARY KEY (k, n)) WITHOUT ROWID")
        for at in range(300):
            row = (NUMBERS[at % len(NUMBERS)], at / 7, TEXTS[at % 4 if at < 8 else at % 3], b"\0x")
            made.execute("INSERT INTO t (n, x, s, b) VALUES (?, ?, ?, ?)", row)
            made.execute("INSERT INTO w VALUES (?, ?)", (TEXTS[at % 3], at))
    return path


def rows_below(pages: Pages, number: int) -> list[tuple[object, ...]]:
    page = pages.read(number)
    assert page.whole
    found = [(rowid, *values) for rowid, values in page.rows]
    for child in page.children:
        found += rows_below(pages, child)
    return found


def test_every_row_is_read_as_sqlite_reads_it(file: Path) -> None:
    pages = Pages(file.read_bytes())
    with closing(sqlite3.connect(file)) as there:
        roots = dict(there.execute("SELECT name, rootpage FROM sqlite_schema"))
        of_t = {(row[0], None, *row[1:]) for row in there.execute("SELECT * FROM t")}
        assert set(rows_below(pages, roots["t"])) == of_t
        assert {row[1:] for row in rows_below(pages, roots["w"])} == set(
            there.execute("SELECT * FROM w")
        )
        assert pages.count == there.execute("PRAGMA page_count").fetchone()[0]


def test_pages_that_hold_nothing_any_more_are_told_apart(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(file.read_bytes())
    with closing(sqlite3.connect(copy)) as there, there:
        there.execute("DELETE FROM t")
        there.commit()
        free = there.execute("PRAGMA freelist_count").fetchone()[0]
    assert len(Pages(copy.read_bytes()).free()) == free > 0


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 511), st.integers(0, 255)), min_size=1, max_size=12))
def test_no_byte_makes_it_stumble(file: Path, harm: list[tuple[int, int]]) -> None:
    content = bytearray(file.read_bytes())
    sound = Pages(bytes(content))
    size = len(content) // sound.count
    for number in range(1, min(sound.count, 6) + 1):
        for at, byte in harm:
            content[(number - 1) * size + at] = byte
    pages = Pages(bytes(content))
    pages.free()
    for number in range(pages.count + 2):
        page = pages.read(number)
        assert page is None or page.kind != TABLE_INNER or not page.rows


def test_the_shape_of_every_table_is_known_with_its_oldest_rows() -> None:
    shapes = shapes_of(3)
    assert shapes["rollup"].names(7) == tuple(column.name for column in shapes["rollup"].columns)
    assert (shapes["rollup"].fewest, len(shapes["rollup"].columns)) == (5, 7)
    assert shapes["poll"].columns[0].key
    assert "day" not in shapes["poll"].names(99)
    assert not shapes["observation"].by_rowid
