"""Finds each table's rows in a damaged file: down its tree, and on pages that came loose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sharewatch.store.pages import TABLE_INNER, TABLE_LEAF, Line, Page, Pages
from sharewatch.store.shapes import Shape, only_fit

_DEEPEST = 24  # no tree has more levels; a loop of pages ends there
_OF_SCHEMA = ("table", "index")


Take = Callable[[Shape, list[Line]], bool]
"""Is handed rows of a table, page after page; whether it could take them all."""


@dataclass(slots=True)
class Found:
    """What was found: the tables that may lack rows, the pages that could not be read, all rows.

    Of a table that is not ``damaged`` every row was there.
    """

    damaged: set[str] = field(default_factory=set)
    bad_pages: int = 0
    rows: int = 0


def look_through(pages: Pages, shapes: dict[str, Shape], take: Take) -> Found:
    """Hand over the rows of every table: those its tree leads to, then those on loose pages."""
    return _Search(pages, shapes, take).run()


class _Search:
    def __init__(self, pages: Pages, shapes: dict[str, Shape], take: Take) -> None:
        self._pages = pages
        self._shapes = shapes
        self._take = take
        self._owned: set[int] = {1}
        self._found = Found()

    def run(self) -> Found:
        roots = self._roots()
        for name in self._shapes:
            if name not in roots:
                self._found.damaged.add(name)
        for name, root in roots.items():
            self._walk(name, self._shapes.get(name), root, 0)
        if self._found.damaged:
            self._gather_loose()
        return self._found

    def _roots(self) -> dict[str, int]:
        """Where each tree begins, by the name of its table or index."""
        schema = self._schema(1, 0)
        if schema is None:  # it can't be followed: its pages are told by what is written there
            self._found.bad_pages += 1
            schema = [n for n in range(1, self._pages.count + 1) if _is_schema(self._pages.read(n))]
        self._owned.update(schema)
        roots: dict[str, int] = {}
        for number in schema:
            page = self._pages.read(number)
            for _, row in page.rows if page else ():
                if len(row) == 5 and isinstance(row[1], str) and isinstance(row[3], int):
                    roots.setdefault(row[1], row[3])
        return roots

    def _schema(self, number: int, depth: int) -> list[int] | None:
        """The pages of the schema below one; ``None`` if some can't be read."""
        page = self._pages.read(number)
        if page is None or not page.whole or depth > _DEEPEST:
            return None
        if page.kind == TABLE_LEAF:
            return [number]
        if page.kind != TABLE_INNER:
            return None
        found = [number]
        for child in page.children:
            below = self._schema(child, depth + 1)
            if below is None:
                return None
            found += below
        return found

    def _walk(self, name: str, shape: Shape | None, number: int, depth: int) -> None:
        """Claim a page and those below it; what can't be followed makes its table a damaged one."""
        page = self._pages.read(number)
        rows = [row for row in page.rows if shape is None or shape.takes(row)] if page else []
        alien = page is not None and shape is not None and not shape.is_kind(page)
        foreign = page is not None and bool(page.rows) and not rows
        if page is None or alien or foreign or number in self._owned or depth > _DEEPEST:
            self._damage(name)
            return
        self._owned.add(number)
        if not page.whole or len(rows) < len(page.rows):
            self._damage(name)
        if shape is not None:
            self._hand_over(shape, rows)
        for child in page.children:
            self._walk(name, shape, child, depth + 1)

    def _damage(self, name: str) -> None:
        self._found.bad_pages += 1
        if name in self._shapes:
            self._found.damaged.add(name)

    def _gather_loose(self) -> None:
        """Give pages that no tree leads to any more to the one damaged table that they fit."""
        may_be = [self._shapes[name] for name in sorted(self._found.damaged)]
        free = self._pages.free()
        for number in range(2, self._pages.count + 1):
            if number in self._owned or number in free:
                continue
            page = self._pages.read(number)
            shape = only_fit(page, may_be) if page else None
            if shape is not None:
                self._hand_over(shape, list(page.rows) if page else [])

    def _hand_over(self, shape: Shape, rows: list[Line]) -> None:
        self._found.rows += len(rows)
        if rows and not self._take(shape, rows):
            self._found.damaged.add(shape.table)


def _is_schema(page: Page | None) -> bool:
    """Whether a page holds rows of the schema."""
    return (
        page is not None
        and page.kind == TABLE_LEAF
        and bool(page.rows)
        and all(
            len(row) == 5 and row[0] in _OF_SCHEMA and isinstance(row[3], int)
            for _, row in page.rows
        )
    )
