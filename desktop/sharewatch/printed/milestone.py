"""When a number is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.printed.basis import Record, basis_line, basis_record, moment, number

if TYPE_CHECKING:
    from sharewatch.core.answers import MilestoneAnswer


def record(answer: MilestoneAnswer) -> Record:
    """When a count reaches a number, with its range and method."""
    found = answer.milestone
    flow = found.flow_per_day
    return {
        **basis_record(answer.basis),
        "family": answer.question.family,
        "reach": found.reach,
        "value": found.value,
        "reached": found.reached,
        "expected": moment(found.expected),
        "earliest": moment(found.earliest),
        "latest": moment(found.latest),
        "flow_per_day": number(flow.mean) if flow else None,
        "flow_slowest": number(flow.slowest) if flow else None,
        "flow_fastest": number(flow.fastest) if flow else None,
        "based_on": [words.iso(one) for one in found.based_on],
        "method": found.method,
        "notes": list(found.notes),
    }


def text(answer: MilestoneAnswer) -> str:
    """When a number is reached."""
    found = answer.milestone
    who, reach = answer.question.family, words.compact(found.reach)
    lines = [
        f"{who}: {words.exact(found.value)} {basis_line(answer.basis)}",
    ]
    if found.reached:
        if found.expected is None:
            return "\n".join([*lines, f"  {reach} was reached before the first count."])
        lines.append(f"  {reach} was reached about {words.day(found.expected)}.")
    elif found.flow_per_day is None:
        lines.append(f"  Whether and when {reach} is reached is not known.")
    elif found.expected is None:
        lines.append(f"  {reach} is not reached at this pace.")
    else:
        days = (found.expected - found.as_of) / words.DAY
        lines.append(
            f"  {reach} is expected about {words.day(found.expected)}, {days:.1f} days later "
            f"({_day(found.earliest)} to {_day(found.latest)})."
        )
    return "\n".join([*lines, f"  {found.method}", *(f"  {note}" for note in found.notes)])


def _day(at: int | None) -> str:
    return words.UNKNOWN if at is None else words.day(at)
