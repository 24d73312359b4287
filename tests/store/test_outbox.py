"""The inbox holds each thing once; a notice is claimed, shown and marked."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from fractions import Fraction

import pytest

from sharewatch.core.episodes import EventKind, Notice
from sharewatch.core.health import Ailment
from sharewatch.core.rules import Rule
from sharewatch.store.store import Store


def happen(
    store: Store,
    rule: Rule,
    kind: EventKind = EventKind.FIRED,
    *,
    episode: int = 1,
    at: int = 100,
    share: Fraction | None = Fraction(1, 3),
    notices: tuple[Notice, ...] = (),
) -> int | None:
    """An event at the latest poll, and the messages about its episode."""
    latest = store.latest_poll()
    with store.write() as tx:
        event = tx.inbox.add(
            rule,
            episode=episode,
            kind=kind,
            poll=latest.seq if latest else None,
            at=at,
            share=share,
        )
        for notice in notices:
            tx.outbox.add(rule, episode=episode, notice=notice, due_at=at)
    return event


@pytest.fixture
def rule(store, make) -> Rule:
    make.poll(store, make.sweep())
    return store.add_rule(make.rule(), 1)


def states(store: Store) -> list[str]:
    return [row[0] for row in store._connection.all("SELECT state FROM outbox ORDER BY id")]


def test_the_inbox_tells_the_newest_first(store, rule):
    happen(store, rule, EventKind.BASELINE, episode=0, share=None)
    happen(store, rule, EventKind.FIRED, at=200)
    newest, oldest = store.inbox.entries()
    assert (newest.kind, newest.episode, newest.as_of) == (EventKind.FIRED, 1, 200)
    assert (newest.rule, newest.family, newest.share) == (rule, "Qwen", Fraction(1, 3))
    assert newest.unread
    assert not newest.missed
    assert (oldest.kind, oldest.share) == (EventKind.BASELINE, None)
    assert store.inbox.entries(limit=1) == (newest,)


def test_the_same_event_happens_once(store, rule):
    assert happen(store, rule) == 1
    assert happen(store, rule) is None
    assert happen(store, rule, EventKind.CLEARED) == 2
    assert happen(store, rule, episode=2) == 3
    edited = store.edit_rule(rule, 5)
    assert happen(store, edited) == 4
    assert len(store.inbox.entries()) == 4


def test_an_entry_keeps_the_rule_it_was_made_under(store, rule):
    happen(store, rule)
    store.edit_rule(replace(rule, family="Gemma"), 5)
    store.remove_rule(rule.id, 6)
    assert [entry.rule for entry in store.inbox.entries()] == [rule]


def test_entries_are_read_once_and_only_those_named(store, rule):
    happen(store, rule)
    happen(store, rule, EventKind.CLEARED)
    with store.write() as tx:
        tx.inbox.mark_read([2])
    assert [entry.unread for entry in store.inbox.entries()] == [False, True]


def test_a_notice_is_due_then_claimed_then_shown(store, rule):
    happen(store, rule, notices=(Notice.FIRED,))
    (due,) = store.outbox.due()
    assert (due.notice, due.due_at) == (Notice.FIRED, 100)
    assert due.entry == store.inbox.entries()[0]
    with store.write() as tx:
        assert tx.outbox.claim(due.id, 101)
        assert not tx.outbox.claim(due.id, 102)
    assert store.outbox.due() == ()
    with store.write() as tx:
        tx.outbox.mark_shown(due.id, 103)
        assert tx.outbox.release() == 0
    assert states(store) == ["shown"]


def test_a_claim_that_was_never_shown_is_due_again_after_a_crash(store, rule):
    happen(store, rule, notices=(Notice.FIRED,))
    with store.write() as tx:
        assert tx.outbox.claim(1, 101)
    with store.write() as tx:
        assert tx.outbox.release() == 1
    assert [one.id for one in store.outbox.due()] == [1]


def test_each_notice_speaks_of_its_own_entry(store, rule):
    happen(store, rule, notices=(Notice.FIRED, Notice.REPEAT))
    happen(store, rule, EventKind.CLEARED, notices=(Notice.CLEARED,))
    told = [(one.notice, one.entry.kind) for one in store.outbox.due()]
    assert told == [
        (Notice.FIRED, EventKind.FIRED),
        (Notice.REPEAT, EventKind.FIRED),
        (Notice.CLEARED, EventKind.CLEARED),
    ]


def test_a_notice_too_late_to_show_is_missed_and_its_entry_says_so(store, rule):
    happen(store, rule, notices=(Notice.FIRED,))
    with store.write() as tx:
        tx.outbox.mark_missed(1)
        assert not tx.outbox.claim(1, 300)
    assert states(store) == ["missed"]
    assert store.inbox.entries()[0].missed


def test_a_notice_that_was_shown_can_not_be_missed(store, rule):
    happen(store, rule, notices=(Notice.FIRED,))
    with store.write() as tx:
        tx.outbox.claim(1, 101)
        tx.outbox.mark_shown(1, 102)
        tx.outbox.mark_missed(1)
    assert states(store) == ["shown"]
    assert not store.inbox.entries()[0].missed


def test_an_episode_noticed_too_late_is_missed_as_a_whole(store, rule):
    happen(store, rule, notices=(Notice.FIRED, Notice.REPEAT))
    happen(store, rule, episode=2, notices=(Notice.FIRED,))
    with store.write() as tx:
        tx.inbox.mark_missed(rule, episode=1)
    assert states(store) == ["missed", "missed", "due"]
    assert [entry.missed for entry in store.inbox.entries()] == [False, True]


@pytest.mark.parametrize("end", ["edit", "remove"])
def test_the_end_of_a_rule_takes_back_what_was_not_shown(store, rule, make, end):
    other = store.add_rule(make.rule(), 1)
    happen(store, rule, notices=(Notice.FIRED, Notice.REPEAT, Notice.REPEAT))
    happen(store, other, notices=(Notice.FIRED,))
    with store.write() as tx:
        tx.outbox.claim(1, 101)
        tx.outbox.mark_shown(1, 101)
        tx.outbox.claim(2, 101)
    if end == "edit":
        store.edit_rule(rule, 102)
    else:
        store.remove_rule(rule.id, 102)
    assert states(store) == ["shown", "cancelled", "cancelled", "due"]
    with store.write() as tx:
        tx.outbox.mark_shown(2, 103)
    assert states(store)[1] == "cancelled"


def test_poll_event_and_notice_are_stored_together_or_not_at_all(store, rule, make):
    def fail_within() -> None:
        with store.write() as tx:
            seq = tx.add_poll(
                make.sweep(), catalog=make.Mark(), family_of=make.family, complete=True
            )
            tx.inbox.add(rule, episode=1, kind=EventKind.FIRED, poll=seq, at=1, share=None)
            tx.outbox.add(rule, episode=1, notice=Notice.FIRED, due_at=1)
            tx.save_state(rule.id, "{}")
            raise KeyError

    with pytest.raises(KeyError):
        fail_within()
    assert len(store.polls()) == 1
    assert store.inbox.entries() == store.outbox.due() == ()
    assert store.rules()[0].state is None


def test_a_message_remembers_what_the_desktop_called_the_last_of_its_rule(store, rule, make):
    other = store.add_rule(make.rule(), 1)
    happen(store, rule, notices=(Notice.FIRED, Notice.REPEAT))
    happen(store, other, notices=(Notice.FIRED,))
    with store.write() as tx:
        tx.outbox.claim(1, 101)
        tx.outbox.mark_shown(1, 102, ":1.7 12")
    assert [one.shown_as for one in store.outbox.due()] == [":1.7 12", ""]


def test_a_channel_reads_on_from_its_own_place_whatever_the_desktop_showed(store, rule):
    happen(store, rule, notices=(Notice.FIRED, Notice.REPEAT))
    happen(store, rule, EventKind.CLEARED, notices=(Notice.CLEARED,))
    with store.write() as tx:
        tx.outbox.claim(2, 101)
        tx.outbox.mark_shown(2, 102)
    assert [one.id for one in store.outbox.behind(0)] == [1, 2, 3]
    assert [one.id for one in store.outbox.behind(1, limit=1)] == [2]
    assert store.outbox.behind(store.outbox.end()) == ()
    store.remove_rule(rule.id, 103)
    assert [one.id for one in store.outbox.behind(0)] == [2]


def test_an_outage_lasts_once_is_told_once_and_takes_its_message_back_when_it_is_over(store):
    with store.write() as tx:
        outage = tx.health.begin(Ailment.SOURCE, "no answer", 100)
        tx.outbox.add_outage(outage, 101)
    (due,) = store.outbox.due()
    assert (due.notice, due.entry) == (Notice.HEALTH, store.health.entries()[0])
    with pytest.raises(sqlite3.IntegrityError), store.write() as tx:
        tx.health.begin(Ailment.SOURCE, "no answer still", 110)
    with store.write() as tx:
        tx.health.end(outage, 90)
        tx.outbox.cancel_outage(outage)
        tx.health.mark_read([outage])
    (entry,) = store.health.entries()
    assert (entry.began_at, entry.ended_at, entry.unread) == (100, 100, False)
    assert store.health.lasting() == store.outbox.due() == ()
    with store.write() as tx:
        tx.health.begin(Ailment.SOURCE, "no answer again", 120)
    assert [one.began_at for one in store.health.lasting()] == [120]
