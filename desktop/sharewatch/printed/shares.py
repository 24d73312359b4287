"""Every family's share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core import words
from sharewatch.printed.basis import Record, basis_line, basis_record, number, share_text

if TYPE_CHECKING:
    from sharewatch.core.answers import SharesAnswer


def record(answer: SharesAnswer) -> list[Record]:
    """A record for each family, largest first."""
    ground = basis_record(answer.basis)
    sums = {one.family: one for one in answer.sums}
    return [
        {
            **ground,
            "family": one.family,
            "value": one.value,
            "share": number(one.share),
            "share_low": number(one.low),
            "share_high": number(one.high),
            "models": sums[one.family].models,
            "scope_models": answer.basis.models,
        }
        for one in answer.shares
    ]


def text(answer: SharesAnswer) -> str:
    """Every family's share."""
    lines = [basis_line(answer.basis)]
    if answer.leading_since is not None and answer.shares[0].share is not None:
        since = words.day(answer.leading_since)
        lines.append(f"  {answer.shares[0].family} has led since {since}")
    nowhere = [one.family for one in answer.sums if one.value == 0 and not one.models]
    lines += [
        f"  {one.family:<14} {share_text(one):>16} {words.compact(one.value):>9}"
        for one in answer.shares
        if one.family not in nowhere
    ]
    if nowhere:
        lines.append(f"  no model was listed of {len(nowhere)} families: {', '.join(nowhere)}")
    return "\n".join(lines)
