"""The cross-check of the Hub's two counts: C(t) − C(t − 30 d) against W(t)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sharewatch.core import words


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """The Hub's two counts against each other, at ``at`` (UTC seconds).

    ``rose`` is what the all-time counts of ``models`` rose by in 30 days, ``window`` what their
    30-day counts say; ``of`` are all models that have a 30-day count.
    """

    at: int
    rose: int
    window: int
    models: int
    of: int

    @property
    def apart(self) -> Fraction | None:
        """(C(t) − C(t − 30 d) − W(t)) ÷ W(t)."""
        return Fraction(self.rose - self.window, self.window) if self.window else None

    @property
    def text(self) -> str:
        """The check in a sentence."""
        few = "" if self.models == self.of else f" of {self.of:,}"
        said = (
            f"In the 30 days to {words.day(self.at)} the all-time counts of {self.models:,}{few} "
            f"models rose by {words.compact(self.rose)}; their 30-day counts say "
            f"{words.compact(self.window)}"
        )
        return said if self.apart is None else f"{said}, {words.percent(abs(self.apart))} apart"
