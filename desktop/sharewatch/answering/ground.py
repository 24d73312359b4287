"""The ground of answers: which record a view is read from, and its sums and panel there.

A poll sees all models of the tracked families and of published lists, so their official sums are
read from polls. Wider scopes and derivatives are seen by censuses alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sharewatch.answering.model_flows import ModelFlows, flows_of_models
from sharewatch.core.board import PollFacts
from sharewatch.core.flows import Period
from sharewatch.core.panel import Panel
from sharewatch.core.questions import NOTHING, Basis, Misasked, Unanswerable, View, attribution_name
from sharewatch.core.scopes import Scope, ScopeError
from sharewatch.core.shares import HUB, OFFICIAL, TEXT, FamilySum, Measure
from sharewatch.core.words import DAY, day
from sharewatch.intake.counting import Counting
from sharewatch.store.columns import UNKNOWN
from sharewatch.store.models import ModelValue

if TYPE_CHECKING:
    from sharewatch.core.catalog import Catalog
    from sharewatch.intake.watching import Seen
    from sharewatch.store.census import Census
    from sharewatch.store.daily import DailyCounts
    from sharewatch.store.store import Store


Record: TypeAlias = "PollFacts | Census"
"""Where the counts of one moment are kept."""


class CensusRow(NamedTuple):
    """One model of a census; a tuple, for there may be a hundred thousand."""

    hub_id: str
    model_id: str
    downloads_30d: int | None
    downloads_all_time: int | None
    pipeline_tag: str | None
    parameters: int | None
    parameters_source: str | None


Row: TypeAlias = ModelValue | CensusRow
"""One model of a record with its counts."""
Past: TypeAlias = "tuple[tuple[Seen, tuple[FamilySum, ...]], ...]"
"""What a scope's rules are shown of each day."""


