"""What a view says in words: who leads, with how much of what, since when, on what ground."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from sharewatch.core import words
from sharewatch.core.board import Board, Leader
from sharewatch.core.flows import Flow, Period, period_of
from sharewatch.core.questions import View, measure_name
from sharewatch.ui.ground import ground_text, source_text
from sharewatch.ui.pages.overview.shown_view import Bounds, Shown
from sharewatch.ui.sentences import scope_name

translate = QCoreApplication.translate


def bounds_text(bounds: Bounds) -> str:
    """The interval in which a share lies: ``47.9–50.2 %``."""
    low, high = (f"{float(bound) * 100:.1f}" for bound in bounds)
    return f"{low} %" if low == high else f"{low}–{high} %"


def share_text(leader: Leader, shown: Shown) -> str:
    """A share, or the interval that is all that is known of it."""
    bounds = shown.bounds.get(leader.facts.name)
    return words.percent(leader.share) if bounds is None else bounds_text(bounds)


def headline(shown: Shown) -> str:
    """Who leads, with how much of what."""
    leader, period = shown.first, shown.basis.period
    if leader is None:
        said = translate("overview", "No share of {measure} is known")
        return said.format(measure=measure_name(shown.basis.measure))
    others = shown.contested
    if others:
        named = [f"{one.facts.name} {share_text(one, shown)}" for one in (leader, *others)[:3]]
        said = translate("overview", "It is open who leads: {families}")
        return said.format(families=", ".join(named))
    share = share_text(leader, shown)
    if period is not None:
        said = translate("overview", "{family} led with {share} of downloads {when}")
        return said.format(family=leader.facts.name, share=share, when=_when(period))
    said = translate("overview", "{family} leads with {share} of {measure}")
    return said.format(
        family=leader.facts.name, share=share, measure=measure_name(shown.basis.measure)
    )


def view_text(view: View) -> str:
    """What is looked at: ``Downloads of a month, text scope``."""
    name = measure_name(view.measure)
    return translate("overview", "{measure}, {scope} scope").format(
        measure=name[0].upper() + name[1:], scope=view.scope
    )


def since_text(shown: Shown) -> str:
    """Since when the leader leads; history may not reach back to the beginning."""
    history, since = shown.history, shown.since
    if shown.first is None or since is None or history is None or shown.contested:
        return ""
    if isinstance(history.measure, Flow):
        when = period_of(history.measure, since).label
    else:
        when = words.day(since)
    if since == int(history.times[0]):
        said = translate("overview", "in the lead since {when}, where the numbers begin, or longer")
    else:
        said = translate("overview", "in the lead since {when}")
    return said.format(when=when)


def footing(shown: Shown, board: Board) -> str:
    """What the headline stands on."""
    parts = (ground_text(shown.basis, board), since_text(shown))
    return " · ".join(part for part in parts if part)


def scope_tip(shown: Shown, board: Board) -> str:
    """The scope in full, and by which catalog."""
    name = scope_name(shown.basis.scope, len(board.families))
    return f"{name} · {catalog_text(shown)}"


def caption(shown: Shown, board: Board) -> str:
    """What an exported picture must say of itself."""
    source = source_text(board.source.label, shown.basis)
    parts = (ground_text(shown.basis, board), source, catalog_text(shown))
    return " · ".join(part for part in parts if part)


def catalog_text(shown: Shown) -> str:
    """The catalog that assigned the models."""
    version = shown.basis.catalog
    if not version or version.startswith("catalog"):
        return version
    return translate("overview", "catalog {version}").format(version=version)


def growth_text(growth: Fraction | None) -> str:
    """How much more or less came than before: ``+12.3 %``."""
    if growth is None:
        return words.UNKNOWN
    return f"{float(growth) * 100:+.1f} %".replace("-", "−")


def _when(period: Period) -> str:
    """A period within a sentence."""
    if period.flow is Flow.MONTH:
        return translate("overview", "in {month}").format(month=period.label)
    if period.flow is Flow.WEEK:
        return translate("overview", "in the {week}").format(week=period.label)
    return translate("overview", "on {day}").format(day=period.label)
