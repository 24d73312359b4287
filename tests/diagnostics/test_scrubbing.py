"""What is written down or copied: the secrets are gone, the rest is still of use."""

from __future__ import annotations

import getpass
import io
import logging
import platform
from pathlib import Path

import pytest

from sharewatch.diagnostics.scrubbing import Scrub, hide_people, hide_secrets, own_secrets


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("HF_TOKEN=hf_AbCdEf123456 was sent", "HF_TOKEN=hf_*** was sent"),
        ("{'authorization': 'Bearer abc.def-123'}", "{'authorization': ***"),
        ("sent Bearer abcdef123 along", "sent Bearer *** along"),
        ("Cookie: session=1; theme=dark", "Cookie: ***"),
        ("https://me:pass@hub.example/api/models?limit=1", "https://***@hub.example/api/models?limit=1"),
        ("to https://hooks.example/T0/XyZ failed", "to https://hooks.example/*** failed"),
        ("http://127.0.0.1:8000/api/models?token=abc&limit=3", "http://127.0.0.1:8000/api/models?token=***&limit=3"),
        (f"digest {'0f' * 20}.", "digest ***."),
        ("key dGhpcyBpcyBhIHNlY3JldCBLZXkgb2YgNDAgc2lnbnM=", "key ***"),
    ],
)  # fmt: skip
def test_a_secret_is_hidden(text: str, left: str) -> None:
    assert hide_secrets(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8-dynamic-quantized: 12,000,000 downloads",
        "HF_ENDPOINT and HF_TOKEN_PATH are set",
        "The Hub can't be reached. Check the network connection.",
        "model 621ffdc036468d709f17434d, poll 17",
        "https://huggingface.co/api/models?author=Qwen&limit=1000",
        "/usr/lib/python3.12/site-packages/sharewatch/desk.py, line 12, in poll",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert hide_secrets(text) == text


def test_a_known_token_of_any_form_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "an odd one!")
    assert hide_secrets("it is: an odd one!.", own_secrets()) == "it is: ***."


def test_without_a_token_there_is_none_to_hide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    assert own_secrets() == ()


def test_home_user_and_machine_are_not_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "ada"))
    monkeypatch.setattr(getpass, "getuser", lambda: "ada")
    monkeypatch.setattr(platform, "node", lambda: "analytical-engine")
    text = f"{tmp_path}/ada/data of ada on analytical-engine; Canada and adamant stay"
    assert hide_people(text) == "~/data of USER on HOST; Canada and adamant stay"


def fail(why: str) -> None:
    raise ValueError(why)


def test_a_log_holds_no_secret_in_words_arguments_or_tracebacks() -> None:
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.addFilter(Scrub(["odd secret"]))
    log = logging.Logger("of its own")
    log.addHandler(handler)
    log.warning("asked with %s", "Bearer abcdef123456")
    try:
        fail("https://hooks.example/T0/B1/XyZ and odd secret")
    except ValueError:
        log.exception("failed for %(who)s", {"who": "hf_abcdefgh123"}, stack_info=True)
    text = kept.getvalue()
    for secret in ("abcdef123456", "B1/XyZ", "odd secret", "hf_abcdefgh123"):
        assert secret not in text
    assert "asked with Bearer ***" in text
    assert "ValueError: https://hooks.example/*** and ***" in text
    assert "Stack (most recent call last)" in text
