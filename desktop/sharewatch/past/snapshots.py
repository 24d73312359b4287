"""Snapshots gathered row by row, and judged as a whole before any of them is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from sharewatch import table_text
from sharewatch.core.snapshot import ModelRow
from sharewatch.past.columns import Columns, DayRows
from sharewatch.past.found import Snapshots, Source, Tally
from sharewatch.table_text import ReadError

SHOWN_REASONS = 20
MOST_ROWS = 10_000_000
"""Some 1.5 GB of memory; the whole Hub has a third of that."""
_DATE = re.compile(r"(?<!\d)(20\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")


def date_for(path: Path, date: int | None) -> int:
    """The date of a file that has no column for it: the one given, else one in its name."""
    if date is not None:
        return date // 86_400 * 86_400
    for year, _, month, day in _DATE.findall(path.name):
        try:
            return table_text.day(f"{year}-{month}-{day}")
        except ValueError:
            continue
    raise ReadError(
        f"{path}: it has no column date and no date in its name; say of which day it is, as in "
        "--date 2026-02-15"
    )


class Gathering:
    """Rows on their way to be ``Snapshots``.

    ``unit`` is what the file counts its rows in. A ``lenient`` gathering leaves out rows that
    contradict earlier ones, as listings repeat models while they are paged; any other refuses.
    """

    def __init__(self, path: Path, unit: str, *, lenient: bool = False) -> None:
        self._path = path
        self._unit = unit
        self._lenient = lenient
        self._columns = Columns()
        self._rejected = 0
        self._reasons: list[str] = []

    def add(self, number: int, day: int, row: ModelRow) -> None:
        """Take a row of the file's line or row ``number``."""
        if len(self._columns) >= MOST_ROWS:
            raise ReadError(f"{self._path}: more than {MOST_ROWS:,} rows; divide it by date")
        self._columns.append(number, day, row)

    def refuse(self, number: int, column: str, reason: str) -> None:
        """A row that can't be used: left out, or the end of it."""
        told = f"{self._unit} {number}, column {column}: {table_text.brief(reason)}"
        if not self._lenient:
            raise ReadError(f"{self._path}: {told}")
        self._rejected += 1
        if len(self._reasons) < SHOWN_REASONS:
            self._reasons.append(told)

    def finish(self, source: Source) -> Snapshots:
        """Judge all rows; raises ``ReadError`` at the first that contradicts an earlier one."""
        read = len(self._columns) + self._rejected
        if not len(self._columns):
            raise ReadError(f"{self._path}: {self._why_empty()}")
        repeats = dict(self._repeats())
        for later in sorted(repeats):
            column = repeats[later][1]
            if column:
                self._contradict(later, *repeats[later])
        kept = self._columns.but(sorted(repeats))
        days = self._columns.by_date(kept)
        tally = Tally(
            rows=read,
            models=self._columns.models(kept),
            dates=len(days),
            empty=self._columns.empty(kept),
            duplicates=sum(not column for _, column in repeats.values()),
            rejected=self._rejected,
            reasons=tuple(self._reasons),
        )
        self._columns.close()
        return Snapshots(
            source, tally, {day: DayRows(self._columns, places) for day, places in days.items()}
        )

    def _why_empty(self) -> str:
        if not self._reasons:
            return "the file has no rows"
        return f"no row of it can be used; {self._reasons[0]}"

    def _contradict(self, later: int, first: int, column: str) -> None:
        known = self._columns
        self.refuse(
            known.line(later),
            column,
            f"{known.path(later)} stands on {self._unit} {known.line(first)} with another "
            f"{column} for the same date; keep one of the two",
        )

    def _repeats(self) -> Iterator[tuple[int, tuple[int, str]]]:
        """Each row that repeats an earlier one, with that one and the first column they differ in.

        Two paths under one ``hub_id`` differ in ``model_id``.
        """
        known = self._columns
        for group in known.same_ids():
            firsts: dict[tuple[int, str], int] = {}
            for at in group:
                first = firsts.setdefault((known.day(at), known.hub_id(at)), at)
                if first != at:
                    yield at, (first, _difference(known.row(first), known.row(at)))
        for group in known.same_paths():
            named: dict[tuple[int, str], int] = {}
            for at in group:
                first = named.setdefault((known.day(at), known.path(at)), at)
                if first != at and known.hub_id(first) != known.hub_id(at):
                    yield at, (first, "hub_id")


def _difference(one: ModelRow, other: ModelRow) -> str:
    """The first column in which two rows differ; empty if they are equal."""
    names = [field.name for field in fields(ModelRow)]
    names.sort(key=lambda name: name != "model_id")
    return next((name for name in names if getattr(one, name) != getattr(other, name)), "")
