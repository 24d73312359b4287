"""Real captures must read, and every way of spoiling them must end in a named error or row."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.identity import is_model_id
from sharewatch.core.snapshot import ModelRow
from sharewatch.hub.errors import BadPage, HubError, NotTheHub
from sharewatch.hub.wire import parse_model, parse_page

CAPTURES = Path(__file__).parent / "captures"
LISTS = sorted(p for p in CAPTURES.glob("list_*.json") if ".head." not in p.name)
DETAILS = sorted([*CAPTURES.glob("detail_*.json"), *CAPTURES.glob("modelinfo_*.json")])
ERRORS = ["error_401_missing_repo_anonymous.json", "error_404_org_overview_is_user.json"]

MINILM = {
    "_id": "621ffdc136468d709f180294",
    "id": "sentence-transformers/all-MiniLM-L6-v2",
    "downloads": 255316543,
    "downloadsAllTime": 3400446695,
    "likes": 5120,
    "createdAt": "2022-03-02T23:29:05.000Z",
    "pipeline_tag": "sentence-similarity",
    "disabled": False,
    "baseModels": {
        "relation": "quantized",
        "models": [{"_id": "621ffdc136468d709f17e8f3", "id": "nreimers/MiniLM-L6-H384-uncased"}],
    },
    "safetensors": {"parameters": {"I64": 512, "F32": 22713216}, "total": 22713728},
}
NO_COUNT = [True, -1, 1.5, 1e300, "3", [], {}, 2**53, 2**63, 2**64, 10**40]
NO_TEXT = [True, 1, 1.5, [], {}]
SPOILT = [
    *((name, value) for name in ("downloads", "downloadsAllTime", "likes") for value in NO_COUNT),
    *((name, value) for name in ("_id", "id") for value in [*NO_TEXT, None, ""]),
    *(("pipeline_tag", value) for value in [*NO_TEXT, "x" * 65, "a\u202eb", "a\nb"]),
    *(("createdAt", value) for value in [*NO_TEXT, "", "x", "2022-03-02", "2022-02-30T00:00:00Z"]),
    *(("createdAt", value) for value in ["2022-03-02T23:29:05", "1969-12-31T23:59:59Z"]),
    *(("disabled", value) for value in [0, 1, "false", [], {}]),
    *(("baseModels", value) for value in ["x", 1, True, [], {"models": {}}, {"models": ["x"]}]),
    *(("baseModels", value) for value in [{"relation": 1}, {"models": [{"id": 1}]}]),
    *(("tags", value) for value in ["x", 1, {}, [1], [None]]),
    *(("_id", value) for value in ["621ffdc136468d709f18029", "g" * 24, "6" * 25, "６" * 24]),
    *(
        ("id", value)
        for value in [
            *("a/b/c", "/a", "a/", "a//b", "../etc", "a/..", "a/b..c", "-a/b", ".a/b", "a/-b"),
            *("a b/c", "a/b\n", "a/b\x00", "a/\u202eb", "a/é", "<img src=x>/b", "=1+1/b"),
            *("a" * 97, "a/" + "b" * 97, "https://example.com/x", "a\\b"),
        ]
    ),
]


def dump(value: Any) -> bytes:
    return json.dumps(value).encode()


def models_of(capture: Any) -> list[dict[str, Any]]:
    return capture if isinstance(capture, list) else [capture]


def agree(row: ModelRow, said: dict[str, Any]) -> None:
    """Every figure of a row is the capture's, and absence stays unknown."""
    assert row.hub_id == said["_id"]
    assert row.model_id == said["id"]
    assert row.downloads_30d == said.get("downloads")
    assert row.downloads_all_time == said.get("downloadsAllTime")
    assert row.likes == said.get("likes")
    assert row.pipeline_tag == said.get("pipeline_tag")
    assert row.disabled is said.get("disabled", False)
    stated = {name: said[name]["total"] for name in ("safetensors", "gguf") if name in said}
    assert (row.parameters_source, row.parameters) == next(iter(stated.items()), (None, None))


