"""What the rules page says of a rule's messages and of its past."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from sharewatch.core import words
from sharewatch.core.answers import Rehearsed
from sharewatch.core.board import RuleLine
from sharewatch.core.episodes import EventKind

translate = QCoreApplication.translate

MOST_DAYS = 4
"""As many dates as are read at a glance."""


def messages_text(line: RuleLine) -> str:
    """What holds a rule's messages back or ends them; ``shown`` where nothing does."""
    parts = []
    if line.lasts and line.acknowledged:
        parts.append(translate("rules", "acknowledged"))
    if line.snoozed_until is not None:
        until = words.moment(line.snoozed_until)
        parts.append(translate("rules", "snoozed until {moment}").format(moment=until))
    if line.rule.once and line.state != "DONE":
        parts.append(translate("rules", "once"))
    if line.rule.expires_at is not None and line.state not in ("DONE", "EXPIRED"):
        day = words.day(line.rule.expires_at - 1)
        parts.append(translate("rules", "until the end of {day}").format(day=day))
    return ", ".join(parts) or translate("rules", "shown")


def rehearsal_text(answer: Rehearsed) -> str:
    """When a rule would have fired and been back, and on how many days it could not tell."""
    found = answer.rehearsal
    if found.first is None:
        return translate("rules", "There is no history yet to try this on.")
    days = _days(found.values, answer)
    if found.unknown == found.values:
        return translate("rules", "Of {days}, none says anything of this share.").format(days=days)
    said = [_fired(answer, days)]
    if found.crossings and found.crossings[0].kind is EventKind.BASELINE:
        first = words.day(found.crossings[0].at)
        said.append(translate("rules", "It was so already on {day}.").format(day=first))
    if found.unknown:
        unknown = _days(found.unknown, answer)
        said.append(translate("rules", "{days} said nothing.").format(days=unknown))
    return " ".join(said)


def _fired(answer: Rehearsed, days: str) -> str:
    found = answer.rehearsal
    fired = [words.day(one.at) for one in found.fired]
    if not fired:
        return translate("rules", "Would not have fired in {days}.").format(days=days)
    said = (
        translate("rules", "Would have fired once in {days}: {dates}")
        if len(fired) == 1
        else translate("rules", "Would have fired {count} times in {days}: {dates}")
    ).format(count=len(fired), days=days, dates=_listed(fired))
    began = found.fired[0].at
    back = [
        words.day(one.at)
        for one in found.crossings
        if one.kind is EventKind.CLEARED and one.at > began
    ]
    if back:
        said += "; " + translate("rules", "back on {dates}").format(dates=_listed(back))
    if found.crossings[-1].kind is EventKind.FIRED:
        said += "; " + translate("rules", "and not back since")
    return f"{said}."


def _listed(days: Sequence[str]) -> str:
    """The latest of these days."""
    shown = ", ".join(days[-MOST_DAYS:])
    return shown if len(days) <= MOST_DAYS else f"… {shown}"


def _days(count: int, answer: Rehearsed) -> str:
    if answer.by_census:
        said = (
            translate("rules", "1 census") if count == 1 else translate("rules", "{count} censuses")
        )
    else:
        said = translate("rules", "1 day") if count == 1 else translate("rules", "{count} days")
    return said.format(count=words.exact(count))
