"""An origin is the publisher's, and groups of a panel sum to it exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.catalog import Catalog, Family, FamilyFacts
from sharewatch.core.origins import GroupSum, Origin, Origins, grouped, region_of_country
from sharewatch.core.panel import Member, Panel
from sharewatch.core.shares import Measure

CATALOG = Catalog(
    "1",
    (
        Family(FamilyFacts("Qwen", "Alibaba", "CN", "#000000"), ("Qwen",), ("qwen*",)),
        Family(FamilyFacts("Gemma", "Google", "US", "#000000"), ("google", "joint"), ("gemma*",)),
        Family(FamilyFacts("Mistral", "Mistral AI", "FR", "#000000"), ("mistralai",), ("*",)),
        Family(FamilyFacts("Jais", "G42", "AE", "#000000"), ("joint",), ("jais*",)),
    ),
)
UNKNOWN = Origin("unknown", "unknown", "unknown")


def panel(*members: Member, unseen: frozenset[str] = frozenset()) -> Panel:
    families = ("Qwen", "Gemma", "Other")
    return Panel(0, "text", "derivatives", Measure.D30, families, members, unseen)


def member(model_id: str, value: int | None, *families: str) -> Member:
    return Member(model_id, model_id, families, value)


def owner(one: Member) -> str:
    return one.model_id.partition("/")[0]


@pytest.mark.parametrize(
    ("country", "region"),
    [("US", "us"), ("cn", "china"), ("FR", "eu"), ("CH", "eu"), ("GB", "eu"), ("CA", "other")],
)
def test_a_country_is_in_the_region_that_published_lists_put_it_in(
    country: str, region: str
) -> None:
    assert region_of_country(country) == region


def test_an_official_model_is_of_its_familys_country() -> None:
    origins = Origins(CATALOG)
    assert origins.of("qwen/Qwen3-8B") == Origin("china", "Alibaba", "catalog", "CN")
    assert origins.of("joint/gemma-2") == Origin("us", "Google", "catalog", "US")
    assert origins.of("joint/jais-2") == Origin("other", "G42", "catalog", "AE")


def test_a_derivative_is_its_own_publishers() -> None:
    origins = Origins(CATALOG)
    assert origins.of("google/Qwen3-8B-tuned").region == "us"
    assert origins.of("someone/Qwen3-8B-GGUF") == UNKNOWN


def test_an_owner_of_families_in_two_countries_says_nothing_of_other_models() -> None:
    assert Origins(CATALOG).of("joint/other") == UNKNOWN


def test_a_bare_name_has_no_publisher() -> None:
    assert Origins(CATALOG, {"gpt2": "us"}).of("gpt2") == UNKNOWN


def test_a_published_list_decides_by_the_exact_owner_in_any_case() -> None:
    origins = Origins(CATALOG, {"Unsloth": "us", "QWEN": "other"})
    assert origins.of("unsloth/Qwen3-8B-GGUF") == Origin("us", "Unsloth", "list")
    assert origins.of("unsloth2/Qwen3-8B-GGUF") == UNKNOWN
    assert origins.of("Qwen/Qwen3-8B") == Origin("other", "Alibaba", "list", "CN")


def test_a_lists_regions_may_have_other_names() -> None:
    regions = {"a": "Europe", "b": "US", "c": "CN", "d": "EU", "e": "unknown", "f": "Korea"}
    origins = Origins(CATALOG, regions)
    assert [origins.of(f"{one}/x").region for one in "abcdef"] == [
        *("eu", "us", "china", "eu", "unknown", "korea")
    ]


def test_groups_come_largest_first_with_their_families() -> None:
    found = grouped(
        panel(
            member("a/1", 5, "Gemma"),
            member("b/1", 7, "Qwen", "Gemma"),
            member("b/2", 1),
            member("a/2", 1, "Gemma"),
        ),
        owner,
    )
    assert found == (
        GroupSum("b", 8, 2, Fraction(8, 14), (("Qwen", 4), ("Gemma", 3), ("Other", 1))),
        GroupSum("a", 6, 2, Fraction(6, 14), (("Gemma", 6),)),
    )


def test_a_model_without_a_count_makes_its_group_and_all_shares_unknown() -> None:
    found = grouped(panel(member("a/1", None, "Gemma"), member("b/1", 3, "Qwen")), owner)
    assert found == (
        GroupSum("b", 3, 1, None, (("Qwen", 3),)),
        GroupSum("a", None, 1, None, (("Gemma", None),)),
    )


def test_a_family_not_seen_whole_leaves_no_group_known() -> None:
    found = grouped(panel(member("b/1", 3, "Qwen"), unseen=frozenset({"Gemma"})), owner)
    assert [(one.value, one.share) for one in found] == [(None, None)]


def test_nothing_has_no_share() -> None:
    assert grouped(panel(), owner) == ()
    assert [one.share for one in grouped(panel(member("a/1", 0, "Qwen")), owner)] == [None]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from([(), ("Qwen",), ("Gemma", "Qwen")]),
            st.integers(0, 2**62),
        ),
        min_size=1,
    )
)
def test_groups_sum_to_the_panel_and_families_to_their_group(
    found: list[tuple[str, tuple[str, ...], int]],
) -> None:
    groups = grouped(panel(*(member(f"{o}/{o}", n, *families) for o, families, n in found)), owner)
    whole = sum(n for _, _, n in found)
    assert sum(one.value or 0 for one in groups) == whole
    assert sum(one.models for one in groups) == len(found)
    assert sum(one.share or 0 for one in groups) == (1 if whole else 0)
    for one in groups:
        assert sum(value or 0 for _, value in one.families) == one.value
