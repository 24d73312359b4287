"""One host, proven by TLS, no proxy unasked, and no answer too large to hold."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted import Asked, Reply, ScriptedHub, page, row

from at_home import Home, listing

resource = pytest.importorskip("resource", reason="memory is bounded by Unix' own means")

PEM = Path(__file__).parents[1] / "hub" / "self_signed.pem"
GIB = 1 << 30
BROTLI_OF_ONE_GIB = 809
ROOM = 700 * 2**20
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


def poll(home: Home, hub: ScriptedHub, **env: str) -> subprocess.CompletedProcess[str]:
    home.choose(endpoint=hub.url)
    return home.run("poll", "--json", **env)


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_elsewhere_is_not_followed(
    home: Home, hub: ScriptedHub, elsewhere: ScriptedHub, status: int
) -> None:
    hub.say(Reply(status, headers={"Location": f"{elsewhere.url}/api/models"}))
    done = poll(home, hub, HF_TOKEN="hf_abcdefghijkl")
    assert (done.returncode, elsewhere.asked) == (3, [])
    assert "pointed away from the Hub" in done.stderr
    assert elsewhere.url not in done.stdout + done.stderr


def test_a_next_page_elsewhere_is_not_asked_for(
    home: Home, hub: ScriptedHub, elsewhere: ScriptedHub
) -> None:
    def away(asked: Asked) -> Reply:
        return page([row(1)], Link=f'<{elsewhere.url}/api/models?cursor=x>; rel="next"')

    hub.say(away)
    done = poll(home, hub, HF_TOKEN="hf_abcdefghijkl")
    assert (done.returncode, elsewhere.asked) == (3, [])
    assert hub.asked


@pytest.fixture
def unproven() -> Iterator[ScriptedHub]:
    """A server that speaks TLS with a certificate of its own making."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    with ScriptedHub(listing, context=context) as server:
        yield server


@pytest.mark.parametrize("env", [{}, {"SSL_CERT_FILE": str(PEM)}, {"PYTHONHTTPSVERIFY": "0"}])
def test_who_cannot_prove_to_be_the_hub_is_told_nothing(
    home: Home, unproven: ScriptedHub, env: dict[str, str]
) -> None:
    done = poll(home, unproven, HF_TOKEN="hf_abcdefghijkl", **env)
    assert (done.returncode, unproven.asked) == (3, [])
    assert "could not prove to be the Hub" in done.stderr


def test_proxies_of_the_environment_see_nothing(
    home: Home, hub: ScriptedHub, elsewhere: ScriptedHub
) -> None:
    done = poll(home, hub, **dict.fromkeys(PROXIES, elsewhere.url))
    assert (done.returncode, elsewhere.asked) == (0, [])


def bomb() -> bytes:
    """A gzip answer of one GiB; made piece by piece, for it must fit the test as well."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = b" " * 2**20
    return b"".join([*(packer.compress(piece) for _ in range(GIB // len(piece))), packer.flush()])


BOMBS = {
    "gzip": lambda: Reply(body=bomb(), headers={"Content-Encoding": "gzip"}),
    "gzip twice": lambda: Reply(body=bytes(99), headers={"Content-Encoding": "gzip, gzip"}),
    "brotli": lambda: Reply(body=bytes(BROTLI_OF_ONE_GIB), headers={"Content-Encoding": "br"}),
    "zstd": lambda: Reply(body=bytes(1000), headers={"Content-Encoding": "zstd"}),
    "plain": lambda: Reply(body=b" " * (64 * 2**20)),
    "length": lambda: Reply(body=b"[]", headers={"Content-Length": str(10 * GIB)}, cut=2),
    "deep": lambda: Reply(body=b"[" * 4_000_000 + b"]" * 4_000_000),
    "rows": lambda: Reply(body=json.dumps([{"_id": "x"}] * 100_000).encode()),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_in_a_sentence_within_little_memory(
    home: Home, hub: ScriptedHub, name: str
) -> None:
    """The real program with an address space that a bomb would not fit into."""
    hub.say(BOMBS[name]())
    home.choose(endpoint=hub.url)
    program = [sys.executable, "-m", "sharewatch", "poll", "--json"]
    done = subprocess.run(
        program,
        env=home.env(OPENBLAS_NUM_THREADS="1"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("sharewatch: ")


def test_nothing_but_gzip_is_asked_for(home: Home, hub: ScriptedHub) -> None:
    poll(home, hub)
    assert {asked.headers["accept-encoding"] for asked in hub.asked} == {"gzip"}
