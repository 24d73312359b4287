"""Why a share moved, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from sharewatch.core import words
from sharewatch.core.answers import MoversAnswer
from sharewatch.core.movers import Kind
from sharewatch.core.questions import Basis, measure_name
from sharewatch.ui.ground import record_text, seen_text, source_text
from sharewatch.ui.points import digits_of, fine_points

translate = QCoreApplication.translate

MOST = 2_000
"""So many models are shown one by one; the exported table has them all."""


def headline(answer: MoversAnswer) -> str:
    """What moved, by how much, between when: the answer's first sentence."""
    found, first, last = answer.movers, answer.first, answer.last
    digits = digits_of(found.change)
    if found.change > 0:
        said = translate("movers", "{family}'s share of {measure} rose {by}, from {a} to {b}")
    elif found.change < 0:
        said = translate("movers", "{family}'s share of {measure} fell {by}, from {a} to {b}")
    else:
        said = translate("movers", "{family}'s share of {measure} stayed at {a}")
    said = said.format(
        family=found.family,
        measure=measure_name(last.measure),
        by=fine_points(abs(found.change), digits).lstrip("+"),
        a=words.percent(found.share_from, digits),
        b=words.percent(found.share_to, digits),
    )
    when = translate("movers", "between {first} and {last} ({scope})").format(
        first=words.day(first.as_of), last=words.day(last.as_of), scope=_scope(answer)
    )
    return f"{said}, {when}."


def parts(answer: MoversAnswer) -> str:
    """What growth, new and gone models gave; and how it is without the largest mover."""
    found, digits = answer.movers, digits_of(answer.movers.change)
    if answer.question.fixed_panel:
        said = translate("movers", "Only models of both days are counted, so all of it is growth.")
    else:
        said = translate(
            "movers",
            "Growth of models present on both days gave {growth}, new models {new}, "
            "models gone {gone}.",
        ).format(
            growth=fine_points(found.growth, digits),
            new=fine_points(found.new, digits),
            gone=fine_points(found.gone, digits),
        )
    largest, without = answer.largest, answer.without_largest
    if largest is not None and without is not None:
        rest = translate("movers", "Without {model}, the largest mover: {change}.").format(
            model=largest.model_id, change=fine_points(without.change, digits)
        )
        return f"{said} {rest}"
    if largest is not None:
        rest = translate("movers", "The largest mover is {model} with {change}.").format(
            model=largest.model_id, change=fine_points(largest.contribution, digits)
        )
        return f"{said} {rest}"
    return said


def footing(answer: MoversAnswer, source: str) -> str:
    """Both ends' times and records, completeness, catalog and source, which samples have of their
    own."""
    first, last = answer.first, answer.last
    catalogs = dict.fromkeys((first.catalog, last.catalog))
    said = (
        f"{_end(first)} → {_end(last)}",
        seen_text(first, last),
        " → ".join(one for one in catalogs if one),
        source_text(source, first, last),
    )
    return " · ".join(part for part in said if part)


def subject(family: str) -> str:
    """What moved: ``Qwen's share``."""
    return translate("movers", "{family}'s share").format(family=family)


def smallest_name(count: int) -> str:
    """The models too many to be shown one by one."""
    return translate("movers", "The {count} smallest movers").format(count=words.exact(count))


def kind_word(kind: Kind) -> str:
    """What became of a model, in a word or two."""
    return {
        Kind.STAYED: translate("movers", "both days"),
        Kind.RENAMED: translate("movers", "renamed"),
        Kind.NEW: translate("movers", "new"),
        Kind.GONE: translate("movers", "gone"),
    }[kind]


def _scope(answer: MoversAnswer) -> str:
    """The scope with its size on both days."""
    first, last = answer.first, answer.last
    if answer.question.fixed_panel:
        both = translate("movers", "{scope} present on both days")
        return both.format(scope=last.scope_text)
    if first.sample != last.sample:
        return f"{first.scope_text} → {last.scope_text}"
    counts = dict.fromkeys(f"{one.models:,}" for one in (first, last))
    return last.scope_text.replace(f", {last.models:,} ", f", {' → '.join(counts)} ", 1)


def _end(basis: Basis) -> str:
    """When one of the two ends was read, and in which record."""
    moment, record = words.moment(basis.as_of), record_text(basis)
    return f"{moment} ({record})" if record else moment
