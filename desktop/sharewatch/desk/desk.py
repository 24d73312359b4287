"""The desk: one open database with its source and catalog, and everything one does with them.

Both faces work at a desk: the command line directly, the window through its poll thread. It
belongs to the thread that opened it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from fractions import Fraction
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sharewatch.alerting.handling import Alerting
from sharewatch.alerting.health_book import HealthBook
from sharewatch.alerting.messages import Messages, Shown
from sharewatch.alerting.standings import rule_lines
from sharewatch.alerting.vitals import condition_of
from sharewatch.answering.asked import Answers
from sharewatch.core.answers import Answer
from sharewatch.core.board import Board, FamilyModels, RuleLine, Source, SourceKind
from sharewatch.core.catalog import CatalogError
from sharewatch.core.health import Ailment, Finding
from sharewatch.core.questions import Question
from sharewatch.core.schedule import NotPolledError, stale_after
from sharewatch.core.snapshot import PollKind, Progress
from sharewatch.desk.agenda import Agenda
from sharewatch.desk.boards import read_board, read_models
from sharewatch.hub.errors import HubError
from sharewatch.intake import importing
from sharewatch.intake.census import COVERAGE, take_census
from sharewatch.intake.census_plan import CensusPlan
from sharewatch.intake.claimbook import ClaimBook
from sharewatch.intake.counting import recount
from sharewatch.intake.poll import (
    Hub,
    Recorded,
    enter,
    owners_to_ask,
    sweep,
    unheard,
    without_sudden_voids,
)
from sharewatch.store.errors import ReadOnlyStore, StoreError
from sharewatch.store.lock import polling

if TYPE_CHECKING:
    from sharewatch.core.catalog import Catalog
    from sharewatch.core.quiet import QuietHours
    from sharewatch.intake.importing import Brought
    from sharewatch.past.found import Found
    from sharewatch.store.census import Census
    from sharewatch.store.outbox import DueNotice
    from sharewatch.store.store import Store

_WHY = {
    SourceKind.REPLAY: "{} is a recorded series; there is nothing to poll.",
    SourceKind.HUB: "{} is asked only once you have agreed to it.",
    SourceKind.DEMO: "The demo was opened for looking only.",
}


class Desk:
    """One open database at work. ``clock`` is the source's time in UTC seconds; ``viewing`` is
    why nothing can be written, where that is so."""

    def __init__(
        self,
        store: Store,
        read_catalog: Callable[[], Catalog],
        source: Source,
        hub: Hub | None,
        *,
        interval_s: int,
        jitter_s: int = 0,
        stale_after_s: int | None = None,
        census: str = "",
        quiet: QuietHours | None = None,
        viewing: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        self.catalog = read_catalog()
        self.source = source
        self._read_catalog = read_catalog
        self._hub = hub
        self._clock = clock
        self._stale_after_s = stale_after_s or stale_after(interval_s)
        self.viewing = viewing
        self.agenda = Agenda(store, interval_s, jitter_s)
        self.messages = Messages(store, quiet)
        self.alerts = Alerting(store, self.messages, lambda: self.catalog, self._now)
        self.health = HealthBook(store, source.kind, self.agenda, self._stale_after_s, viewing)
        self._answers = Answers(store)
        self.claims = ClaimBook(store)
        self._plan = CensusPlan(store, census)
        self._owned = ExitStack()

    def take_over(self, opened: ExitStack) -> Self:
        """Own what was opened for this desk, to close it in the end."""
        self._owned = opened.pop_all()
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and whatever was opened for this desk."""
        self._owned.close()

    # -- looking -------------------------------------------------------------------------

    def board(self) -> Board:
        """Everything there is to show."""
        now = self._now()
        return read_board(
            self.store,
            self.catalog,
            source=self.source,
            source_now=now,
            made_at=int(time.time()),
            stale_after_s=self._stale_after_s,
            next_poll_at=self.agenda.due_at() if self._hub else None,
            problem=self.agenda.problem,
            silence=self.messages.silence(now, int(time.time())),
            census_due=self.census_due(),
            found=self.health.look(now),
            viewing=self.viewing,
            condition=condition_of(self.store, self.agenda),
        )

    def models(self, family: str) -> FamilyModels | None:
        """The models of one family at the poll that is shown."""
        shown = self.store.latest_poll(complete_only=True)
        facts = {one.name: one for one in self.catalog.facts}.get(family)
        return read_models(self.store, facts, shown) if shown and facts else None

    def ask(self, question: Question) -> Answer:
        """Answer a question from what is stored; raises ``Unanswerable``."""
        return self._answers.answer(self.catalog, question)

    def rules(self) -> tuple[RuleLine, ...]:
        """All rules and where they stand."""
        return rule_lines(self.store, self._now())

    # -- bringing in ----------------------------------------------------------------------

    def bring_in(
        self,
        found: Found,
        *,
        name: str = "",
        dry: bool = False,
        stop: Event | None = None,
        between: Callable[[Progress], None] = unheard,
    ) -> Brought:
        """Store what a file holds, or say what would be stored; raises ``ReadError``."""
        with polling(self.store.path, "importing"):
            return importing.bring_in(
                self.store,
                self.catalog,
                found,
                int(time.time()),
                name=name,
                stop=stop or Event(),
                between=between,
                dry=dry,
            )

    def take_census(
        self,
        reach: str,
        coverage: Fraction | None,
        stop: Event,
        between: Callable[[Progress], None] = unheard,
    ) -> Census:
        """Take a census, or go on with the one under way; raises ``HubError``."""
        hub = self._free_hub(patient=True)
        with polling(self.store.path, "taking a census"):
            self.store.bind_source(self.source)
            self.count_again(stop, between)  # rules begin anew before they see another catalog's
            self._plan.note_begun(self._now())
            with self.agenda.asking(hub, stop, between) as heard:
                return take_census(
                    self.store,
                    hub,
                    self.catalog,
                    reach,
                    coverage=coverage or COVERAGE,
                    stop=stop,
                    between=heard,
                    now=self._clock,
                    quiet_until=self.messages.quiet_until(self._now()),
                )

    def census_due(self) -> str:
        """The reach that a census is due of; empty while there is none, or nobody to ask."""
        barred = self._hub is None or (self.agenda.hold and not self._hub.hold)
        return "" if barred else self._plan.due(self._now())

    def count_again(self, stop: Event, between: Callable[[Progress], None] = unheard) -> bool:
        """Make sums anew that stand under another catalog or list; whether all are done."""
        return recount(self.store, self.catalog, self._now(), stop=stop, between=between)

    # -- polling -------------------------------------------------------------------------

    def poll(
        self,
        stop: Event,
        between: Callable[[Progress], None] = unheard,
        kind: PollKind = PollKind.LIVE,
    ) -> Recorded:
        """Poll once and store it; a failure is remembered for the schedule and raised."""
        hub = self._free_hub()
        with polling(self.store.path):
            return self._poll(hub, stop, between, kind)

    def _poll(
        self, hub: Hub, stop: Event, between: Callable[[Progress], None], kind: PollKind
    ) -> Recorded:
        try:
            self.catalog = self._read_catalog()  # the user may have edited it
            asked = owners_to_ask(self.catalog, self.store.lists.paths())
            with self.agenda.asking(hub, stop, between) as heard:
                swept = sweep(hub, asked, stop=stop, between=heard, kind=kind)
            if self.source.kind is SourceKind.HUB:
                swept = without_sudden_voids(swept, self.store.owners_with_models())
            with self.store.write() as tx:
                self.store.bind_source(self.source)
                now = self._now()
                quiet = self.messages.quiet_until(now)
                recorded = enter(tx, self.catalog, swept, now, quiet_until=quiet)
                self.agenda.note_stored()
        except (HubError, StoreError, CatalogError) as why:
            self.agenda.note_failed(why)
            raise
        return recorded

    def next_due(self) -> float | None:
        """How long until a poll is due on this machine's clock; ``None`` if none ever is."""
        return None if self._hub is None else max(0.0, self.agenda.due_at() - time.time())

    def postpone(self) -> None:
        """The user called a poll off: the next one is due an interval from now."""
        self.agenda.note_called_off()

    # -- messages and health ---------------------------------------------------------------

    def resume(self) -> None:
        """Begin to deliver messages: what came due while nobody looked is told, or missed."""
        self.messages.resume(self._now())

    def claim_notices(self) -> tuple[DueNotice, ...]:
        """Take the messages to show now."""
        return self.messages.claim(self._now())

    def notices_shown(self, shown: tuple[Shown, ...]) -> None:
        """These messages reached the desktop."""
        self.messages.note_shown(shown, self._now())

    def note(self, ailment: Ailment, what: str) -> None:
        """Something outside of the database is wrong, in a sentence; empty: no longer."""
        self.health.note(ailment, what)

    def look_after_health(self) -> tuple[Finding, ...]:
        """What is wrong now; what begins is to be told, as ``board`` has it told too."""
        return self.health.look(self._now())

    def _free_hub(self, *, patient: bool = False) -> Hub:
        """Whom to ask, if anybody is to be asked and does not ask to be left alone."""
        if self.viewing:
            raise ReadOnlyStore(self.viewing)
        if self._hub is None:
            raise NotPolledError(self.viewing or _WHY[self.source.kind].format(self.source.label))
        self.agenda.demand_free(self._hub.hold if patient else 0.0)
        return self._hub

    def _now(self) -> int:
        return int(self._clock())
