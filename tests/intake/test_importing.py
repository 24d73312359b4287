"""Bringing files in: all or nothing, in silence, and beside live polls without disturbing them."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from threading import Event

import pytest

import series
from at_work import STOP, AtWork, at_work, look, shipped
from sharewatch.core.board import PollFacts
from sharewatch.core.catalog import parse_catalog
from sharewatch.core.episodes import EventKind, State
from sharewatch.core.identity import derived_id
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.scopes import ScopeError
from sharewatch.core.shares import Measure
from sharewatch.core.snapshot import ModelRow, Progress
from sharewatch.core.words import DAY
from sharewatch.files import resource
from sharewatch.hub.demo.recording import read_recording
from sharewatch.intake.importing import forget_list
from sharewatch.intake.poll import owners_to_ask
from sharewatch.past.watch import ReadStopped
from sharewatch.store.store import Store
from sharewatch.table_text import ReadError

ABOVE_HALF = Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 2))
MAY_1 = 1_777_593_600
LISTED = "someone/their-model"


@pytest.fixture
def rising(tmp_path: Path) -> Path:
    """Qwen rises from 40 to 61 % from May 1 to 4 and falls to 30 %."""
    return series.qwen_rises(tmp_path / "rising.csv")


@pytest.fixture
def past(tmp_path: Path) -> Path:
    """Three days of April, the second under the name of somebody else too."""
    models = {series.QWEN: 90, series.LLAMA: 10, LISTED: 7}
    days = {f"2026-04-0{day}": {m: n * day for m, n in models.items()} for day in (1, 2, 3)}
    return series.write_series(tmp_path / "past.csv", days)


@pytest.fixture
def here(tmp_path: Path, rising: Path) -> Iterator[AtWork]:
    """A desk over a Hub that lists the rising series, nothing polled yet."""
    with at_work(tmp_path / "data" / "polls.db", read_recording(rising, None), MAY_1) as work:
        yield work


def poll(work: AtWork, day: int) -> PollFacts:
    work.clock.set(MAY_1 + day * DAY + 7 * 3600)
    return work.desk.poll(STOP).poll


def rows(store: Store, seq: int) -> dict[str, int | None]:
    return {one.model_id: one.downloads_30d for one in store.model_values(seq)}


def contents(store: Store) -> tuple[object, ...]:
    """All that an import may add to."""
    return (
        store.polls(),
        store.censuses.whole(),
        store.lists.imports(),
        store.lists.lists(),
        store.rules(),
        store.inbox.entries(),
        tuple(store.censuses.models.each()),
    )


def written(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# Snapshots


def test_each_date_becomes_a_poll_and_a_census_that_say_which_file_they_came_from(
    here: AtWork, past: Path
) -> None:
    told = here.desk.bring_in(look(past))
    assert (told.kind, told.rows, told.models, told.stored, told.known) == ("snapshots", 9, 3, 3, 0)
    (source,) = here.store.lists.imports()
    assert (source.label, source.rows) == ("past.csv", 9)
    assert source.sha256 == hashlib.sha256(past.read_bytes()).hexdigest()
    polls = here.store.polls()
    assert [one.as_of for one in polls] == list(told.dates)
    assert {here.store.recounts.import_of(one.seq) for one in polls} == {source.id}
    assert [one.as_of for one in here.store.censuses.whole(("file",))] == list(told.dates)
    assert [one.value for one in here.store.sums(2, "30d") if one.value] == [180, 20]
    assert here.store.damaged_polls() == ()


@pytest.mark.parametrize("after", [1, 2, 3])
def test_an_import_that_is_stopped_stores_nothing(here: AtWork, past: Path, after: int) -> None:
    before = contents(here.store)
    stop, heard = Event(), list[Progress]()

    def between(progress: Progress) -> None:
        heard.append(progress)
        if len(heard) == after:
            stop.set()

    with pytest.raises(ReadStopped):
        here.desk.bring_in(look(past), stop=stop, between=between)
    assert contents(here.store) == before
    assert here.desk.bring_in(look(past)).stored == 3


def test_an_import_that_fails_stores_nothing_and_the_next_poll_is_right(
    here: AtWork, past: Path
) -> None:
    poll(here, 0)
    before = contents(here.store)

    def fail(progress: Progress) -> None:
        if progress.owners_done == 2:
            raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        here.desk.bring_in(look(past), between=fail)
    assert contents(here.store) == before
    seq = poll(here, 1).seq
    assert rows(here.store, seq) == {series.QWEN: 45, series.LLAMA: 55, series.OTHER: 999}
    assert here.store.damaged_polls() == ()


BRING_IN = """
import sys
from pathlib import Path
from threading import Event
from at_work import look, shipped
from sharewatch.intake.importing import bring_in
from sharewatch.store.store import Store

