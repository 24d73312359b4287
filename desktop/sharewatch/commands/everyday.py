"""What each command does, and the stable forms it prints."""

from __future__ import annotations

import argparse
import json
import sys
import threading

from sharewatch.alerting.mailing import Mailing, routes
from sharewatch.cli.exits import Exit, refuse
from sharewatch.commands import reports
from sharewatch.core import words
from sharewatch.core.board import SourceKind
from sharewatch.core.health import Ailment
from sharewatch.core.lineage import Step
from sharewatch.core.plain import plain
from sharewatch.core.questions import NOTHING
from sharewatch.core.schedule import NotPolledError
from sharewatch.core.snapshot import Progress
from sharewatch.core.words import DAY
from sharewatch.desk import backup_plan, build, demo
from sharewatch.desk.desk import Desk
from sharewatch.faults import KNOWN
from sharewatch.hub.errors import Cancelled
from sharewatch.intake.counting import Counting
from sharewatch.intake.poll import Recorded
from sharewatch.places import Place, catalog_path, copy_catalog, place, read_catalog
from sharewatch.settings import Settings, read_settings, write_settings
from sharewatch.store.exporter import export_shares

DEMO_DAYS_HEADLESS = 7


def poll(chosen: argparse.Namespace) -> int:
    """Poll once, and hand what comes of it to the command and the webhook of the settings."""
    leading = routes(where_for(chosen)[1])
    with (
        desk_for(chosen, may_poll=True) as desk,
        Mailing(desk.store, desk.messages, desk.source, leading) as mailing,
    ):
        mailing.deliver()  # a channel that is new begins before what this poll has to say
        recorded = desk.poll(threading.Event(), show_progress)
        mailing.deliver()
        if chosen.json:
            say_json(reports.poll_record(recorded))
        else:
            _say_poll(desk, recorded)
        _back_up(desk)
    return Exit.DONE if recorded.poll.complete else Exit.INCOMPLETE


def watch(chosen: argparse.Namespace) -> int:
    """Poll whenever it is due, and say what happens; only an interrupt ends it."""
    stop = threading.Event()
    leading = routes(where_for(chosen)[1])
    with (
        desk_for(chosen, may_poll=True, running=True) as desk,
        Mailing(desk.store, desk.messages, desk.source, leading) as mailing,
    ):
        say(f"Watching {desk.source.label}. Interrupt to stop.")
        while True:
            wait = desk.next_due()
            if wait:  # a poll that is due may find all well
                desk.look_after_health()
            mailing.deliver()
            if (trouble := mailing.trouble()) is not None:
                desk.note(Ailment.CHANNEL, trouble)
            if wait:
                desk.agenda.rest(stop, wait)
                continue
            try:
                _say_poll(desk, desk.poll(stop, show_progress))
                _back_up(desk)
                if reach := desk.census_due():
                    say(reports.census_line(desk.take_census(reach, None, stop, show_progress)))
            except KNOWN as why:
                if isinstance(why, (Cancelled, NotPolledError)):
                    raise
                say(f"{why} Trying again in {words.span(desk.next_due() or 0)}.")


def without_display(chosen: argparse.Namespace) -> int:
    """The headless job that a plain start does where no window can open."""
    if not chosen.demo:
        say("No display here: polling the Hub once without a window, which sends it about one")
        say("request for each owner. `sharewatch watch` keeps polling, --demo needs no network.")
        chosen.json = False
        return poll(chosen)
    say(
        "No display here: running the demo without a window, "
        f"{DEMO_DAYS_HEADLESS} simulated days with a poll each."
    )
    where, settings = where_for(chosen)
    at_work = demo.open_demo(where, settings, days_per_minute=0, between=show_progress)
    with at_work.desk as desk:
        for _ in range(DEMO_DAYS_HEADLESS):
            recorded = desk.poll(threading.Event(), show_progress)
            end_progress()
            say(reports.replay_line(desk.board()))
            _say_events(desk, recorded)
            at_work.clock.set(at_work.clock.now() + DAY)
        say(reports.leaders_table(desk.board()))
    return Exit.DONE


