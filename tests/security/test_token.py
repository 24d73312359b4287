"""The token is used, and stands nowhere afterwards."""

from __future__ import annotations

import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from scripted import Asked, Reply, ScriptedHub, page

from at_home import PROGRAM, Home, listing
from sharewatch.hub.access import Token
from sharewatch.hub.client import HubClient
from sharewatch.hub.errors import HubError

TOKEN = "hf_WdrIqZxkTbLmNoPqRsTuVwXyZaBcDeFgHi"
BROKEN = """
import sys
from sharewatch.hub import client
def broken(self, listing, owner, answer):
    raise RuntimeError(f"broken on purpose, answer of {answer.url}")
client.HubClient._add_page = broken
from sharewatch.__main__ import main
sys.exit(main())
"""


def in_variable(home: Home) -> dict[str, str]:
    return {"HF_TOKEN": TOKEN}


def in_named_file(home: Home) -> dict[str, str]:
    (home.path / "my-token").write_text(f"{TOKEN}\n", "utf-8")
    return {"HF_TOKEN_PATH": "~/my-token"}


def in_home_of_the_hub(home: Home) -> dict[str, str]:
    (home.path / "hf").mkdir()
    (home.path / "hf" / "token").write_text(TOKEN, "utf-8")
    return {"HF_HOME": str(home.path / "hf")}


WAYS = (in_variable, in_named_file, in_home_of_the_hub)


def holding_it(home: Home) -> list[Path]:
    """Every file of the home that holds the token, but for where the user keeps it."""
    kept = {home.path / "my-token", home.path / "hf" / "token"}
    return [one for one in home.files() if one not in kept and TOKEN.encode() in one.read_bytes()]


def sent(hub: ScriptedHub) -> set[str]:
    return {asked.headers.get("authorization", "") for asked in hub.asked}


@pytest.mark.parametrize("way", WAYS)
def test_the_token_is_found_wherever_the_ecosystem_keeps_it(
    home: Home, hub: ScriptedHub, way: Callable[[Home], dict[str, str]]
) -> None:
    home.choose(endpoint=hub.url)
    done = home.run("poll", **way(home))
    assert done.returncode == 0, done.stderr
    assert sent(hub) == {f"Bearer {TOKEN}"}
    assert TOKEN not in done.stdout + done.stderr
    assert holding_it(home) == []


def test_a_whole_run_uses_the_token_and_leaves_it_nowhere(home: Home, hub: ScriptedHub) -> None:
    home.choose(endpoint=hub.url, webhook="https://hooks.example/T0", census="off")
    env = in_named_file(home)
    poll = home.run("poll", "--json", **env)
    assert poll.returncode == 0, poll.stderr
    assert sent(hub) == {f"Bearer {TOKEN}"}
    hub.say(Reply(401, b'{"error":"' + TOKEN.encode() + b'"}'))
    said = [poll, home.run("poll", **env)]
    hub.say(listing)
    said += [home.run(*command, **env) for command in (("diagnostics",), ("shares", "--json"))]
    said += [home.run("export", home.path / "shares.csv", **env)]
    crash = [sys.executable, "-X", "dev", "-c", BROKEN, "poll"]
    crashed = subprocess.run(
        crash, env=home.env(**env), capture_output=True, text=True, timeout=60, check=False
    )
    assert "broken on purpose" in crashed.stderr
    assert [one.returncode for one in said] == [0, 3, 0, 0, 0], [one.stderr for one in said]
    for one in (*said, crashed):
        assert TOKEN not in one.stdout + one.stderr
    assert "token                found" in said[2].stdout
    assert holding_it(home) == []


def test_the_window_leaves_it_nowhere_either(home: Home, hub: ScriptedHub) -> None:
    """It polls, fails, logs a fault with its traceback, keeps its place, and quits."""
    home.choose(endpoint=hub.url)
    env = home.env(HF_TOKEN=TOKEN)
    for program in (PROGRAM, (sys.executable, "-X", "dev", "-c", BROKEN)):
        asked = len(hub.asked)
        with (home.path / "said").open("ab") as said:
            running = subprocess.Popen(program, env=env, stdout=said, stderr=said)
        wait_for(lambda before=asked: len(hub.asked) > before + 1 or home_logs(home), running)
        assert TOKEN.encode() not in Path(f"/proc/{running.pid}/cmdline").read_bytes()
        if program is not PROGRAM:
            wait_for(lambda: "broken on purpose" in home_logs(home), running)
        running.send_signal(signal.SIGTERM)
        assert running.wait(40) == 0
        forget_last_try(home)
    assert sent(hub) == {f"Bearer {TOKEN}"}
    assert (home.data / "window.state").exists()
    assert holding_it(home) == []


def home_logs(home: Home) -> str:
    log = home.data / "sharewatch.log"
    return log.read_text("utf-8") if log.exists() else ""


def forget_last_try(home: Home) -> None:
    """So that the next start polls at once; beside backups, a missing database is a fault."""
    (home.data / "sharewatch.db").unlink()
    shutil.rmtree(home.data / "backups", ignore_errors=True)


def wait_for(happened, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 40
    while not happened():
        assert running.poll() is None, "the program ended"
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


FAULTS = (
    Reply(500),
    Reply(401),
    Reply(body=b"[{]"),
    Reply(body=b"[]", cut=1),
    Reply(body=b"<html>", kind="text/html"),
    Reply(302, headers={"Location": "https://elsewhere.example/"}),
    Reply(stall=True),
)


@pytest.mark.parametrize("fault", FAULTS, ids=range(len(FAULTS)))
def test_no_traceback_shows_it_even_with_all_local_variables(
    hub: ScriptedHub, fault: Reply
) -> None:
    hub.say(fault)
    with (
        HubClient(hub.url, Token(TOKEN), max_attempts=1, deadline_s=0.3) as client,
        pytest.raises(HubError) as caught,
    ):
        client.sweep_owner("Qwen", stop=threading.Event())
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    text = "".join(told.format())
    assert "self = <sharewatch.hub" in text
    assert TOKEN not in text


def test_a_refused_connection_shows_it_no_more(elsewhere: ScriptedHub) -> None:
    address = "http://127.0.0.1:1"
    with HubClient(address, Token(TOKEN), max_attempts=1) as client, pytest.raises(HubError) as why:
        client.sweep_owner("Qwen", stop=threading.Event())
    told = traceback.TracebackException.from_exception(why.value, capture_locals=True)
    assert TOKEN not in "".join(told.format())


def test_it_can_be_neither_shown_nor_written_away() -> None:
    token = Token(TOKEN)
    for shown in (repr(token), str(token), f"{token}", f"{[token]}"):
        assert TOKEN not in shown
    with pytest.raises(TypeError):
        pickle.dumps(token)
    assert not hasattr(token, "__dict__")


def test_a_page_of_another_address_is_asked_without_it(
    hub: ScriptedHub, elsewhere: ScriptedHub
) -> None:
    def away(asked: Asked) -> Reply:
        return page([], Link=f'<{elsewhere.url}/api/models?cursor=x>; rel="next"')

    hub.say(away)
    with HubClient(hub.url, Token(TOKEN)) as client, pytest.raises(HubError):
        client.sweep_owner("Qwen", stop=threading.Event())
    assert elsewhere.asked == []
