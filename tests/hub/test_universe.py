"""The universe sweep page by page: followed, kept, taken up again, and refused where it must be."""

from __future__ import annotations

import json
import threading
from itertools import pairwise
from pathlib import Path

import pytest
from scripted import Asked, Clock, Reply, ScriptedHub, next_link, page, row

from sharewatch.core.snapshot import ModelRow
from sharewatch.hub import universe
from sharewatch.hub.client import HubClient
from sharewatch.hub.errors import (
    BadPage,
    Cancelled,
    ForeignHost,
    RateLimited,
    Refused,
    ServerFault,
    StaleCursor,
    TooLarge,
)
from sharewatch.hub.universe import UniversePage
from sharewatch.hub.wire import EXPAND, SIZED_EXPAND

CAPTURES = Path(__file__).parent / "captures"
NOON = 1778328000
TASK = "text-generation"


def more(cursor: str) -> str:
    """A Link header to the page at a cursor that needs no quoting."""
    return next_link(f"/api/models?limit=1000&cursor={cursor}")


def listing(asked: Asked) -> Reply:
    """Five pages of two models each, by falling downloads."""
    number = int(asked.query.get("cursor", ["0"])[0])
    rows = [row(2 * number + n, downloads=100 - 20 * number - 10 * n) for n in (0, 1)]
    return page(rows, Link=more(str(number + 1)) if number < 4 else "")


def read_all(client: HubClient, stop: threading.Event, cursor: str | None) -> list[UniversePage]:
    """Every page from a cursor to the end."""
    pages = [client.universe_page(TASK, cursor, stop)]
    while pages[-1].next_cursor is not None:
        pages.append(client.universe_page(TASK, pages[-1].next_cursor, stop))
    return pages


def numbers(*pages: UniversePage) -> list[int]:
    return [int(one.hub_id, 16) for found in pages for one in found.rows]


