"""The health book: what is wrong now, and the log of what was; each outage is told once."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from sharewatch.alerting.vitals import vitals_of
from sharewatch.core.health import TOLD, Ailment, Finding, findings
from sharewatch.store.errors import StoreError

if TYPE_CHECKING:
    from sharewatch.core.board import SourceKind
    from sharewatch.desk.agenda import Agenda
    from sharewatch.store.store import Store

_NOTICED = frozenset({Ailment.CHANNEL, Ailment.BACKUP, Ailment.DATABASE, Ailment.PROGRAM})
"""What no fact of the database tells: somebody at work notices it, and that it is over."""


class HealthBook:
    """Keeps the log at one database; findings hold even while it can't be written.

    ``viewing`` is why nothing can be written at all, where that is so.
    """

    def __init__(
        self, store: Store, kind: SourceKind, agenda: Agenda, stale_after_s: int, viewing: str
    ) -> None:
        self._store = store
        self._kind = kind
        self._agenda = agenda
        self._stale_after_s = stale_after_s
        self._viewing = viewing
        self._noted: dict[Ailment, str] = {Ailment.DISK: viewing}

    def note(self, ailment: Ailment, what: str) -> None:
        """Something outside of the database is wrong, in a sentence; empty: no longer."""
        self._noted[ailment] = what

    def look(self, now: int) -> tuple[Finding, ...]:
        """What is wrong at a moment of the clock that messages are delivered by; it is logged."""
        found = findings(
            vitals_of(
                self._store,
                self._kind,
                self._agenda,
                self._noted,
                age_of_clock=now,
                stale_after_s=self._stale_after_s,
            )
        )
        if not self._viewing:
            with suppress(StoreError):  # a disk that takes nothing has the log go on later
                self._keep(found, int(time.time()), now)
        return found

    def mark_read(self, outages: tuple[int, ...]) -> None:
        """These outages were looked at."""
        with self._store.write() as tx:
            tx.health.mark_read(outages)

    def _keep(self, found: tuple[Finding, ...], at: int, now: int) -> None:
        """Begin the outages that are new and end those that are over."""
        lasting = {one.ailment: one.id for one in self._store.health.lasting()}
        wrong = {one.ailment for one in found}
        over = [id_ for one, id_ in lasting.items() if one not in wrong and self._knows(one)]
        new = [one for one in found if one.ailment not in lasting]
        if not over and not new:
            return
        with self._store.write() as tx:
            for outage in over:
                tx.health.end(outage, at)
                tx.outbox.cancel_outage(outage)
            for finding in new:
                outage = tx.health.begin(finding.ailment, finding.what, at)
                if finding.ailment in TOLD:
                    tx.outbox.add_outage(outage, now)

    def _knows(self, ailment: Ailment) -> bool:
        """Whether it is known here that something is over; what another program noticed is not."""
        return ailment not in _NOTICED or ailment in self._noted
