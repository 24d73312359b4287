"""Relative adoption in words: a score never without its definition."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from sharewatch.core import words
from sharewatch.core.adoption import TOP, Adoption, AdoptionDefinition

translate = QCoreApplication.translate


def definition_name(definition: AdoptionDefinition) -> str:
    """A definition with its source, to choose by."""
    if definition is AdoptionDefinition.MEDIAN:
        return translate("adoption", "Median of the top ten (ATOM, January 2026)")
    return translate("adoption", "The tenth, never falling (ATOM, 2026-Q2)")


def definition_text(definition: AdoptionDefinition) -> str:
    """What a definition says, and where it was published."""
    if definition is AdoptionDefinition.MEDIAN:
        return translate(
            "adoption",
            "Downloads over the median of the ten most downloaded of the same size when they were "
            "as old. atomproject.ai/relative-adoption-metric, 12 January 2026.",
        )
    return translate(
        "adoption",
        "Downloads over the tenth most downloaded of the same size when they were as old; this "
        "cutoff never falls from day to day. "
        "atom-website-v2.pages.dev/relative-adoption-metric, 25 May 2026.",
    )


def source_of(definition: AdoptionDefinition) -> str:
    """Who published a definition, and when."""
    if definition is AdoptionDefinition.MEDIAN:
        return translate("adoption", "ATOM, January 2026")
    return translate("adoption", "ATOM, 2026-Q2")


def reference_name(adoption: Adoption) -> str:
    """What a model is held against, in a chart's room."""
    if adoption.definition is AdoptionDefinition.MEDIAN:
        return translate("adoption", "Median of {size}").format(size=adoption.size_class)
    return translate("adoption", "10th of {size}").format(size=adoption.size_class)


def score_text(score: Fraction | None) -> str:
    """A score as ``20.45``; a small one keeps its figures."""
    if score is None:
        return words.UNKNOWN
    return f"{float(score):.2f}" if score >= Fraction(1, 10) or not score else f"{float(score):.4f}"


def adoption_sentence(adoption: Adoption) -> str:
    """The latest score there is, with what it is over and by whose definition."""
    name = adoption.model_id.rpartition("/")[2]
    scored = [at for at, score in enumerate(adoption.scores) if score is not None]
    if not scored:
        return translate("adoption", "{model} has no score yet: {why}").format(
            model=name, why=_lacking(adoption)
        )
    at = scored[-1]
    if adoption.definition is AdoptionDefinition.MEDIAN:
        said = translate(
            "adoption",
            "{model} at day {day}: {score} times the median of the ten most downloaded of {size}",
        )
    else:
        said = translate(
            "adoption",
            "{model} at day {day}: {score} times the tenth most downloaded of {size}",
        )
    said = said.format(
        model=name,
        day=adoption.days[at],
        score=score_text(adoption.scores[at]),
        size=adoption.size_class,
    )
    if adoption.estimated[at]:
        said += translate("adoption", ", estimated")
    return f"{said}; {source_of(adoption.definition)}"


def meaning_text() -> str:
    """What a score of one means, and when a number is an estimate."""
    return translate(
        "adoption",
        "A score of 1 means on the way into the ten most downloaded of its size. ≈ marks an "
        "estimate: the counts around that day are more than 7 days apart.",
    )


def why_unknown(adoption: Adoption, at: int) -> str:
    """Why a day has no score."""
    if adoption.downloads[at] is None:
        return translate("adoption", "The model isn't so old, or its count of that day isn't known")
    if adoption.reference[at] is None:
        return translate(
            "adoption", "Too few of the {count} models it is held against have a count of that day"
        ).format(count=TOP)
    if adoption.scores[at] is None:
        return translate("adoption", "The models it is held against had no downloads by then")
    return ""


def _lacking(adoption: Adoption) -> str:
    if all(one is None for one in adoption.downloads):
        return translate("adoption", "none of its counts reaches back to these days")
    return translate("adoption", "too few models of {size} have counts of the same days").format(
        size=adoption.size_class
    )
