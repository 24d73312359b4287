"""The client against a real server on loopback, in good days and in every kind of bad one."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
import time
import traceback
import tracemalloc
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from scripted import DATE, Asked, Clock, Reply, ScriptedHub, next_link, page, row, zipped

from sharewatch import __version__
from sharewatch.hub.access import Token
from sharewatch.hub.client import HubClient, PageNote
from sharewatch.hub.errors import (
    BadEndpoint,
    BadPage,
    Cancelled,
    ForeignHost,
    Held,
    HubError,
    Missing,
    NotTheHub,
    Offline,
    RateLimited,
    Refused,
    ServerFault,
    TimedOut,
    TooLarge,
)
from sharewatch.hub.wire import EXPAND, SIZED_EXPAND

HERE = Path(__file__).parent
NOON = 1778328000
SECRET = "hf_thisStaysHidden"


def three_pages(hub: ScriptedHub) -> None:
    """A listing of three pages whose cursors need to come back exactly as they were given."""
    base = f"{hub.url}/api/models?author=Qwen&cursor="
    hub.say(
        page([row(1), row(2)], Link=next_link(base + "eyIk%3D%3D")),
        page([row(2), row(3)], Link=next_link(base + "a%2Bb%26c")),
        page([row(4)]),
    )


def test_a_listing_is_followed_to_its_end(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    three_pages(hub)
    found = client.sweep_owner("Qwen", stop=stop)
    assert [int(r.hub_id, 16) for r in found.rows] == [1, 2, 3, 4]
    assert (found.owner, found.pages, found.complete) == ("Qwen", 3, True)
    assert found.as_of == NOON
    assert client.requests == 3
    assert hub.asked[1].target.endswith("cursor=eyIk%3D%3D")
    assert hub.asked[2].target.endswith("cursor=a%2Bb%26c")


def test_exactly_what_is_read_is_asked_for(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    client.sweep_owner("a&b", stop=stop)
    asked = hub.asked[0]
    assert asked.path == "/api/models"
    assert asked.query == {
        "author": ["a&b"],
        "sort": ["createdAt"],
        "limit": ["1000"],
        "expand": list(EXPAND),
    }
    assert asked.headers["accept-encoding"] == "gzip"
    assert asked.headers["user-agent"] == f"sharewatch/{__version__}"
    assert "authorization" not in asked.headers


def test_an_owner_without_models_is_an_answer(client: HubClient, stop: threading.Event) -> None:
    found = client.sweep_owner("nobody", stop=stop)
    assert (found.rows, found.pages, found.error) == ((), 1, None)


def test_of_rows_seen_twice_the_first_is_kept(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(
        page([row(1, downloads=5)], Link=next_link("/api/models?author=Qwen&cursor=x")),
        page([row(1, downloads=9)]),
    )
    assert [r.downloads_30d for r in client.sweep_owner("Qwen", stop=stop).rows] == [5]


def test_bad_rows_are_counted_from_the_start_of_the_listing(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(
        page([row(1), row(2)], Link=next_link("/api/models?author=Qwen&cursor=x")),
        page([row(3), row(4, downloads=-1)]),
    )
    found = client.sweep_owner("Qwen", stop=stop)
    assert len(found.rows) == 3
    assert [(b.owner, b.index, b.model_id) for b in found.bad_rows] == [("Qwen", 3, "Qwen/model-4")]


@pytest.mark.parametrize("date", ["", "not a date"])
def test_without_a_date_this_machines_clock_serves(
    hub: ScriptedHub, stop: threading.Event, date: str
) -> None:
    hub.say(page([row(1)], Date=date))
    with HubClient(hub.url, wall=lambda: 123.9) as client:
        assert client.sweep_owner("Qwen", stop=stop).as_of == 123


def test_a_watcher_is_told_of_each_page(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    budget = {"RateLimit": '"api";r=499;t=295'}
    hub.say(
        page([row(1)], Link=next_link("/api/models?author=Qwen&cursor=x"), **budget), page([row(2)])
    )
    notes: list[PageNote] = []
    client.sweep_owner("Qwen", stop=stop, on_page=notes.append)
    assert notes == [PageNote(1, 1, 499, 295.0), PageNote(2, 2, 499, 295.0)]


def test_the_next_page_of_a_real_capture_is_understood(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    head = json.loads((HERE / "captures" / "list_default_limit3.head.json").read_text("utf-8"))
    link = head["header"]["Link"][0]
    assert link.startswith("<https://huggingface.co/api/models?")
    body = (HERE / "captures" / "list_default_limit3.json").read_bytes()
    link = link.replace("https://huggingface.co", hub.url).replace("?limit", "?author=Qwen&limit")
    hub.say(Reply(body=body, headers={"Link": f'</first>; rel="first", {link}'}), page([]))
    assert len(client.sweep_owner("Qwen", stop=stop).rows) == 3
    assert hub.asked[1].target == link[1 : link.index(">")].removeprefix(hub.url)


@pytest.mark.parametrize(
    "link",
    [
        *("https://huggingface.co/api/models?cursor=x", "//evil.example/api/models"),
        *("http://127.0.0.1:1/api/models?cursor=x", "http://localhost/api/models", "http://["),
        *("http://127.0.0.1:port/api/models", "/api/models#author=Qwen&cursor=x"),
        *("/login", "/api/models/../tokens", "/api/modelsx", "ftp://127.0.0.1/api/models"),
        *("http://127.0.0.1@evil.example/api/models", "http://evil.example\\@127.0.0.1/api/models"),
    ],
)
def test_a_link_that_leaves_the_listing_is_not_followed(
    hub: ScriptedHub, client: HubClient, stop: threading.Event, link: str
) -> None:
    hub.say(page([row(1)], Link=next_link(link)))
    with pytest.raises(ForeignHost):
        client.sweep_owner("Qwen", stop=stop)
    assert client.requests == 1


@pytest.mark.parametrize("query", ["cursor=x", "author=google&cursor=x", "author=&cursor=x"])
def test_a_link_into_another_listing_is_not_followed(
    hub: ScriptedHub, client: HubClient, stop: threading.Event, query: str
) -> None:
    hub.say(page([row(1)], Link=next_link(f"/api/models?{query}")))
    with pytest.raises(BadPage, match="another one"):
        client.sweep_owner("Qwen", stop=stop)
    assert client.requests == 1


def test_a_user_name_in_a_link_is_not_followed(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    link = hub.url.replace("http://", "http://me@") + "/api/models?cursor=x"
    hub.say(page([row(1)], Link=next_link(link)))
    with pytest.raises(ForeignHost):
        client.sweep_owner("Qwen", stop=stop)


def test_a_cursor_that_comes_again_is_an_error(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    def circle(asked: Asked) -> Reply:
        turn = "b" if asked.query.get("cursor") == ["a"] else "a"
        return page([row(1)], Link=next_link(f"/api/models?author=Qwen&cursor={turn}"))

    hub.say(circle)
    with pytest.raises(BadPage, match="circle"):
        client.sweep_owner("Qwen", stop=stop)
    assert client.requests == 3


def test_a_listing_without_end_is_an_error(hub: ScriptedHub, stop: threading.Event) -> None:
    def endless(_asked: Asked) -> Reply:
        return page([], Link=next_link(f"/api/models?author=Qwen&cursor={len(hub.asked)}"))

    hub.say(endless)
    with HubClient(hub.url, max_pages=5) as client, pytest.raises(BadPage, match="5 pages"):
        client.sweep_owner("Qwen", stop=stop)


def test_a_model_is_read_by_its_path(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(Reply(body=(HERE / "captures" / "detail_gpt2.json").read_bytes()))
    found = client.model("openai-community/gpt2", stop=stop)
    assert found.downloads_all_time == 932329010
    assert hub.asked[0].path == "/api/models/openai-community/gpt2"
    assert hub.asked[0].query == {"expand": list(SIZED_EXPAND)}


def moved(location: str) -> Reply:
    return Reply(307, b"", {"Location": location})


def test_a_renamed_model_is_followed_as_the_hub_says_it(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    said = json.loads((HERE / "captures" / "redirect_307_different_repo_id.json").read_text())
    location = said["headers"]["location"]
    hub.say(moved(location), Reply(body=json.dumps(row(2)).encode()))
    assert client.model("runwayml/stable-diffusion-v1-5", stop=stop).hub_id == f"{2:024x}"
    assert hub.asked[1].target == location
    assert client.requests == 2


def test_an_absolute_redirect_on_the_same_host_is_followed(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(moved(f"{hub.url}/api/models/a/b?x=1"), Reply(body=json.dumps(row(2)).encode()))
    client.model("gpt2", stop=stop)
    assert hub.asked[1].target == "/api/models/a/b?x=1"


@pytest.mark.parametrize("location", ["https://evil.example/api/models/a/b", "//evil/x", "/login"])
def test_a_redirect_that_leaves_the_models_is_not_followed(
    hub: ScriptedHub, client: HubClient, stop: threading.Event, location: str
) -> None:
    hub.say(moved(location))
    with pytest.raises(ForeignHost):
        client.model("gpt2", stop=stop)
    with pytest.raises(ForeignHost):
        client.sweep_owner("gpt2", stop=stop)
    assert client.requests == 2


@pytest.mark.parametrize("location", ["/api/models/gpt2", ""])
def test_redirects_end_after_five(
    hub: ScriptedHub, client: HubClient, stop: threading.Event, location: str
) -> None:
    hub.say(moved(location))
    with pytest.raises(BadPage, match="circle"):
        client.model("gpt2", stop=stop)
    assert client.requests == 6


@pytest.mark.parametrize("status", [401, 404])
def test_a_model_the_hub_does_not_have_is_missing(
    hub: ScriptedHub, client: HubClient, stop: threading.Event, status: int
) -> None:
    hub.say(Reply(status, b'{"error":"Invalid username or password."}'))
    with pytest.raises(Missing):
        client.model("openai-community/no-such-model", stop=stop)
    assert client.requests == 1


@pytest.mark.parametrize("model_id", ["../../settings", "a/b/c", "", "a/b?x=1", "a\r\nHost: x"])
def test_what_can_be_no_model_is_missing_without_asking(
    client: HubClient, stop: threading.Event, model_id: str
) -> None:
    with pytest.raises(Missing):
        client.model(model_id, stop=stop)
    assert client.requests == 0


def test_with_a_token_401_means_the_token_was_refused(
    hub: ScriptedHub, stop: threading.Event
) -> None:
    hub.say(Reply(401, b'{"error":"Invalid credentials"}'))
    with HubClient(hub.url, Token(SECRET)) as client, pytest.raises(Refused):
        client.model("gpt2", stop=stop)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *((400, Refused), (401, Refused), (403, Refused), (404, Missing), (418, Refused)),
        *((204, BadPage), (304, BadPage), (511, NotTheHub)),
    ],
)
def test_what_asking_again_cannot_mend_is_asked_once(
    hub: ScriptedHub,
    client: HubClient,
    stop: threading.Event,
    status: int,
    error: type[HubError],
) -> None:
    hub.say(Reply(status, b"" if status in (204, 304) else b'{"error":"SECRET"}'))
    with pytest.raises(error) as caught:
        client.sweep_owner("Qwen", stop=stop)
    assert type(caught.value) is error
    assert client.requests == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_fault_is_asked_again_with_jitter(
    hub: ScriptedHub, client: HubClient, clock: Clock, stop: threading.Event, status: int
) -> None:
    fault = Reply(status, b"<html><h1>busy", kind="text/html")
    hub.say(fault, fault, page([row(1)]))
    assert len(client.sweep_owner("Qwen", stop=stop).rows) == 1
    assert client.requests == 3
    assert 0 < clock.waits[0] <= 1
    assert 0 < clock.waits[1] <= 2


@pytest.mark.parametrize(("status", "error"), [(408, TimedOut), (500, ServerFault)])
def test_a_fault_that_stays_ends_the_attempts(
    hub: ScriptedHub,
    client: HubClient,
    clock: Clock,
    stop: threading.Event,
    status: int,
    error: type[HubError],
) -> None:
    hub.say(Reply(status))
    with pytest.raises(error):
        client.sweep_owner("Qwen", stop=stop)
    assert client.requests == 4
    assert len(clock.waits) == 3


def test_a_spent_budget_is_waited_for_and_said(
    hub: ScriptedHub, client: HubClient, clock: Clock, stop: threading.Event
) -> None:
    hub.say(Reply(429, headers={"RateLimit": '"api";r=0;t=120'}), page([row(1)]))
    notes: list[PageNote] = []
    client.sweep_owner("Qwen", stop=stop, on_page=notes.append)
    assert clock.waits == [121.0]
    assert notes[0].requests_left == 0
    assert notes[0].waiting == "The Hub's request limit is used up. Next attempt in 2 min."
    assert notes[-1].waiting == ""


def test_the_last_request_of_a_window_is_followed_by_a_wait(
    hub: ScriptedHub, client: HubClient, clock: Clock, stop: threading.Event
) -> None:
    hub.say(
        page(
            [row(1)], RateLimit='"api";r=0;t=9', Link=next_link("/api/models?author=Qwen&cursor=x")
        ),
        page([row(2)], RateLimit='"api";r=499;t=299'),
    )
    assert len(client.sweep_owner("Qwen", stop=stop).rows) == 2
    assert clock.waits == [10.0]


@pytest.mark.parametrize("value", ["77", "Sat, 09 May 2026 12:01:17 GMT"])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_obeyed_by_the_servers_own_clock(
    hub: ScriptedHub,
    client: HubClient,
    clock: Clock,
    stop: threading.Event,
    status: int,
    value: str,
) -> None:
    hub.say(Reply(status, headers={"Retry-After": value, "Date": DATE}), page([]))
    client.sweep_owner("Qwen", stop=stop)
    assert clock.waits == [77.0]


def test_a_very_long_wait_is_left_to_the_caller(
    hub: ScriptedHub, client: HubClient, clock: Clock, stop: threading.Event
) -> None:
    hub.say(Reply(429, headers={"Retry-After": "3600"}))
    with pytest.raises(RateLimited) as caught:
        client.sweep_owner("Qwen", stop=stop)
    assert caught.value.retry_in == 3600
    assert "60 min" in str(caught.value)
    assert clock.waits == []


def test_a_limit_that_stays_says_when_to_come_back(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(Reply(429, headers={"RateLimit": '"api";r=0;t=200'}))
    with pytest.raises(RateLimited) as caught:
        client.sweep_owner("Qwen", stop=stop)
    assert caught.value.retry_in == 201.0
    assert client.requests == 4


def test_within_a_wait_that_was_left_to_the_caller_nothing_is_asked(
    hub: ScriptedHub, client: HubClient, clock: Clock, stop: threading.Event
) -> None:
    hub.say(Reply(503, headers={"Retry-After": "3600"}), page([row(1)]))
    with pytest.raises(ServerFault) as fault:
        client.sweep_owner("Qwen", stop=stop)
    assert fault.value.retry_in == 3600
    assert client.hold == 3600
    clock.now += 600
    for ask in (
        lambda: client.sweep_owner("Qwen", stop=stop),
        lambda: client.probe(stop),
        lambda: client.universe_page(None, None, stop),
        lambda: client.model("gpt2", stop=stop),
    ):
        with pytest.raises(Held, match=r"left alone for a while\. It may .* about 50 min\."):
            ask()
    assert len(hub.asked) == 1
    clock.now += 3000
    assert client.hold == 0
    assert len(client.sweep_owner("Qwen", stop=stop).rows) == 1


def test_a_refusal_that_names_a_time_is_heeded_too(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(Reply(403, headers={"Retry-After": "700"}))
    with pytest.raises(Refused):
        client.sweep_owner("Qwen", stop=stop)
    assert client.hold == 700
    with pytest.raises(Held):
        client.sweep_owner("google", stop=stop)
    assert len(hub.asked) == 1


def test_the_last_request_of_a_window_holds_whoever_asks_next(
    hub: ScriptedHub, client: HubClient, clock: Clock, stop: threading.Event
) -> None:
    hub.say(page([row(1)], RateLimit='"api";r=0;t=40'), page([row(1)]))
    client.sweep_owner("Qwen", stop=stop)
    assert client.hold == 41
    client.sweep_owner("google", stop=stop)
    assert clock.waits == [41.0]


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_probe_is_one_small_request_and_never_repeated(
    hub: ScriptedHub, client: HubClient, clock: Clock, stop: threading.Event, status: int
) -> None:
    hub.say(Reply(status))
    with pytest.raises(HubError):
        client.probe(stop)
    hub.say(page([row(1)]))
    client.probe(stop)
    assert [asked.target for asked in hub.asked] == ["/api/models?limit=1"] * 2
    assert clock.waits == []


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"<html>sign in", kind="text/html"),
        Reply(body=b'{"error":"x"}'),
        Reply(body=b"[{"),
        Reply(302, headers={"Location": "http://portal.example/"}),
    ],
)
def test_a_probe_takes_nothing_else_for_the_hub(
    hub: ScriptedHub, client: HubClient, stop: threading.Event, reply: Reply
) -> None:
    hub.say(reply)
    with pytest.raises(HubError):
        client.probe(stop)


def test_a_sign_in_page_is_not_the_hub(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    portal = Reply(body=b"<html>Welcome to the hotel", kind="text/html")
    for disguise in (portal, Reply(body=portal.body), Reply(body=b'{"error":"no"}')):
        hub.say(disguise)
        with pytest.raises(NotTheHub):
            client.sweep_owner("Qwen", stop=stop)
    assert client.requests == 3


def test_a_packed_page_is_unpacked(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(zipped(page(row(n) for n in range(1000))))
    assert len(client.sweep_owner("Qwen", stop=stop).rows) == 1000


@pytest.mark.parametrize("packing", ["br", "zstd", "deflate", "gzip, gzip"])
def test_packing_that_was_not_asked_for_is_refused(
    hub: ScriptedHub, client: HubClient, stop: threading.Event, packing: str
) -> None:
    hub.say(page([row(1)], **{"Content-Encoding": packing}))
    with pytest.raises(BadPage):
        client.sweep_owner("Qwen", stop=stop)


def test_a_page_over_the_cap_is_not_read(hub: ScriptedHub, stop: threading.Event) -> None:
    big = b"[" + b" " * 100_000 + b"]"
    with HubClient(hub.url, max_bytes=100_000) as client:
        for reply in (
            Reply(body=big),
            Reply(body=big, length=False),
            zipped(Reply(body=big)),
            Reply(headers={"Content-Length": "9" * 18}),
        ):
            hub.say(reply)
            with pytest.raises(TooLarge):
                client.sweep_owner("Qwen", stop=stop)
        hub.say(zipped(Reply(body=big[:1] + b" " * 99_998 + b"]")))
        assert client.sweep_owner("Qwen", stop=stop).complete


def test_a_bomb_is_never_unpacked_beyond_the_cap(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    bomb = gzip.compress(b" " * (256 * 2**20), 6)
    hub.say(Reply(body=bomb, headers={"Content-Encoding": "gzip"}))
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            client.sweep_owner("Qwen", stop=stop)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 40 * 2**20


SMALL = page([row(1), row(2)])


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("length", [False, True])
def test_a_body_cut_at_any_byte_is_refused_whole(
    hub: ScriptedHub, stop: threading.Event, packed: bool, length: bool
) -> None:
    whole = zipped(SMALL) if packed else SMALL
    with HubClient(hub.url) as client:
        for cut in range(len(whole.body)):
            hub.say(Reply(200, whole.body, whole.headers, cut=cut, length=length))
            with pytest.raises(BadPage):
                client.sweep_owner("Qwen", stop=stop)
        hub.say(Reply(200, whole.body, whole.headers, length=length))
        assert len(client.sweep_owner("Qwen", stop=stop).rows) == 2


def test_a_head_cut_at_any_byte_is_no_answer(hub: ScriptedHub, stop: threading.Event) -> None:
    whole = replace(SMALL, headers={"Link": next_link("/api/models?author=Qwen&cursor=x")})
    with HubClient(hub.url, max_attempts=1) as client:
        for cut in range(180):
            hub.say(replace(whole, cut_head=cut, length=False))
            with pytest.raises(Offline):
                client.sweep_owner("Qwen", stop=stop)


def test_a_damaged_or_overlong_packed_body_is_refused(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    packed = gzip.compress(b"[]")
    for body in (b"\x00" + packed, packed[:-5] + b"\x00" + packed[-4:], packed + b"x", packed * 2):
        hub.say(Reply(body=body, headers={"Content-Encoding": "gzip"}))
        with pytest.raises(BadPage):
            client.sweep_owner("Qwen", stop=stop)


DRIPS = {
    "body": Reply(body=b"[" + b" " * 500 + b"]", drip_s=0.02),
    "head": Reply(drip_head_s=0.02),
    "nothing": Reply(stall=True),
}


@pytest.mark.parametrize("reply", DRIPS.values(), ids=DRIPS)
def test_a_server_that_drips_meets_the_deadline_of_the_whole_request(
    hub: ScriptedHub, stop: threading.Event, reply: Reply
) -> None:
    hub.say(reply)
    with HubClient(hub.url, deadline_s=0.3, max_attempts=1) as client:
        with pytest.raises(TimedOut):
            client.sweep_owner("Qwen", stop=stop)
        hub.say(page([]))
        assert client.sweep_owner("Qwen", stop=stop).complete


@pytest.mark.parametrize("reply", DRIPS.values(), ids=DRIPS)
def test_calling_off_ends_a_request_under_way(hub: ScriptedHub, reply: Reply) -> None:
    stop = threading.Event()

    def called_off(_asked: Asked) -> Reply:
        threading.Timer(0.05, stop.set).start()
        return reply

    hub.say(called_off)
    with HubClient(hub.url, deadline_s=600) as client, pytest.raises(Cancelled):
        client.sweep_owner("Qwen", stop=stop)


def test_calling_off_between_pages_asks_no_further(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    three_pages(hub)
    with pytest.raises(Cancelled):
        client.sweep_owner("Qwen", stop=stop, on_page=lambda _note: stop.set())
    assert client.requests == 1


def test_calling_off_beforehand_asks_nothing(client: HubClient, stop: threading.Event) -> None:
    stop.set()
    with pytest.raises(Cancelled):
        client.sweep_owner("Qwen", stop=stop)
    assert client.requests == 0


def test_calling_off_ends_a_wait_at_once(hub: ScriptedHub, stop: threading.Event) -> None:
    hub.say(Reply(429, headers={"Retry-After": "500"}))
    threading.Timer(0.05, stop.set).start()
    began = time.monotonic()
    with HubClient(hub.url) as client, pytest.raises(Cancelled):
        client.sweep_owner("Qwen", stop=stop)
    assert time.monotonic() - began < 500


def test_a_closed_port_is_offline_after_a_few_attempts(clock: Clock, stop: threading.Event) -> None:
    with ScriptedHub(page([])) as gone:
        url = gone.url
    with HubClient(url, wait=clock.wait) as client, pytest.raises(Offline):
        client.sweep_owner("Qwen", stop=stop)
    assert client.requests == 4
    assert len(clock.waits) == 3


def test_a_name_that_does_not_exist_is_offline(stop: threading.Event) -> None:
    with HubClient("http://hub.invalid", max_attempts=1) as client, pytest.raises(Offline):
        client.sweep_owner("Qwen", stop=stop)


@pytest.mark.parametrize(
    "head", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: " + b"x" * 200_000]
)
def test_what_speaks_no_http_is_offline(head: bytes, stop: threading.Event) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def speak() -> None:
            line, _ = listener.accept()
            with line:
                line.recv(65536)
                line.sendall(head)

        thread = threading.Thread(target=speak)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with HubClient(url, max_attempts=1) as client, pytest.raises(Offline):
            client.sweep_owner("Qwen", stop=stop)
        thread.join()


def test_a_host_that_never_picks_up_is_offline(stop: threading.Event) -> None:
    with ExitStack() as lines:
        full = lines.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            caller = lines.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        client = lines.enter_context(HubClient(url, deadline_s=0.2, max_attempts=1))
        with pytest.raises(Offline):
            client.sweep_owner("Qwen", stop=stop)


def test_a_server_that_cannot_prove_itself_is_not_the_hub(stop: threading.Event) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(HERE / "self_signed.pem")
    with (
        ScriptedHub(page([]), context=context) as hub,
        HubClient(hub.url) as client,
        pytest.raises(NotTheHub, match="certificate"),
    ):
        client.sweep_owner("Qwen", stop=stop)
    assert hub.asked == []


@pytest.mark.parametrize("pause_s", [0.0, 0.15])
def test_a_page_comes_over_tls_however_slowly(
    stop: threading.Event, monkeypatch: pytest.MonkeyPatch, pause_s: float
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(HERE / "self_signed.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(HERE / "self_signed.pem"))
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with (
        ScriptedHub(Reply(drip_s=pause_s), context=context) as hub,
        HubClient(hub.url, Token(SECRET), trust_env=True) as client,
    ):
        assert client.sweep_owner("Qwen", stop=stop).complete
        assert client.sweep_owner("Qwen", stop=stop).complete
    assert len(hub.lines) == 1


def test_pauses_longer_than_a_slice_lose_nothing(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    hub.say(Reply(body=b" []", drip_s=0.12))
    assert client.sweep_owner("Qwen", stop=stop).complete
    assert client.requests == 1


def test_the_token_goes_to_the_pinned_host_alone(stop: threading.Event) -> None:
    with ScriptedHub(page([])) as other, ScriptedHub(page([])) as hub:
        with HubClient(hub.url, Token(SECRET)) as client:
            client.sweep_owner("Qwen", stop=stop)
            assert hub.asked[0].headers["authorization"] == f"Bearer {SECRET}"
            assert SECRET not in hub.asked[0].target
            hub.say(page([row(1)], Link=next_link(f"{other.url}/api/models?cursor=x")))
            with pytest.raises(ForeignHost):
                client.sweep_owner("Qwen", stop=stop)
            hub.say(moved(f"{other.url}/api/models/gpt2"))
            with pytest.raises(ForeignHost):
                client.model("gpt2", stop=stop)
        assert other.asked == []


def test_no_error_text_shows_the_token_or_the_servers_words(
    hub: ScriptedHub, clock: Clock, stop: threading.Event
) -> None:
    spoken = b'{"error":"REMOTE ' + SECRET.encode() + b'"}'
    faults = [Reply(status, spoken) for status in (200, 400, 401, 404, 429, 500)]
    faults += [Reply(body=spoken, cut=5), moved("https://evil.example/REMOTE"), Reply(stall=True)]
    with HubClient(
        hub.url, Token(SECRET), wait=clock.wait, max_attempts=1, deadline_s=0.2
    ) as client:
        for fault in faults:
            hub.say(fault)
            with pytest.raises(HubError) as caught:
                client.sweep_owner("Qwen", stop=stop)
            text = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
            assert SECRET not in text
            assert "REMOTE" not in str(caught.value)


@pytest.mark.parametrize("address", ["http://hub.example", "http://192.0.2.1:8080"])
def test_a_token_is_never_sent_in_the_clear(address: str, stop: threading.Event) -> None:
    with HubClient(address, Token(SECRET)) as client, pytest.raises(BadEndpoint) as caught:
        client.sweep_owner("Qwen", stop=stop)
    assert SECRET not in str(caught.value)
    assert client.requests == 0


def test_proxies_of_the_environment_are_used_only_if_wished(
    hub: ScriptedHub, stop: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", hub.url.replace("http://", "http://me:pw@"))
    with HubClient("http://hub.invalid", trust_env=True) as client:
        assert client.sweep_owner("Qwen", stop=stop).complete
    assert hub.asked[0].target.startswith("http://hub.invalid/api/models?")
    assert "proxy-authorization" in hub.asked[0].headers
    with HubClient("http://hub.invalid", max_attempts=1) as client, pytest.raises(Offline):
        client.sweep_owner("Qwen", stop=stop)
    assert len(hub.asked) == 1


def test_a_proxy_of_another_kind_is_named(
    stop: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    client = HubClient("http://hub.invalid", trust_env=True)
    with client, pytest.raises(BadEndpoint, match="proxy"):
        client.sweep_owner("Qwen", stop=stop)


def test_one_connection_serves_a_whole_listing(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    three_pages(hub)
    client.sweep_owner("Qwen", stop=stop)
    assert len(hub.lines) == 1


def test_a_closed_client_opens_again(
    hub: ScriptedHub, client: HubClient, stop: threading.Event
) -> None:
    client.sweep_owner("Qwen", stop=stop)
    client.close()
    client.close()
    assert client.sweep_owner("Qwen", stop=stop).complete
    assert client.requests == 2


def test_a_kept_connection_the_server_closed_is_no_fault(
    hub: ScriptedHub, client: HubClient, clock: Clock, stop: threading.Event
) -> None:
    client.sweep_owner("Qwen", stop=stop)
    hub.drop()
    assert client.sweep_owner("Qwen", stop=stop).complete
    assert len(hub.lines) == 2


def test_a_path_before_the_api_is_kept(hub: ScriptedHub, stop: threading.Event) -> None:
    hub.say(
        page([row(1)], Link=next_link("/mirror/api/models?author=Qwen&cursor=x")), page([row(2)])
    )
    with HubClient(f"{hub.url}/mirror") as client:
        assert len(client.sweep_owner("Qwen", stop=stop).rows) == 2
    assert [asked.path for asked in hub.asked] == ["/mirror/api/models"] * 2


def test_nothing_is_opened_before_the_first_request() -> None:
    client = HubClient("https://huggingface.co")
    client.close()
    assert client._line._client is None
    assert (client.requests, client.budget) == (0, None)
