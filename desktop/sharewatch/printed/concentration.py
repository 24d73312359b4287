"""How much is in few hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.printed.basis import Record, basis_line, basis_record, number

if TYPE_CHECKING:
    from sharewatch.core.answers import ConcentrationAnswer


def record(answer: ConcentrationAnswer) -> Record:
    """The index, 0 to 1, and the leader against the next."""
    index, ahead = answer.concentration, answer.lead
    return {
        **basis_record(answer.basis),
        "hhi_low": number(index.low),
        "hhi_high": number(index.high),
        "points_low": number(index.low_points),
        "points_high": number(index.high_points),
        "leader": ahead.leader,
        "value": ahead.value,
        "next": list(ahead.next),
        "next_sum": ahead.next_sum,
        "ratio": number(ahead.ratio),
        "margin": number(ahead.margin),
    }


def text(answer: ConcentrationAnswer) -> str:
    """The index and the lead."""
    index, ahead = answer.concentration, answer.lead
    points = f"{float(index.low_points):,.0f}"
    if index.high != index.low:
        points += f" to {float(index.high_points):,.0f} (Other as many, or as one)"
    ratio = f"{float(ahead.ratio):.3f} times" if ahead.ratio is not None else "–"
    return "\n".join(
        [
            basis_line(answer.basis),
            f"  Herfindahl–Hirschman index {points} of 10,000",
            (
                f"  {ahead.leader} {words.compact(ahead.value)}, the next {len(ahead.next)} "
                f"{words.compact(ahead.next_sum)}: {ratio}, margin {words.points(ahead.margin)}"
            ),
            f"  next: {', '.join(ahead.next)}",
        ]
    )
