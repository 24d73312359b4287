"""Reads alert cases: this project's own form, and the JSON form that is shared between projects."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure

_WHAT = re.compile(r"(?P<what>[^@#&]+)(@(?P<update>[^#&]+))?(&(?P<renewal>\d+))?(#(?P<seq>\d+))?")


@dataclass(frozen=True)
class Step:
    """One poll or event, and what must stand after it."""

    at: int
    event: str | None = None
    seconds: int = 0
    low: Fraction | None = None
    high: Fraction | None = None
    history: bool = False
    update: str | None = None
    renewal: int | None = None
    seq: int | None = None
    state: str | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A rule and its story."""

    id: str
    rule: Rule
    start: str
    steps: tuple[Step, ...]
    inbox: tuple[str, ...] | None


def share(basis_points: object) -> Fraction:
    return Fraction(int(str(basis_points)), 10_000)


def read_cases(path: Path) -> list[Case]:
    if path.suffix == ".toml":
        found = tomllib.loads(path.read_text("utf-8"))["case"]
        return [_case(one, [_own_step(line) for line in one["steps"]]) for one in found]
    found = json.loads(path.read_text("utf-8"))["alert_cases"]
    return [_case(one, [_shared_step(step) for step in one["steps"]]) for one in found]


def _case(one: dict[str, Any], steps: list[Step]) -> Case:
    inbox = one.get("inbox")
    return Case(
        id=one["id"],
        rule=_rule(dict(one["rule"])),
        start=one["rule"].get("start", "NEW"),
        steps=tuple(steps),
        inbox=None if inbox is None else tuple(inbox),
    )


def _rule(given: dict[str, Any]) -> Rule:
    given.pop("start", None)
    in_a_row = given.pop("n_fire", 1)
    rule = Rule(
        family="A",
        measure=Measure.D30,
        direction=Direction.BELOW if given.pop("direction", "up") == "down" else Direction.ABOVE,
        threshold=share(given.pop("theta")),
        margin=share(given.pop("margin", 0)),
        confirm=given.pop("m", in_a_row),
        window=given.pop("n", in_a_row),
        clear_after=given.pop("n_clear", 1),
        cooldown_s=given.pop("cooldown_s", 0),
        repeat_s=given.pop("repeat_s", None),
        max_gap_s=given.pop("max_gap_s", None),
        once=given.pop("once", False),
        expires_at=given.pop("expires_at", None),
        by_update=given.pop("count_by", "poll") == "update",
    )
    assert not given, f"unknown rule fields {sorted(given)}"
    return rule


def _own_step(line: str) -> Step:
    at, said, state, *notices = line.split()
    match = _WHAT.fullmatch(said)
    assert match, line
    what, update, seq = match["what"], match["update"], match["seq"]
    known: dict[str, Any] = {
        "at": int(at),
        "update": update,
        "renewal": int(match["renewal"]) if match["renewal"] else None,
        "seq": int(seq) if seq else None,
        "state": None if state == "-" else state,
        "notices": tuple(notices),
    }
    if what.startswith("!"):
        event, _, seconds = what[1:].partition("=")
        return Step(event=event, seconds=int(seconds or 0), **known)
    if what == "nodata":
        return Step(**known)
    if what.startswith("import="):
        known |= {"history": True}
        what = what.removeprefix("import=")
    low, _, high = what.partition("..")
    return Step(low=share(low), high=share(high or low), **known)


def _shared_step(step: dict[str, Any]) -> Step:
    known: dict[str, Any] = {
        "at": step["t"],
        "update": step.get("update"),
        "seq": step.get("seq"),
        "state": step.get("state"),
        "notices": tuple(step.get("notify", ())),
    }
    if "event" in step:
        return Step(event=step["event"], seconds=step.get("for", 0), **known)
    quality = step.get("quality", "ok")
    if quality == "partial":
        return Step(low=share(step["lo"]), high=share(step["hi"]), **known)
    if quality in ("ok", "import"):
        value = share(step["share"])
        return Step(low=value, high=value, history=quality == "import", **known)
    return Step(**known)
