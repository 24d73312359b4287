"""Claims, judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.core.claims import Verdict
from sharewatch.core.shares import OFFICIAL
from sharewatch.printed.basis import Record, number

if TYPE_CHECKING:
    from sharewatch.core.answers import ClaimsAnswer, JudgedLine
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
            "models": one.basis.models if one.basis else None,
            "complete": one.basis.complete if one.basis else None,
            "estimated": one.basis.estimated if one.basis else None,
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
                f"  by its source's own numbers: {_VERDICTS[line.published.verdict]}, "
                f"{line.published.arithmetic}"
            )
        names = [_name(one) for one in line.lines]
        width = max(map(len, names))
        for nth, (name, one) in enumerate(zip(names, line.lines, strict=True)):
            notes = [one.judged.reason] if one.judged.reason else []
            notes += ["estimated in part"] if one.basis and one.basis.estimated else []
            said = (
                f"{one.judged.arithmetic}  ({'; '.join(notes)})" if notes else one.judged.arithmetic
            )
            mark = "as said" if nth == 0 else ""
            verdict = _VERDICTS[one.judged.verdict]
            lines.append(f"  {mark:<9}{name:<{width}}  {verdict:<13}  {said}".rstrip())
        lines.append("")
    return "\n".join(lines).rstrip()


def _name(one: JudgedLine) -> str:
    """A definition in a few words."""
    of = one.judged.definition
    by = "" if of.attribution == OFFICIAL else " with derivatives"
    if of.measure == "derivatives":
        by = ""
    return f"{of.scope}{by}, {of.measure}{f' {of.period}' if of.period else ''}"


def _period(asked: str | None, ground: Basis | None) -> str | None:
    period: Period | None = ground.period if ground else None
    return asked or (period.iso if period else None)
