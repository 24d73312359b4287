"""Lines of a CSV file that a user has: read one by one, and refused by line, column and reason."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NoReturn, TypeVar, cast

from sharewatch.core.identity import is_model_id
from sharewatch.core.snapshot import MOST

T = TypeVar("T")

LONGEST_LINE = 1 << 20
LARGEST = 2 << 30
"""The most bytes of a file that are read, packed and unpacked."""
GZIP = b"\x1f\x8b"
TOO_LARGE = f"more than {LARGEST >> 30} GiB, unpacked; divide it by date"
_BOM = b"\xef\xbb\xbf"


class ReadError(ValueError):
    """A file that can't be used; the message names file, line, column, reason and a way out."""


@dataclass(frozen=True, slots=True)
class Line:
    """One data line of a CSV file, able to say where it is wrong; ``fields`` go by column."""

    path: Path
    number: int
    fields: Mapping[str, str]

    def fail(self, column: str, reason: str) -> NoReturn:
        """Refuse the file because of one cell."""
        raise ReadError(f"{self.path}: line {self.number}, column {column}: {brief(reason)}")

    def read(self, column: str, parse: Callable[[str], T]) -> T:
        """What a cell says; where ``parse`` raises ``ValueError``, the file is refused."""
        try:
            return parse(self.fields[column])
        except ValueError as why:
            self.fail(column, str(why))


def brief(reason: str) -> str:
    """A reason cut in its middle, for the cell it quotes may be huge."""
    return reason if len(reason) <= 300 else f"{reason[:200]} … {reason[-80:]}"


@lru_cache(maxsize=4096)
def day(text: str) -> int:
    """UTC midnight of a date, in seconds; raises ``ValueError``."""
    try:
        found = datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        raise ValueError(f"{text!r} is not a date like 2026-02-15") from None
    if not 2000 <= found.year <= 2099:
        raise ValueError(f"{text} lies outside of the years 2000 to 2099")
    return int(found.timestamp())


def count(text: str) -> int | None:
    """A count, ``None`` where the file leaves it open; raises ``ValueError``."""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,18}", text) or int(text) > MOST:
        raise ValueError(f"{text!r} is not a whole number from 0 up")
    return int(text)


def model_id(text: str) -> str:
    """A model's path; raises ``ValueError``."""
    if not is_model_id(text):
        raise ValueError(f"{text!r} is not a model id like owner/name")
    return text


@dataclass(frozen=True, slots=True)
class TableText:
    """An open CSV file: its columns, the line they stand on, and the data lines to come."""

    header: tuple[str, ...]
    header_line: int
    lines: Iterator[Line]


def read_lines(path: Path, columns: Iterable[str]) -> Iterator[Line]:
    """The data lines of a CSV file that has these columns, in any order. Raises ``ReadError``."""
    try:
        with path.open("rb") as file:
            table = open_table(path, file)
            for column in columns:
                if column not in table.header:
                    where = f"line {table.header_line}, column {column}"
                    raise ReadError(f"{path}: {where}: it is missing")
            yield from table.lines
    except OSError as why:
        raise ReadError(f"{path}: {why.strerror or why}") from why


def open_table(path: Path, file: BinaryIO) -> TableText:
    """A CSV file, its header read; ``file`` may be compressed with gzip.

    Lines that begin with ``#`` before the header are passed over, and so are empty ones. The
    other lines are read as they are asked for; both raise ``ReadError``.
    """
    records = _Source(path, file).records()
    number, header = next(records, (1, []))
    where = f"{path}: line {number}"
    for name in header:
        if header.count(name) > 1:
            raise ReadError(f"{where}, column {name}: it stands twice; rename one")
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and sign in header[0]:
            raise ReadError(f"{where}: columns are divided by {name}; save it with commas")
    return TableText(tuple(header), number, _data(path, header, records))


def _data(
    path: Path, header: list[str], records: Iterator[tuple[int, list[str]]]
) -> Iterator[Line]:
    for number, values in records:
        if not any(values):  # a spreadsheet's empty row
            continue
        line = Line(path, number, dict(zip(header, values, strict=False)))
        if len(values) != len(header):
            name = header[min(len(values), len(header) - 1)]
            line.fail(name, f"{len(values)} values for {len(header)} columns")
        yield line


class _Source:
    """A file's records, each with the line it begins on."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        packed = file.read(2) == GZIP
        file.seek(0)
        self._path = path
        self._file = cast("BinaryIO", gzip.GzipFile(fileobj=file)) if packed else file
        self._line = 0
        self._bytes = 0
        self._begun = False

    def records(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self._texts(), strict=True)
        first = 1
        try:
            for values in reader:
                self._begun = True
                if values:
                    yield first, values
                first = self._line + 1
        except csv.Error as why:
            raise ReadError(f"{self._path}: line {first}: {_told(why)}") from why
        except (gzip.BadGzipFile, EOFError, zlib.error) as why:
            raise ReadError(f"{self._path}: its compression is damaged; fetch it again") from why

    def _texts(self) -> Iterator[str]:
        for line in iter(lambda: self._file.readline(LONGEST_LINE + 1), b""):
            self._line += 1
            self._bytes += len(line)
            if self._bytes > LARGEST:
                raise ReadError(f"{self._path}: {TOO_LARGE}")
            text = self._text(line.removeprefix(_BOM) if self._line == 1 else line)
            if self._begun or not text.startswith("#"):
                yield text

    def _text(self, line: bytes) -> str:
        where = f"{self._path}: line {self._line}"
        if len(line) > LONGEST_LINE:
            raise ReadError(f"{where}: longer than {LONGEST_LINE:,} bytes; is it a CSV file?")
        try:
            text = line.decode()
        except UnicodeDecodeError as why:
            raise ReadError(f"{where}: not UTF-8 text; save it as CSV in UTF-8") from why
        if "\0" in text:
            raise ReadError(f"{where}: holds a NUL byte; save it as CSV in UTF-8")
        return text


def _told(why: csv.Error) -> str:
    """The CSV reader's complaint with a way out."""
    text = str(why)
    if "field limit" in text:
        return "a cell longer than 131,072 characters; a quote is not closed, or it is no CSV file"
    if "new-line" in text:
        return "line ends of an old kind; save it as CSV with ordinary line ends"
    if "unexpected end" in text:
        return "a quote is not closed before the file ends; close it"
    return f'not CSV: {text}; a quote inside of a quoted cell is written ""'
