"""Where messages may be sent: a web address, or a command."""

from __future__ import annotations

import ipaddress
import shlex
from urllib.parse import urlsplit


def address(text: str) -> str:
    """An https address, or one within this machine; raises ``ValueError`` with a sentence."""
    text = text.strip()
    if not text.isascii() or any(one.isspace() or not one.isprintable() for one in text):
        raise ValueError("It takes plain letters without blanks.")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as why:
        raise ValueError("This is no web address.") from why
    if not host or port == 0:
        raise ValueError("This is no web address.")
    if parts.username is not None:
        raise ValueError("It takes no user name or password.")
    if parts.scheme == "https" or (parts.scheme == "http" and _within_this_machine(host)):
        return text
    raise ValueError("It takes https://, or http:// to this machine only.")


def words(command: str) -> list[str]:
    """The program and its arguments as a shell would divide them; nothing else of a shell's.

    Raises ``ValueError``, its text a sentence.
    """
    try:
        found = shlex.split(command)
    except ValueError as why:
        raise ValueError("A quote is never closed, or a backslash ends it.") from why
    if not found or not found[0]:
        raise ValueError("There is no program in it.")
    if "\0" in command:
        raise ValueError("It has a NUL character in it.")
    return found


def _within_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
