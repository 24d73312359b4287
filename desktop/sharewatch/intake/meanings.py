"""What watched claims mean: a rule whose claim has come to say something else begins anew.

A claim may be saved again under its id, and the catalog says which families are of a country or
a developer. Neither is a change of a share.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from sharewatch.core import alerts
from sharewatch.core.claims import Claim, ClaimError, Definition
from sharewatch.core.claims_text import claims_text
from sharewatch.core.episodes import to_json
from sharewatch.core.sides import Developers, Group, Origin
from sharewatch.intake.claimbook import ClaimBook, rule_for
from sharewatch.intake.watching import state_of

if TYPE_CHECKING:
    from sharewatch.core.catalog import Catalog, FamilyFacts
    from sharewatch.core.rules import Rule
    from sharewatch.store.store import Writer

_KEPT = "claims watched"


def claims_anew(tx: Writer, catalog: Catalog, at: int) -> None:
    """Let rules begin anew in silence whose claim means something else than when last judged.

    Called before they are shown anything. Kept is a digest for each watched claim; of one that
    is gone it stays, for it may come back.
    """
    claims = {one.id: one for one in ClaimBook(tx).all()}
    before: dict[str, str] = json.loads(tx.meta(_KEPT) or "{}")
    now = {}
    for stored in tx.rules():
        rule = stored.rule
        claim = claims.get(rule.claim)
        if claim is not None:
            now[claim.id] = _digest(claim, catalog.facts)
            said = _as_it_says(rule, claim)
            reworded = replace(rule, family=said.family)
            if said != reworded or before.get(claim.id, now[claim.id]) != now[claim.id]:
                tx.redefine_rule(said, at)
                tx.save_state(rule.id, to_json(alerts.redefined(state_of(stored.state))))
        elif rule.claim in before:
            now[rule.claim] = before[rule.claim]
    if now != before:
        tx.set_meta(_KEPT, json.dumps(now))


def _as_it_says(rule: Rule, claim: Claim) -> Rule:
    """The rule as it watches the claim now; one that polls don't count keeps its own count."""
    try:
        said = rule_for(claim)
    except ClaimError:
        kept = Definition(rule.scope, rule.attribution, rule.measure.value)
        said = rule_for(replace(claim, definition=kept))
    return replace(
        rule,
        family=said.family,
        measure=said.measure,
        direction=said.direction,
        scope=said.scope,
        attribution=said.attribution,
    )


def _digest(claim: Claim, facts: tuple[FamilyFacts, ...]) -> str:
    """What decides a claim: all that it says but its words, and whom it names by a property."""
    bare = replace(
        claim, sentence="", source="", note="", by=None, claimed_left=None, claimed_right=None
    )
    named = [sorted(_families(side, facts)) for side in (claim.left, claim.right)]
    deciding = json.dumps([claims_text([bare]), named])
    return hashlib.sha256(deciding.encode()).hexdigest()


def _families(side: Group, facts: tuple[FamilyFacts, ...]) -> Iterable[str]:
    return side.families(facts) if isinstance(side, Origin | Developers) else ()
