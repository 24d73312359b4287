"""Rules: each edit is a version of its own, and a removed rule stays for its inbox entries."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from fractions import Fraction

from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.store.connection import Connection, Row
from sharewatch.store.errors import NoSuchRule


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A rule and its state as the state machine wrote it; ``None`` before the first poll."""

    rule: Rule
    state: str | None


_FIELDS = tuple(f.name for f in fields(Rule) if f.name not in ("id", "version"))
COLUMNS = ", ".join(f'v."{name}"' for name in ("rule", "version", *_FIELDS))
"""The columns of ``rule_version v`` that ``rule_of`` reads, in its order."""


def rule_of(row: Row) -> Rule:
    """A rule from the columns ``COLUMNS``."""
    id_, version, *values = row
    said = dict(zip(_FIELDS, values, strict=True))
    said["measure"] = Measure(said["measure"])
    said["direction"] = Direction(said["direction"])
    for exact in ("threshold", "margin"):
        said[exact] = Fraction(said[exact])
    for flag in ("once", "tell_on_creation", "by_update"):
        said[flag] = bool(said[flag])
    return Rule(id=id_, version=version, **said)


def rules(connection: Connection) -> tuple[StoredRule, ...]:
    """All rules that weren't removed, oldest first."""
    rows = connection.all(
        f"SELECT {COLUMNS}, s.state FROM rule r "
        "JOIN rule_version v ON v.rule = r.id AND v.version = r.version "
        "LEFT JOIN rule_state s ON s.rule = r.id WHERE r.removed_at IS NULL ORDER BY r.id"
    )
    return tuple(StoredRule(rule_of(row[:-1]), row[-1]) for row in rows)


def add_rule(connection: Connection, rule: Rule, at: int) -> Rule:
    """Store a new rule; returns it with its id, as version 1."""
    cursor = connection.change("INSERT INTO rule (version, created_at) VALUES (1, ?)", (at,))
    stored = replace(rule, id=cursor.lastrowid or 0, version=1)
    _add_version(connection, stored, at)
    return stored


def redefine_rule(connection: Connection, rule: Rule, at: int) -> Rule:
    """Store a rule's new definition as its next version; its state and unshown notices go.

    Raises ``NoSuchRule``.
    """
    found = connection.one(
        "SELECT version FROM rule WHERE id = ? AND removed_at IS NULL", (rule.id,)
    )
    if found is None:
        raise NoSuchRule(f"There is no rule {rule.id}.")
    stored = replace(rule, version=found[0] + 1)
    _add_version(connection, stored, at)
    connection.change("UPDATE rule SET version = ? WHERE id = ?", (stored.version, rule.id))
    _begin_anew(connection, rule.id)
    return stored


def remove_rule(connection: Connection, rule_id: int, at: int) -> None:
    """Stop watching a rule; its inbox entries stay. Raises ``NoSuchRule``."""
    removed = connection.change(
        "UPDATE rule SET removed_at = ? WHERE id = ? AND removed_at IS NULL", (at, rule_id)
    )
    if not removed.rowcount:
        raise NoSuchRule(f"There is no rule {rule_id}.")
    _begin_anew(connection, rule_id)


def save_state(connection: Connection, rule_id: int, state: str) -> None:
    """Keep a rule's state, as text that only the state machine reads."""
    connection.change(
        "INSERT OR REPLACE INTO rule_state VALUES (?, ?)",
        (rule_id, state),
    )


def _begin_anew(connection: Connection, rule_id: int) -> None:
    connection.change("DELETE FROM rule_state WHERE rule = ?", (rule_id,))
    connection.change(
        "UPDATE outbox SET state = 'cancelled' WHERE state IN ('due', 'claimed') "
        "AND event IN (SELECT id FROM event WHERE rule = ?)",
        (rule_id,),
    )


def _add_version(connection: Connection, rule: Rule, at: int) -> None:
    said = {name: getattr(rule, name) for name in _FIELDS}
    said.update(threshold=str(rule.threshold), margin=str(rule.margin))
    names = ", ".join(f'"{name}"' for name in said)
    slots = ", ".join(f":{name}" for name in said)
    connection.change(
        f"INSERT INTO rule_version (rule, version, made_at, {names}) "
        f"VALUES (:id, :version, :at, {slots})",
        {"id": rule.id, "version": rule.version, "at": at, **said},
    )
