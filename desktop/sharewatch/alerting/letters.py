"""The letters that a command or a webhook is handed: one JSON object of a stable form.

Always there: ``format`` (1), ``kind`` (``alert``, ``health`` or ``test``), ``id`` (the same if a
letter comes twice; 0 for a test), ``notice`` (``FIRED``, ``CLEARED``, ``REPEAT``, ``HEALTH`` or
``TEST``), ``title`` and ``text`` (plain English sentences), ``due_at`` (UTC, ISO 8601) and
``source`` (``kind``: ``hub``; ``label``: its host). What is not seen is spelled out in them.

An alert has ``alert``: ``rule``, ``episode``, ``family`` (``null`` for a claim), ``claim`` (its
id, or ``null``), ``measure``, ``scope``, ``attribution``, ``direction`` (``above`` or ``below``),
``threshold`` and ``share`` (0 to 1; ``share`` may be ``null``) and ``as_of`` (UTC).
Health has ``health``: ``ailment`` and ``began_at`` (UTC).
Keys may be added in time; none is taken away or changes its meaning within a format.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sharewatch.core import words
from sharewatch.core.board import InboxEntry, Source
from sharewatch.core.episodes import EventKind, Notice
from sharewatch.core.plain import plain
from sharewatch.core.rules import Direction

if TYPE_CHECKING:
    from sharewatch.core.health import HealthEntry
    from sharewatch.store.outbox import DueNotice

FORMAT = 1
_TEST = "This is a test message. Alerts will come the same way."
_WENT = {
    (EventKind.FIRED, Direction.ABOVE): "reached",
    (EventKind.FIRED, Direction.BELOW): "fell to",
}


def letter(due: DueNotice, source: Source) -> bytes:
    """What is sent of one message."""
    about = _alert(due.entry) if isinstance(due.entry, InboxEntry) else _health(due.entry)
    title, text = _said(due)
    return _json(
        {
            "format": FORMAT,
            "id": due.id,
            "notice": due.notice.value,
            "title": plain(title),
            "text": plain(text),
            "due_at": words.iso(due.due_at),
            "source": _source(source),
            **about,
        }
    )


def trial_letter(source: Source, now: int) -> bytes:
    """What is sent to try a channel."""
    return _json(
        {
            "format": FORMAT,
            "id": 0,
            "notice": "TEST",
            "title": "Sharewatch: a test message",
            "text": _TEST,
            "due_at": words.iso(now),
            "source": _source(source),
            "kind": "test",
        }
    )


def _alert(entry: InboxEntry) -> dict[str, Any]:
    rule = entry.rule
    return {
        "kind": "alert",
        "alert": {
            "rule": rule.id,
            "episode": entry.episode,
            "family": None if rule.claim else entry.family,
            "claim": rule.claim or None,
            "measure": rule.measure.value,
            "scope": rule.scope,
            "attribution": rule.attribution,
            "direction": rule.direction.value,
            "threshold": float(rule.threshold),
            "share": None if entry.share is None else float(entry.share),
            "as_of": words.iso(entry.as_of),
        },
    }


def _health(entry: HealthEntry) -> dict[str, Any]:
    return {
        "kind": "health",
        "health": {"ailment": entry.ailment.value, "began_at": words.iso(entry.began_at)},
    }


def _said(due: DueNotice) -> tuple[str, str]:
    """Title and sentence."""
    entry = due.entry
    if not isinstance(entry, InboxEntry):
        return "Sharewatch: something is wrong with the watching", entry.what
    day = words.day(entry.as_of)
    back = entry.kind is EventKind.CLEARED
    if entry.rule.claim:
        title = "A claim holds no longer" if back else "A claim holds now"
        return title, f"{words.rule_text(entry.rule)} ({entry.rule.scope} scope, {day})"
    went = _WENT.get((entry.kind, entry.rule.direction), "is back at")
    still = due.notice is Notice.REPEAT
    happened = "is back from" if back else "is still beyond" if still else "crossed"
    above = entry.rule.direction is Direction.ABOVE
    side = f"at or {'above' if above else 'below'} {words.level(entry.rule.threshold)}"
    text = (
        f"{entry.family}'s share of {words.MEASURE_NAMES[entry.rule.measure]} {went} "
        f"{words.percent(entry.share, 2)} (rule: {side}; {entry.rule.scope} scope, {day})"
    )
    return f"{entry.family} {happened} its threshold", text


def _source(source: Source) -> dict[str, str]:
    return {"kind": source.kind.value, "label": source.label}


def _json(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
