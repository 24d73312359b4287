"""Makes the rules of a salvaged database fit to go on: each sees the next poll, and can say so.

What a rule remembers may speak of polls that are lost, or be lost itself while the inbox still
tells of it.
"""

from __future__ import annotations

from dataclasses import replace

from sharewatch.core import alerts
from sharewatch.core.episodes import EventKind, RuleState, State, from_json, to_json
from sharewatch.core.rules import Rule
from sharewatch.core.shares import HUB, OFFICIAL, TEXT
from sharewatch.store import readable, rulebook
from sharewatch.store.connection import Connection


def tie_rules(connection: Connection) -> None:
    """Let rules stand at their newest version, and drop those that nobody can read any more."""
    for rule in readable.illegible_rules(connection):
        for table, key in (("rule", "id"), ("rule_version", "rule"), ("rule_state", "rule")):
            connection.change(f"DELETE FROM {table} WHERE {key} = ?", (rule,))
    newest = (
        "SELECT rule, max(version) AS newest, min(made_at) AS made FROM rule_version GROUP BY 1"
    )
    connection.change(f"INSERT OR IGNORE INTO rule SELECT rule, newest, made, NULL FROM ({newest})")
    connection.change(
        f"UPDATE rule SET version = v.newest FROM ({newest}) v "
        "WHERE v.rule = rule.id AND v.newest > rule.version"
    )
    for rule in readable.illegible_states(connection):
        connection.change("DELETE FROM rule_state WHERE rule = ?", (rule,))


def tie_states(connection: Connection) -> None:
    """Let rules remember no poll that is lost; one that remembers less than it said begins anew.

    Its next version does, as after an edit: under the old one the inbox has its entries already,
    and would take the same ones of a later crossing for them. Every reference must hold by now.
    """
    _forget_renewal(connection)
    for stored in rulebook.rules(connection):
        state = from_json(stored.state) if stored.state else None
        if _said_more(connection, stored.rule, state):
            _begin_anew(connection, stored.rule, state)
        elif state is not None:
            known = _of_what_is_left(connection, stored.rule, state)
            rulebook.save_state(connection, stored.rule.id, to_json(known))


def _forget_renewal(connection: Connection) -> None:
    """Which renewal of the counts the next poll shows can't be told from polls that are lost."""
    connection.change(
        "DELETE FROM meta WHERE meta.key = 'renewal' AND EXISTS (SELECT 1 FROM "
        "json_each(iif(json_valid(meta.value), meta.value, '[-1]')) named "
        "WHERE named.key IN (0, 1, 3) AND named.value NOT IN (SELECT seq FROM poll))"
    )


def _said_more(connection: Connection, rule: Rule, state: RuleState | None) -> bool:
    """Whether the inbox tells more of a rule's version than its state knows of."""
    said = connection.all(
        "SELECT episode, kind FROM event WHERE rule = ? AND version = ?", (rule.id, rule.version)
    )
    if state is None or state.state is State.NEW:
        return bool(said)
    lasts = state.state in (State.FIRING, State.CLEARING)
    over = lasts and (state.episode, EventKind.CLEARED) in said
    return over or any(episode > state.episode for episode, _ in said)


def _begin_anew(connection: Connection, rule: Rule, state: RuleState | None) -> None:
    made_at = connection.number("SELECT max(made_at) FROM rule_version WHERE rule = ?", (rule.id,))
    stored = rulebook.redefine_rule(connection, rule, made_at)
    if state is not None:
        rulebook.save_state(connection, stored.id, to_json(alerts.redefined(state)))


def _of_what_is_left(connection: Connection, rule: Rule, state: RuleState) -> RuleState:
    """A state without the numbers of lost polls or censuses, for the next ones get them again."""
    polled = rule.attribution == OFFICIAL and rule.scope not in (TEXT, HUB)
    table, key = ("poll", "seq") if polled else ("census", "id")
    newest = connection.number(f"SELECT coalesce(max({key}), 0) FROM {table}")
    renewed = "SELECT EXISTS (SELECT 1 FROM poll WHERE seq = ?)"
    seq, renewal = state.last_seq, state.last_renewal
    return replace(
        state,
        last_seq=None if seq is None or seq > newest else seq,
        last_renewal=renewal if connection.number(renewed, (renewal,)) else None,
    )
