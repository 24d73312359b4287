"""Whole sentences about a board, said alike by window, tray, inbox and notifications."""

from __future__ import annotations

import time
from datetime import datetime
from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from sharewatch.core import words
from sharewatch.core.board import Board, InboxEntry, Leader, PollFacts, SourceKind
from sharewatch.core.episodes import EventKind
from sharewatch.core.health import Ailment
from sharewatch.core.questions import attribution_name
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import OFFICIAL, TRACKED, Measure

translate = QCoreApplication.translate


def age_s(board: Board, poll: PollFacts, now: float | None = None) -> float:
    """Seconds since a poll. The Hub's clock goes on after the board was made, others stand."""
    past: float = board.source_now - poll.as_of
    if board.source.kind is SourceKind.HUB:
        past += max(0, (time.time() if now is None else now) - board.made_at)
    return max(0, past)


def age_text(board: Board, poll: PollFacts) -> str:
    """How old a poll is; a recorded series has dates but no age."""
    if board.source.kind is SourceKind.REPLAY:
        return translate("sentences", "recorded")
    return words.age(age_s(board, poll))


def is_stale(board: Board, now: float | None = None) -> bool:
    """Whether the shown poll is too old to be called current, counted to this moment."""
    return board.shown is None or age_s(board, board.shown, now) > board.stale_after_s


def stands_still(board: Board) -> str:
    """That the source goes on to answer with the same counts, where it does; else empty."""
    if is_stale(board, board.made_at):
        return ""
    return next((one.what for one in board.findings if one.ailment is Ailment.STALE), "")


def source_word(kind: SourceKind) -> str:
    """The kind of a source, for titles; nothing for the Hub itself."""
    return {
        SourceKind.HUB: "",
        SourceKind.DEMO: translate("sentences", "Demo"),
        SourceKind.REPLAY: translate("sentences", "Replay"),
    }[kind]


def scope_size(board: Board, measure: Measure = Measure.D30) -> str:
    """What the shares are shares of, in a few words: ``tracked, 629 models of a sample``."""
    models = sum(one.models for one in board.leaders.get(measure, ()))
    sample = board.shown is not None and board.shown.sample
    said = (
        translate("sentences", "{scope}, {models} models of a sample")
        if sample
        else translate("sentences", "{scope}, {models} models")
    )
    return said.format(scope=board.scope, models=words.exact(models))


def silence_word(board: Board, now: float | None = None) -> str:
    """Until when no message is shown: a snooze, or quiet hours of this machine; else nothing."""
    if board.snoozed_until is not None:
        until = words.moment(board.snoozed_until)
        return translate("sentences", "Snoozed until {moment}").format(moment=until)
    here = time.time() if now is None else now
    if board.quiet_until is None or here >= board.quiet_until:
        return ""
    clock = datetime.fromtimestamp(board.quiet_until).astimezone().strftime("%H:%M")
    return translate("sentences", "Quiet until {time}").format(time=clock)


def scope_name(scope: str, families: int) -> str:
    """What the shares are shares of."""
    if scope == TRACKED:
        return translate(
            "sentences", "tracked scope: official models of {families} families"
        ).format(families=families)
    return translate("sentences", "scope: {scope}").format(scope=scope)


def first_of(board: Board, measure: Measure) -> Leader | None:
    """The leading family, if its share is known."""
    leaders = board.leaders.get(measure, ())
    return leaders[0] if leaders and leaders[0].share is not None else None


def percent_beside(share: Fraction | None, level: Fraction) -> str:
    """A share with as many digits as it takes to stand on its own side of a level."""
    if share is None or share == level:
        return words.percent(share)
    for digits in (1, 2, 3):
        if round(share * 100, digits) != round(level * 100, digits):
            return words.percent(share, digits)
    return words.percent(share, 4)


