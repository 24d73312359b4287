"""How a command ends: known faults become a sentence on standard error and an exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from enum import IntEnum

from sharewatch.core.catalog import CatalogError
from sharewatch.core.rules import RuleError
from sharewatch.core.schedule import NotPolledError
from sharewatch.hub.demo.recording import RecordingError
from sharewatch.hub.errors import Cancelled, HubError
from sharewatch.settings import SettingsError
from sharewatch.store.errors import ExportFailed, NoSuchRule, StoreError

_BAD_INPUT = (
    *(CatalogError, SettingsError, RecordingError, RuleError, NotPolledError),
    *(NoSuchRule, ExportFailed),
)


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


_CODES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Exit], ...] = (
    (HubError, Exit.HUB),
    (_BAD_INPUT, Exit.INPUT),
    (StoreError, Exit.DATABASE),
)


def run(job: Callable[[argparse.Namespace], int], chosen: argparse.Namespace) -> int:
    """Do a job; the exit code says how it went."""
    try:
        return job(chosen)
    except (KeyboardInterrupt, Cancelled):
        return refuse("interrupted; everything stored so far is kept", Exit.INTERRUPTED)
    except (HubError, StoreError, *_BAD_INPUT) as why:
        return refuse(str(why), next(code for kinds, code in _CODES if isinstance(why, kinds)))
    except BrokenPipeError:  # the reader of our output went away
        sys.stderr.close()
        return Exit.CUT_OFF
    except OSError as why:
        return refuse(f"{why.filename or 'the output'}: {why.strerror}", Exit.INPUT)


def refuse(why: str, code: Exit) -> int:
    """Say why a command did not do what was asked."""
    sys.stderr.write(f"sharewatch: {why}\n")
    return code
