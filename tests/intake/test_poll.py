"""A poll over real HTTP into a real file: whole, incomplete, failed, and under another catalog."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import pytest

import series
from at_work import rising
from sharewatch.core.catalog import Catalog, CatalogError, parse_catalog
from sharewatch.core.episodes import EventKind, State
from sharewatch.core.rules import Direction, Rule, RuleError
from sharewatch.core.schedule import NotPolledError
from sharewatch.core.scopes import ScopeError
from sharewatch.core.shares import Measure
from sharewatch.core.snapshot import BadRow, OwnerSweep, Progress
from sharewatch.desk import build
from sharewatch.desk.agenda import Agenda
from sharewatch.desk.desk import Desk
from sharewatch.files import resource
from sharewatch.hub.client import HubClient, PageNote
from sharewatch.hub.demo.recording import RecordingError
from sharewatch.hub.errors import (
    HubError,
    Missing,
    NotTheHub,
    Offline,
    RateLimited,
    Refused,
    ServerFault,
)
from sharewatch.intake.poll import sweep, without_sudden_voids
from sharewatch.places import copy_catalog, place
from sharewatch.settings import Settings
from sharewatch.store.errors import StoreBusy, StoreError
from sharewatch.store.lock import polling

ABOVE_HALF = Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 2), Fraction(1, 100))
STOP = threading.Event()


@dataclass
class Faulty:
    """The real client, but one owner's listing goes wrong while ``fault`` is set."""

    client: HubClient
    owner: str
    fault: HubError | BadRow | None = None

    @property
    def requests(self) -> int:
        return self.client.requests

    @property
    def hold(self) -> float:
        return self.client.hold

    def probe(self, stop: threading.Event) -> None:
        self.client.probe(stop)

    def sweep_owner(
        self, owner: str, *, stop: threading.Event, on_page: Callable[[PageNote], None]
    ) -> OwnerSweep:
        swept = self.client.sweep_owner(owner, stop=stop, on_page=on_page)
        if owner != self.owner or self.fault is None:
            return swept
        if isinstance(self.fault, BadRow):
            return replace(swept, bad_rows=(self.fault,))
        raise self.fault


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[build.Replay]:
    with rising(tmp_path) as found:
        yield found


def faulty(desk: Desk, owner: str) -> Faulty:
    """Put a fault between the desk and its Hub."""
    client = desk._hub
    assert isinstance(client, HubClient)
    desk._hub = between = Faulty(client, owner)
    return between


def share_of(desk: Desk, family: str) -> Fraction | None:
    leaders = desk.board().leaders[Measure.D30]
    return {one.facts.name: one.share for one in leaders}[family]


def state_of(desk: Desk) -> str:
    return desk.rules()[0].state


def test_a_poll_is_stored_with_its_shares(replay: build.Replay) -> None:
    recorded = replay.desk.poll(STOP)
    assert recorded.poll.complete
    assert recorded.poll.as_of == replay.dates[0]
    assert recorded.poll.models == 3
    assert share_of(replay.desk, "Qwen") == Fraction(40, 100)
    assert share_of(replay.desk, "Gemma") == 0


def test_the_excluded_embedding_model_is_stored_but_counts_for_nobody(replay: build.Replay) -> None:
    replay.desk.poll(STOP)
    stored = {value.model_id: value.family for value in replay.desk.store.model_values(1)}
    assert stored == {series.QWEN: "Qwen", series.LLAMA: "Llama", series.OTHER: None}


def test_a_crossing_is_told_once_in_inbox_and_notices(replay: build.Replay) -> None:
    desk = replay.desk
    desk.alerts.save_rule(ABOVE_HALF)
    kinds, told = [], []
    for date in replay.dates:
        replay.clock.set(date)
        kinds.append([kind for _, kind in desk.poll(STOP).events])
        claimed = desk.claim_notices()
        assert desk.claim_notices() == ()
        desk.notices_shown(tuple((notice.id, "") for notice in claimed))
        told += claimed
    assert kinds == [[], [], [EventKind.FIRED], [], [EventKind.CLEARED]]
    assert [notice.notice for notice in told] == ["FIRED", "CLEARED"]
    assert told[0].entry.share == Fraction(60, 100)
    desk.resume()
    assert desk.claim_notices() == ()


