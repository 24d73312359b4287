"""HTTP itself: headers, compression, budgets, tokens, and leaving nothing behind."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from sharewatch.hub.demo.clock import SimulatedClock
from sharewatch.hub.demo.server import EmbeddedHub, etag

NOON = 1_780_000_000


def get(hub: EmbeddedHub, path: str, **options: Any) -> httpx.Response:
    with httpx.Client(base_url=hub.url, trust_env=False) as session:
        return session.get(path, **options)


@pytest.mark.parametrize("name", ["list_default_limit3", "list_sort_downloads_expand30_limit3"])
def test_etags_are_those_of_real_responses(shared: Path, name: str) -> None:
    captures = shared / "reference" / "hub-payloads"
    head = json.loads((captures / f"{name}.head.json").read_text())
    assert [etag((captures / f"{name}.json").read_bytes())] == head["header"]["ETag"]


def test_the_date_is_the_simulated_one(hub: EmbeddedHub, client: httpx.Client) -> None:
    hub.clock.set(NOON + 86_400)
    date = parsedate_to_datetime(client.get("/api/models").headers["Date"])
    assert date.timestamp() == NOON + 86_400


def test_bodies_are_compressed_only_for_those_who_take_it(hub: EmbeddedHub) -> None:
    with httpx.Client(base_url=hub.url, trust_env=False) as session:
        plain = session.get("/api/models", headers={"Accept-Encoding": "identity"})
        refused = session.get("/api/models", headers={"Accept-Encoding": "br, gzip;q=0"})
        asked = {"Accept-Encoding": "br, gzip;q=0.5"}
        with session.stream("GET", "/api/models", headers=asked) as packed:
            raw = b"".join(packed.iter_raw())
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in refused.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert packed.headers["ETag"] == plain.headers["ETag"] == etag(plain.content)


def test_a_head_request_is_answered_without_a_body(client: httpx.Client) -> None:
    head = client.head("/api/models")
    assert (head.status_code, head.content) == (200, b"")
    assert client.get("/api/models").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/models?limit=1", 200),
        ("/api/models/gpt2", 307),
        ("/api/models?sort=nonsense", 400),
        ("/api/models/acme/none", 401),
        ("/nowhere", 404),
    ],
)
def test_every_answer_is_charged_and_says_what_is_left(
    client: httpx.Client, path: str, status: int
) -> None:
    first, second = client.get(path), client.get(path)
    assert first.status_code == second.status_code == status
    left = [int(r.headers["RateLimit"].split(";")[1].removeprefix("r=")) for r in (first, second)]
    assert left[0] - left[1] == 1
    assert first.headers["RateLimit"].startswith('"api";r=')
    assert first.headers["RateLimit-Policy"] == '"fixed window";"api";q=1000000;w=300'


def test_a_spent_budget_refuses_until_the_window_ends(small_world: Any) -> None:
    real = [0.0]
    clock = SimulatedClock(NOON, 0)
    with EmbeddedHub(small_world, clock, quota=2, monotonic=lambda: real[0]) as hub:
        assert get(hub, "/api/models").headers["RateLimit"] == '"api";r=1;t=300'
        real[0] = 299.5
        assert get(hub, "/api/models/gpt2").headers["RateLimit"] == '"api";r=0;t=1'
        refused = get(hub, "/api/models")
        assert refused.status_code == 429
        assert refused.headers["RateLimit"] == '"api";r=0;t=1'
        assert refused.headers["RateLimit-Policy"] == '"fixed window";"api";q=2;w=300'
        assert refused.json()["error"].startswith("We had to rate limit your IP (127.0.0.1).")
        real[0] = 300
        assert get(hub, "/api/models").headers["RateLimit"] == '"api";r=1;t=300'


def test_the_refusals_use_the_real_words(shared: Path, small_world: Any) -> None:
    quoted = (shared / "reference/hub-payloads/error_429_messages.txt").read_text()
    clock = SimulatedClock(NOON, 0)
    with EmbeddedHub(small_world, clock, quota=0, token="hf_1") as hub:
        anonymous = get(hub, "/api/models").json()["error"]
        signed_in = get(hub, "/api/models", headers={"Authorization": "Bearer hf_1"}).json()
    assert anonymous.replace("127.0.0.1", "65.181.16.106") in quoted
    assert signed_in["error"].replace("quota of 0", "quota of 1000") in quoted


def test_a_token_that_is_not_ours_is_refused(small_world: Any) -> None:
    with EmbeddedHub(small_world, SimulatedClock(NOON, 0), token="hf_1") as hub:
        wrong = get(hub, "/api/models", headers={"Authorization": "Bearer hf_2"})
        assert wrong.status_code == 401
        assert wrong.json() == {"error": "Invalid credentials in Authorization header"}
        missing = get(hub, "/api/models/acme/none", headers={"Authorization": "Bearer hf_1"})
        assert missing.status_code == 404
        assert missing.headers["X-Error-Code"] == "RepoNotFound"


def test_stopping_leaves_no_thread_and_no_open_port(small_world: Any) -> None:
    before = set(threading.enumerate())
    hub = EmbeddedHub(small_world, SimulatedClock(NOON, 0))
    hub.start()
    address = ("127.0.0.1", int(hub.url.rpartition(":")[2]))
    idle = socket.create_connection(address)
    with httpx.Client(base_url=hub.url, trust_env=False) as kept:
        assert kept.get("/api/models").status_code == 200
        assert set(threading.enumerate()) > before
        hub.stop()
        assert set(threading.enumerate()) == before
        with pytest.raises(httpx.TransportError):
            kept.get("/api/models")
    assert idle.recv(1) == b""
    idle.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)
    hub.stop()


def test_a_stopped_hub_has_no_address_and_can_start_again(hub: EmbeddedHub) -> None:
    with pytest.raises(RuntimeError, match="already"):
        hub.start()
    hub.stop()
    with pytest.raises(RuntimeError, match="not running"):
        assert hub.url
    hub.start()
    assert get(hub, "/api/models").status_code == 200


def test_a_client_that_hangs_up_does_no_harm(hub: EmbeddedHub, client: httpx.Client) -> None:
    port = int(hub.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as rude:
        rude.sendall(b"GET /api/models HTTP/1.1\r\nHost: x\r\n\r\nGET /api/mod")
    assert client.get("/api/models").status_code == 200
