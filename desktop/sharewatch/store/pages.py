"""Reads a database file page by page without SQLite, so that one bad page costs that page alone.

The format is SQLite's own, as https://sqlite.org/fileformat2.html has it. Nothing here trusts a
byte: what does not add up is left out, and its page is called not whole.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from mmap import mmap

Value = int | float | str | bytes | None
Line = tuple[int | None, tuple[Value, ...]]
"""A row: its rowid (``None`` in an index or a table without), and its columns as stored."""

TABLE_LEAF, TABLE_INNER, INDEX_LEAF, INDEX_INNER = 13, 5, 10, 2
_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_USUAL_SIZE = 4096
_MOST_COLUMNS = 100
_WIDTHS = (0, 1, 2, 3, 4, 6, 8, 8)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a tree. ``whole`` says that all of it could be read."""

    kind: int
    rows: tuple[Line, ...]
    children: tuple[int, ...]
    whole: bool


class Illegible(Exception):
    """Bytes that can't be what stands there."""


class Pages:
    """The pages of one file, numbered from 1."""

    def __init__(self, content: bytes | mmap) -> None:
        self._bytes = content
        self.has_header = content[: len(_MAGIC)] == _MAGIC
        size = _USUAL_SIZE
        if self.has_header:
            said = int.from_bytes(content[16:18], "big")
            said = 65_536 if said == 1 else said
            if said in {1 << power for power in range(9, 17)}:
                size = said
        self._size = size
        spare = content[20] if self.has_header and len(content) > 20 else 0
        self._usable = size - (spare if size - spare >= 480 else 0)
        self.count = len(content) // size

    @property
    def schema(self) -> int:
        """The schema's number as the header has it; 0 where there is no header."""
        return self._header(60)

    @property
    def application(self) -> int:
        """The number of the program whose file it is; 0 where there is no header."""
        return self._header(68)

    def free(self) -> frozenset[int]:
        """The pages that hold nothing any more, as far as the header leads to them."""
        found: set[int] = set()
        trunk = self._header(32)
        while 0 < trunk <= self.count and trunk not in found:
            found.add(trunk)
            start = (trunk - 1) * self._size
            following, many = struct.unpack_from(">II", self._bytes, start)
            many = min(many, self._size // 4 - 2)
            found.update(struct.unpack_from(f">{many}I", self._bytes, start + 8))
            trunk = following
        return frozenset(found)

    def read(self, number: int) -> Page | None:
        """One page; ``None`` if it is part of no tree, or nothing that could be one."""
        if not 0 < number <= self.count:
            return None
        start = (number - 1) * self._size
        head = start + (_HEADER if number == 1 else 0)
        kind = self._bytes[head]
        if kind not in (TABLE_LEAF, TABLE_INNER, INDEX_LEAF, INDEX_INNER):
            return None
        inner = kind in (TABLE_INNER, INDEX_INNER)
        many = int.from_bytes(self._bytes[head + 3 : head + 5], "big")
        first = head + (12 if inner else 8)
        if first + 2 * many > start + self._size:
            return None
        rows: list[Line] = []
        children: list[int] = []
        whole = True
        for at in struct.unpack_from(f">{many}H", self._bytes, first):
            try:
                child, row = self._cell(kind, start + at, start + self._usable)
            except (Illegible, UnicodeDecodeError):
                whole = False
                continue
            children += child
            rows += row
        if inner:
            children.append(int.from_bytes(self._bytes[head + 8 : head + 12], "big"))
        return Page(kind, tuple(rows), tuple(children), whole)

    def _header(self, at: int) -> int:
        return int.from_bytes(self._bytes[at : at + 4], "big") if self.has_header else 0

    def _cell(self, kind: int, at: int, end: int) -> tuple[list[int], list[Line]]:
        """The child before a cell, and the cell's row, where its kind has them."""
        if at >= end:
            raise Illegible
        children: list[int] = []
        if kind in (TABLE_INNER, INDEX_INNER):
            children.append(int.from_bytes(self._bytes[at : at + 4], "big"))
            at += 4
        if kind == TABLE_INNER:
            return children, []
        length, at = _varint(self._bytes, at)
        rowid = None
        if kind == TABLE_LEAF:
            rowid, at = _varint(self._bytes, at)
        return children, [(rowid, _values(self._payload(kind, length, at, end)))]

    def _payload(self, kind: int, length: int, at: int, end: int) -> bytes:
        """A cell's bytes, those on its overflow pages too."""
        if not 0 <= length <= len(self._bytes):
            raise Illegible
        usable = self._usable
        most = usable - 35 if kind == TABLE_LEAF else (usable - 12) * 64 // 255 - 23
        if length <= most:
            if at + length > end:
                raise Illegible
            return self._bytes[at : at + length]
        least = (usable - 12) * 32 // 255 - 23
        here = least + (length - least) % (usable - 4)
        here = here if here <= most else least
        if at + here + 4 > end:
            raise Illegible
        parts = [self._bytes[at : at + here]]
        following = int.from_bytes(self._bytes[at + here : at + here + 4], "big")
        left = length - here
        while left > 0:
            if not 0 < following <= self.count:
                raise Illegible
            start = (following - 1) * self._size
            part = self._bytes[start + 4 : start + 4 + min(left, usable - 4)]
            parts.append(part)
            left -= len(part)
            following = int.from_bytes(self._bytes[start : start + 4], "big")
        return b"".join(parts)


def _varint(content: bytes | mmap, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where what follows it begins."""
    found = 0
    try:
        for step in range(8):
            byte = content[at + step]
            found = found << 7 | byte & 0x7F
            if byte < 0x80:
                return found, at + step + 1
        found = found << 8 | content[at + 8]
    except IndexError:
        raise Illegible from None
    return (found - (1 << 64) if found >= 1 << 63 else found), at + 9


def _values(record: bytes) -> tuple[Value, ...]:
    """The columns of a record."""
    head, at = _varint(record, 0)
    if not 0 < head <= min(len(record), 9 * _MOST_COLUMNS):
        raise Illegible
    kinds: list[int] = []
    while at < head:
        kind, at = _varint(record, at)
        kinds.append(kind)
    if at != head or any(kind < 0 or kind in (10, 11) for kind in kinds):
        raise Illegible
    found: list[Value] = []
    for kind in kinds:
        if kind == 0:
            found.append(None)
        elif kind in (8, 9):
            found.append(kind - 8)
        else:
            width = _WIDTHS[kind] if kind < 8 else (kind - 12) // 2
            part = record[head : head + width]
            head += width
            found.append(_value(kind, part))
    if head != len(record):
        raise Illegible
    return tuple(found)


def _value(kind: int, part: bytes) -> Value:
    if kind < 7:
        return int.from_bytes(part, "big", signed=True)
    if kind == 7:
        return float(struct.unpack(">d", part)[0]) if len(part) == 8 else None
    return part.decode() if kind % 2 else part
