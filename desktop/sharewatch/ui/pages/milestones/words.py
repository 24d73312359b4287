"""When a number is reached, in a sentence."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from sharewatch.core.forecast import Milestone
from sharewatch.core.words import compact, day, moment
from sharewatch.ui.pages.parts.count_field import round_text

translate = QCoreApplication.translate


def milestone_sentence(family: str, found: Milestone) -> str:
    """``At 5.5M a day Qwen reaches 1B around 2026-04-11 (between 2026-04-08 and 2026-04-19).``"""
    if found.reached:
        return _reached(family, found)
    flow = found.flow_per_day
    if flow is None:
        said = translate("milestones", "When {family} reaches {number} is unknown.")
        return said.format(family=family, number=round_text(found.reach))
    if found.expected is None:
        said = translate("milestones", "At {flow} a day {family} never reaches {number}")
    else:
        said = translate("milestones", "At {flow} a day {family} reaches {number} around {day}")
    return said.format(
        flow=compact(float(flow.mean)),
        family=family,
        number=round_text(found.reach),
        day=day(found.expected or 0),
    ) + _range(found)


def method_text(found: Milestone) -> str:
    """How it was found, what it stands at now, and what could not be done."""
    stands = translate("milestones", "{value} on {day}.").format(
        value=compact(found.value), day=day(found.as_of)
    )
    if found.reached and found.expected is None:
        return stands
    method = translate("milestones", "Method: {method}").format(method=found.method)
    return " ".join((stands, method, *found.notes))


def _range(found: Milestone) -> str:
    """From when to when it may be; a slowest week may never get there."""
    if found.earliest is None:
        return "."
    if found.expected is None:
        return translate("milestones", "; at the pace of its fastest week around {day}.").format(
            day=day(found.earliest)
        )
    if found.latest is None:
        return translate("milestones", " ({day} at the earliest, at the slowest never).").format(
            day=day(found.earliest)
        )
    return translate("milestones", " (between {first} and {last}).").format(
        first=day(found.earliest), last=day(found.latest)
    )


def _reached(family: str, found: Milestone) -> str:
    if found.expected is None:
        said = translate("milestones", "{family} had {number} before the first count, {first}.")
    else:
        said = translate(
            "milestones",
            "{family} passed {number} on about {day}, between two polls: {first} and {last}.",
        )
    return said.format(
        family=family,
        number=round_text(found.reach),
        day=day(found.expected or 0),
        first=moment(found.earliest or found.latest or 0),
        last=moment(found.latest or 0),
    )
