"""A rule: which share is watched, which level matters, and how sure one wants to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sharewatch.core.shares import Measure

MOST_VALUES = 366


class RuleError(ValueError):
    """A rule that can't be watched; the message says which field and what it takes."""


class Direction(StrEnum):
    """Which side of the threshold is worth telling."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Rule:
    """Watch one family's share against one threshold.

    ``threshold`` and ``margin`` are exact fractions of one (``Fraction("0.5")`` is 50 %). The
    rule is on at or beyond the threshold and off only beyond the margin on the other side.
    ``confirm`` observations out of the last ``window`` must be on before it fires (``window ==
    confirm``: in a row), ``clear_after`` must be off before it clears. Spans are in seconds,
    moments in UTC seconds. ``by_update`` counts distinct published values instead of polls.
    ``claim`` names the claim that is watched instead of a family's share, if one is; ``family``
    is then its sentence, and the share the one that stands for it, one half or more where it holds.
    ``id`` is 0 until stored; ``version`` rises with each edit.
    """

    family: str
    measure: Measure
    direction: Direction
    threshold: Fraction
    margin: Fraction = Fraction(0)
    confirm: int = 1
    window: int = 1
    clear_after: int = 1
    cooldown_s: int = 0
    repeat_s: int | None = None
    max_gap_s: int | None = None
    once: bool = False
    expires_at: int | None = None
    tell_on_creation: bool = False
    by_update: bool = True
    scope: str = "tracked"
    attribution: str = "official"
    claim: str = ""
    id: int = 0
    version: int = 1

    def __post_init__(self) -> None:
        """Refuse what can never fire or never clear."""
        if not self.family.strip():
            raise RuleError("family: name the family to watch")
        if not 0 <= self.threshold <= 1:
            raise RuleError(
                f"threshold: {float(self.threshold) * 100:g} % is not between 0 and 100 %"
            )
        if self.margin < 0:
            raise RuleError(f"margin: {float(self.margin):g} is negative; it takes 0 or more")
        if not 1 <= self.confirm <= self.window <= MOST_VALUES:
            raise RuleError(
                f"confirm: {self.confirm} of {self.window} values; it takes 1 to {MOST_VALUES}, "
                "and no more than it is out of"
            )
        if not 1 <= self.clear_after <= MOST_VALUES:
            raise RuleError(f"clear_after: {self.clear_after} values; it takes 1 to {MOST_VALUES}")
        if self.cooldown_s < 0:
            raise RuleError(f"cooldown_s: {self.cooldown_s} seconds; it takes 0 or more")
        for name, span in (("repeat_s", self.repeat_s), ("max_gap_s", self.max_gap_s)):
            if span is not None and span <= 0:
                raise RuleError(f"{name}: {span} seconds; it takes more than 0, or none at all")
        if not self.scope.strip():
            raise RuleError("scope: name what the share is a share of")


def demand_clearable(rule: Rule) -> None:
    """Refuse a rule that no share could ever clear; raises ``RuleError``."""
    if rule.direction is Direction.ABOVE and rule.threshold - rule.margin <= 0:
        raise RuleError("margin: no share is that far below the threshold, so it would never clear")
    if rule.direction is Direction.BELOW and rule.threshold + rule.margin >= 1:
        raise RuleError("margin: no share is that far above the threshold, so it would never clear")
