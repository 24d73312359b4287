"""Claims are judged by numbers alone, under the definition that is named."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.claims import (
    Claim,
    ClaimError,
    Definition,
    Relation,
    Verdict,
    definitions_for,
    judge,
    judge_published,
    undecided,
    watched_bounds,
)
from sharewatch.core.intervals import Interval
from sharewatch.core.panel import OTHER
from sharewatch.core.references import span_of
from sharewatch.core.shares import FamilySum
from sharewatch.core.sides import (
    ENDLESS,
    Developers,
    Everything,
    Families,
    Figures,
    Group,
    Next,
    Number,
    Origin,
)

QWEN = Families(("Qwen",))
LATEST = Definition()
SUMS = (
    FamilySum("Qwen", 100),
    FamilySum("Llama", 30),
    FamilySum("Gemma", 20),
    FamilySum("Phi", 5),
    FamilySum("Kimi", 1),
)
FACTS = (
    FamilyFacts("Qwen", "Alibaba Cloud", "CN", "#000000"),
    FamilyFacts("Llama", "Meta", "US", "#000000"),
    FamilyFacts("Gemma", "Google", "US", "#000000"),
    FamilyFacts("Phi", "Microsoft", "US", "#000000"),
    FamilyFacts("Kimi", "Moonshot AI", "CN", "#000000"),
)
KNOWN = Figures(as_of=0, sums=SUMS, facts=FACTS)


def claim(
    right: Group,
    factor: int | Fraction = 1,
    relation: Relation = Relation.MORE,
    left: Group = QWEN,
    by: str | None = None,
    definition: Definition = LATEST,
) -> Claim:
    return Claim("c", "A claim.", definition, left, relation, Fraction(factor), right, "source", by)


def known(*sums: FamilySum) -> Figures:
    return replace(KNOWN, sums=sums)


@pytest.mark.parametrize(
    ("group", "value"),
    [
        (Families(("Qwen", "phi")), 105),
        (Developers(("google", "Microsoft")), 25),
        (Next(1), 30),
        (Next(3), 55),
        (Origin("US"), 55),
        (Origin("CN"), 101),
        (Everything(), 156),
        (Number(7), 7),
    ],
)
def test_a_group_is_the_sum_of_its_families(group: Group, value: int) -> None:
    assert group.amount(KNOWN).value == value


@pytest.mark.parametrize(
    ("group", "missing"),
    [
        (Families(("Qwen", "Yi")), "not a family of this scope: Yi"),
        (Developers(("IBM",)), "not a developer of this catalog: IBM"),
        (Next(5), "fewer than 5 families after the leader"),
        (Origin("FR"), "no family of this catalog is from FR"),
    ],
)
def test_a_group_that_is_not_there_is_unknown_and_says_so(group: Group, missing: str) -> None:
    found = group.amount(KNOWN)
    assert (found.bounds, found.missing) == (None, missing)


@pytest.mark.parametrize(
    "group",
    [
        Families(("Qwen", "Llama")),
        Developers(("Meta",)),
        Next(2),
        Origin("US"),
        Everything(),
    ],
)
def test_a_group_with_an_unknown_family_is_unknown_and_names_it(group: Group) -> None:
    found = group.amount(known(SUMS[0], FamilySum("Llama", None), *SUMS[2:]))
    assert found.missing == "models not seen or without a count: Llama"


def test_many_missing_families_are_named_in_part() -> None:
    sums = [FamilySum(name, None) for name in "ABCDEF"]
    missing = Everything().amount(known(*sums)).missing
    assert missing == "models not seen or without a count: A, B, C and 3 more"
    missing = Everything().amount(known(*sums[:4])).missing
    assert missing == "models not seen or without a count: A, B, C, D"


def test_other_counts_in_everything_and_is_never_a_rival() -> None:
    figures = known(*SUMS, FamilySum(OTHER, 1000))
    assert Everything().amount(figures).value == 1156
    assert Next(2).amount(figures).value == 50
    assert Next(5).amount(figures).missing == "fewer than 5 families after the leader"


def test_an_origin_is_counted_model_by_model_where_that_is_known() -> None:
    figures = replace(KNOWN, sums=(*SUMS, FamilySum(OTHER, 9)))
    assert Origin("US").amount(figures).missing == "the origin of the models of Other is not known"
    figures = replace(
        figures, origins={"US": Interval.exactly(60), "CN": None, "FR": Interval(1, 9)}
    )
    assert Origin("US").amount(figures).value == 60
    assert Origin("FR").amount(figures).bounds == Interval(1, 9)
    assert Origin("CN").amount(figures).missing == ("models of CN were not seen or carry no count")
    assert Origin("US").amount(replace(KNOWN, sums=(*SUMS, FamilySum(OTHER, 0)))).value == 55


@pytest.mark.parametrize(
    ("group", "text"),
    [
        (Families(("Qwen", "Llama")), "Qwen, Llama"),
        (Developers(("Meta",)), "Meta"),
        (Next(8), "the next 8"),
        (Origin("US"), "all of US"),
        (Everything(), "everything"),
        (Number(10**9), "1,000,000,000"),
    ],
)
def test_a_group_reads_as_people_say_it(group: Group, text: str) -> None:
    assert str(group) == text


@pytest.mark.parametrize(
    ("relation", "right", "verdict"),
    [
        (Relation.MORE, 99, Verdict.HOLDS),
        (Relation.MORE, 100, Verdict.FAILS),
        (Relation.AT_LEAST, 100, Verdict.HOLDS),
        (Relation.AT_LEAST, 101, Verdict.FAILS),
        (Relation.LESS, 101, Verdict.HOLDS),
        (Relation.LESS, 100, Verdict.FAILS),
        (Relation.AT_MOST, 100, Verdict.HOLDS),
        (Relation.AT_MOST, 99, Verdict.FAILS),
    ],
)
def test_a_relation_is_strict_or_not_as_it_is_written(
    relation: Relation, right: int, verdict: Verdict
) -> None:
    assert judge(claim(Number(right), relation=relation), KNOWN).verdict is verdict


def test_a_judged_claim_carries_its_numbers_and_the_line_to_show() -> None:
    figures = known(FamilySum("Qwen", 153_600_000), FamilySum("Llama", 71_200_000))
    judged = judge(claim(Families(("Llama",)), factor=2), figures)
    assert judged.verdict is Verdict.HOLDS
    assert (judged.left, judged.right) == (153_600_000, 71_200_000)
    assert judged.ratio == Fraction(1536, 712)
    assert judged.arithmetic == "153.6M >? 2 × 71.2M = 142.4M"
    assert judged.definition == Definition()
    assert judged.reason == ""


def test_it_is_judged_under_the_definition_given() -> None:
    other = Definition(measure="all-time")
    assert judge(claim(Everything()), KNOWN, other).definition is other


@pytest.mark.parametrize(
    ("left", "right", "factor", "relation", "line"),
    [
        (153_600_000, 56_000_000, 1, Relation.MORE, "153.6M >? 56.0M"),
        (
            942_100_000,
            2_040_000_000,
            Fraction(1, 2),
            Relation.AT_MOST,
            "942.1M ≤? 0.5 × 2.04B = 1.02B",
        ),
        (10, 9, Fraction(1, 3), Relation.LESS, "10 <? 1/3 × 9 = 3"),
        (1_000_000_001, 10**9, 1, Relation.AT_LEAST, "1,000,000,001 ≥? 1,000,000,000"),
        (
            1_000_001,
            2_000_001,
            Fraction(1, 2),
            Relation.MORE,
            "1,000,001 >? 0.5 × 2,000,001 = 1,000,000.5",
        ),
    ],
)
def test_the_line_never_rounds_away_which_side_is_larger(
    left: int, right: int, factor: int | Fraction, relation: Relation, line: str
) -> None:
    judged = judge(claim(Number(right), factor, relation), known(FamilySum("Qwen", left)))
    assert judged.arithmetic == line


def test_an_unknown_side_makes_the_claim_unknown_and_says_why() -> None:
    figures = known(FamilySum("Qwen", 100), FamilySum("Llama", None))
    judged = judge(claim(Families(("Llama",)), factor=2), figures)
    assert judged.verdict is Verdict.UNKNOWN
    assert judged.reason == "models not seen or without a count: Llama"
    assert judged.arithmetic == "100 >? 2 × – = –"
    assert (judged.left, judged.right, judged.ratio) == (100, None, None)
    assert watched_bounds(judged) is None


def test_two_sides_that_miss_different_models_name_both_reasons() -> None:
    judged = judge(claim(Families(("Yi",)), left=Families(("Step",))), KNOWN)
    assert judged.reason == "not a family of this scope: Step; not a family of this scope: Yi"
    assert judge(claim(Everything()), known(FamilySum("Qwen", None))).reason == (
        "models not seen or without a count: Qwen"
    )


@pytest.mark.parametrize(
    ("high", "verdict"), [(40, Verdict.HOLDS), (60, Verdict.UNKNOWN)], ids=["everywhere", "across"]
)
def test_bounds_decide_only_where_all_they_hold_agrees(high: int, verdict: Verdict) -> None:
    figures = known(FamilySum("Qwen", 100), FamilySum("Llama", None, low=30, high=high))
    judged = judge(claim(Families(("Llama",)), factor=2), figures)
    assert judged.verdict is verdict
    assert judged.right_bounds == Interval(30, high)
    assert judged.arithmetic == f"100 >? 2 × 30 to {high} = 60 to {2 * high}"
    assert (judged.reason == "") is (verdict is Verdict.HOLDS)
    assert watched_bounds(judged) == (Fraction(100, 100 + 2 * high), Fraction(100, 160))


ends = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(sorted)


@given(st.lists(ends, min_size=4, max_size=6), st.data())
def test_the_bounds_of_the_next_ones_hold_whatever_the_missing_counts_are(
    spans: list[list[int]], data: st.DataObject
) -> None:
    names = "ABCDEF"
    bounded = [
        FamilySum(name, None, low=low, high=high)
        for name, (low, high) in zip(names, spans, strict=False)
    ]
    truth = [
        FamilySum(name, data.draw(st.integers(low, high)))
        for name, (low, high) in zip(names, spans, strict=False)
    ]
    bounds = Next(2).amount(known(*bounded)).bounds
    value = Next(2).amount(known(*truth)).value
    assert bounds is not None
    assert value is not None
    assert bounds.low <= value <= bounds.high


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.fractions(Fraction(1, 9), 9))
def test_the_watched_fraction_is_a_half_exactly_where_the_claim_turns(
    left: int, right: int, factor: Fraction
) -> None:
    judged = judge(claim(Number(right), factor), known(FamilySum("Qwen", left)))
    watched = watched_bounds(judged)
    if watched is None:
        assert left == right == 0
    else:
        least, most = watched
        assert 0 <= least == most <= 1
        assert (least >= Fraction(1, 2)) == (left >= factor * right)


def test_nothing_against_nothing_is_no_share_and_no_ratio() -> None:
    judged = judge(claim(Number(0)), known(FamilySum("Qwen", 0)))
    assert judged.verdict is Verdict.FAILS
    assert judged.ratio is None
    assert watched_bounds(judged) is None


LAST = span_of("2026-04-30")[1]


@pytest.mark.parametrize(
    ("value", "as_of", "reached_at", "verdict", "reason"),
    [
        (9, LAST - 1, None, Verdict.UNKNOWN, "not yet, and open until 2026-04-30; in May"),
        (9, LAST, None, Verdict.FAILS, ""),
        (10, LAST - 1, None, Verdict.HOLDS, ""),
        (
            10,
            LAST,
            None,
            Verdict.UNKNOWN,
            "true by now; whether by 2026-04-30, the history doesn't show",
        ),
        (10, LAST, LAST - 1, Verdict.HOLDS, "reached about 2026-04-30"),
        (10, LAST, LAST, Verdict.FAILS, "reached about 2026-05-01, after 2026-04-30"),
        (None, LAST, None, Verdict.UNKNOWN, "models not seen or without a count: Qwen"),
        (None, LAST, LAST - 1, Verdict.HOLDS, "reached about 2026-04-30"),
    ],
)
def test_a_claim_with_a_day_is_open_until_that_day_is_over(
    value: int | None, as_of: int, reached_at: int | None, verdict: Verdict, reason: str
) -> None:
    figures = Figures(as_of, (FamilySum("Qwen", value),), reached_at=reached_at, forecast="in May")
    judged = judge(claim(Number(10), relation=Relation.AT_LEAST, by="2026-04-30"), figures)
    assert (judged.verdict, judged.reason) == (verdict, reason)


def test_without_a_forecast_an_open_claim_says_only_until_when() -> None:
    figures = Figures(0, (FamilySum("Qwen", 9),))
    assert judge(claim(Number(10), by="2026-04-30"), figures).reason == (
        "not yet, and open until 2026-04-30"
    )


def test_a_claim_is_judged_by_its_own_sources_numbers_too() -> None:
    half = claim(Everything(), Fraction(1, 2))
    assert judge_published(half) is None
    assert judge_published(replace(half, claimed_left=1)) is None
    judged = judge_published(replace(half, claimed_left=942, claimed_right=2036))
    assert judged is not None
    assert judged.verdict is Verdict.FAILS
    assert judged.ratio == Fraction(942, 2036)
    day = replace(half, claimed_left=942, claimed_right=2036, by="2026-04-30")
    judged = judge_published(day)
    assert judged is not None
    assert judged.reason == "not yet, and open until 2026-04-30"


def test_without_figures_a_claim_is_undecided_for_the_reason_given() -> None:
    february = Definition(measure="month", period="2026-02")
    judged = undecided(claim(Everything()), february, "before the first poll")
    assert judged.verdict is Verdict.UNKNOWN
    assert judged.definition is february
    assert judged.reason == "before the first poll"
    assert watched_bounds(judged) is None


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"definition": Definition(measure="likes")}, "measure"),
        ({"definition": Definition(period="soon")}, "period"),
        ({"by": "later"}, "by"),
        ({"factor": Fraction(0)}, "factor"),
        ({"left": Number(1)}, "left"),
    ],
)
def test_a_claim_that_no_numbers_could_decide_is_refused_by_field(
    change: dict[str, Any], key: str
) -> None:
    with pytest.raises(ClaimError) as refused:
        replace(claim(Everything()), **change)
    assert refused.value.key == key


OWN = Definition("tracked", "official", "month", "2026-02")
AVAILABLE = [
    Definition("my list", "official", "30d"),
    Definition("hub", "official", "30d"),
    Definition("tracked", "derivatives", "30d"),
    Definition("tracked", "official", "derivatives"),
    Definition("tracked", "official", "all-time"),
    Definition("tracked", "official", "month", "2026-09"),
    Definition("tracked", "official", "month", "2026-10"),
    Definition("tracked", "official", "30d"),
    Definition("tracked", "official", "30d", "2026-10-31"),
    Definition("text", "official", "30d"),
    OWN,
]


def test_a_claim_is_tabled_under_its_own_definition_first_and_then_in_a_fixed_order() -> None:
    assert definitions_for(claim(Next(8), definition=OWN), AVAILABLE) == (
        OWN,
        Definition("tracked", "official", "30d"),
        Definition("tracked", "official", "30d", "2026-10-31"),
        Definition("tracked", "official", "all-time"),
        Definition("tracked", "official", "month", "2026-10"),
        Definition("tracked", "official", "month", "2026-09"),
        Definition("tracked", "derivatives", "30d"),
        Definition("text", "official", "30d"),
        Definition("hub", "official", "30d"),
        Definition("my list", "official", "30d"),
    )


def test_a_number_keeps_its_measure() -> None:
    found = definitions_for(claim(Number(10**9), definition=OWN), AVAILABLE)
    assert [one.period for one in found] == ["2026-02", "2026-10", "2026-09"]


def test_derivatives_and_downloads_never_stand_for_each_other() -> None:
    counted = Definition("hub", "derivatives", "derivatives")
    found = definitions_for(claim(Next(8), definition=counted), AVAILABLE)
    assert found == (counted, Definition("tracked", "official", "derivatives"))


def test_a_count_without_an_upper_bound_is_put_as_so_many_or_more() -> None:
    open_end = claim(Number(100), relation=Relation.AT_LEAST)
    judged = judge(open_end, known(FamilySum("Qwen", None, low=83, high=ENDLESS)))
    assert judged.verdict is Verdict.UNKNOWN
    assert judged.arithmetic == "83 or more ≥? 100"
    enough = known(FamilySum("Qwen", None, low=101, high=ENDLESS))
    assert judge(open_end, enough).verdict is Verdict.HOLDS