@pytest.mark.parametrize("path", LISTS, ids=lambda p: p.stem)
def test_a_real_listing_reads_as_it_says(path: Path) -> None:
    said = json.loads(path.read_text("utf-8"))
    rows, bad = parse_page(path.read_bytes())
    identified = [model for model in said if "_id" in model]
    assert len(rows) == len(identified)
    assert len(bad) == len(said) - len(identified)
    for row, model in zip(rows, identified, strict=True):
        agree(row, model)


@pytest.mark.parametrize("path", DETAILS, ids=lambda p: p.stem)
def test_a_real_model_reads_as_it_says(path: Path) -> None:
    agree(parse_model(path.read_bytes()), json.loads(path.read_text("utf-8")))


def test_every_original_capture_reads(shared: Path) -> None:
    folder = shared / "reference" / "hub-payloads"
    seen = 0
    for path in sorted(folder.glob("*.json")):
        if path.name.startswith(("error", "org", "redirect")) or ".head." in path.name:
            continue
        said = json.loads(path.read_text("utf-8"))
        said = said["body"] if isinstance(said, dict) and "body" in said else said
        if isinstance(said, list):
            rows, bad = parse_page(dump(said))
            assert [b.reason for b in bad] == [
                "Object missing required field _id" for m in said if "_id" not in m
            ]
        else:
            rows = [parse_model(dump(said))]
        for row, model in zip(rows, [m for m in models_of(said) if "_id" in m], strict=True):
            agree(row, model)
            seen += 1
    assert seen == 15


@pytest.mark.parametrize("name", ERRORS)
def test_a_real_error_text_is_never_taken_for_data(shared: Path, name: str) -> None:
    body = (shared / "reference" / "hub-payloads" / name).read_bytes()
    with pytest.raises(NotTheHub):
        parse_page(body)
    with pytest.raises(NotTheHub):
        parse_model(body)


def test_an_organisation_is_no_model(shared: Path) -> None:
    body = (shared / "reference" / "hub-payloads" / "org_overview_google.json").read_bytes()
    with pytest.raises(BadPage, match="missing required field id"):
        parse_model(body)


def test_a_row_without_identity_is_skipped_and_named() -> None:
    rows, bad = parse_page((CAPTURES / "list_expand_gated_llama_partial.json").read_bytes(), "x", 7)
    assert rows == []
    assert (bad[0].owner, bad[0].index) == ("x", 7)
    assert bad[0].model_id == "meta-llama/Llama-3.2-1B-Instruct"
    assert "_id" in bad[0].reason


def test_a_full_row_keeps_all_we_read() -> None:
    assert parse_model(dump(MINILM)) == ModelRow(
        hub_id="621ffdc136468d709f180294",
        model_id="sentence-transformers/all-MiniLM-L6-v2",
        downloads_30d=255316543,
        downloads_all_time=3400446695,
        likes=5120,
        created_at=1646263745,
        pipeline_tag="sentence-similarity",
        relation="quantized",
        base_models=("nreimers/MiniLM-L6-H384-uncased",),
        parameters=22713728,
        parameters_source="safetensors",
    )


def test_a_gguf_files_total_serves_where_there_are_no_safetensors() -> None:
    gguf = {"total": 999885952, "architecture": "gemma3", "chat_template": "{{ bos_token }}"}
    both = parse_model(dump(MINILM | {"gguf": gguf}))
    assert (both.parameters, both.parameters_source) == (22713728, "safetensors")
    alone = parse_model(dump(MINILM | {"gguf": gguf, "safetensors": {"total": 0}}))
    assert (alone.parameters, alone.parameters_source) == (999885952, "gguf")


NO_SIZE = [*NO_COUNT, *NO_TEXT, None, 0, 1, {"total": None}, {"total": 0}, {"parameters": {}}]


@pytest.mark.parametrize("value", [*NO_SIZE, *({"total": v} for v in NO_COUNT)], ids=repr)
def test_a_spoilt_size_is_unknown_and_costs_nothing_else(value: Any) -> None:
    without = {key: said for key, said in MINILM.items() if key != "safetensors"}
    rows, bad = parse_page(dump([MINILM, MINILM | {"safetensors": value, "gguf": value}]))
    assert bad == []
    assert rows == [parse_model(dump(MINILM)), parse_model(dump(without))]


