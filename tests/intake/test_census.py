"""A census over the demo Hub: resumed wherever it stopped, each model once, sums as by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from threading import Event

import pytest

from at_work import STOP, AtWork, at_work, made_up, shipped
from sharewatch.core.catalog import Catalog
from sharewatch.core.health import Ailment
from sharewatch.core.lineage import Edge, Lineage
from sharewatch.core.panel import OTHER, Member
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import DERIVATIVES, OFFICIAL, Measure, by_family, shares
from sharewatch.core.snapshot import TEXT_TASKS, BadRow, ModelRow, OwnerSweep, Progress, Sweep
from sharewatch.core.words import DAY
from sharewatch.hub.client import HubClient
from sharewatch.hub.demo.ecosystem import Ecosystem
from sharewatch.hub.errors import Cancelled, ServerFault, StaleCursor
from sharewatch.intake.census import (
    LONGEST_S,
    WHOLE_AGAIN_AFTER_S,
    Page,
    covered_above,
    cutoff_for,
    take_census,
)
from sharewatch.intake.census_plan import EVERY_S, CensusPlan
from sharewatch.intake.poll import enter
from sharewatch.store.census import Census
from sharewatch.store.census_models import CensusModel
from sharewatch.store.store import Store

ANCHOR = 20_600 * DAY
NOON = ANCHOR + 13 * 3600
PAGE = 500


@pytest.fixture(scope="module")
def world() -> Ecosystem:
    return Ecosystem(anchor=ANCHOR)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return shipped()


@pytest.fixture
def here(tmp_path: Path, world: Ecosystem) -> Iterator[AtWork]:
    with at_work(tmp_path / "polls.db", world, NOON, page_size=PAGE) as work:
        yield work


@dataclass
class Between:
    """The real client, with something in between from a page on."""

    client: HubClient
    page: int
    do: Callable[[str | None], None]
    asked: int = 0

    @property
    def requests(self) -> int:
        return self.client.requests

    def universe_page(
        self, task: str | None, cursor: str | None, stop: Event, say: Callable[[str], None]
    ) -> Page:
        self.asked += 1
        if self.asked >= self.page:
            self.do(cursor)
        return self.client.universe_page(task, cursor, stop, say)


@dataclass
class Spoilt:
    """The real client, but of some pages no row can be read."""

    client: HubClient
    pages: tuple[int, ...]
    asked: int = 0
    lost: int = 0

    @property
    def requests(self) -> int:
        return self.client.requests

    def universe_page(
        self, task: str | None, cursor: str | None, stop: Event, say: Callable[[str], None]
    ) -> Page:
        self.asked += 1
        page = self.client.universe_page(task, cursor, stop, say)
        if self.asked not in self.pages:
            return page
        self.lost += len(page.rows)
        bad = tuple(BadRow("", index, None, "id: nothing") for index in range(len(page.rows)))
        return replace(page, rows=(), bad_rows=bad)


def fail(fault: Exception) -> Callable[[str | None], None]:
    def do(_cursor: str | None) -> None:
        raise fault

    return do


def take(
    work: AtWork,
    hub: object = None,
    reach: str = "text",
    store: Store | None = None,
    **said: object,
) -> Census:
    return take_census(
        store or work.store,
        hub or work.client,
        shipped(),
        reach,
        stop=said.pop("stop", STOP),
        between=said.pop("between", lambda _: None),
        now=work.clock.now,
        **said,
    )


def by_hand(
    rows: list[ModelRow], catalog: Catalog, attribution: str, other: bool, lineage: Lineage
) -> Counter[str]:
    """Sums of 30-day downloads, model by model."""
    sums = Counter[str]()
    for row in rows:
        family = catalog.family_of(row.model_id)
        families = (family,) if family else ()
        if attribution == DERIVATIVES:
            families = lineage.families_of(row.model_id)
        if families or other:
            member = Member(row.hub_id, row.model_id, families, row.downloads_30d)
            for one in families or (OTHER,):
                sums[one] += member.part_of(one) or 0
    return sums


def stored(store: Store, census: Census, scope: str, attribution: str) -> dict[str, int | None]:
    found = store.censuses.sums(census.id, "30d", scope, attribution)
    return {one.family: one.value for one in found if one.value}


def described(store: Store, census: Census) -> Collection[CensusModel]:
    return store.censuses.models.described(store.censuses.columns(census.id).models).values()


@pytest.mark.parametrize("reach", ["text", "hub"])
def test_a_census_sums_to_what_the_hub_lists_in_every_scope(
    here: AtWork, world: Ecosystem, catalog: Catalog, reach: str
) -> None:
    done = take(here, reach=reach)
    everything = world.universe_at(NOON) if reach == "text" else world.rows_at(NOON)
    rows = [row for row in everything if row.downloads_30d]
    seen = {one.hub_id for one in described(here.store, done)}
    assert seen >= {row.hub_id for row in rows}
    edges = [
        Edge(row.model_id, base, row.relation)
        for row in everything
        if row.hub_id in seen
        for base in row.base_models
    ]
    lineage = Lineage(edges, catalog.family_of)
    assert done.finished_at is not None
    assert done.covered == 1
    assert len(rows) <= done.models <= len(everything)
    assert done.requests >= len(rows) // PAGE
    texts = [row for row in rows if row.pipeline_tag in TEXT_TASKS]
    for attribution in (OFFICIAL, DERIVATIVES):
        assert stored(here.store, done, "text", attribution) == by_hand(
            texts, catalog, attribution, True, lineage
        )
        assert stored(here.store, done, "hub", attribution) == (
            by_hand(rows, catalog, attribution, True, lineage) if reach == "hub" else {}
        )
    assert stored(here.store, done, "tracked", DERIVATIVES) == by_hand(
        rows, catalog, DERIVATIVES, False, lineage
    )
    assert stored(here.store, done, "tracked", OFFICIAL) == {}


@pytest.mark.parametrize("page", [1, 2, 4, 8])
def test_a_census_that_was_stopped_goes_on_in_another_process_where_it_was(
    here: AtWork, tmp_path: Path, page: int
) -> None:
    stop = Event()
    with pytest.raises(Cancelled):
        take(here, Between(here.client, page, lambda _: stop.set()), stop=stop)
    under_way = here.store.censuses.under_way("text")
    pages = here.store.censuses.pages(under_way.id) if under_way else 0
    here.store.close()
    with (
        Store.open(tmp_path / "polls.db") as again,
        Store.open(tmp_path / "other.db") as other,
    ):
        hub = Between(here.client, 99, fail(ServerFault()))
        done = take(here, hub, store=again)
        whole = take(here, store=other)
        assert hub.asked + pages == whole.requests == done.requests
        assert done.models == whole.models
        for kind in again.series():
            measure, scope, attribution = kind[2], kind[0], kind[1]
            assert again.censuses.sums(done.id, measure, scope, attribution) == (
                other.censuses.sums(whole.id, measure, scope, attribution)
            )
        assert again.censuses.under_way("text") is None


def test_a_fault_keeps_the_pages_so_far(here: AtWork) -> None:
    with pytest.raises(ServerFault):
        take(here, Between(here.client, 3, fail(ServerFault())))
    under_way = here.store.censuses.under_way("text")
    assert under_way
    assert here.store.censuses.pages(under_way.id) == 2
    assert (under_way.task, under_way.finished_at) == (0, None)
    assert here.store.censuses.whole() == ()


def test_a_stale_place_begins_the_tasks_list_again_and_counts_every_model_once(
    here: AtWork, tmp_path: Path
) -> None:
    stale = [StaleCursor()]

    def once(_cursor: str | None) -> None:
        if stale:
            raise stale.pop()

    done = take(here, Between(here.client, 4, once))
    with Store.open(tmp_path / "other.db") as other:
        whole = take(here, store=other)
        assert done.models == whole.models
        assert stored(here.store, done, "text", OFFICIAL) == stored(other, whole, "text", OFFICIAL)


@pytest.mark.parametrize("pages", [(1,), (2, 3)])
def test_a_page_of_unreadable_rows_ends_no_list_and_is_counted(
    here: AtWork, tmp_path: Path, pages: tuple[int, ...]
) -> None:
    spoilt = Spoilt(here.client, pages)
    done = take(here, spoilt, "hub")
    with Store.open(tmp_path / "other.db") as other:
        whole = take(here, None, "hub", other)
    assert spoilt.lost == PAGE * len(pages)
    assert done.skipped_rows == spoilt.lost
    assert done.models == whole.models - spoilt.lost
    assert done.requests == whole.requests


def test_a_hub_whose_every_place_is_stale_is_given_up_on(here: AtWork) -> None:
    def stale(cursor: str | None) -> None:
        if cursor is not None:
            raise StaleCursor

    hub = Between(here.client, 1, stale)
    with pytest.raises(StaleCursor):
        take(here, hub)
    assert hub.asked == 4


def test_a_census_that_drags_on_is_begun_anew(here: AtWork) -> None:
    with pytest.raises(ServerFault):
        take(here, Between(here.client, 3, fail(ServerFault())))
    first = here.store.censuses.under_way("text")
    here.clock.set(NOON + LONGEST_S)
    done = take(here)
    assert first
    assert done.as_of == NOON + LONGEST_S
    assert [one.as_of for one in here.store.censuses.whole()] == [done.as_of]
    assert here.store.censuses.under_way("text") is None


def test_a_later_census_stops_where_the_first_had_the_part_that_is_wanted(
    here: AtWork, world: Ecosystem
) -> None:
    first = take(here)
    assert (first.cutoff, first.covered) == (0, 1)
    here.clock.set(NOON + 7 * DAY)
    wanted = Fraction(9, 10)
    later = take(here, coverage=wanted)
    counts = sorted((row.downloads_30d or 0 for row in world.universe_at(NOON)), reverse=True)
    above = [count for count in counts if count >= later.cutoff]
    assert later.covered == Fraction(sum(above), sum(counts))
    assert later.covered >= wanted
    assert Fraction(sum(c for c in counts if c > later.cutoff), sum(counts)) < wanted
    assert later.models < first.models
    assert later.requests < first.requests
    columns = here.store.censuses.columns(later.id)
    assert columns.downloads_30d.min() >= later.cutoff
    rows = world.universe_at(NOON + 7 * DAY)
    assert later.models == sum((row.downloads_30d or 0) >= later.cutoff for row in rows)


def test_a_census_cut_at_a_part_moves_no_rule_that_the_rest_could_decide(here: AtWork) -> None:
    """Of what is listed above a cutoff the large families hold more than they do of everything."""
    first = take(here)
    whole = by_family(shares(here.store.censuses.sums(first.id, "30d", "text", OFFICIAL)))["Qwen"]
    assert whole.share is not None
    here.clock.set(NOON + DAY)
    cut = take(here, coverage=Fraction(1, 2))
    listed = by_family(shares(here.store.censuses.sums(cut.id, "30d", "text", OFFICIAL)))["Qwen"]
    assert cut.covered is not None
    assert listed.share is not None
    assert listed.share > whole.share
    between = (listed.share + whole.share) / 2
    sure = listed.share * cut.covered / 2
    for level in (between, sure):
        here.desk.alerts.save_rule(Rule("Qwen", Measure.D30, Direction.ABOVE, level, scope="text"))
    here.clock.set(NOON + 2 * DAY)
    here.desk.take_census("text", Fraction(1, 2), STOP)
    assert [line.state for line in here.desk.rules()] == ["NEW", "FIRING"]
    assert [one.ailment for one in here.desk.board().findings] == [Ailment.BLIND]
    for measure, part in covered_above(here.store, "text", cut.cutoff).items():
        assert part is not None, measure
        assert 0 < part < 1
    assert covered_above(here.store, "text", 0) == dict.fromkeys(Measure, Fraction(1))
    assert covered_above(here.store, "hub", 5) == dict.fromkeys(Measure)


def test_a_cutoff_is_learnt_only_from_a_whole_census_that_is_not_old(
    here: AtWork, world: Ecosystem
) -> None:
    part = Fraction(1, 2)
    assert cutoff_for(here.store, "text", part, NOON) == 0
    take(here)
    learnt = cutoff_for(here.store, "text", part, NOON)
    assert learnt > 0
    least = min(row.downloads_30d for row in world.universe_at(NOON) if row.downloads_30d)
    assert cutoff_for(here.store, "text", Fraction(1), NOON) == least
    assert cutoff_for(here.store, "hub", part, NOON) == 0
    assert cutoff_for(here.store, "text", part, NOON + WHOLE_AGAIN_AFTER_S + 1) == 0
    here.clock.set(NOON + DAY)
    take(here, coverage=part)
    assert cutoff_for(here.store, "text", part, NOON + DAY) == learnt


def test_progress_counts_pages_and_says_what_is_left(here: AtWork) -> None:
    told = list[Progress]()
    take(here, between=told.append)
    pages = [one.pages for one in told if not one.waiting]
    assert pages == sorted(pages)
    assert all(one.task for one in told)
    here.clock.set(NOON + DAY)
    again = list[Progress]()
    take(here, between=again.append, coverage=Fraction(1))
    assert again[0].owners == pages[-1]
    assert again[0].seconds_left is not None


def test_a_stored_model_is_described_with_its_size_and_parents(
    here: AtWork, world: Ecosystem
) -> None:
    done = take(here)
    found = {one.hub_id: one for one in described(here.store, done)}
    for row in world.universe_at(NOON):
        if row.hub_id in found:
            one = found[row.hub_id]
            assert (one.model_id, one.bases, one.parameters, one.created_at) == (
                row.model_id,
                row.base_models,
                row.parameters,
                row.created_at,
            )


def test_another_catalog_is_no_change_of_a_share(here: AtWork) -> None:
    here.desk.catalog = made_up(Qwen=(["Qwen"], []))
    with here.store.write() as tx:
        owners = tuple(OwnerSweep(owner) for owner in here.desk.catalog.owners)
        enter(tx, here.desk.catalog, Sweep(NOON, NOON, NOON, (), owners), NOON)
    first = here.desk.take_census("text", Fraction(1), STOP)
    before = by_family(shares(here.store.censuses.sums(first.id, "30d", "text", OFFICIAL)))["Qwen"]
    assert before.share is not None
    above = before.share + Fraction(1, 10**6)
    here.desk.alerts.save_rule(Rule("Qwen", Measure.D30, Direction.ABOVE, above, scope="text"))
    here.desk.take_census("text", Fraction(1), STOP)
    assert here.desk.rules()[0].state == "ARMED"
    here.desk.catalog = made_up(Qwen=(["Qwen", "meta-llama"], []))
    here.desk.take_census("text", Fraction(1), STOP)
    assert [entry.kind for entry in here.store.inbox.entries()] == ["BASELINE"]


def test_a_lists_official_models_are_for_polls_to_count(here: AtWork) -> None:
    with here.store.write() as tx:
        number = tx.lists.add_import(kind="list", label="l", sha256="1", at=1, rows=1)
        tx.lists.put_list("mine", ["Qwen/Qwen3-8B"], number)
    done = here.desk.take_census("text", Fraction(1), STOP)
    assert here.store.censuses.sums(done.id, "30d", "mine", DERIVATIVES)
    assert here.store.censuses.sums(done.id, "30d", "mine", OFFICIAL) == ()


@pytest.mark.parametrize("behind", [-DAY, -3600, 0, 3600, DAY])
def test_a_clock_beside_the_hubs_makes_no_census_due_again(tmp_path: Path, behind: int) -> None:
    with Store.open(tmp_path / "polls.db") as store:
        with store.write() as tx:
            key = tx.censuses.begin("text", as_of=NOON + behind, started_at=NOON)
            tx.censuses.finish(key, at=NOON + 60, models=0, covered=None)
        plan = CensusPlan(store, "text")
        assert plan.due(NOON + 3600) == ""
        assert plan.due(NOON + EVERY_S - 1) == ""
        assert plan.due(NOON + EVERY_S) == "text"
        assert plan.due(NOON - 1) == "text"  # set back
