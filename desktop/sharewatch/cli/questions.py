"""The command line of questions and of what is brought in."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from sharewatch.core.adoption import AdoptionDefinition
from sharewatch.core.board import AnyMeasure
from sharewatch.core.flows import Flow
from sharewatch.core.scopes import ATTRIBUTIONS
from sharewatch.core.shares import HUB, OFFICIAL, TEXT, TRACKED, Measure
from sharewatch.core.words import DAY

Command = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its job and its summary."""

_WHEN = "that day's last poll, or the day, week or month it lies in; UTC, as 2026-05-09"
_COUNTS = "30d|all-time"
_MEASURES = f"{_COUNTS}|day|week|month"


def add_questions(command: Command) -> None:
    """Add every command that asks something."""
    shares = command("shares", "inquiries.shares", "Every family's share of its scope.")
    _view(shares)
    which = shares.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="every poll")
    _at(which)
    shares.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="MODEL_ID",
        help="leave a model out; may be repeated",
    )
    shares.add_argument(
        "--fixed-panel",
        nargs=2,
        type=utc_day,
        metavar=("FROM", "TO"),
        help="only models present on both dates",
    )
    movers = command("movers", "inquiries.movers", "Why a family's share moved between two dates.")
    movers.add_argument("--family", required=True)
    movers.add_argument("--from", dest="from_day", required=True, type=utc_day, metavar="DATE")
    movers.add_argument("--to", dest="to_day", required=True, type=utc_day, metavar="DATE")
    movers.add_argument(
        "--fixed-panel", action="store_true", help="only models present on both dates"
    )
    _view(movers, takes=_COUNTS)
    json_option(command("claims", "inquiries.claims", "Which published sentences hold."))
    for name, summary in (
        ("origins", "A scope by the origin of its publishers."),
        ("developers", "A scope by developer."),
        ("sizes", "A scope by size class of its models."),
    ):
        _dated(command(name, f"inquiries.{name}", summary), _COUNTS)
    index = command("concentration", "inquiries.concentration", "How much is in few hands.")
    index.add_argument("--next", type=_next, default=8, metavar="N", help="rivals to combine")
    _dated(index)
    _add_more(command)


def _add_more(command: Command) -> None:
    built = command("derivatives", "inquiries.derivatives", "What was built upon each family.")
    how_many = built.add_mutually_exclusive_group()
    how_many.add_argument(
        "--more-than", type=_whole, default=5, metavar="N", help="30-day downloads that count"
    )
    how_many.add_argument("--all", action="store_true", help="count all, downloaded or not")
    json_option(built)
    milestone = command("milestone", "inquiries.milestone", "When a family reaches a number.")
    milestone.add_argument("--family", required=True)
    milestone.add_argument("--reach", required=True, type=_number, metavar="N", help="1e9 or 1B")
    scope_options(milestone)
    json_option(milestone)
    passed = command("crossovers", "inquiries.crossovers", "Who passed whom, and when.")
    passed.add_argument("--family", default="", help="only what this family did or suffered")
    passed.add_argument("--lasting", action="store_true", help="only what never turned back since")
    _view(passed, Measure.ALL_TIME)
    adoption = command("adoption", "inquiries.adoption", "One model against others of its size.")
    adoption.add_argument("model_id", metavar="MODEL_ID")
    adoption.add_argument(
        "--definition",
        type=AdoptionDefinition,
        choices=list(AdoptionDefinition),
        default=AdoptionDefinition.MEDIAN,
    )
    json_option(adoption)
    ground = command("provenance", "inquiries.provenance", "Where a number comes from.")
    ground.add_argument("--family", default=None, help="the whole scope's without one")
    _dated(ground)


