"""The health book: what is wrong now, and the log of what was; each outage is told once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from sharewatch.core import words
from sharewatch.core.board import SourceKind
from sharewatch.core.condition import Condition
from sharewatch.core.health import TOLD, Ailment, Finding, HealthEntry, Vitals
from sharewatch.core.shares import DERIVATIVES, HUB, TEXT, TRACKED, Measure
from sharewatch.core.standstill import frozen_since
from sharewatch.core.words import DAY
from sharewatch.intake.watching import state_of
from sharewatch.store.backups import backups_of
from sharewatch.store.errors import StoreError

if TYPE_CHECKING:
    from sharewatch.desk.agenda import Agenda
    from sharewatch.store.store import Store

_LOOK_BACK_DAYS = 14
_EPOCH = date(1970, 1, 1)
_CENSUS_MISSED_S = 14 * DAY
_REACHES = {TEXT: (TEXT, HUB), HUB: (HUB,), DERIVATIVES: (TEXT, HUB)}
"""The reaches of a census that count a scope, and those that count descendants at all."""


class HealthBook:
    """Keeps the log at one database; findings hold even while it can't be written."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, found: tuple[Finding, ...], at: int, now: int) -> None:
        """Begin the outages that are new and end those that are over.

        ``at`` is this machine's time, ``now`` the clock that messages are delivered by. A disk
        that takes nothing has the log go on later.
        """
        lasting = {one.ailment: one for one in self._store.health.lasting()}
        wrong = {one.ailment: one for one in found}
        if lasting.keys() == wrong.keys():
            return
        with suppress(StoreError):
            self._write(lasting, wrong, at, now)

    def mark_read(self, outages: tuple[int, ...]) -> None:
        """These outages were looked at."""
        with self._store.write() as tx:
            tx.health.mark_read(outages)

    def _write(
        self,
        lasting: Mapping[Ailment, HealthEntry],
        wrong: Mapping[Ailment, Finding],
        at: int,
        now: int,
    ) -> None:
        with self._store.write() as tx:
            for ailment, outage in lasting.items():
                if ailment not in wrong:
                    tx.health.end(outage.id, at)
                    tx.outbox.cancel_outage(outage.id)
            for ailment, finding in wrong.items():
                if ailment not in lasting:
                    outage_id = tx.health.begin(ailment, finding.what, at)
                    if ailment in TOLD:
                        tx.outbox.add_outage(outage_id, now)


def condition_of(store: Store, agenda: Agenda) -> Condition:
    """How watching at one database stands."""
    copies = backups_of(store.path)
    return Condition(
        polls=len(store.polls()),
        failures=agenda.failures,
        failing_since=agenda.failed_since,
        size=store.path.stat().st_size,
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
    return Vitals(
        problem=agenda.problem or "",
        down_since=agenda.failed_since if agenda.breaker_open else None,
        age_s=age_of_clock - shown.as_of if shown and polled else None,
        stale_after_s=stale_after_s,
        frozen_since=_frozen_since(store, latest.as_of) if latest and polled else None,
        missed_owners=latest.failed_owners if latest else (),
        doubts=tuple(one.doubt for one in store.quarantines.open()),
        blind=tuple(
            words.rule_text(one.rule) for one in store.rules() if state_of(one.state).outage
        ),
        unseen=tuple(_unseen(store, age_of_clock)),
        disk=store.write_fault or noted.get(Ailment.DISK, ""),
        database=noted.get(Ailment.DATABASE, ""),
        program=noted.get(Ailment.PROGRAM, ""),
        channel=noted.get(Ailment.CHANNEL, ""),
        backup=noted.get(Ailment.BACKUP, ""),
    )


def _frozen_since(store: Store, as_of: int) -> int | None:
    """Since when the counts at a source that is polled stand still, if they do."""
    days = [store.history(measure, since_day=as_of // DAY - _LOOK_BACK_DAYS) for measure in Measure]
    return frozen_since(days[0].times, np.hstack([one.values for one in days]))


def _unseen(store: Store, now: int) -> Iterator[str]:
    """The rules of a list that is gone, and those of a census that nobody takes any more."""
    lists = {one.name.lower() for one in store.lists.lists()}
    for rule in (one.rule for one in store.rules()):
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
