"""Settings: what a user may choose, frozen, read from and written to one TOML file."""

from __future__ import annotations

import json
import os
import re
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from sharewatch.channels.places import address, words

DEFAULT_ENDPOINT = "https://huggingface.co"
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]").fullmatch


class SettingsError(ValueError):
    """A settings file that can't be used; the message says file, key and what it takes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's choices.

    ``interval_minutes`` between polls (15 to 10,080); ``endpoint`` empty means ``HF_ENDPOINT``
    or the public Hub; ``catalog`` empty means the shipped one; ``consented`` is set when the
    first-run page was accepted, and nothing goes over the network before. ``theme`` is
    ``system``, ``light`` or ``dark``. ``census`` is ``off``, or what to list whole every week:
    ``text`` models, or the whole ``hub``. ``quiet_from`` and ``quiet_to`` are times of day of this
    machine (``22:00``) between which no message is shown; both empty means never quiet. A message
    is also handed to ``command``, words as a shell would divide them, and posted to ``webhook``,
    where these are given. ``metered`` says what to do on a network that costs by volume: ``poll``,
    or ``wait``.
    """

    interval_minutes: int = 360
    endpoint: str = ""
    catalog: str = ""
    consented: bool = False
    start_in_tray: bool = False
    close_to_tray: bool = True
    tray_hint_shown: bool = False
    theme: str = "system"
    census: str = "off"
    quiet_from: str = ""
    quiet_to: str = ""
    command: str = ""
    webhook: str = ""
    metered: str = "poll"

    def __post_init__(self) -> None:
        """Refuse values the program can't work with."""
        if not 15 <= self.interval_minutes <= 10_080:
            raise SettingsError(
                f"interval_minutes: {self.interval_minutes}; it takes 15 to 10080 minutes"
            )
        if self.theme not in ("system", "light", "dark"):
            raise SettingsError(f"theme: {self.theme!r}; it takes system, light or dark")
        if self.census not in ("off", "text", "hub"):
            raise SettingsError(f"census: {self.census!r}; it takes off, text or hub")
        if self.endpoint and not self.endpoint.startswith(("http://", "https://")):
            raise SettingsError(f"endpoint: {self.endpoint!r} does not start with https://")
        if self.metered not in ("poll", "wait"):
            raise SettingsError(f"metered: {self.metered!r}; it takes poll or wait")
        _demand_quiet_hours(self.quiet_from, self.quiet_to)
        _demand("command", self.command, words)
        _demand("webhook", self.webhook, address)

    def with_endpoint(self, endpoint: str) -> Settings:
        """The same choices with another Hub; an empty one changes nothing."""
        return replace(self, endpoint=endpoint) if endpoint else self

    def with_hint_shown(self) -> Settings:
        """The same choices, once the user was told that closing leaves the tray icon."""
        return replace(self, tray_hint_shown=True)

    def for_polling(self) -> tuple[object, ...]:
        """The choices that a running poll thread was opened with."""
        return (
            self.interval_minutes,
            self.endpoint,
            self.catalog,
            self.consented,
            self.census,
            self.quiet_from,
            self.quiet_to,
            self.command,
            self.webhook,
            self.metered,
        )


def _demand(key: str, text: str, read: Callable[[str], object]) -> None:
    """Refuse what can't be read, unless it is empty."""
    try:
        if text:
            read(text)
    except ValueError as why:
        raise SettingsError(f"{key}: {why}") from why


def _demand_quiet_hours(begin: str, end: str) -> None:
    """Refuse what is no time of day, a begin without an end, and a whole day of quiet."""
    for key, text in (("quiet_from", begin), ("quiet_to", end)):
        if text and not _TIME_OF_DAY(text):
            raise SettingsError(f"{key}: {text!r}; it takes a time of day such as 22:00")
    if bool(begin) != bool(end):
        raise SettingsError("quiet_from and quiet_to are given together, or neither is")
    if begin and begin == end:
        raise SettingsError("quiet_to: the same as quiet_from; a snooze keeps quiet for longer")


def read_settings(path: Path) -> Settings:
    """Read settings; a file that isn't there means the defaults.

    Raises ``SettingsError`` naming the file and the key. Unknown keys are refused, for a
    misspelt choice must not be silently ignored.
    """
    try:
        found: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise SettingsError(f"{path}: {why}") from why
    kinds = {f.name: type(f.default) for f in fields(Settings)}
    for key, value in found.items():
        if key not in kinds:
            raise SettingsError(f"{path}: unknown key {key!r}; known are {', '.join(kinds)}")
        if type(value) is not kinds[key]:
            raise SettingsError(f"{path}: {key} takes a {kinds[key].__name__}, not {value!r}")
    try:
        return replace(Settings(), **found)
    except SettingsError as why:
        raise SettingsError(f"{path}: {why}") from why


def write_settings(path: Path, settings: Settings) -> None:
    """Write settings whole or not at all: a temporary file beside it, then a rename."""
    lines = [f"{f.name} = {_toml(getattr(settings, f.name))}" for f in fields(settings)]
    write_private(path, "\n".join(lines) + "\n")


def write_private(path: Path, text: str) -> None:
    """Replace a file of the user's with new text, readable by the user alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _toml(value: object) -> str:
    """One TOML scalar."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return json.dumps(value, ensure_ascii=False)  # a JSON string is a TOML basic string