@pytest.mark.parametrize("value", [0, 2**31, 2**53 - 1])
def test_counts_hold_all_that_a_float_does(value: int) -> None:
    row = parse_model(dump(MINILM | {"downloads": value, "downloadsAllTime": value}))
    assert (row.downloads_30d, row.downloads_all_time) == (value, value)


@pytest.mark.parametrize("name", [n for n in MINILM if n not in ("_id", "id")])
def test_what_is_absent_or_null_is_unknown(name: str) -> None:
    without = {key: value for key, value in MINILM.items() if key != name}
    assert parse_model(dump(without)) == parse_model(dump(MINILM | {name: None}))


@pytest.mark.parametrize(("name", "value"), SPOILT, ids=lambda v: repr(v)[:30])
def test_a_spoilt_field_costs_its_row_alone_and_is_named(name: str, value: Any) -> None:
    good = MINILM | {"_id": "0" * 24}
    rows, bad = parse_page(dump([good, MINILM | {name: value}, good]), "owner", 100)
    assert [row.hub_id for row in rows] == ["0" * 24, "0" * 24]
    assert [(b.owner, b.index) for b in bad] == [("owner", 101)]
    assert bad[0].reason.startswith(name)
    assert bad[0].model_id == (None if name == "id" else MINILM["id"])
    with pytest.raises(BadPage, match=name):
        parse_model(dump(MINILM | {name: value}))


@pytest.mark.parametrize("row", [None, 1, "x", True, [], [1], 1.5])
def test_a_row_that_is_no_object_is_named(row: Any) -> None:
    rows, bad = parse_page(dump([MINILM, row]))
    assert len(rows) == 1
    assert bad[0].index == 1
    assert bad[0].reason


def test_broken_text_in_a_row_costs_that_row_alone() -> None:
    broken = dump(MINILM).replace(b"sentence-similarity", b"sentence-\xff")
    rows, bad = parse_page(b"[" + dump(MINILM) + b"," + broken + b"]")
    assert len(rows) == 1
    assert (bad[0].index, bad[0].model_id) == (1, MINILM["id"])


@pytest.mark.parametrize("word", [b"NaN", b"Infinity", b"-Infinity", b"07", b"0x1", b"+1", b"1."])
@pytest.mark.parametrize("field", ["downloads", "somethingElse"])
def test_what_is_no_json_number_spoils_the_page(word: bytes, field: str) -> None:
    body = b'[{"_id":"%s","id":"a/b","%s":%s}]' % (b"0" * 24, field.encode(), word)
    with pytest.raises(BadPage):
        parse_page(body)


def test_a_number_beyond_all_floats_costs_its_row() -> None:
    rows, bad = parse_page(b'[{"_id":"%s","id":"a/b","likes":1e999}]' % (b"0" * 24))
    assert rows == []
    assert bad[0].reason.startswith("likes")


def test_a_number_of_ten_thousand_digits_costs_its_row() -> None:
    body = b'[{"_id":"%s","id":"a/b","likes":%s}]' % (b"0" * 24, b"9" * 10_000)
    rows, bad = parse_page(body)
    assert rows == []
    assert bad[0].model_id == "a/b"


@pytest.mark.parametrize("path", LISTS, ids=lambda p: p.stem)
def test_a_listing_cut_anywhere_is_refused(path: Path) -> None:
    body = path.read_bytes().rstrip()
    for end in range(len(body)):
        with pytest.raises(BadPage):
            parse_page(body[:end])


@pytest.mark.parametrize("path", DETAILS, ids=lambda p: p.stem)
def test_a_model_cut_anywhere_is_refused(path: Path) -> None:
    body = path.read_bytes().rstrip()
    for end in range(len(body)):
        with pytest.raises(BadPage):
            parse_model(body[:end])


