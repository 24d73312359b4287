"""Where a number comes from, in words: for the box that shows it and for the clipboard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from sharewatch.core import words
from sharewatch.core.answers import CountedModel, ProvenanceAnswer
from sharewatch.core.questions import Basis, ProvenanceOf, attribution_name, measure_name
from sharewatch.ui.ground import covered_text, record_text, seen_text

if TYPE_CHECKING:
    from sharewatch.core.board import PollFacts
    from sharewatch.core.lineage import Step

translate = QCoreApplication.translate


def subject(question: ProvenanceOf) -> str:
    """Which number is asked after: ``Qwen's share of 30-day downloads``."""
    if question.family is None:
        said = translate("provenance", "All {measure} of the scope {scope}")
    else:
        said = translate("provenance", "{family}'s share of {measure}")
    return said.format(
        family=question.family,
        measure=measure_name(question.view.measure),
        scope=question.view.scope,
    )


def figure(answer: ProvenanceAnswer) -> str:
    """The number itself: a share, its bounds where only they are known, or a count."""
    share = answer.share
    if share is None:
        return words.exact(answer.sum.value)
    if share.share is None and share.low is not None and share.high is not None:
        return translate("provenance", "between {low} and {high}").format(
            low=words.percent(share.low, 2), high=words.percent(share.high, 2)
        )
    return words.percent(share.share, 2)


def facts(answer: ProvenanceAnswer) -> tuple[tuple[str, str], ...]:
    """What the number stands on, by name; nothing that doesn't apply."""
    basis = answer.basis
    found = (
        (translate("provenance", "Count"), _count(answer)),
        (translate("provenance", "Scope"), basis.scope_text),
        (translate("provenance", "Counted as"), attribution_name(basis.attribution)),
        (translate("provenance", "As of"), words.moment(basis.as_of)),
        (translate("provenance", "Period"), basis.period.label if basis.period else ""),
        (translate("provenance", "Record"), record_text(basis)),
        (translate("provenance", "Completeness"), _completeness(basis)),
        (translate("provenance", "Covers"), _coverage(basis)),
        (translate("provenance", "Left out"), ", ".join(basis.left_out)),
        (translate("provenance", "Only models of"), _panel(basis)),
        (translate("provenance", "Catalog"), basis.catalog),
        (translate("provenance", "Source"), answer.source),
        (translate("provenance", "Cross-check"), answer.check.text if answer.check else ""),
    )
    return tuple((name, text) for name, text in found if text)


def missed(poll: PollFacts) -> str:
    """The owners whose listing didn't arrive whole, and rows that couldn't be read."""
    parts = [", ".join(poll.failed_owners)] if poll.failed_owners else []
    if poll.skipped_rows:
        rows = translate("provenance", "{count} rows not readable")
        parts.append(rows.format(count=words.exact(poll.skipped_rows)))
    return "; ".join(parts)


def lineage(steps: Iterable[Step]) -> str:
    """A model's descent, its own step first: ``finetune of a/b, quantized of c/d``."""
    unnamed = translate("provenance", "descendant")
    of = translate("provenance", "{relation} of {base}")
    return ", ".join(of.format(relation=one.relation or unnamed, base=one.base) for one in steps)


def as_text(answer: ProvenanceAnswer) -> str:
    """All of it as plain text, its tables with tabs between the cells."""
    lines = [f"{subject(answer.question)}: {figure(answer)}", answer.formula, ""]
    lines += [f"{name}: {text}" for name, text in facts(answer)]
    lines += ["", "\t".join(poll_titles())]
    lines += ["\t".join(poll_cells(poll)) for poll in answer.polls]
    lines += ["", "\t".join(model_titles())]
    lines += ["\t".join(model_cells(model)) for model in answer.models]
    return "\n".join(lines) + "\n"


def poll_titles() -> tuple[str, ...]:
    """The columns of the polls."""
    return (
        translate("provenance", "Poll"),
        translate("provenance", "As of"),
        translate("provenance", "Whole"),
        translate("provenance", "Models"),
        translate("provenance", "Missed"),
    )


def poll_cells(poll: PollFacts) -> tuple[str, ...]:
    """A poll under those columns."""
    whole = translate("provenance", "yes") if poll.complete else translate("provenance", "no")
    return (
        str(poll.seq),
        words.moment(poll.as_of),
        whole,
        words.exact(poll.models),
        missed(poll),
    )


def model_titles() -> tuple[str, ...]:
    """The columns of the models."""
    return (
        translate("provenance", "Model"),
        translate("provenance", "Count"),
        translate("provenance", "Adds"),
        translate("provenance", "Rule"),
        translate("provenance", "Lineage"),
    )


def model_cells(model: CountedModel) -> tuple[str, ...]:
    """A model under those columns."""
    return (
        model.model_id,
        words.exact(model.value),
        words.exact(model.part),
        model.rule,
        lineage(model.steps),
    )


def _count(answer: ProvenanceAnswer) -> str:
    of = answer.sum
    said = translate("provenance", "{value} downloads of {models} models").format(
        value=words.exact(of.value), models=words.exact(of.models)
    )
    if of.value is None and of.low is not None and of.high is not None:
        between = translate("provenance", "between {low} and {high}")
        said += f", {between.format(low=words.exact(of.low), high=words.exact(of.high))}"
    if of.unknown:
        without = translate("provenance", "{count} of them without a count")
        said += f", {without.format(count=words.exact(of.unknown))}"
    return said


def _completeness(basis: Basis) -> str:
    said = seen_text(basis)
    if basis.complete:
        return said
    missing = translate("provenance", "not every model was seen and counted")
    return f"{said}: {missing}"


def _coverage(basis: Basis) -> str:
    parts: list[str] = []
    if basis.covered is not None:
        parts.append(covered_text(basis.covered))
    if basis.cutoff:
        cutoff = translate("provenance", "models from {count} downloads up")
        parts.append(cutoff.format(count=words.exact(basis.cutoff)))
    return ", ".join(parts)


def _panel(basis: Basis) -> str:
    if basis.panel is None:
        return ""
    first, last = (words.day(day * words.DAY) for day in basis.panel)
    return translate("provenance", "both {first} and {last}").format(first=first, last=last)