def level_text(rule: Rule) -> str:
    """A rule's side and level: ``at or above 50 %``."""
    above = translate("sentences", "at or above {level}")
    below = translate("sentences", "at or below {level}")
    side = above if rule.direction is Direction.ABOVE else below
    return side.format(level=words.level(rule.threshold))


def short_rule(rule: Rule) -> str:
    """A rule in a table's room: ``Qwen, 30-day downloads ≥ 50 %``, with any wider scope."""
    if rule.claim:
        return words.rule_text(rule)
    sign = "≥" if rule.direction is Direction.ABOVE else "≤"
    name = words.MEASURE_NAMES[rule.measure]
    said = f"{rule.family}, {name} {sign} {words.level(rule.threshold)}"
    if (rule.scope, rule.attribution) == (TRACKED, OFFICIAL):
        return said
    by = "" if rule.attribution == OFFICIAL else f", {attribution_name(rule.attribution)}"
    return f"{said} ({rule.scope}{by})"


def distance(rule: Rule, share: Fraction | None) -> str:
    """How far the present share is from a rule's threshold."""
    if rule.claim:
        return translate("sentences", "see Claims")
    if share is None:
        return translate("sentences", "not known now")
    gap = share - rule.threshold
    if gap > 0:
        side = translate("sentences", "now {share}: {gap} pp above")
    elif gap < 0:
        side = translate("sentences", "now {share}: {gap} pp below")
    else:
        side = translate("sentences", "now {share}: right at it")
    digits = 1 if abs(gap) >= Fraction(1, 2000) else 3
    return side.format(
        share=percent_beside(share, rule.threshold), gap=f"{abs(float(gap)) * 100:.{digits}f}"
    )


def event_word(kind: EventKind) -> str:
    """What an inbox entry is, in a word or a few."""
    return {
        EventKind.FIRED: translate("sentences", "Crossed"),
        EventKind.CLEARED: translate("sentences", "Back"),
        EventKind.BASELINE: translate("sentences", "Already true when watching began"),
    }[kind]


def event_sentence(entry: InboxEntry) -> str:
    """What happened, with the share that the poll showed and the rule that watched."""
    rule = entry.rule
    if rule.claim:
        return _claim_sentence(entry)
    if entry.kind is EventKind.FIRED and rule.direction is Direction.ABOVE:
        said = translate(
            "sentences", "{family}'s share of {measure} reached {share} (rule: {rule})"
        )
    elif entry.kind is EventKind.FIRED:
        said = translate(
            "sentences", "{family}'s share of {measure} fell to {share} (rule: {rule})"
        )
    elif entry.kind is EventKind.CLEARED:
        said = translate(
            "sentences", "{family}'s share of {measure} is back at {share} (rule: {rule})"
        )
    else:
        said = translate(
            "sentences", "{family}'s share of {measure} was already {share} (rule: {rule})"
        )
    return said.format(
        family=entry.family,
        measure=words.MEASURE_NAMES[rule.measure],
        share=percent_beside(entry.share, rule.threshold),
        rule=level_text(rule),
    )


def _claim_sentence(entry: InboxEntry) -> str:
    said = {
        EventKind.FIRED: translate("sentences", "This claim holds now: {claim}"),
        EventKind.CLEARED: translate("sentences", "This claim holds no longer: {claim}"),
        EventKind.BASELINE: translate("sentences", "This claim held already: {claim}"),
    }[entry.kind]
    return said.format(claim=words.rule_text(entry.rule))


def state_word(state: str) -> str:
    """A rule's state as people say it; a word that isn't known is shown as it is."""
    return {
        "NEW": translate("sentences", "Waiting for a poll"),
        "ARMED": translate("sentences", "Watching"),
        "PENDING": translate("sentences", "Crossing, not yet confirmed"),
        "FIRING": translate("sentences", "Crossed"),
        "CLEARING": translate("sentences", "Coming back, not yet confirmed"),
        "EXPIRED": translate("sentences", "Expired"),
        "DONE": translate("sentences", "Done, told once"),
    }.get(state, state)
