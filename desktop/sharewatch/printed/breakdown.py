"""A scope by origin, developer or size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.printed.basis import Record, basis_line, basis_record, number

if TYPE_CHECKING:
    from sharewatch.core.answers import BreakdownAnswer


def record(answer: BreakdownAnswer) -> Record:
    """Groups, largest first, each with its families."""
    return {
        **basis_record(answer.basis),
        "by": answer.question.by.value,
        "sources": dict(answer.sources),
        "groups": [
            {
                answer.question.by.value: one.label,
                "value": one.value,
                "share": number(one.share),
                "models": one.models,
                "families": [{"family": family, "value": value} for family, value in one.families],
            }
            for one in answer.groups
        ],
    }


def text(answer: BreakdownAnswer) -> str:
    """Groups with their shares and leading families."""
    lines = [f"By {answer.question.by.value}: {basis_line(answer.basis)}"]
    for one in answer.groups:
        first = sorted(one.families, key=lambda pair: -(pair[1] or 0))[:3]
        names = ", ".join(f"{family} {words.compact(value)}" for family, value in first)
        lines.append(
            f"  {one.label:<18} {words.percent(one.share):>8} {words.compact(one.value):>9} "
            f"{one.models:>6} models  {names}"
        )
    said = ", ".join(f"{count:,} {name}" for name, count in sorted(answer.sources.items()))
    return "\n".join([*lines, f"  Labels from: {said}"])
