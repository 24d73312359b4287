"""A catalog's rules: what they attribute, and how a broken catalog is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.catalog import (
    Catalog,
    CatalogError,
    Family,
    FamilyFacts,
    parse_catalog,
)

TEXT = """\
# A catalog for tests.
format = 1
version = "test"

[tracked]
exclude = ["*embed*"]

[[family]]
name = "Swan"
developer = "Lake"
country = "CH"
colour = "#AA5500"
owners = [
  "lake",
  "Old-Lake",
]
include = ["swan*", "cyg[0-9]?"]
exclude = ["*-goose*"]

[[family]]
name = "Goose"
developer = "Lake"
country = "CH"
colour = "#0055aa"
owners = ["Lake", "farm"]
include = ["*goose*"]
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return parse_catalog(TEXT)


def test_a_catalog_is_read_as_it_is_written(catalog: Catalog) -> None:
    swan = Family(
        FamilyFacts("Swan", "Lake", "CH", "#aa5500"),
        owners=("lake", "Old-Lake"),
        include=("swan*", "cyg[0-9]?"),
        exclude=("*-goose*",),
    )
    assert catalog.version == "test"
    assert catalog.families[0] == swan
    assert catalog.families[1].exclude == ()
    assert catalog.tracked_exclude == ("*embed*",)
    assert catalog.facts == (swan.facts, FamilyFacts("Goose", "Lake", "CH", "#0055aa"))


def test_owners_come_once_in_catalog_order_and_first_spelling(catalog: Catalog) -> None:
    assert catalog.owners == ("lake", "Old-Lake", "farm")
    assert catalog.families_of_owner("LAKE") == ("Swan", "Goose")
    assert catalog.families_of_owner("farm") == ("Goose",)
    assert catalog.families_of_owner("pond") == ()


@pytest.mark.parametrize(
    ("model_id", "family", "rule"),
    [
        ("lake/Swan-7B", "Swan", 'Swan include "swan*"'),
        ("OLD-LAKE/SWAN", "Swan", 'Swan include "swan*"'),
        ("lake/cyg4x", "Swan", 'Swan include "cyg[0-9]?"'),
        ("lake/swan-goose-mix", "Goose", 'Goose include "*goose*"'),
        ("Old-Lake/swan-goose-mix", None, 'Swan exclude "*-goose*"'),
        ("lake/swan-embed", None, 'tracked exclude "*embed*"'),
        ("lake/swan-goose-embed", None, 'tracked exclude "*embed*"'),
        ("lake/cygnet", None, None),
        ("lake/black-swan", None, None),
        ("farm/swan", None, None),
        ("pond/swan", None, None),
    ],
)
def test_the_first_matching_rule_decides(
    catalog: Catalog, model_id: str, family: str | None, rule: str | None
) -> None:
    found = catalog.explain(model_id)
    assert (found.family, found.official, found.rule) == (family, family is not None, rule)
    assert catalog.family_of(model_id) == family


@pytest.mark.parametrize(
    ("model_id", "reason"),
    [
        ("lake/swan", 'Published by lake, a namespace of Swan: Swan include "swan*".'),
        ("lake/swan-embed", 'swan-embed is not counted as a language model: tracked exclude "*em'),
        ("old-lake/swan-goose", "swan-goose is published by old-lake, but is not Swan: Swan excl"),
        ("lake/duck", "duck is published by lake, but no pattern of Swan or Goose includes it."),
        ("pond/swan", "pond is no family's namespace. What others publish is attributed by the l"),
        ("swan-2", "swan-2 names no owner, and every family lives in a namespace."),
        ("", "'' is not a model id; one reads owner/name."),
        ("lake/", "'lake/' is not a model id"),
        ("/swan", "'/swan' is not a model id"),
        ("lake/swan/7b", "'lake/swan/7b' is not a model id"),
        ("lake/../swan", "'lake/../swan' is not a model id"),
        ("lake/swan..7b", "'lake/swan..7b' is not a model id"),
        ("lake/swan\n", "'lake/swan\\n' is not a model id"),
        ("lake/swan\u202e", "'lake/swan\\u202e' is not a model id"),
        ("la\u212ae/swan", "'la\\u212ae/swan' is not a model id"),
        ("lake/swan" + "n" * 200, "Published by lake"),
        ("lake/swan " + "n" * 200, "'lake/swan " + "n" * 83 + "...' is not a model id"),
    ],
)
def test_every_id_gets_a_reason_for_people(catalog: Catalog, model_id: str, reason: str) -> None:
    assert catalog.explain(model_id).reason.startswith(reason)
    assert catalog.explain(model_id).family == catalog.family_of(model_id)