class Ground:
    """One store under one catalog, for as long as neither changes."""

    def __init__(self, store: Store, catalog: Catalog) -> None:
        self.store = store
        self.catalog = catalog
        self.counting = Counting(catalog, store)
        self._daily: dict[Measure, DailyCounts] = {}
        self._flows: dict[tuple[Period, ...], ModelFlows] = {}
        self._panels: dict[tuple[Record, str, str, Measure], Panel] = {}
        self._rows: tuple[Record, Sequence[Row]] | None = None
        self._past: tuple[tuple[str, str, Measure], Past] | None = None

    def scope(self, view: View) -> Scope:
        """The view's scope under its attribution; raises ``Misasked``."""
        try:
            return self.counting.scope(view.scope, view.attribution)
        except ScopeError as why:
            raise Misasked(str(why)) from why

    def family(self, scope: Scope, name: str) -> str:
        """A family of a scope by its name, in any case; raises ``Misasked``."""
        try:
            return scope.family(name)
        except ScopeError as why:
            raise Misasked(str(why)) from why

    def daily(self, measure: Measure) -> DailyCounts:
        """Every model's counts day by day, read once."""
        if not self._daily:
            self._daily = self.store.daily_counts()
        return self._daily[measure]

    def flows(self, periods: tuple[Period, ...]) -> ModelFlows:
        """Every model's flow in periods that follow each other, made once."""
        if periods not in self._flows:
            counts, windows = self.daily(Measure.ALL_TIME), self.daily(Measure.D30)
            self._flows[periods] = flows_of_models(counts, windows, periods)
        return self._flows[periods]

    def by_polls(self, scope: Scope) -> bool:
        """Whether polls see all of a scope."""
        return scope.attribution == OFFICIAL and scope.name not in (TEXT, HUB)

    def record(self, view: View) -> Record:
        """Where a view's counts are kept; raises ``Unanswerable`` and says what there is."""
        scope = self.scope(view)
        found = self._poll(view) if self.by_polls(scope) else self._census(scope, view)
        if found is None:
            raise Unanswerable(self._why_none(scope, view))
        return found

    def sums(self, record: Record, scope: Scope, measure: Measure) -> tuple[FamilySum, ...]:
        """The family sums as they were stored, those of families in the scope first."""
        kind = (measure, scope.name, scope.attribution)
        if isinstance(record, PollFacts):
            return self.store.sums(record.seq, *kind)
        return self.store.censuses.sums(record.id, *kind)

    def past(
        self, scope: Scope, measure: Measure, moments: Callable[[], Iterable[tuple[int, Seen]]]
    ) -> Past:
        """A scope's sums at these records, read once for the last scope asked for."""
        key = scope.name, scope.attribution, measure
        if self._past is None or self._past[0] != key:
            kind = (measure, scope.name, scope.attribution)
            read = self.store.sums if self.by_polls(scope) else self.store.censuses.sums
            self._past = key, tuple((seen, read(number, *kind)) for number, seen in moments())
        return self._past[1]

    def panel(self, record: Record, scope: Scope, measure: Measure) -> Panel:
        """The scope's models in a record, one by one; the last two asked for are at hand."""
        key = record, scope.name, scope.attribution, measure
        if key not in self._panels:
            while len(self._panels) > 1:
                del self._panels[next(iter(self._panels))]
            self._panels[key] = self._panel(record, scope, measure)
        return self._panels[key]

    def _panel(self, record: Record, scope: Scope, measure: Measure) -> Panel:
        if not isinstance(record, PollFacts):
            return scope.panel(self.rows(record), measure, record.as_of)
        sums = self.sums(record, scope, measure)
        unseen = frozenset(one.family for one in sums if one.value is None and not one.unknown)
        known = {one.family for one in sums}
        panel = scope.panel(self.rows(record), measure, record.as_of, unseen)
        return panel.among(tuple(name for name in scope.families if name in known))

    def rows(self, record: Record) -> Sequence[Row]:
        """Every model of a record with its counts, read once for the last record asked for."""
        if self._rows is None or self._rows[0] != record:
            found = (
                self.store.model_values(record.seq)
                if isinstance(record, PollFacts)
                else self._census_rows(record.id)
            )
            self._rows = record, found
        return self._rows[1]

    def basis(
        self, record: Record, scope: Scope, measure: Measure, sums: Iterable[FamilySum]
    ) -> Basis:
        """What the sums of a record stand on."""
        found = tuple(sums)
        known = all(one.value is not None for one in found)
        common: dict[str, Any] = {
            "scope": scope.name,
            "attribution": scope.attribution,
            "measure": measure,
            "as_of": record.as_of,
            "models": sum(one.models for one in found),
            "sample": record.sample,
        }
        if isinstance(record, PollFacts):
            return Basis(
                **common,
                complete=record.complete and known,
                catalog=self.store.catalog_version(record.seq),
                poll=record.seq,
                doubted=tuple(
                    one.doubt.model_id
                    for one in self.store.quarantines.at(record.seq)
                    if scope.place(one.doubt.model_id)
                ),
            )
        return Basis(
            **common,
            complete=known,
            catalog=record.catalog,
            census=record.id,
            covered=record.covered,
            cutoff=record.cutoff,
        )

    def days(self, scope: Scope) -> tuple[int, ...]:
        """The UTC days on which a scope was counted, rising."""
        if self.by_polls(scope):
            return self.store.days()
        return tuple(one.as_of // DAY for one in self.censuses(scope))

    def censuses(self, scope: Scope) -> tuple[Census, ...]:
        """The whole censuses that speak of a scope, by time."""
        return tuple(
            one
            for one in self._all_censuses
            if self.store.censuses.sums(one.id, Measure.D30, scope.name, scope.attribution)
        )

    @cached_property
    def _all_censuses(self) -> tuple[Census, ...]:
        return self.store.censuses.whole()

    def _poll(self, view: View) -> PollFacts | None:
        if view.poll is not None:
            return self.store.poll_facts(view.poll)
        if view.day is None:
            return self.store.latest_poll()
        return self.store.poll_of_day(view.day)

    def _census(self, scope: Scope, view: View) -> Census | None:
        if view.poll is not None:
            raise Misasked(
                f"No poll sees all of the {scope.name} scope, "
                f"{attribution_name(scope.attribution)}; censuses do, each on a day."
            )
        fitting = [
            one for one in self.censuses(scope) if view.day is None or one.as_of // DAY == view.day
        ]
        return fitting[-1] if fitting else None

    def _census_rows(self, census: int) -> list[CensusRow]:
        columns = self.store.censuses.columns(census)
        models = self.store.censuses.models.described(columns.models)
        rows = []
        for key, d30, all_time in zip(
            columns.models.tolist(),
            columns.downloads_30d.tolist(),
            columns.downloads_all_time.tolist(),
            strict=True,
        ):
            one = models[key]
            rows.append(
                CensusRow(
                    one.hub_id,
                    one.model_id,
                    None if d30 == UNKNOWN else d30,
                    None if all_time == UNKNOWN else all_time,
                    one.pipeline_tag,
                    one.parameters,
                    one.parameters_source,
                )
            )
        return rows

    def _why_none(self, scope: Scope, view: View) -> str:
        asked = f"the {scope.name} scope, {attribution_name(scope.attribution)}"
        days = self.days(scope)
        kind = "poll" if self.by_polls(scope) else "census"
        if not days:
            if kind == "poll":
                return NOTHING
            return (
                f"For {asked}, a census is needed and none is stored; run `sharewatch census` "
                "or import a file that lists all models (for text with their tasks, or --task)."
            )
        if view.poll is not None:
            return f"There is no poll {view.poll}."
        if view.day is None:
            return f"There is nothing stored of {asked}."
        on_day = view.day
        near = sorted(sorted(set(days), key=lambda one: abs(one - on_day))[:2])
        names = " and ".join(day(one * DAY) for one in near)
        verb = "are" if len(near) > 1 else "is"
        return f"There is no {kind} on {day(on_day * DAY)}; the nearest {verb} {names}."
