"""How a command ends: known faults become a sentence on standard error and an exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from enum import IntEnum

from sharewatch.core.plain import plain
from sharewatch.core.questions import Misasked, Unanswerable
from sharewatch.faults import KNOWN
from sharewatch.hub.errors import Cancelled, HubError
from sharewatch.past.watch import ReadStopped
from sharewatch.store.errors import ExportFailed, NoBackup, NoSuchRule, StoreError


class Exit(IntEnum):
    """How a command went. 1 is a fault in the program, 2 wrong usage."""

    DONE = 0
    HUB = 3
    INCOMPLETE = 4
    DATABASE = 5
    INPUT = 6
    NOTHING = 7
    INTERRUPTED = 130
    CUT_OFF = 141


def run(job: Callable[[argparse.Namespace], int], chosen: argparse.Namespace) -> int:
    """Do a job; the exit code says how it went."""
    try:
        return job(chosen)
    except (KeyboardInterrupt, Cancelled, ReadStopped):
        return refuse("interrupted; everything stored so far is kept", Exit.INTERRUPTED)
    except KNOWN as why:
        return refuse(str(why), _code_of(why))
    except BrokenPipeError:  # the reader of our output went away
        sys.stderr.close()
        return Exit.CUT_OFF
    except OSError as why:
        return refuse(f"{why.filename or 'the output'}: {why.strerror}", Exit.INPUT)


def _code_of(why: Exception) -> Exit:
    """Whose fault a known fault is."""
    if isinstance(why, HubError):
        return Exit.HUB
    if isinstance(why, Unanswerable) and not isinstance(why, Misasked):
        return Exit.NOTHING
    if isinstance(why, StoreError) and not isinstance(why, (NoBackup, NoSuchRule, ExportFailed)):
        return Exit.DATABASE
    return Exit.INPUT


def refuse(why: str, code: Exit) -> int:
    """Say why a command did not do what was asked."""
    sys.stderr.write(f"sharewatch: {plain(why)}\n")
    return code
