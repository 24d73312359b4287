"""Claims as text: TOML, read strictly; what is of no use is refused by line and field."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction

from sharewatch.core.catalog_text import Table, read_table
from sharewatch.core.claims import Claim, ClaimError, Definition, Relation
from sharewatch.core.plain import ONE_LINE
from sharewatch.core.shares import DERIVATIVES, OFFICIAL
from sharewatch.core.sides import (
    Developers,
    Everything,
    Families,
    Group,
    Next,
    Number,
    Origin,
)

FORMAT = 1
"""The only format of claims there is."""

_FIELDS = (
    "id",
    "sentence",
    "measure",
    "period",
    "by",
    "scope",
    "attribution",
    "left",
    "relation",
    "factor",
    "right",
    "claimed_left",
    "claimed_right",
    "source",
    "note",
)
_ID = (r"[a-z0-9]+(?:-[a-z0-9]+)*", 'a short name such as "qwen-half-of-all"')
_TEXT = (ONE_LINE, "a text on one line")
_RELATION = (r"[<>]=?", 'one of ">", "<", ">=", "<="')
_ATTRIBUTION = (f"{OFFICIAL}|{DERIVATIVES}", f'"{OFFICIAL}" or "{DERIVATIVES}"')
_COUNTRY = (r"[A-Z]{2}", 'an ISO 3166 code of two capitals, such as "US"')
_GROUP = (
    "one of { families = [...] }, { developers = [...] }, { next = 8 }, "
    '{ origin = "US" }, { everything = true }, { number = 1_000_000_000 }'
)


def parse_claims(text: str) -> tuple[Claim, ...]:
    """Read claims from TOML, in file order.

    Raises ``CatalogError`` at the first thing that is missing, unknown or of no use. Claims are
    counted from 1, as in ``line 12, claim[3].factor: …``.
    """
    top = read_table(text)
    found = top.values.get("format")
    if type(found) is not int or found != FORMAT:
        raise top.error("format", f"takes {FORMAT}, the only format this program reads")
    top.check(("format", "claim"))
    claims: dict[str, Claim] = {}
    for nth, values in enumerate(top.value("claim", list, "[[claim]] tables"), 1):
        if not isinstance(values, dict):
            raise top.error("claim", "takes [[claim]] tables")
        table = Table(text, values, "claim", nth)
        claim = _read_claim(table)
        if claims.setdefault(claim.id, claim) is not claim:
            raise table.error("id", f"{claim.id!r} is another claim's already")
    return tuple(claims.values())


def claims_text(claims: Iterable[Claim]) -> str:
    """Claims as the text that ``parse_claims`` reads."""
    return f"format = {FORMAT}\n" + "".join(map(_written, claims))


def _written(claim: Claim) -> str:
    of = claim.definition
    said: dict[str, object] = {
        "id": claim.id,
        "sentence": claim.sentence,
        "measure": of.measure,
        "period": of.period,
        "by": claim.by,
        "scope": of.scope,
        "attribution": of.attribution,
        "relation": claim.relation.value,
        "factor": str(claim.factor),
        "claimed_left": claim.claimed_left,
        "claimed_right": claim.claimed_right,
        "source": claim.source,
        "note": claim.note or None,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in said.items() if value is not None]
    lines += [f"{key} = {_group_text(side)}" for key, side in _sides(claim)]
    return "\n[[claim]]\n" + "\n".join(lines) + "\n"


def _sides(claim: Claim) -> tuple[tuple[str, Group], tuple[str, Group]]:
    return ("left", claim.left), ("right", claim.right)


def _group_text(group: Group) -> str:
    match group:
        case Families(names):
            return f"{{ families = {json.dumps(names)} }}"
        case Developers(names):
            return f"{{ developers = {json.dumps(names)} }}"
        case Next(count):
            return f"{{ next = {count} }}"
        case Origin(country):
            return f"{{ origin = {json.dumps(country)} }}"
        case Number(value):
            return f"{{ number = {value} }}"
        case _:
            return "{ everything = true }"


def _read_claim(table: Table) -> Claim:
    table.check(_FIELDS)
    try:
        return Claim(
            id=table.string("id", *_ID),
            sentence=table.string("sentence", *_TEXT),
            definition=Definition(
                scope=table.string("scope", *_TEXT),
                attribution=table.string("attribution", *_ATTRIBUTION),
                measure=table.string("measure", *_TEXT),
                period=_optional(table, "period"),
            ),
            left=_read_group(table, "left"),
            relation=Relation(table.string("relation", *_RELATION)),
            factor=_read_factor(table),
            right=_read_group(table, "right"),
            source=table.string("source", *_TEXT),
            by=_optional(table, "by"),
            claimed_left=_claimed(table, "claimed_left"),
            claimed_right=_claimed(table, "claimed_right"),
            note=_optional(table, "note") or "",
        )
    except ClaimError as error:
        raise table.error(error.key, error.reason) from error


def _optional(table: Table, key: str) -> str | None:
    return table.string(key, *_TEXT) if key in table.values else None


def _claimed(table: Table, key: str) -> int | None:
    return _whole(table, key, table.values[key], 0) if key in table.values else None


def _read_factor(table: Table) -> Fraction:
    """A factor as a number or as a fraction in quotes, exactly: ``2``, ``0.5``, ``"1/3"``."""
    takes = 'takes a number such as 2 or 0.5, or a fraction such as "1/3"'
    found = table.values.get("factor")
    if found is None:
        raise table.error("factor", f"is missing; it {takes}")
    if isinstance(found, bool):
        raise table.error("factor", takes)
    try:
        return Fraction(str(found))
    except (ValueError, ZeroDivisionError) as error:
        raise table.error("factor", takes) from error


def _read_group(claim: Table, key: str) -> Group:
    values = claim.value(key, dict, _GROUP)
    if len(values) != 1:
        raise claim.error(key, f"takes {_GROUP}")
    [(kind, value)] = values.items()
    inner = Table(claim.text, {key: value}, claim.name, claim.nth)
    match kind:
        case "families":
            return Families(inner.strings(key, *_TEXT, least=1))
        case "developers":
            return Developers(inner.strings(key, *_TEXT, least=1))
        case "next":
            return Next(_whole(claim, key, value, 1))
        case "origin":
            return Origin(inner.string(key, *_COUNTRY))
        case "number":
            return Number(_whole(claim, key, value, 1))
        case "everything" if value is True:
            return Everything()
    raise claim.error(key, f"takes {_GROUP}")


def _whole(table: Table, key: str, value: object, least: int) -> int:
    if type(value) is not int or value < least:
        raise table.error(key, f"takes a whole number from {least} on, not {value!r}")
    return value
