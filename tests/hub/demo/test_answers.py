"""Listings and details: fields, filters, order, pages, redirects, errors."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from sharewatch.hub.demo.cursor import Cursor, read_cursor, write_cursor
from sharewatch.hub.demo.wire import DETAIL_EXPAND, LIST_EXPAND


def names(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [model["id"] for model in response.json()]


def test_a_plain_listing_has_the_usual_fields_and_lacks_what_is_unknown(
    client: httpx.Client, shared: Path
) -> None:
    captured = json.loads((shared / "reference/hub-payloads/list_default_limit3.json").read_text())
    models = {model["id"]: model for model in client.get("/api/models").json()}
    assert set(models["acme/Base-7B"]) == set(captured[0])
    assert models["acme/Base-7B"]["downloads"] == 3_000_000_000
    assert models["acme/Base-7B"]["createdAt"] == "2026-03-31T23:33:20.000Z"
    assert models["gizmo/Unknown"] == {
        "_id": f"{3:024x}",
        "id": "gizmo/Unknown",
        "private": False,
        "tags": [],
        "modelId": "gizmo/Unknown",
    }


def test_an_expanded_listing_has_the_named_fields_only(client: httpx.Client) -> None:
    query = "author=acme&sort=createdAt&expand=downloads&expand[]=baseModels&expand[]=model-index"
    models = client.get(f"/api/models?{query}").json()
    assert models == [
        {
            "_id": f"{2:024x}",
            "id": "acme/Base-7B-GGUF",
            "baseModels": {
                "relation": "quantized",
                "models": [{"_id": f"{1:024x}", "id": "acme/Base-7B"}],
            },
            "downloads": 20,
            "model-index": None,
        },
        {"_id": f"{1:024x}", "id": "acme/Base-7B", "downloads": 3_000_000_000, "model-index": None},
    ]


def test_all_expanded_fields_have_the_types_of_a_capture(
    client: httpx.Client, shared: Path
) -> None:
    captured = json.loads(
        (shared / "reference/hub-payloads/list_sort_downloads_expand30_limit3.json").read_text()
    )
    kinds: dict[str, set[type]] = {}
    for model in captured:
        for name, value in model.items():
            kinds.setdefault(name, set()).add(type(value))
    query = urlencode([("expand", name) for name in sorted(LIST_EXPAND)])
    ours = {
        name: type(value)
        for model in client.get(f"/api/models?{query}").json()
        for name, value in model.items()
        if name not in ("gated", "gguf")
    }
    assert all(kind in kinds[name] for name, kind in ours.items()), (ours, kinds)
    assert {"downloadsAllTime", "inferenceProviderMapping", "safetensors", "xetEnabled"} <= set(
        ours
    )


def test_a_detail_has_the_fields_of_a_capture(client: httpx.Client, shared: Path) -> None:
    payloads = shared / "reference" / "hub-payloads"
    partial = json.loads((payloads / "detail_default_partial_llama31_instruct.json").read_text())
    whole = json.loads((payloads / "detail_default_gguf_gemma3_1b.json").read_text())
    ours = client.get("/api/models/acme/Base-7B").json()
    assert set(partial) <= set(ours) <= set(partial) | set(whole) | {"safetensors"}
    query = urlencode([("expand", name) for name in sorted(DETAIL_EXPAND)])
    ours = client.get(f"/api/models/acme/Base-7B?{query}").json()
    captured = json.loads((payloads / "detail_expand_empty_model.json").read_text())
    assert set(captured) <= set(ours)
    assert ours["inferenceProviderMapping"] == {}
    assert ours["childrenModelCount"] == {"adapter": 0, "merge": 0, "quantized": 1, "finetune": 0}
    assert ours["gated"] == "manual"


def test_a_disabled_model_is_still_there(client: httpx.Client) -> None:
    query = "expand=disabled&expand=downloads&expand=downloadsAllTime&expand=gated"
    assert client.get(f"/api/models/openai-community/gpt2?{query}").json() == {
        "_id": f"{4:024x}",
        "id": "openai-community/gpt2",
        "disabled": True,
        "gated": False,
        "downloads": 0,
        "downloadsAllTime": 1559,
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort=downloads", ["acme/Base-7B", "acme/Base-7B-GGUF", "openai-community/gpt2"]),
        ("sort=likes", ["openai-community/gpt2", "acme/Base-7B", "acme/Base-7B-GGUF"]),
        ("sort=createdAt", ["acme/Base-7B-GGUF", "acme/Base-7B", None]),
        ("sort=lastModified", ["acme/Base-7B", "acme/Base-7B-GGUF", None]),
        ("", ["acme/Base-7B", "acme/Base-7B-GGUF", "openai-community/gpt2"]),
    ],
)
def test_order_is_by_key_then_id_with_the_unknown_last(
    client: httpx.Client, query: str, expected: list[str | None]
) -> None:
    found = names(client.get(f"/api/models?{query}"))
    unknown = ["gizmo/Unknown", "openai-community/gpt2"]
    assert found == [n for n in expected if n] + [n for n in unknown if n not in expected]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("author=gizmo", {"gizmo/Unknown"}),
        ("author=nobody", set()),
        ("search=GGUF", {"acme/Base-7B-GGUF"}),
        ("filter=gguf", {"acme/Base-7B-GGUF"}),
        ("filter=transformers&filter=license:mit", {"acme/Base-7B"}),
        ("filter=gguf&filter=license:mit", set()),
        ("pipeline_tag=text-generation", {"acme/Base-7B"}),
        ("gated=true", {"acme/Base-7B"}),
        ("author=acme&gated=false", {"acme/Base-7B-GGUF"}),
        ("filter=base_model:quantized:acme/Base-7B", {"acme/Base-7B-GGUF"}),
    ],
)
def test_filters_narrow_the_listing(client: httpx.Client, query: str, expected: set[str]) -> None:
    assert set(names(client.get(f"/api/models?{query}"))) == expected


@pytest.mark.parametrize("sort", ["", "createdAt", "downloads", "lastModified", "likes"])
def test_pages_neither_skip_nor_repeat(client: httpx.Client, sort: str) -> None:
    query = {"limit": "1"} | ({"sort": sort} if sort else {})
    whole = names(client.get("/api/models", params=query | {"limit": "1000"}))
    found, page = [], client.get("/api/models", params=query)
    while "next" in page.links:
        found += names(page)
        page = client.get(page.links["next"]["url"])
    assert found + names(page) == whole
    assert len(whole) == 4


def test_the_link_keeps_the_query_and_rewrites_expand(client: httpx.Client) -> None:
    page = client.get("/api/models?limit=2&sort=downloads&expand[]=author&expand%5B%5D=likes")
    url = page.links["next"]["url"]
    assert url.startswith(f"{client.base_url}/api/models?limit=2&sort=downloads&expand=author&exp")
    assert "expand%5B" not in url
    cursor = parse_qs(urlsplit(url).query)["cursor"][0]
    assert json.loads(base64.b64decode(cursor)) == {
        "$or": [
            {"downloads": 20, "_id": {"$gt": f"{2:024x}"}},
            {"downloads": {"$lt": 20}},
            {"downloads": None},
        ]
    }


def test_cursors_are_those_of_the_capture(shared: Path) -> None:
    head = json.loads((shared / "reference/hub-payloads/list_default_limit3.head.json").read_text())
    link = head["header"]["Link"][0].partition(">")[0]
    captured = parse_qs(urlsplit(link).query)["cursor"][0]
    cursor = read_cursor("trendingScore", captured)
    assert cursor == Cursor(500, "6a563842cb785d0d06a1cb7d")
    assert write_cursor("trendingScore", cursor) == captured


def _coded(found: Any) -> str:
    return base64.b64encode(json.dumps(found, separators=(",", ":")).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "not base64!",
        base64.b64encode(b"\xff\xfe").decode(),
        _coded([]),
        _coded({"$or": []}),
        _coded({"$or": [{"likes": 5, "_id": {"$gt": f"{1:024x}"}}]}),
        _coded({"$or": [{"downloads": None, "_id": {"$gt": "zz"}}]}),
        _coded({"$or": [{"downloads": None, "_id": {"$gt": 5}}]}),
        _coded({"$or": [{"downloads": 5, "_id": {"$gt": f"{1:024x}"}}]}),
        write_cursor("downloads", Cursor("5", f"{1:024x}")),
        write_cursor("downloads", Cursor(True, f"{1:024x}")),
    ],
)
def test_a_tampered_cursor_is_a_bad_request(client: httpx.Client, cursor: str) -> None:
    response = client.get("/api/models", params={"sort": "downloads", "cursor": cursor})
    assert (response.status_code, response.json()) == (400, {"error": "Invalid cursor"})


@pytest.mark.parametrize(
    "path",
    [
        "?sort=downloadsAllTime",
        "?expand=downloads&expand=nonsense",
        "?expand=childrenModelCount",
        "?limit=0",
        "?limit=-1",
        "?limit=ten",
        "?limit=%C2%B2",
        "?gated=perhaps",
        "/acme/Base-7B?expand=nonsense",
    ],
)
def test_a_query_the_hub_would_not_take_is_a_bad_request(client: httpx.Client, path: str) -> None:
    response = client.get(f"/api/models{path}")
    assert response.status_code == 400
    assert set(response.json()) == {"error"}


def test_a_limit_beyond_the_largest_page_is_cut(client: httpx.Client) -> None:
    assert len(client.get("/api/models?limit=5000").json()) == 4


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("gpt2", "openai-community/gpt2"),
        ("oldco/base", "acme/Base-7B"),
        ("ACME/base-7b", "acme/Base-7B"),
    ],
)
def test_former_bare_and_wrongly_cased_paths_redirect_with_their_query(
    client: httpx.Client, path: str, target: str
) -> None:
    response = client.get(f"/api/models/{path}?expand=likes&expand[]=author")
    assert (response.status_code, response.content) == (307, b"")
    location = response.headers["Location"]
    assert location == f"/api/models/{target}?expand=likes&expand[]=author"
    assert client.get(location).json()["id"] == target


def test_a_model_left_out_of_listings_still_answers_by_name(client: httpx.Client) -> None:
    assert "acme/Away-1B" not in names(client.get("/api/models?author=acme"))
    assert client.get("/api/models/acme/Away-1B").json()["downloads"] == 7


def test_a_missing_model_is_answered_as_in_the_capture(client: httpx.Client, shared: Path) -> None:
    captured = json.loads(
        (shared / "reference/hub-payloads/error_401_model_not_found.json").read_text()
    )
    response = client.get("/api/models/acme/none")
    assert response.status_code == captured["status"]
    assert response.json() == captured["body"]
    assert response.headers["X-Error-Message"] == captured["headers"]["x-error-message"]
    assert response.headers["Content-Type"] == captured["headers"]["content-type"]
    assert "X-Error-Code" not in response.headers


def test_an_organization_counts_its_models_and_others_have_no_page(
    client: httpx.Client, shared: Path
) -> None:
    assert client.get("/api/organizations/acme/overview").json()["numModels"] == 2
    captured = shared / "reference/hub-payloads/error_404_org_overview_is_user.json"
    user = client.get("/api/organizations/gizmo/overview")
    assert (user.status_code, user.json()) == (404, json.loads(captured.read_text()))


@pytest.mark.parametrize("path", ["/", "/api", "/api/models/a/b/c", "/api/models/a//", "/api/x"])
def test_other_paths_are_no_pages(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404
