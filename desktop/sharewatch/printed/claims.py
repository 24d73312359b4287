"""Claims, judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.core.claims import Verdict
from sharewatch.printed.basis import Record, number

if TYPE_CHECKING:
    from sharewatch.core.answers import ClaimsAnswer
    from sharewatch.core.flows import Period
    from sharewatch.core.questions import Basis

_VERDICTS = {Verdict.HOLDS: "holds", Verdict.FAILS: "does not hold", Verdict.UNKNOWN: "unknown"}


def record(answer: ClaimsAnswer) -> list[Record]:
    """A record for each claim and definition, the claim's own definition first."""
    return [
        {
            "claim": line.claim.id,
            "sentence": line.claim.sentence,
            "own_definition": nth == 0,
            "scope": one.judged.definition.scope,
            "attribution": one.judged.definition.attribution,
            "measure": one.judged.definition.measure,
            "period": _period(one.judged.definition.period, one.basis),
            "left": one.judged.left,
            "relation": line.claim.relation.value,
            "factor": number(line.claim.factor),
            "right": one.judged.right,
            "ratio": number(one.judged.ratio),
            "verdict": one.judged.verdict.value,
            "reason": one.judged.reason,
            "arithmetic": one.judged.arithmetic,
            "as_of": words.iso(one.basis.as_of) if one.basis else None,
        }
        for line in answer.claims
        for nth, one in enumerate(line.lines)
    ]


def text(answer: ClaimsAnswer) -> str:
    """Every claim, by its own definition and every other."""
    lines: list[str] = []
    for line in answer.claims:
        lines.append(line.claim.sentence)
        if line.published is not None:
            lines.append(
                f"  as published       {_VERDICTS[line.published.verdict]:<14} "
                f"{line.published.arithmetic}"
            )
        for nth, one in enumerate(line.lines):
            of = one.judged.definition
            name = f"{of.scope} {of.attribution} {of.measure} {of.period or ''}".strip()
            said = one.judged.arithmetic
            reason = f"  ({one.judged.reason})" if one.judged.reason else ""
            mark = "as said" if nth == 0 else ""
            lines.append(
                f"  {mark:<8}{name:<36} {_VERDICTS[one.judged.verdict]:<14} {said}{reason}"
            )
        lines.append("")
    return "\n".join(lines).rstrip()


def _period(asked: str | None, ground: Basis | None) -> str | None:
    period: Period | None = ground.period if ground else None
    return asked or (period.iso if period else None)
