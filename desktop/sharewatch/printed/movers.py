"""Why a share moved."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.printed.basis import MOST, Record, basis_line, basis_record, number

if TYPE_CHECKING:
    from sharewatch.core.answers import MoversAnswer
    from sharewatch.core.movers import Movers

_ROUNDS = 3


def record(answer: MoversAnswer) -> Record:
    """A change of share and every model's part in it; the parts sum to the change."""
    found = answer.movers
    return {
        "family": found.family,
        "from": basis_record(answer.first),
        "to": basis_record(answer.last),
        **_change(found),
        "growth": number(found.growth),
        "new": number(found.new),
        "gone": number(found.gone),
        "families": [
            {
                "family": one.family,
                "before": one.before,
                "after": one.after,
                "contribution": number(one.contribution),
            }
            for one in found.families
        ],
        "models": _models(found),
        "largest": answer.largest.model_id if answer.largest else None,
        "without_largest": _change(answer.without_largest) if answer.without_largest else None,
    }


def _models(found: Movers) -> list[Record]:
    """Every model's part. As decimals they sum to the change too: what rounding leaves over is
    the largest one's."""
    moves = found.models()
    parts = [float(one.contribution) for one in moves]
    for _ in range(_ROUNDS if parts else 0):
        parts[0] += float(found.change) - math.fsum(parts)
    return [
        {
            "model_id": one.model_id,
            "family": one.family,
            "kind": one.kind.value,
            "before": one.before,
            "after": one.after,
            "contribution": part,
        }
        for one, part in zip(moves, parts, strict=True)
    ]


def text(answer: MoversAnswer) -> str:
    """A change of share and what made it."""
    found = answer.movers
    lines = [
        f"{found.family}'s share of {basis_line(answer.last)}",
        (
            f"  {words.percent(found.share_from, 2)} on {words.day(answer.first.as_of)} "
            f"({answer.first.models:,} models), {words.percent(found.share_to, 2)} on "
            f"{words.day(answer.last.as_of)} ({answer.last.models:,}): "
            f"{words.points(found.change, 2)}"
        ),
        (
            f"  models of both days {words.points(found.growth, 2)}, "
            f"new {words.points(found.new, 2)}, gone {words.points(found.gone, 2)}"
        ),
    ]
    if answer.largest and answer.without_largest:
        rest = answer.without_largest
        lines.append(
            f"  without {answer.largest.model_id}: {words.percent(rest.share_from, 2)} to "
            f"{words.percent(rest.share_to, 2)}, {words.points(rest.change, 2)}"
        )
    lines += [
        f"  {words.points(one.contribution, 2):>9}  {one.model_id}  ({one.family}, {one.kind})  "
        f"{words.compact(one.before)} → {words.compact(one.after)}"
        for one in found.models(MOST)
    ]
    left = len(found.ranking) - MOST
    return "\n".join([*lines, *([f"  and {left} more models; --json has all"] if left > 0 else [])])


def _change(found: Movers) -> Record:
    return {
        "share_from": number(found.share_from),
        "share_to": number(found.share_to),
        "change": number(found.change),
    }
