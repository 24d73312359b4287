"""What a page lays over a chart: thresholds and alert moments, as values."""

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
