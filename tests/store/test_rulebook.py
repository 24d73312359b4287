"""Rules, their versions and their states."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction

import pytest

from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.store import errors

EVERYTHING_SAID = Rule(
    family="Llama",
    measure=Measure.ALL_TIME,
    direction=Direction.BELOW,
    threshold=Fraction(1, 3),
    margin=Fraction("0.015"),
    confirm=2,
    window=3,
    clear_after=4,
    cooldown_s=5,
    repeat_s=6,
    max_gap_s=7,
    once=True,
    expires_at=8,
    tell_on_creation=True,
    by_update=False,
    scope="text",
    attribution="derivatives",
    claim="over-half",
)


def test_a_rule_comes_back_exactly_as_it_was_said(store, make):
    plain = make.rule()
    assert all(
        getattr(EVERYTHING_SAID, one.name) != getattr(plain, one.name)
        for one in fields(Rule)
        if one.name not in ("id", "version")
    )
    for rule in (EVERYTHING_SAID, plain):
        stored = store.add_rule(rule, 1)
        assert stored == replace(rule, id=stored.id, version=1)
    assert [one.rule for one in store.rules()] == [
        replace(EVERYTHING_SAID, id=1),
        replace(plain, id=2),
    ]
    assert [one.state for one in store.rules()] == [None, None]


def test_a_state_is_kept_as_it_was_written(store, make):
    rule = store.add_rule(make.rule(), 1)
    for text in ('{"state": "ARMED"}', '{"state": "FIRING"}'):
        with store.write() as tx:
            tx.save_state(rule.id, text)
        assert store.rules()[0].state == text


def test_an_edit_is_a_new_version_that_begins_anew(store, make):
    first = store.add_rule(make.rule(), 1)
    with store.write() as tx:
        tx.save_state(first.id, "{}")
    second = store.edit_rule(replace(first, threshold=Fraction(1, 2)), 2)
    assert second.version == 2
    # An edit made from an old copy of the rule still gets a version of its own.
    third = store.edit_rule(replace(first, family="Gemma"), 3)
    assert third.version == 3
    (only,) = store.rules()
    assert only.rule == third
    assert only.state is None


def test_a_removed_rule_is_gone_and_can_not_be_edited_or_removed(store, make):
    rule = store.add_rule(make.rule(), 1)
    store.remove_rule(rule.id, 2)
    assert store.rules() == ()
    with pytest.raises(errors.NoSuchRule, match="no rule 1"):
        store.remove_rule(rule.id, 3)
    with pytest.raises(errors.NoSuchRule, match="no rule 1"):
        store.edit_rule(rule, 3)
    assert store.add_rule(make.rule(), 4).id == 2


def test_rules_are_written_in_the_transaction_that_is_open(store, make):
    def fail_within() -> None:
        with store.write() as tx:
            tx.add_rule(make.rule(), 1)
            store.add_rule(make.rule(), 1)
            assert len(tx.rules()) == 2
            raise KeyError

    with pytest.raises(KeyError):
        fail_within()
    assert store.rules() == ()
