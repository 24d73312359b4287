"""The endpoint and the token are found as the ecosystem does, and the token stays hidden."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from sharewatch.hub.access import Token, endpoint, may_carry_token, token
from sharewatch.hub.errors import BadEndpoint

SECRET = "hf_abcdefghijklmnop"


def test_the_public_hub_is_asked_when_nothing_else_is_said() -> None:
    assert endpoint("", {}) == "https://huggingface.co"
    assert endpoint("", {"HF_ENDPOINT": ""}) == "https://huggingface.co"


def test_the_environment_names_another_hub() -> None:
    assert endpoint("", {"HF_ENDPOINT": "https://hub.example/ "}) == "https://hub.example"


def test_the_setting_comes_before_the_environment() -> None:
    env = {"HF_ENDPOINT": "https://a.example"}
    assert endpoint("http://127.0.0.1:8080/hub/", env) == "http://127.0.0.1:8080/hub"


@pytest.mark.parametrize(
    "value",
    [
        *("huggingface.co", "ftp://huggingface.co", "https://", "https://me:pw@huggingface.co"),
        *("https://huggingface.co?x=1", "https://huggingface.co#x", "https://h:99999", "http://["),
    ],
)
def test_what_can_be_no_hub_is_refused_in_words(value: str) -> None:
    with pytest.raises(BadEndpoint, match="must look like") as caught:
        endpoint(value, {})
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://huggingface.co", True),
        ("http://127.0.0.1:8080", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:80", True),
        ("http://localhost:1", True),
        ("http://huggingface.co", False),
        ("http://192.168.0.2", False),
        ("http://localhost.example.com", False),
    ],
)
def test_a_token_goes_over_https_or_stays_on_this_machine(address: str, may: bool) -> None:
    assert may_carry_token(address) is may


def bearer(env: dict[str, str]) -> str | None:
    found = token(env)
    return None if found is None else found.bearer().removeprefix("Bearer ")


def write(path: Path, text: str = SECRET) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_environment_comes_before_every_file(tmp_path: Path) -> None:
    file = write(tmp_path / "token", "hf_file")
    assert bearer({"HF_TOKEN": SECRET, "HF_TOKEN_PATH": str(file)}) == SECRET
    assert bearer({"HUGGING_FACE_HUB_TOKEN": SECRET, "HF_TOKEN_PATH": str(file)}) == SECRET


def test_the_file_is_looked_for_from_the_nearest_name_outwards(tmp_path: Path) -> None:
    named = write(tmp_path / "named", "hf_named")
    write(tmp_path / "home" / "token", "hf_home")
    write(tmp_path / "cache" / "huggingface" / "token", "hf_cache")
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert bearer(env) == "hf_cache"
    env["HF_HOME"] = str(tmp_path / "home")
    assert bearer(env) == "hf_home"
    env["HF_TOKEN_PATH"] = str(named)
    assert bearer(env) == "hf_named"


def test_tilde_and_variables_are_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / ".cache" / "huggingface" / "token")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("SHAREWATCH_TEST_HOME", str(tmp_path / ".cache"))
    assert bearer({}) == SECRET
    assert bearer({"HF_HOME": "~/.cache/huggingface"}) == SECRET
    assert bearer({"HF_TOKEN_PATH": "$SHAREWATCH_TEST_HOME/huggingface/token"}) == SECRET


@pytest.mark.parametrize(
    "text", [f"{SECRET}\n", f"\r\n  {SECRET}\t\r\n", f"{SECRET[:5]}\n{SECRET[5:]}"]
)
def test_blanks_and_line_ends_around_a_token_are_taken_off(tmp_path: Path, text: str) -> None:
    assert bearer({"HF_TOKEN": text}) == SECRET
    assert bearer({"HF_TOKEN_PATH": str(write(tmp_path / "token", text))}) == SECRET


@pytest.mark.parametrize("value", ["1", "true", "YES", "On"])
def test_no_token_is_used_where_implicit_tokens_are_off(value: str) -> None:
    assert token({"HF_TOKEN": SECRET, "HF_HUB_DISABLE_IMPLICIT_TOKEN": value}) is None


@pytest.mark.parametrize("value", ["0", "false", ""])
def test_other_values_leave_implicit_tokens_on(value: str) -> None:
    assert bearer({"HF_TOKEN": SECRET, "HF_HUB_DISABLE_IMPLICIT_TOKEN": value}) == SECRET


def test_what_can_be_no_token_counts_as_none(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    assert token({"HF_TOKEN": "  \n", "HF_TOKEN_PATH": nowhere}) is None
    assert token({"HF_TOKEN": "hf_\x00x", "HF_TOKEN_PATH": nowhere}) is None
    assert token({"HF_TOKEN": "hf_é", "HF_TOKEN_PATH": nowhere}) is None
    assert token({"HF_TOKEN_PATH": str(tmp_path)}) is None
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    assert token({"HF_TOKEN_PATH": str(tmp_path / "binary")}) is None


CASES = [
    {"HF_TOKEN": f" {SECRET}\n"},
    {"HF_TOKEN": " ", "HF_HOME": "{tmp}/home"},
    {"HUGGING_FACE_HUB_TOKEN": SECRET},
    {"HF_HOME": "{tmp}/home"},
    {"HF_HOME": "{tmp}/home", "HF_TOKEN_PATH": "{tmp}/named"},
    {"XDG_CACHE_HOME": "{tmp}/cache"},
    {"HF_HOME": "{tmp}/nowhere"},
    {"HOME": "{tmp}"},
]
OURS = """
from sharewatch.hub.access import token
found = token()
print(found and found.bearer().removeprefix("Bearer "))
"""
THEIRS = """
from huggingface_hub.utils._headers import get_token_to_send
print(get_token_to_send(None))
"""
FOREIGN = ("HF_", "HUGGING", "XDG_CACHE_HOME", "COLAB")


def said_by(program: str, env: dict[str, str]) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    run = subprocess.run(
        [sys.executable, "-c", program], env=clean | env, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


@pytest.mark.parametrize("said", CASES, ids="+".join)
def test_the_official_client_finds_the_same_token(tmp_path: Path, said: dict[str, str]) -> None:
    write(tmp_path / "named", "hf_named\n")
    write(tmp_path / "home" / "token", "hf_home")
    write(tmp_path / "cache" / "huggingface" / "token", "hf_cache")
    write(tmp_path / ".cache" / "huggingface" / "token", "hf_dot_cache")
    mine = {"HOME": str(tmp_path / "empty")}
    mine |= {name: value.replace("{tmp}", str(tmp_path)) for name, value in said.items()}
    assert said_by(OURS, mine) == said_by(THEIRS, mine)


def test_a_token_shows_itself_nowhere() -> None:
    hidden = Token(SECRET)
    shown = [repr(hidden), str(hidden), f"{hidden}", f"{[hidden]}", repr(vars(Token))]
    assert not any(SECRET in text for text in shown)
    for spill in (pickle.dumps, json.dumps):
        with pytest.raises(TypeError) as caught:
            spill(hidden)
        assert SECRET not in "".join(traceback.format_exception(caught.value))
