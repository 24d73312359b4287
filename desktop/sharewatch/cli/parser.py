"""The headless face: every job of the window without a window, and never Qt.

Exit codes: 0 done; 1 a fault in the program; 2 wrong usage; 3 the Hub could not be read; 4 a
poll was stored but is incomplete, or a repair could save nothing; 5 the database can't be used; 6
bad input (catalog, settings, series, file, rule, or a question that names what there isn't); 7
nothing that is stored answers it, or nothing is stored yet; 130 interrupted; 141 the reader of the
output went away.
"""

from __future__ import annotations

import argparse
import io
import signal
import sys
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import NoReturn

from sharewatch import __version__
from sharewatch.cli.questions import add_imports, add_questions, json_option
from sharewatch.cli.rules import add_alerts, add_rules
from sharewatch.cli.upkeep import add_upkeep

MOST_DAYS_PER_MINUTE = 600.0


def main(arguments: list[str]) -> int:
    """Run one command; the exit code says how it went."""
    return run(parse(arguments))


def run(chosen: argparse.Namespace) -> int:
    """Run the command that was chosen. What it needs is imported only now."""
    from sharewatch.cli import exits  # noqa: PLC0415  # a window starts without it

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without – and ≥ is no fault
    module, _, job = (chosen.job or "everyday.without_display").partition(".")
    return exits.run(getattr(import_module(f"sharewatch.commands.{module}"), job), chosen)


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line; without a command it is the window's."""
    return _parser().parse_args(arguments)


def on_terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    """Treat SIGTERM like Ctrl+C, so that nothing is cut in the middle."""
    raise KeyboardInterrupt


def stop_on_signals() -> None:
    """Let a terminated command leave in good order."""
    signal.signal(signal.SIGTERM, on_terminate)


def _parser() -> argparse.ArgumentParser:
    common = _common_options()
    parser = argparse.ArgumentParser(
        prog="sharewatch",
        description="Who leads open-weight AI, by how much and since when. "
        "Without a command the window opens.",
        epilog="Every number is printed with its scope, its time and what is missing of it; --json "
        "prints the same for programs. `sharewatch COMMAND --help` says more.",
        parents=[_common_options(top=True)],
    )
    parser.add_argument("--version", action="version", version=f"Sharewatch {__version__}")
    parser.add_argument(
        "--background", action="store_true", help="start in the tray, without the window"
    )
    parser.set_defaults(job=None)
    names = parser.add_subparsers(metavar="COMMAND", title="commands")

    def command(name: str, job: str, summary: str) -> argparse.ArgumentParser:
        added = names.add_parser(name, help=summary, description=summary, parents=[common])
        added.set_defaults(job=job)
        return added

    poll = command("poll", "everyday.poll", "Poll once and store the snapshot.")
    json_option(poll)
    command("watch", "everyday.watch", "Poll whenever it is due, until interrupted.")
    replay = command("replay", "everyday.replay", "Run the whole job over a recorded series.")
    replay.add_argument(
        "series", type=Path, help="CSV: date,model_id,downloads_30d,downloads_all_time,likes"
    )
    replay.add_argument("--lineage", type=Path, help="CSV: model_id,base_model,relation")
    json_option(replay)
    add_questions(command)
    add_imports(command)
    add_upkeep(command)
    add_rules(command("rules", "rules.show_rules", "What is watched."), common)
    add_alerts(command("alerts", "rules.alerts", "The inbox: what the rules have said."))
    explain = command("explain", "everyday.explain", "Which family a model belongs to, and why.")
    explain.add_argument("model_id", metavar="MODEL_ID")
    json_option(explain)
    export = command("export", "everyday.export", "Write all daily shares as CSV, JSON or Parquet.")
    export.add_argument("file", type=Path)
    catalog = command("catalog", "everyday.catalog", "Which catalog applies; --copy to edit it.")
    catalog.add_argument("--copy", action="store_true", help="copy the shipped one to edit it")
    command("diagnostics", "diagnose.diagnose", "Print what helps with a fault; no secret in it.")
    return parser


def _common_options(*, top: bool = False) -> argparse.ArgumentParser:
    """Options that may stand before or after the command."""
    common = argparse.ArgumentParser(add_help=False)

    def default(value: object) -> object:
        return value if top else argparse.SUPPRESS

    common.add_argument(
        "--data-dir", type=_folder, default=default(None), help="keep everything in this folder"
    )
    common.add_argument(
        "--demo", action="store_true", default=default(False), help="use the demo Hub (made up)"
    )
    common.add_argument(
        "--endpoint", default=default(""), metavar="URL", help="ask this Hub instead"
    )
    common.add_argument(
        "--days-per-minute",
        type=_speed,
        default=default(None),
        metavar="N",
        help="how fast the demo's time runs",
    )
    return common


def _folder(text: str) -> Path:
    """A folder, there already or to be made."""
    if not text:
        raise argparse.ArgumentTypeError("name a folder")
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a file, not a folder")
    return path


def _speed(text: str) -> float:
    """Simulated days a minute."""
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= MOST_DAYS_PER_MINUTE:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no speed; it takes more than 0 and up to {MOST_DAYS_PER_MINUTE:g}"
        )
    return speed
