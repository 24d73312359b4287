"""Published figures: what others counted, shipped as facts with their sources.

They stand beside the program's own numbers and never as its own: a label names the scope a figure
was counted in, for no two lists of models are the same.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from sharewatch.core.shares import HUB, OFFICIAL, TEXT
from sharewatch.core.words import compact, exact

ATOM_LIST = "ATOM list"
"""How the scope of a figure begins that was counted over the ATOM project's list of models."""
WHOLE_HUB = "whole Hub"
"""How the scope of a figure begins that was counted over every model of the Hub."""

COLUMNS = ("date", "metric", "kind", "scope", "subject", "value", "source")

_DRAWN = {
    "all-time": "all_time_downloads",
    "month": "month_downloads",
    "30d": "30d_downloads",
    "derivatives": "derivatives",
}
_DATE = re.compile(r"(\d{4})(?:-Q([1-4])|-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_VALUE = re.compile(r"(~|>=)?(\d+(?:\.\d+)?)", re.ASCII)


class ReferencesError(ValueError):
    """A file of published figures that can't be used; the message names the line and column."""


class Kind(StrEnum):
    """What a published figure is of: only a family's is drawn over the lines of families."""

    FAMILY = "family"
    GENERATION = "generation"
    ORIGIN = "origin"
    GROUP = "group"
    MODEL = "model"
    EVERYTHING = "everything"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One figure as it was published.

    ``period`` is the date as given and ``at`` the same as UTC seconds, start and end; empty and
    ``None`` where none was given. ``value`` is downloads, models, percent or a score, as
    ``metric`` says, and ``None`` for an event. ``approximate`` and ``lower_bound`` are what the
    source said of the value. ``subject`` is a family's name, or of an origin its country.
    """

    period: str
    at: tuple[int, int] | None
    metric: str
    kind: Kind
    scope: str
    subject: str
    value: Fraction | None
    approximate: bool
    lower_bound: bool
    source: str

    @property
    def label(self) -> str:
        """The figure for a chart or table: ``Qwen 942.1M (published, ATOM list, 2026-03)``."""
        said = [one for one in ("published", self.scope, self.period) if one]
        return " ".join([self.subject, *filter(None, [self.value_text]), f"({', '.join(said)})"])

    @property
    def value_text(self) -> str:
        """The value with what the source said of it: ``≈300.0M``, ``≥50 %``; empty if none."""
        if self.value is None:
            return ""
        sign = "≈" if self.approximate else "≥" if self.lower_bound else ""
        if self.metric.endswith("_pct"):
            return f"{sign}{float(self.value):g} %"
        if self.value.denominator != 1:
            return f"{sign}{float(self.value):g}"
        whole = int(self.value)
        return sign + (exact(whole) if whole < 10**6 else compact(whole))

    def fits(self, scope: str) -> bool:
        """Whether it may be drawn in a scope of ours.

        ATOM's list is first-party models of many families, as ``tracked`` and a user's own list
        are; what was counted over the whole Hub fits ``hub`` alone. What a vendor or the press
        said without a list is shown in tables and drawn nowhere.
        """
        if self.scope.startswith(ATOM_LIST):
            return scope not in (TEXT, HUB)
        return self.scope.startswith(WHOLE_HUB) and scope == HUB


def parse_references(text: str) -> tuple[PublishedFigure, ...]:
    """Read figures from CSV with the columns ``COLUMNS``, in file order.

    A value may begin with ``~`` (about) or ``>=`` (at least) and is empty for an event. Raises
    ``ReferencesError`` at the first line that is of no use.
    """
    reader = csv.DictReader(text.splitlines(), strict=True)
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ReferencesError(f"line 1: the columns are {', '.join(COLUMNS)}")
        return tuple(_read_figure(row, reader.line_num) for row in reader)
    except csv.Error as error:
        raise ReferencesError(f"line {reader.reader.line_num}: not CSV: {error}") from error


def _read_figure(row: Mapping[str, str], line: int) -> PublishedFigure:
    if len(row) != len(COLUMNS) or None in row.values():
        raise ReferencesError(f"line {line}: it takes {len(COLUMNS)} columns")
    for column in ("metric", "scope", "subject", "source"):
        if not row[column].strip():
            raise ReferencesError(f"line {line}, {column}: is empty")
    try:
        at = span_of(row["date"]) if row["date"] else None
    except ValueError as error:
        raise ReferencesError(f"line {line}, date: {error}") from error
    if row["kind"] not in tuple(Kind):
        raise ReferencesError(f"line {line}, kind: takes one of {', '.join(Kind)}")
    value = _VALUE.fullmatch(row["value"])
    if value is None and row["value"]:
        raise ReferencesError(
            f"line {line}, value: takes a number, ~ or >= before it, not {row['value']!r}"
        )
    return PublishedFigure(
        period=row["date"],
        at=at,
        metric=row["metric"],
        kind=Kind(row["kind"]),
        scope=row["scope"],
        subject=row["subject"],
        value=Fraction(value[2]) if value else None,
        approximate=value is not None and value[1] == "~",
        lower_bound=value is not None and value[1] == ">=",
        source=row["source"],
    )


def fitting(
    figures: Iterable[PublishedFigure],
    measure: str,
    scope: str,
    attribution: str = OFFICIAL,
    kind: Kind = Kind.FAMILY,
) -> tuple[PublishedFigure, ...]:
    """The figures that may be drawn over a chart of values, in time's order.

    They must be of the chart's measure, of its kind of line and of a scope that fits
    (``PublishedFigure.fits``), and have a date and a value. Published counts are of what
    developers publish themselves, so no figure fits the ``derivatives`` attribution. Over a chart
    of shares none is drawn at all: a share is only as good as its denominator, and theirs is not
    ours.
    """
    if attribution != OFFICIAL:
        return ()
    found = [
        (one.at, one)
        for one in figures
        if one.at is not None
        and one.value is not None
        and one.metric == _DRAWN.get(measure)
        and one.kind is kind
        and one.fits(scope)
    ]
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))


def span_of(period: str) -> tuple[int, int]:
    """A period as it is written, in UTC seconds from its start to its end, the end excluded.

    A year, a quarter, a month, a day, or from one to another: ``2024``, ``2024-Q4``, ``2026-02``,
    ``2026-02-28``, ``2025-08/2026-03``. Raises ``ValueError`` for all else.
    """
    first, slash, last = period.partition("/")
    try:
        start, end = _span_of_one(first)
        if slash:
            end = _span_of_one(last)[1]
    except (ValueError, OverflowError):
        end = start = 0
    if end <= start:
        raise ValueError(
            f"{period!r} is no period; it reads 2026, 2026-Q1, 2026-02, 2026-02-28 or "
            "2025-08/2026-03"
        )
    return start, end


def _span_of_one(text: str) -> tuple[int, int]:
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, quarter, month, day = (int(part) if part else 0 for part in found.groups())
    if day:
        start = datetime(year, month, day, tzinfo=UTC)
        return _seconds(start), _seconds(start + timedelta(days=1))
    first = 3 * quarter - 2 if quarter else month or 1
    months = 3 if quarter else 1 if found[3] else 12
    past = first + months
    return (
        _seconds(datetime(year, first, 1, tzinfo=UTC)),
        _seconds(datetime(year + past // 13, past - 12 * (past // 13), 1, tzinfo=UTC)),
    )


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
