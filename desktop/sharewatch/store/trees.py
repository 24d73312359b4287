"""Finds each table's rows in a damaged file: down its tree, and on pages that came loose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sharewatch.store.pages import TABLE_INNER, TABLE_LEAF, Page, Pages, Value
from sharewatch.store.shapes import Shape, only_fit

Values = tuple[Value, ...]

_DEEPEST = 24  # no tree has more levels; a loop of pages ends there
_OF_SCHEMA = ("table", "index")


@dataclass(slots=True)
class Found:
    """What a file still holds: the pages of each table, those of its tree first.

    ``damaged`` are the tables that may lack rows; of all the others every row is there.
    """

    pages: dict[str, list[int]] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)
    bad_pages: int = 0


def look_through(pages: Pages, shapes: dict[str, Shape]) -> Found:
    """Which page belongs to which table."""
    return _Search(pages, shapes).run()


class _Search:
    def __init__(self, pages: Pages, shapes: dict[str, Shape]) -> None:
        self._pages = pages
        self._shapes = shapes
        self._owned: set[int] = {1}
        self._found = Found(pages={name: [] for name in shapes})

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
        alien = shape is not None and page is not None and not shape.may_hold(page)
        if page is None or alien or number in self._owned or depth > _DEEPEST:
            self._damage(name)
            return
        self._owned.add(number)
        if not page.whole or (shape is not None and not shape.fits(page)):
            self._damage(name)
        if shape is not None and page.kind != TABLE_INNER:
            self._found.pages[name].append(number)
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
                self._found.pages[shape.table].append(number)


def rows_of(pages: Pages, found: Found, shape: Shape) -> Iterator[tuple[int, list[Values]]]:
    """A table's rows, page after page, by how many columns they have."""
    for number in found.pages[shape.table]:
        page = pages.read(number)
        by_width: dict[int, list[Values]] = {}
        for row in page.rows if page else ():
            if shape.takes(row):
                by_width.setdefault(len(row[1]), []).append(shape.values(row))
        yield from by_width.items()


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