def test_a_tasks_models_are_asked_for_by_downloads_with_their_sizes(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    client.universe_page("image-text-to-text", None, stop)
    assert hub.asked[0].path == "/api/models"
    assert hub.asked[0].query == {
        "pipeline_tag": ["image-text-to-text"],
        "sort": ["downloads"],
        "limit": ["1000"],
        "expand": list(SIZED_EXPAND),
    }


def test_without_a_task_the_whole_hub_is_asked_for_without_its_chat_templates(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    client.universe_page(None, None, stop)
    assert hub.asked[0].query == {
        "sort": ["downloads"],
        "limit": ["1000"],
        "expand": list(EXPAND),
    }


def test_a_page_says_what_it_holds_and_when_it_was_true(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    said = {"safetensors": {"parameters": {"BF16": 7}, "total": 7}}
    hub.say(page([row(1, downloads=9, **said), row(2, downloads=3), row(3, downloads=None)]))
    found = client.universe_page(TASK, None, stop)
    assert found == UniversePage(
        (
            ModelRow(f"{1:024x}", "Qwen/model-1", 9, None, None, None, *_sized(7)),
            ModelRow(f"{2:024x}", "Qwen/model-2", 3, None, None),
            ModelRow(f"{3:024x}", "Qwen/model-3", None, None, None),
        ),
        (),
        None,
        NOON,
        1,
    )
    assert found.lowest == 3


def _sized(total: int) -> tuple[None, bool, None, tuple[()], int, str]:
    return None, False, None, (), total, "safetensors"


def test_an_empty_page_has_no_lowest_count(client: HubClient, stop: threading.Event) -> None:
    found = client.universe_page(TASK, None, stop)
    assert (found.rows, found.next_cursor, found.lowest) == ((), None, None)


def test_without_a_date_this_machines_clock_serves(hub: ScriptedHub, stop: threading.Event) -> None:
    hub.say(page([row(1)], Date=""))
    with HubClient(hub.url, wall=lambda: 123.9) as client:
        assert client.universe_page(TASK, None, stop).as_of == 123


def test_pages_follow_each_other_to_the_end(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(listing)
    pages = read_all(client, stop, None)
    assert numbers(*pages) == list(range(10))
    assert [one.page for one in pages] == [1, 2, 3, 4, 5]
    assert [one.lowest for one in pages] == [90, 70, 50, 30, 10]
    for before, after in pairwise(hub.asked):
        assert before.query | {"cursor": after.query["cursor"]} == after.query


def test_a_kept_cursor_goes_on_in_another_client(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(listing)
    first = client.universe_page(TASK, None, stop)
    second = client.universe_page(TASK, first.next_cursor, stop)
    kept = json.loads(json.dumps(second.next_cursor))
    client.close()
    with HubClient(hub.url) as another:
        rest = read_all(another, stop, kept)
    assert numbers(first, second, *rest) == list(range(10))
    assert [one.page for one in rest] == [3, 4, 5]


def test_a_cutoff_needs_no_page_beyond_it(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(listing)
    found = client.universe_page(TASK, None, stop)
    while found.next_cursor is not None and (found.lowest or 0) >= 60:
        found = client.universe_page(TASK, found.next_cursor, stop)
    assert (found.page, found.lowest, client.requests) == (3, 50, 3)


def test_a_row_that_moved_between_pages_is_listed_twice(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(page([row(1), row(2)], Link=more("a")), page([row(2, downloads=6), row(3)]))
    pages = read_all(client, stop, None)
    assert numbers(*pages) == [1, 2, 2, 3]
    first_sights = {one.hub_id: one for found in reversed(pages) for one in found.rows[::-1]}
    assert [first_sights[f"{n:024x}"].downloads_30d for n in (1, 2, 3)] == [7, 7, 7]


def test_a_bad_row_is_named_by_its_place_on_the_page(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(
        page([row(1)], Link=more("a")),
        page([row(2), row(3, downloads=-1), row(4, gguf="none", safetensors=[])]),
    )
    pages = read_all(client, stop, None)
    assert numbers(*pages) == [1, 2, 4]
    assert [(bad.owner, bad.index, bad.model_id) for bad in pages[1].bad_rows] == [
        ("", 1, "Qwen/model-3")
    ]


@pytest.mark.parametrize(
    "name", ["list_default_limit3.head.json", "list_sort_downloads_expand30_limit3.head.json"]
)
def test_the_cursor_of_a_real_capture_goes_back_as_it_came(
    hub: ScriptedHub, client: HubClient, stop: threading.Event, shared: Path, name: str
) -> None:
    head = json.loads((shared / "reference/hub-payloads" / name).read_text("utf-8"))
    link = head["header"]["Link"][0].replace("https://huggingface.co", hub.url)
    body = (CAPTURES / name.replace(".head", "")).read_bytes()
    hub.say(Reply(body=body, headers={"Link": link}), page([]))
    pages = read_all(client, stop, None)
    assert len(pages[0].rows) == 3
    sent = link[link.index("cursor=") : link.index(">")]
    assert hub.asked[1].target.endswith(f"&{sent}")


def test_a_cursor_of_any_signs_comes_back_unharmed(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(page([], Link=more("a%2Bb%26c%3D%3D%25")), page([]))
    first = client.universe_page(TASK, None, stop)
    client.universe_page(TASK, first.next_cursor, stop)
    assert hub.asked[1].query["cursor"] == ["a+b&c==%"]


def test_a_spent_budget_is_waited_for_and_said(
    hub: ScriptedHub, client: HubClient, clock: Clock, stop: threading.Event
) -> None:
    spent = {"RateLimit": '"api";r=0;t=200'}
    hub.say(page([row(1)], Link=more("a"), **spent), page([row(2)]))
    first = client.universe_page(TASK, None, stop)
    heard: list[str] = []
    second = client.universe_page(TASK, first.next_cursor, stop, heard.append)
    assert numbers(first, second) == [1, 2]
    assert sum(clock.waits) == 201
    assert "request limit is used up" in heard[0]


def test_a_wait_beyond_patience_leaves_the_cursor_good(
    hub: ScriptedHub, client: HubClient, clock: Clock, stop: threading.Event
) -> None:
    hub.say(page([row(1)], Link=more("a"), RateLimit='"api";r=0;t=4000'), page([row(2)]))
    first = client.universe_page(TASK, None, stop)
    with pytest.raises(RateLimited) as caught:
        client.universe_page(TASK, first.next_cursor, stop)
    clock.now += caught.value.retry_in
    assert numbers(client.universe_page(TASK, first.next_cursor, stop)) == [2]


def test_a_passing_fault_is_asked_again_and_one_that_stays_leaves_the_cursor_good(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    fault = Reply(504, b"{}")
    hub.say(fault, page([row(1)], Link=more("a")), fault)
    first = client.universe_page(TASK, None, stop)
    assert client.requests == 2
    with pytest.raises(ServerFault):
        client.universe_page(TASK, first.next_cursor, stop)
    hub.say(page([row(2)]))
    assert numbers(client.universe_page(TASK, first.next_cursor, stop)) == [2]


def test_a_cursor_the_hub_refuses_is_stale(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(page([row(1)], Link=more("a")), Reply(400, b'{"error":"Invalid cursor"}'))
    first = client.universe_page(TASK, None, stop)
    with pytest.raises(StaleCursor, match="anew"):
        client.universe_page(TASK, first.next_cursor, stop)
    assert client.requests == 2


def test_a_refused_first_page_is_no_stale_cursor(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(Reply(400, b'{"error":"Invalid option"}'))
    with pytest.raises(Refused) as caught:
        client.universe_page(TASK, None, stop)
    assert caught.value.status == 400


def test_a_refused_token_is_no_stale_cursor(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(Reply(401, b"{}"))
    with pytest.raises(Refused) as caught:
        client.universe_page(TASK, "2:a", stop)
    assert caught.value.status == 401


@pytest.mark.parametrize(
    "kept", ["", "2", "2:", "0:a", "x:a", ":a", "2:a b", "2:a\r\nHost: x", "2:ä", "2:" + "a" * 4001]
)
def test_what_was_never_a_cursor_is_stale_without_asking(
    client: HubClient, stop: threading.Event, kept: str
) -> None:
    with pytest.raises(StaleCursor):
        client.universe_page(TASK, kept, stop)
    assert client.requests == 0


@pytest.mark.parametrize(
    "kept", ["https://evil.example/api/models?cursor=x", "//evil.example", "@evil", "../../x#y"]
)
def test_a_kept_cursor_leads_nowhere_but_to_the_listing(
    hub: ScriptedHub, client: HubClient, stop: threading.Event, kept: str
) -> None:
    client.universe_page(TASK, f"2:{kept}&author=me&expand=sha", stop)
    asked = hub.asked[0]
    assert asked.path == "/api/models"
    assert asked.query["cursor"] == [f"{kept}&author=me&expand=sha"]
    assert asked.query["expand"] == list(SIZED_EXPAND)
    assert "author" not in asked.query


@pytest.mark.parametrize(
    "link",
    [
        *("https://huggingface.co/api/models?cursor=x", "//evil.example/api/models?cursor=x"),
        *("http://127.0.0.1:1/api/models?cursor=x", "http://localhost/api/models?cursor=x"),
        *("/login?cursor=x", "/api/models/../tokens?cursor=x", "ftp://127.0.0.1/api/models"),
        "http://127.0.0.1@evil.example/api/models?cursor=x",
    ],
)
def test_a_link_that_leaves_the_listing_is_not_kept(
    hub: ScriptedHub, client: HubClient, stop: threading.Event, link: str
) -> None:
    hub.say(page([row(1)], Link=next_link(link)))
    with pytest.raises(ForeignHost):
        client.universe_page(TASK, None, stop)
    assert client.requests == 1


def test_of_a_link_only_the_cursor_is_kept(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(page([row(1)], Link=next_link("/api/models?author=me&limit=1&cursor=a")), page([]))
    found = client.universe_page(TASK, None, stop)
    client.universe_page(TASK, found.next_cursor, stop)
    assert hub.asked[1].query == hub.asked[0].query | {"cursor": ["a"]}


@pytest.mark.parametrize("query", ["", "cursor=", "cursor=%0D%0Ax", "cursor=%C3%A4", "limit=1000"])
def test_a_link_without_a_usable_cursor_spoils_the_page(
    hub: ScriptedHub, client: HubClient, stop: threading.Event, query: str
) -> None:
    hub.say(page([row(1)], Link=next_link(f"/api/models?{query}")))
    with pytest.raises(BadPage, match="goes on"):
        client.universe_page(TASK, None, stop)


def test_a_cursor_that_comes_again_is_an_error(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(page([row(1)], Link=more("a")))
    first = client.universe_page(TASK, None, stop)
    with pytest.raises(BadPage, match="circle"):
        client.universe_page(TASK, first.next_cursor, stop)


def test_a_listing_without_end_is_an_error(
    hub: ScriptedHub, client: HubClient, stop: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(universe, "MOST_PAGES", 3)
    hub.say(lambda _asked: page([], Link=more(str(len(hub.asked)))))
    with pytest.raises(BadPage, match="3 pages"):
        read_all(client, stop, None)
    assert client.requests == 3


def test_a_page_too_large_with_gguf_files_is_read_without_them(
    hub: ScriptedHub, stop: threading.Event
) -> None:
    def heavy(asked: Asked) -> Reply:
        gguf = {"gguf": {"total": 8, "chat_template": "x" * 9000}}
        said = gguf if "gguf" in asked.query["expand"] else {}
        return page([row(n, **said) for n in range(10)], Link=more("a"))

    hub.say(heavy)
    with HubClient(hub.url, max_bytes=50_000) as client:
        found = client.universe_page(TASK, None, stop)
    assert len(found.rows) == 10
    assert [asked.query["expand"] for asked in hub.asked] == [list(SIZED_EXPAND), list(EXPAND)]
    assert found.next_cursor is not None


def test_a_page_too_large_in_any_case_is_not_read(hub: ScriptedHub, stop: threading.Event) -> None:
    hub.say(page([row(n) for n in range(1000)]))
    with HubClient(hub.url, max_bytes=50_000) as client, pytest.raises(TooLarge):
        client.universe_page(TASK, None, stop)
    assert len(hub.asked) == 2


def test_calling_off_asks_nothing(client: HubClient, stop: threading.Event) -> None:
    stop.set()
    with pytest.raises(Cancelled):
        client.universe_page(TASK, None, stop)
    assert client.requests == 0
