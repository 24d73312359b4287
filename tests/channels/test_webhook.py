"""The webhook over real sockets: it verifies, follows nowhere, waits for nobody."""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path

import pytest

from receiver import Receiver
from sharewatch.channels.faults import Undelivered
from sharewatch.channels.webhook import Webhook

LETTER = '{"text": "Qwen – crossed"}\n'.encode()
SELF_SIGNED = Path(__file__).parents[1] / "hub" / "self_signed.pem"


def test_a_letter_is_posted_as_json_without_a_token(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with Receiver() as there:
        Webhook(there.url).deliver(LETTER)
    (posted,) = there.posted
    assert posted.path == "/hook?key=word"
    assert posted.body == LETTER
    assert posted.headers["content-type"] == "application/json"
    assert "authorization" not in posted.headers
    assert "hf_secret" not in str(posted.headers)


@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_yes_is_one(status):
    with Receiver(status=status) as there:
        Webhook(there.url).deliver(LETTER)


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
def test_a_no_is_told_by_its_number_only(status):
    said = pytest.raises(Undelivered, match=rf"^The webhook answered {status}\.$")
    with Receiver(status=status, body=b"<b>you have been hacked</b>") as there, said:
        Webhook(there.url).deliver(LETTER)


def test_no_redirect_is_followed():
    said = pytest.raises(Undelivered, match="307: redirects are not followed")
    with Receiver() as elsewhere:
        there = Receiver(status=307, headers={"Location": elsewhere.url})
        with there, said:
            Webhook(there.url).deliver(LETTER)
        assert not elsewhere.posted


def test_no_proxy_of_the_environment_hears_of_it(monkeypatch):
    with Receiver() as proxy, Receiver() as there:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        Webhook(there.url).deliver(LETTER)
    assert not proxy.posted
    assert there.posted


def test_a_certificate_that_nobody_vouches_for_is_refused():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(SELF_SIGNED)
    said = pytest.raises(Undelivered, match="certificate can't be verified")
    with Receiver(context=context) as there, said:
        Webhook(there.url).deliver(LETTER)
    assert not there.posted


@pytest.mark.parametrize("behaviour", [{"stall": True}, {"drip_s": 0.2}])
def test_one_that_takes_its_time_is_left(behaviour):
    with Receiver(headers={"X-Long": "y" * 100}, **behaviour) as there:
        began = time.monotonic()
        with pytest.raises(Undelivered, match=r"did not answer within 0\.8 s"):
            Webhook(there.url, limit_s=0.8).deliver(LETTER)
        assert time.monotonic() - began < 8, "the whole of it is limited, not each read"


def test_a_body_without_end_is_not_read():
    with Receiver(status=200, body=b"x" * 50_000_000) as there:
        Webhook(there.url).deliver(LETTER)


@pytest.mark.parametrize("raw", [b"", b"\0\0\0\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_an_answer_that_is_none_is_no_yes(raw):
    with Receiver(raw=raw) as there, pytest.raises(Undelivered, match="can't be understood"):
        Webhook(there.url).deliver(LETTER)


def test_nobody_there_is_said_so():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Undelivered, match=r"^The webhook can't be reached\.$"):
        Webhook(f"http://127.0.0.1:{port}/").deliver(LETTER)


def test_an_address_elsewhere_in_plain_is_never_asked():
    with pytest.raises(ValueError, match="this machine only"):
        Webhook("http://192.0.2.1/hook")
