"""Every claim under every definition that there are numbers for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from sharewatch.answering.descent import derivatives_of
from sharewatch.answering.growth import milestone_of
from sharewatch.answering.shares import counted
from sharewatch.core import claims, words
from sharewatch.core.answers import ClaimLine, ClaimsAnswer, JudgedLine
from sharewatch.core.board import AnyMeasure
from sharewatch.core.claims import Claim, Definition
from sharewatch.core.flows import Flow, period_of
from sharewatch.core.intervals import Interval
from sharewatch.core.origins import UNKNOWN, Origins, grouped
from sharewatch.core.panel import OTHER
from sharewatch.core.questions import (
    Basis,
    ClaimsOf,
    DerivativesOf,
    MilestoneOf,
    SharesOf,
    Unanswerable,
    View,
)
from sharewatch.core.references import span_of
from sharewatch.core.scopes import ATTRIBUTIONS
from sharewatch.core.shares import FamilySum, Measure
from sharewatch.core.sides import ENDLESS, Families, Figures, Number
from sharewatch.core.words import DAY
from sharewatch.intake.claimbook import ClaimBook

if TYPE_CHECKING:
    from sharewatch.answering.ground import Ground

DERIVATIVES = "derivatives"
_COUNTRIES = {"us": "US", "china": "CN"}
_MEASURES: dict[str, AnyMeasure] = {one.value: one for one in (*Measure, *Flow)}

Found = tuple[Figures, Basis | None] | str
"""A definition's figures, or why there are none."""


def claims_of(ground: Ground, question: ClaimsOf) -> ClaimsAnswer:
    """Judge every claim, its own definition first."""
    books = _Books(ground)
    book = ClaimBook(ground.store)
    own = {one.id for one in book.own()}
    watched = {one.rule.claim: one.rule.id for one in ground.store.rules() if one.rule.claim}
    return ClaimsAnswer(
        question,
        tuple(
            ClaimLine(
                claim,
                tuple(
                    books.judged(claim, definition)
                    for definition in claims.definitions_for(
                        claim, tuple(books.available(claim.definition.period))
                    )
                ),
                claims.judge_published(claim),
                watched.get(claim.id, 0),
                claim.id in own,
            )
            for claim in book.all()
        ),
    )


class _Books:
    """Figures by definition, each made once."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._known: dict[Definition, Found] = {}

    def available(self, period: str | None) -> Iterator[Definition]:
        """Every definition with figures: of a claim's period where there are, else the latest."""
        for scope in self._ground.counting.scopes:
            for attribution in ATTRIBUTIONS:
                for measure in _MEASURES:
                    latest = Definition(scope, attribution, measure)
                    then = (replace(latest, period=period),) if _fits(measure, period) else ()
                    found = [one for one in (*then, latest) if self._has_figures(one)]
                    yield from found[:1]

    def _has_figures(self, definition: Definition) -> bool:
        found = self.figures(definition)
        return not isinstance(found, str) and any(one.value for one in found[0].sums)

    def judged(self, claim: Claim, definition: Definition) -> JudgedLine:
        """A claim by a definition's figures."""
        found = self.figures(definition)
        if isinstance(found, str):
            return JudgedLine(claims.undecided(claim, definition, found), None)
        figures, basis = found
        figures = self._with_history(claim, definition, figures)
        return JudgedLine(claims.judge(claim, figures, definition), basis)

    def figures(self, definition: Definition) -> Found:
        """A definition's figures, or the sentence that says why there are none."""
        if definition not in self._known:
            try:
                self._known[definition] = self._made(definition)
            except Unanswerable as why:
                self._known[definition] = str(why)
        return self._known[definition]

    def _made(self, definition: Definition) -> tuple[Figures, Basis | None]:
        if definition.measure == DERIVATIVES:
            return self._derivatives()
        view = View(
            _MEASURES[definition.measure],
            definition.scope,
            definition.attribution,
            self._day_of(definition),
        )
        basis, sums = counted(self._ground, SharesOf(view))
        facts = self._ground.catalog.facts
        return Figures(basis.as_of, sums, facts, self._origins(view)), basis

    def _derivatives(self) -> tuple[Figures, None]:
        """What is known of derivatives: as many at least, for no listing reaches them all."""
        found = derivatives_of(self._ground, DerivativesOf(more_than=None))
        known = {one.family: one.models for one in found.table.totals}
        sums = tuple(
            FamilySum(name, None, low=known.get(name, 0), high=ENDLESS)
            for name in self._ground.counting.families
        )
        return Figures(found.as_of or 0, sums, self._ground.catalog.facts), None

    def _day_of(self, definition: Definition) -> int | None:
        """The UTC day whose poll stands for a period; raises ``Unanswerable`` without any."""
        if definition.period is None:
            return None
        start, end = span_of(definition.period)
        if definition.measure not in (Measure.D30.value, Measure.ALL_TIME.value):
            return start // DAY
        scope = self._ground.scope(View(Measure.D30, definition.scope, definition.attribution))
        days = [one for one in self._ground.days(scope) if start <= one * DAY < end]
        if not days:
            raise Unanswerable(f"nothing of {definition.period} is stored")
        return days[-1]

    def _origins(self, view: View) -> dict[str, Interval | None]:
        """Bounds of the sums by country: models of unknown origin may be of any.

        Where every model is of a family and no list of regions is loaded, families tell.
        """
        ground = self._ground
        scope, regions = ground.scope(view), ground.store.lists.regions()
        if not isinstance(view.measure, Measure) or (OTHER not in scope.families and not regions):
            return {}
        panel = ground.panel(ground.record(view), scope, view.measure)
        origins = Origins(ground.catalog, regions)
        sums = {
            one.label: one.value
            for one in grouped(panel, lambda member: origins.of(member.model_id).region)
        }
        anybodys = sums.get(UNKNOWN, 0)
        return {
            country: None
            if (own := sums.get(region, 0)) is None or anybodys is None
            else Interval(own, own + anybodys)
            for region, country in _COUNTRIES.items()
        }

    def _with_history(self, claim: Claim, definition: Definition, figures: Figures) -> Figures:
        """When a number was reached, or may be, for a claim with a day to come true by."""
        left, right = claim.left, claim.right
        if claim.by is None or not isinstance(right, Number) or not isinstance(left, Families):
            return figures
        if definition.measure != Measure.ALL_TIME.value or len(left.names) != 1:
            return figures
        with suppress(Unanswerable):
            found = milestone_of(
                self._ground,
                MilestoneOf(left.names[0], right.value, definition.scope, definition.attribution),
            ).milestone
            reached = found.expected if found.reached else None
            expected = found.expected if not found.reached else None
            said = f"expected about {words.day(expected)}" if expected else ""
            return Figures(
                figures.as_of, figures.sums, figures.facts, figures.origins, reached, said
            )
        return figures


def _fits(measure: str, period: str | None) -> bool:
    """Whether a measure can be of a claim's period: a month's downloads of a month alone."""
    if period is None or measure in (Measure.D30.value, Measure.ALL_TIME.value):
        return period is not None
    start, end = span_of(period)
    found = period_of(Flow(measure), start)
    return (found.start, found.end) == (start, end)
