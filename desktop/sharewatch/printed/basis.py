"""What numbers stand on, as a record and in a line; and how single values are put."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

from sharewatch.core import words
from sharewatch.core.questions import Basis, measure_name, period_name
from sharewatch.core.shares import Share

MOST = 20
"""As many lines as are printed for people; records have all."""

Record: TypeAlias = dict[str, Any]
"""A value for programs, as JSON has it."""


def basis_record(of: Basis) -> Record:
    """What numbers stand on."""
    record: Record = {
        "as_of": words.iso(of.as_of),
        "scope": of.scope,
        "attribution": of.attribution,
        "measure": of.measure.value,
        "models": of.models,
        "complete": of.complete,
        "estimated": of.estimated,
        "catalog": of.catalog,
        "sample": of.sample or None,
        "quarantined": list(of.doubted),
        "poll": of.poll,
        "census": of.census,
    }
    if of.period is not None:
        record["period"] = of.period.iso
    if of.census is not None:
        record |= {"covered": number(of.covered), "cutoff": of.cutoff}
    if of.left_out:
        record["without"] = list(of.left_out)
    if of.panel is not None:
        record["fixed_panel"] = [words.day(one * words.DAY) for one in of.panel]
    return record


def basis_line(of: Basis) -> str:
    """What numbers stand on, in a line: measure, scope with its size, time, completeness."""
    when = period_name(of.period) if of.period else f"as of {words.moment(of.as_of)}"
    said = f"{measure_name(of.measure)}, {of.scope_text}, {when}"
    if of.left_out:
        said += f", without {', '.join(of.left_out)}"
    if of.panel is not None:
        first, last = (words.day(one * words.DAY) for one in of.panel)
        said += f", models present on both {first} and {last}"
    if of.census is not None and of.cutoff:
        part = words.percent(of.covered) if of.covered is not None else "an unknown part"
        said += f", down to {of.cutoff:,} downloads, covering about {part} of all"
    if of.doubted:
        said += f", {len(of.doubted)} {'count' if len(of.doubted) == 1 else 'counts'} in quarantine"
    if of.estimated:
        said += ", estimated in part"
    return said + ("" if of.complete else ", INCOMPLETE")


def share_text(one: Share) -> str:
    """A share, or the interval it lies in."""
    if one.share is None and one.low is not None and one.high is not None:
        return f"{float(one.low) * 100:.1f}–{words.percent(one.high)}"
    return words.percent(one.share)


def number(exact: Fraction | None) -> float | None:
    """A fraction as JSON has numbers."""
    return None if exact is None else float(exact)


def moment(at: int | None) -> str | None:
    """A moment for programs, ``None`` for none."""
    return None if at is None else words.iso(at)
