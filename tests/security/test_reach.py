"""Nobody is spoken to but the Hub of the settings, and nothing renews itself."""

from __future__ import annotations

import ast
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from scripted import Reply, ScriptedHub

from at_home import PROGRAM, Home, listing

SOURCE = Path(__file__).parents[2] / "desktop" / "sharewatch"
EAR = """
import os, sys

HEARD = {"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg",
         "subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork",
         "urllib.Request", "webbrowser.open"}

def hear(event, arguments):
    if event in HEARD:
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            arguments = arguments[1:]
        line = f"{event} {arguments!r}\\n".encode("ascii", "backslashreplace")
        handle = os.open(os.environ["HEARD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(handle, line)
        os.close(handle)

sys.addaudithook(hear)
"""
TOUR = (
    ("poll",),
    ("shares", "--json"),
    ("movers", "--family", "Qwen"),
    ("claims",),
    ("rules", "add", "--family", "Qwen", "--above", "0.5"),
    ("alerts",),
    ("explain", "Qwen/model-1"),
    ("export", "out.csv"),
    ("catalog", "--copy"),
    ("diagnostics",),
)
NETWORK = {
    "httpx": {
        "channels/webhook.py",
        "hub/client.py",
        "hub/leash.py",
        "hub/line.py",
        "hub/patience.py",
        "hub/universe.py",
    },
    "socket": {
        "channels/desktop.py",
        "channels/session_bus.py",
        "hub/demo/server.py",
        "hub/leash.py",
        "ui/process.py",
    },
    "socketserver": {"hub/demo/server.py"},
    "http.server": {"hub/demo/server.py"},
    "subprocess": {"channels/command.py"},
    "PySide6.QtNetwork": {"ui/instance.py", "ui/network.py"},
}
"""Who may speak at all, by what they import."""
HOST = re.compile(r"https?://([\w.-]+)")
READ_BY_PEOPLE = {"sqlite.org", "atomproject.ai", "atom-website-v2.pages.dev"}
"""Where something that is computed is defined; nobody asks there."""
NOBODYS = {
    *("ftplib", "smtplib", "telnetlib", "xmlrpc", "http.client", "webbrowser", "pip", "ensurepip"),
    *("requests", "aiohttp", "PySide6.QtWebEngineCore", "PySide6.QtWebSockets"),
}


@pytest.fixture
def heard(home: Home, tmp_path: Path) -> dict[str, str]:
    """An environment in which every process writes down to whom it speaks and what it starts."""
    (tmp_path / "ear").mkdir()
    (tmp_path / "ear" / "sitecustomize.py").write_text(EAR, "utf-8")
    return {"PYTHONPATH": str(tmp_path / "ear"), "HEARD": str(tmp_path / "heard")}


def spoken_to(heard: dict[str, str]) -> list[str]:
    """What was heard, apart from sockets within this machine's desktop."""
    file = Path(heard["HEARD"])
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [
        line for line in lines if not line.startswith(("socket.connect ('/", "socket.connect (b'"))
    ]


def strangers(heard: dict[str, str], hub: ScriptedHub) -> list[str]:
    host, port = hub.url.removeprefix("http://").split(":")
    known = (f"socket.connect (('{host}', {port}),)", f"socket.getaddrinfo ('{host}', {port}, ")
    return [line for line in spoken_to(heard) if not line.startswith(known)]


def test_every_command_speaks_to_the_hub_alone_and_starts_nothing(
    home: Home, hub: ScriptedHub, heard: dict[str, str]
) -> None:
    home.choose(endpoint=hub.url)
    for command in TOUR:
        home.run(*command, **heard)
    assert strangers(heard, hub) == []
    assert [line for line in spoken_to(heard) if "socket.connect" in line]


def test_the_window_speaks_to_the_hub_alone(
    home: Home, hub: ScriptedHub, heard: dict[str, str]
) -> None:
    home.choose(endpoint=hub.url)
    running = subprocess.Popen(PROGRAM, env=home.env(**heard), stderr=subprocess.DEVNULL)
    until = time.monotonic() + 40
    while len(hub.asked) < 2:
        assert time.monotonic() < until, "it never polled"
        time.sleep(0.05)
    running.send_signal(signal.SIGTERM)
    assert running.wait(40) == 0
    assert strangers(heard, hub) == []


def test_without_a_yes_nobody_is_asked_at_all(
    home: Home, hub: ScriptedHub, heard: dict[str, str]
) -> None:
    """The window opens, asks for consent, and waits; as long as it is up there is no request."""
    home.choose(endpoint=hub.url, consented=False)
    running = subprocess.Popen(PROGRAM, env=home.env(**heard), stderr=subprocess.DEVNULL)
    until = time.monotonic() + 40
    while not list(home.data.glob("*.db")):
        assert time.monotonic() < until, "it never opened"
        time.sleep(0.05)
    with pytest.raises(subprocess.TimeoutExpired):
        running.wait(1.0)
    running.send_signal(signal.SIGTERM)
    assert running.wait(40) == 0
    assert (hub.asked, spoken_to(heard)) == ([], [])


def test_what_an_answer_names_is_never_fetched(
    home: Home, hub: ScriptedHub, elsewhere: ScriptedHub, heard: dict[str, str]
) -> None:
    def naming(asked) -> Reply:
        said = listing(asked).body.replace(
            b'"likes": 1', f'"likes": 1, "url": "{elsewhere.url}"'.encode()
        )
        return Reply(body=said)

    hub.say(naming)
    home.choose(endpoint=hub.url)
    assert home.run("poll", **heard).returncode == 0
    assert (elsewhere.asked, strangers(heard, hub)) == ([], [])


def imports(path: Path) -> set[str]:
    """Every module that a file imports, with all its packages."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def test_only_these_files_can_speak_or_start_anything() -> None:
    files = {str(one.relative_to(SOURCE)): imports(one) for one in SOURCE.rglob("*.py")}
    for module, allowed in NETWORK.items():
        speaking = {
            file
            for file, found in files.items()
            if any(one == module or one.startswith(f"{module}.") for one in found)
        }
        assert speaking <= allowed, module
    everywhere = {one for found in files.values() for one in found}
    assert {
        one for one in everywhere if any(one == n or one.startswith(f"{n}.") for n in NOBODYS)
    } == set()


def test_a_program_that_is_out_of_date_says_no_more_than_its_version(home: Home) -> None:
    """There is no way to be renewed from within: no command for it, and no address of it."""
    help_text = home.run("--help").stdout
    assert "update" not in help_text.lower()
    assert "upgrade" not in help_text.lower()
    named = {host for one in SOURCE.rglob("*.py") for host in HOST.findall(one.read_text("utf-8"))}
    assert named <= {"huggingface.co", "hf.co", "127.0.0.1", "example.org"} | READ_BY_PEOPLE
