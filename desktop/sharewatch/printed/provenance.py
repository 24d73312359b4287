"""Where a number comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.printed.basis import MOST, Record, basis_record, number

if TYPE_CHECKING:
    from sharewatch.core.answers import ProvenanceAnswer
    from sharewatch.core.board import PollFacts
    from sharewatch.core.cross_check import CrossCheck


def record(answer: ProvenanceAnswer) -> Record:
    """Polls, models and rules behind a number."""
    return {
        **basis_record(answer.basis),
        "family": answer.question.family,
        "value": answer.sum.value,
        "share": number(answer.share.share) if answer.share else None,
        "formula": answer.formula,
        "source": answer.source,
        "cross_check": _check(answer.check) if answer.check else None,
        "polls": [_poll(one) for one in answer.polls],
        "counted": [
            {
                "model_id": one.model_id,
                "value": one.value,
                "part": one.part,
                "rule": one.rule,
                "lineage": [step._asdict() for step in one.steps],
            }
            for one in answer.models
        ],
    }


def text(answer: ProvenanceAnswer) -> str:
    """Polls, models and rules behind a number."""
    lines = [answer.formula, f"  source {answer.source}, catalog {answer.basis.catalog}"]
    if answer.check is not None:
        lines.append(f"  cross-check: {answer.check.text}")
    if answer.basis.census is not None:
        lines.append(f"  census {answer.basis.census} of {words.moment(answer.basis.as_of)}")
    lines += [f"  poll {one.seq} of {words.moment(one.as_of)}" for one in answer.polls]
    lines += [
        f"  {words.exact(one.part):>15}  {one.model_id}  ({one.rule})"
        for one in answer.models[:MOST]
    ]
    left = len(answer.models) - MOST
    return "\n".join([*lines, *([f"  and {left} more models; --json has all"] if left > 0 else [])])


def _check(check: CrossCheck) -> Record:
    return {
        "at": words.iso(check.at),
        "all_time_rose": check.rose,
        "window": check.window,
        "apart": number(check.apart),
        "models": check.models,
        "of": check.of,
    }


def _poll(one: PollFacts) -> Record:
    return {
        "seq": one.seq,
        "as_of": words.iso(one.as_of),
        "complete": one.complete,
        "failed_owners": list(one.failed_owners),
    }
