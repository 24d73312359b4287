"""Who passed whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.printed.basis import MOST, Record, basis_line, basis_record

if TYPE_CHECKING:
    from sharewatch.core.answers import CrossoversAnswer


def record(answer: CrossoversAnswer) -> Record:
    """Changes of order, by time."""
    return {
        **basis_record(answer.basis),
        "crossovers": [
            {
                "passer": one.passer,
                "passed": one.passed,
                "at": words.iso(one.at),
                "before": words.iso(one.before),
                "after": words.iso(one.after),
                "lasting": one.lasting,
            }
            for one in answer.crossovers
        ],
    }


def text(answer: CrossoversAnswer) -> str:
    """Who passed whom, and when."""
    lines = [basis_line(answer.basis)]
    left = len(answer.crossovers) - MOST
    if left > 0:
        lines.append(f"  {left:,} earlier ones; --json has all")
    lines += [
        f"  {words.day(one.at)}  {one.passer} passed {one.passed}, between the polls of "
        f"{words.day(one.before)} and {words.day(one.after)}"
        f"{'' if one.lasting else ' (not for good)'}"
        for one in answer.crossovers[-MOST:]
    ]
    return "\n".join(lines if answer.crossovers else [*lines, "  Nobody has passed anybody."])
