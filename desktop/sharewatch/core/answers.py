"""Answers: what both faces show of a question, each with the basis it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from sharewatch.core.questions import (
    AdoptionOf,
    Basis,
    BreakdownOf,
    ClaimsOf,
    ConcentrationOf,
    CrossoversOf,
    DerivativesOf,
    HistoryOf,
    MilestoneOf,
    MoversOf,
    ProvenanceOf,
    Question,
    RehearsalOf,
    SharesOf,
    StoredOf,
)

if TYPE_CHECKING:  # pages import this before the window is painted, and numpy comes after
    from sharewatch.core.adoption import Adoption
    from sharewatch.core.board import History, PollFacts
    from sharewatch.core.claims import Claim, Judged
    from sharewatch.core.concentration import Concentration, Lead
    from sharewatch.core.cross_check import CrossCheck
    from sharewatch.core.crossovers import Crossover
    from sharewatch.core.derivatives import DerivativeTable
    from sharewatch.core.forecast import Milestone
    from sharewatch.core.lineage import Rejected, Step
    from sharewatch.core.movers import ModelMove, Movers
    from sharewatch.core.origins import GroupSum
    from sharewatch.core.references import PublishedFigure
    from sharewatch.core.rehearsal import Rehearsal
    from sharewatch.core.shares import FamilySum, Share


@dataclass(frozen=True, slots=True)
class SharesAnswer:
    """Every family's share, largest first, ``Other`` last; ``sums`` in the same order.

    ``leading_since`` is when the leader's unbroken lead began (UTC seconds), for the latest shares
    with nothing left out.
    """

    question: SharesOf
    basis: Basis
    shares: tuple[Share, ...]
    sums: tuple[FamilySum, ...]
    leading_since: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryAnswer:
    """Shares over time, with the latest point's basis and the published figures that fit."""

    question: HistoryOf
    basis: Basis
    history: History
    references: tuple[PublishedFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class MoversAnswer:
    """Why a share moved; and the same with the largest mover left out, where that is known."""

    question: MoversOf
    first: Basis
    last: Basis
    movers: Movers
    largest: ModelMove | None = None
    without_largest: Movers | None = None


@dataclass(frozen=True, slots=True)
class BreakdownAnswer:
    """Groups, largest first. ``sources`` says how many models' label came from which source."""

    question: BreakdownOf
    basis: Basis
    groups: tuple[GroupSum, ...]
    sources: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConcentrationAnswer:
    """The index and the lead now, and the index over time (UTC seconds, low, high)."""

    question: ConcentrationOf
    basis: Basis
    concentration: Concentration
    lead: Lead
    over_time: tuple[tuple[int, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class DerivativesAnswer:
    """Derivatives by family and month; and how the declared lineage they rest on was read."""

    question: DerivativesOf
    table: DerivativeTable
    accepted: int
    unresolved: int
    rejected: tuple[Rejected, ...]
    as_of: int | None
    catalog: str


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """A claim judged under one definition, and what the numbers stand on (``None``: none)."""

    judged: Judged
    basis: Basis | None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim under its own definition first, then under every other.

    ``published`` judges it by the numbers its own source gives; ``watched`` is the rule that
    watches it, 0 for none. ``own`` is whether the user wrote it, and may remove it.
    """

    claim: Claim
    lines: tuple[JudgedLine, ...]
    published: Judged | None
    watched: int = 0
    own: bool = False


@dataclass(frozen=True, slots=True)
class ClaimsAnswer:
    """Every claim there is, in file order."""

    question: ClaimsOf
    claims: tuple[ClaimLine, ...]


@dataclass(frozen=True, slots=True)
class MilestoneAnswer:
    """When a number is or was reached, with the counts it was read from (UTC seconds, count)."""

    question: MilestoneOf
    basis: Basis
    milestone: Milestone
    points: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True, slots=True)
class CrossoversAnswer:
    """Every change of order between two families, by time."""

    question: CrossoversOf
    basis: Basis
    crossovers: tuple[Crossover, ...]


@dataclass(frozen=True, slots=True)
class AdoptionAnswer:
    """A model's relative adoption under one definition."""

    question: AdoptionOf
    basis: Basis
    adoption: Adoption


@dataclass(frozen=True, slots=True)
class CountedModel:
    """One model behind a number: its count, what it adds, and the rule that attributes it."""

    model_id: str
    value: int | None
    part: int | None
    rule: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class ProvenanceAnswer:
    """The ground of one family's number, or of the whole scope's.

    ``polls`` are the records it was read from, ``formula`` how it was made, in words; ``models``
    are those that count for it, largest first.
    """

    question: ProvenanceOf
    basis: Basis
    sum: FamilySum
    share: Share | None
    formula: str
    polls: tuple[PollFacts, ...]
    models: tuple[CountedModel, ...]
    source: str
    check: CrossCheck | None = None


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A file that was brought in; ``at`` in UTC seconds."""

    kind: str
    label: str
    sha256: str
    at: int
    rows: int


@dataclass(frozen=True, slots=True)
class ListLine:
    """A published list, which is a scope under its name."""

    name: str
    models: int
    label: str
    at: int


@dataclass(frozen=True, slots=True)
class CensusLine:
    """A census; ``finished_at`` is ``None`` while it is under way. See ``Basis``."""

    reach: str
    as_of: int
    finished_at: int | None
    models: int
    requests: int
    cutoff: int
    covered: Fraction | None


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What is stored beside polls, newest first; ``models`` are paths, most downloaded first."""

    question: StoredOf
    imports: tuple[ImportLine, ...]
    lists: tuple[ListLine, ...]
    censuses: tuple[CensusLine, ...]
    scopes: tuple[str, ...]
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rule would have said of the past: of each day's poll, or of each census."""

    question: RehearsalOf
    rehearsal: Rehearsal
    by_census: bool = False


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """A question that can't be answered, and why, in a sentence."""

    question: Question
    reason: str


Answer: TypeAlias = (
    SharesAnswer
    | HistoryAnswer
    | MoversAnswer
    | BreakdownAnswer
    | ConcentrationAnswer
    | DerivativesAnswer
    | ClaimsAnswer
    | MilestoneAnswer
    | CrossoversAnswer
    | AdoptionAnswer
    | ProvenanceAnswer
    | StoredAnswer
    | Rehearsed
    | NoAnswer
)
