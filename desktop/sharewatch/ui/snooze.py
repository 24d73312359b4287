"""How long one may ask for quiet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

MORNING = time(8)


@dataclass(frozen=True, slots=True)
class SnoozeChoice:
    """A choice and its length in seconds, counted when it is chosen."""

    text: str
    seconds: Callable[[], int]


def snooze_choices() -> tuple[SnoozeChoice, ...]:
    """An hour, until tomorrow morning of this machine's clock, a week."""
    return (
        SnoozeChoice(translate("snooze", "For 1 hour"), lambda: 3600),
        SnoozeChoice(translate("snooze", "Until tomorrow, 8:00"), seconds_until_tomorrow),
        SnoozeChoice(translate("snooze", "For 1 week"), lambda: 7 * 86_400),
    )


def seconds_until_tomorrow(now: datetime | None = None) -> int:
    """Seconds from ``now`` (this machine's time) until eight tomorrow morning."""
    here = now or datetime.now().astimezone()
    morning = datetime.combine(here.date() + timedelta(days=1), MORNING).astimezone()
    return round((morning - here).total_seconds())
