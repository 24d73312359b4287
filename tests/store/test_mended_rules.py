"""After a repair no rule waits for polls that were lost, and none says what the inbox has."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from alert_desk import RULE, AlertDesk, hub
from sharewatch.core.episodes import Notice, RuleState, Snooze, State, from_json, to_json
from sharewatch.core.rules import Rule
from sharewatch.core.snapshot import ModelRow
from sharewatch.store import backups, repairs
from sharewatch.store.rulebook import StoredRule
from sharewatch.store.store import Store

NOW = 1_800_000_000
FIRING = RuleState(State.FIRING, episode=1, told=True)
PAUSED = Snooze(NOW + 60, 60)


@pytest.fixture
def filled(path: Path, make) -> Path:
    """Four polls, one census."""
    with Store.open(path) as store:
        for n in range(4):
            make.poll(store, make.sweep(make.row("alpha/x", n), at=NOW - (4 - n) * 3600))
        with store.write() as tx:
            census = tx.censuses.begin("text", as_of=NOW, started_at=NOW)
            tx.censuses.add_rows(census, [ModelRow("id 1", "a/1", 1, 1, 1)])
            tx.censuses.finish(census, at=NOW, models=1, covered=None)
    return path


def watch(path: Path, rule: Rule, state: RuleState, *said: tuple[int, str]) -> Rule:
    """A rule, its state, and what the inbox tells of it, with a message for each crossing."""
    with Store.open(path) as store, store.write() as tx:
        stored = tx.add_rule(rule, NOW)
        tx.save_state(stored.id, to_json(state))
        say(tx, stored, *said)
    return stored


def say(tx, rule: Rule, *said: tuple[int, str]) -> None:
    for episode, kind in said:
        tx.inbox.add(rule, episode=episode, kind=kind, poll=4, at=NOW, share=Fraction(1, 2))
        if kind == "FIRED":
            tx.outbox.add(rule, episode=episode, notice=Notice.FIRED, due_at=NOW)


def harm(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as there, there:
        for statement in statements:
            there.execute(statement)


def lose_polls(path: Path, after: int) -> None:
    harm(path, f"UPDATE poll SET checksum = x'00' WHERE seq > {after}")


def wipe(path: Path, table: str) -> None:
    """The page that a small table is on, as a disk loses it."""
    found = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
    with closing(sqlite3.connect(path)) as there:
        ((page,),) = there.execute(found, (table,))
    what = path.read_bytes()
    path.write_bytes(what[: (page - 1) * 4096] + bytes(4096) + what[page * 4096 :])


def repaired(path: Path) -> StoredRule:
    """The one rule there is, after a repair that had something to do."""
    assert repairs.repair(path, now=NOW).salvaged is not None
    with Store.open(path) as store:
        (only,) = store.rules()
    return only


def state_after(path: Path) -> RuleState:
    return from_json(repaired(path).state)


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_a_rule_forgets_that_it_saw_polls_which_are_lost(filled, make, kept):
    before = replace(FIRING, last_seq=3, last_renewal=2)
    watch(filled, make.rule(), before, (1, "FIRED"))
    lose_polls(filled, kept)
    assert state_after(filled) == replace(
        before, last_seq=3 if kept >= 3 else None, last_renewal=2 if kept >= 2 else None
    )


@pytest.mark.parametrize("said", [{"scope": "text"}, {"attribution": "derivatives"}])
def test_a_rule_of_censuses_forgets_those_that_are_lost_and_no_others(filled, make, said):
    watch(filled, make.rule(**said), replace(FIRING, last_seq=1), (1, "FIRED"))
    lose_polls(filled, 0)
    assert state_after(filled).last_seq == 1
    harm(filled, "UPDATE census SET models = 2")
    assert state_after(filled).last_seq is None


@pytest.mark.parametrize(
    ("kept", "known"),
    [
        ("[1, 2, 7, 3]", True),
        ("[null, 1, 7, 3]", True),
        ("[3, 4, 7, 4]", False),
        ("[1, 2, 7, 4]", False),
        ("[1, 2,", False),
    ],
)
def test_a_renewal_that_began_at_lost_polls_is_begun_again(filled, kept, known):
    with Store.open(filled) as store:
        store.set_meta("renewal", kept)
    lose_polls(filled, 3)
    assert repairs.repair(filled, now=NOW).salvaged is not None
    with Store.open(filled) as store:
        assert store.meta("renewal") == (kept if known else None)


def test_a_rule_whose_state_is_lost_begins_as_its_next_version(filled, make):
    rule = watch(filled, make.rule(), FIRING, (1, "FIRED"))
    wipe(filled, "rule_state")
    assert repaired(filled) == StoredRule(replace(rule, version=2), None)
    with Store.open(filled) as store:
        assert store.outbox.due() == ()
        (entry,) = store.inbox.entries()
    assert (entry.rule, entry.cancelled) == (rule, True)


def test_a_rule_that_never_said_anything_stays_the_same_version(filled, make):
    rule = watch(filled, make.rule(), RuleState(State.ARMED, last_seq=4))
    wipe(filled, "rule_state")
    assert repaired(filled) == StoredRule(rule, None)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (RuleState(State.ARMED), ((1, "FIRED"),)),
        (RuleState(State.NEW), ((0, "BASELINE"),)),
        (replace(FIRING, last_seq=2), ((1, "CLEARED"),)),
        (replace(FIRING, last_seq=2), ((1, "CLEARED"), (2, "FIRED"))),
    ],
)
def test_a_state_older_than_what_the_inbox_tells_begins_anew(filled, make, before, said):
    before = replace(before, snooze=PAUSED)
    rule = watch(filled, make.rule(), before, *[(n, "FIRED") for n in range(1, before.episode + 1)])
    backups.back_up(filled, NOW)
    with Store.open(filled) as store, store.write() as tx:
        tx.save_state(rule.id, to_json(RuleState(State.ARMED, episode=2)))
        say(tx, rule, *said)
    wipe(filled, "rule_state")
    anew = repaired(filled)
    assert anew.rule == replace(rule, version=2)
    assert from_json(anew.state) == RuleState(snooze=PAUSED)


def test_an_older_state_that_knows_all_that_was_said_goes_on(filled, make):
    before = replace(FIRING, last_seq=3)
    rule = watch(filled, make.rule(), before, (1, "FIRED"))
    backups.back_up(filled, NOW)
    wipe(filled, "rule_state")
    assert repaired(filled) == StoredRule(rule, to_json(before))


def test_a_state_of_an_older_version_is_not_taken_from_a_backup(filled, make):
    rule = watch(filled, make.rule(), replace(FIRING, episode=3), (3, "FIRED"))
    backups.back_up(filled, NOW)
    with Store.open(filled) as store:
        store.edit_rule(replace(rule, threshold=Fraction(1, 3)), NOW)
    wipe(filled, "rule_state")
    wipe(filled, "rule")
    after = repaired(filled)
    assert (after.rule.version, after.state) == (2, None)


@pytest.fixture
def desk(path: Path):
    """A desk that has fired, told and cleared, and is armed."""
    with hub() as source:
        path.parent.mkdir()
        made = AlertDesk(path, source)
        made.watch(RULE)
        for percent in (40, 60, 40):
            made.see(percent)
            made.deliver()
        assert (made.kinds, made.state) == (["FIRED", "CLEARED"], "ARMED")
        yield made
        made.close()


def repair(desk: AlertDesk, path: Path) -> None:
    assert repairs.repair(path, now=NOW).salvaged is not None
    desk.restart()


def test_the_first_crossing_after_lost_polls_is_told(desk, path):
    for _ in range(5):
        desk.see(41)
    desk.close()
    lose_polls(path, 3)
    repair(desk, path)
    assert desk.see(60) == ("FIRED",)
    assert desk.deliver() == ("FIRED",)
    assert desk.kinds == ["FIRED", "CLEARED", "FIRED"]


def test_the_first_crossing_after_a_lost_state_stands_in_the_inbox_and_is_told_as_itself(
    desk, path
):
    desk.close()
    wipe(path, "rule_state")
    repair(desk, path)
    assert (desk.state, desk.see(40), desk.see(60)) == ("NEW", (), ("FIRED",))
    (told,) = desk.desk.claim_notices()
    assert told.entry == desk.inbox[-1]
    assert told.entry.as_of == int(desk.hub.clock.now())
    assert desk.kinds == ["FIRED", "CLEARED", "FIRED"]
