"""Damaged files, really damaged: what can be read is saved, and nothing else is called whole."""

from __future__ import annotations

import random
import stat
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sharewatch.core.board import InboxEntry
from sharewatch.core.episodes import RuleState, State, to_json
from sharewatch.core.health import Ailment
from sharewatch.core.rules import Rule
from sharewatch.core.shares import FamilySum, Measure
from sharewatch.core.snapshot import ModelRow
from sharewatch.store import backups, errors, migrations, repairs, soundness
from sharewatch.store.aside import room_beside
from sharewatch.store.connection import Connection, make_private
from sharewatch.store.lock import polling
from sharewatch.store.store import Store

PAGE = 4096
POLLS = 6
NOW = 1_800_000_000
LATER = NOW + 60
LONG = "kept over many pages, " * 2000


@dataclass(frozen=True)
class Content:
    """All that a database says, as its readers read it."""

    polls: dict[int, Any]
    values: dict[int, Any]
    sums: dict[int, Any]
    censuses: dict[int, Any]
    rules: Any
    entries: Any
    lists: Any
    meta: str | None


def content(path: Path) -> Content:
    with Store.open(path) as store:
        polls = {one.seq: one for one in store.polls()}
        found = {one.id: store.censuses.columns(one.id) for one in store.censuses.whole()}
        return Content(
            polls,
            {seq: {one.hub_id: one for one in store.model_values(seq)} for seq in polls},
            {seq: store.sums(seq, Measure.D30) for seq in polls},
            {
                key: [part.tolist() for part in (one.models, one.likes)]
                for key, one in found.items()
            },
            store.rules(),
            store.inbox.entries(),
            store.lists.paths(),
            store.meta("kept"),
        )


def fill(path: Path, make) -> None:
    """Polls that change some models each, a census, rules with a past, a list."""
    with Store.open(path) as store:
        for n in range(POLLS):
            rows = [
                make.row(f"{owner}/model-{at}", 100 + at + n * (at % 3 == n % 3), 9 * at, at)
                for owner in ("alpha", "beta")
                for at in range(60)
            ]
            sums = tuple(
                FamilySum(
                    owner.title(),
                    sum(row.downloads_30d for row in rows if row.model_id.startswith(owner)),
                    60,
                    0,
                )
                for owner in ("alpha", "beta")
            )
            make.poll(store, make.sweep(*rows, at=NOW - (POLLS - n) * 21_600), sums=sums)
        rule = store.add_rule(make.rule(), NOW)
        with store.write() as tx:
            tx.save_state(rule.id, to_json(RuleState(State.FIRING, episode=2)))
            for episode in (1, 2):
                tx.inbox.add(
                    rule, episode=episode, kind="FIRED", poll=3, at=NOW, share=Fraction(1, 2)
                )
            tx.outbox.add(rule, episode=1, notice="FIRED", due_at=NOW)
            number = tx.lists.add_import(kind="list", label="few.csv", sha256="x", at=NOW, rows=1)
            tx.lists.put_list("few", ["alpha/model-1"], number)
            census = tx.censuses.begin("text", as_of=NOW, started_at=NOW)
            listed = [
                ModelRow(f"id of alpha/model-{n}", f"alpha/model-{n}", n, n, n) for n in range(50)
            ]
            tx.censuses.add_rows(census, listed)
            tx.censuses.finish(census, at=NOW, models=50, covered=Fraction(1))
        store.set_meta("kept", LONG)


@pytest.fixture
def whole(path: Path, make) -> bytes:
    fill(path, make)
    return path.read_bytes()


def zero(page: int, what: bytes) -> bytes:
    return what[: (page - 1) * PAGE] + bytes(PAGE) + what[page * PAGE :]


def demand_sound(path: Path) -> None:
    assert [one for one in soundness.check(path) if one.damaged] == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def written(found: Content) -> set[Rule]:
    """Its rules as people wrote them: one whose state is lost begins anew as its next version."""
    return {replace(one.rule, version=1) for one in found.rules}


def entered(found: Content) -> set[InboxEntry]:
    """Its entries; the message of one is taken back where its rule begins anew."""
    return {replace(one, cancelled=False) for one in found.entries}


def lost_of(done: repairs.Repaired) -> int:
    return sum(gap.polls for gap in done.salvaged.gaps)


def test_a_healthy_database_is_told_so_and_stays_as_it_is(path, whole):
    done = repairs.repair(path)
    assert (done.salvaged, done.aside) == (None, None)
    assert path.read_bytes() == whole
    assert not [one for one in path.parent.iterdir() if "damaged" in one.name]