with Store.open(Path(sys.argv[1])) as store:
    bring_in(store, shipped(), look(Path(sys.argv[2])), 7, stop=Event(),
             between=lambda _: print("date", flush=True) or sys.stdin.readline())
"""


@pytest.mark.parametrize("dates", [1, 3])
def test_an_import_that_is_killed_stores_nothing(tmp_path: Path, past: Path, dates: int) -> None:
    database = tmp_path / "killed.db"
    with subprocess.Popen(
        [sys.executable, "-c", BRING_IN, str(database), str(past)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[1] / "support")},
    ) as process:
        assert process.stdin
        assert process.stdout
        for told in range(dates):
            assert process.stdout.readline() == "date\n"
            if told + 1 < dates:
                process.stdin.write("\n")
                process.stdin.flush()
        process.kill()
    with Store.open(database) as store:
        assert (store.polls(), store.censuses.whole(), store.lists.imports()) == ((), (), ())


def test_a_dry_run_says_the_same_and_writes_nothing(here: AtWork, past: Path) -> None:
    poll(here, 0)
    before = written(here.store.path)
    found = look(past)
    told = here.desk.bring_in(found, dry=True)
    assert written(here.store.path) == before
    assert replace(told, dry=False) == here.desk.bring_in(found)


def test_the_same_file_again_stores_nothing(here: AtWork, past: Path) -> None:
    here.desk.bring_in(look(past))
    before = contents(here.store)
    told = here.desk.bring_in(look(past))
    assert (told.stored, told.known) == (0, 3)
    assert contents(here.store) == before


def test_a_date_that_is_stored_already_is_left_as_it_is(
    here: AtWork, past: Path, tmp_path: Path
) -> None:
    here.desk.bring_in(look(past))
    days = {"2026-04-02": {series.QWEN: 1}, "2026-04-04": {series.QWEN: 5}}
    told = here.desk.bring_in(look(series.write_series(tmp_path / "other.csv", days)))
    assert (told.stored, told.known) == (1, 1)
    assert rows(here.store, 2) == {series.QWEN: 180, series.LLAMA: 20, LISTED: 14}
    assert rows(here.store, 4) == {series.QWEN: 5}
    assert [here.store.recounts.import_of(seq) for seq in (1, 2, 3, 4)] == [1, 1, 1, 2]


def test_an_import_moves_no_rule_and_tells_nobody(here: AtWork, past: Path) -> None:
    here.desk.alerts.save_rule(ABOVE_HALF)
    poll(here, 0)
    before = here.store.rules()
    assert here.desk.rules()[0].state == State.ARMED
    here.desk.bring_in(look(past))
    assert here.store.rules() == before
    assert here.store.inbox.entries() == ()
    assert here.desk.claim_notices() == ()


def test_live_polls_before_and_after_an_import_are_what_they_are_without(
    here: AtWork, past: Path, tmp_path: Path, rising: Path
) -> None:
    for day in (0, 1):
        poll(here, day)
    here.desk.bring_in(look(past))
    latest = here.store.latest_poll()
    assert latest
    assert latest.seq == 2
    last = poll(here, 2)
    assert here.store.latest_poll() == last
    with at_work(tmp_path / "other.db", read_recording(rising, None), MAY_1) as alone:
        polls = [poll(alone, day) for day in (0, 1, 2)]
        for with_past, without in zip((1, 2, last.seq), polls, strict=True):
            assert here.store.model_values(with_past) == alone.store.model_values(without.seq)
            for measure in Measure:
                assert here.store.sums(with_past, measure) == alone.store.sums(without.seq, measure)
    assert [day.seq for day in here.store.daily_polls()] == [3, 4, 5, 1, 2, 6]
    assert here.store.damaged_polls() == ()


def test_an_owner_that_is_missed_after_an_import_is_carried_from_the_live_poll_before(
    here: AtWork, past: Path
) -> None:
    poll(here, 0)
    here.desk.bring_in(look(past))
    with here.store.write() as tx:
        found = tx.last_listing("Qwen")
    assert found
    assert found[0] == MAY_1 + 7 * 3600
    assert {one.model_id: one.downloads_30d for one in found[1]} == {
        series.QWEN: 40,
        series.OTHER: 999,
    }


def test_an_owner_an_old_file_does_not_know_still_had_models(here: AtWork, tmp_path: Path) -> None:
    poll(here, 0)
    days = {"2026-04-01": {series.LLAMA: 5}}
    here.desk.bring_in(look(series.write_series(tmp_path / "llama.csv", days)))
    assert here.store.owners_with_models() >= {"Qwen", "meta-llama"}


def test_a_newer_file_is_no_listing_of_an_owner_that_was_polled(
    here: AtWork, tmp_path: Path
) -> None:
    poll(here, 0)
    days = {"2026-05-02": {series.LLAMA: 5}}
    here.desk.bring_in(look(series.write_series(tmp_path / "llama.csv", days)))
    assert here.store.owners_with_models() >= {"Qwen", "meta-llama"}
    with here.store.write() as tx:
        found = tx.last_listing("Qwen")
    assert found
    assert found[0] == MAY_1 + 7 * 3600
    assert len(found[1]) == 2


# Identity


def own_id(path: str) -> str:
    """An id that nobody could tell from a path."""
    return derived_id(f"the Hub's own of {path}")


class Renumbered:
    """A world whose models bear the Hub's own ids, as a file of paths doesn't."""

    def __init__(self, path: Path) -> None:
        self.recorded = read_recording(path, None)

    def models_at(self, at: float):
        listing = self.recorded.models_at(at)
        cards = [replace(card, hub_id=own_id(card.model_id)) for card in listing.cards]
        return replace(listing, cards=cards)


@pytest.mark.parametrize("first", ["poll", "import"])
def test_a_model_is_one_model_in_a_file_of_paths_and_on_the_hub(
    tmp_path: Path, rising: Path, past: Path, first: str
) -> None:
    with at_work(tmp_path / "polls.db", Renumbered(rising), MAY_1) as here:
        if first == "poll":
            poll(here, 0)
        here.desk.bring_in(look(past))
        last = poll(here, 1)
        old = {one.model_id: one.hub_id for one in here.store.model_values(here_import(here))}
        new = {one.model_id: one.hub_id for one in here.store.model_values(last.seq)}
        assert {old[one] for one in (series.QWEN, series.LLAMA)} == {
            own_id(one) for one in (series.QWEN, series.LLAMA)
        }
        assert new.items() >= {(one, own_id(one)) for one in (series.QWEN, series.LLAMA)}
        daily = here.store.daily_counts()[Measure.D30]
        line = [one.model_id for one in daily.models].index(series.QWEN)
        assert len(daily.models) == 4
        counts = [90, 180, 270, 40, 45] if first == "poll" else [90, 180, 270, 45]
        assert daily.values[line].tolist() == counts
        assert here.store.damaged_polls() == ()


def here_import(here: AtWork) -> int:
    """The first poll that a file brought."""
    return next(one.seq for one in here.store.polls() if one.as_of < MAY_1)


def test_two_models_of_one_path_in_two_cases_stay_two(here: AtWork, tmp_path: Path) -> None:
    poll(here, 0)
    days = {"2026-04-01": {series.QWEN: 5, series.QWEN.upper(): 6}}
    here.desk.bring_in(look(series.write_series(tmp_path / "twice.csv", days)))
    assert sorted(rows(here.store, 2).values()) == [5, 6]


# Lists, and catalogs


def write_list(path: Path, *models: str) -> Path:
    lines = [f"{one.partition('/')[0]},{one.partition('/')[2]},{one}" for one in models]
    path.write_text("\n".join(["org,model,modelId", *lines]) + "\n")
    return path


def test_a_list_becomes_a_scope_in_any_case_whose_past_polls_have_sums(
    here: AtWork, past: Path, tmp_path: Path
) -> None:
    here.desk.bring_in(look(past))
    told = here.desk.bring_in(
        look(write_list(tmp_path / "mine.csv", series.QWEN.lower(), LISTED)), name="Mine"
    )
    assert (told.kind, told.name, told.models) == ("list", "Mine", 2)
    for seq, day in ((1, 1), (2, 2), (3, 3)):
        sums = {one.family: one.value for one in here.store.sums(seq, "30d", "Mine") if one.value}
        assert sums == {"Qwen": 90 * day, "Other": 7 * day}
    assert here.store.damaged_polls() == ()


def test_the_owners_of_a_list_are_asked_in_the_next_poll(here: AtWork, tmp_path: Path) -> None:
    here.desk.bring_in(look(write_list(tmp_path / "mine.csv", LISTED, "gpt2")))
    asked = owners_to_ask(shipped(), here.store.lists.paths())
    assert set(asked) - set(shipped().owners) == {"someone"}
    seen = list[Progress]()
    here.clock.set(MAY_1)
    here.desk.poll(STOP, seen.append)
    assert seen[-1].owners_done == len(asked)
    assert here.store.recounts.polled(1).owners == {one.lower() for one in asked}


def test_a_list_of_the_same_name_takes_the_old_ones_place_and_its_spelling(
    here: AtWork, past: Path, tmp_path: Path
) -> None:
    here.desk.bring_in(look(past))
    here.desk.bring_in(look(write_list(tmp_path / "a.csv", series.QWEN, LISTED)), name="Mine")
    told = here.desk.bring_in(look(write_list(tmp_path / "b.csv", series.LLAMA)), name="MINE")
    assert told.name == "Mine"
    assert [(one.name, one.models) for one in here.store.lists.lists()] == [("Mine", 1)]
    sums = {one.family: one.value for one in here.store.sums(1, "30d", "Mine") if one.value}
    assert sums == {"Llama": 10}
    assert here.store.damaged_polls() == ()


def test_another_list_in_a_lists_place_lets_its_rules_begin_anew_in_silence(
    here: AtWork, tmp_path: Path
) -> None:
    both = write_list(tmp_path / "both.csv", series.QWEN, series.LLAMA)
    here.desk.bring_in(look(both), name="Mine")
    here.desk.alerts.save_rule(replace(ABOVE_HALF, scope="Mine"))
    poll(here, 0)
    assert here.desk.rules()[0].state == State.ARMED
    here.desk.bring_in(look(both), name="mine")
    assert here.desk.rules()[0].state == State.ARMED
    here.desk.bring_in(look(write_list(tmp_path / "one.csv", series.QWEN)), name="mine")
    assert here.desk.rules()[0].state == State.NEW
    here.clock.set(MAY_1 + DAY)
    assert [kind for _, kind in here.desk.poll(STOP).events] == [EventKind.BASELINE]
    assert here.desk.claim_notices() == ()


def test_a_list_under_a_forgotten_ones_name_lets_its_rules_begin_anew(
    here: AtWork, tmp_path: Path
) -> None:
    both = write_list(tmp_path / "both.csv", series.QWEN, series.LLAMA)
    here.desk.bring_in(look(both), name="Mine")
    here.desk.alerts.save_rule(replace(ABOVE_HALF, scope="Mine"))
    here.desk.alerts.save_rule(ABOVE_HALF)
    poll(here, 0)
    forget_list(here.store, "Mine")
    here.desk.bring_in(look(write_list(tmp_path / "one.csv", series.QWEN)), name="Mine")
    assert [one.state for one in here.desk.rules()] == [State.NEW, State.ARMED]


def test_more_lineage_lets_rules_on_derivatives_begin_anew(here: AtWork, tmp_path: Path) -> None:
    here.desk.alerts.save_rule(replace(ABOVE_HALF, scope="text", attribution="derivatives"))
    here.desk.alerts.save_rule(ABOVE_HALF)
    poll(here, 0)
    before = [one.rule.version for one in here.desk.rules()]
    path = tmp_path / "lineage.csv"
    path.write_text(f"model_id,base_model,relation\nsomeone/Tune,{series.QWEN},finetune\n")
    here.desk.bring_in(look(path))
    assert [one.rule.version for one in here.desk.rules()] == [before[0] + 1, before[1]]


@pytest.mark.parametrize("name", ["tracked", "Text", "HUB"])
def test_a_list_can_not_take_the_name_of_a_scope(here: AtWork, tmp_path: Path, name: str) -> None:
    before = contents(here.store)
    with pytest.raises(ReadError, match="--name"):
        here.desk.bring_in(look(write_list(tmp_path / "a.csv", LISTED)), name=name)
    assert contents(here.store) == before


def test_a_family_added_later_has_the_past_that_a_file_brought(
    here: AtWork, past: Path, tmp_path: Path
) -> None:
    here.desk.bring_in(look(past))
    text = resource("families.toml").read_text("utf-8")
    theirs = parse_catalog(
        f'{text}\n[[family]]\nname = "Theirs"\ndeveloper = "Someone"\ncountry = "US"\n'
        'colour = "#123456"\nowners = ["someone"]\ninclude = ["*"]\n'
    )
    here.desk.catalog = theirs
    assert here.desk.count_again(STOP)
    assert {one.family: one.value for one in here.store.sums(3, "30d")}["Theirs"] == 21
    with at_work(tmp_path / "fresh.db", here_world(tmp_path), MAY_1, lambda: theirs) as fresh:
        fresh.desk.bring_in(look(past))
        for seq in (1, 2, 3):
            assert fresh.store.sums(seq, "30d") == sorted_as(
                here.store.sums(seq, "30d"), fresh.store.sums(seq, "30d")
            )


def here_world(tmp_path: Path):
    return read_recording(tmp_path / "rising.csv", None)


def sorted_as(found, wanted):
    order = [one.family for one in wanted]
    return tuple(sorted(found, key=lambda one: order.index(one.family)))


def test_a_catalog_is_not_stored_beside_polls(here: AtWork, tmp_path: Path) -> None:
    path = tmp_path / "families.csv"
    columns = "family,developer,country,colour,owners,include,exclude"
    path.write_text(f"{columns}\nTheirs,Someone,US,#123456,someone,*,\n")
    found = look(path)
    with pytest.raises(ReadError, match="is a catalog"):
        here.desk.bring_in(found)
    assert here.store.lists.imports() == ()


def test_a_row_without_the_hubs_id_has_the_one_of_its_path(here: AtWork) -> None:
    with here.store.write() as tx:
        census = tx.censuses.begin("file", as_of=1, started_at=1)
        tx.censuses.add_rows(census, [ModelRow("an id", "Some/Model", 1, 2, 3)])
    ids = here.store.censuses.models.ids_of(["some/MODEL", "no/such"])
    assert ids == {"some/model": "an id"}


def test_a_list_is_forgotten_with_its_sums_and_everything_else_stays(
    here: AtWork, past: Path, tmp_path: Path
) -> None:
    listing = tmp_path / "mine.csv"
    listing.write_text(f"org,model,modelId\nQwen,a,{series.QWEN}\n")
    here.desk.bring_in(look(past))
    here.desk.bring_in(look(listing))
    store = here.desk.store
    seq = store.polls()[0].seq
    before = store.sums(seq, Measure.D30)
    assert store.sums(seq, Measure.D30, "mine")
    forget_list(store, "MINE")
    here.desk.count_again(STOP)
    assert store.lists.lists() == ()
    assert store.sums(seq, Measure.D30, "mine") == ()
    assert store.sums(seq, Measure.D30) == before
    assert store.damaged_polls() == ()
    with pytest.raises(ScopeError, match="no list 'mine'; those there are: none"):
        forget_list(store, "mine")
