"""Claims and their definitions in words."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from sharewatch.core.answers import JudgedLine
from sharewatch.core.claims import Claim, Definition
from sharewatch.core.intervals import Interval
from sharewatch.core.questions import ProvenanceOf, View, attribution_name
from sharewatch.core.references import span_of
from sharewatch.core.sides import ENDLESS, Families, factor_text
from sharewatch.core.words import DAY, UNKNOWN, compact

translate = QCoreApplication.translate


def measure_text(measure: str) -> str:
    """What a claim counts, short."""
    return {
        "30d": translate("claims", "30 days"),
        "all-time": translate("claims", "All time"),
        "month": translate("claims", "Month"),
        "week": translate("claims", "Week"),
        "day": translate("claims", "Day"),
        "derivatives": translate("claims", "Derivatives"),
    }[measure]


def period_text(period: str | None) -> str:
    """The period that is counted."""
    return period or translate("claims", "latest")


def definition_text(definition: Definition) -> str:
    """How a claim is counted: ``Month 2026-02 · tracked · official models``."""
    measure, period = measure_text(definition.measure), period_text(definition.period)
    counted = attribution_name(definition.attribution)
    return f"{measure}, {period} · {definition.scope} · {counted}"


def formula_text(claim: Claim) -> str:
    """What a claim says: ``Qwen > 2 × the next 8``."""
    times = "" if claim.factor == 1 else f"{factor_text(claim.factor)} × "
    by = translate("claims", " by {day}").format(day=claim.by) if claim.by else ""
    return f"{claim.left} {claim.relation.sign} {times}{claim.right}{by}"


def traced(line: JudgedLine) -> ProvenanceOf | None:
    """Where a judged claim's numbers come from: the left family's, else the whole scope's."""
    claim, definition = line.judged.claim, line.judged.definition
    if line.basis is None or definition.measure == "derivatives":
        return None
    one = isinstance(claim.left, Families) and len(claim.left.names) == 1
    family = str(claim.left) if one else None
    day = None if definition.period is None else (span_of(definition.period)[1] - 1) // DAY
    view = View(line.basis.measure, definition.scope, definition.attribution, day)
    return ProvenanceOf(family, view)


def ratio_text(ratio: Fraction | None) -> str:
    """Left over right, to a thousandth."""
    return UNKNOWN if ratio is None else f"{float(ratio):,.3f}"


def side_text(bounds: Interval | None) -> str:
    """What a side amounts to; what is only bounded reads ``140.0M to 153.6M``, or ``9 or more``."""
    if bounds is None:
        return UNKNOWN
    if bounds.high >= ENDLESS:
        return translate("claims", "{count} or more").format(count=compact(bounds.low))
    return " to ".join(dict.fromkeys((compact(bounds.low), compact(bounds.high))))
