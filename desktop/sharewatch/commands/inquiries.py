"""The commands that ask something of what is stored, and those that bring something in."""

from __future__ import annotations

import argparse
import threading
from dataclasses import replace

from sharewatch.cli.exits import Exit
from sharewatch.commands import reports
from sharewatch.commands.everyday import (
    desk_for,
    end_progress,
    nothing,
    say,
    say_json,
    say_label,
    show_progress,
    where_for,
)
from sharewatch.core.questions import (
    AdoptionOf,
    BreakdownOf,
    By,
    ClaimsOf,
    ConcentrationOf,
    CrossoversOf,
    DerivativesOf,
    MilestoneOf,
    Misasked,
    MoversOf,
    ProvenanceOf,
    Question,
    SharesOf,
    View,
)
from sharewatch.core.shares import OFFICIAL, TRACKED, Measure
from sharewatch.intake import importing
from sharewatch.past.found import CatalogFile
from sharewatch.places import own_catalog_from
from sharewatch.printed import brought
from sharewatch.printed.forms import record_of, text_of
from sharewatch.settings import write_settings


def shares(chosen: argparse.Namespace) -> int:
    """Every family's share, at one time or at every poll."""
    if chosen.all:
        return _every_poll(chosen)
    question = SharesOf(_view(chosen), tuple(chosen.without), _days(chosen.fixed_panel))
    return _ask(chosen, question)


def movers(chosen: argparse.Namespace) -> int:
    """Why a share moved."""
    question = MoversOf(
        chosen.family, chosen.from_day, chosen.to_day, _view(chosen), chosen.fixed_panel
    )
    return _ask(chosen, question)


def claims(chosen: argparse.Namespace) -> int:
    """Which sentences hold."""
    return _ask(chosen, ClaimsOf())


def origins(chosen: argparse.Namespace) -> int:
    """A scope by origin."""
    return _break_down(chosen, By.ORIGIN)


def developers(chosen: argparse.Namespace) -> int:
    """A scope by developer."""
    return _break_down(chosen, By.DEVELOPER)


def sizes(chosen: argparse.Namespace) -> int:
    """A scope by size class."""
    return _break_down(chosen, By.SIZE)


def concentration(chosen: argparse.Namespace) -> int:
    """How much is in few hands."""
    question = ConcentrationOf(_view(chosen), chosen.next)
    return _ask(chosen, question)


def derivatives(chosen: argparse.Namespace) -> int:
    """What was built upon each family."""
    question = DerivativesOf(None if chosen.all else chosen.more_than)
    return _ask(chosen, question)


def milestone(chosen: argparse.Namespace) -> int:
    """When a family reaches a number."""
    question = MilestoneOf(chosen.family, chosen.reach, chosen.scope, chosen.attribution)
    return _ask(chosen, question)


def crossovers(chosen: argparse.Namespace) -> int:
    """Who passed whom."""
    return _ask(chosen, CrossoversOf(_view(chosen), chosen.family, chosen.lasting))


def adoption(chosen: argparse.Namespace) -> int:
    """One model against others of its size."""
    question = AdoptionOf(chosen.model_id, chosen.definition)
    return _ask(chosen, question)


def provenance(chosen: argparse.Namespace) -> int:
    """Where a number comes from."""
    question = ProvenanceOf(chosen.family, _view(chosen))
    return _ask(chosen, question)


def bring_in(chosen: argparse.Namespace) -> int:
    """Bring a file in, or say what it would bring."""
    stop = threading.Event()
    found = importing.look_into(
        chosen.file, date=chosen.date, task=chosen.task, stop=stop, between=show_progress
    )
    if isinstance(found, CatalogFile):
        return _take_catalog(chosen, found)
    with desk_for(chosen) as desk:
        done = desk.bring_in(found, name=chosen.name, dry=chosen.dry_run, between=show_progress)
    end_progress()
    if chosen.json:
        say_json(brought.record(done))
    else:
        say(brought.text(done))
    return Exit.DONE


def lists(chosen: argparse.Namespace) -> int:
    """The published lists there are; forget one if asked."""
    with desk_for(chosen) as desk:
        if chosen.remove:
            importing.forget_list(desk.store, chosen.remove)
            desk.count_again(threading.Event(), show_progress)
            end_progress()
        found = desk.store.lists.lists()
        if chosen.json:
            say_json([brought.list_record(one) for one in found])
        else:
            for one in found:
                say(brought.list_line(one))
            if not found:
                say("There is no published list; `sharewatch import FILE` brings one in.")
    return Exit.DONE


def census(chosen: argparse.Namespace) -> int:
    """List everything that a scope reaches, or go on with it."""
    with desk_for(chosen, may_poll=True) as desk:
        done = desk.take_census(
            chosen.scope, chosen.coverage, threading.Event(), between=show_progress
        )
        end_progress()
        say_label(desk)
        say(reports.census_line(done))
    return Exit.DONE


def _take_catalog(chosen: argparse.Namespace, found: CatalogFile) -> int:
    """Make a catalog that was written as CSV the user's own."""
    where, settings = where_for(chosen)
    families = found.tally.models
    if chosen.json:
        said = {"kind": "catalog", "file": found.source.name, "families": families}
        say_json({**said, "dry_run": chosen.dry_run})
    elif chosen.dry_run:
        say(f"{found.source.name}: a catalog of {families} families; nothing was changed.")
    if chosen.dry_run:
        return Exit.DONE
    write_settings(where.settings, own_catalog_from(where, settings, found.toml))
    with desk_for(chosen) as desk:
        desk.count_again(threading.Event(), show_progress)
    end_progress()
    if not chosen.json:
        said_now = f"{families} families, now the catalog in use: {where.own_catalog}"
        say(f"{found.source.name}: {said_now}")
    return Exit.DONE


def _every_poll(chosen: argparse.Namespace) -> int:
    """Every family's share at every poll."""
    view = _view(chosen)
    if not isinstance(view.measure, Measure):
        raise Misasked("--all prints 30d or all-time; a flow has no value at a poll.")
    asked = SharesOf(view, tuple(chosen.without), _days(chosen.fixed_panel))
    with desk_for(chosen) as desk:
        desk.count_again(threading.Event(), show_progress)
        end_progress()
        found = [
            desk.ask(replace(asked, view=replace(view, poll=poll.seq)))
            for poll in sorted(desk.store.polls(), key=lambda one: one.as_of)
        ]
        if not found:
            return nothing()
        if chosen.json:
            say_json([one for answer in found for one in record_of(answer)])
        else:
            say_label(desk)
            say("\n".join(text_of(answer) for answer in found))
    return Exit.DONE


def _break_down(chosen: argparse.Namespace, by: By) -> int:
    return _ask(chosen, BreakdownOf(by, _view(chosen)))


def _ask(chosen: argparse.Namespace, question: Question) -> int:
    """Put a question to the desk and print the answer."""
    with desk_for(chosen) as desk:
        desk.count_again(threading.Event(), show_progress)  # the catalog may have been edited
        end_progress()
        answer = desk.ask(question)
        if chosen.json:
            say_json(record_of(answer))
        else:
            say_label(desk)
            say(text_of(answer))
    return Exit.DONE


def _view(chosen: argparse.Namespace) -> View:
    return View(
        chosen.measure,
        getattr(chosen, "scope", TRACKED),
        getattr(chosen, "attribution", OFFICIAL),
        getattr(chosen, "at", None),
    )


def _days(pair: list[int] | None) -> tuple[int, int] | None:
    return None if pair is None else (pair[0], pair[1])
