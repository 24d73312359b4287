"""What a rule would have said of the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.core.episodes import EventKind
from sharewatch.core.questions import attribution_name
from sharewatch.printed.basis import MOST, Record, moment, number

if TYPE_CHECKING:
    from sharewatch.core.answers import Rehearsed

_SAID = {
    EventKind.BASELINE: "was beyond already",
    EventKind.FIRED: "would have fired",
    EventKind.CLEARED: "would have been back",
}


def record(answer: Rehearsed) -> Record:
    """When it would have fired and been back, of how many values."""
    found = answer.rehearsal
    rule = answer.question.rule
    return {
        "family": rule.family,
        "measure": rule.measure.value,
        "scope": rule.scope,
        "attribution": rule.attribution,
        "values": found.values,
        "unknown": found.unknown,
        "first": moment(found.first),
        "last": moment(found.last),
        "fired": len(found.fired),
        "events": [
            {"kind": one.kind.value, "as_of": words.iso(one.at), "share": number(one.share)}
            for one in found.crossings
        ],
    }


def text(answer: Rehearsed) -> str:
    """The same in lines, the newest last."""
    found = answer.rehearsal
    rule = answer.question.rule
    lines = [
        f"{words.rule_text(rule)}, {rule.scope} scope, {attribution_name(rule.attribution)}",
        _summary(answer),
    ]
    left = len(found.crossings) - MOST
    if left > 0:
        lines.append(f"  {left:,} earlier ones; --json has all")
    lines += [
        f"  {words.day(one.at)}  {_SAID[one.kind]}, at {words.percent(one.share)}"
        for one in found.crossings[-MOST:]
    ]
    if found.unknown:
        lines.append(f"  {_of(found.unknown, answer)} said nothing of it")
    return "\n".join(lines)


def _summary(answer: Rehearsed) -> str:
    found = answer.rehearsal
    if found.first is None or found.last is None:
        return "  Nothing is stored that it could be tried on."
    span = f"in {_of(found.values, answer)}, {words.day(found.first)} to {words.day(found.last)}"
    if not found.fired:
        return (
            f"Would not have fired {span}:" if found.crossings else f"Would not have fired {span}."
        )
    times = "once" if len(found.fired) == 1 else f"{len(found.fired)} times"
    return f"Would have fired {times} {span}:"


def _of(count: int, answer: Rehearsed) -> str:
    one, more = ("census", "censuses") if answer.by_census else ("day", "days")
    return f"{count:,} {one if count == 1 else more}"