def test_a_message_that_was_claimed_but_not_shown_is_told_after_a_restart(
    replay: build.Replay,
) -> None:
    desk = replay.desk
    desk.alerts.save_rule(ABOVE_HALF)
    for date in replay.dates[:3]:
        replay.clock.set(date)
        desk.poll(STOP)
    assert len(desk.claim_notices()) == 1
    desk.resume()
    assert len(desk.claim_notices()) == 1


def test_a_message_older_than_a_day_is_missed_but_stays_in_the_inbox(replay: build.Replay) -> None:
    desk = replay.desk
    desk.alerts.save_rule(ABOVE_HALF)
    for date in replay.dates[:3]:
        replay.clock.set(date)
        desk.poll(STOP)
    replay.clock.set(replay.dates[2] + 86_401)
    desk.resume()
    assert desk.claim_notices() == ()
    assert [entry.missed for entry in desk.store.inbox.entries()] == [True]


def test_a_snooze_holds_the_message_until_it_ends(replay: build.Replay) -> None:
    desk = replay.desk
    desk.alerts.save_rule(ABOVE_HALF)
    desk.alerts.snooze(0)
    for date in replay.dates[:3]:
        replay.clock.set(date)
        desk.alerts.snooze(3600)
        desk.poll(STOP)
    assert desk.claim_notices() == ()
    assert desk.board().snoozed_until == replay.dates[2] + 3600
    replay.clock.set(replay.dates[2] + 3600)
    assert len(desk.claim_notices()) == 1
    assert desk.board().snoozed_until is None


def test_a_rule_made_during_a_snooze_keeps_quiet_too(replay: build.Replay) -> None:
    desk = replay.desk
    desk.alerts.snooze(10 * 86_400)
    desk.alerts.save_rule(desk.alerts.save_rule(ABOVE_HALF))
    for date in replay.dates[:3]:
        replay.clock.set(date)
        desk.poll(STOP)
    assert len(desk.store.inbox.entries()) == 1
    assert desk.claim_notices() == ()


def test_a_poll_that_misses_an_owner_gives_no_share_and_moves_no_rule(
    replay: build.Replay,
) -> None:
    desk = replay.desk
    desk.alerts.save_rule(ABOVE_HALF)
    desk.poll(STOP)
    hub = faulty(desk, "meta-llama")
    hub.fault = ServerFault()
    replay.clock.set(replay.dates[2])
    recorded = desk.poll(STOP)
    assert not recorded.poll.complete
    assert recorded.poll.failed_owners == ("meta-llama",)
    assert recorded.events == ()
    assert state_of(desk) == State.ARMED
    board = desk.board()
    assert board.latest
    assert board.shown
    assert (board.latest.seq, board.shown.seq) == (2, 1)
    hub.fault = None
    replay.clock.set(replay.dates[3])
    assert [kind for _, kind in desk.poll(STOP).events] == [EventKind.FIRED]


def test_an_unreadable_row_of_a_member_makes_the_poll_incomplete(replay: build.Replay) -> None:
    hub = faulty(replay.desk, "Qwen")
    hub.fault = BadRow("Qwen", 0, "Qwen/Qwen3-32B", "downloads is negative")
    assert not replay.desk.poll(STOP).poll.complete


def test_an_unreadable_row_that_belongs_to_nobody_does_not(replay: build.Replay) -> None:
    hub = faulty(replay.desk, "Qwen")
    hub.fault = BadRow("Qwen", 0, "Qwen/Qwen3-Embedding-4B", "downloads is negative")
    assert replay.desk.poll(STOP).poll.complete
    hub.fault = BadRow("Qwen", 0, None, "no id")
    replay.clock.set(replay.dates[1])
    assert not replay.desk.poll(STOP).poll.complete


