"""What no log and no report may hold: tokens, passwords in addresses, webhooks, people's names."""

from __future__ import annotations

import getpass
import logging
import platform
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sharewatch.hub import access

HIDDEN = "***"
_SHORTEST_SECRET = 6
_SHORTEST_NAME = 3
_NOBODY = frozenset({"root", "user", "localhost"})

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), told)
    for pattern, told in (
        (r"\b(?-i:hf_)[a-z0-9]{6,}", "hf_" + HIDDEN),
        (r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", rf"\1 {HIDDEN}"),
        (
            r"\b((?:proxy-)?authorization|x-api-key|(?:set-)?cookie)(['\"]?\s*[:=]).*",
            rf"\1\2 {HIDDEN}",
        ),
        (r"\b(\w+://)[^\s/@'\"]+@", rf"\1{HIDDEN}@"),
        # An address other than of the Hub's listing may be a webhook, whose path is its secret.
        (r"\b(https?://[^\s/?#'\"]+/)(?!api/models\b)[^\s'\"]+", rf"\1{HIDDEN}"),
        (
            r"([?&][\w.-]*(?:token|key|secret|signature|sig|password|auth)=)[^&\s'\"]+",
            rf"\1{HIDDEN}",
        ),
        (r"\b[0-9a-f]{32,}\b", HIDDEN),
    )
)
# Letters of both cases and digits at this length are no word; a model's name follows a slash.
_RANDOM = re.compile(
    r"(?<![\w/.+=-])(?=[\w+=-]*[0-9])(?=[\w+=-]*[a-z])(?=[\w+=-]*[A-Z])[\w+=-]{40,}"
)


def hide_secrets(text: str, known: Iterable[str] = ()) -> str:
    """A text without what looks like a secret, and without those that are ``known``."""
    for secret in known:
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    for pattern, told in _PATTERNS:
        text = pattern.sub(told, text)
    return _RANDOM.sub(HIDDEN, text)


def hide_people(text: str) -> str:
    """A text without the names of its user, their home and their machine."""
    with suppress(RuntimeError):
        text = text.replace(str(Path.home()), "~")
    for name, told in ((_user(), "USER"), (platform.node(), "HOST")):
        if len(name) >= _SHORTEST_NAME and name.lower() not in _NOBODY:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", told, text)
    return text


def own_secrets() -> tuple[str, ...]:
    """The token that is in use, if there is one: its form need not be the usual one."""
    found = access.token()
    return () if found is None else (found.bearer().partition(" ")[2],)


class Scrub(logging.Filter):
    """Takes secrets out of what is logged, tracebacks too; for every handler that keeps it."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        super().__init__()
        self._known = tuple(known)
        self._form = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, without its secrets."""
        record.msg, record.args = self._hidden(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = self._form.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self._hidden(record.exc_text)
        if record.stack_info:
            record.stack_info = self._hidden(record.stack_info)
        return True

    def _hidden(self, text: str) -> str:
        return hide_secrets(text, self._known)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        return ""