def replay(chosen: argparse.Namespace) -> int:
    """Poll a recorded series date by date; dates already stored are not polled again."""
    where, settings = where_for(chosen)
    records = []
    at_work = build.open_replay(where, settings, chosen.series, chosen.lineage)
    with at_work.desk as desk:
        for date in at_work.dates:
            if at_work.was_polled(date):
                continue
            recorded = at_work.poll(date, show_progress)
            records.append(reports.poll_record(recorded))
            if not chosen.json:
                end_progress()
                say(reports.replay_line(desk.board()))
                _say_events(desk, recorded)
        if chosen.json:
            say_json(records)
        else:
            already = len(at_work.dates) - len(records)
            stored = f", {already} were stored already" if already else ""
            say(f"{len(records)} dates polled{stored}.")
            say(reports.leaders_table(desk.board()))
    return Exit.DONE


def explain(chosen: argparse.Namespace) -> int:
    """Say which family a model belongs to and which rule, or which lineage, decides it."""
    where, settings = where_for(chosen)
    found = read_catalog(catalog_path(settings)).explain(chosen.model_id)
    steps: tuple[Step, ...] = ()
    if not found.official and where.database(demo=chosen.demo).exists():
        with desk_for(chosen) as desk:
            steps = Counting(desk.catalog, desk.store).lineage.why(chosen.model_id)
    if chosen.json:
        say_json(reports.attribution_record(found, steps))
    else:
        say(f"{chosen.model_id}: {found.family or 'no tracked family'}")
        say(f"  rule: {found.rule or 'none'}")
        say(f"  {found.reason}")
        for step in steps:
            say(f"  {step.model} is a {step.relation or 'descendant'} of {step.base}")
    return Exit.DONE


def export(chosen: argparse.Namespace) -> int:
    """Write all daily shares to a file."""
    with desk_for(chosen) as desk:
        count = export_shares(desk.store, chosen.file)
        say(f"{count} rows written to {chosen.file}")
    return Exit.DONE


def catalog(chosen: argparse.Namespace) -> int:
    """Say which catalog applies, and check it; copy the shipped one if asked."""
    where, settings = where_for(chosen)
    if chosen.copy:
        settings = copy_catalog(where, read_settings(where.settings))
        write_settings(where.settings, settings)
    path = catalog_path(settings)
    found = read_catalog(path)
    say(f"{path}: {len(found.facts)} families, {len(found.owners)} owners, version {found.version}")
    return Exit.DONE


def where_for(chosen: argparse.Namespace) -> tuple[Place, Settings]:
    """The user's folders and settings, with what the command line says on top."""
    where = place(chosen.data_dir)
    settings = read_settings(where.settings)
    return where, settings.with_endpoint(chosen.endpoint)


def desk_for(chosen: argparse.Namespace, *, may_poll: bool = False, running: bool = False) -> Desk:
    """The desk a command works at; the demo's time stands still unless it runs on."""
    where, settings = where_for(chosen)
    if not chosen.demo:
        return build.open_desk(where, settings, may_poll=may_poll)
    speed = (chosen.days_per_minute or demo.DAYS_PER_MINUTE) if running else 0
    return demo.open_demo(
        where, settings, days_per_minute=speed, may_poll=may_poll, between=show_progress
    ).desk


def nothing() -> int:
    """Say that there is nothing to show."""
    return refuse(NOTHING, Exit.NOTHING)


def show_progress(progress: Progress) -> None:
    """One line that is written over, for people at a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{plain(reports.progress_line(progress))}")
        sys.stderr.flush()


def end_progress() -> None:
    """Give the line of progress back to the terminal."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def _say_poll(desk: Desk, recorded: Recorded) -> None:
    end_progress()
    board = desk.board()
    say(reports.leaders_table(board))
    say(reports.poll_line(board))
    _say_events(desk, recorded)


def _back_up(desk: Desk) -> None:
    """Make today's copy; why there is none is said beside what was asked for."""
    if why := backup_plan.after_poll(desk, threading.Event(), show_progress):
        end_progress()
        sys.stderr.write(f"sharewatch: {why}\n")


def _say_events(desk: Desk, recorded: Recorded) -> None:
    if recorded.events:
        board = desk.board()
        for rule, kind in recorded.events:
            say(reports.event_line(board, rule, kind))


def say_label(desk: Desk) -> None:
    """What is made up is called so, before any number of it."""
    if desk.source.kind is SourceKind.DEMO:
        say(reports.DEMO_LABEL)


def say(text: str) -> None:
    """Print a line, in which nothing steers the terminal."""
    sys.stdout.write(f"{plain(text)}\n")
    sys.stdout.flush()


def say_json(value: object) -> None:
    """Print a value for programs."""
    say(json.dumps(value, ensure_ascii=False, indent=2))
