"""What a page lays over a chart: thresholds, alert moments and published figures, as values."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN_RANGES = {"7d": 7, "30d": 30, "90d": 90, "1y": 365, "all": None}
MODES = ("lines", "stacked", "level")


@dataclass(frozen=True, slots=True)
class ThresholdLine:
    """A rule's threshold on the chart; ``level`` is a share (0..1), ``colour`` ``#rrggbb``."""

    rule_id: int
    level: float
    label: str
    colour: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A moment at which an alert fired or cleared; ``as_of`` in UTC seconds."""

    as_of: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A figure that somebody published, for a moment or a period (UTC seconds).

    ``value`` is a share (0..1) where ``is_share``, else a count. ``bound`` stands before it:
    ``≥``, ``≤``, ``≈`` or nothing. ``label`` is a word or two, ``source`` who says so.
    """

    start: float
    end: float
    value: float
    is_share: bool
    label: str
    source: str
    colour: str = "#8a919c"
    bound: str = ""
