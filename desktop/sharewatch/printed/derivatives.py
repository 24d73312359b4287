"""What was built upon each family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.printed.basis import MOST, Record, number

if TYPE_CHECKING:
    from sharewatch.core.answers import DerivativesAnswer
    from sharewatch.core.derivatives import Month

MONTHS = 12
"""As many of the latest months as are printed for people."""


def record(answer: DerivativesAnswer) -> Record:
    """Derivatives by family and by month, and how the lineage was read."""
    table = answer.table
    return {
        "as_of": words.iso(answer.as_of) if answer.as_of is not None else None,
        "catalog": answer.catalog,
        "more_than": answer.question.more_than,
        "models": table.models,
        "nowhere": table.nowhere,
        "below": table.below,
        "unknown": table.unknown,
        "edges_accepted": answer.accepted,
        "edges_unresolved": answer.unresolved,
        "edges_rejected": [one._asdict() for one in answer.rejected],
        "families": [
            {
                "family": one.family,
                "models": one.models,
                "share": number(one.share),
                "relations": dict(one.relations),
            }
            for one in table.totals
        ],
        "months": [
            {
                "month": month.month,
                "models": month.models,
                "nowhere": month.nowhere,
                "families": [
                    {"family": one.family, "models": one.models, "share": number(one.share)}
                    for one in month.families
                ],
            }
            for month in table.months
        ],
    }


def text(answer: DerivativesAnswer) -> str:
    """Derivatives by family."""
    table = answer.table
    limit = (
        ""
        if answer.question.more_than is None
        else (f" with more than {answer.question.more_than} downloads")
    )
    seen = f", as of {words.moment(answer.as_of)}" if answer.as_of is not None else ""
    lines = [
        (
            f"{table.models:,} derivatives{limit} lead to a family, {table.nowhere:,} lead nowhere"
            f"{seen}; a merge is divided among its families"
        ),
        (
            f"  lineage: {answer.accepted:,} declarations accepted ({answer.unresolved:,} lead to "
            f"no family), {len(answer.rejected):,} rejected"
        ),
    ]
    if table.below or table.unknown:
        lines.append(
            f"  left out: {table.below:,} with fewer, {table.unknown:,} whose downloads are unknown"
        )
    for one in table.totals:
        kinds = ", ".join(f"{count} {name}" for name, count in one.relations)
        lines.append(f"  {one.family:<14} {one.models:>7,} {words.percent(one.share):>8}  {kinds}")
    lines += [_month(one) for one in table.months[-MONTHS:]]
    if table.undated.models:
        lines.append(f"  {table.undated.models:,} of them without a date of creation")
    lines += [
        f"  rejected: {one.model} of {one.base}, {one.reason}" for one in answer.rejected[:MOST]
    ]
    return "\n".join(lines)


def _month(month: Month) -> str:
    """A month's new derivatives and the three families with most of them."""
    first = sorted(month.families, key=lambda one: -(one.share or 0))[:3]
    shares = ", ".join(f"{one.family} {words.percent(one.share)}" for one in first)
    return f"  {month.month}  {month.models:>6,} new  {shares}"
