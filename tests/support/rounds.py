"""A watch at work: two families whose shares go up and down, rules of every kind, a desktop.

One round is what the window does in an interval: poll, claim what is due, show it, mark it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from random import Random
from threading import Event

from at_work import AtWork, at_work, made_up
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.core.words import DAY
from sharewatch.desk.window_desk import WindowDesk
from sharewatch.hub.demo.recording import Recording
from sharewatch.intake.poll import unheard

FIRST = 20_000 * DAY
DAYS = 600
CATALOG = made_up(Alpha=(["alpha"], []), Beta=(["beta"], []))
HALF = Fraction(1, 2)
RULES = (
    Rule("Alpha", Measure.D30, Direction.ABOVE, HALF),
    Rule("Alpha", Measure.D30, Direction.ABOVE, HALF, Fraction(1, 100), 2, 3, 2),
    Rule("Alpha", Measure.D30, Direction.ABOVE, Fraction(51, 100), cooldown_s=3 * DAY),
    Rule("Alpha", Measure.D30, Direction.BELOW, Fraction(49, 100), repeat_s=2 * DAY),
    Rule("Beta", Measure.D30, Direction.ABOVE, HALF, max_gap_s=DAY),
)
MODELS = 4
_TOTAL = 1_000_000


def world(seed: int = 3, models: int = MODELS, days: int = DAYS) -> Recording:
    """A Hub on which each day has its own share, and some have counts that nobody knows."""
    luck = Random(seed)
    ever = dict.fromkeys(_paths(models), 50 * _TOTAL)
    listed: dict[int, dict[str, tuple[int | None, int | None, int | None]]] = {}
    percent = 50
    for day in range(FIRST, FIRST + days * DAY, DAY):
        percent = min(55, max(46, percent + luck.randrange(-3, 4)))
        alpha = percent * _TOTAL // 100
        counts: dict[str, int | None] = {}
        for path in _paths(models):
            whole = alpha if path.startswith("alpha") else _TOTAL - alpha
            counts[path] = whole // models + luck.randrange(9)
            ever[path] += counts[path] // 30
        if luck.random() < 0.08:
            counts[luck.choice(list(counts))] = None
        listed[day] = {path: (count, ever[path], 5) for path, count in counts.items()}
    return Recording(listed)


@contextmanager
def watch(path: Path, hub: Recording) -> Iterator[tuple[AtWork, WindowDesk]]:
    """Go on where the database ends: the clock stands at its last poll, and the rules are kept."""
    with at_work(path, hub, FIRST, catalog=lambda: CATALOG) as work:
        last = work.store.latest_poll()
        work.clock.set(last.as_of if last else FIRST - DAY)
        desk = WindowDesk(work.desk)
        for rule in RULES[len(work.store.rules()) :]:
            desk.save_rule(rule)
        yield work, desk


def next_day(work: AtWork, desk: WindowDesk) -> int:
    """Poll the day after the last one; returns the poll's number."""
    last = work.store.latest_poll()
    work.clock.set(last.as_of + DAY if last else FIRST)
    desk.poll(Event(), unheard)
    stored = work.store.latest_poll()
    assert stored is not None
    return stored.seq


def deliver(
    desk: WindowDesk, screen: Path, before: Callable[[str], None] = lambda _what: None
) -> None:
    """Show what is due on the screen: a file that gets a line for each message."""
    due = desk.claim_notices()
    for notice in due:
        before("a message is shown")
        with screen.open("a") as lines:
            lines.write(f"{notice.id}\n")
            lines.flush()
            os.fsync(lines.fileno())
    desk.notices_shown(tuple((notice.id, f"line {notice.id}") for notice in due))


def _paths(models: int) -> list[str]:
    return [f"{owner}/model-{number}" for owner in ("alpha", "beta") for number in range(models)]
