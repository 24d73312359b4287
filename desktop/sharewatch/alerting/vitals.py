"""The facts that health is found from, and how watching stands, at one database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from sharewatch.core import words
from sharewatch.core.board import SourceKind
from sharewatch.core.condition import Condition
from sharewatch.core.episodes import State
from sharewatch.core.health import Ailment, Vitals
from sharewatch.core.shares import DERIVATIVES, HUB, TEXT, TRACKED, Measure
from sharewatch.core.standstill import frozen_since
from sharewatch.core.words import DAY
from sharewatch.intake.watching import state_of
from sharewatch.store.backups import backups_of
from sharewatch.store.errors import MOVED

if TYPE_CHECKING:
    from sharewatch.core.episodes import RuleState
    from sharewatch.core.rules import Rule
    from sharewatch.desk.agenda import Agenda
    from sharewatch.store.store import Store

_LOOK_BACK_DAYS = 14
_EPOCH = date(1970, 1, 1)
_CENSUS_MISSED_S = 14 * DAY
_REACHES = {TEXT: (TEXT, HUB), HUB: (HUB,), DERIVATIVES: (TEXT, HUB)}
"""The reaches of a census that count a scope, and those that count descendants at all."""


def condition_of(store: Store, agenda: Agenda) -> Condition:
    """How watching at one database stands."""
    copies = backups_of(store.path)
    return Condition(
        polls=len(store.polls()),
        failures=agenda.failures,
        failing_since=agenda.failed_since,
        size=store.path.stat().st_size if store.in_place else 0,
        backups=len(copies),
        backup_at=(copies[0].day - _EPOCH).days * DAY if copies else None,
    )


def vitals_of(
    store: Store,
    kind: SourceKind,
    agenda: Agenda,
    noted: Mapping[Ailment, str],
    *,
    age_of_clock: int,
    stale_after_s: int,
) -> Vitals:
    """The facts at one database. A recorded series has no age, and nobody to be down."""
    latest = store.latest_poll()
    shown = store.latest_poll(complete_only=True)
    polled = kind is not SourceKind.REPLAY
    watching = tuple(_watching(store))
    return Vitals(
        problem=agenda.problem or "",
        down_since=agenda.failed_since if agenda.breaker_open else None,
        age_s=age_of_clock - shown.as_of if shown and polled else None,
        stale_after_s=stale_after_s,
        frozen_since=_frozen_since(store, latest.as_of) if latest and polled else None,
        missed_owners=latest.failed_owners if latest else (),
        doubts=tuple(one.doubt for one in store.quarantines.open()),
        blind=tuple(words.rule_text(rule) for rule, state in watching if state.outage),
        unseen=tuple(_unseen(store, (rule for rule, _ in watching), age_of_clock)),
        disk=store.write_fault or noted.get(Ailment.DISK, ""),
        database=noted.get(Ailment.DATABASE, "") if store.in_place else MOVED.format(store.path),
        program=noted.get(Ailment.PROGRAM, ""),
        channel=noted.get(Ailment.CHANNEL, ""),
        backup=noted.get(Ailment.BACKUP, ""),
    )


def _frozen_since(store: Store, as_of: int) -> int | None:
    """Since when the counts at a source that is polled stand still, if they do."""
    days = [store.history(measure, since_day=as_of // DAY - _LOOK_BACK_DAYS) for measure in Measure]
    return frozen_since(days[0].times, np.hstack([one.values for one in days]))


def _watching(store: Store) -> Iterator[tuple[Rule, RuleState]]:
    """The rules that still wait for something, and their states."""
    for one in store.rules():
        state = state_of(one.state)
        if state.state not in (State.DONE, State.EXPIRED):
            yield one.rule, state


def _unseen(store: Store, watching: Iterable[Rule], now: int) -> Iterator[str]:
    """The rules of a list that is gone, and those of a census that nobody takes any more."""
    lists = {one.name.lower() for one in store.lists.lists()}
    for rule in watching:
        scope = rule.scope.lower()
        counted_by = scope if scope in (TEXT, HUB) else rule.attribution
        if scope not in {TRACKED, TEXT, HUB} | lists:
            yield f"{words.rule_text(rule)} (the list {rule.scope} is gone)"
        elif counted_by in _REACHES:
            taken = store.censuses.whole(_REACHES[counted_by])
            if not taken:
                yield f"{words.rule_text(rule)} (no census yet)"
            elif now - taken[-1].as_of > _CENSUS_MISSED_S:
                yield f"{words.rule_text(rule)} (no census for two weeks)"
