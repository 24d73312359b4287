"""The board: everything the window and the tray show, as one value.

The poll thread reads it from the store after each poll; views only ever show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.condition import Condition
from sharewatch.core.episodes import EventKind
from sharewatch.core.flows import Flow
from sharewatch.core.health import Finding, HealthEntry
from sharewatch.core.plausibility import Doubt
from sharewatch.core.rules import Rule
from sharewatch.core.shares import OFFICIAL, TRACKED, Measure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


AnyMeasure: TypeAlias = Measure | Flow
"""A count the Hub publishes, or the downloads of a day, week or month made from it."""


class SourceKind(StrEnum):
    """Where a database's polls come from; one database holds one kind."""

    HUB = "hub"
    DEMO = "demo"
    REPLAY = "replay"


@dataclass(frozen=True, slots=True)
class Source:
    """The source of a database: its kind and a label for people (host, or file name)."""

    kind: SourceKind
    label: str


DEMO = Source(SourceKind.DEMO, "Demo Hub")


@dataclass(frozen=True, slots=True)
class Leader:
    """One line of the leaders table, for one measure at one poll.

    ``share`` and the changes are fractions of one; a change compares with the poll nearest to
    that many days before and is ``None`` where no poll reaches back.
    """

    rank: int
    facts: FamilyFacts
    value: int | None
    share: Fraction | None
    change_7d: Fraction | None
    change_30d: Fraction | None
    models: int


@dataclass(frozen=True, slots=True)
class Series:
    """One family's shares (0..1) and values over ``History.times``; NaN where unknown.

    ``low`` and ``high`` bound the share where it is not known exactly but within bounds, NaN
    elsewhere; ``None`` is NaN everywhere.
    """

    facts: FamilyFacts
    shares: NDArray[np.float64]
    values: NDArray[np.float64]
    low: NDArray[np.float64] | None = None
    high: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Shares over time, one point a day: that day's last complete poll, else its last.

    ``times`` are UTC seconds, rising. Series come in the order of the latest shares, largest
    first. An incomplete poll stands as NaN, so that a line breaks where nothing is known. A flow
    has one point a period, at its beginning. ``estimated`` marks points that are, in part, and
    those of samples that were brought in.
    """

    measure: AnyMeasure
    scope: str
    times: NDArray[np.int64]
    totals: NDArray[np.float64]
    series: tuple[Series, ...]
    attribution: str = OFFICIAL
    estimated: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class PollFacts:
    """One stored poll. ``as_of`` is the source's time, ``stored_at`` this machine's.

    ``sample`` is the file that a poll was brought in from: what it leaves out is not known.
    """

    seq: int
    as_of: int
    stored_at: int
    complete: bool
    models: int
    failed_owners: tuple[str, ...] = ()
    skipped_rows: int = 0
    sample: str = ""


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """One stored event, newest first in the inbox. ``share`` is what the poll showed.

    ``missed`` was too old for a message when one could be shown; ``cancelled`` was to be told and
    never was, because it was over first, or its rule, the catalog or a list was changed.
    """

    id: int
    kind: EventKind
    episode: int
    rule: Rule
    family: str
    as_of: int
    share: Fraction | None
    unread: bool
    missed: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule with the state it is in (the state machine's word, in capitals).

    ``acknowledged`` says that its alert is not repeated; ``snoozed_until`` is in UTC seconds, and
    so is ``crossed_at``, the source's time when it last fired as it is written now. ``share`` is
    what it watches at the last complete poll, or the last census of its scope.
    """

    rule: Rule
    state: str
    episode: int = 0
    acknowledged: bool = False
    snoozed_until: int | None = None
    crossed_at: int | None = None
    share: Fraction | None = None

    @property
    def lasts(self) -> bool:
        """Whether it is beyond its threshold, or not surely back from there."""
        return self.state in ("FIRING", "CLEARING")


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One model of a family at the latest poll; ``change_7d`` is of the 30-day count."""

    model_id: str
    downloads_30d: int | None
    downloads_all_time: int | None
    likes: int | None
    change_7d: int | None
    created_at: int | None
    share_of_family: Fraction | None


@dataclass(frozen=True, slots=True)
class FamilyModels:
    """All official models of one family as of one poll."""

    facts: FamilyFacts
    as_of: int
    models: tuple[ModelLine, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """What is known, for showing. ``latest`` is the last poll, ``shown`` the last complete one.

    ``leaders`` and ``histories`` are of ``shown``; ``leading_since`` is when the present leader's
    unbroken lead began, or when the history did. ``next_poll_at`` is on this machine's clock,
    ``None`` when nothing is due (a replay, or polling not yet agreed to). ``problem`` is why the
    last try failed, in words for people. ``source_now`` is the source's clock when the board was
    made: equal to this machine's for the Hub, simulated for the demo, so that an age is
    ``source_now - as_of``. ``scopes`` are those there are numbers of, ``doubts`` the counts in
    quarantine, and ``uncounted`` how many polls and censuses are to be counted anew because the
    catalog or a list was changed; ``census_due`` is the reach that wants a census, if one does;
    ``censuses`` is how many there are. ``findings`` are what is wrong with the watching now, and
    ``health`` the log of what was; ``viewing`` is why nothing can be polled or changed here, and
    ``condition`` how the watching stands in facts. ``inbox`` has the newest entries, and
    ``unread_before`` counts the unread ones before them. ``snoozed_until`` is on the source's
    clock; ``quiet_until``, the end of quiet hours that hold, on this machine's.
    """

    source: Source
    source_now: int
    made_at: int
    scope: str = TRACKED
    families: tuple[FamilyFacts, ...] = ()
    latest: PollFacts | None = None
    shown: PollFacts | None = None
    leaders: Mapping[Measure, tuple[Leader, ...]] = field(default_factory=dict)
    histories: Mapping[Measure, History] = field(default_factory=dict)
    leading_since: Mapping[Measure, int] = field(default_factory=dict)
    inbox: tuple[InboxEntry, ...] = ()
    rules: tuple[RuleLine, ...] = ()
    next_poll_at: int | None = None
    stale_after_s: int = 36 * 3600
    snoozed_until: int | None = None
    problem: str | None = None
    catalog: str = ""
    scopes: tuple[str, ...] = (TRACKED,)
    doubts: tuple[Doubt, ...] = ()
    uncounted: int = 0
    census_due: str = ""
    censuses: int = 0
    findings: tuple[Finding, ...] = ()
    health: tuple[HealthEntry, ...] = ()
    viewing: str = ""
    condition: Condition = field(default_factory=Condition)
    unread_before: int = 0
    quiet_until: int | None = None

    @property
    def unread(self) -> int:
        """How many inbox entries were not looked at, also of those too old to stand here."""
        return sum(entry.unread for entry in self.inbox) + self.unread_before
