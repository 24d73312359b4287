"""Reads counter cases: this project's own form, and the JSON form shared between projects."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from sharewatch.core.counters import Sample
from sharewatch.core.intervals import Interval


@dataclass(frozen=True)
class Increments:
    """Intervals of a counter, each with what is known to have been added in it."""

    id: str
    samples: tuple[Sample, ...]
    expected: tuple[tuple[int, int, Fraction], ...]


@dataclass(frozen=True)
class Repair:
    """A counter, and what is left of it."""

    id: str
    samples: tuple[Sample, ...]
    total: int
    segments: int
    suspects: int


@dataclass(frozen=True)
class Stale:
    """Ages in seconds, each with whether a value of that age is carried."""

    id: str
    limit: int
    carried: dict[int, bool]


@dataclass(frozen=True)
class ShareCase:
    """An incomplete poll, its share in basis points rounded outwards, and a rule's level."""

    id: str
    family: tuple[Interval, ...]
    others: tuple[Interval, ...]
    threshold: Fraction
    margin: Fraction
    bounds: tuple[int, int]
    level: str


@dataclass
class Cases:
    """All cases of some files, by what they are about."""

    increments: list[Increments] = field(default_factory=list)
    repair: list[Repair] = field(default_factory=list)
    stale: list[Stale] = field(default_factory=list)
    share: list[ShareCase] = field(default_factory=list)


def read_cases(path: Path) -> Cases:
    """The cases of a file, and of those that SHAREWATCH_ALERT_CASES names."""
    named = os.environ.get("SHAREWATCH_ALERT_CASES", "").split(os.pathsep)
    cases = Cases()
    for file in (path, *(Path(name) for name in named if name)):
        text = file.read_text("utf-8")
        found = _own(tomllib.loads(text)) if file.suffix == ".toml" else _shared(json.loads(text))
        for case in found:
            match case:
                case Increments():
                    cases.increments.append(case)
                case Repair():
                    cases.repair.append(case)
                case Stale():
                    cases.stale.append(case)
                case ShareCase():
                    cases.share.append(case)
    return cases


Case = Increments | Repair | Stale | ShareCase


def _own(tables: dict[str, list[dict[str, Any]]]) -> Iterator[Case]:
    for one in tables.get("increments", ()):
        expected = [line.split() for line in one["increments"]]
        yield Increments(
            one["id"],
            _own_samples(one),
            tuple((int(start), int(end), Fraction(by)) for start, end, by in expected),
        )
    for one in tables.get("repair", ()):
        yield Repair(one["id"], _own_samples(one), one["total"], one["segments"], one["suspects"])
    for one in tables.get("stale", ()):
        ages = dict.fromkeys(one["carried"], True) | dict.fromkeys(one["missing"], False)
        yield Stale(one["id"], one["limit"], ages)
    for one in tables.get("share", ()):
        yield ShareCase(
            one["id"],
            _own_intervals(one["family"]),
            _own_intervals(one["others"]),
            Fraction(one["threshold"], 10_000),
            Fraction(one.get("margin", 0), 10_000),
            (one["low"], one["high"]),
            one["level"],
        )


def _own_samples(one: dict[str, Any]) -> tuple[Sample, ...]:
    pairs = (line.split() for line in one["samples"])
    return tuple(Sample(int(at), int(value)) for at, value in pairs)


def _own_intervals(lines: list[str]) -> tuple[Interval, ...]:
    pairs = (line.split("..") for line in lines)
    return tuple(Interval(int(low), int(high)) for low, high in pairs)


def _shared(document: dict[str, Any]) -> Iterator[Case]:
    for one in document.get("counter_cases", ()):
        samples = tuple(Sample(*pair) for pair in one.get("samples", ()))
        expect = one["expect"]
        match one["fn"]:
            case "increments":
                by = (Fraction(value).limit_denominator(1000) for value in expect)
                ends = zip(one["buckets"], by, strict=True)
                yield Increments(one["id"], samples, tuple((*pair, rise) for pair, rise in ends))
            case "repair_total":
                yield Repair(one["id"], samples, *expect)
            case "stale":
                said = (what == "carried" for what in expect)
                yield Stale(one["id"], one["limit"], dict(zip(one["ages"], said, strict=True)))
            case "interval":
                for given, (low, high, level) in zip(one["inputs"], expect, strict=True):
                    yield ShareCase(
                        one["id"],
                        tuple(Interval(*pair) for pair in given["family"]),
                        tuple(Interval(*pair) for pair in given["others"]),
                        Fraction(given["theta"], 10_000),
                        Fraction(given["margin"], 10_000),
                        (low, high),
                        level or "unknown",
                    )
            case strange:
                raise AssertionError(f"unknown kind of counter case {strange}")
