"""The catalog: which models belong to which family, and which rule says so.

Membership is official only: a model belongs to a family when it is published in one of the
family's namespaces under a name the family's patterns include. Derivatives are not members.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase, translate
from functools import cached_property
from typing import NamedTuple

from sharewatch.core.catalog_text import CatalogError, Table, read_table
from sharewatch.core.plain import ONE_LINE

__all__ = [
    "FORMAT",
    "Attribution",
    "Catalog",
    "CatalogError",
    "Family",
    "FamilyFacts",
    "parse_catalog",
]

FORMAT = 1
"""The only catalog format there is."""

_TEXT = (ONE_LINE, "a text on one line")
_COUNTRY = (r"[A-Z]{2}", 'an ISO 3166 code of two capitals, such as "CN"')
_COLOUR = (r"#[0-9A-Fa-f]{6}", 'a colour such as "#0072b2"')
_OWNER = (r"[A-Za-z0-9._-]+", 'a Hub namespace such as "Qwen"')
_PATTERN = (r"[!-.0-~]+", 'a pattern over the name after the slash, such as "qwen*"')

_MODEL_ID = re.compile(r"(?:(?P<owner>[\w.-]+)/)?(?P<name>[\w.-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class FamilyFacts:
    """What the catalog says of a family.

    ``country`` is ISO 3166 alpha-2, ``colour`` is ``#rrggbb``.
    """

    name: str
    developer: str
    country: str
    colour: str


@dataclass(frozen=True, slots=True)
class Family:
    """A family's facts and the rules of its membership.

    ``owners`` are Hub namespaces. ``include`` and ``exclude`` are shell patterns (``*``, ``?``,
    ``[a-z]``) over the name after the slash. Case matters in none of them.
    """

    facts: FamilyFacts
    owners: tuple[str, ...]
    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The family's name, unique in its catalog."""
        return self.facts.name


@dataclass(frozen=True, slots=True)
class Attribution:
    """Where a model belongs and why.

    ``rule`` is the pattern that decided, such as ``Qwen include "qwen*"`` or ``tracked exclude
    "*embed*"``, and ``None`` when no pattern matched. ``reason`` is a sentence for people.
    """

    family: str | None
    official: bool
    rule: str | None
    reason: str


class _Compiled(NamedTuple):
    family: Family
    include: re.Pattern[str]
    exclude: re.Pattern[str]


