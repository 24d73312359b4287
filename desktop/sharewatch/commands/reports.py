"""How the headless face puts things: stable records for programs, plain lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sharewatch.core import words
from sharewatch.core.board import Board, InboxEntry, RuleLine, SourceKind
from sharewatch.core.episodes import EventKind
from sharewatch.core.questions import attribution_name
from sharewatch.core.rules import Rule
from sharewatch.core.shares import OFFICIAL, TRACKED, Measure
from sharewatch.core.snapshot import Progress

if TYPE_CHECKING:
    from sharewatch.core.catalog import Attribution
    from sharewatch.core.lineage import Step
    from sharewatch.intake.poll import Recorded
    from sharewatch.store.census import Census

SHOWN_FAMILIES = 12
DEMO_LABEL = "DEMO DATA, made up."
_LABEL = {EventKind.BASELINE: "NOTE", EventKind.FIRED: "ALERT", EventKind.CLEARED: "ALERT"}
_HAPPENED = {
    EventKind.BASELINE: "already true when watching began",
    EventKind.FIRED: "crossed",
    EventKind.CLEARED: "back",
}
_CLAIM = {
    EventKind.BASELINE: "claim held already",
    EventKind.FIRED: "claim holds now",
    EventKind.CLEARED: "claim holds no longer",
}


def poll_record(recorded: Recorded) -> dict[str, Any]:
    """One poll, as stored."""
    poll = recorded.poll
    return {
        "seq": poll.seq,
        "as_of": words.iso(poll.as_of),
        "complete": poll.complete,
        "models": poll.models,
        "failed_owners": list(poll.failed_owners),
        "skipped_rows": poll.skipped_rows,
        "events": [
            {"rule": rule.id, "family": rule.family, "kind": kind.value}
            for rule, kind in recorded.events
        ],
    }


def rule_record(line: RuleLine) -> dict[str, Any]:
    """A rule with its state; spans are in seconds."""
    rule = line.rule
    return {
        "id": rule.id,
        "family": rule.family,
        "measure": rule.measure.value,
        "scope": rule.scope,
        "attribution": rule.attribution,
        rule.direction.value: float(rule.threshold),
        "margin": float(rule.margin),
        "confirm": rule.confirm,
        "of": rule.window,
        "clear_after": rule.clear_after,
        "cooldown": rule.cooldown_s,
        "repeat": rule.repeat_s,
        "max_gap": rule.max_gap_s,
        "once": rule.once,
        "expires_at": _iso(rule.expires_at),
        "tell_if_already": rule.tell_on_creation,
        "state": line.state,
        "acknowledged": line.acknowledged,
        "snoozed_until": _iso(line.snoozed_until),
        "last_crossed": _iso(line.crossed_at),
    }


def alert_record(entry: InboxEntry) -> dict[str, Any]:
    """One inbox entry."""
    return {
        "id": entry.id,
        "episode": entry.episode,
        "kind": entry.kind.value,
        "rule": entry.rule.id,
        "family": entry.family,
        "as_of": words.iso(entry.as_of),
        "share": None if entry.share is None else float(entry.share),
        "unread": entry.unread,
        "missed": entry.missed,
        "cancelled": entry.cancelled,
    }


def attribution_record(found: Attribution, steps: tuple[Step, ...] = ()) -> dict[str, Any]:
    """Where a model belongs, and why."""
    record = {
        "family": found.family,
        "official": found.official,
        "rule": found.rule,
        "reason": found.reason,
    }
    return {**record, "lineage": [step._asdict() for step in steps]} if steps else record


def leaders_table(board: Board) -> str:
    """The leaders by 30-day downloads, with scope, time and changes."""
    shown = board.shown
    if shown is None:
        return "No complete poll is stored yet."
    leaders = board.leaders[Measure.D30]
    models = sum(one.models for one in leaders)
    label = f"{DEMO_LABEL} " if board.source.kind is SourceKind.DEMO else ""
    lines = [
        (
            f"{label}Share of {words.MEASURE_NAMES[Measure.D30]}, {board.scope} scope "
            f"({models} official models of {len(leaders)} families), "
            f"as of {words.moment(shown.as_of)}"
        ),
        f"  {'':>2}  {'family':<14} {'share':>8} {'7 days':>9} {'30 days':>9} {'downloads':>10}",
    ]
    lines += [
        f"  {one.rank:>2}  {one.facts.name:<14} {words.percent(one.share):>8} "
        f"{words.points(one.change_7d):>9} {words.points(one.change_30d):>9} "
        f"{words.compact(one.value):>10}"
        for one in leaders[:SHOWN_FAMILIES]
    ]
    since = board.leading_since.get(Measure.D30)
    if since and leaders and leaders[0].share is not None:
        longer = since == board.histories[Measure.D30].times[0]
        said = f"{leaders[0].facts.name} has led since {words.day(since)}"
        lines.insert(1, said + (", the first poll, or longer" if longer else ""))
    rest = leaders[SHOWN_FAMILIES:]
    if rest:
        value = sum(one.value or 0 for one in rest)
        lines.append(f"      {len(rest)} more families {'':>25} {words.compact(value):>13}")
    return "\n".join(lines)


def poll_line(board: Board) -> str:
    """What the latest poll was like."""
    poll = board.latest
    if poll is None:
        return "Nothing is stored yet."
    whole = "complete"
    if not poll.complete:
        missing = ", ".join(poll.failed_owners) or f"{poll.skipped_rows} unreadable rows"
        whole = f"INCOMPLETE, no shares from it (missing: {missing})"
    return f"Poll {poll.seq}, {words.moment(poll.as_of)}: {poll.models} models, {whole}."


def replay_line(board: Board) -> str:
    """One date of a replay: the models listed, and who led."""
    poll = board.latest
    leaders = board.leaders[Measure.D30]
    if poll is None or not poll.complete or not leaders:
        return poll_line(board)
    first = leaders[0]
    tracked = sum(one.models for one in leaders)
    leads = f"{first.facts.name} {words.percent(first.share)} of {words.MEASURE_NAMES[Measure.D30]}"
    if first.share is None:
        leads = "no share is known"
    return f"{words.day(poll.as_of)}  {poll.models:>5} models listed, {tracked:>4} tracked  {leads}"


def event_line(board: Board, rule: Rule, kind: EventKind) -> str:
    """Something a rule just said."""
    share = {one.facts.name: one.share for one in board.leaders[rule.measure]}.get(rule.family)
    if rule.claim:
        at = words.moment(board.latest.as_of) if board.latest else ""
        return (
            f"{_LABEL[kind]:<5}  {at}  {_CLAIM[kind]}: {words.rule_text(rule)} ({rule.scope} scope)"
        )
    at = words.moment(board.shown.as_of) if board.shown else ""
    said = f"{_HAPPENED[kind]}: {words.rule_text(rule)}, now {words.percent(share)}"
    return f"{_LABEL[kind]:<5}  {at}  {said} ({rule.scope} scope)"


def alert_line(entry: InboxEntry) -> str:
    """One inbox entry: its number, with a star while it is unread, and what it says."""
    mark = "*" if entry.unread else " "
    head = f"{entry.id:>4}{mark} {words.moment(entry.as_of)}  {entry.kind.value:<8}"
    if entry.rule.claim:
        said = f"{_CLAIM[entry.kind]}: {words.rule_text(entry.rule)}"
    else:
        share = words.percent(entry.share)
        said = f"{_HAPPENED[entry.kind]}: {words.rule_text(entry.rule)}, then {share}"
    fate = "  (missed)" if entry.missed else "  (not told)" if entry.cancelled else ""
    return f"{head}  {said} ({entry.rule.scope} scope){fate}"


def rule_line(rule: Rule) -> str:
    """A rule with what it takes to fire and to clear."""
    said = words.rule_text(rule)
    if (rule.scope, rule.attribution) != (TRACKED, OFFICIAL):
        said += f", {rule.scope} scope, {attribution_name(rule.attribution)}"
    terms = words.rule_terms(rule)
    return f"{said}, {terms}" if terms else said


def standing(line: RuleLine) -> str:
    """What holds a rule's messages back, and when it last crossed; empty for nothing."""
    parts = []
    if line.lasts and line.acknowledged:
        parts.append("acknowledged")
    if line.snoozed_until is not None:
        parts.append(f"snoozed until {words.moment(line.snoozed_until)}")
    if line.crossed_at is not None:
        parts.append(f"last crossed {words.moment(line.crossed_at)}")
    return ", ".join(parts)


def _iso(at: int | None) -> str | None:
    return None if at is None else words.iso(at)


def census_line(census: Census) -> str:
    """What a census saw."""
    said = (
        f"Census of the {census.reach} scope, {words.moment(census.as_of)}: {census.models:,} "
        f"models, {census.requests} requests"
    )
    if census.cutoff:
        part = words.percent(census.covered) if census.covered is not None else "an unknown part"
        said += f", down to {census.cutoff:,} downloads in 30 days, about {part} of all downloads"
    else:
        said += ", every model that anybody downloads"
    if census.skipped_rows:
        said += f", {census.skipped_rows} rows could not be read"
    return said + "."


def progress_line(progress: Progress) -> str:
    """How far a poll is."""
    if progress.task:
        return f"{progress.task} {progress.owners_done}/{progress.owners}"
    parts = [
        f"{progress.owners_done}/{progress.owners} owners",
        f"{progress.pages} pages",
        f"{progress.models} models",
    ]
    if progress.requests_left is not None:
        parts.append(f"{progress.requests_left} requests left")
    if progress.seconds_left is not None:
        parts.append(f"about {words.span(progress.seconds_left)} left")
    return ", ".join(parts) + (f" ({progress.waiting})" if progress.waiting else "")
