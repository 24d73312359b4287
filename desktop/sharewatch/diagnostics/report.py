"""The report for a question or a fault: all that helps, nothing that is secret, in one text.

It is made from files and never needs an open desk, so that it can be had when nothing works.
"""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit

from sharewatch import __version__
from sharewatch.core import words
from sharewatch.core.plain import one_line, plain
from sharewatch.diagnostics.scrubbing import HIDDEN, hide_people, hide_secrets, own_secrets
from sharewatch.hub import access
from sharewatch.places import Place
from sharewatch.settings import Settings, SettingsError, read_settings
from sharewatch.store.facts import database_facts

Fact = tuple[str, str]

LOG_LINES = 50
_LOG_TAIL = 128 * 1024
_MOST_FILES = 40
_PACKAGES = ("PySide6-Essentials", "pyqtgraph", "numpy", "httpx", "msgspec", "jeepney", "pyarrow")
_SESSION = ("XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "QT_QPA_PLATFORM", "LANG")
_TOKENS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH", "HF_HOME")
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy")


def report(
    where: Place, *, demo: bool = False, given: Mapping[str, str] | None = None, check: bool = False
) -> str:
    """The whole text. Never raises: what can't be had says why.

    ``given`` are facts that only the window knows: its tray, its messages, what is wrong.
    ``check`` reads the database whole to say whether it is sound.
    """
    database = where.database(demo=demo)
    parts: tuple[tuple[str, Callable[[], Iterator[Fact]]], ...] = (
        ("Versions", _versions),
        ("Desktop", lambda: _desktop(given or {})),
        ("Folders", lambda: _folders(where)),
        ("Settings", lambda: _settings(where.settings)),
        ("Environment", _environment),
        ("Database", lambda: iter(database_facts(database, check=check))),
        ("Log", lambda: _log(where.log)),
    )
    lines = [f"Sharewatch diagnostics, {words.moment(int(time.time()))}"]
    lines.append("Tokens, webhooks, commands and names of people are hidden.")
    for title, facts in parts:
        lines += ["", f"[{title}]", *_lines(facts)]
    return hide_people(hide_secrets(plain("\n".join(lines)), own_secrets())) + "\n"


def _lines(facts: Callable[[], Iterator[Fact]]) -> Iterator[str]:
    """A part's facts as lines; a fault in one part costs that part alone."""
    try:
        for name, value in facts():
            yield f"{name:<20} {one_line(value)}" if name else one_line(value)
    except (OSError, ValueError, RuntimeError) as why:
        yield f"can't be had: {one_line(str(why))}"


def _versions() -> Iterator[Fact]:
    yield "Sharewatch", __version__
    yield "Python", f"{platform.python_version()}, {platform.python_implementation()}"
    yield "SQLite", sqlite3.sqlite_version
    yield "system", f"{_system()}, {platform.system()} {platform.release()} {platform.machine()}"
    for name in _PACKAGES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, words.UNKNOWN


def _system() -> str:
    """What the system calls itself; asking ``platform.platform`` would start a program."""
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", words.UNKNOWN)
    except OSError:
        return platform.version()


def _desktop(given: Mapping[str, str]) -> Iterator[Fact]:
    for name in _SESSION:
        yield name, os.environ.get(name) or words.UNKNOWN
    screens = [name for name in ("DISPLAY", "WAYLAND_DISPLAY") if os.environ.get(name)]
    yield "screen", ", ".join(screens) or "none"
    yield from given.items()


def _folders(where: Place) -> Iterator[Fact]:
    for name, folder in (("data", where.data), ("config", where.config)):
        yield name, f"{folder} ({_mode(folder)})"
    free = shutil.disk_usage(where.data if where.data.is_dir() else Path.home()).free
    yield "free", f"{free:,} bytes"
    for folder in dict.fromkeys((where.data, where.config)):
        for found in sorted(folder.rglob("*"))[:_MOST_FILES] if folder.is_dir() else ():
            yield "", f"  {found.relative_to(folder)}  {_mode(found)}"


def _mode(path: Path) -> str:
    """A file's rights, size and age."""
    try:
        found = path.lstat()
    except OSError as why:
        return str(why.strerror)
    old = words.age(max(0, time.time() - found.st_mtime))
    return f"{stat.filemode(found.st_mode)}, {found.st_size:,} bytes, {old}"


def _settings(path: Path) -> Iterator[Fact]:
    try:
        found = read_settings(path)
    except SettingsError as why:
        yield "can't be used", str(why)
        return
    yield "file", "there" if path.exists() else "none, all as it comes"
    for field in fields(Settings):
        value = getattr(found, field.name)
        hide = _HIDDEN.get(field.name)
        yield field.name, hide(value) if hide and value else str(value)


def _program_alone(command: str) -> str:
    """A command without its arguments."""
    program = command.partition(" ")[0]
    return f"{Path(program).name} {HIDDEN}"


def _host_alone(address: str) -> str:
    """An address without who asks, which path, and with what."""
    try:
        parts = urlsplit(address)
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return HIDDEN
    return f"{parts.scheme}://{parts.hostname}{port}/{HIDDEN}"


_HIDDEN: Mapping[str, Callable[[str], str]] = {
    "command": _program_alone,
    "webhook": _host_alone,
    "endpoint": _host_alone,
}


def _environment() -> Iterator[Fact]:
    endpoint = os.environ.get("HF_ENDPOINT", "")
    yield "HF_ENDPOINT", _host_alone(endpoint) if endpoint else words.UNKNOWN
    named = [name for name in _TOKENS if os.environ.get(name)]
    yield "token", ("found" if access.token() else "none") + f" ({', '.join(named) or 'unnamed'})"
    yield "proxies, not used", ", ".join(n for n in _PROXIES if os.environ.get(n)) or "none"


def _log(path: Path) -> Iterator[Fact]:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _LOG_TAIL))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        lines = ["nothing was ever written down"]
    for line in lines[-LOG_LINES:]:
        yield "", line