@pytest.mark.parametrize("fault", [Offline(), NotTheHub(), RateLimited(280)])
def test_a_source_that_is_down_stores_nothing_and_says_so(
    replay: build.Replay, fault: HubError
) -> None:
    desk = replay.desk
    faulty(desk, "Qwen").fault = fault
    with pytest.raises(type(fault)):
        desk.poll(STOP)
    assert desk.store.polls() == ()
    assert desk.board().problem == fault.sentence
    wait = desk.next_due()
    assert wait is not None
    assert wait > (280 if isinstance(fault, RateLimited) else 50)


@pytest.mark.parametrize(
    ("fault", "said"), [(Missing, NotTheHub), (Refused, Refused), (ServerFault, ServerFault)]
)
def test_where_no_owner_answers_well_nothing_is_stored(
    replay: build.Replay, fault: type[HubError], said: type[HubError]
) -> None:
    class Down(Faulty):
        def sweep_owner(self, owner: str, **_: object) -> OwnerSweep:
            raise fault

    client = replay.desk._hub
    assert isinstance(client, HubClient)
    replay.desk._hub = Down(client, "")
    with pytest.raises(said):
        replay.desk.poll(STOP)
    assert replay.desk.store.polls() == ()


def test_progress_counts_owners_pages_and_models(replay: build.Replay) -> None:
    heard: list[Progress] = []
    replay.desk.poll(STOP, heard.append)
    last = heard[-1]
    assert last.owners_done == last.owners == len(replay.desk.catalog.owners)
    assert last.models == 3
    assert last.requests_left is not None


def without_llama() -> Catalog:
    text = resource("families.toml").read_text("utf-8")
    return parse_catalog(text.replace('"meta-llama"', '"nobody-llama"'))


def test_another_catalog_begins_every_rule_anew_in_silence(replay: build.Replay) -> None:
    desk = replay.desk
    desk.alerts.save_rule(ABOVE_HALF)
    desk.poll(STOP)
    assert state_of(desk) == State.ARMED
    desk._read_catalog = without_llama
    replay.clock.set(replay.dates[1])
    recorded = desk.poll(STOP)
    assert [kind for _, kind in recorded.events] == [EventKind.BASELINE]
    assert desk.claim_notices() == ()
    assert share_of(desk, "Qwen") == 1


def test_a_hub_that_never_answered_leaves_the_database_free_for_another(tmp_path: Path) -> None:
    where = place(tmp_path)
    with (
        build.open_desk(where, Settings(endpoint="http://127.0.0.1:9")) as desk,
        pytest.raises(Offline),
    ):
        desk.poll(STOP)
    series.qwen_rises(tmp_path / "rising.csv")
    build.open_replay(where, Settings(), tmp_path / "rising.csv", None).desk.close()


def test_an_edited_catalog_applies_to_the_next_poll(tmp_path: Path) -> None:
    where = place(tmp_path)
    path = series.qwen_rises(tmp_path / "rising.csv")
    at_work = build.open_replay(where, copy_catalog(where, Settings()), path, None)
    with at_work.desk as desk:
        desk.poll(STOP)
        text = where.own_catalog.read_text()
        where.own_catalog.write_text(text.replace('"meta-llama"', '"nobody-llama"'))
        at_work.clock.set(at_work.dates[1])
        desk.poll(STOP)
        assert share_of(desk, "Qwen") == 1
        where.own_catalog.write_text("format = 1\nfamily = 3\n")
        with pytest.raises(CatalogError):
            desk.poll(STOP)
        assert len(desk.store.polls()) == 2


def test_the_same_value_polled_again_is_one_observation(replay: build.Replay) -> None:
    desk = replay.desk
    desk.alerts.save_rule(replace(ABOVE_HALF, confirm=2, window=2))
    desk.poll(STOP)
    replay.clock.set(replay.dates[2])
    assert desk.poll(STOP).events == ()
    replay.clock.set(replay.dates[2] + 3600)
    assert desk.poll(STOP).events == ()
    replay.clock.set(replay.dates[3])
    assert [kind for _, kind in desk.poll(STOP).events] == [EventKind.FIRED]


