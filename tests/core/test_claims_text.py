"""Claims are read strictly, and the shipped ones say what their sources say."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sharewatch.core.catalog import parse_catalog
from sharewatch.core.catalog_text import CatalogError
from sharewatch.core.claims import Claim, Definition, Relation, Verdict, judge, judge_published
from sharewatch.core.claims_text import claims_text, parse_claims
from sharewatch.core.references import span_of
from sharewatch.core.shares import FamilySum
from sharewatch.core.sides import (
    Developers,
    Everything,
    Families,
    Figures,
    Group,
    Next,
    Number,
    Origin,
)
from sharewatch.files import resource

GOOD = """\
format = 1

[[claim]]
id = "double"
sentence = "Qwen has more than double the next eight."
measure = "30d"
scope = "tracked"
attribution = "official"
left = { families = ["Qwen"] }
relation = ">"
factor = 2
right = { next = 8 }
source = "https://example.org"
"""


@pytest.fixture(scope="module")
def shipped() -> dict[str, Claim]:
    text = resource("claims.toml").read_text(encoding="utf-8")
    return {one.id: one for one in parse_claims(text)}


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def test_a_claim_is_read_as_written() -> None:
    assert parse_claims(GOOD) == (
        Claim(
            "double",
            "Qwen has more than double the next eight.",
            Definition("tracked", "official", "30d", None),
            Families(("Qwen",)),
            Relation.MORE,
            Fraction(2),
            Next(8),
            "https://example.org",
        ),
    )


def test_what_may_be_left_out_is_read_too() -> None:
    [claim] = parse_claims(
        GOOD + 'period = "2026-02"\nby = "2026-04-30"\nclaimed_left = 0\nclaimed_right = 5\n'
        'note = "As told."\n'
    )
    assert claim.definition.period == "2026-02"
    assert (claim.by, claim.note) == ("2026-04-30", "As told.")
    assert (claim.claimed_left, claim.claimed_right) == (0, 5)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ('{ families = ["Qwen", "Llama"] }', Families(("Qwen", "Llama"))),
        ('{ developers = ["Meta"] }', Developers(("Meta",))),
        ("{ next = 3 }", Next(3)),
        ('{ origin = "US" }', Origin("US")),
        ("{ everything = true }", Everything()),
        ("{ number = 1_000_000 }", Number(1_000_000)),
    ],
)
def test_a_side_is_one_of_six_kinds(text: str, group: Group) -> None:
    [claim] = parse_claims(changed("{ next = 8 }", text))
    assert claim.right == group


@pytest.mark.parametrize(
    ("text", "factor"), [("2", 2), ("0.1", Fraction(1, 10)), ('"1/3"', Fraction(1, 3))]
)
def test_a_factor_is_exact(text: str, factor: Fraction | int) -> None:
    [claim] = parse_claims(changed("factor = 2", f"factor = {text}"))
    assert claim.factor == factor


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("claim = [", "line 1: not TOML"),
        (changed("format = 1", "format = 2"), "line 1, format: takes 1"),
        (changed("format = 1", "format = true"), "line 1, format: takes 1"),
        (changed("format = 1", "format = 1\nclaims = 3"), "line 2, claims: is unknown here"),
        ("format = 1\n", "line 1, claim: is missing; it takes [[claim]] tables"),
        ("format = 1\nclaim = [1]\n", "line 2, claim: takes [[claim]] tables"),
        (GOOD + GOOD.removeprefix("format = 1\n"), "line 16, claim[2].id: 'double' is another"),
        (changed("factor", "times"), "line 11, claim[1].times: is unknown here"),
        (changed('"double"', '"Much more"'), 'line 4, claim[1].id: takes a short name such as "'),
        (changed('"30d"', '"likes"'), "line 6, claim[1].measure: takes one of 30d, all-time"),
        (changed('"official"', '"all"'), 'line 8, claim[1].attribution: takes "official" or "d'),
        (changed('">"', '"beats"'), 'line 10, claim[1].relation: takes one of ">", "<"'),
        (changed("factor = 2", "factor = 0"), "line 11, claim[1].factor: takes a number above 0"),
        (changed("factor = 2", "factor = true"), "line 11, claim[1].factor: takes a number such"),
        (changed("factor = 2", 'factor = "1/0"'), "line 11, claim[1].factor: takes a number such"),
        (changed("factor = 2", "factor = nan"), "line 11, claim[1].factor: takes a number such"),
        (changed("factor = 2\n", ""), "line 3, claim[1].factor: is missing; it takes a number"),
        (changed("{ next = 8 }", "8"), "line 12, claim[1].right: takes one of { families"),
        (changed("{ next = 8 }", "{}"), "line 12, claim[1].right: takes one of { families"),
        (changed("{ next = 8 }", "{ best = 8 }"), "line 12, claim[1].right: takes one of { fam"),
        (
            changed("{ next = 8 }", "{ next = 8, number = 1 }"),
            "line 12, claim[1].right: takes one of { families",
        ),
        (
            changed("{ next = 8 }", "{ everything = false }"),
            "line 12, claim[1].right: takes one of { families",
        ),
        (
            changed("{ next = 8 }", "{ next = 0 }"),
            "line 12, claim[1].right: takes a whole number from 1 on, not 0",
        ),
        (
            changed("{ next = 8 }", "{ number = true }"),
            "line 12, claim[1].right: takes a whole number from 1 on, not True",
        ),
        (
            changed("{ next = 8 }", '{ origin = "usa" }'),
            "line 12, claim[1].right: takes an ISO 3166 code",
        ),
        (changed('["Qwen"]', "[]"), "line 9, claim[1].left: is empty; it takes at least one"),
        (changed('["Qwen"]', '["Qwen", "qwen"]'), "line 9, claim[1].left: 'qwen' stands twice"),
        (
            changed('{ families = ["Qwen"] }', "{ number = 5 }"),
            "line 9, claim[1].left: takes a group of models",
        ),
        (GOOD + 'period = "soon"\n', "line 14, claim[1].period: 'soon' is no period"),
        (GOOD + 'by = "later"\n', "line 14, claim[1].by: 'later' is no period"),
        (GOOD + "claimed_left = -1\n", "line 14, claim[1].claimed_left: takes a whole number"),
    ],
)
def test_what_is_of_no_use_is_refused_by_line_claim_and_field(text: str, message: str) -> None:
    with pytest.raises(CatalogError) as refused:
        parse_claims(text)
    assert str(refused.value).startswith(message)


def test_five_claims_are_shipped_with_their_sources(shipped: dict[str, Claim]) -> None:
    assert list(shipped) == [
        "qwen-half-of-all",
        "qwen-double-the-next-eight",
        "qwen-over-us-origin",
        "qwen-100000-derivatives",
        "qwen-a-billion",
    ]
    assert all(one.source.startswith("https://") and one.note for one in shipped.values())


def test_the_shipped_claims_fare_by_their_own_numbers_as_published(
    shipped: dict[str, Claim],
) -> None:
    found = {name: judge_published(one) for name, one in shipped.items()}
    fared = {name: (one.verdict, float(one.ratio or 0)) for name, one in found.items() if one}
    assert fared == {
        "qwen-half-of-all": (Verdict.FAILS, pytest.approx(0.463, abs=5e-4)),
        "qwen-double-the-next-eight": (Verdict.HOLDS, pytest.approx(2.157, abs=5e-4)),
        "qwen-over-us-origin": (Verdict.HOLDS, pytest.approx(2.743, abs=5e-4)),
        "qwen-100000-derivatives": (Verdict.HOLDS, 1),
        "qwen-a-billion": (Verdict.UNKNOWN, pytest.approx(0.9421)),
    }


def test_the_shipped_catalog_knows_everyone_the_shipped_claims_name(
    shipped: dict[str, Claim],
) -> None:
    catalog = parse_catalog(resource("families.toml").read_text(encoding="utf-8"))
    sums = tuple(FamilySum(one.name, 10) for one in catalog.facts)
    for claim in shipped.values():
        judged = judge(claim, Figures(span_of("2026-11")[0], sums, catalog.facts))
        assert judged.left == 10
        assert judged.right is not None
        assert judged.verdict is Verdict.FAILS


def test_the_eight_rivals_are_the_ones_that_were_counted(shipped: dict[str, Claim]) -> None:
    right = shipped["qwen-double-the-next-eight"].right
    assert isinstance(right, Families)
    assert len(right.names) == 8
    assert not {"Gemma", "Phi"} & set(right.names)


@pytest.mark.parametrize(
    "right",
    [
        Families(("Llama", "GLM")),
        Developers(("Meta", 'A "quoted" one')),
        Next(8),
        Origin("US"),
        Number(1_000_000_000),
        Everything(),
    ],
)
def test_a_claim_that_is_written_down_reads_as_it_was(
    right: Group, shipped: dict[str, Claim]
) -> None:
    claim = replace(shipped["qwen-a-billion"], right=right, factor=Fraction(1, 3), note="")
    assert parse_claims(claims_text([claim])) == (claim,)


def test_all_shipped_claims_can_be_written_down(shipped: dict[str, Claim]) -> None:
    assert parse_claims(claims_text(shipped.values())) == tuple(shipped.values())
