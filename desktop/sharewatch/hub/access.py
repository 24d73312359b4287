"""Where the Hub is and who asks: the endpoint and the token, found as the ecosystem does."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from sharewatch.hub.errors import BadEndpoint
from sharewatch.settings import DEFAULT_ENDPOINT

_TRUE = frozenset({"1", "ON", "YES", "TRUE"})


class Token:
    """An access token that no ``repr``, f-string or traceback gives away."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        if not text or not text.isascii() or not text.isprintable():
            raise ValueError("a token is printable ASCII")
        self._text = text

    def __repr__(self) -> str:
        return "Token(hidden)"

    def __reduce__(self) -> str:
        raise TypeError("a token is not written anywhere")

    def bearer(self) -> str:
        """The value of the ``Authorization`` header."""
        return f"Bearer {self._text}"


def endpoint(settings_value: str = "", env: Mapping[str, str] = os.environ) -> str:
    """The Hub's address without a trailing slash: the setting, else ``HF_ENDPOINT``, else public.

    Raises ``BadEndpoint`` for what is no plain http or https address.
    """
    chosen = settings_value.strip() or env.get("HF_ENDPOINT", "").strip() or DEFAULT_ENDPOINT
    chosen = chosen.rstrip("/")
    try:
        parts = urlsplit(chosen)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username is not None or parts.query or parts.fragment:
        raise BadEndpoint(
            "The Hub's address must look like https://huggingface.co, "
            "without a user name or a question mark."
        )
    return chosen


def may_carry_token(address: str) -> bool:
    """Whether a token may go to an address: over https, or plainly within this machine."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return True
    host = parts.hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def token(env: Mapping[str, str] = os.environ) -> Token | None:
    """The user's token: ``HF_TOKEN``, else the file the official client signs in with.

    That file is ``HF_TOKEN_PATH``, else ``token`` in ``HF_HOME``, else in the cache directory.
    ``HF_HUB_DISABLE_IMPLICIT_TOKEN`` means no token. A file that can't be read, and a text that
    can't be a token, count as none: the public Hub answers without one.
    """
    if env.get("HF_HUB_DISABLE_IMPLICIT_TOKEN", "").upper() in _TRUE:
        return None
    named = _clean(env.get("HF_TOKEN") or env.get("HUGGING_FACE_HUB_TOKEN") or "")
    try:
        text = named or _clean(_token_path(env).read_text("utf-8"))
        return Token(text) if text else None
    except (OSError, ValueError, RuntimeError):
        return None


def _token_path(env: Mapping[str, str]) -> Path:
    """Where the official client keeps the token."""
    if path := env.get("HF_TOKEN_PATH"):
        return _expand(path)
    if home := env.get("HF_HOME"):
        return _expand(home) / "token"
    return _expand(env.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface" / "token"


def _expand(path: str) -> Path:
    """A path with ``~`` and variables filled in, as a shell would."""
    return Path(os.path.expandvars(path)).expanduser()


def _clean(text: str) -> str:
    """A token's text without the line ends and blanks that copying leaves around it."""
    return text.replace("\r", "").replace("\n", "").strip()