def add_imports(command: Command) -> None:
    """Add the commands that bring something in."""
    brought = command(
        "import", "inquiries.bring_in", "Bring in snapshots, a list, lineage, a catalog."
    )
    brought.add_argument("file", type=Path, help="CSV (also .gz) or Parquet")
    brought.add_argument("--dry-run", action="store_true", help="say what it holds, store nothing")
    brought.add_argument(
        "--date", type=_moment, metavar="DATE", help="the day of a file that doesn't say"
    )
    brought.add_argument(
        "--task", default=None, metavar="TASK", help="the Hub's task of models that state none"
    )
    brought.add_argument("--name", default="", help="what a list is called as a scope")
    json_option(brought)
    lists = command("lists", "inquiries.lists", "The published lists there are, as scopes.")
    lists.add_argument("--remove", metavar="NAME", default="", help="forget one")
    json_option(lists)
    census = command("census", "inquiries.census", "List everything a scope reaches, resumably.")
    census.add_argument("--scope", choices=[TEXT, HUB], default=TEXT)
    census.add_argument(
        "--coverage", type=_coverage, default=None, metavar="PART", help="of all downloads, 0.995"
    )


def json_option(parser: argparse.ArgumentParser) -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help="for programs")


def utc_day(text: str) -> int:
    """A date as its number of days since 1970."""
    return _moment(text) // DAY


def _view(
    parser: argparse.ArgumentParser,
    measure: AnyMeasure = Measure.D30,
    *,
    takes: str = _MEASURES,
) -> None:
    parser.add_argument(
        "--measure",
        type=any_measure,
        metavar=takes,
        default=measure,
        help=f"which downloads count; {measure.value} unless said",
    )
    scope_options(parser)
    json_option(parser)


def _dated(parser: argparse.ArgumentParser, takes: str = _MEASURES) -> None:
    _view(parser, takes=takes)
    _at(parser)


def _at(parser: argparse.ArgumentParser | argparse._MutuallyExclusiveGroup) -> None:
    parser.add_argument("--at", metavar="DATE", type=utc_day, help=_WHEN)


def scope_options(parser: argparse.ArgumentParser) -> None:
    """``--scope`` and ``--attribution``."""
    parser.add_argument(
        "--scope", default=TRACKED, metavar="NAME", help="tracked, text, hub, or a list's name"
    )
    parser.add_argument(
        "--attribution",
        choices=ATTRIBUTIONS,
        default=OFFICIAL,
        help="official models alone, or derivatives by declared lineage too",
    )


def any_measure(text: str) -> AnyMeasure:
    """A count or a flow by its name."""
    known: dict[str, AnyMeasure] = {one.value: one for one in (*Measure, *Flow)}
    if text not in known:
        raise argparse.ArgumentTypeError(f"{text!r} is no measure; it takes {_MEASURES}")
    return known[text]


def _moment(text: str) -> int:
    """A date as its UTC midnight in seconds."""
    try:
        at = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as why:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write 2026-05-09") from why
    return int(at.timestamp())


def _number(text: str) -> int:
    """``1e9``, ``1B``, ``2.5M`` or ``1,000,000``."""
    units = {"K": 10**3, "M": 10**6, "B": 10**9}
    plain = text.strip().replace(",", "").replace("_", "").upper()
    unit = units.get(plain[-1:], 1)
    try:
        found = Fraction(plain[:-1] if unit > 1 else plain) * unit
    except (ValueError, ZeroDivisionError) as why:
        raise argparse.ArgumentTypeError(f"{text!r} is no number; write 1e9 or 1B") from why
    if found < 1 or found.denominator != 1 or found >= 2**63:
        raise argparse.ArgumentTypeError(f"{text!r}: a whole number of downloads from 1 up")
    return int(found)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text)


def _next(text: str) -> int:
    if _whole(text) < 1:
        raise argparse.ArgumentTypeError("how many rivals: 1 or more")
    return int(text)


def _coverage(text: str) -> Fraction:
    try:
        part = Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError) as why:
        raise argparse.ArgumentTypeError(f"{text!r} is no part; write 0.995 or 99.5%") from why
    if not 0 < part <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} lies outside of 0 to 1")
    return part
