"""The commands of rules and of what they have said."""

from __future__ import annotations

import argparse

from sharewatch.cli.exits import Exit, refuse
from sharewatch.commands import reports
from sharewatch.commands.everyday import desk_for, say, say_json, say_label
from sharewatch.core import words
from sharewatch.core.answers import Rehearsed
from sharewatch.core.board import RuleLine
from sharewatch.core.questions import RehearsalOf
from sharewatch.core.rules import Direction, Rule
from sharewatch.printed.forms import record_of, text_of


def add_rules(chosen: argparse.Namespace) -> int:
    """Watch a share."""
    with desk_for(chosen) as desk:
        stored = desk.alerts.save_rule(_rule(chosen))
        if chosen.json:
            say_json(reports.rule_record(RuleLine(stored, "NEW")))
        else:
            say(f"Rule {stored.id}: {reports.rule_line(stored)}")
    return Exit.DONE


def try_rules(chosen: argparse.Namespace) -> int:
    """Say what a rule would have said; raises ``Unanswerable``."""
    with desk_for(chosen) as desk:
        rule = desk.alerts.checked(_rule(chosen))
        answer = desk.ask(RehearsalOf(rule))
        if chosen.json:
            say_json(record_of(answer))
        else:
            say_label(desk)
            say(text_of(answer))
        seen = isinstance(answer, Rehearsed) and answer.rehearsal.values
        return Exit.DONE if seen else Exit.NOTHING


def show_rules(chosen: argparse.Namespace) -> int:
    """Print all rules."""
    with desk_for(chosen) as desk:
        lines = desk.rules()
        if chosen.json:
            say_json([reports.rule_record(line) for line in lines])
        else:
            for line in lines:
                say(f"{line.rule.id:>4}  {line.state:<8}  {reports.rule_line(line.rule)}")
                if more := reports.standing(line):
                    say(f"{'':16}{more}")
            if not lines:
                say("Nothing is watched yet. See `sharewatch rules add --help`.")
    return Exit.DONE


def remove_rules(chosen: argparse.Namespace) -> int:
    """Stop watching."""
    with desk_for(chosen) as desk:
        desk.alerts.remove_rule(chosen.rule)
        say(f"Rule {chosen.rule} is removed; what it said stays in the inbox.")
    return Exit.DONE


def snooze_rules(chosen: argparse.Namespace) -> int:
    """Show no message of one rule for a while, or show them again."""
    with desk_for(chosen) as desk:
        desk.alerts.snooze_rule(chosen.rule, chosen.length)
        line = next(one for one in desk.rules() if one.rule.id == chosen.rule)
        if line.snoozed_until is None:
            say(f"Rule {chosen.rule} is not snoozed; its messages are shown.")
        else:
            until = words.moment(line.snoozed_until)
            say(f"Rule {chosen.rule} is snoozed until {until}; the inbox goes on.")
    return Exit.DONE


def alerts(chosen: argparse.Namespace) -> int:
    """Print the inbox, oldest first, or acknowledge an alert of it."""
    if chosen.acknowledge is not None:
        return _acknowledge(chosen)
    with desk_for(chosen) as desk:
        family = chosen.family.casefold()
        entries = [
            entry
            for entry in reversed(desk.store.inbox.entries(limit=-1))
            if (entry.unread or not chosen.unread)
            and (not family or entry.family.casefold() == family)
        ]
        if chosen.json:
            say_json([reports.alert_record(entry) for entry in entries])
        else:
            say_label(desk)
            for entry in entries:
                say(reports.alert_line(entry))
            if not entries:
                say(_nothing_in(chosen))
    return Exit.DONE


def _acknowledge(chosen: argparse.Namespace) -> int:
    with desk_for(chosen) as desk:
        if not desk.store.inbox.among((chosen.acknowledge,)):
            return refuse(f"There is no alert {chosen.acknowledge}.", Exit.INPUT)
        lasting = desk.alerts.acknowledge((chosen.acknowledge,))
        said = "it is not told again until it is over" if lasting else "it is over already"
        say(f"Alert {chosen.acknowledge} is acknowledged; {said}.")
    return Exit.DONE


def _nothing_in(chosen: argparse.Namespace) -> str:
    if chosen.unread or chosen.family:
        return "The inbox has nothing of that."
    return "The inbox is empty: no rule has had anything to say."


def _rule(chosen: argparse.Namespace) -> Rule:
    """The rule that the options describe; raises ``RuleError``."""
    above = chosen.above is not None
    return Rule(
        family=chosen.family,
        measure=chosen.measure,
        direction=Direction.ABOVE if above else Direction.BELOW,
        threshold=chosen.above if above else chosen.below,
        margin=chosen.margin,
        confirm=chosen.confirm,
        window=chosen.of if chosen.of is not None else chosen.confirm,
        clear_after=chosen.clear_after,
        cooldown_s=chosen.cooldown,
        repeat_s=chosen.repeat,
        max_gap_s=chosen.max_gap,
        once=chosen.once,
        expires_at=chosen.expires,
        tell_on_creation=chosen.tell_if_already,
        scope=chosen.scope,
        attribution=chosen.attribution,
    )