def test_every_page_may_go_and_what_is_kept_is_right(path, whole):
    before = content(path)
    for page in range(1, len(whole) // PAGE + 1):
        damaged = zero(page, whole)
        path.write_bytes(damaged)
        done = repairs.repair(path, now=NOW)
        if done.salvaged is None:
            assert content(path) == before  # an index of nothing, or a page that was free
            continue
        demand_sound(path)
        assert done.aside.read_bytes() == damaged
        after = content(path)
        assert len(after.polls) + lost_of(done) == POLLS
        for seq, poll in after.polls.items():
            assert poll == before.polls[seq]
            assert after.sums[seq] in (before.sums[seq], ())  # or to be made again
        assert after.censuses in (before.censuses, {})
        assert written(after) <= written(before)
        assert entered(after) <= entered(before)


def test_every_page_may_go_and_a_backup_brings_all_of_it_back(path, whole):
    before = content(path)
    assert backups.back_up(path, NOW).path
    for page in range(1, len(whole) // PAGE + 1):
        path.write_bytes(zero(page, whole))
        done = repairs.repair(path, now=LATER)
        assert content(path) == before
        if done.salvaged is not None:
            demand_sound(path)
            assert lost_of(done) == 0


def test_flipped_bits_that_sqlite_does_not_see_are_found_and_leave_no_wrong_poll(path, whole):
    before = content(path)
    draw = random.Random(7)
    unseen = 0
    for _ in range(40):
        bad = bytearray(whole)
        for _ in range(3):
            bad[draw.randrange(PAGE, len(whole))] ^= 1 << draw.randrange(8)
        path.write_bytes(bad)
        done = repairs.repair(path, now=NOW)
        after = content(path)
        if done.salvaged is not None:
            demand_sound(path)
            unseen += 1
        for seq, sums in after.sums.items():
            assert sums in (before.sums[seq], ())
            assert after.polls[seq] == before.polls[seq]
    assert unseen > 5


@pytest.mark.parametrize("left", [0.9, 0.5, 0.2])
def test_a_file_cut_short_keeps_what_stands_before_the_cut(path, whole, left):
    before = content(path)
    path.write_bytes(whole[: int(len(whole) * left) // 512 * 512])
    with pytest.raises(errors.CorruptDatabase, match="sharewatch repair"):
        Store.open(path)
    done = repairs.repair(path, now=NOW)
    demand_sound(path)
    after = content(path)
    assert {seq: before.polls[seq] for seq in after.polls} == after.polls
    assert done.salvaged.polls == len(after.polls)


@pytest.mark.parametrize("header", [16, 100])
def test_a_header_that_is_gone_costs_nothing_else(path, whole, header):
    before = content(path)
    path.write_bytes(b"\xa5" * header + whole[header:])
    with pytest.raises(errors.CorruptDatabase, match="not a database"):
        Store.open(path)
    assert repairs.repair(path, now=NOW).salvaged.polls == POLLS
    assert content(path) == before


def test_of_garbage_nothing_is_saved_and_the_backup_takes_its_place(path, whole):
    before = content(path)
    path.write_bytes(random.Random(3).randbytes(len(whole)))
    done = repairs.repair(path, now=NOW)
    assert (done.salvaged.polls, done.backup) == (0, None)
    demand_sound(path)
    path.write_bytes(whole)
    copy = backups.back_up(path, NOW).path
    path.write_bytes(b"garbage" * 999)
    done = repairs.repair(path, now=LATER)
    assert (done.backup, done.salvaged.polls_from_backup) == (copy, POLLS)
    assert content(path) == before


def test_an_empty_file_beside_backups_is_no_new_database(path, whole):
    before = content(path)
    backups.back_up(path, NOW)
    path.write_bytes(b"")
    with pytest.raises(errors.CorruptDatabase, match="there are backups of it"):
        Store.open(path)
    repairs.repair(path, now=NOW)
    assert content(path) == before


def test_polls_after_the_backup_are_kept_and_those_between_are_named(path, whole, make):
    backups.back_up(path, NOW)
    with Store.open(path) as store:
        for n in range(3):
            rows = [make.row(f"gamma/model-{at}", 7 + n, 5, 1) for at in range(500)]
            make.poll(store, make.sweep(*rows, at=NOW + n * 3600), sums=make.sums(Gamma=500 * 7))
    before = content(path)
    with Store.open(path) as store:
        store._connection.all("PRAGMA foreign_keys = OFF")
        with store.write():
            store._connection.change(
                "UPDATE observation SET likes = 2 WHERE poll = 8 AND model % 9 = 0"
            )
    done = repairs.repair(path, now=LATER)
    (gap,) = done.salvaged.gaps
    assert (gap.polls, gap.after, gap.before) == (1, NOW, NOW + 7200)
    after = content(path)
    assert set(after.polls) == set(before.polls) - {8}
    assert after.values[9] == before.values[9]
    assert done.salvaged.used_backup is True


def test_a_backup_of_another_past_is_not_mixed_in(path, whole, make, tmp_path):
    backups.back_up(path, NOW)
    other = tmp_path / "other.db"
    with Store.open(other) as store:
        for n in range(2):
            rows = [make.row(f"delta/model-{at}", at + n, 5, 1) for at in range(600)]
            make.poll(store, make.sweep(*rows, at=NOW + n))
    before = content(other)
    path.write_bytes(zero(other.stat().st_size // PAGE, other.read_bytes()))
    done = repairs.repair(path, now=LATER)
    assert done.salvaged.used_backup is False
    after = content(path)
    assert after.polls
    assert after.polls.items() <= before.polls.items()


def test_what_a_crash_left_half_written_is_undone_before_anything_is_saved(path, whole):
    before = content(path)
    with Store.open(path) as store:
        store._connection.all("PRAGMA cache_size = 2")
        with store.write() as tx:
            tx.classify_again(str.upper)
            torn, journal = path.read_bytes(), Path(f"{path}-journal").read_bytes()
    path.write_bytes(torn)
    Path(f"{path}-journal").write_bytes(journal)
    assert repairs.repair(path, now=NOW).salvaged is None
    assert content(path) == before
    path.write_bytes(zero(len(torn) // PAGE, torn))
    Path(f"{path}-journal").write_bytes(journal)
    done = repairs.repair(path, now=NOW)
    assert done.salvaged.polls == POLLS
    assert Path(f"{done.aside}-journal").read_bytes() == journal
    assert content(path).sums == before.sums


def test_a_journal_is_set_aside_with_its_database_and_never_meets_the_new_one(path, whole):
    damage(path, whole)
    journal = Path(f"{path}-journal")
    journal.write_bytes(b"a journal that SQLite can make nothing of" * 50)
    aside = repairs.repair(path, now=NOW).aside
    assert Path(f"{aside}-journal").read_bytes().startswith(b"a journal that")
    assert not journal.exists()
    demand_sound(path)


def test_a_second_damaged_file_of_the_same_second_gets_a_name_of_its_own(path, whole):
    first = repairs.repair(damage(path, whole), now=NOW).aside
    second = repairs.repair(damage(path, whole), now=NOW).aside
    assert first != second
    assert first.exists()
    assert second.exists()


def damage(path: Path, whole: bytes) -> Path:
    path.write_bytes(zero(1, whole))
    return path


def test_nothing_is_repaired_while_another_program_works_at_it(path, whole):
    damage(path, whole)
    with polling(path, "importing"), pytest.raises(errors.StoreBusy):
        repairs.repair(path)
    assert path.read_bytes() == zero(1, whole)


def test_other_programs_files_and_newer_ones_are_left_alone(path, whole):
    for at, number, fault in ((68, 7, errors.NotOurs), (60, 99, errors.NewerDatabase)):
        bad = whole[:at] + number.to_bytes(4, "big") + whole[at + 4 :]
        if fault is errors.NotOurs:
            bad = bad[:100] + bytes(len(bad) - 100)
        path.write_bytes(bad)
        with pytest.raises(fault):
            repairs.repair(path)
        assert path.read_bytes() == bad


def test_a_missing_database_can_not_be_repaired(path):
    with pytest.raises(errors.CannotOpen):
        repairs.repair(path)
    assert not path.exists()


def test_the_health_log_tells_of_a_repair_later(path, whole):
    with Store.open(path) as store, store.write():
        begun = store.health.begin(Ailment.DATABASE, "It is damaged.", NOW - 9)
        store._connection.change("UPDATE rollup SET value = value + 1 WHERE poll IN (2, 3)")
    done = repairs.repair(path, now=NOW)
    with Store.open(path) as store:
        told, before = store.health.entries()
    assert before.id == begun
    assert (told.ailment, told.began_at, told.ended_at) == (Ailment.DATABASE, NOW, NOW)
    assert told.unread
    assert told.what == (
        "The database was damaged and repaired: 2 polls lost between 2027-01-13 20:00 UTC and "
        f"2027-01-14 14:00 UTC; the damaged file is kept as {done.aside.name}."
    )


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (True, "The database was gone and made anew: no poll up to 2027-01-15 02:00 UTC lost."),
        (False, "The database was damaged and repaired: no poll could be saved; the damaged file"),
    ],
)
def test_a_database_that_is_made_anew_says_from_what(path, whole, gone, said):
    if gone:
        backups.back_up(path, NOW)
        path.unlink()
    else:
        path.write_bytes(b"garbage" * 999)
    repairs.repair(path, now=NOW)
    with Store.open(path) as store:
        (told,) = store.health.entries()
    assert told.what.startswith(said)


def test_what_is_made_ready_for_a_database_goes_by_its_name(path):
    with pytest.raises(errors.DiskFull) as why:
        run_out_of_room(path)
    assert str(why.value) == f"The disk is full; {path} was left as it was."


def run_out_of_room(path: Path) -> None:
    path.parent.mkdir()
    with room_beside(path) as room:
        make_private(room / "new.db")
        with closing(Connection(room / "new.db", read_only=False)) as connection:
            connection.all("PRAGMA max_page_count = 3")
            migrations.bring_to(connection, 1)
