"""What each command does, and the stable forms it prints."""

from __future__ import annotations

import argparse
import json
import sys
import threading

from sharewatch import build, demo, reports
from sharewatch.core import words
from sharewatch.core.board import SourceKind
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.schedule import NotPolledError
from sharewatch.core.snapshot import Progress
from sharewatch.core.words import DAY
from sharewatch.desk import Desk
from sharewatch.exits import Exit, refuse
from sharewatch.faults import KNOWN
from sharewatch.hub.errors import Cancelled
from sharewatch.places import Place, catalog_path, copy_catalog, place, read_catalog
from sharewatch.poll import Recorded
from sharewatch.settings import Settings, read_settings, write_settings

LOOK_EVERY_S = 30.0
DEMO_DAYS_HEADLESS = 7


def poll(chosen: argparse.Namespace) -> int:
    """Poll once."""
    with _desk(chosen, may_poll=True) as desk:
        recorded = desk.poll(threading.Event(), _show_progress)
        if chosen.json:
            _say_json(reports.poll_record(recorded))
        else:
            _say_poll(desk, recorded)
    return Exit.DONE if recorded.poll.complete else Exit.INCOMPLETE


def watch(chosen: argparse.Namespace) -> int:
    """Poll whenever it is due, and say what happens; only an interrupt ends it."""
    stop = threading.Event()
    with _desk(chosen, may_poll=True, running=True) as desk:
        _say(f"Watching {desk.source.label}. Interrupt to stop.")
        while True:
            wait = desk.next_due()
            if wait is not None and wait > 0:
                stop.wait(min(wait, LOOK_EVERY_S))
                continue
            try:
                _say_poll(desk, desk.poll(stop, _show_progress))
            except KNOWN as why:
                if isinstance(why, (Cancelled, NotPolledError)):
                    raise
                _say(f"{why} Trying again in {words.span(desk.next_due() or 0)}.")


def without_display(chosen: argparse.Namespace) -> int:
    """The headless job that a plain start does where no window can open."""
    if not chosen.demo:
        _say("No display here: polling the Hub once without a window, which sends it about one")
        _say("request for each owner. `sharewatch watch` keeps polling, --demo needs no network.")
        chosen.json = False
        return poll(chosen)
    _say(
        "No display here: running the demo without a window, "
        f"{DEMO_DAYS_HEADLESS} simulated days with a poll each."
    )
    where, settings = _where(chosen)
    at_work = demo.open_demo(where, settings, days_per_minute=0, between=_show_progress)
    with at_work.desk as desk:
        for _ in range(DEMO_DAYS_HEADLESS):
            recorded = desk.poll(threading.Event(), _show_progress)
            _end_progress()
            _say(reports.replay_line(desk.board()))
            _say_events(desk, recorded)
            at_work.clock.set(at_work.clock.now() + DAY)
        _say(reports.leaders_table(desk.board()))
    return Exit.DONE


def replay(chosen: argparse.Namespace) -> int:
    """Poll a recorded series date by date; dates already stored are not polled again."""
    where, settings = _where(chosen)
    records = []
    at_work = build.open_replay(where, settings, chosen.series, chosen.lineage)
    with at_work.desk as desk:
        for date in at_work.dates:
            if at_work.was_polled(date):
                continue
            recorded = at_work.poll(date, _show_progress)
            records.append(reports.poll_record(recorded))
            if not chosen.json:
                _end_progress()
                _say(reports.replay_line(desk.board()))
                _say_events(desk, recorded)
        if chosen.json:
            _say_json(records)
        else:
            already = len(at_work.dates) - len(records)
            stored = f", {already} were stored already" if already else ""
            _say(f"{len(records)} dates polled{stored}.")
            _say(reports.leaders_table(desk.board()))
    return Exit.DONE


def shares(chosen: argparse.Namespace) -> int:
    """Print every family's share at the polls asked for."""
    with _desk(chosen) as desk:
        polls = desk.polls(every=chosen.all, day=chosen.at)
        if not polls:
            return _nothing(desk, chosen.at)
        records = [
            record
            for one in polls
            for record in reports.share_records(desk.store, one, chosen.measure)
        ]
        if chosen.json:
            _say_json(records)
        else:
            _say_label(desk)
            _say(reports.shares_table(records))
    return Exit.DONE


def rules_add(chosen: argparse.Namespace) -> int:
    """Watch a share."""
    above = chosen.above is not None
    rule = Rule(
        family=chosen.family,
        measure=chosen.measure,
        direction=Direction.ABOVE if above else Direction.BELOW,
        threshold=chosen.above if above else chosen.below,
        margin=chosen.margin,
        confirm=chosen.confirm,
        window=chosen.of if chosen.of is not None else chosen.confirm,
    )
    with _desk(chosen) as desk:
        stored = desk.save_rule(rule)
        if chosen.json:
            _say_json(reports.rule_record(stored, "NEW"))
        else:
            _say(f"Rule {stored.id}: {reports.rule_line(stored)}")
    return Exit.DONE