@dataclass(frozen=True)
class Catalog:
    """Families in file order, and the names that are nobody's (``tracked_exclude``).

    The families of an owner are tried in order and the first match wins. A family's own exclusion
    passes the model on to the owner's next family; a tracked exclusion is final.
    """

    version: str
    families: tuple[Family, ...]
    tracked_exclude: tuple[str, ...] = ()

    def family_of(self, model_id: str) -> str | None:
        """The family a model is an official member of, or ``None``; never raises.

        Answers about the families' own namespaces are remembered, for each poll asks of the same
        models.
        """
        owner, slash, name = model_id.partition("/")
        candidates = self._by_owner.get(owner.lower())
        if not slash or candidates is None:
            return None
        known = self._known
        if model_id not in known:
            known[model_id] = self._decide(model_id, name.lower(), candidates)
        return known[model_id]

    def _decide(self, model_id: str, name: str, candidates: tuple[_Compiled, ...]) -> str | None:
        if not _well_formed(model_id):
            return None
        for family, include, exclude in candidates:
            if include.match(name) and not exclude.match(name):
                return None if self._tracked.match(name) else family.name
        return None

    def explain(self, model_id: str) -> Attribution:
        """Where a model belongs, by which rule, and why; never raises."""
        parts = _MODEL_ID.fullmatch(model_id)
        if parts is None or not _well_formed(model_id):
            return _nobodys(f"{_shown(model_id)} is not a model id; one reads owner/name.")
        owner, name = parts["owner"], parts["name"]
        if owner is None:
            return _nobodys(f"{name} names no owner, and every family lives in a namespace.")
        candidates = self._by_owner.get(owner.lower())
        if candidates is None:
            return _nobodys(
                f"{owner} is no family's namespace. What others publish is attributed by the "
                "lineage it declares, not by its name."
            )
        return self._explain_owned(owner, name, candidates)

    def _explain_owned(
        self, owner: str, name: str, candidates: tuple[_Compiled, ...]
    ) -> Attribution:
        turned_down: Attribution | None = None
        for family, _, _ in candidates:
            included = _first_match(family.include, name)
            if included is None:
                continue
            if excluded := _first_match(family.exclude, name):
                rule = f'{family.name} exclude "{excluded}"'
                reason = f"{name} is published by {owner}, but is not {family.name}: {rule}."
                turned_down = turned_down or _nobodys(reason, rule)
                continue
            if excluded := _first_match(self.tracked_exclude, name):
                rule = f'tracked exclude "{excluded}"'
                return _nobodys(f"{name} is not counted as a language model: {rule}.", rule)
            rule = f'{family.name} include "{included}"'
            reason = f"Published by {owner}, a namespace of {family.name}: {rule}."
            return Attribution(family.name, official=True, rule=rule, reason=reason)
        names = " or ".join(family.name for family, _, _ in candidates)
        return turned_down or _nobodys(
            f"{name} is published by {owner}, but no pattern of {names} includes it."
        )

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """Every namespace to list, each once, in catalog order and its first spelling."""
        spelled = {o.lower(): o for f in reversed(self.families) for o in reversed(f.owners)}
        return tuple(spelled[key] for key in self._by_owner)

    def families_of_owner(self, owner: str) -> tuple[str, ...]:
        """The families that live in a namespace, in catalog order."""
        return tuple(one.family.name for one in self._by_owner.get(owner.lower(), ()))

    @cached_property
    def facts(self) -> tuple[FamilyFacts, ...]:
        """Every family's facts, in catalog order."""
        return tuple(family.facts for family in self.families)

    @cached_property
    def fingerprint(self) -> str:
        """A SHA-256 in hex over what decides membership; colours and developers don't."""
        rules = [(f.name, f.owners, f.include, f.exclude) for f in self.families]
        deciding = json.dumps([rules, self.tracked_exclude])
        return hashlib.sha256(deciding.encode()).hexdigest()

    @cached_property
    def _known(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _by_owner(self) -> Mapping[str, tuple[_Compiled, ...]]:
        found: dict[str, tuple[_Compiled, ...]] = {}
        for family in self.families:
            compiled = _Compiled(family, _any_of(family.include), _any_of(family.exclude))
            for owner in dict.fromkeys(map(str.lower, family.owners)):
                found[owner] = (*found.get(owner, ()), compiled)
        return found

    @cached_property
    def _tracked(self) -> re.Pattern[str]:
        return _any_of(self.tracked_exclude)


def _nobodys(reason: str, rule: str | None = None) -> Attribution:
    return Attribution(None, official=False, rule=rule, reason=reason)


def _well_formed(model_id: str) -> bool:
    return _MODEL_ID.fullmatch(model_id) is not None and ".." not in model_id


def _shown(model_id: str) -> str:
    """An id that may hold anything, quoted, escaped and cut for a sentence."""
    return ascii(model_id if len(model_id) <= 96 else model_id[:93] + "...")


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One expression for all patterns, over lower-case names; of no patterns it never matches."""
    return re.compile("|".join(translate(one.lower()) for one in patterns) or r"(?!)")


def _first_match(patterns: Iterable[str], name: str) -> str | None:
    return next((one for one in patterns if fnmatchcase(name.lower(), one.lower())), None)


def parse_catalog(text: str) -> Catalog:
    """Read a catalog from TOML.

    Raises ``CatalogError`` at the first thing that is missing, unknown or of no use. Families
    are counted from 1, as in ``line 12, family[3].owners: …``.
    """
    top = read_table(text)
    found = top.values.get("format")
    if type(found) is not int or found != FORMAT:
        raise top.error("format", f"takes {FORMAT}, the only format this program reads")
    top.check(("format", "version", "tracked", "family"))
    version = top.string("version", *_TEXT)
    tracked = Table(text, top.value("tracked", dict, "a table"), "tracked")
    tracked.check(("exclude",))
    families: dict[str, Family] = {}
    for nth, values in enumerate(top.value("family", list, "[[family]] tables"), 1):
        if not isinstance(values, dict):
            raise top.error("family", "takes [[family]] tables")
        table = Table(text, values, "family", nth)
        family = _read_family(table)
        if families.setdefault(family.name.lower(), family) is not family:
            raise table.error("name", f"{family.name!r} is another family's already")
    if not families:
        raise top.error("family", "is empty; it takes at least one [[family]] table")
    return Catalog(version, tuple(families.values()), tracked.strings("exclude", *_PATTERN))


def _read_family(table: Table) -> Family:
    table.check(("name", "developer", "country", "colour", "owners", "include", "exclude"))
    return Family(
        FamilyFacts(
            name=table.string("name", *_TEXT),
            developer=table.string("developer", *_TEXT),
            country=table.string("country", *_COUNTRY),
            colour=table.string("colour", *_COLOUR).lower(),
        ),
        owners=table.strings("owners", *_OWNER, least=1),
        include=table.strings("include", *_PATTERN, least=1),
        exclude=table.strings("exclude", *_PATTERN) if "exclude" in table.values else (),
    )