def test_a_catalog_without_exclusions_excludes_nothing(catalog: Catalog) -> None:
    lenient = replace(catalog, tracked_exclude=())
    assert lenient.family_of("lake/swan-embed") == "Swan"
    assert lenient.explain("lake/swan-embed").official


NAMES = st.lists(
    st.sampled_from(["swan", "Goose", "-goose", "embed", "cyg1", "cyg", "-", ".", "7B", "/", " "]),
    max_size=5,
).map("".join)
PATTERNS = st.lists(
    st.text(st.sampled_from("swangoe-*?[]!12"), min_size=1, max_size=6), min_size=1, max_size=3
).map(tuple)


CATALOG = parse_catalog(TEXT)


@given(owner=st.sampled_from(["lake", "Farm", "old-lake", "pond", ""]), name=NAMES)
def test_the_fast_answer_is_the_explained_one(owner: str, name: str) -> None:
    for model_id in (f"{owner}/{name}", name):
        assert CATALOG.family_of(model_id) == CATALOG.explain(model_id).family


@given(model_id=st.text(max_size=20))
def test_no_text_whatever_raises(model_id: str) -> None:
    found = CATALOG.explain(model_id)
    assert found.family == CATALOG.family_of(model_id)
    assert found.reason.isprintable()


@given(include=PATTERNS, exclude=PATTERNS, tracked=PATTERNS, name=NAMES)
def test_any_patterns_answer_fast_as_explained(
    include: tuple[str, ...], exclude: tuple[str, ...], tracked: tuple[str, ...], name: str
) -> None:
    facts = FamilyFacts("Swan", "Lake", "CH", "#aa5500")
    one = Family(facts, ("lake",), include, exclude)
    catalog = Catalog("test", (one,), tracked)
    assert catalog.family_of(f"lake/{name}") == catalog.explain(f"lake/{name}").family