def rules_list(chosen: argparse.Namespace) -> int:
    """Print all rules."""
    with _desk(chosen) as desk:
        lines = desk.rules()
        if chosen.json:
            _say_json([reports.rule_record(line.rule, line.state) for line in lines])
        else:
            for line in lines:
                _say(f"{line.rule.id:>4}  {line.state:<8}  {reports.rule_line(line.rule)}")
            if not lines:
                _say("Nothing is watched yet. See `sharewatch rules add --help`.")
    return Exit.DONE


def rules_remove(chosen: argparse.Namespace) -> int:
    """Stop watching."""
    with _desk(chosen) as desk:
        desk.remove_rule(chosen.rule)
        _say(f"Rule {chosen.rule} is removed; what it said stays in the inbox.")
    return Exit.DONE


def alerts(chosen: argparse.Namespace) -> int:
    """Print the inbox, oldest first."""
    with _desk(chosen) as desk:
        entries = tuple(reversed(desk.store.inbox()))
        if chosen.json:
            _say_json([reports.alert_record(entry) for entry in entries])
        else:
            _say_label(desk)
            for entry in entries:
                _say(reports.alert_line(entry))
            if not entries:
                _say("The inbox is empty: no rule has had anything to say.")
    return Exit.DONE


def explain(chosen: argparse.Namespace) -> int:
    """Say which family a model belongs to and which rule decides it."""
    _, settings = _where(chosen)
    found = read_catalog(catalog_path(settings)).explain(chosen.model_id)
    if chosen.json:
        _say_json(reports.attribution_record(found))
    else:
        _say(f"{chosen.model_id}: {found.family or 'no tracked family'}")
        _say(f"  rule: {found.rule or 'none'}")
        _say(f"  {found.reason}")
    return Exit.DONE


def export(chosen: argparse.Namespace) -> int:
    """Write all daily shares to a file."""
    with _desk(chosen) as desk:
        count = desk.export(chosen.file)
        _say(f"{count} rows written to {chosen.file}")
    return Exit.DONE


def catalog(chosen: argparse.Namespace) -> int:
    """Say which catalog applies, and check it; copy the shipped one if asked."""
    where, settings = _where(chosen)
    if chosen.copy:
        settings = copy_catalog(where, read_settings(where.settings))
        write_settings(where.settings, settings)
    path = catalog_path(settings)
    found = read_catalog(path)
    _say(
        f"{path}: {len(found.facts)} families, {len(found.owners)} owners, version {found.version}"
    )
    return Exit.DONE


def _where(chosen: argparse.Namespace) -> tuple[Place, Settings]:
    """The user's folders and settings, with what the command line says on top."""
    where = place(chosen.data_dir)
    settings = read_settings(where.settings)
    return where, settings.with_endpoint(chosen.endpoint)


def _desk(chosen: argparse.Namespace, *, may_poll: bool = False, running: bool = False) -> Desk:
    """The desk a command works at; the demo's time stands still unless it runs on."""
    where, settings = _where(chosen)
    if not chosen.demo:
        return build.open_desk(where, settings, may_poll=may_poll)
    speed = (chosen.days_per_minute or demo.DAYS_PER_MINUTE) if running else 0
    return demo.open_demo(
        where, settings, days_per_minute=speed, may_poll=may_poll, between=_show_progress
    ).desk


def _nothing(desk: Desk, day: int | None) -> int:
    """Say why there is nothing to show."""
    if day is None:
        why = "nothing is stored yet; run `sharewatch poll` first"
    else:
        stored = {poll.as_of // DAY for poll in desk.store.polls()}
        near = sorted(stored, key=lambda one: abs(one - day))[:2]
        names = " and ".join(words.day(one * DAY) for one in sorted(near))
        why = f"no poll on {words.day(day * DAY)}" + (f"; the nearest are {names}" if near else "")
    return refuse(why, Exit.NOTHING)


def _show_progress(progress: Progress) -> None:
    """One line that is written over, for people at a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{reports.progress_line(progress)}")
        sys.stderr.flush()


def _end_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def _say_poll(desk: Desk, recorded: Recorded) -> None:
    _end_progress()
    board = desk.board()
    _say(reports.leaders_table(board))
    _say(reports.poll_line(board))
    _say_events(desk, recorded)


def _say_events(desk: Desk, recorded: Recorded) -> None:
    if recorded.events:
        board = desk.board()
        for rule, kind in recorded.events:
            _say(reports.event_line(board, rule, kind))


def _say_label(desk: Desk) -> None:
    """What is made up is called so, before any number of it."""
    if desk.source.kind is SourceKind.DEMO:
        _say(reports.DEMO_LABEL)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _say_json(value: object) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
