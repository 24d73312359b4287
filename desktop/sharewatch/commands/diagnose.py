"""The command that prints the report. It imports next to nothing, for something may be broken."""

from __future__ import annotations

import argparse
import sys

from sharewatch.diagnostics import report as diagnostics
from sharewatch.places import place


def diagnose(chosen: argparse.Namespace) -> int:
    """Print the report; it never fails."""
    sys.stdout.write(diagnostics.report(place(chosen.data_dir), demo=chosen.demo, check=True))
    return 0