def test_the_fingerprint_holds_what_decides_and_nothing_else(catalog: Catalog) -> None:
    def other(old: str, new: str) -> str:
        assert old in TEXT
        return parse_catalog(TEXT.replace(old, new)).fingerprint

    same = catalog.fingerprint
    assert len(same) == 64
    assert int(same, 16) > 0
    assert other("#AA5500", "#123456") == same
    assert other('"CH"', '"DE"') == same
    assert other('developer = "Lake"', 'developer = "Sea"') == same
    assert other('version = "test"', 'version = "next"') == same
    assert other('name = "Swan"', 'name = "Cygnet"') != same
    assert other('"Old-Lake"', '"New-Lake"') != same
    assert other('"swan*"', '"swan?"') != same
    assert other('"*-goose*"', '"*goose*"') != same
    assert other('"*embed*"', '"*embedding*"') != same
    turned = replace(catalog, families=catalog.families[::-1])
    assert turned.fingerprint != same


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "reason"),
    [
        ("format = 1\n", "", 1, "format", "takes 1, the only format"),
        ("format = 1", "format = 2", 2, "format", "takes 1, the only format"),
        ("format = 1", "format = true", 2, "format", "takes 1, the only format"),
        ('version = "test"\n', "", 1, "version", "is missing; it takes a text on one line"),
        ('version = "test"', "version = 3", 3, "version", "takes a text on one line"),
        ('version = "test"', 'version = " "', 3, "version", "takes a text on one line, not ' '"),
        ('version = "test"', 'version = "a\\u0007b"', 3, "version", "takes a text on one line"),
        ("\n[tracked]", "extra = 1\n[tracked]", 4, "extra", "is unknown here; known are family,"),
        ("[tracked]", "[tracks]", 5, "tracks", "is unknown here"),
        ("[tracked]\nexclude", "tracked", 5, "tracked", "takes a table"),
        ("[tracked]\nexclude = [", "tracked.exclude = [3,", 1, "tracked.exclude", "takes a list"),
        ("[tracked]\nexclude", "tracked = {}\nx", 6, "x", "is unknown here"),
        ("[tracked]\nexclude = [", "tracked = {exclude=[3],}#", 5, "", "not TOML"),
        ("[tracked]\nexclude =", "[tracked]\nexclud =", 6, "tracked.exclud", "is unknown here"),
        ('["*embed*"]', '"*embed*"', 6, "tracked.exclude", "takes a list, each a pattern"),
        ('["*embed*"]', '["*embed*", ""]', 6, "tracked.exclude", "takes a list, each a pattern"),
        ('["*embed*"]', '["a*", "A*"]', 6, "tracked.exclude", "'A*' stands twice"),
        ('["swan*"', '["lake/swan*"', 17, "family[1].include", "takes a list, each a pattern"),
        ('["*goose*"]', "[]", 26, "family[2].include", "is empty; it takes at least one"),
        ('["Lake", "farm"]', "[]", 25, "family[2].owners", "is empty; it takes at least one"),
        ('["Lake", "farm"]', '["a/b"]', 25, "family[2].owners", "takes a list, each a Hub name"),
        ('["Lake", "farm"]', "[1]", 25, "family[2].owners", "takes a list, each a Hub name"),
        ('"Old-Lake"', '"LAKE"', 13, "family[1].owners", "'LAKE' stands twice"),
        ('owners = ["Lake", "farm"]\n', "", 20, "family[2].owners", "is missing; it takes a list"),
        ('name = "Goose"', 'name = "SWAN"', 21, "family[2].name", "'SWAN' is another family's"),
        ('name = "Goose"', 'nam = "Goose"', 21, "family[2].nam", "is unknown here"),
        ('name = "Goose"', "'name' = ''", 21, "family[2].name", "takes a text on one line"),
        ('"#0055aa"', '"blue"', 24, "family[2].colour", "takes a colour such as"),
        ('"#0055aa"', '"#0055aa\\n"', 24, "family[2].colour", "takes a colour such as"),
        ('"CH"\ncolour = "#0', '"ch"\ncolour = "#0', 23, "family[2].country", "takes an ISO 3166"),
        ('[[family]]\nname = "G', '[[family.bird]]\nx = "', 8, "family[1].bird", "is unknown"),
        ("version =", "version", 3, "", "not TOML"),
        ('["*goose*"]', '["*goose*"', 26, "", "not TOML"),
    ],
)
def test_a_broken_catalog_is_refused_by_line_key_and_reason(
    old: str, new: str, line: int, key: str, reason: str
) -> None:
    assert old in TEXT
    with pytest.raises(CatalogError) as caught:
        parse_catalog(TEXT.replace(old, new, 1))
    error = caught.value
    assert (error.line, error.key) == (line, key)
    assert error.reason.startswith(reason)
    assert str(error) == f"line {line}{', ' if key else ''}{key}: {error.reason}"


@pytest.mark.parametrize("monster", ["9" * 5000, "[" * 20_000], ids=["digits", "brackets"])
def test_a_value_beyond_any_reader_is_refused(monster: str) -> None:
    with pytest.raises(CatalogError, match=r"^line 1: not TOML: "):
        parse_catalog(f"format = {monster}")


@pytest.mark.parametrize(
    ("families", "line", "reason"),
    [
        ("", 1, "is missing; it takes [[family]] tables"),
        ("family = []", 4, "is empty; it takes at least one [[family]] table"),
        ("family = [1]", 4, "takes [[family]] tables"),
        ("[family]", 4, "takes [[family]] tables"),
    ],
)
def test_a_catalog_without_families_is_refused(families: str, line: int, reason: str) -> None:
    text = f'format = 1\nversion = "test"\ntracked = {{ exclude = [] }}\n{families}\n'
    with pytest.raises(CatalogError) as caught:
        parse_catalog(text)
    assert (caught.value.line, caught.value.key, caught.value.reason) == (line, "family", reason)


def test_a_family_written_in_one_line_is_found_near_by() -> None:
    text = 'format = 1\nversion = "test"\ntracked = { exclude = [] }\nfamily = [{ nam = 1 }]\n'
    with pytest.raises(CatalogError, match=r"^line 4, family\[1\]\.nam: is unknown here"):
        parse_catalog(text)
