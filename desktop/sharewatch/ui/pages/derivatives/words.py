"""Derivatives in words: who is built upon most, and how it was counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from sharewatch.core import words
from sharewatch.core.answers import DerivativesAnswer
from sharewatch.core.derivatives import UNSAID, DerivativeTable, FamilyTotal, Month, NewOf

translate = QCoreApplication.translate

NAMED = 3


def month_start(month: str) -> int:
    """The first moment of a month such as ``2026-03``, in UTC seconds."""
    return int(datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC).timestamp())


def month_end(month: str) -> int:
    """The first moment after a month, in UTC seconds."""
    nth = int(month[:4]) * 12 + int(month[5:])
    return month_start(f"{nth // 12:04}-{nth % 12 + 1:02}")


def is_over(month: Month, as_of: int | None) -> bool:
    """Whether all of a month was seen."""
    return month.month is not None and (as_of is None or month_end(month.month) <= as_of)


def threshold_text(more_than: int | None) -> str:
    """What is counted, by downloads."""
    if more_than is None:
        return translate("derivatives", "All derivatives")
    return translate("derivatives", "More than {count} downloads").format(
        count=words.exact(more_than)
    )


def relation_name(relation: str) -> str:
    """How a model descends from its base, several of them; a word that isn't known stays."""
    return {
        "finetune": translate("derivatives", "Fine-tunes"),
        "quantized": translate("derivatives", "Quantized"),
        "adapter": translate("derivatives", "Adapters"),
        "merge": translate("derivatives", "Merges"),
        UNSAID: translate("derivatives", "Unsaid"),
    }.get(relation, relation)


def derivatives_sentence(answer: DerivativesAnswer) -> str:
    """Which family most of the last whole month's derivatives build upon, and of all."""
    table = answer.table
    if not table.totals:
        return translate("derivatives", "No derivative that leads to a family is known")
    first = table.totals[0]
    whole = [one for one in table.months if is_over(one, answer.as_of) and one.models]
    if not whole:
        return translate("derivatives", "{family} has {share} of {models} derivatives").format(
            family=first.family,
            share=words.percent(first.share),
            models=words.exact(table.models),
        )
    latest = whole[-1]
    ranked = largest(latest.families)
    said = translate(
        "derivatives", "{share} of {models} new derivatives in {month} build on {family}"
    )
    said = said.format(
        share=words.percent(ranked[0].share),
        models=words.exact(latest.models),
        month=latest.month,
        family=ranked[0].family,
    )
    others = ", ".join(f"{one.family} {words.percent(one.share)}" for one in ranked[1:NAMED])
    ever = translate("derivatives", "of all {models} ever, {family} has {share}").format(
        models=words.exact(table.models), family=first.family, share=words.percent(first.share)
    )
    return "; ".join(part for part in (said, others, ever) if part)


def largest(families: Sequence[NewOf]) -> list[NewOf]:
    """Those that have any, largest first."""
    some = [one for one in families if one.models]
    return sorted(some, key=lambda one: (-(one.share or 0), one.family))


def shares_text(month: Month, most: int) -> str:
    """A month's largest families with their shares."""
    ranked = largest(month.families)[:most]
    return ", ".join(f"{one.family} {words.percent(one.share)}" for one in ranked) or words.UNKNOWN


def relation_count(total: FamilyTotal, relation: str) -> int:
    """How many of a family's derivatives descend in one way."""
    return dict(total.relations).get(relation, 0)


def left_out_text(table: DerivativeTable) -> str:
    """What is in no share, and what the threshold left out."""
    parts = [
        translate("derivatives", "{count} lead to no family, in no share").format(
            count=words.exact(table.nowhere)
        )
    ]
    undated = table.undated.models + table.undated.nowhere
    if undated:
        parts.append(
            translate("derivatives", "{count} have no date, in no month").format(
                count=words.exact(undated)
            )
        )
    if table.below:
        parts.append(
            translate("derivatives", "{count} left out for too few downloads").format(
                count=words.exact(table.below)
            )
        )
    if table.unknown:
        parts.append(
            translate("derivatives", "{count} left out without a count").format(
                count=words.exact(table.unknown)
            )
        )
    return "; ".join(parts)


def no_month_text(answer: DerivativesAnswer) -> str:
    """Why there is nothing to draw month by month."""
    table = answer.table
    if table.models and table.undated.models == table.models:
        said = translate(
            "derivatives",
            "No creation date is known of any of the {count} derivatives, so they are in no "
            "month. A poll brings the dates, or a file of lineage that has them.",
        )
        return said.format(count=words.exact(table.models))
    if not answer.accepted:
        return translate("derivatives", "No model declares a base that could be meant")
    if not table.models and (table.below or table.unknown):
        said = translate(
            "derivatives",
            "No derivative has as many downloads as are asked for: {below} have fewer, of "
            "{unknown} no count is known",
        )
        return said.format(below=words.exact(table.below), unknown=words.exact(table.unknown))
    return translate("derivatives", "No month has a derivative that leads to a family")


def lineage_text(answer: DerivativesAnswer) -> str:
    """How the declarations of bases were read."""
    return translate(
        "derivatives",
        "Declared bases: {accepted} accepted, of these {unresolved} lead nowhere; "
        "{rejected} rejected",
    ).format(
        accepted=words.exact(answer.accepted),
        unresolved=words.exact(answer.unresolved),
        rejected=words.exact(len(answer.rejected)),
    )


def rule_text() -> str:
    """How a merge counts, and what the Hub's dates are worth."""
    return translate(
        "derivatives",
        "A merge counts once for each family it descends from; in shares and in the chart each of "
        "them has an equal part. The Hub dates everything older than March 2022 to that month.",
    )
