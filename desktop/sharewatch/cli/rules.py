"""The command line of rules and of what they have said."""

from __future__ import annotations

import argparse
from fractions import Fraction

from sharewatch.cli.questions import json_option, scope_options, utc_day
from sharewatch.core.shares import Measure
from sharewatch.core.words import DAY

HOUR = 3600


def add_rules(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """Add what is done with rules, each as a verb; without one they are listed."""
    json_option(parser)
    verbs = parser.add_subparsers(metavar="VERB")

    def verb(name: str, summary: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=summary, description=summary, parents=[common])
        added.set_defaults(job=f"rules.{name.replace('list', 'show')}_rules")
        return added

    def json_of(added: argparse.ArgumentParser) -> None:
        added.add_argument(  # keeps what was said before the verb
            "--json", action="store_true", default=argparse.SUPPRESS, help="for programs"
        )

    for added in (
        verb("add", "watch a share"),
        verb("try", "what a rule would have said of the days that are stored; adds nothing"),
    ):
        _definition(added)
        json_of(added)
    json_of(verb("list", "all rules and their states"))
    removal = verb("remove", "stop watching")
    removal.add_argument("rule", type=int, metavar="ID")
    pause = verb("snooze", "show no message of one rule for a while")
    pause.add_argument("rule", type=int, metavar="ID")
    pause.add_argument("length", type=_pause, metavar="HOURS|off", help="off ends it")


def add_alerts(parser: argparse.ArgumentParser) -> None:
    """Add what is asked of the inbox."""
    json_option(parser)
    parser.add_argument("--unread", action="store_true", help="only what was not looked at")
    parser.add_argument("--family", default="", help="only what was said of this family")
    parser.add_argument(
        "--acknowledge",
        type=int,
        default=None,
        metavar="ID",
        help="no repeats of this alert until it is over",
    )


def _definition(add: argparse.ArgumentParser) -> None:
    """All that a rule can be told."""
    add.add_argument("--family", required=True)
    add.add_argument("--measure", type=_measure, metavar="30d|all-time", default=Measure.D30)
    side = add.add_mutually_exclusive_group(required=True)
    side.add_argument("--above", type=_fraction, metavar="SHARE", help="0.5 or 50%%")
    side.add_argument("--below", type=_fraction, metavar="SHARE")
    scope_options(add)
    add.add_argument(
        "--margin",
        type=_fraction,
        default=Fraction(0),
        metavar="SHARE",
        help="how far back counts as back",
    )
    add.add_argument(
        "--confirm", type=int, default=1, metavar="N", help="published values in a row"
    )
    add.add_argument("--of", type=int, default=None, metavar="M", help="out of the last M")
    add.add_argument(
        "--clear-after", type=int, default=1, metavar="N", help="published values that are back"
    )
    add.add_argument(
        "--cooldown",
        type=_hours,
        default=0,
        metavar="HOURS",
        help="the least time between two messages of crossings",
    )
    add.add_argument(
        "--repeat",
        type=_hours,
        default=None,
        metavar="HOURS",
        help="tell again while it lasts, until acknowledged",
    )
    add.add_argument(
        "--max-gap",
        type=_hours,
        default=None,
        metavar="HOURS",
        help="values further apart don't add up (default: any do)",
    )
    add.add_argument("--once", action="store_true", help="tell once, then stop watching")
    add.add_argument(
        "--expires", type=_end_of_day, default=None, metavar="DATE", help="at that UTC day's end"
    )
    add.add_argument(
        "--tell-if-already", action="store_true", help="tell at once if it is so already"
    )


def _fraction(text: str) -> Fraction:
    """``0.5``, ``1/2`` or ``50%``, exactly."""
    try:
        if text.endswith("%"):
            return Fraction(text[:-1].strip()) / 100
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as why:
        raise argparse.ArgumentTypeError(f"{text!r} is no share; write 0.5 or 50%") from why


def _measure(text: str) -> Measure:
    try:
        return Measure(text)
    except ValueError as why:
        known = " or ".join(Measure)
        raise argparse.ArgumentTypeError(f"{text!r} is no measure; it takes {known}") from why


def _hours(text: str) -> int:
    """Hours as seconds; ``0.5`` is half of one."""
    try:
        return round(Fraction(text) * HOUR)
    except (ValueError, ZeroDivisionError) as why:
        raise argparse.ArgumentTypeError(f"{text!r} are no hours; write 24 or 0.5") from why


def _pause(text: str) -> int:
    """The seconds of a snooze, 0 to end it."""
    length = 0 if text == "off" else _hours(text)
    if length < 0:
        raise argparse.ArgumentTypeError(f"{text!r}: nothing can be snoozed into the past")
    return length


def _end_of_day(text: str) -> int:
    return (utc_day(text) + 1) * DAY