def test_a_replayed_database_opens_again_without_polling(tmp_path: Path) -> None:
    where = place(tmp_path)
    path = series.qwen_rises(tmp_path / "rising.csv")
    with build.open_replay(where, Settings(), path, None).desk as desk:
        desk.poll(STOP)
    with build.open_desk(where, Settings()) as again:
        assert again.next_due() is None
        assert again.board().source.label == "rising.csv"
        with pytest.raises(NotPolledError, match=r"rising\.csv"):
            again.poll(STOP)


def test_models_come_with_their_part_of_the_family(replay: build.Replay) -> None:
    replay.desk.poll(STOP)
    found = replay.desk.models("Qwen")
    assert found
    assert [(line.model_id, line.share_of_family) for line in found.models] == [(series.QWEN, 1)]
    assert replay.desk.models("No such family") is None


def test_changes_compare_with_a_poll_near_enough(tmp_path: Path) -> None:
    days = {
        "2026-04-08": {series.QWEN: 10, series.LLAMA: 90},
        "2026-05-02": {series.QWEN: 20, series.LLAMA: 80},
        "2026-05-09": {series.QWEN: 50, series.LLAMA: 50},
    }
    path = series.write_series(tmp_path / "s.csv", days)
    at_work = build.open_replay(place(tmp_path / "d"), Settings(), path, None)
    with at_work.desk as desk:
        for date in at_work.dates:
            at_work.clock.set(date)
            desk.poll(STOP)
        leaders = {one.facts.name: one for one in desk.board().leaders[Measure.D30]}
    assert leaders["Qwen"].change_7d == Fraction(30, 100)
    assert leaders["Qwen"].change_30d == Fraction(40, 100)


def test_an_owner_that_suddenly_lists_nothing_is_doubted(replay: build.Replay) -> None:
    swept = sweep(replay.desk._hub, replay.desk.catalog.owners, stop=STOP)
    doubted = without_sudden_voids(swept, frozenset({"Qwen", "google"}))
    assert doubted.failed_owners == ("google",)


def test_an_address_that_lists_nothing_at_all_is_not_the_hub(replay: build.Replay) -> None:
    replay.clock.set(replay.dates[0] - 86_400)
    swept = sweep(replay.desk._hub, replay.desk.catalog.owners, stop=STOP)
    with pytest.raises(NotTheHub):
        without_sudden_voids(swept, frozenset())


def test_two_programs_do_not_poll_into_one_database_at_once(replay: build.Replay) -> None:
    with polling(replay.desk.store.path), pytest.raises(StoreBusy, match="Another Sharewatch"):
        replay.desk.poll(STOP)
    replay.desk.agenda = Agenda(replay.desk.store, 3600, 0)
    assert replay.desk.poll(STOP).poll.complete


def test_a_full_disk_is_remembered_in_memory_and_not_asked_for_at_once(
    replay: build.Replay,
) -> None:
    desk = replay.desk
    desk.store._connection.sqlite.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StoreError):
        desk.poll(STOP)
    wait = desk.next_due()
    assert wait is not None
    assert wait > 50
    assert desk.board().problem


def test_what_the_source_asked_for_is_kept_over_a_restart(tmp_path: Path) -> None:
    where = place(tmp_path)
    with build.open_desk(where, Settings(endpoint="http://127.0.0.1:9")) as desk:
        desk.agenda.note_failed(RateLimited(7200))
        desk.postpone()
    with (
        build.open_desk(where, Settings(endpoint="http://127.0.0.1:9")) as desk,
        pytest.raises(RateLimited),
    ):
        desk.poll(STOP)


def test_a_machine_clock_far_from_the_sources_neither_hides_nor_misses_a_message(
    replay: build.Replay,
) -> None:
    desk = replay.desk
    desk.alerts.save_rule(ABOVE_HALF)
    for offset in (-86_400 * 3, 86_400 * 3):
        desk._clock = lambda offset=offset: replay.clock.now() + offset
        for date in replay.dates[:3] if offset < 0 else replay.dates[3:]:
            replay.clock.set(date)
            desk.poll(STOP)
        desk.resume()
        assert len(desk.claim_notices()) == 1
        desk.messages.give_back()
        (notice,) = desk.claim_notices()
        desk.notices_shown(((notice.id, ""),))


