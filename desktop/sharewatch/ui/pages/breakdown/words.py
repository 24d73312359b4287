"""Groups of a scope in words: origins, developers and size classes, and who leads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from sharewatch.core import words
from sharewatch.core.answers import BreakdownAnswer
from sharewatch.core.origins import UNKNOWN, GroupSum
from sharewatch.core.panel import OTHER
from sharewatch.core.questions import By, measure_name
from sharewatch.core.sizes import CLASSES

translate = QCoreApplication.translate

_CLASS_ORDER = {one.label: at for at, one in enumerate(CLASSES)}
NAMED = 3
"""How many groups or families are named one after the other."""


def group_name(by: By, label: str) -> str:
    """A group's name for people; a list's own region stays as the list has it."""
    if label == UNKNOWN:
        return {
            By.ORIGIN: translate("groups", "Unknown origin"),
            By.DEVELOPER: translate("groups", "Unknown developer"),
            By.SIZE: translate("groups", "Unknown size"),
        }[by]
    if by is not By.ORIGIN:
        return label
    return {
        "us": translate("groups", "US"),
        "china": translate("groups", "China"),
        "eu": translate("groups", "Europe"),
        "other": translate("groups", "Other countries"),
    }.get(label, label)


def in_order(by: By, groups: Sequence[GroupSum]) -> list[GroupSum]:
    """Size classes from the smallest, other groups from the largest; the unknown last."""
    if by is By.SIZE:
        return sorted(groups, key=lambda one: _CLASS_ORDER.get(one.label, len(_CLASS_ORDER)))
    return sorted(groups, key=lambda one: one.label == UNKNOWN)


def leader_of(group: GroupSum) -> tuple[str, Fraction] | None:
    """A group's largest family with its part of the group, where both are known."""
    for family, value in group.families:
        if family != OTHER and value and group.value:
            return family, Fraction(value, group.value)
    return None


def families_text(group: GroupSum, most: int | None = NAMED) -> str:
    """A group's largest families with their parts of it."""
    parts = (
        f"{family} {words.percent(Fraction(value, group.value))}"
        for family, value in group.families[:most]
        if value is not None and group.value
    )
    return ", ".join(parts) or words.UNKNOWN


def groups_sentence(answer: BreakdownAnswer) -> str:
    """Which group leads, with how much of what."""
    by, groups = answer.question.by, answer.groups
    known = [one for one in groups if one.share is not None and one.label != UNKNOWN]
    nameless = next((one.share for one in groups if one.label == UNKNOWN), None)
    if not groups:
        return translate("groups", "This scope has no models")
    if any(one.value is None for one in groups):
        return translate(
            "groups", "No share can be known: some models weren't seen or have no count"
        )
    if all(one.share is None for one in groups):
        return translate("groups", "Nothing of this scope was downloaded")
    if not known:
        return translate("groups", "All of it is {unknown}").format(unknown=_unknown(by))
    measure = measure_name(answer.basis.measure)
    said = _sizes(known, measure) if by is By.SIZE else _publishers(by, known, nameless, measure)
    if nameless:
        said += f"; {words.percent(nameless)} {_unknown(by)}"
    return said


def sources_text(by: By, sources: Mapping[str, int]) -> str:
    """Where the labels are from: how many models' by which source."""
    names = {
        "catalog": translate("groups", "by the catalog"),
        "list": translate("groups", "from a published list"),
        "files": translate("groups", "from their files"),
        "name": translate("groups", "from their names"),
        "unknown": translate("groups", "unknown"),
    }
    counts: dict[str, int] = {}
    for source, count in sources.items():
        kind = "files" if source in ("safetensors", "gguf") else source
        counts[kind] = counts.get(kind, 0) + count
    order = sorted(counts, key=lambda one: (one == UNKNOWN, -counts[one], one))
    said = ", ".join(f"{words.exact(counts[one])} {names.get(one, one)}" for one in order)
    what = (
        translate("groups", "Models' parameters: {sources}")
        if by is By.SIZE
        else translate("groups", "Models' publishers: {sources}")
    )
    return what.format(sources=said) if said else ""


def rule_text(by: By) -> str:
    """How the groups are made."""
    return {
        By.ORIGIN: translate(
            "groups",
            "Where a model's own publisher is; nothing is inherited from a base model. Europe is "
            "the EU with the UK, Switzerland, Norway, Iceland and Liechtenstein, as published "
            "lists count it.",
        ),
        By.DEVELOPER: translate(
            "groups", "Who published a model; a derivative is its own publisher's."
        ),
        By.SIZE: translate(
            "groups",
            "All parameters, of experts too. The totals of a model's files count first, then its "
            "name, then a published list; a file of packed 4-bit weights may count too few.",
        ),
    }[by]


def _publishers(by: By, known: Sequence[GroupSum], nameless: Fraction | None, measure: str) -> str:
    by_share = sorted(known, key=lambda one: -(one.share or 0))
    first, others = by_share[0], by_share[1:NAMED]
    said = translate("groups", "{group} leads with {share} of {measure}")
    if nameless and nameless > (first.share or 0):
        said = translate("groups", "Among the known, {group} leads with {share} of all {measure}")
    rest = ", ".join(f"{group_name(by, one.label)} {words.percent(one.share)}" for one in others)
    said = said.format(
        group=group_name(by, first.label), share=words.percent(first.share), measure=measure
    )
    return f"{said}; {rest}" if rest else said


def _sizes(known: Sequence[GroupSum], measure: str) -> str:
    most = max(known, key=lambda one: one.share or 0)
    said = translate("groups", "Models of {size} have the most: {share} of {measure}").format(
        size=most.label, share=words.percent(most.share), measure=measure
    )
    leader = leader_of(most)
    if leader:
        said += translate("groups", ", led by {family} with {part}").format(
            family=leader[0], part=words.percent(leader[1])
        )
    largest = in_order(By.SIZE, known)[-1]
    leader = leader_of(largest)
    if largest is not most and leader:
        said += translate("groups", "; {family} leads {size} with {part}").format(
            family=leader[0], size=largest.label, part=words.percent(leader[1])
        )
    return said


def _unknown(by: By) -> str:
    return {
        By.ORIGIN: translate("groups", "of unknown origin"),
        By.DEVELOPER: translate("groups", "by unknown developers"),
        By.SIZE: translate("groups", "of unknown size"),
    }[by]
