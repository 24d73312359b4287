"""Questions that both faces ask of what is stored, and what every answer says of its ground.

The command line and the window put the same value to the desk, so that they can't differ. An
answer of numbers always carries its ``Basis``; one that can't be given is ``Unanswerable``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from sharewatch.core.adoption import AdoptionDefinition
from sharewatch.core.board import AnyMeasure
from sharewatch.core.flows import Flow, Period
from sharewatch.core.rules import Rule
from sharewatch.core.shares import DERIVATIVES, OFFICIAL, TRACKED, Measure
from sharewatch.core.words import MEASURE_NAMES

NOTHING = "Nothing is stored yet; run `sharewatch poll`, or `sharewatch import` a file."


class Unanswerable(ValueError):
    """A question that what is stored can't answer; the message is a sentence that says why."""


class Misasked(Unanswerable):
    """A question that names what there isn't, or can't be put so, whatever is stored."""


class By(StrEnum):
    """What a scope can be broken down by."""

    ORIGIN = "origin"
    DEVELOPER = "developer"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class View:
    """How is counted: measure, scope and attribution; and when.

    ``day`` is a UTC day (days since 1970), ``None`` for the latest there is. For a flow it names
    the period that the day lies in, and ``None`` the last whole one. ``poll`` names one poll by
    its number, where a day had several.
    """

    measure: AnyMeasure = Measure.D30
    scope: str = TRACKED
    attribution: str = OFFICIAL
    day: int | None = None
    poll: int | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """What a number stands on.

    ``as_of`` is the source's time in UTC seconds. ``poll`` or ``census`` is the number of the
    record the counts were read from; a flow has a ``period`` and both ends' polls around it.
    ``models`` is the size of the scope. ``complete`` is whether every model of it was seen and
    counted; ``estimated`` whether a part is. Of a census, ``covered`` is the part of all
    downloads it reaches down to (``None``: not known) and ``cutoff`` the least count it asked for.
    ``sample`` is the file that the counts were brought in from: what it leaves out is not known.
    ``doubted`` are the models whose counts were in quarantine.
    """

    scope: str
    attribution: str
    measure: AnyMeasure
    as_of: int
    models: int
    complete: bool
    catalog: str
    poll: int | None = None
    census: int | None = None
    period: Period | None = None
    estimated: bool = False
    covered: Fraction | None = None
    cutoff: int = 0
    left_out: tuple[str, ...] = ()
    panel: tuple[int, int] | None = None
    sample: str = ""
    doubted: tuple[str, ...] = ()

    @property
    def scope_text(self) -> str:
        """The scope with its size, as it stands beside every share: ``tracked, 629 models``."""
        by = "" if self.attribution == OFFICIAL else " with derivatives"
        of = f" of the sample {self.sample}" if self.sample else ""
        return f"{self.scope}{by}, {self.models:,} models{of}"


def measure_name(measure: AnyMeasure) -> str:
    """A measure in words: ``30-day downloads``, ``downloads of a month``."""
    if isinstance(measure, Measure):
        return MEASURE_NAMES[measure]
    return f"downloads of a {measure.value}"


def period_name(period: Period) -> str:
    """A period with its preposition: ``on 2026-05-09``, ``in the week of 2026-05-04``."""
    if period.flow is Flow.DAY:
        return f"on {period.label}"
    return f"in the {period.label}" if period.flow is Flow.WEEK else f"in {period.label}"


def attribution_name(attribution: str) -> str:
    """An attribution in words."""
    return "with derivatives" if attribution == DERIVATIVES else "official models"


@dataclass(frozen=True, slots=True)
class SharesOf:
    """Every family's share. ``without`` leaves models out (paths, any case); ``panel`` keeps only
    models present on both of two UTC days."""

    view: View = View()
    without: tuple[str, ...] = ()
    panel: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class HistoryOf:
    """Shares over time; of a flow, one point a period. ``view.day`` is not looked at."""

    view: View = View()


@dataclass(frozen=True, slots=True)
class MoversOf:
    """Why a family's share moved between two UTC days; ``fixed_panel``: on the models of both."""

    family: str
    first_day: int
    last_day: int
    view: View = View()
    fixed_panel: bool = False


@dataclass(frozen=True, slots=True)
class BreakdownOf:
    """A scope by origin, developer or size class, each with its families."""

    by: By
    view: View = View()


@dataclass(frozen=True, slots=True)
class ConcentrationOf:
    """How much is in few hands, and the leader against the next ``next_n`` combined."""

    view: View = View()
    next_n: int = 8


@dataclass(frozen=True, slots=True)
class DerivativesOf:
    """What was built upon each family; counted is what has more than so many 30-day downloads,
    everything for ``None``."""

    more_than: int | None = 5


@dataclass(frozen=True, slots=True)
class ClaimsOf:
    """Every claim under every definition there are numbers for."""


@dataclass(frozen=True, slots=True)
class MilestoneOf:
    """When a family's all-time count reaches a number."""

    family: str
    reach: int
    scope: str = TRACKED
    attribution: str = OFFICIAL


@dataclass(frozen=True, slots=True)
class CrossoversOf:
    """When one family passed another, by a measure; only a ``family``'s, or only lasting ones."""

    view: View = View(Measure.ALL_TIME)
    family: str = ""
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class AdoptionOf:
    """One model's downloads by days since release, against others of its size."""

    model_id: str
    definition: AdoptionDefinition = AdoptionDefinition.MEDIAN


@dataclass(frozen=True, slots=True)
class ProvenanceOf:
    """The polls, models and rules behind one family's number (the whole scope's: ``None``)."""

    family: str | None
    view: View = field(default=View())


@dataclass(frozen=True, slots=True)
class StoredOf:
    """What is stored beside polls: imports, lists, censuses, and the models there are."""


@dataclass(frozen=True, slots=True)
class RehearsalOf:
    """What a rule, stored or not, would have said of all days there are; nothing comes of it."""

    rule: Rule


Question: TypeAlias = (
    SharesOf
    | HistoryOf
    | MoversOf
    | BreakdownOf
    | ConcentrationOf
    | DerivativesOf
    | ClaimsOf
    | MilestoneOf
    | CrossoversOf
    | AdoptionOf
    | ProvenanceOf
    | StoredOf
    | RehearsalOf
)
