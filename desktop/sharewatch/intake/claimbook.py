"""The claims there are: the shipped ones, and those a user has made."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from sharewatch.core.claims import Claim, ClaimError, Relation
from sharewatch.core.claims_text import claims_text, parse_claims
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.files import resource

if TYPE_CHECKING:
    from sharewatch.store.store import Store, Writer

_OWN = "claims"
HALF = Fraction(1, 2)


class ClaimBook:
    """Claims by id; the user's own are kept in the database."""

    def __init__(self, store: Store | Writer) -> None:
        self._store = store

    def all(self) -> tuple[Claim, ...]:
        """The shipped claims, then the user's own."""
        return (*shipped(), *self.own())

    def own(self) -> tuple[Claim, ...]:
        """The user's own claims."""
        text = self._store.meta(_OWN)
        return parse_claims(text) if text else ()

    def save(self, claim: Claim) -> None:
        """Keep a claim, in the place of an earlier one of its id; raises ``ClaimError``."""
        if any(one.id == claim.id for one in shipped()):
            raise ClaimError("id", f"{claim.id!r} is a shipped claim; give yours another name")
        self._keep((*(one for one in self.own() if one.id != claim.id), claim))

    def remove(self, claim_id: str) -> None:
        """Forget one of the user's own claims."""
        self._keep(tuple(one for one in self.own() if one.id != claim_id))

    def _keep(self, claims: tuple[Claim, ...]) -> None:
        self._store.set_meta(_OWN, claims_text(claims) if claims else None)


def shipped() -> tuple[Claim, ...]:
    """The claims that come with the program."""
    return parse_claims(resource("claims.toml").read_text("utf-8"))


def rule_for(claim: Claim) -> Rule:
    """The rule that watches a claim, as a share of one half; raises ``ClaimError``.

    See ``core.claims.watched_bounds``. Only a count that each poll brings can be watched.
    """
    counts = {one.value: one for one in Measure}
    if claim.definition.measure not in counts:
        raise ClaimError(
            "measure",
            f"{claim.definition.measure!r} is not known at each poll; 30d and all-time can be "
            "watched",
        )
    above = claim.relation in (Relation.MORE, Relation.AT_LEAST)
    return Rule(
        family=claim.sentence,
        measure=counts[claim.definition.measure],
        direction=Direction.ABOVE if above else Direction.BELOW,
        threshold=HALF,
        scope=claim.definition.scope,
        attribution=claim.definition.attribution,
        claim=claim.id,
    )