@pytest.mark.parametrize(
    "body",
    [b"<!doctype html><p>Sign in", b"  \n<html>", b'{"error":"x"}', b'{"error":{"code":1}}'],
)
def test_something_else_in_the_hubs_place_is_told_apart(body: bytes) -> None:
    with pytest.raises(NotTheHub):
        parse_page(body)
    with pytest.raises(NotTheHub):
        parse_model(body)


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"1", b'"x"', b"[]x", b"\xef\xbb\xbf[]"])
def test_a_page_of_another_shape_is_refused(body: bytes) -> None:
    with pytest.raises(BadPage):
        parse_page(body)


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'[{"q":' + b"[" * 100_000, b'{"q":' * 100_000, b'{"error":' * 9999]
)
def test_endless_nesting_is_refused_and_not_fatal(body: bytes) -> None:
    with pytest.raises(BadPage):
        parse_page(body)
    with pytest.raises(BadPage):
        parse_model(body)


def test_an_empty_listing_is_an_answer() -> None:
    assert parse_page(b"[]") == ([], [])


def test_server_text_never_reaches_a_message() -> None:
    for body in (b'{"error":"SECRET"}', b"<p>SECRET", b'{"SECRET":1}', b'["SECRET"]x', b"SECRET"):
        with pytest.raises(HubError) as caught:
            parse_page(body)
        assert "SECRET" not in str(caught.value)
    _, bad = parse_page(b'[{"_id":"SECRET","id":"SE CRET","SECRET":1},"SECRET"]')
    assert "SECRET" not in repr(bad)


@pytest.mark.parametrize(
    ("tags", "relation", "bases"),
    [
        (["base_model:a/b", "base_model:finetune:a/b"], "finetune", ("a/b",)),
        (["base_model:merge:a/b", "base_model:merge:c/d"], "merge", ("a/b", "c/d")),
        (["base_model:a/b"], None, ("a/b",)),
        (["base_model:finetune:/home/me/model"], None, ()),
        (["base_model:quantized:a/b", "base_model:quantized:./x y"], "quantized", ("a/b",)),
        (["base_model:", "base_model::", "license:mit"], None, ()),
    ],
)
def test_parents_are_read_from_tags_where_nothing_better_is_said(
    tags: list[str], relation: str | None, bases: tuple[str, ...]
) -> None:
    row = parse_model(dump(MINILM | {"baseModels": None, "tags": tags}))
    assert (row.relation, row.base_models) == (relation, bases)


def test_the_hubs_own_reading_of_parents_comes_before_tags() -> None:
    row = parse_model(dump(MINILM | {"tags": ["base_model:finetune:x/y"]}))
    assert row.base_models == ("nreimers/MiniLM-L6-H384-uncased",)


def test_a_parent_that_can_be_no_model_is_left_out_and_the_row_stays() -> None:
    bases = {"relation": "merge", "models": [{"id": "../x"}, {}, {"id": "a/b"}, {"id": "a/b"}]}
    row = parse_model(dump(MINILM | {"baseModels": bases}))
    assert (row.relation, row.base_models) == ("merge", ("a/b",))


@pytest.mark.parametrize("text", ["gpt2", "Qwen/Qwen3-0.6B", "a/_b", "0-hero/x", "a/b--c", "a/b_"])
def test_paths_the_hub_has_are_allowed(text: str) -> None:
    assert is_model_id(text)


@given(st.text())
def test_an_allowed_path_is_always_harmless(text: str) -> None:
    if is_model_id(text):
        assert text.isascii()
        assert text.isprintable()
        assert ".." not in text
        assert text[0] not in "=+-@./\\"


@given(st.binary())
def test_arbitrary_bytes_raise_nothing_but_hub_errors(body: bytes) -> None:
    for parse in (parse_page, parse_model):
        try:
            parse(body)
        except HubError:
            continue


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
ROWS = st.fixed_dictionaries({}, optional={name: JSON | st.just(MINILM[name]) for name in MINILM})


@given(JSON | st.lists(ROWS | JSON) | ROWS)
def test_arbitrary_json_raises_nothing_but_hub_errors(value: Any) -> None:
    body = json.dumps(value).encode()
    try:
        rows, bad = parse_page(body)
    except HubError:
        pass
    else:
        assert len(rows) + len(bad) == len(value)
        for row in rows:
            for count in (row.downloads_30d, row.downloads_all_time, row.likes):
                assert count is None or (type(count) is int and 0 <= count < 2**53)
            assert row.created_at is None or row.created_at >= 0
    with suppress(HubError):
        parse_model(body)