def test_an_acknowledged_alert_is_not_repeated_and_one_that_was_only_read_is(
    replay: build.Replay,
) -> None:
    desk = replay.desk
    desk.alerts.save_rule(replace(ABOVE_HALF, repeat_s=3600))
    for date in replay.dates[:3]:
        replay.clock.set(date)
        desk.poll(STOP)
    assert [one.notice for one in desk.claim_notices()] == ["FIRED"]
    entries = tuple(entry.id for entry in desk.store.inbox.entries())
    desk.alerts.mark_read(entries)
    assert not desk.rules()[0].acknowledged
    desk.alerts.acknowledge(entries)
    assert desk.rules()[0].acknowledged
    replay.clock.set(replay.dates[3])
    desk.poll(STOP)
    assert desk.claim_notices() == ()


def test_a_rule_that_could_never_clear_is_refused_and_a_family_is_found_in_any_case(
    replay: build.Replay,
) -> None:
    with pytest.raises(RuleError, match="never clear"):
        replay.desk.alerts.save_rule(replace(ABOVE_HALF, margin=Fraction(1, 2)))
    with pytest.raises(RuleError, match="never clear"):
        replay.desk.alerts.save_rule(
            replace(ABOVE_HALF, direction=Direction.BELOW, margin=Fraction(6, 10))
        )
    with pytest.raises(ScopeError, match="Did you mean Qwen"):
        replay.desk.alerts.save_rule(replace(ABOVE_HALF, family="Qwenn"))
    assert replay.desk.alerts.save_rule(replace(ABOVE_HALF, family="qwen")).family == "Qwen"


def test_no_change_is_told_across_two_catalogs(replay: build.Replay) -> None:
    desk = replay.desk
    desk.poll(STOP)
    desk._read_catalog = without_llama
    replay.clock.set(replay.dates[0] + 7 * 86_400)
    recorded = desk.poll(STOP)
    assert recorded.poll.complete
    assert {one.change_7d for one in desk.board().leaders[Measure.D30]} == {None}


def test_a_family_that_the_catalog_no_longer_names_keeps_its_place(replay: build.Replay) -> None:
    desk = replay.desk
    desk.poll(STOP)
    text = resource("families.toml").read_text("utf-8")
    desk.catalog = parse_catalog(text.replace('name = "Qwen"', 'name = "Tongyi"'))
    assert share_of(desk, "Qwen") == Fraction(40, 100)


def test_a_desk_that_cannot_open_its_catalog_leaves_nothing_open(tmp_path: Path) -> None:
    where = place(tmp_path)
    settings = copy_catalog(where, Settings())
    where.own_catalog.write_text("format = 1\nfamily = 3\n")
    before = threading.active_count()
    with pytest.raises(CatalogError):
        build.open_replay(where, settings, series.qwen_rises(tmp_path / "rising.csv"), None)
    assert threading.active_count() == before


def test_a_date_added_before_the_last_one_is_history(tmp_path: Path) -> None:
    where, path = place(tmp_path), tmp_path / "s.csv"
    days = {day: {series.QWEN: 40, series.LLAMA: 60} for day in series.DAYS[1:3]}
    with build.open_replay(where, Settings(), series.write_series(path, days), None).desk:
        pass
    first = build.open_replay(where, Settings(), path, None)
    with first.desk as desk:
        desk.alerts.save_rule(ABOVE_HALF)
        for date in first.dates:
            first.poll(date)
    days = {series.DAYS[0]: {series.QWEN: 90, series.LLAMA: 10}} | days
    again = build.open_replay(where, Settings(), series.write_series(path, days), None)
    with again.desk as desk:
        assert [again.was_polled(date) for date in again.dates] == [False, True, True]
        assert again.poll(again.dates[0]).events == ()
        latest = desk.store.latest_poll()
        assert latest
        assert latest.as_of == again.dates[-1]
    days[series.DAYS[1]] = {series.QWEN: 1, series.LLAMA: 1}
    changed = build.open_replay(where, Settings(), series.write_series(path, days), None)
    with changed.desk, pytest.raises(RecordingError, match="differs from what was replayed"):
        changed.was_polled(changed.dates[1])
